/** An empty installation: three steps to the first answer, each by the page and by the shell. */
import { Link } from "wouter";
import type { Home } from "../api/types";
import { Button, Panel } from "../ui";
import { Command } from "./Command";

export function FirstSteps({ home }: { home: Home }) {
  const [models, corpora] = [home.models.length > 0, home.corpora.length > 0];
  return (
    <Panel title="Three steps to the first answer">
      <ol className="steps">
        <li className={models ? "done" : undefined}>
          <h3>Bring a model</h3>
          <p>
            A folder of checkpoints on this machine, or an id of a model hub with its revisions. One checkpoint is enough to ask what is
            shared; a ladder tells when. None at hand? <Link href="/studies/pretraining">Train a small one here</Link>.
          </p>
          <Button look={models ? "plain" : "primary"} icon="plus" href="/models?add=1">
            Add a model
          </Button>
          <Command text="isogloss models add FOLDER_OR_ID" />
        </li>
        <li className={corpora ? "done" : undefined}>
          <h3>Bring a corpus</h3>
          <p>
            The same sentences in two languages or more, joined by id: SIB-200 or FLORES files, Universal Dependencies treebanks, JSONL or
            CSV. Then concepts: which sentences are about what.
          </p>
          <Button look={models && !corpora ? "primary" : "plain"} icon="plus" href="/corpora?add=1">
            Add a corpus
          </Button>
          <Command text="isogloss corpora add FOLDER_OR_ID" />
        </li>
        <li>
          <h3>Ask</h3>
          <p>
            Choose the model, the corpus and the languages. The page says what it costs before it starts, shows each step, and can be left:
            the run goes on.
          </p>
          <Button look={models && corpora ? "primary" : "plain"} icon="play" href="/studies/concept-neurons" disabled={!models || !corpora}>
            Ask what is shared
          </Button>
          <Command text="isogloss run concept-neurons --params params.json" />
        </li>
      </ol>
    </Panel>
  );
}
