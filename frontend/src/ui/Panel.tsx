/**
 * A part of a page: an ink rule, a head line, its content. It keeps its title, its place and its height whatever
 * happens inside, and owns every state its content can be in.
 */
import type { ReactNode } from "react";
import { Boundary } from "./Boundary";
import { Menu, type MenuItem } from "./Menu";
import { State, type PanelState } from "./PanelState";
import "./panel.css";

export interface PanelProps {
  title: ReactNode;
  /** A, B, …: so that a note can say "panel B", and a link can point at it. */
  letter?: string;
  /** One switch, link or legend at most. */
  aside?: ReactNode;
  /** The figure menu. */
  menu?: readonly MenuItem[];
  state?: PanelState;
  /** Least height of the content in pixels, the same in all states. */
  height?: number;
  caption?: ReactNode;
  children?: ReactNode;
  className?: string;
}

export function Panel({ title, letter, aside, menu, state = { kind: "ready" }, height, caption, children, className }: PanelProps) {
  const shows = state.kind === "ready" || state.kind === "cut" || state.kind === "recovered";
  return (
    <section
      className={`panel${className ? ` ${className}` : ""}`}
      id={letter && `panel-${letter}`}
      aria-label={typeof title === "string" ? title : undefined}
      aria-busy={state.kind === "loading" || state.kind === "computing"}
    >
      <header>
        <h2>
          {letter && <span className="letter">{letter}</span>}
          {title}
        </h2>
        <div className="aside">
          {aside}
          {menu && menu.length > 0 && <Menu label={`Menu of ${typeof title === "string" ? title : "this panel"}`} items={menu} />}
        </div>
      </header>
      <div className="content" style={{ minHeight: height }}>
        <Boundary what="This panel" hint="The rest of the page is not affected.">
          {shows && children}
          <State state={state} />
        </Boundary>
      </div>
      {shows && caption && <p className="caption">{caption}</p>}
    </section>
  );
}
