/** The small parts of a study's form: a group, a value as text, a choice; each with the server's own words and refusal. */
import type { ReactNode } from "react";
import { useStudy } from "../api/queries";
import { Checkbox, Field, Input, type Refusal, Select } from "./Field";

/** The fields of what is asked that hold text, or nothing where the default is meant. */
export type TextOf<A> = { [K in keyof A]: A[K] extends string | null ? K : never }[keyof A] & string;

/** What every part is given. */
export interface FormPart<A> {
  asked: A;
  change: (part: Partial<A>) => void;
  refused: (name: string) => Refusal | null;
  usual: (name: string) => { default: string; says: string };
}

/** A parameter's default and what the server says of it. */
export function useUsual(slug: string): FormPart<unknown>["usual"] {
  const study = useStudy(slug);
  const described = (study.data?.params.properties ?? {}) as unknown as Record<string, { description?: string; default?: unknown }>;
  return (name) => ({
    default: described[name]?.default == null ? "" : String(described[name].default),
    says: described[name]?.description ?? "",
  });
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
export const Refused = ({ refusal }: { refusal: Refusal | null }) =>
  refusal && (
    <p className="refusal" role="alert">
      {refusal.message} {refusal.hint}
    </p>
  );

interface Named<A> extends FormPart<A> {
  name: TextOf<A>;
  label: string;
  hint?: string;
}

/** A number as typed, or `words`, with the server's default until another is typed. `absent`: what no value means, where there is no default. */
export function Value<A>({
  asked,
  change,
  refused,
  usual,
  name,
  label,
  hint,
  words,
  absent,
}: Named<A> & { words?: boolean; absent?: string }) {
  const { default: fallback, says } = usual(name);
  return (
    <Field label={label} error={refused(name)} onSuggestion={(value) => change(only(name, value))} hint={hint ?? says}>
      {(field) => (
        <Input
          {...field}
          inputMode={words ? undefined : "decimal"}
          value={text(asked, name) ?? fallback}
          placeholder={fallback || absent}
          onChange={(e) => change(only(name, e.target.value === fallback ? null : e.target.value))}
        />
      )}
    </Field>
  );
}

/** The default is left out of the address; where the server names none, it is the first of the options. */
export function Choice<A>({
  asked,
  change,
  refused,
  usual,
  name,
  label,
  hint,
  options,
}: Named<A> & { options: readonly (string | { value: string; label: string })[] }) {
  const { default: fallback, says } = usual(name);
  const [option] = options;
  const first = fallback || (typeof option === "string" ? option : option!.value);
  return (
    <Field label={label} error={refused(name)} hint={hint ?? says}>
      {(field) => (
        <Select
          {...field}
          value={text(asked, name) ?? first}
          options={options}
          onChange={(chosen) => change(only(name, chosen === first ? null : chosen))}
        />
      )}
    </Field>
  );
}

/** Several of a few, as checkboxes over the whole width. */
export function Several({
  name,
  label,
  options,
  chosen,
  onToggle,
  refusal,
  languages,
}: {
  name: string;
  label: string;
  options: readonly { value: string; label: ReactNode }[];
  chosen: (value: string) => boolean;
  onToggle: (value: string, on: boolean) => void;
  refusal: Refusal | null;
  languages?: boolean;
}) {
  return (
    <div className="field full-width">
      <span id={name}>{label}</span>
      <div className={languages ? "choices languages" : "choices"} role="group" aria-labelledby={name}>
        {options.map((option) => (
          <Checkbox key={option.value} checked={chosen(option.value)} onChange={(on) => onToggle(option.value, on)}>
            {option.label}
          </Checkbox>
        ))}
      </div>
      <Refused refusal={refusal} />
    </div>
  );
}

// What `TextOf` says of a field, TypeScript cannot follow through a generic.
const text = <A,>(asked: A, name: TextOf<A>) => asked[name] as string | null;
const only = <A,>(name: TextOf<A>, value: string | null) => ({ [name]: value }) as unknown as Partial<A>;
