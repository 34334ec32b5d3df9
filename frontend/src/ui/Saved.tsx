/**
 * A page may be a file that was saved from a server: then nothing can be asked of one, and a link within the installation has to
 * name the server it came from.
 */
import { createContext, useContext, type ReactNode } from "react";
import { Link } from "wouter";

export interface Saved {
  /** The server's address, without a slash at its end. */
  base: string;
}

export const SavedContext = createContext<Saved | null>(null);

/** Null on a server's own pages. */
export const useSaved = (): Saved | null => useContext(SavedContext);

/** A link to a page of the installation, wherever it is read. */
export function HouseLink({ href, children, className }: { href: string; children: ReactNode; className?: string }) {
  const saved = useSaved();
  if (!saved)
    return (
      <Link href={href} className={className}>
        {children}
      </Link>
    );
  return (
    <a href={saved.base + href} className={className} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}
