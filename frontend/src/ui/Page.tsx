/** The frame of a page's content: where one is, what one can do, the title as a finding, and the foot with its JSON twin. */
import { createContext, Fragment, useContext, useEffect, type ReactNode } from "react";
import { Link, useLocation, useSearch } from "wouter";
import { Button } from "./Button";
import "./page.css";

export interface Crumb {
  label: ReactNode;
  href?: string;
}

export interface PageProps {
  /** From the question down to here; the last is the page itself. */
  crumbs: readonly Crumb[];
  /** The name in the browser's tab and history. */
  name: string;
  title?: ReactNode;
  /** The finding as a sentence, in serif. */
  lead?: ReactNode;
  /** Under the lead: the provenance chip. */
  provenance?: ReactNode;
  /** Buttons on the page's own line. */
  actions?: ReactNode;
  /** Right of title and lead: a card. */
  beside?: ReactNode;
  /** Below 560 px a bar at the foot of the window: previous, next, the main act. */
  bar?: ReactNode;
  /** The same content as JSON; /api and this page's own address unless given. Null: there is none. */
  json?: string | null;
  children?: ReactNode;
}

/** What the shell lends to pages; a page alone (in a test) stands without. */
export const ShellContext = createContext<{ openMenu: () => void; openKeys: () => void; setTopic: (first: string | null) => void } | null>(
  null,
);

/** The JSON twin of a page: the same address under /api. */
export function twin(path: string, search = ""): string {
  const page = path === "/" ? "/home" : path;
  return `/api${page}${search && `?${search}`}`;
}

export function Page({ crumbs, name, title, lead, provenance, actions, beside, bar, json, children }: PageProps) {
  const shell = useContext(ShellContext);
  const [path] = useLocation();
  const search = useSearch();
  useEffect(() => {
    document.title = name === "Home" ? "Isogloss" : `${name} · Isogloss`;
  }, [name]);
  const first = typeof crumbs[0]?.label === "string" ? crumbs[0].label : null;
  useEffect(() => shell?.setTopic(first), [shell, first]);
  return (
    <>
      <header className="topbar no-print">
        {shell && <Button className="menu-button" look="quiet" icon="menu" label="Menu" onClick={shell.openMenu} />}
        <nav aria-label="Where you are">
          <ol className="crumbs">
            {crumbs.map((crumb, i) => (
              <li key={i} aria-current={i === crumbs.length - 1 ? "page" : undefined}>
                {crumb.href && i < crumbs.length - 1 ? <Link href={crumb.href}>{crumb.label}</Link> : crumb.label}
              </li>
            ))}
          </ol>
        </nav>
        {actions && <div className="actions">{actions}</div>}
      </header>
      <main id="content" tabIndex={-1} className={bar ? "with-bar" : undefined}>
        {title !== undefined && (
          <div className={beside ? "page-head with-card" : "page-head"}>
            <div className="page-title">
              <h1>{title}</h1>
              {lead && <p className="lead">{lead}</p>}
              {provenance && <div className="page-provenance">{provenance}</div>}
            </div>
            {beside && <div className="page-card">{beside}</div>}
          </div>
        )}
        {children}
      </main>
      <footer className="page-foot small no-print">
        {json !== null && (
          <Fragment>
            <a href={json ?? twin(path, search)}>JSON</a>
            <span>This page for a program: the same address under /api.</span>
          </Fragment>
        )}
        {shell && (
          <button type="button" className="linklike" onClick={shell.openKeys}>
            Keys
          </button>
        )}
      </footer>
      {bar && (
        <div className="bottom-bar no-print" role="region" aria-label="Acts">
          {bar}
        </div>
      )}
    </>
  );
}

/** Two columns: the content, and a side panel that goes under it below 1,280 px. */
export function WithSide({ side, children }: { side: ReactNode; children: ReactNode }) {
  return (
    <div className="with-side">
      <div className="stack">{children}</div>
      <aside className="stack">{side}</aside>
    </div>
  );
}
