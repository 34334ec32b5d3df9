/** Under the texts: what was measured, each number beside random units. */
import type { Intervention } from "../../api/types";
import { IdentifierPanel, Notes } from "../../kit";
import type { SetViewState, ViewState } from "../../lib/permalink";
import { FigurePanel } from "../../plots";
import { framing } from "../../ui";
import { Movers, OnConcept } from "./Numbers";
import type { VIEW } from "./shown";

export type View = ViewState<typeof VIEW>;
export type SetView = SetViewState<typeof VIEW>;

export const LETTERS = "ABCDEFGHIJKL";

/** `after`: panels that stand before these. Figures of what was not asked for are left out, and the letters close up. */
export function Measured({
  run,
  result,
  view,
  set,
  after,
}: {
  run: string;
  result: Intervention;
  view: View;
  set: SetView;
  after: number;
}) {
  const frame = framing(view, set);
  const stored = (name: string) => ({ run, name });
  const told =
    result.written.length > 0
      ? undefined
      : ({ kind: "absent", why: result.identifier.why ?? "No text was long enough to tell its language." } as const);
  const shown = [
    { name: "languages_written", title: "Languages written", state: told },
    result.doses.length > 0 && { name: "strength", title: "Strength" },
    result.held_out.length > 0 && { name: "if_switched_off", title: "Loss on held-out text" },
    { name: "next_token", title: "Next token" },
  ].filter((figure) => figure !== false);
  const letter = (i: number) => LETTERS[after + i]!;
  return (
    <>
      <div className="panels">
        {shown.map(({ name, title, ...rest }, i) => (
          // The last of an odd number has the line for itself.
          <FigurePanel
            key={name}
            {...frame(letter(i))}
            title={title}
            height={230}
            stored={stored(name)}
            wide={shown.length % 2 === 1 && i === shown.length - 1}
            {...rest}
          />
        ))}
      </div>
      <OnConcept letter={letter(shown.length)} result={result} />
      <Movers letter={letter(shown.length + 1)} result={result} at={view.prompt} onPick={(prompt) => set({ prompt })} />
      <IdentifierPanel identifier={result.identifier} />
      <Notes notes={result.notes} />
    </>
  );
}
