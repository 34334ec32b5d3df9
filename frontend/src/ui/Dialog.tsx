/** A dialog over the page: the browser's own, so that focus stays inside and Escape closes. */
import { useEffect, useRef, type ReactNode } from "react";
import { Button } from "./Button";
import "./float.css";

export interface DialogProps {
  title: string;
  open: boolean;
  onClose: () => void;
  children: ReactNode;
  className?: string;
  /** No head line: the content brings its own. */
  bare?: boolean;
}

export function Dialog({ title, open, onClose, children, className, bare }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current!;
    if (open && !dialog.open) {
      dialog.showModal();
      // Where writing begins; else the browser takes the first that takes the focus.
      dialog.querySelector<HTMLElement>("[data-first]")?.focus();
    }
    if (!open && dialog.open) dialog.close();
  }, [open]);
  return (
    <dialog
      ref={ref}
      className={className}
      aria-label={title}
      onClose={onClose}
      onClick={(event) => event.target === ref.current && onClose()}
    >
      {open && (
        <>
          {!bare && (
            <header>
              <h2>{title}</h2>
              <Button look="quiet" icon="close" label="Close" onClick={onClose} />
            </header>
          )}
          {children}
        </>
      )}
    </dialog>
  );
}
