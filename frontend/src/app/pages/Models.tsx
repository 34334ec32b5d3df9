/** What models are here, and adding one. */
import { Link } from "wouter";
import { useMayWrite, useModels } from "../../api/queries";
import type { ModelSummary } from "../../api/types";
import { compact, count, plural } from "../../lib/format";
import { flag, useViewState } from "../../lib/permalink";
import { Button, LanguageSlots, Page, Panel, Table, type Column } from "../../ui";
import { AddModel } from "../AddModel";
import { stateOf } from "../states";

export const MODEL_COLUMNS: readonly Column<ModelSummary>[] = [
  {
    key: "id",
    head: "Model",
    cell: (m) => (
      <Link className="nowrap" href={`/models/${m.id}`}>
        {m.id}
      </Link>
    ),
    sort: (m) => m.id,
  },
  { key: "family", head: "Family", cell: (m) => m.family, sort: (m) => m.family, wide: true },
  { key: "parameters", head: "Parameters", numeric: true, cell: (m) => compact(m.n_parameters), sort: (m) => m.n_parameters },
  { key: "checkpoints", head: "Checkpoints", numeric: true, cell: (m) => count(m.n_checkpoints), sort: (m) => m.n_checkpoints },
  { key: "languages", head: "Languages", cell: (m) => <LanguageSlots codes={m.languages} />, wide: true },
  { key: "note", head: "Note", cell: (m) => <span className="caption">{noteOf(m)}</span>, wide: true },
];

/** What a reader of a model's numbers must know, in a few words. */
export function noteOf(model: ModelSummary): string {
  const same = model.duplicates.map((group) => `${group.join(" and ")} are the same weights`);
  const first = (model.note ?? "").split(/(?<=[.!?])\s/)[0]?.slice(0, 160) ?? "";
  return [same[0], first].filter(Boolean).join(". ");
}

const VIEW = { add: flag };

export default function Models() {
  const models = useModels();
  const [view, set] = useViewState(VIEW);
  const mayWrite = useMayWrite();
  const adding = mayWrite && (view.add || models.data?.length === 0);
  return (
    <Page
      crumbs={[{ label: "Home", href: "/" }, { label: "Models and ladders" }]}
      name="Models and ladders"
      title="Models and ladders"
      lead="A ladder is a model’s checkpoints in training order. A folder’s weights are read where they lie, and never changed."
      actions={
        mayWrite && (
          <>
            {!adding && (
              <Button icon="plus" onClick={() => set({ add: true })}>
                Add a model
              </Button>
            )}
            <Button href="/studies/pretraining">Train a small one</Button>
          </>
        )
      }
    >
      <div className="stack">
        {adding && <AddModel onClose={models.data?.length === 0 ? undefined : () => set({ add: false })} />}
        {(models.data === undefined || models.data.length > 0 || !mayWrite) && (
          <Panel title={models.data ? plural(models.data.length, "model") : "Models"} state={stateOf(models)} height={120}>
            <Table label="Models" columns={MODEL_COLUMNS} rows={models.data ?? []} rowKey={(m) => m.id} />
          </Panel>
        )}
      </div>
    </Page>
  );
}
