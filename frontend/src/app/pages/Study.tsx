/** The page of a study: what it answers, and its form. */
import { useMemo } from "react";
import { Link, useLocation, useSearch } from "wouter";
import { useRun, useStudy } from "../../api/queries";
import { studyView } from "../../studies";
import { Page } from "../../ui";
import { type Question, questionOf, wayHref } from "../questions";
import { Missing, NotFound } from "./NotFound";

export default function Study({ slug }: { slug: string }) {
  const view = studyView(slug);
  const study = useStudy(slug);
  const ladder = new URLSearchParams(useSearch()).has("ladder");
  const question = questionOf(slug, ladder);
  if (!view) return <NotFound />;
  const title = study.data?.title ?? slug.replaceAll("-", " ");
  const crumbs = [...(question ? [{ label: question.title, href: `/#question-${question.number}` }] : []), { label: title }];
  if (study.error && !study.data) return <Missing error={study.error} crumbs={crumbs} name={title} retry={() => void study.refetch()} />;
  return (
    <Page crumbs={crumbs} name={title} title={question?.title ?? title} lead={study.data?.description || question?.shows}>
      {question && question.ways.length > 1 && <Ways question={question} slug={slug} />}
      <Start Form={view.Form} />
    </Page>
  );
}

/** A question that several studies answer leads to each of them. */
function Ways({ question, slug }: { question: Question; slug: string }) {
  return (
    <nav className="ways" aria-label={question.title}>
      {question.ways.map((way) => (
        <Link key={way.study} href={wayHref(way, question)} aria-current={way.study === slug ? "page" : undefined}>
          {way.does}
        </Link>
      ))}
    </nav>
  );
}

/** Params to start from: those of an earlier run (`from`), then what the address says. */
function Start({ Form }: { Form: NonNullable<ReturnType<typeof studyView>>["Form"] }) {
  const search = useSearch();
  const from = new URLSearchParams(search).get("from");
  return from ? <FromRun run={from} search={search} Form={Form} /> : <Given Form={Form} search={search} />;
}

function FromRun({ run, search, Form }: { run: string; search: string; Form: Parameters<typeof Start>[0]["Form"] }) {
  const answer = useRun(run);
  if (!answer.data && !answer.error) return <p className="loading caption">Reading the run</p>;
  return <Given Form={Form} search={search} base={answer.data?.params} />;
}

function Given({ Form, search, base }: { Form: Parameters<typeof Start>[0]["Form"]; search: string; base?: Record<string, unknown> }) {
  const [path] = useLocation();
  const initial = useMemo(() => ({ ...base, ...Object.fromEntries(new URLSearchParams(search)) }), [base, search]);
  return <Form key={path} initial={initial} />;
}
