/** A figure of one line's height: the newest answer against its null; over its ladder where the question asks when. */
import type { HeadlineNumber, NewestAnswer } from "../api/types";
import { prose } from "../lib/format";

const W = 132;
const H = 44;

export function Spark({ answer, ladder }: { answer: NewestAnswer; ladder: boolean }) {
  const points = ladder && answer.trajectory.length > 1 ? answer.trajectory.map((p) => p.number) : null;
  const all = points ?? [answer.number];
  const top = Math.max(1e-9, ...all.flatMap((p) => [p.high ?? p.value, p.null ?? 0]));
  const y = (v: number) => H - 4 - (Math.max(0, v) / top) * (H - 8);
  const label = points
    ? `from ${prose(points[0]!.value)} to ${prose(points[points.length - 1]!.value)} over ${points.length} checkpoints`
    : `${prose(answer.number.value)}, null ${prose(answer.number.null)}`;
  return (
    <svg className="spark" viewBox={`0 0 ${W} ${H}`} role="img" aria-label={label}>
      {points ? <Line points={points} y={y} /> : <Point number={answer.number} y={y} />}
    </svg>
  );
}

type Scale = (value: number) => number;

function Line({ points, y }: { points: readonly HeadlineNumber[]; y: Scale }) {
  const x = (i: number) => 4 + (i / (points.length - 1)) * (W - 8);
  const path = (pick: (p: HeadlineNumber) => number) =>
    points.map((p, i) => `${i === 0 ? "M" : "L"}${x(i).toFixed(1)} ${y(pick(p)).toFixed(1)}`).join("");
  const back = [...points].map((p, i) => [x(i), y(p.low ?? p.value)] as const).reverse();
  const last = points[points.length - 1]!;
  return (
    <>
      {points.every((p) => p.low !== null && p.high !== null) && (
        <path className="band" d={`${path((p) => p.high!)}${back.map(([a, b]) => `L${a.toFixed(1)} ${b.toFixed(1)}`).join("")}Z`} />
      )}
      {points.every((p) => p.null !== null) && <path className="null" d={path((p) => p.null!)} />}
      <path className="line" d={path((p) => p.value)} />
      <circle cx={x(points.length - 1)} cy={y(last.value)} r="2.4" />
    </>
  );
}

function Point({ number, y }: { number: HeadlineNumber; y: Scale }) {
  return (
    <>
      {number.null !== null && <path className="null" d={`M4 ${y(number.null)}H${W - 4}`} />}
      {number.low !== null && number.high !== null && <path className="line" d={`M${W / 2} ${y(number.low)}V${y(number.high)}`} />}
      <circle cx={W / 2} cy={y(number.value)} r="3.4" />
    </>
  );
}
