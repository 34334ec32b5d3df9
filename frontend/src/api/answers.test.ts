import { expect, test } from "vitest";
import { rungsOf } from "./answers";
import type { Model } from "./types";

test("a checkpoint's rung has what the model's page tells, also before its own run is done", () => {
  const model = {
    checkpoints: [
      { revision: "a", step: 1, stage: "1", duplicate_of: null },
      { revision: "b", step: 2, stage: "2", duplicate_of: "a" },
    ],
  } as Model;
  const children = [
    { name: "a", key: "1", status: "done" as const },
    { name: "b", key: "2", status: "running" as const },
    { name: "c", key: "3", status: "failed" as const },
  ];
  expect(rungsOf(children, model, [{ checkpoint: "c", step: 5, duplicate_of: "a" }])).toEqual([
    { revision: "a", key: "1", step: 1, stage: "1", here: true, lost: null, duplicateOf: null },
    { revision: "b", key: "2", step: 2, stage: "2", here: false, lost: null, duplicateOf: "a" },
    { revision: "c", key: "3", step: 5, stage: null, here: false, lost: "failed", duplicateOf: "a" },
  ]);
});
