/** A labelled input with its hint, and its refusal beside it: what was wrong, and the nearest thing that is right. */
import { useId, type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes } from "react";
import "./controls.css";

export interface Refusal {
  message: string;
  hint?: string;
  /** A value that would do, offered as a link that fills it in. */
  suggestion?: string;
}

export interface FieldProps {
  label: ReactNode;
  hint?: ReactNode;
  error?: Refusal | null;
  onSuggestion?: (value: string) => void;
  /** Label before the control on one line; above it otherwise. */
  inline?: boolean;
  /** Given the props that tie label, hint and refusal to the control. */
  children: (props: { id: string; "aria-describedby": string | undefined; "aria-invalid": true | undefined }) => ReactNode;
}

export function Field({ label, hint, error, onSuggestion, inline, children }: FieldProps) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ") || undefined;
  return (
    <div className={`field${inline ? " inline" : ""}`}>
      <label htmlFor={id}>{label}</label>
      {children({ id, "aria-describedby": described, "aria-invalid": error ? true : undefined })}
      {error && (
        <p className="refusal" id={`${id}-error`} role="alert">
          <Said refusal={error} onSuggestion={onSuggestion} />
        </p>
      )}
      {hint && (
        <p className="small" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

/** What was wrong. A suggestion that is named (“Did you mean x?”) is the link itself; else it follows. */
function Said({ refusal: { message, hint, suggestion }, onSuggestion }: { refusal: Refusal; onSuggestion?: (value: string) => void }) {
  const text = [message, hint].filter(Boolean).join(" ");
  if (!suggestion || !onSuggestion) return text;
  const asked = text.lastIndexOf("Did you mean");
  const at = asked < 0 ? -1 : text.indexOf(suggestion, asked);
  const [before, after] = at < 0 ? [`${text} `, ""] : [text.slice(0, at), text.slice(at + suggestion.length)];
  return (
    <>
      {before}
      <button type="button" className="linklike mono" onClick={() => onSuggestion(suggestion)}>
        {suggestion}
      </button>
      {after}
    </>
  );
}

export type InputProps = InputHTMLAttributes<HTMLInputElement> & { mono?: boolean };

export function Input({ mono, className, ...rest }: InputProps) {
  return (
    <input className={`input${mono ? " mono" : ""}${className ? ` ${className}` : ""}`} spellCheck={false} autoComplete="off" {...rest} />
  );
}

export interface SelectProps extends Omit<SelectHTMLAttributes<HTMLSelectElement>, "onChange"> {
  options: readonly (string | { value: string; label: string; disabled?: boolean })[];
  onChange: (value: string) => void;
}

export function Select({ options, onChange, className, ...rest }: SelectProps) {
  return (
    <select className={`select${className ? ` ${className}` : ""}`} onChange={(event) => onChange(event.target.value)} {...rest}>
      {options.map((option) => {
        const { value, label, disabled } = typeof option === "string" ? { value: option, label: option, disabled: false } : option;
        return (
          <option key={value} value={value} disabled={disabled}>
            {label}
          </option>
        );
      })}
    </select>
  );
}

export interface CheckboxProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
  children: ReactNode;
  disabled?: boolean;
}

export function Checkbox({ checked, onChange, children, disabled }: CheckboxProps) {
  return (
    <label className="checkbox">
      <input type="checkbox" checked={checked} disabled={disabled} onChange={(event) => onChange(event.target.checked)} />
      <span>{children}</span>
    </label>
  );
}
