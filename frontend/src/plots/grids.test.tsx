import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { ConceptTable } from "./ConceptTable";
import { estimate } from "./fixtures";
import { LayerHeat } from "./LayerHeat";
import { roundUp } from "./key";
import { Matrix, type PairKey } from "./Matrix";

const languages = ["es", "ar", "tr"];
const cell = (a: string, b: string) => estimate([a, b].includes("tr") ? 0.11 : 0.4, 0.1, 0.03, 42);

describe("the matrix", () => {
  it("tells a reader both languages, value, interval, null and n", () => {
    render(<Matrix label="Overlap" languages={languages} cell={cell} symmetric name="step 64" />);
    expect(screen.getByRole("gridcell", { name: "Arabic, Spanish, step 64: .40 [.37, .43], null .10, n = 42" })).toBeTruthy();
  });
  it("gives no fill to a pair whose excess may be zero", () => {
    render(<Matrix label="Overlap" languages={languages} cell={cell} symmetric />);
    const weak = screen.getByRole("gridcell", { name: /^Turkish, Spanish: .*not above its null$/ });
    expect(weak.className).toContain("weak");
    expect(weak.getAttribute("style")).toBeFalsy();
    expect(screen.getByRole("gridcell", { name: /^Arabic, Spanish/ }).getAttribute("style")).toContain("background");
  });
  it("shows the null above the diagonal until something is pinned, then the pinned checkpoint", () => {
    const { rerender } = render(<Matrix label="Overlap" languages={languages} cell={cell} symmetric nullName="pseudo-concepts" />);
    expect(screen.getByRole("gridcell", { name: "Spanish, Arabic, pseudo-concepts: .10" })).toBeTruthy();
    rerender(<Matrix label="Overlap" languages={languages} cell={cell} pinnedCell={() => estimate(0.2)} pinnedName="step 8" symmetric />);
    expect(screen.getByRole("gridcell", { name: /^Spanish, Arabic, step 8: \.20/ })).toBeTruthy();
  });
  it("selects by click, pins by shift-click and by p, opens by Enter", async () => {
    const [onSelect, onPin, onOpen] = [vi.fn(), vi.fn(), vi.fn()];
    const user = userEvent.setup();
    const selected: PairKey = { a: "ar", b: "es" };
    render(
      <Matrix
        label="Overlap"
        languages={languages}
        cell={cell}
        symmetric
        selected={selected}
        onSelect={onSelect}
        onPin={onPin}
        onOpen={onOpen}
      />,
    );
    const pair = screen.getByRole("gridcell", { name: /^Arabic, Spanish/ });
    expect(pair.getAttribute("aria-selected")).toBe("true");
    await user.click(pair);
    expect(onSelect).toHaveBeenCalledWith(selected);
    await user.keyboard("{Shift>}");
    await user.click(pair);
    await user.keyboard("{/Shift}");
    pair.focus();
    await user.keyboard("p");
    expect(onPin).toHaveBeenCalledTimes(2);
    await user.keyboard("{Enter}");
    expect(onOpen).toHaveBeenCalledWith(selected);
  });
  it("is one stop of the Tab key, and arrows move inside it", async () => {
    const user = userEvent.setup();
    render(<Matrix label="Overlap" languages={languages} cell={cell} symmetric={false} />);
    await user.tab();
    await user.keyboard("{ArrowDown}{ArrowRight}{ArrowRight}");
    expect(document.activeElement?.getAttribute("aria-label")).toMatch(/^Arabic on Turkish/);
  });
  it("ends its scale where the stored figure's ends", () => {
    expect([0.42, 0.03, 0.12, 0.2, 1, 1.2].map(roundUp)).toEqual([0.45, 0.05, 0.15, 0.2, 1, 1.2]);
  });
});

describe("layer by checkpoint", () => {
  const columns = [
    { id: "step0", label: "0", name: "step 0" },
    { id: "step8", label: "8", name: "step 8" },
    { id: "step16", label: "16", name: "step 16", toCome: true },
  ];
  it("draws a dot for a weak cell and a wash for what is to come", () => {
    render(
      <LayerHeat
        label="Overlap by layer"
        layers={[0, 1]}
        columns={columns}
        cell={(layer, id) => estimate(id === "step0" ? 0.1 : 0.3 + layer / 10)}
        selected="step8"
      />,
    );
    expect(screen.getByRole("gridcell", { name: /^layer 0, step 0.*not above its null/ }).querySelector(".dot")).toBeTruthy();
    expect(screen.getByText("to come")).toBeTruthy();
  });
  it("keeps what is to come in its place among the others", () => {
    const mixed = [columns[2]!, columns[0]!, { ...columns[1]!, toCome: true }];
    render(<LayerHeat label="Overlap by layer" layers={[0, 1]} columns={mixed} cell={() => estimate(0.3)} />);
    const [first] = screen.getAllByRole("row");
    expect([...first!.children].map((c) => c.textContent)).toEqual(["1", "to come", "", "to come"]);
  });
  it("says of a checkpoint that failed that it did, beside what is to come", () => {
    const mixed = [columns[0]!, { ...columns[1]!, toCome: true, lost: "failed" as const }, columns[2]!];
    render(<LayerHeat label="Overlap by layer" layers={[0, 1]} columns={mixed} cell={() => estimate(0.3)} />);
    expect([...screen.getAllByRole("row")[0]!.children].map((c) => c.textContent)).toEqual(["1", "", "failed", "to come"]);
  });
  it("names every checkpoint of a stretch, and no other", () => {
    const gone = (id: string) => ({ id, label: id, name: `step ${id}`, toCome: true, lost: "cancelled" as const });
    render(
      <LayerHeat
        label="Overlap by layer"
        layers={[0, 1]}
        columns={[columns[0]!, gone("8"), gone("9"), gone("10"), columns[2]!]}
        cell={() => estimate(0.3)}
      />,
    );
    expect([...screen.getAllByRole("row")[0]!.children].map((c) => c.getAttribute("title")).slice(2)).toEqual([
      "step 8, step 9 and step 10: cancelled",
      "step 16: to come",
    ]);
  });
  it("puts the last layer on top and selects a checkpoint", async () => {
    const onSelect = vi.fn();
    render(<LayerHeat label="Overlap by layer" layers={[0, 1]} columns={columns} cell={() => estimate(0.3)} onSelect={onSelect} />);
    expect(within(screen.getAllByRole("row")[0]!).getByRole("rowheader").textContent).toBe("1");
    await userEvent.click(screen.getByRole("gridcell", { name: /^layer 1, step 8/ }));
    expect(onSelect).toHaveBeenCalledWith("step8", 1);
  });
});

describe("the table of concepts", () => {
  const rows = Array.from({ length: 20 }, (_, i) => ({
    name: `concept ${i}`,
    positives: 30 + i,
    null: 0.1,
    cells: { es: estimate(0.4), ar: null, tr: estimate(0.1) },
  }));
  it("shows the null in a column, absent as hatched, weak without fill", () => {
    render(<ConceptTable label="Concepts" rows={rows.slice(0, 2)} languages={languages} measure="average precision" />);
    const first = screen.getAllByRole("row")[1]!;
    expect(first.lastElementChild!.textContent).toBe(".10");
    expect(within(first).getByLabelText("not measured").className).toContain("hatched");
  });
  it("is cut, keeps the chosen one in sight, and shows all when asked", async () => {
    render(
      <ConceptTable
        label="Concepts"
        rows={rows}
        languages={languages}
        measure="average precision"
        selected="concept 17"
        onSelect={() => undefined}
        limit={5}
      />,
    );
    expect(screen.getByRole("button", { name: "concept 17" })).toBeTruthy();
    expect(screen.queryByRole("button", { name: "concept 16" })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "All 20" }));
    expect(screen.getByRole("button", { name: "concept 16" })).toBeTruthy();
  });
});
