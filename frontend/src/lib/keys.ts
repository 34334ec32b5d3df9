/** Keys of a page. A key is told to the help (`?`) by the same call that makes it work, so the two cannot differ. */
import { useEffect, useRef, useSyncExternalStore } from "react";

export interface Shortcut {
  /** As `KeyboardEvent.key`: "j", "/", "?", "Escape", "[". */
  key: string;
  /** What it does, for the help; shortcuts with equal words are one line there. */
  does: string;
  run: () => void;
  /** False: known, but not now. */
  when?: boolean;
}

type Entry = { current: readonly Shortcut[] };
let entries: readonly Entry[] = [];
const listeners = new Set<() => void>();

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function onKey(event: KeyboardEvent) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (typing(event.target) && event.key !== "Escape") return;
  // An open dialog keeps the keys to itself.
  if (document.querySelector("dialog[open]")) return;
  // The page's own keys come before the shell's: last mounted, first asked.
  for (const entry of [...entries].reverse()) {
    const found = entry.current.find((s) => s.key === event.key && s.when !== false);
    if (!found) continue;
    event.preventDefault();
    found.run();
    return;
  }
}

function change(next: readonly Entry[]) {
  if (entries.length === 0 && next.length > 0) window.addEventListener("keydown", onKey);
  if (entries.length > 0 && next.length === 0) window.removeEventListener("keydown", onKey);
  entries = next;
  listeners.forEach((tell) => tell());
}

/** Makes keys work while the component is mounted. */
export function useKeys(shortcuts: readonly Shortcut[]) {
  const entry = useRef(shortcuts);
  useEffect(() => {
    entry.current = shortcuts;
  });
  useEffect(() => {
    change([...entries, entry]);
    return () => change(entries.filter((other) => other !== entry));
  }, []);
}

function subscribe(tell: () => void) {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

/** Every key that works now, for the help. */
export function useKnownKeys(): readonly Shortcut[] {
  return useSyncExternalStore(subscribe, () => entries).flatMap((entry) => entry.current);
}
