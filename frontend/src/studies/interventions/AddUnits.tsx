/** One more set of units: experts of a concept of the same concept run, or addresses. */
import { useState } from "react";
import { Button, Field, Input, Switch } from "../../ui";
import type { Part } from "./part";
import { type AskedSet, readAddresses, readSet } from "./asked";
import { WhichExperts } from "./WhichExperts";

export function AddUnits({ part, onAdd, onClose }: { part: Part; onAdd: (set: AskedSet) => void; onClose?: () => void }) {
  const { concepts } = part.setting;
  const [by, setBy] = useState<"concept" | "address" | null>(null);
  const [typed, setTyped] = useState("");
  const first = concepts?.concepts.find((c) => c.shown)?.name ?? null;
  const [draft, setDraft] = useState<Partial<AskedSet>>({});
  const kind = by ?? (first === null ? "address" : "concept");
  const k = Math.min(20, concepts?.k ?? 20);
  const experts = { ...readSet({ concept: first, language: part.setting.languages[0], k, operation: "force" }), ...draft };
  const addresses = readAddresses(typed);
  const add = () => onAdd(kind === "concept" ? experts : readSet({ addresses, operation: "zero" }));
  return (
    <div className="set-card" role="group" aria-label="Add units">
      <div className="row spread">
        <Switch
          label="Units by"
          value={kind}
          onChange={setBy}
          options={[
            { value: "concept", label: "Of a concept" },
            { value: "address", label: "By address" },
          ]}
        />
        {onClose && <Button look="quiet" icon="close" label="Do not add" onClick={onClose} />}
      </div>
      {kind === "address" ? (
        <Field label="Addresses" hint="Commas or spaces between: mlp_act.3.412, mlp_act.2.97">
          {(field) => (
            <Input
              {...field}
              mono
              value={typed}
              onChange={(e) => setTyped(e.target.value)}
              onKeyDown={(e) => {
                if (e.key === "Enter" && addresses.length > 0) {
                  e.preventDefault();
                  add();
                }
              }}
            />
          )}
        </Field>
      ) : first === null ? (
        <p className="caption">
          {part.setting.conceptRun
            ? "Reading the concepts"
            : "Choose a concept run under Writing, or ask for one: then its concepts stand here."}
        </p>
      ) : (
        <WhichExperts part={part} set={experts} change={(part) => setDraft({ ...draft, ...part })} refusal={null} />
      )}
      <div className="row">
        <Button icon="plus" disabled={kind === "address" ? addresses.length === 0 : first === null} onClick={add}>
          Add
        </Button>
      </div>
    </div>
  );
}
