/** The controls of one unit set: which of a concept's experts, what is done to them, how strongly. */
import { Field, Input, Refused, Switch } from "../../ui";
import type { Part } from "./part";
import { type AskedSet, hasStrength, OPERATIONS, readAddresses } from "./asked";
import { OPERATION } from "./words";
import { WhichExperts } from "./WhichExperts";

export interface SetProps {
  part: Part;
  set: AskedSet;
  i: number;
  label: string;
  replace: (set: AskedSet) => void;
}

export function SetFields(props: SetProps) {
  const { part, set, i, label, replace } = props;
  const which = part.refused(`units.${i}.which`);
  const change = (part: Partial<AskedSet>) => replace({ ...set, ...part });
  // The median over positives is known for the experts of a concept only.
  const operate = (operation: AskedSet["operation"]) =>
    change({
      operation,
      value:
        set.concept === null && (operation === "force" || operation === "add")
          ? (set.value ?? "1")
          : operation === "scale"
            ? null
            : set.value,
    });
  return (
    <>
      {set.concept === null ? (
        <Listed set={set} which={which} change={change} />
      ) : (
        <details open={which !== null || undefined}>
          <summary className="small">Other units</summary>
          <WhichExperts part={part} set={set} change={change} refusal={which} />
        </details>
      )}
      <Switch
        label={`What to do with ${label}`}
        value={set.operation}
        onChange={operate}
        options={OPERATIONS.map((name) => ({ value: name, label: OPERATION[name].act, title: OPERATION[name].says }))}
      />
      <Refused refusal={part.refused(`units.${i}`)} />
      {hasStrength(set.operation) ? <Strength {...props} change={change} /> : <p className="small">{OPERATION[set.operation].says}</p>}
    </>
  );
}

/** Addresses stay as typed until they are left. */
function Listed({ set, which, change }: { set: AskedSet; which: ReturnType<Part["refused"]>; change: (part: Partial<AskedSet>) => void }) {
  const now = set.addresses.join(", ");
  return (
    <Field label="Addresses" error={which} onSuggestion={set.addresses.length === 1 ? (unit) => change({ addresses: [unit] }) : undefined}>
      {(field) => (
        <Input
          {...field}
          mono
          key={now}
          defaultValue={now}
          onBlur={(e) => {
            const read = readAddresses(e.target.value);
            if (read.length > 0 && read.join() !== set.addresses.join()) change({ addresses: read });
          }}
        />
      )}
    </Field>
  );
}

/** 0 to 2 by the slider, anything to ±100 by the box; or a number of one's own in place of the median. */
function Strength({ part, set, i, change }: SetProps & { change: (part: Partial<AskedSet>) => void }) {
  const refusal = part.refused(`units.${i}.strength`);
  const { operation, value } = set;
  const absolute = value !== null;
  const words = operation === "scale" ? "Scale to" : operation === "force" ? "Force to" : "Add";
  const times = operation === "scale" ? "× what it is" : `× median over ${set.concept ?? "positives"}`;
  const now = Number(set.strength);
  return (
    <>
      <Field
        label={words}
        error={refusal}
        onSuggestion={(next) => change(absolute ? { value: next } : { strength: next })}
        hint={absolute ? "In the unit’s own measure, as its page shows it." : undefined}
      >
        {(field) => (
          <span className="strength-row">
            <Input
              {...field}
              inputMode="decimal"
              value={absolute ? value : set.strength}
              onChange={(e) => change(absolute ? { value: e.target.value } : { strength: e.target.value })}
            />
            {!absolute && <span className="small">{times}</span>}
          </span>
        )}
      </Field>
      {!absolute && (
        <div className="slider">
          <input
            type="range"
            min={0}
            max={2}
            step={0.05}
            aria-label={`${words}, ${times}`}
            value={Number.isFinite(now) ? Math.min(2, Math.max(0, now)) : 1}
            onChange={(e) => change({ strength: e.target.value })}
          />
          <div className="row spread small" aria-hidden="true">
            <span>0</span>
            <span>{operation === "scale" ? "1" : "median"}</span>
            <span>2</span>
          </div>
        </div>
      )}
      {operation !== "scale" && set.concept !== null && (
        <button type="button" className="linklike small" onClick={() => change({ value: absolute ? null : "1" })}>
          {absolute ? "Times the median instead" : "A number of my own instead"}
        </button>
      )}
    </>
  );
}
