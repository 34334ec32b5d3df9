/** The front page: five questions with their newest answers, what is here, what runs now. Empty, it says how to begin. */
import { Link } from "wouter";
import { useDemo, useHome, useMayWrite } from "../../api/queries";
import type { Home as HomeAnswer, NewestAnswer } from "../../api/types";
import { count, dateTime } from "../../lib/format";
import { told } from "../../plots";
import { studyView } from "../../studies";
import { Button, Page, Panel, Table, WithSide } from "../../ui";
import { QUESTIONS, questionHref, type Question, wayHref } from "../questions";
import { DemoStory } from "../DemoStory";
import { Findings, RecentFindings } from "../Findings";
import { RunningList } from "../RunningList";
import { Spark } from "../Spark";
import { FirstSteps } from "../FirstSteps";
import { stateOf } from "../states";
import { studyWords } from "../words";
import { CORPUS_COLUMNS } from "./Corpora";
import { MODEL_COLUMNS } from "./Models";

export function Home() {
  const home = useHome();
  const data = home.data;
  const mayWrite = useMayWrite();
  const demo = (useDemo().data?.chapters.length ?? 0) > 0;
  const empty = data !== undefined && (data.models.length === 0 || data.corpora.length === 0 || data.counts.runs === 0);
  return (
    <Page
      crumbs={[{ label: "Home" }]}
      name="Home"
      actions={
        mayWrite && (
          <>
            {!empty && (
              <Button className="in-bar" icon="plus" href="/studies/concept-neurons">
                New run
              </Button>
            )}
            {adding("in-bar")}
          </>
        )
      }
      bar={
        mayWrite && (
          <>
            {!empty && (
              <Button look="primary" href="/studies/concept-neurons">
                New run
              </Button>
            )}
            {adding()}
          </>
        )
      }
    >
      <WithSide side={<Side home={home} />}>
        <div className="page-title">
          <h1>Which parts of a model do its languages share?</h1>
          <p className="lead">
            Five questions, each answered by computing on a model you can open. The line under a question is the newest answer on this
            server, with its null.
          </p>
        </div>
        <DemoStory />
        {data && empty && mayWrite && <FirstSteps home={data} />}
        <ol className="question-list">
          {QUESTIONS.map((question) => (
            <QuestionRow key={question.number} question={question} home={data} />
          ))}
        </ol>
        {!demo && <Findings title="Imported" />}
        {(!data || data.models.length > 0) && (
          <Panel
            title="Models and ladders"
            state={stateOf(home)}
            height={96}
            aside={<Link href="/models">All {count(data?.counts.models)}</Link>}
          >
            <Table label="Models and ladders" columns={MODEL_COLUMNS} rows={data?.models ?? []} rowKey={(m) => m.id} />
          </Panel>
        )}
        {(!data || data.corpora.length > 0) && (
          <Panel title="Corpora" state={stateOf(home)} height={96} aside={<Link href="/corpora">All {count(data?.counts.corpora)}</Link>}>
            <Table label="Corpora" columns={CORPUS_COLUMNS} rows={data?.corpora ?? []} rowKey={(c) => c.id} />
          </Panel>
        )}
      </WithSide>
    </Page>
  );
}

const adding = (className?: string) => (
  <>
    <Button className={className} href="/models?add=1">
      Add a model
    </Button>
    <Button className={className} href="/corpora?add=1">
      Add a corpus
    </Button>
  </>
);

function Side({ home }: { home: ReturnType<typeof useHome> }) {
  return (
    <>
      <Panel title="Running now" aside={<Link href="/runs">All runs</Link>} state={stateOf(home)}>
        <RunningList runs={home.data?.running ?? []} />
      </Panel>
      <RecentFindings />
    </>
  );
}

function QuestionRow({ question, home }: { question: Question; home: HomeAnswer | undefined }) {
  const answer = home?.questions.find((card) => card.number === question.number)?.answer ?? null;
  const [way] = question.ways;
  const mayWrite = useMayWrite();
  return (
    <li id={`question-${question.number}`}>
      <span className="numeral">{question.number}</span>
      <div>
        <h2>{question.title}</h2>
        {answer ? (
          <AnswerLine answer={answer} question={question.number} />
        ) : (
          <p>
            {way ? (home ? "Nobody has asked here yet. " : "") : "No study answers this here yet. "}
            {question.shows}
          </p>
        )}
        {(answer || way) && (
          <p className="small">
            {answer ? source(answer) : `${question.ways.map(({ study }) => studyWords(study)).join(", ")} · nothing computed`}
          </p>
        )}
        {question.ways.length > 1 && mayWrite && (
          <p className="ways">
            {question.ways.map((one) => (
              <Link key={one.study} href={wayHref(one, question)}>
                {one.does}
              </Link>
            ))}
          </p>
        )}
      </div>
      <div className={answer ? "mini" : "mini none"}>{answer && <Spark answer={answer} ladder={question.ladder ?? false} />}</div>
      <div className="go">
        {answer ? (
          <Link href={`/runs/${answer.key}`}>Open the answer</Link>
        ) : way && mayWrite ? (
          <Link href={questionHref(question)}>Ask it</Link>
        ) : way ? (
          <span className="quiet">not asked</span>
        ) : (
          <span className="quiet">to come</span>
        )}
      </div>
    </li>
  );
}

function AnswerLine({ answer, question }: { answer: NewestAnswer; question: number }) {
  return (
    <p>
      {studyView(answer.study)?.sentence?.(answer, question) ?? (
        <>
          {answer.label.charAt(0).toUpperCase() + answer.label.slice(1)} {told(answer.number, { by: "for its null" })}; n ={" "}
          {count(answer.number.n)}.
        </>
      )}
    </p>
  );
}

function source(answer: NewestAnswer): string {
  const points = answer.trajectory.length;
  const where = answer.kind === "series" ? `${count(points)} checkpoints` : answer.checkpoint;
  return [studyWords(answer.study), [answer.model, where].filter(Boolean).join(", "), answer.finished && dateTime(answer.finished)]
    .filter(Boolean)
    .join(" · ");
}
