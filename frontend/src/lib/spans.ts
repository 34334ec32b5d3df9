/**
 * Token values over unbroken text.
 *
 * Tokens may cut a letter in two (bytes, combining marks, surrogates). Their spans are first widened to whole
 * graphemes, then turned into ranges that follow each other and cover the text once, so that the text stays in one
 * piece on the page and Arabic joins and Devanagari clusters.
 */

export interface Span {
  /** UTF-16 offsets, as the browser counts. */
  start: number;
  end: number;
  value: number;
}

export interface Range {
  text: string;
  start: number;
  /** Null where no token has a value. */
  value: number | null;
}

/** Offsets at which a grapheme begins, and the end of the text. */
function boundaries(text: string): number[] {
  const found = [...new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text)].map((s) => s.index);
  return [...found, text.length];
}

/** Of two tokens on one grapheme the stronger wins, whatever its sign: that is what a reader should not miss. */
const stronger = (a: number | null, b: number) => (a === null || Math.abs(b) > Math.abs(a) ? b : a);

/** Where a token's word begins: many tokens carry the space before it, which says nothing and is not coloured. */
function wordStart(text: string, { start, end }: Span): number {
  const piece = text.slice(start, end);
  const word = piece.trimStart();
  return word ? end - word.length : start;
}

/** The text cut into ranges of one value each; ranges below `least` in size count as no value. Joined: `text`. */
export function ranges(text: string, spans: readonly Span[], least = 0): Range[] {
  const cuts = boundaries(text);
  const values = new Array<number | null>(cuts.length - 1).fill(null);
  const owners = new Array<number>(cuts.length - 1).fill(-1);
  spans.forEach((span, owner) => {
    if (!(span.end > span.start)) return;
    const start = wordStart(text, span);
    for (let i = 0; i < values.length; i++) {
      if (cuts[i + 1]! <= start || cuts[i]! >= span.end) continue;
      const value = stronger(values[i]!, span.value);
      if (value !== values[i]) owners[i] = owner;
      values[i] = value;
    }
  });
  const result: Range[] = [];
  let last = -2;
  values.forEach((raw, i) => {
    const value = raw !== null && Math.abs(raw) > least ? raw : null;
    const owner = value === null ? -1 : owners[i]!;
    const piece = text.slice(cuts[i], cuts[i + 1]);
    if (owner === last) result[result.length - 1]!.text += piece;
    else result.push({ text: piece, start: cuts[i]!, value });
    last = owner;
  });
  return result;
}
