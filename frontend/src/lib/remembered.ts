/** What this browser remembers from one visit to the next. Where storage is forbidden it remembers nothing. */

export type Place = () => Storage;

/** As long as the browser keeps it, and as long as this tab is open. */
export const lasting: Place = () => localStorage;
export const passing: Place = () => sessionStorage;

export function recall(name: string, place: Place = lasting): string | null {
  try {
    return place().getItem(name);
  } catch {
    return null;
  }
}

/** Whether it will be remembered. `null` forgets. */
export function keepInMind(name: string, value: string | null, place: Place = lasting): boolean {
  try {
    if (value === null) place().removeItem(name);
    else place().setItem(name, value);
    return true;
  } catch {
    return false;
  }
}
