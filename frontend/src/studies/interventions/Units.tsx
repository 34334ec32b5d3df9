/** Which units are changed, and how: a card for each set, and a way to add one. */
import { useState } from "react";
import { Link } from "wouter";
import { useExperts } from "../../api/queries";
import { count, listing, plural, value } from "../../lib/format";
import { Button, Panel, Refused } from "../../ui";
import { AddUnits } from "./AddUnits";
import type { Part } from "./part";
import type { AskedSet } from "./asked";
import { SetFields } from "./SetFields";
import { setLabel } from "./words";

export function Units({ part }: { part: Part }) {
  const { asked, change, refused } = part;
  const [adding, setAdding] = useState(false);
  const replace = (i: number, set: AskedSet | null) =>
    change({ units: asked.units.flatMap((other, j) => (j === i ? (set ? [set] : []) : [other])) });
  return (
    <Panel title="Units">
      {asked.units.map((set, i) => (
        <Card key={i} part={part} set={set} i={i} replace={(next) => replace(i, next)} />
      ))}
      <Refused refusal={refused("units")} />
      {adding || asked.units.length === 0 ? (
        <AddUnits
          part={part}
          onAdd={(set) => {
            change({ units: [...asked.units, set] });
            setAdding(false);
          }}
          onClose={asked.units.length > 0 ? () => setAdding(false) : undefined}
        />
      ) : (
        <button type="button" className="add-box" onClick={() => setAdding(true)}>
          + Add units
        </button>
      )}
    </Panel>
  );
}

interface CardProps {
  part: Part;
  set: AskedSet;
  i: number;
  replace: (set: AskedSet | null) => void;
}

function Card({ part, set, i, replace }: CardProps) {
  const [open, setOpen] = useState(false);
  const { units, layers, known } = useUnits(part, set, i);
  const label = setLabel(set);
  return (
    <section className="set-card" aria-label={label}>
      <div className="row spread">
        <h3>{label}</h3>
        <Button look="quiet" icon="close" label={`Remove ${label}`} onClick={() => replace(null)} />
      </div>
      {units && (
        <p className="small">
          {plural(units.length, "unit")}
          {layers.length > 0 && (
            <>
              {" "}
              in layer{layers.length > 1 && "s"} {listing(layers.map(String))}
            </>
          )}
          {known && known.shared > 0 && `; ${count(known.shared)} of them shared by half of the languages or more`}.{" "}
          <button type="button" className="linklike" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? "Hide" : "Show"}
          </button>
        </p>
      )}
      {open && units && <Addresses part={part} units={units} concept={set.concept} />}
      <SetFields part={part} set={set} i={i} label={label} replace={replace} />
    </section>
  );
}

/** The addresses, each leading to the unit's page of the concept run. */
function Addresses({
  part,
  units,
  concept,
}: {
  part: Part;
  units: readonly { unit: string; value: number | null }[];
  concept: string | null;
}) {
  const run = part.setting.conceptKey;
  return (
    <ul className="address-list">
      {units.map(({ unit, value: to }) => (
        <li key={unit} className="mono">
          {run ? <Link href={`/runs/${run}/units/${unit}${concept ? `?concept=${encodeURIComponent(concept)}` : ""}`}>{unit}</Link> : unit}
          {to !== null && <span className="quiet number"> {value(to)}</span>}
        </li>
      ))}
    </ul>
  );
}

/** The units of a set: as the run beside it resolved them; before there is one, as the concept run lists them. */
function useUnits({ setting, answer, asked }: Part, set: AskedSet, i: number) {
  const known = answer?.sets.length === asked.units.length ? answer.sets[i] : undefined;
  const most = Number(set.k) || 1000;
  const filter = {
    concept: set.concept,
    a: set.language,
    at_least: Number(set.shared_by) || null,
    limit: set.only ? 1000 : Math.min(1000, Math.max(1, most)),
  };
  const listed = useExperts(setting.conceptKey ?? "", filter, !known && setting.conceptKey !== null && set.addresses.length === 0);
  const experts =
    set.concept !== null && listed.data?.concept === set.concept
      ? listed.data.experts.filter((e) => !set.only || e.expert_in.length === 1)
      : undefined;
  // Experts of one language stand in its own ranking, as they are chosen.
  const chosen = (set.language ? experts && [...experts].sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0)) : experts)?.slice(0, most);
  const units =
    known?.units ??
    (set.addresses.length > 0 ? set.addresses.map((unit) => ({ unit, value: null })) : chosen?.map(({ unit }) => ({ unit, value: null })));
  const layers = [...new Set(units?.map(({ unit }) => Number(unit.split(".")[1])).filter(Number.isFinite))].sort((a, b) => a - b);
  return { units, layers, known };
}
