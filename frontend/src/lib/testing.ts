/** What every front-end test starts from: a clean document, the browser's own globals, and the few parts jsdom lacks.
 * Test files share one world for speed, so what a test puts in place is taken back here. */
import { cleanup } from "@testing-library/react";
import { afterEach, vi } from "vitest";
import { forget } from "./plotly-double";

window.matchMedia ??= (query: string) =>
  ({ matches: false, media: query, addEventListener: vi.fn(), removeEventListener: vi.fn() }) as unknown as MediaQueryList;
HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) { this.open = true; };
HTMLDialogElement.prototype.close ??= function (this: HTMLDialogElement) { this.open = false; };

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  forget();
  localStorage.clear();
  sessionStorage.clear();
  history.replaceState(null, "", "/");
});
