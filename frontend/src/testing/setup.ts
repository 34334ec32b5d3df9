/** What every front-end test starts from: a clean document, the browser's own globals, and the few parts jsdom lacks.
 * Test files share one world for speed, so what a test puts in place is taken back here. */
import { cleanup, configure, prettyDOM } from "@testing-library/react";
import { afterEach, vi } from "vitest";
import { forget } from "./plotly-double";

window.matchMedia ??= (query: string) =>
  ({ matches: false, media: query, addEventListener: vi.fn(), removeEventListener: vi.fn() }) as unknown as MediaQueryList;
HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
  this.open = true;
};
HTMLDialogElement.prototype.close ??= function (this: HTMLDialogElement) {
  this.open = false;
};

/** What is not found is told with the page as text. Whoever waits throws that at every look and reads the last alone, so the text is made when it is read. */
function getElementError(message: string | null, container: Element): Error {
  const error = new Error(message ?? undefined);
  error.name = "TestingLibraryElementError";
  // As if thrown by whoever looked: the line of the test is shown, not this one.
  Error.captureStackTrace(error, getElementError);
  return Object.defineProperty(error, "message", {
    configurable: true,
    get: () => [message, prettyDOM(container)].filter(Boolean).join("\n\n"),
  });
}
configure({ getElementError });

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
