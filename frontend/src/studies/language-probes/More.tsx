/** What is seldom changed. */
import { count } from "../../lib/format";
import { Choice, type TextOf, Value } from "../../ui";
import type { Asked } from "./form-state";
import type { Part } from "./setting";

const VALUES = [
  ["splits", "Splits of the documents"],
  ["test_share", "Share that is held out"],
  ["c", "Inverse penalty, C"],
  ["draws", "Draws behind each null"],
  ["entropy_share", "Neurons selected by entropy, share"],
  ["activity_quantile", "Quantile of activity"],
  ["loss_sentences", "Sentences whose loss is read"],
  ["max_tokens", "Tokens a sentence, at most"],
  ["seed", "Seed"],
] as const satisfies readonly (readonly [TextOf<Asked>, string])[];

const CHOICES = [
  ["dtype", "Number type", ["float32", "bfloat16", "float16", "float64"]],
  ["attention", "Attention", ["sdpa", "eager"]],
] as const;

export function More(part: Part) {
  const names = [...VALUES, ...CHOICES].map(([name]) => name);
  const changed = names.filter((name) => part.asked[name] !== null).length;
  return (
    <details open={names.some((name) => part.refused(name) !== null) || undefined}>
      <summary>More{changed > 0 && `, ${count(changed)} changed`}</summary>
      <div className="fields">
        {VALUES.map(([name, label]) => <Value key={name} {...part} name={name} label={label} />)}
        {CHOICES.map(([name, label, options]) => <Choice key={name} {...part} name={name} label={label} options={options} />)}
      </div>
    </details>
  );
}
