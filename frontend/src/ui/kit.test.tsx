import { act, fireEvent, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, test, vi } from "vitest";
import {
  Button,
  Chip,
  Field,
  Input,
  Ladder,
  LanguageSlots,
  Legend,
  Menu,
  Panel,
  placed,
  Progress,
  ProvenanceChip,
  stepLabel,
  Switch,
  Table,
  Term,
  ToastProvider,
  TokenText,
  Tooltip,
  useToast,
  type PanelState,
} from ".";
import { stepInWords } from "../lib/steps";

describe("text with token heat", () => {
  const arabic = "وبرق متكرر";
  test("is one run of text with one element per range, its language and its own direction", () => {
    const { container } = render(
      <TokenText
        text={arabic}
        language="ar"
        clamp={4}
        spans={[
          { start: 0, end: 2, value: 1 },
          { start: 2, end: 4, value: 4 },
        ]}
      />,
    );
    const sentence = container.firstElementChild!;
    expect(sentence.textContent).toBe(arabic);
    expect([sentence.getAttribute("lang"), sentence.getAttribute("dir")]).toEqual(["ar", "auto"]);
    expect([...sentence.children].map((c) => c.className)).toEqual(["heat", "heat clamped"]);
    expect(sentence.innerHTML).not.toMatch(/inline-block/);
  });
  test("leaves out values below zero unless it is signed", () => {
    const spans = [{ start: 0, end: 1, value: -3 }];
    expect(render(<TokenText text="ab" language="en" clamp={4} spans={spans} />).container.querySelector(".heat")).toBeNull();
    expect(
      render(<TokenText text="ab" language="en" clamp={4} spans={spans} signed />).container.querySelector(".heat.negative"),
    ).not.toBeNull();
  });
  test("of a unit that never fires has no colour and no fault", () => {
    expect(render(<TokenText text="ab" language="en" clamp={0} spans={[{ start: 0, end: 1, value: 0 }]} />).container.textContent).toBe(
      "ab",
    );
  });
});

describe("languages", () => {
  test("a chip names its language in full on hover, and its code on the page", () => {
    render(<Chip code="zh-Hans" share={0.31} />);
    expect(screen.getByTitle("Chinese (zh-Hans)").textContent).toBe("zh.31");
  });
  test("an unexpected language is said, not only drawn", () => {
    render(<Chip code="en" unexpected />);
    expect(screen.getByText(/not the language expected/)).toBeTruthy();
  });
  test("slots say who is there; not declared is not none", () => {
    const { rerender } = render(<LanguageSlots codes={["tr", "en", "fr"]} />);
    expect(screen.getByRole("img", { name: "Turkish, English, French" }).textContent).toBe("+ 1");
    rerender(<LanguageSlots codes={null} />);
    expect(screen.getByText("not declared")).toBeTruthy();
  });
});

describe("a panel", () => {
  const show = (state: PanelState) =>
    render(
      <Panel title="Language by language" letter="B" state={state} caption="n = 4">
        <p>content</p>
      </Panel>,
    );
  test("keeps its title in every state", () => {
    const states: PanelState[] = [
      { kind: "ready" },
      { kind: "loading" },
      { kind: "empty", says: "Which languages share units." },
      { kind: "waiting", detail: "Trains 50 models:", seconds: 660, size: 210e6, acts: [{ label: "Compute" }] },
      { kind: "computing", label: "reading", done: 4, total: 11, secondsLeft: 26 },
      { kind: "failed", message: "Out of memory." },
      { kind: "cut", says: "Cut after 1 s." },
      { kind: "absent", why: "Not marked." },
      { kind: "too-little", says: "Too few sentences." },
      { kind: "recovered", lines: [{ at: "09:12", text: "Worker 2 took over." }] },
      { kind: "read-only" },
    ];
    for (const state of states) {
      const { unmount } = show(state);
      expect(screen.getByRole("heading", { name: /Language by language/ })).toBeTruthy();
      unmount();
    }
  });
  test("shows its content beside what was cut or recovered, and not while it waits or fails", () => {
    const shows = (state: PanelState) => {
      const { unmount } = show(state);
      const there = screen.queryByText("content") !== null;
      unmount();
      return there;
    };
    expect([
      shows({ kind: "ready" }),
      shows({ kind: "cut", says: "x" }),
      shows({ kind: "computing", label: "x", done: 0, total: 1 }),
      shows({ kind: "failed", message: "x" }),
    ]).toEqual([true, true, false, false]);
  });
  test("says what it costs before the click", () => {
    show({ kind: "waiting", detail: "Trains 50 models.", seconds: 660, size: 210e6, acts: [{ label: "Compute" }] });
    expect(screen.getByText(/About 11 min, 210 MB\./)).toBeTruthy();
  });
  test("keeps an error until it is dismissed, and offers a retry", async () => {
    const [retry, dismiss] = [vi.fn(), vi.fn()];
    show({
      kind: "failed",
      message: "Out of memory on cuda:0.",
      kept: "6 of 8 parts are stored.",
      retry: { label: "Retry in 4 parts", run: retry },
      dismiss,
    });
    await userEvent.click(screen.getByRole("button", { name: "Retry in 4 parts" }));
    expect(screen.getByRole("alert").textContent).toMatch(/6 of 8 parts/);
    await userEvent.click(screen.getByRole("button", { name: "Dismiss" }));
    expect([retry.mock.calls.length, dismiss.mock.calls.length, screen.queryByRole("alert")]).toEqual([1, 1, null]);
  });
  test("keeps a fault of its content to itself", () => {
    const quiet = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const Broken = () => {
      throw new Error("no such field");
    };
    render(
      <>
        <Panel title="One">
          <Broken />
        </Panel>
        <Panel title="Two">
          <p>well</p>
        </Panel>
      </>,
    );
    expect(screen.getByRole("alert").textContent).toMatch(/could not be drawn/);
    expect(screen.getByText("well")).toBeTruthy();
    quiet.mockRestore();
  });
});

describe("messages", () => {
  function Speaker() {
    const { say, fail } = useToast();
    return (
      <>
        <button onClick={() => say("Link copied.")}>say</button>
        <button onClick={() => fail("Export failed.")}>fail</button>
      </>
    );
  }
  test("leave after six seconds, but an error stays until dismissed", () => {
    vi.useFakeTimers();
    render(
      <ToastProvider>
        <Speaker />
      </ToastProvider>,
    );
    fireEvent.click(screen.getByText("say"));
    fireEvent.click(screen.getByText("fail"));
    act(() => void vi.advanceTimersByTime(60_000));
    expect(screen.queryByText("Link copied.")).toBeNull();
    fireEvent.click(screen.getByRole("button", { name: "Dismiss" }));
    expect(screen.queryByText("Export failed.")).toBeNull();
    vi.useRealTimers();
  });
});

describe("controls by keyboard", () => {
  test("arrows choose in a switch", async () => {
    const chosen = vi.fn();
    render(
      <Switch
        label="Show"
        value="a"
        onChange={chosen}
        options={[
          { value: "a", label: "A" },
          { value: "b", label: "B" },
        ]}
      />,
    );
    await userEvent.tab();
    await userEvent.keyboard("{ArrowRight}");
    expect(chosen).toHaveBeenCalledWith("b");
  });
  test("a menu opens, moves, chooses, and gives the focus back", async () => {
    const csv = vi.fn();
    render(<Menu label="Menu of B" items={[{ label: "PNG" }, "rule", { label: "CSV", onSelect: csv }]} />);
    await userEvent.tab();
    await userEvent.keyboard("{Enter}{ArrowDown}{Enter}");
    expect(csv).toHaveBeenCalledOnce();
    await userEvent.keyboard("{Enter}{Escape}");
    expect(screen.queryByRole("menu")).toBeNull();
    expect(document.activeElement).toBe(screen.getByRole("button", { name: "Menu of B" }));
  });
  test("a refusal stands beside its field and fills in what would do", async () => {
    const fill = vi.fn();
    render(
      <Field
        label="Unit"
        error={{ message: "mini has layers 0 to 5.", hint: "Did you mean", suggestion: "mlp_act.5.12" }}
        onSuggestion={fill}
      >
        {(props) => <Input {...props} defaultValue="mlp_act.9.12" />}
      </Field>,
    );
    const input = screen.getByRole("textbox", { name: "Unit" });
    expect(input.getAttribute("aria-invalid")).toBe("true");
    expect(document.getElementById(input.getAttribute("aria-describedby")!)?.textContent).toMatch(/layers 0 to 5/);
    await userEvent.click(screen.getByRole("button", { name: "mlp_act.5.12" }));
    expect(fill).toHaveBeenCalledWith("mlp_act.5.12");
  });
  test("a tooltip shows on focus, and Escape puts it away", async () => {
    render(
      <Tooltip content="a unit of an MLP" focusable>
        neuron
      </Tooltip>,
    );
    await userEvent.tab();
    expect(screen.getByRole("tooltip").textContent).toBe("a unit of an MLP");
    await userEvent.keyboard("{Escape}");
    expect(screen.queryByRole("tooltip")).toBeNull();
  });
});

describe("a table", () => {
  const rows = [
    { id: "a", n: 2 },
    { id: "b", n: null },
    { id: "c", n: 10 },
  ];
  const draw = () =>
    render(
      <Table
        label="T"
        rows={rows}
        rowKey={(r) => r.id}
        columns={[
          { key: "id", head: "Id", cell: (r) => r.id },
          { key: "n", head: "N", numeric: true, cell: (r) => r.n, sort: (r) => r.n },
        ]}
      />,
    );
  const order = () =>
    within(screen.getByRole("table", { name: "T" }))
      .getAllByRole("row")
      .slice(1)
      .map((r) => r.firstChild!.textContent)
      .join("");
  test("sorts numbers as numbers, largest first, what is missing last; then the other way; then as it was", async () => {
    draw();
    const seen = [order()];
    for (let i = 0; i < 3; i++) {
      await userEvent.click(screen.getByRole("button", { name: "N" }));
      seen.push(order());
    }
    expect(seen).toEqual(["abc", "cab", "acb", "abc"]);
  });
});

describe("the ladder", () => {
  const rung = (step: number | null, more = {}) => ({ revision: `step${step}`, step, here: true, ...more });
  test("stands on a log scale, with step 0 before a break", () => {
    const [zero, first, middle, last] = placed([0, 1, 32, 1024].map((s) => rung(s)));
    expect([zero, last]).toEqual([0, 1]);
    expect(middle! - first!).toBeCloseTo(last! - middle!);
  });
  test("stands evenly where a step is unknown", () => expect(placed([rung(null), rung(5), rung(7)])).toEqual([0, 0.5, 1]));
  test("says of each checkpoint what the eye sees", () => {
    render(
      <Ladder
        rungs={[rung(0), rung(64, { duplicateOf: "step0" }), rung(128, { here: false })]}
        selected="step0"
        pinned="step64"
        onSelect={() => undefined}
      />,
    );
    expect(screen.getAllByRole("radio").map((r) => r.getAttribute("aria-label"))).toEqual([
      "step 0",
      "step 64, same weights as step0, pinned",
      "step 128, to come",
    ]);
  });
  test("is one stop of the Tab key, and arrows step", async () => {
    const chosen = vi.fn();
    render(
      <>
        <Ladder rungs={[rung(0), rung(64), rung(128)]} selected="step64" onSelect={chosen} />
        <button>after</button>
      </>,
    );
    await userEvent.tab();
    expect(document.activeElement?.getAttribute("aria-label")).toBe("step 64");
    await userEvent.keyboard("{ArrowRight}");
    expect(chosen).toHaveBeenCalledWith("step128");
    await userEvent.tab();
    expect(document.activeElement?.textContent).toBe("after");
  });
  test("says that one failed, and gives stages, unknown steps and steps that begin anew places in their order", () => {
    render(<Ladder rungs={[rung(0), { ...rung(64), here: false, lost: "failed" }, { ...rung(128), here: false }]} />);
    expect(screen.getAllByRole("radio").map((r) => r.getAttribute("aria-label"))).toEqual([
      "step 0",
      "step 64, failed",
      "step 128, to come",
    ]);
    const named = (revision: string, step: number | null) => ({ revision, step, here: true });
    for (const ladder of [
      [named("stage1-step8", 8), named("stage2-step0", 0), named("stage2-step8", 8)],
      [named("e1s8", 8), named("e2s8", 8), named("e2s9", 9)],
      [named("ckpt_1", null), named("ckpt_2", null), named("ckpt_10", null)],
    ])
      expect(placed(ladder)).toEqual([0, 0.5, 1]);
    const counted = (stage: string | null, ...steps: number[]) =>
      steps.map((step, i) => ({ ...named(`stage${i + 1}-step${step}`, step), stage }));
    // The server says whose steps they are: of steps that somebody gave, no name tells a stage.
    expect([
      placed(counted(null, 1, 2, 16))[1],
      placed([...counted("1", 1, 2), ...counted("2", 16)])[1],
      placed(counted("2.1", 1, 2, 16))[1],
    ]).toEqual([0.25, 0.5, 0.25]);
    expect(stepInWords(named("stage2-ingredient1-step1000-tokens3B", 1000))).toBe("stage 2, ingredient 1, step 1,000");
  });
  test("shortens long steps", () =>
    expect([stepLabel(rung(1024)), stepLabel(rung(143000)), stepLabel({ revision: "main", step: null, here: true })]).toEqual([
      "1,024",
      "143k",
      "main",
    ]));
});

test("progress says step of steps and the time left, also aloud", () => {
  render(<Progress label="Checkpoint 64" done={4} total={11} secondsLeft={26} />);
  expect(screen.getByRole("progressbar").getAttribute("aria-valuetext")).toBe("36\u2009%, step 4 of 11");
  expect(screen.getByText(/25 s left/)).toBeTruthy();
});

test("provenance copies as one line", async () => {
  const user = userEvent.setup();
  render(
    <ToastProvider>
      <ProvenanceChip kind="run" cells={["mini at 1,024", null, "seed 7"]} />
    </ToastProvider>,
  );
  await user.click(screen.getByRole("button"));
  expect(await navigator.clipboard.readText()).toBe("this run · mini at 1,024 · seed 7");
  expect(screen.getByText("Provenance copied.")).toBeTruthy();
});

test("a legend keeps its tick on the ramp", () => {
  const { container } = render(<Legend scale="magnitude" low="0" high="1" tick={{ at: 1.4, label: "null" }} />);
  expect(container.querySelector<HTMLElement>(".tick")!.style.left).toBe("100%");
});

test("a link of the API leaves the app, a page's link does not", () => {
  render(
    <>
      <Button href="/api/runs/x">JSON</Button>
      <Button href="/runs">Runs</Button>
    </>,
  );
  fireEvent.click(screen.getByRole("link", { name: "Runs" }));
  expect(location.pathname).toBe("/runs");
});

test("a word of the glossary is explained, another is set as it is", () => {
  const { container } = render(
    <>
      <Term>fingerprint</Term> <Term>no such word</Term>
    </>,
  );
  expect(container.querySelectorAll(".term")).toHaveLength(1);
});
