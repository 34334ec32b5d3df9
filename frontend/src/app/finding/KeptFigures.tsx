/** The figures of a finding, as they were when it was kept. */
import { asApiError } from "../../api/client";
import { keptFigureHref, useFigures, useKeptFigures } from "../../api/queries";
import type { FindingSummary, KeptFigure } from "../../api/types";
import { FigurePanel, onOneScale, type PlotlyFigure } from "../../plots";
import { studyView } from "../../studies";
import { HouseLink, type PanelState, useSaved } from "../../ui";

export interface KeptFiguresProps {
  finding: Pick<FindingSummary, "slug" | "title" | "figures" | "runs">;
  /** The finding's address as others write it. */
  url: string;
  embed?: string;
  cite?: string;
  height?: number;
  /** Without letters where several findings stand on one page: a letter names one panel. */
  letters?: boolean;
}

export const letterOf = (i: number): string => String.fromCharCode(65 + i);

export function KeptFigures(props: KeptFiguresProps) {
  const { slug, figures, runs } = props.finding;
  const answers = useKeptFigures<PlotlyFigure>(slug, figures.length);
  if (figures.length === 0) return <FiguresOfRuns runs={runs} height={props.height} />;
  // The same figure of several runs: they are there to be compared. One alone stays as it was kept.
  const scaled = (figure: KeptFigure, drawn: PlotlyFigure | undefined) => {
    const alike = answers.filter((_, i) => figures[i]!.name === figure.name).flatMap(({ data }) => data ?? []);
    return drawn && alike.length > 1 ? onOneScale(drawn, alike) : drawn;
  };
  return (
    <div className="kept-figures">
      {figures.map((figure, i) => (
        <One key={i} {...props} figure={figure} number={i} answer={answers[i]!} drawn={scaled(figure, answers[i]!.data)} />
      ))}
    </div>
  );
}

interface OneProps extends KeptFiguresProps {
  figure: KeptFigure;
  number: number;
  answer: ReturnType<typeof useKeptFigures<PlotlyFigure>>[number];
  drawn: PlotlyFigure | undefined;
}

function One({ finding, figure, number, answer, drawn, url, embed, cite, height = 300, letters = true }: OneProps) {
  const saved = useSaved();
  const letter = letters ? letterOf(number) : undefined;
  const alone = finding.figures.length % 2 === 1 && number === finding.figures.length - 1;
  return (
    <FigurePanel
      letter={letter}
      title={figure.title}
      height={height}
      wide={alone}
      figure={drawn}
      state={stateOf(answer)}
      aside={finding.runs.length > 1 && <HouseLink href={`/runs/${figure.run}`}>Open</HouseLink>}
      kept={{
        name: `${finding.slug}-${number}`,
        url,
        embed,
        cite,
        source: `Isogloss, finding ${finding.slug}, run ${figure.run.slice(0, 8)}`,
        files: saved ? null : { csv: keptFigureHref(finding.slug, number, "csv"), json: keptFigureHref(finding.slug, number, "json") },
      }}
    />
  );
}

function stateOf({ data, error, refetch }: OneProps["answer"]): PanelState | undefined {
  if (data) return undefined;
  if (!error) return { kind: "loading" };
  const { message, hint } = asApiError(error);
  return { kind: "failed", message, hint, retry: { label: "Ask again", run: () => void refetch() } };
}

/** A finding that came with an older bundle keeps no figures: those of its runs stand in, as they are now. */
export function FiguresOfRuns({ runs, height = 230 }: { runs: FindingSummary["runs"]; height?: number }) {
  const saved = useSaved();
  const shown = runs.flatMap(({ key, study, kind, model }) => {
    const name = kind === "series" ? studyView(study)?.seriesFigure?.name : undefined;
    return name ? [{ run: key, name, title: model ?? study }] : [];
  });
  const figures = useFigures<PlotlyFigure>(saved ? [] : shown);
  const known = figures.filter((figure) => figure !== undefined);
  if (shown.length === 0) return null;
  if (saved)
    return <p className="caption">The figures of its runs stayed on the server: it came with a bundle that named no figures of its own.</p>;
  return (
    <div className="kept-figures">
      {shown.map((stored, i) => (
        <FigurePanel
          key={stored.run}
          title={stored.title}
          stored={stored}
          figure={figures[i] && onOneScale(figures[i], known)}
          height={height}
          wide={shown.length === 1}
          aside={<HouseLink href={`/runs/${stored.run}`}>Open</HouseLink>}
        />
      ))}
    </div>
  );
}
