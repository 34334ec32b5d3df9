/** The choices that forms of several studies ask for: checkpoints, languages, sentences of a corpus, some of many. */
import type { Corpus } from "../api/types";
import { wholeLadder } from "../lib/asked";
import { count, plural } from "../lib/format";
import { languagesInOrder } from "../lib/languages";
import { type StepLike, stepInWords } from "../lib/steps";
import { Refused, Several } from "./FormFields";
import { Chip } from "./Chip";
import { Field, type Refusal, Select } from "./Field";
import { Switch } from "./Switch";

/** Most languages that are chosen before anybody chose. */
const MOST_AT_FIRST = 9;

interface CheckpointsProps {
  ladder: readonly (StepLike & { duplicate_of?: string | null })[];
  chosen: readonly string[];
  onChoose: (checkpoints: string[]) => void;
  refusal: Refusal | null;
  /** In place of how many runs that makes. */
  says?: string;
}

/** All of a ladder, or some of it. */
export function Checkpoints({ ladder, chosen, onChoose, refusal, says }: CheckpointsProps) {
  const all = wholeLadder({ checkpoints: chosen });
  const last = ladder[ladder.length - 1]?.revision;
  const toggle = (revision: string, on: boolean) => {
    const kept = ladder.map((c) => c.revision).filter((other) => (other === revision ? on : chosen.includes(other)));
    onChoose(kept.length > 0 ? kept : ["all"]);
  };
  const makes = all
    ? "One run each, and one page that grows."
    : chosen.length === 1
      ? "One run."
      : `${plural(chosen.length, "run")} and one page.`;
  return (
    <>
      <div className="field">
        <span>Checkpoints</span>
        <Switch
          label="Checkpoints"
          value={all ? "all" : "some"}
          options={[
            { value: "all", label: `All ${count(ladder.length)}` },
            { value: "some", label: "Some" },
          ]}
          onChange={(value) => onChoose(value === "all" ? ["all"] : last ? [last] : [])}
        />
        <Refused refusal={refusal} />
        <p className="small">{says ?? makes} What is computed already is kept.</p>
      </div>
      {!all && (
        <Several
          name="which-checkpoints"
          label="Which of them"
          refusal={null}
          chosen={(revision) => chosen.includes(revision)}
          onToggle={toggle}
          options={ladder.map((c) => ({
            value: c.revision,
            label: (
              <>
                {stepInWords(c)}
                {c.duplicate_of ? <span className="quiet"> same weights as {c.duplicate_of}</span> : null}
              </>
            ),
          }))}
        />
      )}
    </>
  );
}

/** Some of a corpus' languages, in the order of languages. */
export function Languages({
  offered,
  chosen,
  onChoose,
  refusal,
}: {
  offered: readonly string[];
  chosen: readonly string[];
  onChoose: (languages: string[]) => void;
  refusal: Refusal | null;
}) {
  const all = languagesInOrder(offered);
  return (
    <Several
      languages
      name="which-languages"
      label={`Languages, ${count(chosen.length)} of ${count(all.length)}`}
      refusal={refusal}
      options={all.map((code) => ({ value: code, label: <Chip code={code} name /> }))}
      chosen={(code) => chosen.includes(code)}
      onToggle={(code, on) => onChoose(on ? languagesInOrder([...chosen, code]) : chosen.filter((other) => other !== code))}
    />
  );
}

/** The languages that a model and a corpus share, where they share two; else the corpus'. */
export function sharedLanguages(
  model: { languages?: readonly string[] | null } | undefined,
  corpus: { languages: readonly string[] } | undefined,
): string[] {
  const here = languagesInOrder(corpus?.languages ?? []);
  const shared = model?.languages ? here.filter((code) => model.languages!.includes(code)) : here;
  return (shared.length >= 2 ? shared : here).slice(0, MOST_AT_FIRST);
}

/** Some of many that are all meant where none is named: an empty list is every concept. */
export function Some({
  name,
  label,
  all,
  chosen,
  onChoose,
  refusal,
}: {
  name: string;
  label: string;
  all: readonly { name: string; positives?: number }[];
  chosen: readonly string[];
  onChoose: (some: string[]) => void;
  refusal: Refusal | null;
}) {
  const has = (one: string) => chosen.length === 0 || chosen.includes(one);
  const toggle = (one: string, on: boolean) => {
    const kept = all.map((c) => c.name).filter((other) => (other === one ? on : has(other)));
    onChoose(kept.length === all.length ? [] : kept);
  };
  if (all.length === 0) return null;
  return (
    <Several
      name={name}
      label={`${label}, ${count(chosen.length || all.length)} of ${count(all.length)}`}
      refusal={refusal}
      chosen={has}
      onToggle={toggle}
      options={all.map((c) => ({
        value: c.name,
        label:
          c.positives === undefined ? (
            c.name
          ) : (
            <>
              {c.name} <span className="quiet">{count(c.positives)}</span>
            </>
          ),
      }))}
    />
  );
}

interface SentencesProps {
  label: string;
  corpus: Corpus | undefined;
  chosen: string | null;
  onChoose: (name: string | null) => void;
  refusal: Refusal | null;
  /** What no choice means: "all sentences". */
  none: string;
  hint: string;
}

/** A split of a corpus, a named id set, or neither. */
export function Sentences({ label, corpus, chosen, onChoose, refusal, none, hint }: SentencesProps) {
  const names = [
    ...(corpus?.splits ?? []).map((s) => ({ value: s.name, label: `split ${s.name}, ${count(s.n_ids)}` })),
    ...(corpus?.id_sets ?? []).map((s) => ({ value: s.name, label: `${s.name}, ${count(s.n_ids)}` })),
  ];
  // Names joined by + are written in the address or come from an earlier run.
  const extra = chosen && !names.some((one) => one.value === chosen) ? [{ value: chosen, label: chosen }] : [];
  return (
    <Field label={label} error={refusal} onSuggestion={onChoose} hint={hint}>
      {(field) => (
        <Select
          {...field}
          value={chosen ?? ""}
          options={[{ value: "", label: none }, ...names, ...extra]}
          onChange={(name) => onChoose(name || null)}
        />
      )}
    </Field>
  );
}
