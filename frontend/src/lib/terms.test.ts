import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { meaning } from "./terms";

test("the glossary on the page is the one in the book (else: npm run terms)", () => {
  const { status, stderr } = spawnSync(process.execPath, ["scripts/terms.mjs", "--check"], { encoding: "utf8" });
  expect(stderr + status).toBe("0");
});
test("a word is found in its plural and in any case", () => expect(meaning("Neurons")).toBe(meaning("neuron")));
test("a word the glossary lacks has no meaning here", () => expect(meaning("no such word")).toBeNull());
