import { act, render, screen } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import { type Asked, collection, FIGURE, finding, serve, summary, VERIFIED } from "./finding/fixtures";
import { baseOf, savedFrom, Standalone, type Content } from "./standalone";

let asked: Asked[];
beforeEach(() => {
  asked = serve({});
});

const ONE: Content = { collection: null, finding: "k7m2q9", findings: { k7m2q9: finding() }, figures: { "k7m2q9/0": FIGURE } };
const MANY: Content = { ...ONE, collection: collection(), finding: null };
const show = (content: Content) => act(async () => void render(<Standalone content={content} />));

test("a saved finding is its page, asks no server, and offers nothing that needs one", async () => {
  await show(ONE);
  expect(screen.getByRole("heading", { level: 1, name: "Two languages meet" })).toBeTruthy();
  expect(screen.getByText(/Share of units/)).toBeTruthy();
  expect(screen.getByText(/^Saved from/).textContent).toMatch(
    /^Saved from http:\/\/localhost:8321\/f\/k7m2q9 on 3 Jan 2026.*Its digests matched then\.$/,
  );
  expect(screen.getByText(/Checked when this file was saved/)).toBeTruthy();
  expect(screen.queryByText("Copy link")).toBeNull();
  expect(screen.queryByText(/bundle.zip/)).toBeNull();
  for (const link of screen.getAllByRole("link")) expect(link.getAttribute("href")).toMatch(/^http:\/\/localhost:8321\//);
  expect(asked).toEqual([]);
});

test("a saved collection is its page, with the check of every finding", async () => {
  await show(MANY);
  expect(screen.getByRole("heading", { level: 1, name: "A report" })).toBeTruthy();
  expect(screen.getByRole("heading", { level: 2, name: "Two languages meet" })).toBeTruthy();
  expect(screen.getByText(/All 12 stored parts match/)).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Edit" })).toBeNull();
  expect(asked).toEqual([]);
});

test("a file says of what did not match that it did not", () => {
  const wrong: Content = {
    ...ONE,
    findings: { k7m2q9: finding({ verified: { ...VERIFIED, state: "differs", wrong: ["x"], n_wrong: 1 } }) },
  };
  expect(savedFrom(wrong)).toMatch(/1 of 1 did not match what was kept, then\.$/);
  expect(savedFrom({ ...ONE, findings: { k7m2q9: finding({ verified: { ...VERIFIED, state: "unpinned" } }) } })).toMatch(
    /It came without digests to compare\.$/,
  );
  expect(savedFrom({ collection: collection({ items: [], findings: 0 }), finding: null, findings: {}, figures: {} })).toBe(
    "Saved from http://localhost:8321/c/c1. It holds no findings.",
  );
});

test("the installation it came from is known by its addresses", () => {
  expect([
    baseOf(ONE),
    baseOf(MANY),
    baseOf({
      ...MANY,
      collection: collection({ url: "https://lab.test/sub/c/c1", items: [{ text: null, finding: summary(), slug: "k7m2q9", gone: null }] }),
    }),
  ]).toEqual(["http://localhost:8321", "http://localhost:8321", "https://lab.test/sub"]);
});
