/** What each role looks like: its trace, its sign in a legend, and who writes its name inside the plot. */
import type { Role, Trace } from "../plotly";
import { bars } from "./bars";
import { roleOf, type Scene } from "./figure";
import { heat } from "./heat";
import { type Annotate, atEnds, beside, onLines } from "./labels";
import { band, language, mark, nullLine, series, stroke } from "./lines";

export interface Looks {
  trace: (t: Trace, scene: Scene) => Trace | Trace[];
  legend: string | null;
  annotate: Annotate | null;
}

const BAR = "■";
const thin = (t: Trace, scene: Scene) => stroke(t, scene, { width: 1.25, size: 5 });

export const ROLES: Readonly<Record<Role, Looks>> = {
  language: { trace: language, legend: BAR, annotate: atEnds },
  mean: { trace: (t, scene) => stroke(t, scene, { width: 2.5, size: 5 }), legend: BAR, annotate: atEnds },
  excess: { trace: (t, scene) => stroke(t, scene, { width: 1.5, size: 5 }), legend: BAR, annotate: atEnds },
  series: { trace: series, legend: BAR, annotate: atEnds },
  rest: { trace: thin, legend: BAR, annotate: atEnds },
  band: { trace: band, legend: null, annotate: null },
  null: { trace: nullLine, legend: "╌╌", annotate: onLines },
  "null-band": { trace: band, legend: null, annotate: null },
  heat: { trace: heat, legend: null, annotate: null },
  mark: { trace: mark, legend: null, annotate: beside },
};
const UNNAMED: Looks = { trace: thin, legend: BAR, annotate: null };

export const roleFor = (t: Trace): Looks => ROLES[roleOf(t)!] ?? UNNAMED;

export function traces(t: Trace, scene: Scene): Trace[] {
  const found = [roleFor(t).trace(t, scene)].flat();
  return t.type === "bar" ? found.map((one) => bars(one, t, scene)) : found;
}

/** The names that one writer has to write. */
export const written = (by: Annotate, scene: Scene): object[] =>
  by(
    scene.figure.data.filter((t) => roleFor(t).annotate === by),
    scene,
  );
