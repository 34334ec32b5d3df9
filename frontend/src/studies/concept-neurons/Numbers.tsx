/** Every number of a checkpoint in one table: value, interval, null, excess, n; and the pinned one beside. */
import type { Estimate, Headline, Result } from "../../api/types";
import { count, interval, prose, share, value } from "../../lib/format";
import { digitsFor, isWeak } from "../../plots";
import { type Column, Panel, Table, Tooltip } from "../../ui";
import type { PanelContext } from "./context";
import { MEASURES } from "./words";

interface NumberRow {
  key: string;
  name: string;
  says: string;
  bounded: boolean;
  now: Estimate;
  then: Estimate | null;
}

const write = (row: Pick<NumberRow, "bounded">) => (row.bounded ? share : (x: number | null | undefined) => value(x));

function columns(pinnedName: string | null): Column<NumberRow>[] {
  const number = (row: NumberRow, e: Estimate) => (
    <>
      {write(row)(e.value)} <span className="quiet">{interval(e.low, e.high, 2, write(row))}</span>
    </>
  );
  return [
    {
      key: "name",
      head: "measure",
      width: "132px",
      cell: (row) => (
        <Tooltip content={row.says} focusable className="term">
          {row.name}
        </Tooltip>
      ),
    },
    { key: "value", head: "value", numeric: true, cell: (row) => number(row, row.now) },
    { key: "null", head: "null", numeric: true, cell: (row) => (row.now.null === null ? "" : write(row)(row.now.null)) },
    {
      key: "excess",
      head: "excess",
      numeric: true,
      cell: ({ now, ...row }) => {
        const [digits, written] = [digitsFor(now.excess_low, now.excess_high), write(row)];
        return (
          now.excess !== null && (
            <span className={isWeak(now) ? "quiet" : undefined}>
              {written(now.excess, digits)} <span className="quiet">{interval(now.excess_low, now.excess_high, digits, written)}</span>
            </span>
          )
        );
      },
    },
    {
      key: "other",
      head: "other concept’s",
      numeric: true,
      wide: true,
      cell: (row) => (row.now.other === null ? "" : write(row)(row.now.other)),
    },
    {
      key: "random",
      head: "random ids",
      numeric: true,
      wide: true,
      cell: (row) => (row.now.random === null ? "" : write(row)(row.now.random)),
    },
    { key: "n", head: "n", numeric: true, wide: true, cell: (row) => count(row.now.n) },
    ...(pinnedName
      ? [{ key: "pinned", head: pinnedName, numeric: true, cell: (row: NumberRow) => row.then && number(row, row.then) }]
      : []),
  ];
}

export function Numbers({ context, result, pinned }: { context: PanelContext; result: Result; pinned?: Result }) {
  const rows = MEASURES.flatMap(({ key, ...rest }): NumberRow[] => {
    const now = result.headline[key];
    return now ? [{ key, ...rest, now, then: pinned?.headline[key as keyof Headline] ?? null }] : [];
  });
  return (
    <Panel
      letter="H"
      title={`All numbers at ${context.answers.selected?.name}`}
      caption={`Brackets: 95 % intervals, given this one training run. Null: pseudo-concepts, sets of sentences that mean nothing and look like the concept’s. Excess: value minus null; faint where its interval holds zero. k / D is ${prose(result.chance_overlap, 3)}, a footnote and not the null. Shared: of a language’s ${count(result.k)} experts, those that are experts in at least ${count(result.shared_by)} languages, itself counted; the others read other documents.`}
    >
      <Table label="All numbers" columns={columns(context.answers.pinned?.name ?? null)} rows={rows} rowKey={(row) => row.key} />
    </Panel>
  );
}

/** The pooled numbers on a second id set, beside the first. */
export function Beside({ result, beside }: { result: Result; beside: NonNullable<Result["beside"]> }) {
  const rows = (["overlap", "aligned", "transfer"] as const).map((key): NumberRow => {
    const measure = MEASURES.find((m) => m.key === key)!;
    return { ...measure, now: beside[key], then: result.headline[key] };
  });
  return (
    <Panel
      letter="I"
      title={`Beside: ${beside.ids}, ${count(beside.n_ids)} sentences`}
      caption={`The same measures on the id set “${beside.ids}”; last column: on the ids of this page.`}
    >
      <Table label={`Numbers on ${beside.ids}`} columns={columns("this page")} rows={rows} rowKey={(row) => row.key} />
    </Panel>
  );
}
