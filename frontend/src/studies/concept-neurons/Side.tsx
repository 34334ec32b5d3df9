/** Beside the panels: from a pair of languages to the units in both, to the sentences that fire them, to the unit's page. */
import { useEffect, useMemo } from "react";
import { Link, useLocation } from "wouter";
import { useExperts, useUnit } from "../../api/queries";
import type { Expert, Pair } from "../../api/types";
import { count, interval, share, value } from "../../lib/format";
import { useKeys } from "../../lib/keys";
import { cssColour, language } from "../../lib/languages";
import { against, digitsFor, type Estimate, isWeak, light } from "../../plots";
import { Button, Chip, type Column, Facts, State, Table, TokenText } from "../../ui";
import { type PanelContext, selectedPair } from "./context";
import { TryThem } from "./TryThem";
import { findPair } from "./words";

const SHOWN = 8;
/** Experts that a click brings to the playground. */
const MOST_TRIED = 20;

export function SidePanel({ context }: { context: PanelContext }) {
  const { answers, set, view } = context;
  const pair = selectedPair(context);
  const found = pair && answers.selected?.result ? findPair(answers.selected.result.pairs, pair.a, pair.b) : undefined;
  const languages = pair ? [pair.a, pair.b] : answers.languages.slice(0, 2);
  return (
    <div className="side" id="beside">
      {pair && found ? (
        <PairHead context={context} a={pair.a} b={pair.b} pair={found} />
      ) : (
        <p className="caption">
          Select a cell in B to see what two languages share. Until then: units that are experts in the most languages.
        </p>
      )}
      <Try context={context} />
      {view.layer !== null && (
        <p className="row spread">
          <span>Layer {view.layer} only</span>
          <button type="button" className="linklike" onClick={() => set({ layer: null, unit: null })}>
            All layers
          </button>
        </p>
      )}
      {context.concept && answers.selected && <Units context={context} pair={pair ? [pair.a, pair.b] : null} languages={languages} />}
    </div>
  );
}

/** The concept's experts of the pair's first language, else those that many languages share, in the playground. */
function Try({ context }: { context: PanelContext }) {
  const { run, answers, concept } = context;
  const { selected } = answers;
  const result = selected?.result;
  const pair = selectedPair(context);
  if (!selected || !result || concept === null) return null;
  const k = Math.min(MOST_TRIED, result.k);
  const set = pair ? { concept, language: pair.a, k } : { concept, shared_by: result.shared_by, k };
  const which = pair
    ? `${language(pair.a).name} experts for ${concept}`
    : `experts for ${concept} in ${count(result.shared_by)} languages or more`;
  return (
    <TryThem
      key={selected.key}
      run={run}
      from={{ model: result.model, checkpoint: result.checkpoint, conceptRun: selected.key }}
      languages={answers.languages}
      concept={concept}
      force={set}
      off={set}
      says={`The best ${count(k)} ${which}, forced to their medians or set to 0, beside random units.`}
    />
  );
}

function PairHead({ context, a, b, pair }: { context: PanelContext; a: string; b: string; pair: Pair }) {
  const { answers, set } = context;
  const { selected, pinned } = answers;
  const e = pair.overlap;
  const digits = digitsFor(e.excess_low, e.excess_high);
  const then = pinned?.result && findPair(pinned.result.pairs, a, b)?.overlap;
  const [forth, back] = pair.a === a ? [pair.a_on_b, pair.b_on_a] : [pair.b_on_a, pair.a_on_b];
  return (
    <>
      <div className="row spread">
        <span className="row">
          <Chip code={a} name /> and <Chip code={b} name />
        </span>
        <Button look="quiet" icon="close" label="Unselect the pair" onClick={() => set({ pair: null, unit: null })} />
      </div>
      <p className="small">
        {selected?.name}, all concepts, {context.view.layer === null ? "all layers" : `layer ${context.view.layer} below`}
      </p>
      <p className="big-number">
        {e.value === null ? (
          "not measured"
        ) : (
          <>
            <b>{share(e.value)}</b> of expert units are the same
          </>
        )}
      </p>
      {e.value !== null && <p className="small">{against(e, { write: share, by: "for meaningless concepts", n: "concept" })}</p>}
      {e.value !== null && <SharedBar a={a} b={b} shared={e.value} />}
      <Facts
        facts={[
          ["Interval, 95 %", interval(e.low, e.high)],
          ["Null", share(e.null)],
          ["Excess", `${share(e.excess, digits)} ${interval(e.excess_low, e.excess_high, digits)}`],
          e.other !== null && ["Another concept’s", share(e.other)],
          e.random !== null && ["Random sentences", share(e.random)],
          then ? [`Pinned, ${pinned?.name}`, `${share(then.value)} ${interval(then.low, then.high)}`] : null,
          ["On aligned sentences", short(pair.aligned)],
          [
            <>
              <Chip code={a} /> on <Chip code={b} />, AP
            </>,
            short(forth),
          ],
          [
            <>
              <Chip code={b} /> on <Chip code={a} />, AP
            </>,
            short(back),
          ],
          ["Concepts", `n = ${count(e.n)}`],
        ]}
      />
    </>
  );
}

const short = (e: Estimate) => (
  <span className={isWeak(e) ? "quiet" : undefined}>
    {share(e.value)} {interval(e.low, e.high)}
    {e.null != null && <span className="quiet"> null {share(e.null)}</span>}
  </span>
);

/** Two sets of equal size and what they have in common, to scale. */
function SharedBar({ a, b, shared }: { a: string; b: string; shared: number }) {
  const only = Math.max(0, 1 - shared);
  const part = (share_: number) => ({ flexGrow: Math.max(0.001, share_) });
  return (
    <div aria-hidden="true">
      <div className="shared-bar">
        <span style={{ ...part(only), background: cssColour(a) }} />
        <span style={{ ...part(shared), background: "var(--ink)" }} />
        <span style={{ ...part(only), background: cssColour(b) }} />
      </div>
      <div className="row spread small">
        <span>
          {share(only)} {language(a).name} only
        </span>
        <span>{share(shared)} both</span>
        <span>
          {share(only)} {language(b).name} only
        </span>
      </div>
    </div>
  );
}

function Units({ context, pair, languages }: { context: PanelContext; pair: [string, string] | null; languages: string[] }) {
  const { answers, view, set, concept } = context;
  const [, navigate] = useLocation();
  const key = answers.selected!.key;
  const filter = pair ? { concept, a: pair[0], b: pair[1] } : { concept, at_least: answers.selected?.result?.shared_by ?? 2 };
  const query = useExperts(key, { ...filter, layer: view.layer, limit: 200 }, concept !== null);
  const experts = useMemo(() => query.data?.experts ?? [], [query.data]);
  const at = experts.findIndex((e) => e.unit === view.unit);
  const selected = experts[at] ?? experts[0] ?? null;
  const move = (by: number) => {
    const next = experts[Math.max(0, Math.min(experts.length - 1, (at < 0 ? (by > 0 ? -1 : 0) : at) + by))];
    if (next) set({ unit: next.unit }, { replace: true });
  };
  useKeys([
    { key: "j", does: "next, previous unit", run: () => move(1), when: experts.length > 0 },
    { key: "k", does: "next, previous unit", run: () => move(-1), when: experts.length > 0 },
    {
      key: "o",
      does: "open the selected unit",
      run: () => selected && navigate(unitPath(key, selected.unit, concept)),
      when: selected !== null,
    },
  ]);
  useEffect(() => {
    light(view.unit ? { unit: view.unit } : null);
    return () => light(null);
  }, [view.unit]);

  if (query.error && !query.data)
    return (
      <State
        state={{
          kind: "failed",
          message: query.error.message,
          hint: query.error.hint,
          retry: { label: "Ask again", run: () => void query.refetch() },
        }}
      />
    );
  if (!query.data) return <State state={{ kind: "loading" }} />;
  const { total, k, layers, held_out_chance: chance } = query.data;
  const start = Math.max(0, Math.min(experts.length - SHOWN, at - SHOWN + 2));
  const columns: Column<Expert>[] = [
    {
      key: "unit",
      head: "unit",
      cell: (e) => (
        <Link className="mono" href={unitPath(key, e.unit, concept)}>
          {e.unit}
        </Link>
      ),
    },
    ...languages.map((code): Column<Expert> => ({
      key: code,
      head: <>AP {code === "zh-Hans" ? "zh" : code}</>,
      numeric: true,
      cell: (e) => precision(e, code),
    })),
    {
      key: "in",
      head: "languages",
      numeric: true,
      cell: (e) => <span title={e.expert_in.map((c) => language(c).name).join(", ")}>{count(e.expert_in.length)}</span>,
    },
  ];
  return (
    <>
      <div className="row spread">
        <h3>{pair ? "Units in both, best first" : "Shared units, best first"}</h3>
        <span className="small">concept: {concept}</span>
      </div>
      {experts.length === 0 ? (
        <p className="caption">
          No unit is an expert for {concept} {pair ? "in both languages" : "in so many languages"}
          {view.layer === null ? "" : ` in layer ${view.layer}`}. Of {count(k)} experts a language.
        </p>
      ) : (
        <>
          <Table
            label="Units"
            columns={columns}
            rows={experts.slice(start, start + SHOWN)}
            rowKey={(e) => e.unit}
            selected={selected?.unit ?? null}
            onSelect={(e) => set({ unit: e.unit })}
          />
          <p className="caption">
            {count(start + 1)} to {count(Math.min(experts.length, start + SHOWN))} of {count(total)}, of {count(k)} experts a language;{" "}
            <kbd>j</kbd> <kbd>k</kbd> move. Average precision held out; * where only known on the ids of the choice.
            {` By chance: ${share(chance)}.`}
          </p>
        </>
      )}
      {selected && <Fires run={key} unit={selected.unit} concept={concept} languages={pair ?? selected.expert_in.slice(0, 3)} />}
      <LayerBars
        layers={layers}
        chosen={view.layer}
        onChoose={(layer) => set({ layer: layer === view.layer ? null : layer, unit: null })}
      />
    </>
  );
}

export const unitPath = (run: string, unit: string, concept: string | null) =>
  `/runs/${run}/units/${unit}${concept ? `?concept=${encodeURIComponent(concept)}` : ""}`;

/** Held-out where the unit was chosen in a fold; else on the ids of the choice, which flatters, and is marked. */
function precision(e: Expert, code: string) {
  if (e.ap[code] !== undefined) return share(e.ap[code]);
  return e.ap_selected[code] === undefined ? (
    ""
  ) : (
    <span className="quiet" title="on the ids it was chosen on">
      {share(e.ap_selected[code])}*
    </span>
  );
}

/** The strongest sentence in each language. */
function Fires({ run, unit, concept, languages }: { run: string; unit: string; concept: string | null; languages: readonly string[] }) {
  const query = useUnit(run, unit, { concept });
  if (query.error) return <p className="caption">{query.error.message}</p>;
  if (!query.data) return <State state={{ kind: "loading" }} />;
  const rows = query.data.languages.filter((l) => languages.includes(l.language) && l.examples.length > 0);
  return (
    <>
      {rows.map(({ language: code, examples: [top] }) => (
        <div className="fires" key={code}>
          <Chip code={code} />
          <TokenText dense text={top!.text} language={code} spans={top!.spans} clamp={query.data.clamp} />
        </div>
      ))}
      <p className="caption">
        {unit}, its strongest sentence in each. Full colour: {value(query.data.clamp)}, the most it fires.
      </p>
      <div className="row">
        <Button icon="arrow" href={unitPath(run, unit, concept)}>
          Open {unit}
        </Button>
      </div>
    </>
  );
}

/** How many of the units lie in each layer; a click keeps one layer. */
function LayerBars({
  layers,
  chosen,
  onChoose,
}: {
  layers: Record<string, number>;
  chosen: number | null;
  onChoose: (layer: number) => void;
}) {
  const rows = Object.entries(layers)
    .map(([layer, n]) => [Number(layer), n] as const)
    .sort(([x], [y]) => y - x);
  const most = Math.max(1, ...rows.map(([, n]) => n));
  if (rows.length === 0) return null;
  return (
    <div className="layer-bars">
      <h3>Their layers</h3>
      {rows.map(([layer, n]) => (
        <button key={layer} type="button" aria-pressed={layer === chosen} onClick={() => onChoose(layer)}>
          <span>
            <span className="sr-only">layer </span>
            {layer}
            <span className="sr-only">: </span>
          </span>
          <span className="track">
            <span style={{ width: `${(100 * n) / most}%` }} />
          </span>
          <span>{count(n)}</span>
        </button>
      ))}
    </div>
  );
}
