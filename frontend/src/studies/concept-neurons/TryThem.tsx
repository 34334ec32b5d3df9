/** From units to the playground in one click: the run is asked for with the usual settings and opened, or set up first. */
import { useState } from "react";
import { useLocation } from "wouter";
import { useMayWrite, useSentences, useStartRun } from "../../api/queries";
import type { RunStatus } from "../../api/types";
import { type Operation, parallelPrompts, plainSentence, playgroundAsk, playgroundHref, type PlaygroundSet } from "../../kit";
import { Button } from "../../ui";

export interface TryThemProps {
  /** The concept run, or the series it belongs to: what text it reads. */
  run: RunStatus | undefined;
  from: { model: string; checkpoint: string; conceptRun: string };
  languages: readonly string[];
  concept: string | null;
  /** What is forced, and what is switched off. */
  force: Omit<PlaygroundSet, "operation">;
  off: Omit<PlaygroundSet, "operation">;
  /** "them" or "it". */
  one?: boolean;
  says: string;
}

/** Sentences looked through for one to begin with. */
const LOOKED_AT = 20;

export function TryThem({ run, from, languages, concept, force, off, one, says }: TryThemProps) {
  const [, navigate] = useLocation();
  const [busy, setBusy] = useState<Operation | "form" | null>(null);
  const start = useStartRun("interventions");
  const mayWrite = useMayWrite();
  const corpus = typeof run?.params.corpus === "string" ? run.params.corpus : null;
  // Several splits are joined by +; the list of sentences knows one name.
  const ids = typeof run?.params.ids === "string" ? run.params.ids.split("+")[0] : null;
  const sentences = useSentences(corpus ?? "", { language: [...languages], ids, limit: LOOKED_AT }, false);
  const prepared = async (operation: "force" | "zero") => {
    // Without the corpus (a bundle may lack it) the texts begin from nothing alone.
    const page = corpus ? (await sentences.refetch({ cancelRefetch: false })).data : undefined;
    const chosen = page ? plainSentence(page.sentences, languages, concept) : null;
    return playgroundAsk(from, { ...(operation === "force" ? force : off), operation }, chosen ? parallelPrompts(chosen, languages) : []);
  };
  const ask = async (operation: "force" | "zero") => {
    setBusy(operation);
    const params = await prepared(operation);
    start.mutate(
      { params: { ...params }, checkpoints: null },
      { onSuccess: ({ key }) => navigate(`/runs/${key}`), onSettled: () => setBusy(null) },
    );
  };
  const setUp = async () => {
    setBusy("form");
    navigate(playgroundHref(await prepared("force")));
  };
  if (!mayWrite) return null;
  const it = one ? "it" : "them";
  return (
    <div className="try-them">
      <div className="row">
        <Button look="primary" icon="play" busy={busy === "force"} disabled={busy !== null} onClick={() => void ask("force")}>
          Force {it} in the playground
        </Button>
        <Button busy={busy === "zero"} disabled={busy !== null} onClick={() => void ask("zero")}>
          Switch {it} off
        </Button>
      </div>
      <p className="small">
        {says}{" "}
        <button type="button" className="linklike" disabled={busy !== null} onClick={() => void setUp()}>
          Set it up first
        </button>
      </p>
      {start.error && (
        <p className="refusal" role="alert">
          {start.error.message} {start.error.hint}
        </p>
      )}
    </div>
  );
}
