/** A word of the glossary, explained where it is used. A word the glossary lacks is set as it is. */
import { meaning } from "../lib/terms";
import { Tooltip } from "./Tooltip";
import "./text.css";

export interface TermProps {
  /** The word on the page; also the glossary's entry, unless `of` names it. */
  children: string;
  of?: string;
}

export function Term({ children, of }: TermProps) {
  const explained = meaning(of ?? children);
  if (!explained) return <>{children}</>;
  return (
    <Tooltip content={explained} focusable className="term">
      {children}
    </Tooltip>
  );
}
