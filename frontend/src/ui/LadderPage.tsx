/** What every result page over a ladder shares: its selection and panels in the address, its keys, and where it comes from. */
import { useEffect, useRef } from "react";
import type { LadderAnswers } from "../api/answers";
import { useRun } from "../api/queries";
import type { RunStatus } from "../api/types";
import { count, shortDigest } from "../lib/format";
import { useKeys } from "../lib/keys";
import { stepInWords } from "../lib/steps";
import type { PanelState } from "./PanelState";
import { ProvenanceChip } from "./ProvenanceChip";

/** View state that every panel with a figure has, by its letter. */
export interface PanelFrame {
  letter: string;
  table: boolean;
  onTable: (shown: boolean) => void;
  full: boolean;
  onFull: (full: boolean) => void;
}

/** The part of a page's view state that is read and written here. */
interface LadderView {
  /** The selected checkpoint; null: the newest, also when a newer one comes. */
  at: string | null;
  tables: readonly string[];
  full: string | null;
}

export interface LadderPage {
  isHere: (revision: string) => boolean;
  /** As the address writes it: the newest is left out, so that a selection of the newest follows a growing ladder. */
  written: (revision: string) => string | null;
  /** Nothing where the checkpoint is to come. */
  selectCheckpoint: (revision: string) => void;
  frame: (letter: string) => PanelFrame;
}

type Standing = Pick<LadderAnswers<unknown, unknown>, "rungs" | "newest"> & { selected: { revision: string } | null };

/** `first`: the panel that `f` widens before any was pointed at. */
export function useLadderPage(
  { rungs, newest, selected }: Standing,
  view: LadderView,
  set: (change: Partial<LadderView>) => void,
  first: string,
): LadderPage {
  const near = useNearPanel();
  const isHere = (revision: string) => rungs.some((rung) => rung.revision === revision && rung.here);
  const written = (revision: string) => (revision === newest ? null : revision);
  const selectCheckpoint = (revision: string) => {
    if (isHere(revision)) set({ at: written(revision) });
  };
  const move = (by: number) => {
    const here = rungs.filter((rung) => rung.here);
    const next = here[here.findIndex((rung) => rung.revision === selected?.revision) + by];
    if (next) selectCheckpoint(next.revision);
  };
  const ladder = rungs.length > 1;
  useKeys([
    { key: "[", does: "checkpoint before, after", run: () => move(-1), when: ladder },
    { key: "]", does: "checkpoint before, after", run: () => move(1), when: ladder },
    { key: "f", does: "full width", run: () => set({ full: view.full ? null : (near.current ?? first) }) },
  ]);
  return { isHere, written, selectCheckpoint, frame: framing(view, set) };
}

/** How each panel of a page stands, by its letter. */
export const framing =
  (view: Omit<LadderView, "at">, set: (change: Partial<Omit<LadderView, "at">>) => void) =>
  (letter: string): PanelFrame => ({
    letter,
    table: view.tables.includes(letter),
    onTable: (shown) => set({ tables: shown ? [...view.tables, letter].sort() : view.tables.filter((other) => other !== letter) }),
    full: view.full === letter,
    onFull: (full) => set({ full: full ? letter : null }),
  });

/** The letter of the panel last pointed at or focused. */
function useNearPanel() {
  const near = useRef<string | null>(null);
  useEffect(() => {
    const follow = (event: Event) => {
      const panel = (event.target as Element | null)?.closest?.<HTMLElement>(".panel[id]");
      if (panel) near.current = panel.id.replace("panel-", "");
    };
    for (const kind of ["pointerover", "focusin"]) document.addEventListener(kind, follow, { passive: true });
    return () => {
      for (const kind of ["pointerover", "focusin"]) document.removeEventListener(kind, follow);
    };
  }, []);
  return near;
}

/** What is being done before anything is finished: of a ladder, by the checkpoint that is furthest. */
export function computing(run: RunStatus, rungs: Standing["rungs"]): PanelState {
  const busy = [...run.children].sort((x, y) => y.fraction - x.fraction).find((child) => child.status === "running") ?? run;
  const label =
    busy === run
      ? run.label
      : `${stepInWords({ revision: busy.checkpoint ?? "", step: rungs.find((rung) => rung.key === busy.key)?.step ?? null })}: ${busy.label}`;
  return { kind: "computing", label, done: busy.steps_done, total: busy.steps_total, secondsLeft: busy.seconds_left };
}

interface ReadProps {
  run: RunStatus;
  /** The run of the checkpoint shown: a ladder reads nothing itself. */
  child: string;
  result: { model: string; checkpoint: string; step: number | null; fingerprint: string; contaminated: string | null };
  /** What the study adds: how much of which text was read, beside what. */
  cells: readonly (string | null | undefined | false)[];
}

/** Where a checkpoint's numbers come from, and that its text is not held out, where that is so. */
export function WhereFrom({ run, child, result, cells }: ReadProps) {
  const own = useRun(child).data ?? run;
  const corpora = Object.entries((own.inputs.corpora ?? {}) as Record<string, string>);
  const version = (own.provenance?.isogloss ?? own.provenance?.version) as string | undefined;
  return (
    <div className="row">
      <ProvenanceChip
        kind="run"
        cells={[
          `${result.model} at ${result.step === null ? result.checkpoint : count(result.step)}, ${shortDigest(result.fingerprint)}`,
          ...corpora.map(([id, digest]) => `${id} ${shortDigest(digest)}`),
          ...cells,
          `seed ${String(run.params.seed ?? 0)}`,
          version && `isogloss ${version}`,
        ]}
      />
      {result.contaminated && (
        <ProvenanceChip
          kind="contaminated"
          cells={[result.contaminated]}
          title="This text is not held out: the model was trained on it, on its translations or on its documents."
        />
      )}
    </div>
  );
}
