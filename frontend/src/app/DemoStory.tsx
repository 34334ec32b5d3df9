/** The demo on the front page: a model that trains, the plot that grows with it, the control arms, and the way out. */
import { Link } from "wouter";
import { useLive } from "../api/live";
import { useAskChapter, useDemo, useMayWrite, useRun } from "../api/queries";
import type { Chapter } from "../api/types";
import { roughly } from "../lib/format";
import { FigurePanel } from "../plots";
import { studyView } from "../studies";
import { Button, Panel, Progress, ProvenanceChip, useToast } from "../ui";
import { Findings } from "./Findings";
import { stepNow, studyWords } from "./words";

interface FollowUp {
  title: string;
  aside: string;
  chapters: readonly string[];
}

/** Chapters that go on where the first ends, rather than change one thing of it; the server names the chapters. */
const FOLLOW_UPS: readonly FollowUp[] = [
  {
    title: "What happens without them?",
    aside: "The null: random units, matched to the experts and treated alike.",
    chapters: ["effects"],
  },
  {
    title: "What does each layer know?",
    aside: "The nulls: shuffled labels, and the bytes without the model.",
    chapters: ["probes", "meaning"],
  },
];
const FOLLOWING = new Set(FOLLOW_UPS.flatMap(({ chapters }) => chapters));

const CONSTRUCTED = "it tests the instrument and says nothing about published models";

export function DemoStory() {
  const chapters = useDemo().data?.chapters ?? [];
  const mayWrite = useMayWrite();
  const live = chapters.find((chapter) => chapter.live);
  if (!live) return null;
  const others = chapters.filter((chapter) => !chapter.live && !FOLLOWING.has(chapter.name));
  return (
    <section className="stack demo-story" aria-labelledby="demo-title">
      <div className="stack">
        <h2 id="demo-title">{live.title}</h2>
        <p className="lead">{live.says}</p>
        <ProvenanceChip kind="constructed" cells={[CONSTRUCTED]} />
      </div>
      <Grows chapter={live} />
      <Findings title="Computed earlier" />
      {FOLLOW_UPS.map((followUp) => (
        <Further key={followUp.title} {...followUp} of={chapters} first={live} />
      ))}
      <Panel title="The same, with one thing changed" aside={<span className="caption">Same seed, same amount of text, same model.</span>}>
        <ul className="chapters">
          {others.map((chapter) => (
            <Other key={chapter.name} chapter={chapter} first={live} />
          ))}
        </ul>
      </Panel>
      {mayWrite && (
        <div className="state-box way-out">
          <p className="says">Enough of the toy?</p>
          <p>Bring your own model, one checkpoint or a ladder, and the same sentences in two languages or more.</p>
          <div className="row">
            <Button look="primary" icon="plus" href="/models?add=1">
              Your model
            </Button>
            <Button href="/corpora?add=1">Your corpus</Button>
          </div>
        </div>
      )}
    </section>
  );
}

/** A panel of chapters that go on; nothing where the server has none of them. */
function Further({ title, aside, chapters: names, of, first }: FollowUp & { of: readonly Chapter[]; first: Chapter }) {
  const chapters = of.filter((chapter) => names.includes(chapter.name));
  if (!chapters.length) return null;
  return (
    <Panel title={title} aside={<span className="caption">{aside}</span>}>
      <ul className="chapters">
        {chapters.map((chapter) => (
          <Other key={chapter.name} chapter={chapter} first={first} further />
        ))}
      </ul>
    </Panel>
  );
}

/** Training and what is found at its checkpoints, side by side. */
function Grows({ chapter }: { chapter: Chapter }) {
  const { training } = chapter;
  return (
    <div className="panels">
      <Panel
        title="Training"
        state={training ? undefined : { kind: "loading", label: "Waiting for a worker" }}
        height={120}
        aside={training && <Link href={`/runs/${training.key}`}>Losses</Link>}
      >
        {training && <Step chapter={chapter} />}
      </Panel>
      <Growing chapter={chapter} height={270} />
    </div>
  );
}

function Step({ chapter: { training, status } }: { chapter: Chapter }) {
  const run = useRun(training!.key).data;
  useLive(run);
  const now = run ?? training!;
  if (now.status === "done") return <p>The model is trained{status === "done" ? "" : "; its last checkpoints are being read"}.</p>;
  return (
    <Progress
      name="Training"
      label={now.label || now.status}
      done={stepNow(now)}
      total={now.steps_total}
      fraction={now.fraction}
      secondsLeft={now.seconds_left}
    />
  );
}

/** A follow-up's newest series is that of the study before it until its own has begun: the title says which is drawn. */
const shown = (study: string) => studyView(study)?.seriesFigure?.title ?? studyWords(study);

/** The newest series' figure: asked anew when a checkpoint has landed. */
function Growing({ chapter: { series }, height }: { chapter: Chapter; height: number }) {
  if (!series)
    return (
      <Panel
        title={shown("concept_neurons")}
        height={height}
        state={{ kind: "loading", label: "Drawn when the first checkpoint is read" }}
      />
    );
  return <Drawn run={series.key} title={shown(series.study)} height={height} />;
}

function Drawn({ run: key, title, height }: { run: string; title: string; height: number }) {
  const run = useRun(key).data;
  useLive(run);
  const set = run?.finished_set ?? null;
  const open = <Link href={`/runs/${key}`}>Open</Link>;
  const name = studyView(run?.study)?.seriesFigure?.name;
  if (!set || !name)
    return (
      <Panel title={title} height={height} aside={open} state={{ kind: "loading", label: run?.label || "Reading the first checkpoint" }} />
    );
  return <FigurePanel title={title} height={height} aside={open} stored={{ run: key, name, set }} />;
}

function Other({ chapter, first, further }: { chapter: Chapter; first: Chapter; further?: boolean }) {
  const ask = useAskChapter();
  const mayWrite = useMayWrite();
  const toast = useToast();
  const asked = chapter.status !== "not asked";
  const Found = studyView(chapter.series?.study)?.Found;
  const start = () => ask.mutate(chapter.name, { onError: (error) => toast.fail(`${error.message} ${error.hint}`.trim()) });
  return (
    <li>
      <div>
        <h3>{chapter.title}</h3>
        <p>{chapter.says}</p>
      </div>
      {asked ? (
        <Link href={`/runs/${chapter.series?.key ?? chapter.key}`}>{chapter.status === "done" ? "Open" : `Open (${chapter.status})`}</Link>
      ) : (
        mayWrite && (
          <Button icon="play" busy={ask.isPending} onClick={start}>
            Run it, {further ? "longer than the first" : pace(first)}
          </Button>
        )
      )}
      {asked && chapter.series && Found && <Found run={chapter.series.key} />}
      {asked && chapter.series && (
        <Drawn run={chapter.series.key} title={further ? shown(chapter.series.study) : chapter.title} height={200} />
      )}
    </li>
  );
}

/** What the first chapter took on this machine is the best guess for the others. */
function pace({ training, series }: Chapter): string {
  const [from, to] = [training?.started, series?.finished];
  if (!from || !to) return "about as long as the first";
  return `about ${roughly((Date.parse(to) - Date.parse(from)) / 1000)}`;
}
