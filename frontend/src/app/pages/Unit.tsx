/** The page of one unit, which the run's study draws. */
import { useRun } from "../../api/queries";
import { studyView } from "../../studies";
import { Page } from "../../ui";
import { Missing, NotFound } from "./NotFound";

export default function Unit({ run, unit }: { run: string; unit: string }) {
  const answer = useRun(run);
  const crumbs = [{ label: "Runs", href: "/runs" }, { label: run.slice(0, 8), href: `/runs/${run}` }, { label: unit }];
  if (answer.error && !answer.data) return <Missing error={answer.error} crumbs={crumbs} name={unit} retry={() => void answer.refetch()} />;
  if (!answer.data) return <Page crumbs={crumbs} name={unit} title={<span className="mono">{unit}</span>} />;
  const view = studyView(answer.data.study);
  return view?.UnitPage ? <view.UnitPage run={run} unit={unit} /> : <NotFound />;
}
