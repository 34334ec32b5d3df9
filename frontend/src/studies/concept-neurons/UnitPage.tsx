/** One unit: what fires it in every language, what it knows and since when, what it writes, how often it fires. */
import { Fragment, useMemo } from "react";
import { Link, useLocation } from "wouter";
import { useModel, useRun, useUnit } from "../../api/queries";
import type { RunStatus, UnitPage as Unit } from "../../api/types";
import { count, listing, percent, plural, prose, share, shortDigest, value } from "../../lib/format";
import { languagesInOrder, language } from "../../lib/languages";
import { useKeys } from "../../lib/keys";
import { type Codec, flag, list, optional, permalink, useViewState } from "../../lib/permalink";
import { checkpointInWords, overSteps } from "../../lib/steps";
import { ConceptTable, FigurePanel, histogramFigure, isWeak, trajectoryFigure } from "../../plots";
import { Button, Chip, Legend, Page, Panel, ProvenanceChip, State, Token, TokenText, useToast } from "../../ui";
import { cellsOf, nullOf } from "./cells";
import { unitPath } from "./Side";
import { TryThem } from "./TryThem";
import "./concept-neurons.css";

const CODECS = { concept: optional, pin: optional as Codec<string | null>, tables: list, full: optional, more: flag };

export function UnitPage({ run: key, unit }: { run: string; unit: string }) {
  const [view, set] = useViewState(CODECS);
  const [, navigate] = useLocation();
  const toast = useToast();
  const run = useRun(key);
  const query = useUnit(key, unit, { concept: view.concept });
  const pinned = useUnit(key, view.pin ?? unit, { concept: view.concept });
  const page = query.data;
  const other = view.pin && view.pin !== unit ? pinned.data : undefined;
  const path = (to: string) => unitPath(key, to, view.concept) + (view.pin ? `${view.concept ? "&" : "?"}pin=${view.pin}` : "");
  const go = (to: string | null | undefined) => to && navigate(path(to));
  const pin = () => set({ pin: view.pin === unit ? null : unit });
  const copy = () => void toast.copy(permalink(), "Link copied. It opens this unit on any copy of this server.");
  useKeys([
    { key: "j", does: "next, previous unit", run: () => go(page?.next), when: !!page?.next },
    { key: "k", does: "next, previous unit", run: () => go(page?.previous), when: !!page?.previous },
    { key: "p", does: "pin this unit", run: pin },
    { key: "c", does: "copy the link to this unit", run: copy },
    { key: "f", does: "full width", run: () => set({ full: view.full ? null : "A" }) },
    { key: "Escape", does: "unpin", run: () => set({ pin: null }), when: view.pin !== null },
  ]);

  const crumbs = [
    { label: "What is shared?", href: "/studies/concept-neurons" },
    { label: run.data?.model ?? "run", href: `/runs/${run.data?.parents[0] ?? key}` },
    ...(page ? [{ label: page.concept, href: `/runs/${key}?concept=${encodeURIComponent(page.concept)}` }] : []),
    { label: <span className="mono">{unit}</span> },
  ];
  const walk = page && (
    <>
      <Button icon="left" label="Previous unit (k)" disabled={!page.previous} onClick={() => go(page.previous)} />
      {page.position !== null && page.of !== null && (
        <span className="small nowrap">
          {count(page.position)} of {count(page.of)}
        </span>
      )}
      <Button icon="right" label="Next unit (j)" disabled={!page.next} onClick={() => go(page.next)} />
    </>
  );
  const frame = (letter: string) => ({
    letter,
    table: view.tables.includes(letter),
    onTable: (shown: boolean) => set({ tables: shown ? [...view.tables, letter].sort() : view.tables.filter((l) => l !== letter) }),
    full: view.full === letter,
    onFull: (full: boolean) => set({ full: full ? letter : null }),
  });

  return (
    <Page
      crumbs={crumbs}
      name={unit}
      title={<span className="unit-title">{unit}</span>}
      lead={page && lead(page)}
      provenance={page && <Provenance page={page} run={run.data} />}
      actions={
        <>
          {walk}
          <Button icon="pin" aria-pressed={view.pin === unit} onClick={pin}>
            {view.pin === unit ? "Unpin" : "Pin"}
          </Button>
          <Button icon="link" onClick={copy}>
            Copy link
          </Button>
        </>
      }
      bar={
        page && (
          <>
            <span className="row">{walk}</span>
            <Button look="primary" icon="link" onClick={copy}>
              Copy link
            </Button>
          </>
        )
      }
      json={`/api${unitPath(key, unit, view.concept)}`}
    >
      {query.error && !page && (
        <State
          state={{
            kind: "failed",
            message: query.error.message,
            hint: query.error.hint,
            retry: query.error.passing ? { label: "Ask again", run: () => void query.refetch() } : undefined,
            other: { label: "Back to the run", href: `/runs/${key}` },
          }}
        />
      )}
      {!query.error && !page && <State state={{ kind: "loading" }} />}
      {page && (
        <div className={`unit-columns${view.full ? " one" : ""}`}>
          <div className="stack panel-column">
            <Try page={page} run={run.data} />
            <Fires page={page} other={other} />
          </div>
          <div className="stack panel-column">
            <Knows page={page} other={other} frame={frame} onConcept={(concept) => set({ concept })} />
            <Learned page={page} frame={frame} onMark={(address) => openAt(address, page, navigate, unit, view.concept)} />
            {other && (
              <Learned
                page={other}
                frame={frame}
                letter="C′"
                onMark={(address) => openAt(address, other, navigate, other.unit, view.concept)}
              />
            )}
            <Writes page={page} more={view.more} onMore={() => set({ more: !view.more })} />
            <HowOften page={page} frame={frame} />
          </div>
        </div>
      )}
    </Page>
  );
}

/** A point of the trajectory opens the unit at that checkpoint. */
function openAt(address: string, page: Unit, navigate: (to: string) => void, unit: string, concept: string | null) {
  const step = page.trajectory.find((t) => `checkpoint:${t.checkpoint}` === address);
  if (step) navigate(unitPath(step.key, unit, concept));
}

const here = (page: Unit) => page.concepts.find((c) => c.concept === page.concept);
const best = (c: Unit["concepts"][number], code: string) => c.held_out[code] ?? c.ap[code];

/** The finding: what it knows, where best and worst, beside chance. */
function lead(page: Unit) {
  const concept = here(page);
  if (!concept) return `Not scored for ${page.concept}.`;
  const experts = languagesInOrder(concept.expert_in);
  const by = languagesInOrder(Object.keys(concept.ap))
    .map((code) => ({ code, ap: best(concept, code)! }))
    .sort((x, y) => x.ap - y.ap);
  const [worst, top] = [by[0], by[by.length - 1]];
  if (!worst || !top) return `Not scored for ${page.concept}.`;
  const nul = nullOf(cellsOf(concept));
  const chance = experts.length > 0 ? concept.held_out_chance : concept.chance;
  const range = `average precision from ${prose(worst.ap)} in ${language(worst.code).name} to ${prose(top.ap)} in ${language(top.code).name}; chance is ${prose(chance)}${nul === null ? "" : `, and for meaningless sentences 97.5 % of units stay below ${prose(nul)}`}`;
  const learned = since(page);
  return (
    <>
      {experts.length === 0 ? (
        <>
          No expert for <em>{page.concept}</em> in any language: {range}.
        </>
      ) : (
        <>
          Expert for <em>{page.concept}</em> in{" "}
          {experts.length > 3 ? plural(experts.length, "language") : listing(experts.map((c) => language(c).name))}: {range}.
        </>
      )}
      {learned && ` ${learned}`}
    </>
  );
}

/** By which checkpoint it was an expert, first and last language, where there is a ladder. */
function since(page: Unit): string | null {
  const last = page.trajectory[page.trajectory.length - 1];
  if (!last || page.trajectory.length < 2) return null;
  const became = last.expert_in.map((code) => {
    // The last stretch without a break: an expert once and no more is not one that stayed.
    let first = page.trajectory.length - 1;
    while (first > 0 && page.trajectory[first - 1]!.expert_in.includes(code)) first--;
    return { code, first };
  });
  if (became.length === 0) return null;
  const [early, late] = [Math.min(...became.map((b) => b.first)), Math.max(...became.map((b) => b.first))];
  const names = (at: number) =>
    listing(languagesInOrder(became.filter((b) => b.first === at).map((b) => b.code)).map((c) => language(c).name));
  const when = (at: number) => checkpointInWords(page.trajectory[at]!);
  return early === late
    ? `It became one by ${when(early)}.`
    : `It became one in ${names(early)} by ${when(early)}, last in ${names(late)} by ${when(late)}.`;
}

function Provenance({ page, run }: { page: Unit; run: RunStatus | undefined }) {
  const rates = page.languages.map((l) => l.firing_rate).filter(Number.isFinite);
  const rate = rates.length > 0 ? rates.reduce((s, x) => s + x, 0) / rates.length : null;
  const role = page.unit.startsWith("mlp_act") ? "MLP neuron" : `output of ${page.unit.split(".")[0]}`;
  return (
    <div className="row">
      <ProvenanceChip
        kind="run"
        cells={[
          `${page.model} at ${page.checkpoint}`,
          run && `run ${shortDigest(run.key)}`,
          run?.params.corpus !== undefined && String(run.params.corpus),
          run && `seed ${String(run.params.seed ?? 0)}`,
        ]}
      />
      {page.contaminated && (
        <ProvenanceChip
          kind="contaminated"
          cells={[page.contaminated]}
          title="This text is not held out: the model was trained on it, on its translations or on its documents."
        />
      )}
      <span className="caption">
        {role} · layer {page.layer} of 0–{page.layers - 1}
        {rate !== null && ` · above 0 on ${percent(rate, 1)} of tokens`}
      </span>
    </div>
  );
}

/** This unit in the playground: forced to its median for the concept, or switched off. */
function Try({ page, run }: { page: Unit; run: RunStatus | undefined }) {
  const medians = Object.values(here(page)?.on_p50 ?? {});
  const [to, what] =
    medians.length > 0 ? [Math.max(...medians), `its highest median for ${page.concept}`] : [page.clamp, "the most it fires"];
  return (
    <TryThem
      one
      key={page.unit}
      run={run}
      from={{ model: page.model, checkpoint: page.checkpoint, conceptRun: page.run }}
      languages={languagesInOrder(page.languages.map((l) => l.language))}
      concept={page.concept}
      force={{ addresses: [page.unit], value: to }}
      off={{ addresses: [page.unit] }}
      says={`Forced to ${value(to)}, ${what}, or set to 0, beside random units.`}
    />
  );
}

/** A: the strongest sentences in each language, one scale of heat for all. */
function Fires({ page, other }: { page: Unit; other?: Unit }) {
  const concept = here(page);
  const codes = languagesInOrder(page.languages.map((l) => l.language));
  const most = Math.max(page.clamp, 1e-9);
  return (
    <Panel
      letter="A"
      title="What fires it"
      menu={useLinkMenu("A")}
      aside={<Legend scale="heat" low="0" high={`${value(page.clamp)}, the most it fires`} />}
      caption={
        page.absent ??
        `The sentences that fire it most in each language. Colour runs over tokens, read against one scale for all languages; underlined: at its end.${other ? ` Second value: pinned ${other.unit} in this language.` : ""}`
      }
    >
      {codes.map((code) => {
        const facts = page.languages.find((l) => l.language === code)!;
        const ap = concept && best(concept, code);
        const pinned = other?.languages.find((l) => l.language === code)?.examples[0]?.value;
        return (
          <div className="unit-language" key={code}>
            <div>
              <Chip code={code} present={codes} />
              <ul className="small unit-facts">
                {ap !== undefined && (
                  <li>
                    AP {share(ap)}
                    {concept?.expert_in.includes(code) && ", expert"}
                  </li>
                )}
                <li>fires {percent(facts.firing_rate, 1)}</li>
              </ul>
            </div>
            {facts.examples.length === 0 ? (
              <p className="caption">{page.absent ? "Not in the bundle." : "No sentence was kept: it fires on none."}</p>
            ) : (
              facts.examples.map((example) => (
                <div className="example" key={example.id}>
                  <TokenText text={example.text} language={code} spans={example.spans} clamp={page.clamp} />
                  <span className="strength number">
                    {value(example.value)}
                    <i style={{ width: `${Math.max(2, 28 * Math.min(1, Math.max(0, example.value) / most))}px` }} />
                  </span>
                </div>
              ))
            )}
            {pinned !== undefined && <p className="small pinned-value">pinned {value(pinned)}</p>}
          </div>
        );
      })}
    </Panel>
  );
}

function useLinkMenu(letter: string) {
  const toast = useToast();
  return [
    {
      label: "Copy link to this panel",
      onSelect: () => void toast.copy(permalink(`panel-${letter}`), "Link copied. It opens this view on any copy of this server."),
    },
  ];
}

type Frame = (letter: string) => {
  letter: string;
  table: boolean;
  onTable: (shown: boolean) => void;
  full: boolean;
  onFull: (full: boolean) => void;
};

/** B: average precision per concept and language. */
function Knows({ page, other, frame, onConcept }: { page: Unit; other?: Unit; frame: Frame; onConcept: (concept: string) => void }) {
  const languages = languagesInOrder(page.languages.map((l) => l.language));
  const strongest = (c: Unit["concepts"][number]) => Math.max(...languages.map((l) => (best(c, l) ?? 0) - c.chance));
  const rows = [...page.concepts].sort((x, y) =>
    x.concept === page.concept ? -1 : y.concept === page.concept ? 1 : strongest(y) - strongest(x),
  );
  const row = (c: Unit["concepts"][number]) => {
    const cells = cellsOf(c);
    return { name: c.concept, positives: c.positives, null: nullOf(cells), cells };
  };
  const pinned = other && here(other);
  const weak = rows.flatMap((c) => Object.values(cellsOf(c))).filter(isWeak).length;
  const { letter, full, onFull } = frame("B");
  return (
    <FigurePanel
      letter={letter}
      full={full}
      onFull={onFull}
      title="How well it knows each concept"
      caption={`Average precision; held out where the unit is an expert that was also chosen without the sentences it is scored on, else on all ids. Right: the null of the same kind of AP, which 97.5 % of units stay below for sentences without a common meaning. No fill: the interval reaches it, or there is none (${count(weak)} cells).`}
    >
      <ConceptTable
        label="Concepts by languages"
        rows={rows.map((c) => row(c))}
        languages={languages}
        measure="average precision"
        selected={page.concept}
        onSelect={onConcept}
        limit={10}
      />
      {pinned && other && (
        <>
          <p className="small">
            Pinned:{" "}
            <Link className="mono" href={unitPath(other.run, other.unit, other.concept)}>
              {other.unit}
            </Link>
          </p>
          <ConceptTable label="The pinned unit" rows={[row(pinned)]} languages={languages} measure="average precision" />
        </>
      )}
    </FigurePanel>
  );
}

/** C: average precision over training. */
function Learned({ page, frame, onMark, letter = "C" }: { page: Unit; frame: Frame; onMark: (address: string) => void; letter?: string }) {
  const concept = here(page);
  const languages = useMemo(() => languagesInOrder(page.languages.map((l) => l.language)), [page]);
  const model = useModel(page.model).data;
  const figure = useMemo(() => {
    const stages = new Map(model?.checkpoints.map((c) => [c.revision, c.stage]));
    const points = page.trajectory.map((t) => ({
      revision: t.checkpoint,
      step: t.step,
      stage: stages.get(t.checkpoint) ?? null,
      values: t.ap,
    }));
    return trajectoryFigure(points, {
      languages,
      null: concept ? { name: "chance", value: concept.chance } : null,
      caption: `Average precision for ${page.concept} by ${overSteps(points) ? "training step" : "checkpoint"}, on all ids, so that every checkpoint has one: where the unit is an expert it was chosen by it, and the held-out AP above is lower. Dashed: a random order.`,
      n: concept ? [{ count: concept.positives, of: "positives" }] : undefined,
    });
  }, [page, languages, concept, model]);
  const lacks = page.trajectory_absent.length > 0 ? `The bundle leaves out its scores at ${listing(page.trajectory_absent)}.` : null;
  const title = letter === "C" ? `When it learned ${page.concept}` : `When ${page.unit} learned ${page.concept}`;
  if (page.trajectory.length < 2) {
    return (
      <Panel
        letter={letter}
        title={title}
        state={{
          kind: "empty",
          says: "Its average precision over training.",
          detail: lacks ?? "Only this checkpoint was computed. A run over the ladder shows the others.",
        }}
      />
    );
  }
  return (
    <FigurePanel
      {...frame(letter)}
      title={title}
      height={220}
      figure={figure}
      caption={lacks === null ? undefined : `${figure.layout.meta?.caption ?? ""} ${lacks}`.trim()}
      selected={page.checkpoint}
      onMark={onMark}
    />
  );
}

/** D: what its output direction does to the next token. */
function Writes({ page, more, onMore }: { page: Unit; more: boolean; onMore: () => void }) {
  const menu = useLinkMenu("D");
  const shown = more ? 50 : 10;
  if (page.promoted.length === 0) {
    return (
      <Panel
        letter="D"
        title="What it writes"
        state={{ kind: "absent", why: page.effect_note || "This kind of unit has no output direction of its own." }}
      />
    );
  }
  const rows = Math.min(shown, Math.max(page.promoted.length, page.suppressed.length));
  const effect = (e: Unit["promoted"][number] | undefined) => [
    <td key="token">{e && <Token text={e.token} />}</td>,
    <td key="weight" className="number">
      {e && value(e.weight)}
    </td>,
  ];
  const rest = Math.max(page.promoted.length, page.suppressed.length) > 10;
  return (
    <Panel
      letter="D"
      title="What it writes"
      menu={menu}
      caption={page.effect_note}
      aside={
        rest && (
          <button type="button" className="linklike" onClick={onMore}>
            {more ? "First 10" : "More"}
          </button>
        )
      }
    >
      <table className="table effects">
        <thead>
          <tr>
            {["promoted", "suppressed"].map((name) => [
              <th key={name} scope="col">
                {name}
              </th>,
              <th key={`${name}-weight`} scope="col" className="number">
                weight
              </th>,
            ])}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: rows }, (_, i) => (
            <tr key={i}>
              {[effect(page.promoted[i]), effect(page.suppressed[i])].map((cells, j) => (
                <Fragment key={j}>{cells}</Fragment>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

/** E: sentences by their highest activation. */
function HowOften({ page, frame }: { page: Unit; frame: Frame }) {
  const figure = useMemo(() => (page.histogram ? histogramFigure(page.histogram, page.concept) : null), [page]);
  if (!figure)
    return (
      <Panel
        letter="E"
        title="How often it fires"
        state={{ kind: "absent", why: page.histogram_absent ?? page.absent ?? "No histogram is kept for this unit." }}
      />
    );
  return <FigurePanel {...frame("E")} title="How often it fires" height={190} figure={figure} />;
}
