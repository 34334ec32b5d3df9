/**
 * What a person wrote, as Markdown. What reads Markdown is fetched when there is some; until then, and where a text
 * cannot be laid out, its plain words stand there.
 */
import { Component, lazy, Suspense, type ReactNode } from "react";
import { count } from "../lib/format";
import { unturned } from "../lib/keeper";
import "./markdown.css";

const Body = lazy(() => import("./MarkdownBody"));

/** Longer text is cut for display; a note that the server takes is shorter. */
const LONGEST = 20_000;
/** Containers (quotes, lists) inside each other, in one line. No report needs as many; a browser drowns in ten thousand. */
const DEEPEST = 8;
/** Stars and underlines in one paragraph. Emphasis in emphasis takes time that grows with the square of them. */
const MOST_MARKS = 300;

export interface MarkdownProps {
  text: string;
  /** The level of the heading above it: its own begin one below. */
  under?: number;
}

export function Markdown({ text, under = 1 }: MarkdownProps) {
  const whole = unturned(text);
  const shown = whole.length > LONGEST ? whole.slice(0, LONGEST) : whole;
  const plain = (
    <p className="plain" dir="auto">
      {shown}
    </p>
  );
  return (
    <div className="markdown">
      <Or key={shown} instead={plain}>
        <Suspense fallback={plain}>{crowded(shown) ? plain : <Body text={shallow(shown)} under={under} />}</Suspense>
      </Or>
      {whole.length > LONGEST && (
        <p className="caption cut-note">
          Cut here: {count(LONGEST)} of {count(whole.length)} characters are shown.
        </p>
      )}
    </div>
  );
}

/** Whether a paragraph has more marks of emphasis than anybody means: it is then shown as it was typed. */
export const crowded = (text: string): boolean =>
  text.split(/\n[ \t]*\n/).some((paragraph) => (paragraph.match(/[*_]/g)?.length ?? 0) > MOST_MARKS);

/** Escapes markers of quotes and lists that would nest deeper in a line than anybody means. */
export function shallow(text: string): string {
  return text
    .split("\n")
    .map((line) => {
      let at = 0;
      for (let depth = 0; ; depth++) {
        while (line[at] === " " || line[at] === "\t") at++;
        const marker = /^(?:[-+*>]|\d{1,9}[.)])/.exec(line.slice(at, at + 11))?.[0];
        if (!marker) return line;
        // A backslash before the sign takes its meaning, and that of all behind it.
        if (depth === DEEPEST) return `${line.slice(0, at + marker.length - 1)}\\${line.slice(at + marker.length - 1)}`;
        at += marker.length;
      }
    })
    .join("\n");
}

/** Text that cannot be laid out is still there to be read. */
class Or extends Component<{ instead: ReactNode; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? this.props.instead : this.props.children;
  }
}
