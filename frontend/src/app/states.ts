/** A panel's state while stored rows are on their way, and when they do not arrive. */
import type { Answer } from "../api/queries";
import type { PanelState } from "../ui";

export function stateOf(answer: Answer<unknown>, then: PanelState = { kind: "ready" }): PanelState {
  if (answer.error && answer.data === undefined) {
    const { message, hint, status, code, passing } = answer.error;
    return {
      kind: "failed",
      message,
      hint,
      report: `${status} ${code}`,
      retry: passing || status >= 500 ? { label: "Ask again", run: () => void answer.refetch(), busy: answer.isFetching } : undefined,
    };
  }
  return answer.data === undefined ? { kind: "loading" } : then;
}
