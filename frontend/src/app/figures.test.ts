/**
 * What plotly is given for every role and every figure that tests know, to the byte: a change of looks is meant, or it is
 * a fault. One way is kept whole, so that a change shows what changed, the others by their digest.
 */
import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { curveFigure } from "../studies/pretraining/curve";
import { dress } from "../plots/dress";
import * as made from "../plots/fixtures";
import { histogramFigure } from "../plots/histogram";
import { palette } from "../plots/palette";
import type { PlotlyFigure } from "../plots/plotly";
import * as effects from "../studies/concept-effects/fixtures";
import * as neurons from "../studies/concept-neurons/fixtures";
import * as probes from "../studies/language-probes/fixtures";
import { FIGURE } from "./finding/fixtures";

const FIGURES: Record<string, PlotlyFigure> = {
  lines: made.overTraining(),
  heat: made.heat(),
  matrix: made.pairMatrix(),
  bars: made.overLanguages(),
  ...made.others(),
  kept: FIGURE,
  neurons: neurons.overTraining([0, 8, 64]),
  layers: neurons.layersOverTraining([0, 8]),
  effects: effects.figure("Made up."),
  probes: probes.figure("Made up."),
  curve: curveFigure(
    {
      losses: [
        [1, 7],
        [64, 3],
      ],
      landed: [{ checkpoint: "step64", step: 64, held_out: { en: 3.2, ar: 4 }, nulls: { en: 6, ar: 7 } }],
    },
    640,
  ),
  unit: histogramFigure({ edges: [0, 1, 2], on: [1, 4], off: [30, 2], on_p50: 1.4 }, "alpha"),
};
const WAYS = {
  wide: {},
  narrow: { width: 340 },
  dark: { palette: { ...palette(), theme: "dark" as const, ink: "#eeeeee", s5: "#6699cc" } },
  patterns: { patterns: true, lit: ["es"], selected: "step8", pinned: "step0" },
};

it("gives plotly the same for every figure", async () => {
  // A file of its own, since the library's own kind of snapshot names the library's home.
  await expect(
    Object.entries(FIGURES)
      .map(([name, figure]) => `${name}\n${given(figure)}`)
      .join("\n\n"),
  ).toMatchFileSnapshot("figures.snapshot.txt");
});

function given(figure: PlotlyFigure): string {
  const [wide, ...others] = Object.values(WAYS).map((how) =>
    JSON.stringify(dress(figure, { palette: palette(), width: 700, height: 260, ...how })),
  );
  return [wide, ...others.map((said) => createHash("sha256").update(said).digest("hex").slice(0, 16))].join("\n");
}
