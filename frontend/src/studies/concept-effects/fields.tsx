/** The form's small parts: a group, a value as text, a choice; each with the server's own words and its refusal. */
import type { ReactNode } from "react";
import { Field, Input, type Refusal, Select } from "../../ui";
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

export function Choice({ asked, change, refused, usual, name, label, options }: Part & { name: TextName; label: string; options: readonly string[] }) {
  const { default: fallback, says } = usual(name);
  const first = fallback || options[0]!;
  return (
    <Field label={label} error={refused(name)} hint={says}>
      {(field) => <Select {...field} value={asked[name] ?? first} options={options} onChange={(value) => change({ [name]: value === first ? null : value })} />}
    </Field>
  );
}
