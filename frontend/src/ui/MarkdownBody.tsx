/**
 * Markdown as elements: never as markup. HTML in it is shown as the text it is, a picture as its words and its address
 * (nothing is fetched from anywhere), and a link leads to the web, to mail, or to a page of this installation, nowhere else.
 */
import { createElement, type ComponentPropsWithoutRef, type ReactNode } from "react";
import ReactMarkdown, { type Components } from "react-markdown";
import { unturned } from "../lib/keeper";
import { useSaved } from "./Saved";

/** The address, where a link may lead there; empty otherwise. */
export function allowed(url: string): string {
  if (/^(?:https?:\/\/|mailto:)[^\s\\]/i.test(url)) return url;
  return /^\/(?![/\\])[^\s\\]*$/.test(url) ? url : "";
}

interface Node {
  type: string;
  value?: string;
  children?: Node[];
}

/** Marks that turn the direction of text, also those written as `&#x202e;`, which are none until it is read. */
function straight() {
  return (tree: Node) => {
    const waiting = [tree];
    for (let node = waiting.pop(); node; node = waiting.pop()) {
      if (typeof node.value === "string") node.value = unturned(node.value);
      waiting.push(...(node.children ?? []));
    }
  };
}

type Passed<Tag extends keyof React.JSX.IntrinsicElements> = ComponentPropsWithoutRef<Tag> & { node?: unknown };

/** Each block has the direction of its own first letter. */
const block = (tag: "p" | "li" | "blockquote") =>
  function Block({ children }: { children?: ReactNode }) {
    return createElement(tag, { dir: "auto" }, children);
  };

const heading = (level: number) =>
  function Heading({ children }: { children?: ReactNode }) {
    return createElement(`h${Math.min(6, level)}`, { dir: "auto" }, children);
  };

function A({ href, children }: Passed<"a">) {
  const saved = useSaved();
  if (!href) return <span>{children}</span>;
  return (
    <a href={saved && href.startsWith("/") ? saved.base + href : href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

function Img({ src, alt }: Passed<"img">) {
  return (
    <span className="picture-words">
      [picture{alt ? `: ${unturned(alt)}` : ""}
      {typeof src === "string" && src ? (
        <>
          , <span className="mono">{src}</span>
        </>
      ) : (
        ""
      )}
      ]
    </span>
  );
}

const componentsUnder = (under: number): Components => ({
  ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [`h${n}`, heading(n + under)])),
  p: block("p"),
  li: block("li"),
  blockquote: block("blockquote"),
  a: A,
  img: Img,
});
const COMPONENTS = [0, 1, 2, 3].map(componentsUnder);

export default function MarkdownBody({ text, under }: { text: string; under: number }) {
  return (
    <ReactMarkdown
      urlTransform={(url, key) => (key === "href" ? allowed(url) : unturned(url))}
      components={COMPONENTS[under] ?? COMPONENTS[1]}
      rehypePlugins={[straight]}
    >
      {text}
    </ReactMarkdown>
  );
}
