/** Who asks, so that one of two people who share a run can cancel without taking it from the other. No name, no cookie. */

const NAME = "isogloss.asker";
let here: string | null = null;

export function asker(): string {
  if (here) return here;
  try {
    here = localStorage.getItem(NAME);
  } catch {
    here = null;
  }
  // randomUUID is missing where the page is not on a secure origin (a lab server's plain address).
  here ??= Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
  try {
    localStorage.setItem(NAME, here);
  } catch {
    // Kept for this page only.
  }
  return here;
}
