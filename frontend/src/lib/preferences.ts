/** What a person prefers on this machine: theme and patterns. Kept by the browser, since it is no part of a view. */
import { useSyncExternalStore } from "react";
import { keepInMind, recall } from "./remembered";

export type ThemeChoice = "light" | "dark" | "auto";
export type Theme = "light" | "dark";

const THEME = "isogloss.theme";
const PATTERNS = "isogloss.patterns";
const listeners = new Set<() => void>();
const system = () => window.matchMedia("(prefers-color-scheme: dark)");
let watching = false;

export function themeChoice(): ThemeChoice {
  const choice = recall(THEME);
  return choice === "light" || choice === "dark" ? choice : "auto";
}

/** What is drawn now. */
export function theme(): Theme {
  return document.documentElement.dataset.theme === "dark" ? "dark" : "light";
}

export function patterns(): boolean {
  return document.documentElement.dataset.patterns === "on";
}

function apply() {
  const choice = themeChoice();
  document.documentElement.dataset.theme = choice === "auto" ? (system().matches ? "dark" : "light") : choice;
  listeners.forEach((tell) => tell());
}

export function setTheme(choice: ThemeChoice) {
  keepInMind(THEME, choice);
  document.documentElement.dataset.theme = choice === "auto" ? (system().matches ? "dark" : "light") : choice;
  listeners.forEach((tell) => tell());
}

export function setPatterns(on: boolean) {
  keepInMind(PATTERNS, on ? "on" : "off");
  if (on) document.documentElement.dataset.patterns = "on";
  else delete document.documentElement.dataset.patterns;
  listeners.forEach((tell) => tell());
}

function subscribe(tell: () => void) {
  listeners.add(tell);
  if (!watching) {
    watching = true;
    system().addEventListener("change", apply);
    window.addEventListener("storage", apply);
  }
  return () => listeners.delete(tell);
}

/** The theme drawn now; a component that reads colours in script re-renders when it changes. */
export const useTheme = (): Theme => useSyncExternalStore(subscribe, theme);
export const useThemeChoice = (): ThemeChoice => useSyncExternalStore(subscribe, themeChoice);
export const usePatterns = (): boolean => useSyncExternalStore(subscribe, patterns);

/** A colour token's present value (`--ink` is asked for as "ink"), for what is drawn outside CSS. */
export function token(name: string, at: Element = document.documentElement): string {
  return getComputedStyle(at).getPropertyValue(`--${name}`).trim();
}
