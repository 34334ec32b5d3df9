/** Where a number comes from, in one line under the lead. Click copies it; on a phone it folds after the fourth cell. */
import { useState } from "react";
import { useToast } from "./Toast";
import "./text.css";

const KINDS = {
  run: "this run",
  verified: "paper, verified",
  "second-hand": "second-hand",
  constructed: "constructed text",
  contaminated: "contaminated",
} as const;

export interface ProvenanceChipProps {
  kind: keyof typeof KINDS;
  /** Model and step, fingerprint, corpus digest, n, seed, version: in this order, empty ones left out. */
  cells: readonly (string | null | undefined | false)[];
  /** A longer explanation, on hover. */
  title?: string;
}

export function ProvenanceChip({ kind, cells, title }: ProvenanceChipProps) {
  const toast = useToast();
  const [open, setOpen] = useState(false);
  const shown = cells.filter((cell): cell is string => Boolean(cell));
  const copy = () => {
    if (!open && shown.length > 3 && window.matchMedia("(max-width: 559px)").matches) return setOpen(true);
    void toast.copy([KINDS[kind], ...shown].join(" · "), "Provenance copied.");
  };
  return (
    <button type="button" className={`provenance ${kind}${open ? " open" : ""}`} onClick={copy} title={title ?? "Copy the provenance"}>
      <span className="kind">{KINDS[kind]}</span>
      {shown.map((cell) => (
        <span key={cell}>{cell}</span>
      ))}
      {shown.length > 3 && <span className="more">more</span>}
    </button>
  );
}
