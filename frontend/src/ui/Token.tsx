/** One token of a model's vocabulary, which may be a space, a line end or a piece of a character. */
import { Evidence } from "./TokenText";

/** A token as text of unknown language: its own direction, spaces made visible, a piece of a character said to be one. */
export function Token({ text }: { text: string }) {
  if (text.includes("\uFFFD"))
    return (
      <span className="quiet" title="part of a character">
        {JSON.stringify(text)}
      </span>
    );
  // Other control characters have no glyph: they are written as the code they are.
  if (/[^\P{Cc}\n\t]/u.test(text))
    return (
      <span className="quiet" title="control character">
        {JSON.stringify(text)}
      </span>
    );
  const shown = text.replace(/\n/g, "↵").replace(/\t/g, "⇥");
  const bare = shown.trim();
  return (
    <span className="token">
      {/^\s/.test(shown) && (
        <span className="quiet" title="begins with a space">
          ·
        </span>
      )}
      {bare ? <Evidence text={bare} language={script(bare)} dense /> : <span className="quiet">space</span>}
    </span>
  );
}

/** A language whose typeface suits the script; the token itself does not say its language. */
function script(text: string): string {
  const table: [RegExp, string][] = [
    [/\p{Script=Arabic}/u, "ar"],
    [/\p{Script=Devanagari}/u, "hi"],
    [/\p{Script=Han}/u, "zh-Hans"],
    [/\p{Script=Hebrew}/u, "he"],
    [/\p{Script=Thai}/u, "th"],
    [/\p{Script=Tamil}/u, "ta"],
    [/\p{Script=Cyrillic}/u, "ru"],
    [/\p{Script=Greek}/u, "el"],
  ];
  return table.find(([pattern]) => pattern.test(text))?.[1] ?? "und";
}
