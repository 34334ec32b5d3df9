import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test } from "vitest";
import { newQueryClient } from "../../api/queries";
import type { RunStatus } from "../../api/types";
import { FigurePanel } from "../../plots";
import { ToastProvider } from "../../ui";
import { type Asked, FIGURE, refusal, RUN, serve, summary } from "../finding/fixtures";
import { KeepingProvider, rootOf, useKeepPage } from "./Keeping";
import { tagsOf } from "./words";

let answers: Record<string, unknown>;
let asked: Asked[];
const kept = () => asked.find(({ method }) => method === "POST");

beforeEach(() => {
  answers = {
    "GET /api/about": { access: "open" },
    "GET /api/findings": [summary({ tags: ["overlap", "old"] })],
    [`GET /api/runs/${RUN}/figures/loss.json`]: FIGURE,
    [`GET /api/runs/${RUN}/figures/held_out.json`]: FIGURE,
    "POST /api/findings": [201, { slug: "new1", url: "http://localhost:8321/f/new1", private: false }],
  };
  asked = serve(answers);
});

function Page() {
  const keepPage = useKeepPage();
  return (
    <>
      {keepPage && (
        <button type="button" onClick={() => keepPage({ key: RUN } as RunStatus)}>
          Keep the page
        </button>
      )}
      <FigurePanel letter="A" title="Loss" stored={{ run: RUN, name: "loss" }} />
      <FigurePanel letter="B" title="Held out" stored={{ run: RUN, name: "held_out" }} />
    </>
  );
}

async function open() {
  history.replaceState(null, "", `/runs/${RUN}?at=step 8\\x`);
  const user = userEvent.setup();
  render(
    <QueryClientProvider client={newQueryClient()}>
      <ToastProvider>
        <KeepingProvider>
          <Page />
        </KeepingProvider>
      </ToastProvider>
    </QueryClientProvider>,
  );
  await waitFor(() => expect(screen.getAllByText(/Share of units/)).toHaveLength(2));
  return user;
}

async function fromMenu(user: ReturnType<typeof userEvent.setup>, item: string) {
  await user.click(screen.getByRole("button", { name: "Menu of Held out" }));
  await user.click(screen.getByRole("menuitem", { name: item }));
  return within(screen.getByRole("dialog"));
}

describe("keeping a figure", () => {
  test("sends its words, its run, the view and a picture, then opens the finding", async () => {
    const user = await open();
    const dialog = await fromMenu(user, "Keep");
    await user.type(dialog.getByRole("textbox", { name: "Title" }), "It falls");
    await user.type(dialog.getByRole("textbox", { name: "Tags" }), "Loss, loss ,toy");
    await user.click(await dialog.findByRole("button", { name: "Add the tag old" }));
    await user.type(dialog.getByRole("textbox", { name: "Kept by" }), "A. Person");
    expect(dialog.getByRole<HTMLInputElement>("checkbox", { name: "A Loss" }).checked).toBe(false);
    expect(dialog.getByRole<HTMLInputElement>("checkbox", { name: "B Held out" }).checked).toBe(true);
    await user.click(dialog.getByRole("button", { name: "Keep" }));
    await waitFor(() => expect(location.pathname).toBe("/f/new1"));
    expect(kept()!.body).toEqual({
      title: "It falls",
      note: "",
      tags: ["loss", "toy", "old"],
      kept_by: "A. Person",
      path: expect.stringMatching(/^\/runs\/[^\s\\]+$/),
      runs: [RUN],
      private: false,
      picture: "AAAA",
      figures: [{ run: RUN, name: "held_out", set: null, title: "Held out" }],
    });
    expect(localStorage.getItem("isogloss.kept-by")).toBe("A. Person");
    expect(await screen.findByText("Kept. Link copied.")).toBeTruthy();
  });

  test("as private is remembered by this browser alone", async () => {
    const user = await open();
    const dialog = await fromMenu(user, "Keep");
    await user.type(dialog.getByRole("textbox", { name: "Title" }), "Not yet");
    await user.click(dialog.getByRole("checkbox", { name: /^Private/ }));
    await user.click(dialog.getByRole("button", { name: "Keep" }));
    await waitFor(() => expect(localStorage.getItem("isogloss.private")).toContain("new1"));
    expect(kept()!.body).toMatchObject({ private: true });
  });

  test.each([
    ["Embed", /A frame shows a finding/],
    ["Cite", /What is cited must stay/],
  ])("%s says that a finding is needed first", async (item, words) => {
    const dialog = await fromMenu(await open(), item);
    expect(dialog.getByText(words)).toBeTruthy();
  });

  test("that is refused says why beside the field, and loses nothing", async () => {
    answers["POST /api/findings"] = [422, refusal("invalid", "tags.1 is too long.", "tags.1")];
    const user = await open();
    const dialog = await fromMenu(user, "Keep");
    await user.type(dialog.getByRole("textbox", { name: "Title" }), "It falls");
    await user.type(dialog.getByRole("textbox", { name: "Tags" }), "a, b");
    await user.click(dialog.getByRole("button", { name: "Keep" }));
    const tags = dialog.getByRole("textbox", { name: "Tags" });
    await waitFor(() => expect(tags.getAttribute("aria-invalid")).toBe("true"));
    expect(
      document.getElementById(
        tags
          .getAttribute("aria-describedby")!
          .split(" ")
          .find((id) => id.endsWith("error"))!,
      )!.textContent,
    ).toMatch(/tags.1 is too long/);
    expect(location.pathname).toBe(`/runs/${RUN}`);
  });

  test("that fails elsewhere keeps the draft, also when the dialog is closed and opened again", async () => {
    answers["POST /api/findings"] = [507, refusal("out_of_space", "The disk is full.")];
    const user = await open();
    let dialog = await fromMenu(user, "Keep");
    await user.type(dialog.getByRole("textbox", { name: "Title" }), "It falls");
    await user.click(dialog.getByRole("button", { name: "Keep" }));
    expect((await dialog.findByRole("alert")).textContent).toMatch(/The disk is full\..*what is typed stays/i);
    await user.click(dialog.getByRole("button", { name: "Not now" }));
    dialog = await fromMenu(user, "Keep");
    expect(dialog.getByRole<HTMLInputElement>("textbox", { name: "Title" }).value).toBe("It falls");
  });
});

test("a page is kept with the figures on it, the first of them chosen", async () => {
  const user = await open();
  await user.click(screen.getByRole("button", { name: "Keep the page" }));
  const dialog = within(screen.getByRole("dialog"));
  expect(dialog.getByRole<HTMLInputElement>("checkbox", { name: "A Loss" }).checked).toBe(true);
  await user.type(dialog.getByRole("textbox", { name: "Title" }), "Both");
  await user.click(dialog.getByRole("checkbox", { name: "B Held out" }));
  await user.click(dialog.getByRole("button", { name: "Keep" }));
  await waitFor(() => expect(kept()?.body).toMatchObject({ runs: [RUN], figures: [{ name: "loss" }, { name: "held_out" }] }));
});

test("a server that only shows offers no keeping", async () => {
  answers["GET /api/about"] = { access: "read-only" };
  const user = await open();
  await user.click(screen.getByRole("button", { name: "Menu of Loss" }));
  expect(screen.queryByRole("menuitem", { name: "Keep" })).toBeNull();
  expect(screen.queryByRole("menuitem", { name: "Embed" })).toBeNull();
  expect(screen.queryByRole("button", { name: "Keep the page" })).toBeNull();
});

test("a checkpoint's figure is kept with its ladder once that is done, else alone", () => {
  const page = { key: "s", status: "done", children: [{ key: "c" }] } as unknown as RunStatus;
  expect([
    rootOf("c", page),
    rootOf("s", page),
    rootOf("other", page),
    rootOf("c", { ...page, status: "running" }),
    rootOf("c", undefined),
  ]).toEqual(["s", "s", "other", "c", "c"]);
});

test("tags are what the server makes of them", () => expect(tagsOf(" A, b ,,a، ج; d")).toEqual(["a", "b", "ج", "d"]));
