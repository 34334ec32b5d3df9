import { fireEvent, render, renderHook } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { useKeys, useKnownKeys } from "./keys";

const press = (key: string, target: Element | Window = window, more = {}) => fireEvent.keyDown(target, { key, ...more });

test("a key works while its page is open, and is listed in the help", () => {
  const run = vi.fn();
  const page = renderHook(() => useKeys([{ key: "j", does: "Next unit", run }]));
  const help = renderHook(() => useKnownKeys());
  expect(help.result.current.map((s) => s.does)).toEqual(["Next unit"]);
  press("j");
  page.unmount();
  press("j");
  expect(run).toHaveBeenCalledTimes(1);
});

test("the page's keys come before the shell's", () => {
  const [shell, page] = [vi.fn(), vi.fn()];
  renderHook(() => useKeys([{ key: "f", does: "", run: shell }]));
  renderHook(() => useKeys([{ key: "f", does: "", run: page }]));
  press("f");
  expect([shell.mock.calls.length, page.mock.calls.length]).toEqual([0, 1]);
});

test("typing, and the browser's own shortcuts, are left alone", () => {
  const run = vi.fn();
  renderHook(() => useKeys([{ key: "c", does: "Copy link", run }]));
  const { getByRole } = render(<input aria-label="name" />);
  press("c", getByRole("textbox"));
  press("c", window, { ctrlKey: true });
  press("c", window, { metaKey: true });
  expect(run).not.toHaveBeenCalled();
});
