/** Which experts of which concept: found in a language, in that one alone, or in at least so many. */
import { count } from "../../lib/format";
import { language } from "../../lib/languages";
import { Field, Input, type Refusal, Select } from "../../ui";
import type { Part } from "./part";
import type { AskedSet } from "./asked";

interface Props {
  part: Part;
  set: AskedSet;
  change: (part: Partial<AskedSet>) => void;
  refusal: Refusal | null;
}

const ANY = "";

/** Where experts were found, as one choice: `in:es`, `only:es`, `shared:3`. */
const written = ({ language: code, only, shared_by }: AskedSet): string =>
  code ? `${only ? "only" : "in"}:${code}` : shared_by ? `shared:${shared_by}` : ANY;

function read(choice: string): Partial<AskedSet> {
  const [kind, of = ""] = choice.split(":");
  return { language: kind === "in" || kind === "only" ? of : null, only: kind === "only", shared_by: kind === "shared" ? of : "" };
}

export function WhichExperts({ part: { setting }, set, change, refusal }: Props) {
  const concepts =
    setting.concepts?.concepts.filter((c) => c.shown).map((c) => ({ value: c.name, label: `${c.name}, ${count(c.positives)}` })) ?? [];
  const here =
    concepts.some((c) => c.value === set.concept) || set.concept === null
      ? concepts
      : [{ value: set.concept, label: set.concept }, ...concepts];
  const most = setting.languages.length;
  const now = written(set);
  const options = [
    { value: ANY, label: "in any language" },
    ...setting.languages.map((code) => ({ value: `in:${code}`, label: `found in ${language(code).name}` })),
    ...Array.from({ length: Math.max(0, most - 1) }, (_, i) => ({
      value: `shared:${i + 2}`,
      label: `shared by ${i + 2} languages or more`,
    })),
    ...setting.languages.map((code) => ({ value: `only:${code}`, label: `in ${language(code).name} alone` })),
  ];
  const all = options.some((o) => o.value === now) ? options : [...options, { value: now, label: now.replace(":", " ") }];
  return (
    <div className="set-fields">
      <Field label="Experts for">
        {(field) => <Select {...field} value={set.concept ?? ""} options={here} onChange={(concept) => change({ concept })} />}
      </Field>
      <Field label="Which" error={refusal}>
        {(field) => <Select {...field} value={now} options={all} onChange={(choice) => change(read(choice))} />}
      </Field>
      <Field label="At most">
        {(field) => (
          <Input {...field} inputMode="numeric" value={set.k} placeholder="all" onChange={(e) => change({ k: e.target.value })} />
        )}
      </Field>
    </div>
  );
}
