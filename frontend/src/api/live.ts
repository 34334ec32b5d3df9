/**
 * What a run does, as it happens, by server-sent events: progress and log lines are written into the cached run, every
 * change of state asks for it anew. A broken stream is opened again, from the last event that arrived.
 */
import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { asker } from "../lib/asker";
import { ended, heardFrames } from "./queries";
import type { LogLine, RunEvent, RunStatus } from "./types";

export type Connection = "off" | "open" | "lost";

const AGAIN = [1000, 2000, 4000, 8000];
const MOST_LINES = 500;

/** The run with one event's news in it; null where only asking anew tells. */
export function afterEvent(run: RunStatus, event: RunEvent): RunStatus | null {
  const last_event = Math.max(run.last_event, event.id);
  if (event.kind === "log") return { ...run, last_event, log: withLine(run.log, event) };
  if (event.kind !== "progress" || !event.data) return null;
  const known = ["steps_done", "steps_total", "fraction", "seconds_left", "label"] as const;
  const news = Object.fromEntries(known.filter((name) => name in event.data!).map((name) => [name, event.data![name]]));
  if (event.key === run.key) return withPlan({ ...run, ...news, last_event });
  const children = run.children.map((child) => (child.key === event.key ? { ...child, ...news } : child));
  // A recipe's entries are not all there yet: only the server knows how far it is.
  const fraction =
    children.length > 0 && run.kind !== "recipe"
      ? children.reduce((sum, child) => sum + (ended(child.status) ? 1 : child.fraction), 0) / children.length
      : run.fraction;
  return { ...run, children, fraction, last_event };
}

/** Which step is done, now or to come follows from how many are done. */
function withPlan(run: RunStatus): RunStatus {
  const state = (i: number) => (i < run.steps_done ? "done" : i === run.steps_done && run.status === "running" ? "now" : "later");
  return { ...run, plan: run.plan.map(({ name }, i) => ({ name, state: state(i) })) };
}

function withLine(log: readonly LogLine[], { at, text }: RunEvent): LogLine[] {
  const there = log.some((line) => line.at === at && line.text === text);
  return there ? [...log] : [...log.slice(1 - MOST_LINES), { at, text }];
}

function listen(client: QueryClient, key: string, after: number, tell: (connection: Connection) => void): () => void {
  let last = after;
  let failures = 0;
  let source: EventSource | null = null;
  let timer: number | undefined;
  let over = false;
  let due = false;
  const afresh = () => {
    // Many things may happen at once: ask once for all of them.
    if (due) return;
    due = true;
    window.setTimeout(() => {
      due = false;
      void client.invalidateQueries({ queryKey: ["run", key], exact: true });
      // A run that ends may have taken in a model or a corpus.
      for (const name of ["runs", "home", "models", "corpora"]) void client.invalidateQueries({ queryKey: [name] });
    }, 150);
  };
  const onEvent = (message: MessageEvent<string>) => {
    const event = JSON.parse(message.data) as RunEvent;
    last = Math.max(last, event.id);
    if (event.kind === "frame") {
      client.setQueryData<RunEvent[]>(heardFrames(event.key), (heard) => [...(heard ?? []), event]);
      return;
    }
    const run = client.getQueryData<RunStatus>(["run", key]);
    const next = run && afterEvent(run, event);
    if (next) client.setQueryData(["run", key], next);
    else afresh();
  };
  const open = () => {
    source = new EventSource(`/api/runs/${encodeURIComponent(key)}/events?after=${last}&asker=${asker()}`);
    source.onopen = () => {
      failures = 0;
      tell("open");
    };
    for (const kind of ["status", "progress", "log", "warning", "frame"]) source.addEventListener(kind, onEvent);
    const close = (done: boolean) => () => {
      source?.close();
      afresh();
      if (done) {
        over = true;
        tell("off");
      } else timer = window.setTimeout(open, AGAIN[0]);
    };
    source.addEventListener("end", close(true));
    source.addEventListener("behind", close(false));
    source.onerror = () => {
      if (over) return;
      source?.close();
      tell("lost");
      timer = window.setTimeout(open, AGAIN[Math.min(failures++, AGAIN.length - 1)]);
    };
  };
  open();
  return () => {
    over = true;
    source?.close();
    window.clearTimeout(timer);
  };
}

/** Keeps a run's cached state live while it is open; returns how the stream stands. */
export function useLive(run: RunStatus | undefined): Connection {
  const client = useQueryClient();
  const [connection, setConnection] = useState<Connection>("off");
  const key = run && !ended(run.status) ? run.key : null;
  const after = run?.last_event ?? 0;
  useEffect(() => {
    if (key === null || typeof EventSource === "undefined") return;
    const stop = listen(client, key, after, setConnection);
    return () => {
      stop();
      setConnection("off");
    };
    // `after` is only where to begin: a new last event must not open a new stream.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [client, key]);
  return connection;
}
