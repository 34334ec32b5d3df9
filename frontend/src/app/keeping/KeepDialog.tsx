/** Keeping what a page shows: its words, which figures go in, and whether it is listed. Nothing typed is lost by closing. */
import { useState, type FormEvent } from "react";
import { useLocation } from "wouter";
import { useKeep } from "../../api/queries";
import { remember, rememberKeptBy } from "../../lib/keeper";
import { type KeepablePanel, preview } from "../../plots";
import { Button, Checkbox, Dialog, Failed, useToast } from "../../ui";
import { elsewhere, refusalAt, sent, type Words } from "./words";
import { WordsForm } from "./WordsForm";

/** The server takes no larger picture. */
const LARGEST_PICTURE = 900_000;
const MOST_FIGURES = 12;

const WHY = {
  embed: "A frame shows a finding, not a page that may change. Keep this figure first; its finding then has the frame.",
  cite: "What is cited must stay what it is. Keep this figure first; its finding then has the sentence and the BibTeX.",
};

export interface KeepDialogProps {
  panels: readonly KeepablePanel[];
  /** Which of them are chosen to begin with, as `idOf` names them. */
  first: readonly string[];
  /** The runs that a finding with these figures is about. */
  rootsFor: (figures: readonly KeepablePanel[]) => readonly string[];
  path: string;
  wants?: "embed" | "cite";
  words: Words;
  change: (words: Partial<Words>) => void;
  onClose: () => void;
  /** Kept: the draft is of no more use. */
  onKept: () => void;
}

export const idOf = ({ run, name, set }: Pick<KeepablePanel, "run" | "name" | "set">): string => [run, name, set].join("/");

export function KeepDialog(props: KeepDialogProps) {
  return (
    <Dialog title="Keep this as a finding" open onClose={props.onClose} className="keep-dialog">
      <Form {...props} />
    </Dialog>
  );
}

function Form({ panels, first, rootsFor, path, wants, words, change, onClose, onKept }: KeepDialogProps) {
  const [chosen, setChosen] = useState<readonly string[]>(first);
  const [hidden, setHidden] = useState(false);
  const [drawing, setDrawing] = useState(false);
  const keep = useKeep();
  const toast = useToast();
  const [, navigate] = useLocation();
  const figures = panels.filter((panel) => chosen.includes(idOf(panel)));
  const busy = drawing || keep.isPending;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setDrawing(true);
    const picture = await pictureOf(figures[0]);
    setDrawing(false);
    rememberKeptBy(words.kept_by.trim());
    keep.mutate(
      {
        ...sent(words),
        path,
        runs: [...rootsFor(figures)],
        private: hidden,
        figures: figures.map(({ run, name, set, title }) => ({ run, name, set, title })),
        ...(picture && { picture }),
      },
      {
        onSuccess: ({ slug, url }) => {
          if (hidden) remember({ slug, title: words.title.trim(), kind: "finding" });
          const without = figures.length > 0 && !picture ? " It has no picture: the browser could not draw one small enough." : "";
          void toast.copy(url, `Kept. Link copied.${without}`, `Kept, at ${url} (the browser did not allow copying it).${without}`);
          onKept();
          navigate(`/f/${slug}`);
        },
      },
    );
  };
  const rest = elsewhere(keep.error);
  const refused = refusalAt(keep.error, "figures");
  return (
    <form className="keep-form" onSubmit={(event) => void submit(event)}>
      {wants && (
        <p className="keep-why">
          <b>It needs a finding.</b> {WHY[wants]}
        </p>
      )}
      <WordsForm words={words} change={change} error={keep.error} />
      {panels.length > 0 && (
        <fieldset aria-describedby={refused ? "keep-figures-refused" : undefined}>
          <legend>Figures that go in, as they are now</legend>
          {panels.map((panel) => {
            const id = idOf(panel);
            const on = chosen.includes(id);
            return (
              <Checkbox
                key={id}
                checked={on}
                disabled={!on && chosen.length >= MOST_FIGURES}
                onChange={() => setChosen(on ? chosen.filter((one) => one !== id) : [...chosen, id])}
              >
                {panel.letter && (
                  <>
                    <b>{panel.letter}</b>{" "}
                  </>
                )}
                {panel.title}
              </Checkbox>
            );
          })}
          {refused && (
            <p className="refusal" role="alert" id="keep-figures-refused">
              {refused.message} {refused.hint}
            </p>
          )}
        </fieldset>
      )}
      <Checkbox checked={hidden} onChange={setHidden}>
        Private: in no list; only who has the link has it
      </Checkbox>
      {rest && (
        <Failed
          message={rest.message}
          hint={rest.hint}
          kept="Nothing was kept yet; what is typed stays."
          report={`${rest.status} ${rest.code}`}
        />
      )}
      <div className="acts">
        <Button onClick={onClose}>Not now</Button>
        <Button look="primary" icon="bookmark" type="submit" busy={busy} disabled={!words.title.trim()}>
          {busy ? "Keeping" : "Keep"}
        </Button>
      </div>
    </form>
  );
}

/** Null where it cannot be drawn, or is too large to be taken: a finding is kept without. */
async function pictureOf(panel: KeepablePanel | undefined): Promise<string | null> {
  if (!panel) return null;
  try {
    const drawn = await preview(panel.figure, panel.title);
    return drawn.length <= LARGEST_PICTURE ? drawn : null;
  } catch {
    return null;
  }
}
