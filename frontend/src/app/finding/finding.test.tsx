import { act, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { forgetToken } from "../../api/token";
import { App } from "../App";
import { partInWords } from "./Digests";
import { type Asked, collection, FIGURE, finding, refusal, RUN, serve, summary, VERIFIED } from "./fixtures";

const AT = "/api/findings/k7m2q9";
const HOME = { questions: [], running: [], models: [], corpora: [], counts: { models: 0, corpora: 0, runs: 0, running: 0, queued: 0 } };
let answers: Record<string, unknown>;
let asked: Asked[];

beforeEach(() => {
  answers = {
    "GET /api/about": { access: "open" },
    "GET /api/home": HOME,
    "GET /api/findings": [summary()],
    "GET /api/collections": [],
    [`GET ${AT}`]: finding(),
    [`GET ${AT}/figures/0.json`]: FIGURE,
    "GET /api/collections/c1": collection(),
  };
  asked = serve(answers);
});
afterEach(() => {
  forgetToken();
});

async function open(address: string) {
  history.replaceState(null, "", address);
  const user = userEvent.setup();
  await act(async () => void render(<App />));
  return user;
}
const change = async (user: ReturnType<typeof userEvent.setup>, menu: string, item: string) => {
  await user.click(await screen.findByRole("button", { name: menu }));
  await user.click(screen.getByRole("menuitem", { name: item }));
  return within(screen.getByRole("dialog"));
};

describe("a finding's page", () => {
  test("has no rail; it has the words, the kept figures, where they come from, and how to cite it", async () => {
    await open("/f/k7m2q9");
    expect(await screen.findByRole("heading", { level: 1, name: "Two languages meet" }, { timeout: 5000 })).toBeTruthy();
    expect(screen.queryByRole("button", { name: /Search/ })).toBeNull();
    expect(screen.getByText(/Kept by/).textContent).toBe("Kept by A. Person, 1 Jan 2026.");
    expect(screen.getByRole("link", { name: "overlap" }).getAttribute("href")).toBe("/findings?tag=overlap");
    expect(screen.getByRole("link", { name: "Open the live page" }).getAttribute("href")).toBe(`/runs/${RUN}?at=step8`);
    expect(await screen.findByText(/Share of units/)).toBeTruthy();
    expect(screen.getByText(/All 12 stored parts match their/)).toBeTruthy();
    expect(screen.getByText("mini").closest("dd")!.textContent).toBe("mini, 2 checkpoints, step0 to step8");
    expect(screen.getByRole("link", { name: "CSV" }).getAttribute("href")).toBe(`${AT}/figures/0.csv`);
    expect(screen.getByRole("link", { name: /bundle.zip, up to 1.8/ }).getAttribute("href")).toBe(`${AT}/bundle.zip`);
    expect(screen.getByText("One training run and one seed.")).toBeTruthy();
  });

  test("copies the frame and the citation from a figure's menu", async () => {
    const user = await open("/f/k7m2q9");
    await user.click(await screen.findByRole("button", { name: "Menu of Overlap over training" }, { timeout: 5000 }));
    expect(screen.getAllByRole("menuitem").map((item) => item.textContent)).toEqual(expect.arrayContaining(["Embed", "Cite"]));
    expect(screen.queryByRole("menuitem", { name: "Keep" })).toBeNull();
    await user.click(screen.getByRole("menuitem", { name: "Cite" }));
    expect(await navigator.clipboard.readText()).toBe("A. Person (2026). Two languages meet.");
  });

  test("says what is wrong where what is stored is not what was kept, and it stays", async () => {
    answers[`GET ${AT}`] = finding({
      verified: {
        ...VERIFIED,
        state: "differs",
        wrong: ["figure/overlap_over_training, run 01234567", "scores, run 01234567"],
        n_wrong: 2,
      },
    });
    await open("/f/k7m2q9");
    const alert = await screen.findByRole("alert", undefined, { timeout: 5000 });
    expect(alert.textContent).toMatch(/What is stored is not what was kept\. 2 parts differ or are gone/);
    expect(
      within(alert)
        .getAllByRole("listitem")
        .map((li) => li.textContent),
    ).toEqual(["figure overlap over training, run 01234567", "scores of its units, run 01234567"]);
  });

  test("that was looked at in part says how much, and looks at all when asked", async () => {
    answers[`GET ${AT}`] = ({ search }: Asked) =>
      finding({
        verified: search.includes("whole=true")
          ? { ...VERIFIED, checked: 3000, of: 3000 }
          : { ...VERIFIED, checked: 1024, of: 3000, cut: true },
      });
    const user = await open("/f/k7m2q9");
    expect(await screen.findByText(/1,024 of 3,000 stored parts looked at/, undefined, { timeout: 5000 })).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Look at all 3,000" }));
    expect(await screen.findByText(/All 3,000 stored parts match/)).toBeTruthy();
  });

  test("that came without digests says that nothing can be told", async () => {
    answers[`GET ${AT}`] = finding({ verified: { ...VERIFIED, state: "unpinned", checked: 0, of: 0 }, figures: [], origin: "imported" });
    answers[`GET /api/runs/${RUN}/figures/overlap_over_training.json`] = FIGURE;
    await open("/f/k7m2q9");
    expect(await screen.findByText(/brought no digests/, undefined, { timeout: 5000 })).toBeTruthy();
    expect(await screen.findByText(/Share of units/)).toBeTruthy();
  });

  test.each([
    [410, "This finding was withdrawn on 02 January 2026.", /took it back/],
    [404, "There is no such finding here.", /known only to the server/],
  ])("answers %s in words", async (status, message, says) => {
    answers[`GET ${AT}`] = [status, refusal("gone", message)];
    await open("/f/k7m2q9");
    expect(await screen.findByRole("heading", { name: message }, { timeout: 5000 })).toBeTruthy();
    expect(screen.getByText(says)).toBeTruthy();
  });

  test("reads an earlier revision", async () => {
    answers[`GET ${AT}`] = finding({ revision: 2 });
    answers[`GET ${AT}/revisions`] = [2, 1].map((number) => ({
      number,
      title: `Title ${number}`,
      note: "",
      tags: [],
      kept_by: "",
      at: "2026-01-01T10:00:00Z",
    }));
    const user = await open("/f/k7m2q9");
    expect((await screen.findByText(/Kept by/, undefined, { timeout: 5000 })).textContent).toMatch(/Revised once/);
    await user.click(screen.getByText("Earlier words"));
    await user.click(await screen.findByRole("button", { name: "Revision 1" }));
    expect(screen.getByText("Title 1")).toBeTruthy();
  });

  test("names a part that differs as people say it", () =>
    expect(partInWords("abcdef0123456789abcdef/figure/k_curve, run 1")).toBe("figure k curve, run 1"));
});

describe("changing a finding", () => {
  test("sends the revision it was written over", async () => {
    answers[`PUT ${AT}`] = finding({ title: "Three languages meet", revision: 2 });
    const user = await open("/f/k7m2q9");
    const dialog = await change(user, "Change this finding", "Edit its words");
    const title = dialog.getByRole("textbox", { name: "Title" });
    await user.clear(title);
    await user.type(title, "Three languages meet");
    await user.click(dialog.getByRole("button", { name: "Save" }));
    expect(await screen.findByRole("heading", { level: 1, name: "Three languages meet" })).toBeTruthy();
    expect(asked.find(({ method }) => method === "PUT")!.body).toEqual({
      title: "Three languages meet",
      note: "They **meet**.",
      tags: ["overlap"],
      kept_by: "A. Person",
      revision: 1,
      publish: false,
    });
  });

  test("over somebody else's words keeps mine, shows theirs, and then writes over them", async () => {
    const user = await open("/f/k7m2q9");
    const dialog = await change(user, "Change this finding", "Edit its words");
    await user.type(dialog.getByRole("textbox", { name: "Title" }), " again");
    answers[`PUT ${AT}`] = [
      409,
      refusal("changed_since", "Somebody changed this finding since you opened it (revision 2). Nothing was written.", "revision"),
    ];
    answers[`GET ${AT}`] = finding({ title: "Their title", revision: 2 });
    await user.click(dialog.getByRole("button", { name: "Save" }));
    await user.click(await dialog.findByRole("button", { name: "Show what it says now" }));
    expect(await dialog.findByText("Their title")).toBeTruthy();
    expect(dialog.getByRole<HTMLInputElement>("textbox", { name: "Title" }).value).toBe("Two languages meet again");
    answers[`PUT ${AT}`] = finding({ title: "Two languages meet again", revision: 3 });
    await user.click(dialog.getByRole("button", { name: "Save mine over it" }));
    await waitFor(() =>
      expect(asked.filter(({ method }) => method === "PUT").at(-1)!.body).toMatchObject({ title: "Two languages meet again", revision: 2 }),
    );
  });

  test("withdrawing asks first, and then its page says so", async () => {
    const user = await open("/f/k7m2q9");
    const dialog = await change(user, "Change this finding", "Withdraw");
    expect(asked.some(({ method }) => method === "DELETE")).toBe(false);
    answers[`DELETE ${AT}`] = [204, null];
    answers[`GET ${AT}`] = [410, refusal("withdrawn", "This finding was withdrawn on 02 January 2026.")];
    await user.click(dialog.getByRole("button", { name: "Withdraw" }));
    expect(await screen.findByRole("heading", { name: /was withdrawn/ })).toBeTruthy();
  });

  test("a private one can be published", async () => {
    answers[`GET ${AT}`] = finding({ private: true });
    answers[`PUT ${AT}`] = finding({ private: false });
    const user = await open("/f/k7m2q9");
    const dialog = await change(user, "Change this finding", "Publish");
    await user.click(dialog.getByRole("button", { name: "Publish" }));
    await waitFor(() => expect(asked.find(({ method }) => method === "PUT")?.body).toMatchObject({ publish: true, revision: 1 }));
  });

  test("is not offered where the server only shows", async () => {
    answers["GET /api/about"] = { access: "read-only" };
    await open("/f/k7m2q9");
    expect(await screen.findByText("read-only", undefined, { timeout: 5000 })).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Change this finding" })).toBeNull();
  });
});

describe("the list of findings", () => {
  test("asks for words and tags, and says where nothing is like that", async () => {
    answers["GET /api/findings"] = ({ search }: Asked) => (search.includes("text=") ? [] : [summary()]);
    const user = await open("/findings");
    expect((await screen.findByRole("link", { name: "Two languages meet" })).getAttribute("href")).toBe("/f/k7m2q9");
    await user.click(screen.getByRole("button", { name: "overlap" }));
    expect(location.search).toBe("?tag=overlap");
    await user.type(screen.getByRole("searchbox", { name: "With the words" }), "zebra");
    expect(await screen.findByText("Nothing that was kept is like that.")).toBeTruthy();
    expect(asked.at(-1)!.search).toMatch(/text=zebra&tag=overlap|tag=overlap&text=zebra/);
  });
  test("invites where nobody kept anything, and fails in words", async () => {
    answers["GET /api/findings"] = [];
    await open("/findings");
    expect(await screen.findByText("Nobody has kept anything here yet.")).toBeTruthy();
  });
  test("has the private ones of this browser, and forgets them when told", async () => {
    localStorage.setItem("isogloss.private", JSON.stringify([{ slug: "secret", title: "Not yet", kind: "finding" }]));
    const user = await open("/findings");
    expect((await screen.findByRole("link", { name: "Not yet" })).getAttribute("href")).toBe("/f/secret");
    await user.click(screen.getByRole("button", { name: "Forget “Not yet” here" }));
    expect(screen.queryByText("Private, known to this browser")).toBeNull();
  });
});

test("inside another page it has its figures, one line and a link out of the frame", async () => {
  await open("/embed/k7m2q9");
  const link = await screen.findByRole("link", { name: "Two languages meet" }, { timeout: 5000 });
  expect([link.getAttribute("href"), link.getAttribute("target")]).toEqual(["/f/k7m2q9", "_blank"]);
  expect(screen.getByText(/matches its digests/)).toBeTruthy();
  expect(screen.queryByRole("navigation")).toBeNull();
});

describe("a collection", () => {
  test("shows its text and findings, and says of one that went that it did", async () => {
    answers["GET /api/collections/c1"] = collection({
      items: [...collection().items, { text: null, finding: null, slug: "old1", gone: "This finding was withdrawn." }],
    });
    await open("/c/c1");
    expect(await screen.findByRole("heading", { level: 1, name: "A report" }, { timeout: 5000 })).toBeTruthy();
    expect(screen.getByRole("heading", { level: 2, name: "Two languages meet" })).toBeTruthy();
    expect(screen.getByText(/This finding was withdrawn/)).toBeTruthy();
  });

  test("is put together with the keyboard: text, findings, their order", async () => {
    answers["GET /api/findings"] = [summary(), summary({ slug: "zz9", title: "Another" })];
    answers["PUT /api/collections/c1"] = collection({ revision: 5 });
    const user = await open("/c/c1?edit=1");
    await user.selectOptions(await screen.findByRole("combobox", { name: "Add a finding" }, { timeout: 5000 }), "zz9");
    await user.click(screen.getByRole("button", { name: "Move up: Another" }));
    expect(screen.getByRole("status").textContent).toBe("Now 2 of 3.");
    await user.type(screen.getByRole("textbox", { name: "Or paste a finding’s link" }), "http://localhost:8321/f/abc1{Enter}");
    await user.click(screen.getByRole("button", { name: "Take out: Two languages meet" }));
    await user.click(screen.getByRole("button", { name: "Add text" }));
    await user.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() =>
      expect(asked.find(({ method }) => method === "PUT")?.body).toEqual({
        title: "A report",
        kept_by: "",
        revision: 4,
        items: [{ text: "First words." }, { finding: "zz9" }, { finding: "abc1" }],
      }),
    );
    await waitFor(() => expect(location.search).toBe(""));
  });

  test("says beside a finding why it is refused", async () => {
    answers["PUT /api/collections/c1"] = [422, refusal("private_finding", "This finding is private.", "items.1.finding")];
    const user = await open("/c/c1?edit=1");
    await user.click(await screen.findByRole("button", { name: "Save" }, { timeout: 5000 }));
    expect((await screen.findByRole("alert")).closest("li")!.textContent).toMatch(/Two languages meet.*This finding is private/);
  });

  test("changed meanwhile is written over only when told", async () => {
    answers["PUT /api/collections/c1"] = [409, refusal("changed_since", "Somebody changed this collection.", "revision")];
    const user = await open("/c/c1?edit=1");
    await user.click(await screen.findByRole("button", { name: "Save" }, { timeout: 5000 }));
    await screen.findByText(/Somebody changed this collection/);
    answers["GET /api/collections/c1"] = collection({ revision: 9 });
    answers["PUT /api/collections/c1"] = collection({ revision: 10 });
    await user.click(screen.getByRole("button", { name: "Save mine over it" }));
    await waitFor(() => expect(asked.filter(({ method }) => method === "PUT").at(-1)!.body).toMatchObject({ revision: 9 }));
  });
});

describe("a server with a token", () => {
  test("is given it when it asks, and what was sent goes on", async () => {
    answers["DELETE " + AT] = ({ authorization }: Asked) =>
      authorization === "Bearer right"
        ? [204, null]
        : [401, refusal("no_token", authorization ? "That is not this server's token." : "This server asks for its token.")];
    const user = await open("/f/k7m2q9");
    const dialog = await change(user, "Change this finding", "Withdraw");
    await user.click(dialog.getByRole("button", { name: "Withdraw" }));
    const ask = within(await screen.findByRole("dialog", { name: "This server asks for its token" }));
    expect(ask.getByText(/This server asks for its token\./)).toBeTruthy();
    await user.type(ask.getByLabelText("Server token"), "wrong{Enter}");
    const again = within(await screen.findByRole("dialog", { name: "This server asks for its token" }));
    expect(await again.findByText(/That is not this server's token/)).toBeTruthy();
    answers[`GET ${AT}`] = [410, refusal("withdrawn", "This finding was withdrawn.")];
    await user.type(again.getByLabelText("Server token"), "right{Enter}");
    expect(await screen.findByRole("heading", { name: "This finding was withdrawn." })).toBeTruthy();
    expect([sessionStorage.getItem("isogloss.token"), localStorage.getItem("isogloss.token")]).toEqual(["right", null]);
    expect(asked.filter(({ method }) => method === "GET").every(({ authorization }) => authorization === null)).toBe(true);
  });

  test("whose token is not given: nothing is done, and the form says why", async () => {
    answers["PUT " + AT] = [401, refusal("no_token", "This server asks for its token.")];
    const user = await open("/f/k7m2q9");
    const dialog = await change(user, "Change this finding", "Edit its words");
    await user.type(dialog.getByRole("textbox", { name: "Title" }), " again");
    await user.click(dialog.getByRole("button", { name: "Save" }));
    const ask = within(await screen.findByRole("dialog", { name: "This server asks for its token" }));
    await user.click(ask.getByRole("button", { name: "Not now" }));
    expect((await dialog.findByRole("alert")).textContent).toMatch(/asks for its token/);
    expect(dialog.getByRole<HTMLInputElement>("textbox", { name: "Title" }).value).toBe("Two languages meet again");
  });
});

test("a server that only shows has no way to start or add anything, and says so in the rail", async () => {
  answers = Object.assign(answers, { "GET /api/about": { access: "read-only" }, "GET /api/models": [], "GET /api/corpora": [] });
  await open("/models");
  expect((await screen.findAllByText(/read-only: this server shows/)).length).toBeGreaterThan(0);
  expect(screen.queryByRole("button", { name: "Add a model" })).toBeNull();
  expect(screen.queryByRole("textbox", { name: "Folder or hub id" })).toBeNull();
  expect(screen.queryByRole("link", { name: "Train a small one" })).toBeNull();
});
