/** Who asks, so that one of two people who share a run can cancel without taking it from the other. No name, no cookie. */
import { keepInMind, recall } from "./remembered";

const NAME = "isogloss.asker";
let here: string | null = null;

export function asker(): string {
  if (here) return here;
  // randomUUID is missing where the page is not on a secure origin (a lab server's plain address).
  here = recall(NAME) ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
  keepInMind(NAME, here);
  return here;
}
