/** One of a few, all in sight. Arrow keys move and choose, as radio buttons do. */
import type { KeyboardEvent, ReactNode } from "react";
import "./controls.css";

export interface SwitchProps<T extends string> {
  /** What is chosen, for those who hear the page. */
  label: string;
  value: T;
  options: readonly { value: T; label: ReactNode; title?: string }[];
  onChange: (value: T) => void;
  /** Words with dots between instead of a box: for the rail. */
  quiet?: boolean;
}

export function Switch<T extends string>({ label, value, options, onChange, quiet }: SwitchProps<T>) {
  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const at = options.findIndex((option) => option.value === value);
    const next = (at + by + options.length) % options.length;
    onChange(options[next]!.value);
    event.currentTarget.querySelectorAll<HTMLElement>("[role=radio]")[next]?.focus();
  };
  return (
    <div className={quiet ? "switch quiet-switch" : "switch"} role="radiogroup" aria-label={label} onKeyDown={move}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          role="radio"
          title={option.title}
          aria-checked={option.value === value}
          tabIndex={option.value === value ? 0 : -1}
          onClick={() => onChange(option.value)}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
