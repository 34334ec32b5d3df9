import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

test("the types are those of the committed description (else: npm run api)", () => {
  const { status, stderr } = spawnSync(process.execPath, ["scripts/api.mjs", "--check"], { encoding: "utf8" });
  expect(stderr + status).toBe("0");
}, 20_000);
