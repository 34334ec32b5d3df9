/**
 * A model's checkpoints in training order, log-spaced: filled is here, open is to come, a cross failed, a ring is
 * selected, a flag is pinned, an arc joins two with one fingerprint. Arrow keys step. Step 0 stands before a break.
 */
import { useEffect, useMemo, useRef, useState } from "react";
import type { Lost } from "../api/answers";
import { count } from "../lib/format";
import { useRoving } from "../lib/roving";
import { labelsOf, overSteps, type StepLike, stepInWords } from "../lib/steps";
import "./ladder.css";

export interface Rung extends StepLike {
  /** Weights are here (or computed); else to come. */
  here: boolean;
  /** It ended without a result. */
  lost?: Lost | null;
  /** The revision with the same weights, where there is one. */
  duplicateOf?: string | null;
}

export interface LadderProps {
  rungs: readonly Rung[];
  selected?: string | null;
  pinned?: string | null;
  onSelect?: (revision: string) => void;
  /** Shift-click. */
  onPin?: (revision: string) => void;
  label?: string;
}

const ARC = 16;
const SIDE = 14;

/** Where each rung stands, 0 to 1: by the log of its step; by its place in the order where steps do not tell places. */
export function placed(rungs: readonly Rung[]): number[] {
  const n = rungs.length;
  if (n < 2) return rungs.map(() => 0.5);
  const steps = rungs.map((rung) => rung.step);
  const positive = steps.filter((step): step is number => step !== null && step > 0);
  if (!overSteps(rungs) || positive.length < 2 || Math.max(...positive) === Math.min(...positive)) return rungs.map((_, i) => i / (n - 1));
  const [low, high] = [Math.log2(Math.min(...positive)), Math.log2(Math.max(...positive))];
  // Step 0 has no logarithm: it stands a seventh of the width before the first.
  const start = steps.includes(0) ? Math.min(0.14, 1 / positive.length) : 0;
  return steps.map((step) => (step === 0 ? 0 : start + ((Math.log2(step!) - low) / (high - low)) * (1 - start)));
}

/** 131,072 is written 131k: the whole number is in the title. */
export function stepLabel(rung: Rung): string {
  if (rung.step === null) return rung.revision;
  return rung.step >= 10_000 ? `${Number((rung.step / 1000).toPrecision(3))}k` : count(rung.step);
}

/** Which labels fit: ends, selected and pinned first, then the rest from the left. */
function labelled(xs: readonly number[], labels: readonly string[], first: readonly number[]): Set<number> {
  const kept = new Set<number>();
  const room = (i: number) => [...kept].every((j) => Math.abs(xs[i]! - xs[j]!) > 3.4 * (labels[i]!.length + labels[j]!.length) + 6);
  for (const i of [...first, 0, labels.length - 1, ...labels.keys()])
    if (i >= 0 && i < labels.length && !kept.has(i) && room(i)) kept.add(i);
  return kept;
}

function useWidth() {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(420);
  useEffect(() => {
    if (!ref.current || typeof ResizeObserver === "undefined") return;
    const watch = new ResizeObserver(([entry]) => setWidth(Math.round(entry!.contentRect.width)));
    watch.observe(ref.current);
    return () => watch.disconnect();
  }, []);
  return [ref, width] as const;
}

export function Ladder({ rungs, selected, pinned, onSelect, onPin, label = "Checkpoints" }: LadderProps) {
  const [frame, width] = useWidth();
  const roving = useRoving<HTMLDivElement>();
  const xs = useMemo(() => placed(rungs).map((at) => SIDE + at * Math.max(1, width - 2 * SIDE)), [rungs, width]);
  const labels = labelsOf(rungs, stepLabel);
  const at = (revision: string | null | undefined) => rungs.findIndex((rung) => rung.revision === revision);
  const shown = labelled(xs, labels, [at(selected), at(pinned)]);
  const arcs = rungs.flatMap((rung, i) => (rung.duplicateOf && at(rung.duplicateOf) >= 0 ? [[at(rung.duplicateOf), i] as const] : []));
  const top = arcs.length > 0 ? ARC : 0;
  const lastHere = rungs.findLastIndex((rung) => rung.here);
  const broken = rungs[0]?.step === 0 && rungs.length > 2 && overSteps(rungs);

  return (
    <div className="ladder" ref={frame}>
      <svg width={width} height={24 + top} aria-hidden="true">
        {arcs.map(([a, b]) => (
          <path
            key={`${a}-${b}`}
            className="arc"
            d={`M${xs[a]} ${top + 8}C${xs[a]} ${top - 15} ${xs[b]} ${top - 15} ${xs[b]} ${top + 8}`}
          />
        ))}
        {lastHere > 0 && <path className="line" d={`M${xs[0]} ${top + 14}H${xs[lastHere]}`} />}
        {lastHere < rungs.length - 1 && (
          <path className="line coming" d={`M${xs[Math.max(0, lastHere)]} ${top + 14}H${xs[rungs.length - 1]}`} />
        )}
        {broken && <path className="break" d={`M${(xs[0]! + xs[1]!) / 2 - 4} ${top + 19}l4-10m1 10l4-10`} />}
      </svg>
      <div role="radiogroup" aria-label={label} {...roving}>
        {rungs.map((rung, i) => (
          <button
            key={rung.revision}
            type="button"
            role="radio"
            data-roving
            disabled={!onSelect}
            aria-checked={rung.revision === selected}
            aria-label={`${stepInWords(rung)}${rung.here ? "" : `, ${rung.lost ?? "to come"}`}${rung.duplicateOf ? `, same weights as ${rung.duplicateOf}` : ""}${rung.revision === pinned ? ", pinned" : ""}`}
            title={rung.step === null ? rung.revision : `${rung.revision}, step ${count(rung.step)}`}
            className={`rung${rung.here ? "" : rung.lost ? " lost" : " coming"}${rung.duplicateOf || arcs.some(([a]) => a === i) ? " duplicate" : ""}${rung.revision === pinned ? " pinned" : ""}`}
            style={{ left: xs[i], top }}
            onClick={(event) => (event.shiftKey && onPin ? onPin(rung.revision) : onSelect?.(rung.revision))}
            onKeyDown={(event) => {
              if (!/^Arrow/.test(event.key)) return;
              const next = rungs[i + (event.key === "ArrowRight" || event.key === "ArrowDown" ? 1 : -1)];
              if (next) onSelect?.(next.revision);
            }}
          >
            <span className="dot" />
            {shown.has(i) && <span className="step">{labels[i]}</span>}
          </button>
        ))}
      </div>
    </div>
  );
}
