/** The states of a panel (look.md 5): each says what is so, and what to do next. */
import { useState, type ReactNode } from "react";
import { bytes, roughly } from "../lib/format";
import { Button } from "./Button";
import type { IconName } from "./Icon";
import { Progress } from "./Progress";
import { useToast } from "./Toast";
import "./panel.css";

export interface Act {
  /** What will happen, and what it costs: "Compute, about 40 s". */
  label: string;
  run?: () => void;
  href?: string;
  icon?: IconName;
  busy?: boolean;
}

export type PanelState =
  | { kind: "ready" }
  /** Stored rows are on their way: no words before they are needed. */
  | { kind: "loading"; label?: string }
  /** Nothing is computed. `says`: what it would show. */
  | { kind: "empty"; says: ReactNode; detail?: ReactNode; acts?: readonly Act[] }
  /** Costly, so it waits for a click. */
  | { kind: "waiting"; detail: ReactNode; seconds?: number; size?: number; acts: readonly Act[] }
  | {
      kind: "computing";
      label: string;
      done: number | null;
      total: number | null;
      secondsLeft?: number | null;
      note?: string;
      cancel?: () => void;
    }
  /** `message` names what happened; `kept` what was not lost. Stays until dismissed. */
  | {
      kind: "failed";
      message: string;
      hint?: string;
      kept?: string;
      retry?: Act;
      other?: Act;
      log?: string;
      report?: string;
      dismiss?: () => void;
    }
  /** Part was looked at before the time budget ended; the content stays. */
  | { kind: "cut"; says: ReactNode; finish?: Act }
  /** It does not exist: hatched, and why. That is not zero. */
  | { kind: "absent"; why: ReactNode }
  | { kind: "too-little"; says: ReactNode; detail?: ReactNode; acts?: readonly Act[] }
  /** The content stays; lines say what stopped and who took over. */
  | { kind: "recovered"; lines: readonly { at: string; text: string }[] }
  | { kind: "read-only"; detail?: ReactNode; acts?: readonly Act[] };

export function State({ state }: { state: PanelState }) {
  switch (state.kind) {
    case "ready":
      return null;
    case "loading":
      return (
        <p className="loading caption" role="status">
          {state.label ?? "Reading"}
        </p>
      );
    case "empty":
      return (
        <Box acts={state.acts} primary>
          <p className="says">{state.says}</p>
          {state.detail && <p className="quiet">{state.detail}</p>}
        </Box>
      );
    case "waiting":
      return (
        <Box acts={state.acts} primary>
          <p>
            <b>Costly, so it waits for a click.</b> {state.detail} <Cost seconds={state.seconds} size={state.size} />
          </p>
        </Box>
      );
    case "too-little":
      return (
        <Box acts={state.acts} primary>
          <p>
            <b>{state.says}</b> {state.detail}
          </p>
        </Box>
      );
    case "read-only":
      return (
        <Box acts={state.acts}>
          <p>
            <b>This server only shows.</b>{" "}
            {state.detail ?? "To compute, run your own: isogloss serve. This page's settings travel with its link."}
          </p>
        </Box>
      );
    case "computing":
      return (
        <div className="computing">
          <div className="axes" aria-hidden="true">
            <span />
            <span />
            <span />
          </div>
          <Progress label={state.label} done={state.done} total={state.total} secondsLeft={state.secondsLeft} note={state.note} />
          {state.cancel && (
            <div className="row end">
              <Button look="quiet" onClick={state.cancel}>
                Cancel
              </Button>
            </div>
          )}
        </div>
      );
    case "failed":
      return <Failed {...state} />;
    case "cut":
      return (
        <p className="cut">
          {state.says} {state.finish && <Link act={state.finish} />}
        </p>
      );
    case "absent":
      return (
        <div className="absent">
          <div className="hatched" />
          <p className="caption">{state.why}</p>
        </div>
      );
    case "recovered":
      return (
        <ol className="recovered">
          {state.lines.map((line) => (
            <li key={line.at + line.text}>
              <span className="quiet">{line.at}</span> {line.text}
            </li>
          ))}
        </ol>
      );
  }
}

export function Cost({ seconds, size }: { seconds?: number | null; size?: number | null }) {
  const parts = [seconds != null && `about ${roughly(seconds)}`, size != null && bytes(size)].filter(Boolean).join(", ");
  return parts ? <>{parts[0]!.toUpperCase() + parts.slice(1)}.</> : null;
}

function Box({ children, acts, primary }: { children: ReactNode; acts?: readonly Act[]; primary?: boolean }) {
  return (
    <div className="state-box">
      {children}
      {acts && acts.length > 0 && (
        <div className="row">
          {acts.map((act, i) => (
            <Button
              key={act.label}
              look={primary && i === 0 ? "primary" : "plain"}
              icon={act.icon}
              href={act.href}
              busy={act.busy}
              onClick={act.run}
            >
              {act.label}
            </Button>
          ))}
        </div>
      )}
    </div>
  );
}

function Link({ act }: { act: Act }) {
  return act.href ? (
    <a href={act.href}>{act.label}</a>
  ) : (
    <button type="button" className="linklike" onClick={act.run}>
      {act.label}
    </button>
  );
}

/** A failure, also for use outside a panel. */
export function Failed({ message, hint, kept, retry, other, log, report, dismiss }: Omit<Extract<PanelState, { kind: "failed" }>, "kind">) {
  const toast = useToast();
  const [gone, setGone] = useState<string | null>(null);
  if (gone === message) return null;
  const text = [message, hint, kept].filter(Boolean).join(" ");
  return (
    <div className="failure" role="alert">
      <p>
        <b>{message}</b> {hint} {kept}
      </p>
      {(retry || other) && (
        <div className="row">
          {retry && (
            <Button look="bad" icon={retry.icon ?? "retry"} href={retry.href} busy={retry.busy} onClick={retry.run}>
              {retry.label}
            </Button>
          )}
          {other && (
            <Button look="bad" className="quiet-in-bad" icon={other.icon} href={other.href} onClick={other.run}>
              {other.label}
            </Button>
          )}
        </div>
      )}
      <div className="row spread foot">
        {log ? <a href={log}>Log</a> : <span />}
        <button type="button" className="linklike" onClick={() => void toast.copy(report ? `${text}\n${report}` : text, "Report copied.")}>
          Copy report
        </button>
        <button
          type="button"
          className="linklike"
          onClick={() => {
            dismiss?.();
            setGone(message);
          }}
        >
          Dismiss
        </button>
      </div>
    </div>
  );
}
