/** The form of a study: its state in the address, its request and cost, its refusals beside their fields. */
import { type ComponentType, type ReactNode, useMemo } from "react";
import { useStudy } from "../api/queries";
import { asWanted, asWritten, isSaid, overEarlier, type Wanted, wholeLadder } from "../lib/asked";
import { count } from "../lib/format";
import { list, useViewState } from "../lib/permalink";
import { Choice, Field, type FormPart, Input, type PanelState, State, StudyForm, type TextOf, useAsking, useUsual, Value } from "../ui";
import { type AskedOf, type Fields, fieldsOf, labelOf } from "./fields";

/** What every part of a form is given. */
export interface Part<A, Setting> extends FormPart<A> {
  setting: Setting;
  fields: Fields;
}

/** What a form stands on: what is asked with every obvious choice made, or why nothing can be asked yet. */
export interface Stands<A, Setting> {
  asked: A;
  setting: Setting;
  state?: PanelState | null;
}

export interface FormSpec<P, Setting> {
  slug: string;
  useSetting: (given: AskedOf<P>) => Stands<AskedOf<P>, Setting>;
  /** Whether all is there that a run cannot do without. */
  isComplete: (asked: AskedOf<P>, setting: Setting) => boolean;
  /** What is still wanted, in a sentence. */
  wants: (asked: AskedOf<P>, setting: Setting) => string;
  /** Checkpoints that the whole ladder means here, where they are not the model's own. */
  known?: (setting: Setting) => readonly string[];
  /** Whether a field takes part at all: one that does not would make another run. */
  takesPart?: (asked: AskedOf<P>, name: string) => boolean;
  groups: readonly ComponentType<Part<AskedOf<P>, Setting>>[];
  /** On the button: "Compute". */
  act?: string;
}

/** The request's body; null while something it cannot do without is missing. */
export function requestOf<P, Setting>(spec: FormSpec<P, Setting>, fields: Fields, asked: AskedOf<P>, setting: Setting): Wanted | null {
  if (!spec.isComplete(asked, setting)) return null;
  const { checkpoints } = asked as { checkpoints?: readonly string[] };
  const known = checkpoints && spec.known && wholeLadder({ checkpoints }) ? { checkpoints: spec.known(setting) } : {};
  return asWanted({ ...asked, ...known } as never, fields.words, (name) => spec.takesPart?.(asked, String(name)) ?? true);
}

/** What the server says a study can be asked; until it has, how that stands. */
export function useFields(slug: string): { fields: Fields; state: null } | { fields: null; state: PanelState } {
  const study = useStudy(slug);
  const fields = useMemo(() => study.data && fieldsOf(study.data.params), [study.data]);
  if (fields) return { fields, state: null };
  if (!study.error) return { fields: null, state: { kind: "loading" } };
  return {
    fields: null,
    state: {
      kind: "failed",
      message: study.error.message,
      hint: study.error.hint,
      retry: { label: "Retry", run: () => void study.refetch() },
    },
  };
}

/** The form by its specification; what it asks is described by the server. */
export function defineForm<P, Setting>(spec: FormSpec<P, Setting>): ComponentType<{ initial: Readonly<Record<string, unknown>> }> {
  return function Form({ initial }) {
    const { fields, state } = useFields(spec.slug);
    return fields ? <Asked spec={spec} fields={fields} initial={initial} /> : <State state={state} />;
  };
}

function Asked<P, Setting>({
  spec,
  fields,
  initial,
}: {
  spec: FormSpec<P, Setting>;
  fields: Fields;
  initial: Readonly<Record<string, unknown>>;
}) {
  type A = AskedOf<P>;
  const [view, set] = useViewState(fields.codecs);
  const { asked, setting, state } = spec.useSetting(overEarlier(view as never, initial, fields.codecs as never) as unknown as A);
  const asking = useAsking(spec.slug, requestOf(spec, fields, asked, setting));
  const usual = useUsual(spec.slug);
  const change = (part: Partial<A>) => set(part as Parameters<typeof set>[0], { replace: true });

  if (state) return <State state={state} />;
  const part: Part<A, Setting> = { asked, change, setting, fields, usual, refused: asking.refused };
  return (
    <StudyForm
      asking={asking}
      act={spec.act}
      wants={spec.wants(asked, setting)}
      onSmaller={(smaller) => change(asWritten(smaller, fields.codecs as never) as Partial<A>)}
    >
      {spec.groups.map((Group, i) => (
        <Group key={i} {...part} />
      ))}
    </StudyForm>
  );
}

/** A field that is drawn as its schema says: its label, and what no value means where the server names no default. */
export interface Drawn {
  label?: string;
  absent?: string;
  options?: readonly (string | { value: string; label: string })[];
}

/** Fields in the order of `names`, with the server's defaults, help and choices. */
export function Drawn<A, Setting>({ names, ...part }: Part<A, Setting> & { names: Readonly<Record<string, Drawn>> }) {
  const { fields } = part;
  return Object.entries(names).map(([given, { label = labelOf(given), absent, options = fields.options(given) }]) => {
    const name = given as TextOf<A>;
    if (fields.codecs[given] === list)
      return <Listed key={name} {...part} name={given as keyof A & string} label={label} absent={absent} />;
    return options.length > 0 ? (
      <Choice key={name} {...part} name={name} label={label} options={options} />
    ) : (
      <Value key={name} {...part} name={name} label={label} absent={absent} words={fields.words.has(name)} />
    );
  });
}

/** Several, with commas. What is typed stays as it is until it is left. */
function Listed<A, Setting>({
  asked,
  change,
  refused,
  name,
  label,
  absent,
}: Part<A, Setting> & { name: keyof A & string; label: string; absent?: string }) {
  const now = asked[name] as readonly string[];
  return (
    <Field label={label} error={refused(name)} hint={now.length > 0 ? `${count(now.length)}; with commas` : "With commas"}>
      {(field) => (
        <Input
          {...field}
          key={now.join()}
          defaultValue={now.join(", ")}
          placeholder={absent}
          onBlur={(e) => change({ [name]: e.target.value.split(/[\s,]+/).filter(Boolean) } as Partial<A>)}
        />
      )}
    </Field>
  );
}

/** The settings whose meaning and defaults the study's own schema explains, folded away: those named in `rest`; `children` draw `more`. */
export function Advanced<A, Setting>({
  rest,
  children,
  more = [],
  name = "Advanced",
  ...part
}: Part<A, Setting> & {
  name?: string;
  rest: Readonly<Record<string, Drawn>>;
  children?: ReactNode;
  more?: readonly (keyof A & string)[];
}) {
  const all = [...(Object.keys(rest) as (keyof A & string)[]), ...more];
  const changed = all.filter((one) => isSaid(part.asked[one])).length;
  return (
    <details open={all.some((one) => part.refused(one) !== null) || undefined}>
      <summary>
        {name}
        {changed > 0 && `, ${count(changed)} changed`}
      </summary>
      <div className="fields">
        <Drawn {...part} names={rest} />
        {children}
      </div>
    </details>
  );
}
