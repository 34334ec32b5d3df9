import { act, renderHook } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { flag, href, integer, list, oneOf, optional, permalink, readState, text, useViewState, writeState } from "./permalink";

const VIEW = {
  tab: oneOf(["overlap", "layers"] as const, "overlap"),
  pair: list,
  step: optional,
  k: integer(10, 1, 100),
  q: text(),
  wide: flag,
};

describe("the address", () => {
  test("leaves defaults out", () => expect(writeState(VIEW, "", { tab: "overlap", k: 10, wide: false, pair: [] })).toBe(""));
  test("keeps what the page does not know", () => expect(writeState(VIEW, "other=1", { step: "s" })).toBe("other=1&step=s"));
  test("is the same for the same view, in whatever order it was reached", () => {
    expect(writeState(VIEW, "tab=layers", { k: 5 })).toBe(writeState(VIEW, "k=5", { tab: "layers" }));
  });
  test("reads back what it wrote", () => {
    const state = { tab: "layers", pair: ["zh-Hans", "tr"], step: "step 300/ü", k: 7, q: "a&b=c", wide: true } as const;
    expect(readState(VIEW, writeState(VIEW, "", state))).toEqual(state);
  });
  test("that cannot be read gives the defaults, and never throws", () => {
    expect(readState(VIEW, "tab=nonsense&k=1e9&pair=,,&wide=perhaps")).toEqual({
      tab: "overlap",
      pair: [],
      step: null,
      k: 10,
      q: "",
      wide: false,
    });
  });
  test("of a link holds the state", () => expect(href("/runs/k", VIEW, { pair: ["es", "tr"] })).toBe("/runs/k?pair=es,tr"));
});

describe("the page's state", () => {
  test("follows the address and changes it", () => {
    history.replaceState(null, "", "/runs/x?k=3");
    const { result } = renderHook(() => useViewState(VIEW));
    expect(result.current[0].k).toBe(3);
    act(() => result.current[1]({ tab: "layers" }));
    expect(result.current[0]).toMatchObject({ tab: "layers", k: 3 });
    expect(permalink("panel-B")).toMatch(/\/runs\/x\?k=3&tab=layers#panel-B$/);
  });
  test("takes two changes of one event", () => {
    const { result } = renderHook(() => useViewState(VIEW));
    act(() => {
      result.current[1]({ k: 4 });
      result.current[1]({ step: "s" });
    });
    expect(result.current[0]).toMatchObject({ k: 4, step: "s" });
  });
  test("makes one step of history for a change, and none for what follows by itself", () => {
    const { result } = renderHook(() => useViewState(VIEW));
    const before = history.length;
    act(() => result.current[1]({ k: 6 }));
    act(() => result.current[1]({ k: 7 }, { replace: true }));
    act(() => result.current[1]({ k: 7 }));
    expect(history.length).toBe(before + 1);
  });
});
