/** A language: mark and code, or mark and name at its first use, with a share beside it where there is one. */
import { language, screenCode, SLOTS as SLOT_CODES } from "../lib/languages";
import { share as written } from "../lib/format";
import { LanguageMark } from "./LanguageMark";
import "./text.css";

export interface ChipProps {
  code: string;
  /** The English name instead of the code. */
  name?: boolean;
  /** Languages on the same screen; decides between `zh` and `zh-Hans`. */
  present?: Iterable<string>;
  /** A share, set after the code. */
  share?: number | null;
  /** A box, for the language of an output. */
  boxed?: boolean;
  /** A dashed ink box: not the language one expected. */
  unexpected?: boolean;
}

export function Chip({ code, name, present, share, boxed, unexpected }: ChipProps) {
  const facts = language(code);
  return (
    <span className={`chip${boxed || unexpected ? " boxed" : ""}${unexpected ? " unexpected" : ""}`} title={`${facts.name} (${code})`}>
      <LanguageMark code={code} />
      <span>{name ? facts.name : screenCode(code, present)}</span>
      {share !== undefined && share !== null && <span className="quiet">{written(share)}</span>}
      {unexpected && <span className="sr-only">, not the language expected</span>}
    </span>
  );
}

/** Languages of a model or a corpus in fixed slots, so that rows compare; those without a slot are counted. */
export function LanguageSlots({ codes }: { codes: readonly string[] | null | undefined }) {
  // Not declared is not none.
  if (!codes) return <span className="quiet">not declared</span>;
  const here = new Set(codes);
  const rest = [...here].filter((code) => !SLOT_CODES.includes(code));
  const label = here.size === 0 ? "no language" : [...here].map((code) => language(code).name).join(", ");
  return (
    <span className="language-slots" role="img" aria-label={label} title={label}>
      {SLOT_CODES.map((code) => (here.has(code) ? <LanguageMark key={code} code={code} /> : <span key={code} className="slot-empty" />))}
      {rest.length > 0 && <span className="quiet">{`+ ${rest.length}`}</span>}
    </span>
  );
}
