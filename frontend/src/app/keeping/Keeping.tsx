/** What makes figures and pages keepable: the stored figures in sight, the draft of the words, and the dialog. */
import { useQueryClient } from "@tanstack/react-query";
import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from "react";
import { useMayWrite } from "../../api/queries";
import type { RunStatus } from "../../api/types";
import { keptBy } from "../../lib/keeper";
import { type KeepablePanel, type Keeping, KeepingContext } from "../../plots";
import { idOf, KeepDialog } from "./KeepDialog";
import { NO_WORDS, type Words } from "./words";

/** Opens the dialog for a run's page. Null where nothing can be kept. */
const PageContext = createContext<((run: Pick<RunStatus, "key">) => void) | null>(null);
export const useKeepPage = () => useContext(PageContext);

interface Asked {
  panels: readonly KeepablePanel[];
  first: readonly string[];
  rootsFor: (figures: readonly KeepablePanel[]) => readonly string[];
  path: string;
  wants?: "embed" | "cite";
}

const byLetter = (a: KeepablePanel, b: KeepablePanel) => (a.letter ?? "~").localeCompare(b.letter ?? "~");

export function KeepingProvider({ children }: { children: ReactNode }) {
  const mayWrite = useMayWrite();
  const client = useQueryClient();
  // No state: who draws figures need not be drawn again when another one appears.
  const [shown] = useState(() => new Set<KeepablePanel>());
  const [asked, setAsked] = useState<Asked | null>(null);
  const [words, setWords] = useState<Words>(NO_WORDS);

  const inSight = useCallback(
    (): KeepablePanel[] => [...new Map([...shown].map((panel) => [idOf(panel), panel])).values()].sort(byLetter),
    [shown],
  );
  const open = useCallback((next: Asked) => {
    setWords((now) => (now.kept_by ? now : { ...now, kept_by: keptBy() }));
    setAsked(next);
  }, []);
  const keeping = useMemo<Keeping>(
    () => ({
      show: (panel) => {
        shown.add(panel);
        return () => shown.delete(panel);
      },
      keep: (panel, wants) => {
        const all = inSight();
        const panels = all.some((one) => idOf(one) === idOf(panel)) ? all : [panel, ...all];
        const page = client.getQueryData<RunStatus>(["run", runOfPage() ?? ""]);
        const rootsFor = (figures: readonly KeepablePanel[]) => roots(figures.length > 0 ? figures : [panel], page);
        open({ panels, first: [idOf(panel)], rootsFor, path: viewPath(panel.run), wants });
      },
    }),
    [shown, inSight, open, client],
  );
  const keepPage = useCallback(
    ({ key }: Pick<RunStatus, "key">) => {
      const panels = inSight();
      const page = client.getQueryData<RunStatus>(["run", key]);
      open({
        panels,
        first: panels.slice(0, 1).map(idOf),
        rootsFor: (figures) => [...new Set([key, ...roots(figures, page)])],
        path: viewPath(key),
      });
    },
    [inSight, open, client],
  );
  const close = () => setAsked(null);
  return (
    <KeepingContext.Provider value={mayWrite ? keeping : null}>
      <PageContext.Provider value={mayWrite ? keepPage : null}>
        {children}
        {asked && (
          <KeepDialog
            {...asked}
            words={words}
            change={(change) => setWords({ ...words, ...change })}
            onClose={close}
            onKept={() => {
              close();
              setWords(NO_WORDS);
            }}
          />
        )}
      </PageContext.Provider>
    </KeepingContext.Provider>
  );
}

const runOfPage = (): string | undefined => /^\/runs\/([0-9a-f]+)/.exec(window.location.pathname)?.[1];

const roots = (figures: readonly KeepablePanel[], page: RunStatus | undefined): string[] => [
  ...new Set(figures.map(({ run }) => rootOf(run, page))),
];

/**
 * What a figure of this run is kept with: the page's run, where the figure is its own or that of one of its checkpoints
 * (a ladder that is not done cannot be kept, but a checkpoint of it can); else its own run.
 */
export function rootOf(run: string, page: Pick<RunStatus, "key" | "status" | "children"> | undefined): string {
  return page?.status === "done" && page.children.some((child) => child.key === run) ? page.key : run;
}

/** The view as it is now; a page that shows several runs is no view of one, so then it is the run's page. */
function viewPath(run: string): string {
  const { pathname, search } = window.location;
  const here = /^\/(runs|studies|models|corpora)\//.test(pathname) ? pathname + search : `/runs/${run}`;
  return here.replace(/[\s\\]/g, encodeURIComponent).slice(0, 4096);
}
