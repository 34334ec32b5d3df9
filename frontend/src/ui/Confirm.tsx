/** A question before something that cannot be taken back: what it means, the act, and the way out. */
import type { ReactNode } from "react";
import type { ApiError } from "../api/client";
import { Button } from "./Button";
import { Dialog } from "./Dialog";
import { Failed } from "./PanelState";

export interface ConfirmProps {
  title: string;
  open: boolean;
  onClose: () => void;
  /** What it means, in full sentences. */
  children: ReactNode;
  act: string;
  look: "primary" | "bad";
  leave: string;
  busy: boolean;
  error: ApiError | null;
  onConfirm: () => void;
}

export function Confirm({ title, open, onClose, children, act, look, leave, busy, error, onConfirm }: ConfirmProps) {
  return (
    <Dialog title={title} open={open} onClose={onClose}>
      <div className="add-form">
        <p>{children}</p>
        {error && <Failed message={error.message} hint={error.hint} />}
        <div className="row end">
          <Button onClick={onClose}>{leave}</Button>
          <Button look={look} busy={busy} onClick={onConfirm}>
            {act}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
