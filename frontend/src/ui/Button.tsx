/** What does something. It says what will happen, and what it costs. With `href` it is a link that looks the same. */
import type { ButtonHTMLAttributes, MouseEvent, ReactNode } from "react";
import { Link } from "wouter";
import { Icon, type IconName } from "./Icon";
import "./controls.css";

interface Looks {
  /** `primary`: the main act, once a page. `quiet`: no border. `bad`: inside an error. */
  look?: "primary" | "plain" | "quiet" | "bad";
  icon?: IconName;
  /** The words, unless only the icon is shown; then `label` is read aloud. */
  children?: ReactNode;
  label?: string;
}

export interface ButtonProps extends Looks, Omit<ButtonHTMLAttributes<HTMLButtonElement>, "children"> {
  href?: string;
  /** A file to save under this name; needs `href`. */
  download?: string;
  /** At work: cannot be pressed again, and says so. */
  busy?: boolean;
}

export function Button({ look = "plain", icon, children, label, href, download, busy, className, disabled, ...rest }: ButtonProps) {
  const name = `button ${look}${children === undefined ? " only-icon" : ""}${className ? ` ${className}` : ""}`;
  const inside = (
    <>
      {icon && <Icon name={icon} />}
      {children !== undefined && <span>{children}</span>}
    </>
  );
  if (href === undefined || disabled) {
    return (
      <button
        type="button"
        className={name}
        aria-label={label}
        title={label}
        aria-busy={busy || undefined}
        disabled={disabled || busy}
        {...rest}
      >
        {inside}
      </button>
    );
  }
  if (download !== undefined || /^(\/api\/|[a-z]+:)/.test(href)) {
    return (
      <a className={name} href={href} download={download} aria-label={label} title={label}>
        {inside}
      </a>
    );
  }
  return (
    <Link className={name} href={href} aria-label={label} title={label} onClick={rest.onClick as unknown as (e: MouseEvent) => void}>
      {inside}
    </Link>
  );
}
