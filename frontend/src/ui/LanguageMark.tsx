/** A language's mark in its colour. It never stands alone: set the code or the name beside it (`Chip` does). */
import { cssColour, language, type Shape } from "../lib/languages";

// In a box of 16 with the middle at 0,0; sizes chosen so that all nine look equally large.
const SHAPES: Record<Shape, string> = {
  circle: "M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0z",
  square: "M-5.5-5.5h11v11h-11z",
  diamond: "M0-7.5 7.5 0 0 7.5-7.5 0z",
  "triangle-up": "M0-6.5 7 5.5H-7z",
  "triangle-down": "M0 6.5 7-5.5H-7z",
  "triangle-right": "M6.5 0-5.5 7V-7z",
  cross: "M-2.4-7h4.8v4.6H7v4.8H2.4V7h-4.8V2.4H-7v-4.8h4.6z",
  x: "M-6.6-3.2-3.2-6.6 0-3.4 3.2-6.6 6.6-3.2 3.4 0 6.6 3.2 3.2 6.6 0 3.4-3.2 6.6-6.6 3.2-3.4 0z",
  star: "M0-7.8 2.2-2.4 7.6-2.4 3.3 1.2 4.8 6.8 0 3.6-4.8 6.8-3.3 1.2-7.6-2.4-2.2-2.4z",
};

export interface LanguageMarkProps {
  code: string;
  /** Side in pixels. */
  size?: number;
}

export function LanguageMark({ code, size = 10 }: LanguageMarkProps) {
  const { shape, fill } = language(code);
  const open = fill === "open" || fill === "open-dot";
  return (
    <svg className="language-mark" width={size} height={size} viewBox="-8 -8 16 16" aria-hidden="true" style={{ color: cssColour(code) }}>
      <path
        d={SHAPES[shape]}
        fill={open ? "none" : "currentColor"}
        stroke="currentColor"
        strokeWidth={open ? 2.4 : 0}
        transform={open ? "scale(.84)" : undefined}
      />
      {(fill === "dot" || fill === "open-dot") && <circle r="2" fill={open ? "currentColor" : "var(--paper)"} />}
    </svg>
  );
}
