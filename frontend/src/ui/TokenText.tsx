/**
 * Text from a corpus or a model, in its own script and direction; and the same with token values as colour over it.
 *
 * The text stays one unbroken run: one inline element per range of equal value, without padding, never one per token,
 * so that Arabic joins, Devanagari clusters and the browser's own line breaking hold.
 */
import { useMemo, type CSSProperties } from "react";
import { language as facts } from "../lib/languages";
import { value as written } from "../lib/format";
import { ranges, type Span } from "../lib/spans";
import "./text.css";

export interface EvidenceProps {
  text: string;
  /** BCP-47. */
  language: string;
  /** Set smaller and closer, for lists. */
  dense?: boolean;
}

/** A sentence as it is. */
export function Evidence({ text, language, dense }: EvidenceProps) {
  return (
    <span className={`evidence sentence${dense ? " dense" : ""}`} lang={facts(language).code} dir="auto">
      {text}
    </span>
  );
}

export interface TokenTextProps extends EvidenceProps {
  spans: readonly Span[];
  /** The value at which colour is full and underlined. One clamp for all languages of a panel. */
  clamp: number;
  /** Draw values below zero, in the other colour. Else they have none. */
  signed?: boolean;
  /** Values below this share of the clamp get no colour. */
  least?: number;
}

/** A sentence with token heat. */
export function TokenText({ text, language, spans, clamp, signed = false, dense, least = 0.04 }: TokenTextProps) {
  const pieces = useMemo(
    () => ranges(text, signed ? spans : spans.filter((span) => span.value > 0), Math.abs(clamp) * least),
    [text, spans, signed, clamp, least],
  );
  return (
    <span className={`evidence sentence${dense ? " dense" : ""}`} lang={facts(language).code} dir="auto">
      {pieces.map(({ text: piece, start, value }) => {
        if (value === null) return piece;
        const heat = clamp > 0 ? Math.min(1, Math.abs(value) / clamp) : 0;
        const kind = `heat${value < 0 ? " negative" : ""}${heat >= 1 ? " clamped" : ""}`;
        return (
          <span key={start} className={kind} style={{ "--h": heat.toFixed(3) } as CSSProperties} title={written(value)}>
            {piece}
          </span>
        );
      })}
    </span>
  );
}
