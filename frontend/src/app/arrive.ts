/** Arriving at a page as with a full load: at its top (or at the part the address names), and heard by those who listen. */
import { useEffect, useRef } from "react";
import { useLocation } from "wouter";

/** True while the browser itself goes back or forward: then it also puts the scroll back. */
let popped = false;
if (typeof window !== "undefined")
  window.addEventListener("popstate", () => {
    popped = true;
  });

export function useArrival() {
  const [path] = useLocation();
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    const byHistory = popped;
    popped = false;
    const frame = requestAnimationFrame(() => {
      const named = window.location.hash && document.getElementById(window.location.hash.slice(1));
      if (named) named.scrollIntoView();
      else if (!byHistory) window.scrollTo(0, 0);
      const active = document.activeElement;
      const lost = !active || active === document.body || active.closest(".rail, dialog");
      if (lost) document.getElementById("content")?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [path]);
}
