/** Under the texts: what was measured, each number beside random units. */
import type { Intervention } from "../../api/types";
import type { SetViewState, ViewState } from "../../lib/permalink";
import { FigurePanel } from "../../plots";
import { Panel } from "../../ui";
import { IdentifierPanel, Movers, OnConcept } from "./Numbers";
import type { VIEW } from "./shown";

export type View = ViewState<typeof VIEW>;
export type SetView = SetViewState<typeof VIEW>;

/** View state that every panel with a figure has, by its letter. */
export const framing = (view: View, set: SetView) => (letter: string) => ({
  letter,
  table: view.tables.includes(letter),
  onTable: (shown: boolean) => set({ tables: shown ? [...view.tables, letter].sort() : view.tables.filter((l) => l !== letter) }),
  full: view.full === letter,
  onFull: (full: boolean) => set({ full: full ? letter : null }),
});

export function Measured({ run, result, view, set }: { run: string; result: Intervention; view: View; set: SetView }) {
  const frame = framing(view, set);
  const stored = (name: string) => ({ run, name });
  return (
    <>
      <div className="panels">
        <FigurePanel {...frame("A")} title="Languages written" height={230} stored={stored("languages_written")} state={result.written.length > 0 ? undefined : { kind: "absent", why: "No text was long enough to tell its language." }} />
        {result.doses.length > 0 ? (
          <FigurePanel {...frame("B")} title="Strength" height={230} stored={stored("strength")} />
        ) : (
          <Panel letter="B" title="Strength" height={230} state={{ kind: "empty", says: "The effect at other strengths, beside random units.", detail: "None was asked for: name them under “Also measured”. Switching off has no strength." }} />
        )}
        {result.held_out.length > 0 ? (
          <FigurePanel {...frame("C")} title="If switched off" height={230} stored={stored("if_switched_off")} />
        ) : (
          <Panel letter="C" title="If switched off" height={230} state={{ kind: "empty", says: "What the change adds to the loss on held-out text, by language.", detail: "None was asked for: say how many sentences under “Also measured”." }} />
        )}
        <FigurePanel {...frame("D")} title="Next token" height={230} stored={stored("next_token")} />
      </div>
      <div className="panels">
        <Movers result={result} at={view.prompt} onPick={(prompt) => set({ prompt })} />
        <OnConcept result={result} />
      </div>
      <IdentifierPanel identifier={result.identifier} />
      {result.notes.length > 0 && (
        <Panel title="Notes">
          <ul className="notes">{result.notes.map((note) => <li key={note}>{note}</li>)}</ul>
        </Panel>
      )}
    </>
  );
}
