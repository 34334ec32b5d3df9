/** The live curve of a training: what its frames have said so far, as a figure like the stored one. */
import type { RunEvent } from "../../api/types";
import { languagesInOrder } from "../../lib/languages";
import type { PlotlyFigure, Mark } from "../../plots";

export interface Landed {
  checkpoint: string;
  step: number;
  held_out: Record<string, number>;
  /** Token frequencies alone; known once the text was cut. */
  nulls: Record<string, number>;
}

export interface Curve {
  /** By step: a resumed training says some again. */
  losses: readonly (readonly [step: number, loss: number])[];
  landed: readonly Landed[];
}

interface Said extends Partial<Landed> {
  losses?: [number, number][];
}

export function curveOf(frames: readonly RunEvent[]): Curve {
  const losses = new Map<number, number>();
  const landed = new Map<string, Landed>();
  for (const frame of frames) {
    const said = (frame.data ?? {}) as Said;
    for (const [step, loss] of said.losses ?? []) losses.set(step, loss);
    if (said.checkpoint !== undefined && said.step !== undefined)
      landed.set(said.checkpoint, { checkpoint: said.checkpoint, step: said.step, held_out: said.held_out ?? {}, nulls: said.nulls ?? {} });
  }
  return { losses: [...losses].sort(([a], [b]) => a - b), landed: [...landed.values()].sort((a, b) => a.step - b.step) };
}

/** Where a step stands, as `figures.py` has it: 0 before a break, then log scale. */
const position = (step: number) => (step > 0 ? 1 + Math.log2(step) : 0);

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

export function curveFigure({ losses, landed }: Curve, steps: number): PlotlyFigure {
  const codes = languagesInOrder([...new Set(landed.flatMap((rung) => Object.keys(rung.held_out)))]);
  const nulls = Object.values(landed.findLast((rung) => Object.keys(rung.nulls).length > 0)?.nulls ?? {});
  const nul = nulls.length > 0 ? mean(nulls) : null;
  const last = position(steps);
  const x = landed.map((rung) => position(rung.step));
  return {
    data: [
      ...(nul === null
        ? []
        : [
            {
              type: "scatter",
              name: "token frequencies alone",
              mode: "lines",
              x: [0, last],
              y: [nul, nul],
              meta: { role: "null" as const },
            },
          ]),
      ...codes.map((code) => ({
        type: "scatter",
        name: code,
        mode: "lines+markers",
        x,
        y: landed.map((rung) => rung.held_out[code] ?? null),
        customdata: landed.map((rung): Mark => ({ address: `checkpoint:${rung.checkpoint}`, null: rung.nulls[code] })),
        meta: { role: "language" as const, language: code },
      })),
      {
        type: "scatter",
        name: "training",
        mode: "lines",
        x: losses.map(([step]) => position(step)),
        y: losses.map(([, loss]) => loss),
        meta: { role: "mean" as const },
      },
    ],
    layout: {
      xaxis: {
        title: { text: "training step, log scale" },
        tickvals: [...x, ...(x.includes(last) ? [] : [last])],
        ticktext: [...landed.map((rung) => rung.step.toLocaleString("en")), ...(x.includes(last) ? [] : [steps.toLocaleString("en")])],
        range: [-0.3, last + 0.3],
      },
      yaxis: { title: { text: "nats a token" }, rangemode: "tozero" },
      meta: {
        format: "value",
        null: nul === null ? null : { name: "token frequencies alone", value: nul },
        caption:
          "Cross-entropy in nats a token, as it is computed. Thick: on the text trained on. Thin: on held-out text of one language. Dashed: token frequencies alone.",
      },
    },
  };
}
