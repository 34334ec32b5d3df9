/** Findings that are here: what somebody saw, with its words, its figures and what the numbers stand on. */
import { Link } from "wouter";
import { useFigures, useFindings } from "../api/queries";
import type { Finding } from "../api/types";
import { dateTime } from "../lib/format";
import { FigurePanel, type PlotlyFigure, rangeOfY } from "../plots";
import { studyView } from "../studies";
import { Panel } from "../ui";
import { stateOf } from "./states";

/** Nothing where there are none. */
export function Findings({ title }: { title: string }) {
  const query = useFindings();
  const findings = query.data ?? [];
  if (query.error && !query.data) return <Panel title={title} height={96} state={stateOf(query)} />;
  if (findings.length === 0) return null;
  return (
    <section className="stack findings" aria-label={title}>
      {findings.map((finding) => <One key={finding.slug} finding={finding} aside={title} />)}
    </section>
  );
}

function One({ finding, aside }: { finding: Finding; aside: string }) {
  const shown = finding.runs.flatMap(({ key, study, kind, model }) => {
    const name = kind === "series" ? studyView(study)?.seriesFigure : undefined;
    return name ? [{ run: key, name, title: model ?? study }] : [];
  });
  const figures = useFigures<PlotlyFigure>(shown);
  const range = sameScale(figures.filter((figure) => figure !== undefined));
  return (
    <Panel title={finding.title} aside={<span className="caption">{aside}, {dateTime(finding.made_at)}</span>}>
      <div className="stack">
        <p dir="auto">{finding.note}</p>
        {finding.rests_on.length > 0 && <p className="small">{finding.rests_on.join(" ")}</p>}
        <div className="panels">
          {shown.map((stored, i) => (
            <FigurePanel key={stored.run} title={stored.title} stored={stored} figure={scaled(figures[i], range)} height={230} aside={<Link href={`/runs/${stored.run}`}>Open</Link>} />
          ))}
        </div>
      </div>
    </Panel>
  );
}

/** Figures beside each other are compared by eye: they share one axis. */
function sameScale(figures: readonly PlotlyFigure[]): [number, number] | null {
  if (figures.length === 0) return null;
  const ranges = figures.map(rangeOfY);
  return [Math.min(...ranges.map(([low]) => low)), Math.max(...ranges.map(([, high]) => high))];
}

const scaled = (figure: PlotlyFigure | undefined, range: [number, number] | null): PlotlyFigure | null =>
  figure ? { ...figure, layout: { ...figure.layout, yaxis: { ...figure.layout.yaxis, ...(range && { range }) } } } : null;
