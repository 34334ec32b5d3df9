/** The frame of a page for a footnote: the name, what one can do, the page itself. No rail, nothing to log in to. */
import { useEffect, type ReactNode } from "react";
import { useMayWrite } from "../../api/queries";
import { HouseLink, Logo, useSaved } from "../../ui";
import "../pages.css";
import "../shell.css";
import "./finding.css";

export interface SheetProps {
  /** The name in the browser's tab and history. */
  name: string;
  actions?: ReactNode;
  /** The same as JSON. */
  json?: string;
  children: ReactNode;
}

export function Sheet({ name, actions, json, children }: SheetProps) {
  const mayWrite = useMayWrite();
  const saved = useSaved();
  useEffect(() => {
    document.title = `${name} · Isogloss`;
  }, [name]);
  return (
    <div className="sheet">
      <header className="sheet-bar">
        <HouseLink href="/" className="brand">
          <Logo />
          <span>Isogloss</span>
        </HouseLink>
        {(saved || !mayWrite) && <span className="quiet no-print">{saved ? "saved file" : "read-only"}</span>}
        {actions && <div className="actions no-print">{actions}</div>}
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      {json && !saved && (
        <footer className="page-foot small no-print">
          <a href={json}>JSON</a>
          <span>This page for a program: the same address under /api.</span>
        </footer>
      )}
    </div>
  );
}
