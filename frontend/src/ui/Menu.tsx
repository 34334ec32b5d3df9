/** A button that opens a list of acts. Arrow keys move, Escape closes and gives the focus back. */
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { Icon, type IconName } from "./Icon";
import "./controls.css";
import "./float.css";

export type MenuItem =
  | "rule"
  | {
      label: string;
      /** Set at the far end: a key, a size. */
      hint?: ReactNode;
      onSelect?: () => void;
      href?: string;
      download?: string;
    };

export interface MenuProps {
  /** What the button is called; its words too, unless `icon` stands alone. */
  label: string;
  items: readonly MenuItem[];
  icon?: IconName;
  /** Show the words beside the icon. */
  words?: boolean;
  align?: "start" | "end";
}

export function Menu({ label, items, icon = "more", words, align = "end" }: MenuProps) {
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLSpanElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const entries = () => [...(anchor.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];

  useEffect(() => {
    if (!open) return;
    entries()[0]?.focus();
    const outside = (event: PointerEvent) => !anchor.current?.contains(event.target as Node) && setOpen(false);
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [open]);

  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!open) return;
    const all = entries();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (next !== undefined) all[(next + all.length) % all.length]?.focus();
    else if (event.key === "Escape") close();
    else if (event.key === "Tab") return setOpen(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <span className="menu-anchor no-print" ref={anchor} onKeyDown={onKeyDown}>
      <button
        ref={button}
        type="button"
        className={`button ${words ? "plain" : "quiet only-icon"}`}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={words ? undefined : label}
        title={words ? undefined : label}
        onClick={() => setOpen(!open)}
      >
        <Icon name={icon} />
        {words && <span>{label}</span>}
      </button>
      {open && (
        <div className={`menu ${align}`} role="menu" aria-label={label}>
          {items.map((item, i) => (item === "rule" ? <hr key={i} /> : <Entry key={item.label} item={item} close={close} />))}
        </div>
      )}
    </span>
  );
}

function Entry({ item, close }: { item: Exclude<MenuItem, "rule">; close: () => void }) {
  const inside = (
    <>
      <span>{item.label}</span>
      {item.hint !== undefined && <span className="quiet">{item.hint}</span>}
    </>
  );
  if (item.href !== undefined) {
    return (
      <a role="menuitem" tabIndex={-1} href={item.href} download={item.download} onClick={close}>
        {inside}
      </a>
    );
  }
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      onClick={() => {
        close();
        item.onSelect?.();
      }}
    >
      {inside}
    </button>
  );
}
