/** The form's small parts: a group, a value as text, a choice; each with the server's own words and its refusal. */
import type { ReactNode } from "react";
import { Checkbox, Field, Input, type Refusal, Select } from "../../ui";
import type { Asked, TextName } from "./form-state";
import type { Setting } from "./setting";

export interface Part {
  asked: Asked;
  change: (part: Partial<Asked>) => void;
  setting: Setting;
  refused: (name: string) => Refusal | null;
  usual: (name: string) => { default: string; says: string };
}

export function Group({ name, children }: { name: string; children: ReactNode }) {
  return (
    <fieldset>
      <legend>{name}</legend>
      <div className="fields">{children}</div>
    </fieldset>
  );
}

/** The refusal of a control that is no `Field`. */
export const Refused = ({ refusal }: { refusal: Refusal | null }) => refusal && <p className="refusal" role="alert">{refusal.message} {refusal.hint}</p>;

export function Value({ asked, change, refused, usual, name, label, hint }: Part & { name: TextName; label: string; hint?: string }) {
  const { default: fallback, says } = usual(name);
  return (
    <Field label={label} error={refused(name)} onSuggestion={(value) => change({ [name]: value })} hint={hint ?? says}>
      {(field) => <Input {...field} inputMode="decimal" value={asked[name] ?? ""} placeholder={fallback} onChange={(e) => change({ [name]: e.target.value || null })} />}
    </Field>
  );
}

/** `options` begin with the default, which is left out of the address. */
export function Choice({ asked, change, refused, usual, name, label, options, hint }: Part & { name: TextName; label: string; options: readonly (string | { value: string; label: string })[]; hint?: string }) {
  const value = (option: (typeof options)[number]) => (typeof option === "string" ? option : option.value);
  const first = value(options[0]!);
  return (
    <Field label={label} error={refused(name)} hint={hint ?? usual(name).says}>
      {(field) => <Select {...field} value={asked[name] ?? first} options={options} onChange={(chosen) => change({ [name]: chosen === first ? null : chosen })} />}
    </Field>
  );
}

/** Several of a few, as checkboxes over the whole width. */
export function Several({ name, label, options, chosen, onToggle, refusal, languages }: { name: string; label: string; options: readonly { value: string; label: ReactNode }[]; chosen: (value: string) => boolean; onToggle: (value: string, on: boolean) => void; refusal: Refusal | null; languages?: boolean }) {
  return (
    <div className="field full-width">
      <span id={name}>{label}</span>
      <div className={languages ? "choices languages" : "choices"} role="group" aria-labelledby={name}>
        {options.map((option) => <Checkbox key={option.value} checked={chosen(option.value)} onChange={(on) => onToggle(option.value, on)}>{option.label}</Checkbox>)}
      </div>
      <Refused refusal={refusal} />
    </div>
  );
}
