/** What pages ask for. Stored rows change only when somebody adds or computes; results never change at all. */
import {
  keepPreviousData,
  QueryClient,
  useMutation,
  useQueries,
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from "@tanstack/react-query";
import { useMemo } from "react";
import { api, asApiError, take, type ApiError } from "./client";
import type {
  About,
  Collect,
  Collection,
  CollectionSummary,
  Corpus,
  CorpusSummary,
  Cost,
  Demo,
  Experts,
  Finding,
  FindingSummary,
  Health,
  Home,
  Keep,
  Model,
  ModelSummary,
  NewConceptSet,
  NewCorpus,
  NewFinding,
  NewIdSet,
  NewModel,
  Recollect,
  Revise,
  Revision,
  RunEvent,
  RunFrames,
  RunList,
  RunState,
  RunStatus,
  SentencePage,
  StudyAsk,
  StudyInfo,
  StudySummary,
  TakenIn,
  UnitPage,
} from "./types";

export type Answer<T> = UseQueryResult<T, ApiError>;

export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // A refusal stays a refusal; only what may pass by itself is asked again.
        retry: (failures, error) => failures < 2 && asApiError(error).passing,
        retryDelay: 700,
        // Reached by loopback: the browser's idea of being offline says nothing about the server.
        networkMode: "always",
      },
      mutations: { networkMode: "always" },
    },
  });
}

/** Something runs: look again soon. */
const BUSY = 2_000;
const IDLE = 30_000;

/** The server writes every field, also those the description lets it leave out (see `types.ts`). */
const whole = <T>(call: Promise<{ data?: unknown }>): Promise<T> => take(call) as Promise<T>;

/** A query without what is absent. */
const present = <T extends object>(filter: T) =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== null && value !== "")) as {
    [Name in keyof T]?: Exclude<T[Name], null>;
  };

// ---- the installation -----------------------------------------------------------------------------------------------------

export const useHome = (): Answer<Home> =>
  useQuery({
    queryKey: ["home"],
    queryFn: ({ signal }) => whole<Home>(api.GET("/api/home", { signal })),
    refetchInterval: (q) => (q.state.data?.running.length ? BUSY : IDLE),
  });

/** The demo's chapters; none in an installation that is no demo. */
export const useDemo = (): Answer<Demo> =>
  useQuery({
    queryKey: ["demo"],
    queryFn: ({ signal }) => whole<Demo>(api.GET("/api/demo", { signal })),
    refetchInterval: (q) =>
      q.state.data?.chapters.some((chapter) => chapter.status === "running" || chapter.status === "queued") ? BUSY : IDLE,
  });

/** What this server is; it stays so while it runs. */
export const useAbout = (): Answer<About> =>
  useQuery({ queryKey: ["about"], queryFn: ({ signal }) => whole<About>(api.GET("/api/about", { signal })), staleTime: Infinity });

/** Whether anything can be started or changed here. Until the server has said that it only shows, it can. */
export const useMayWrite = (): boolean => useAbout().data?.access !== "read-only";

export const useHealth = (): Answer<Health> =>
  useQuery({ queryKey: ["health"], queryFn: ({ signal }) => whole<Health>(api.GET("/api/health", { signal })), refetchInterval: IDLE });

export const useStudies = (): Answer<StudySummary[]> =>
  useQuery({
    queryKey: ["studies"],
    queryFn: ({ signal }) => whole<StudySummary[]>(api.GET("/api/studies", { signal })),
    staleTime: Infinity,
  });

/** The version of a study that this installation computes with, once it is known. */
export const useStudyVersion = (name: string): number | undefined => useStudies().data?.find((study) => study.name === name)?.version;

export const useStudy = (slug: string): Answer<StudyInfo> =>
  useQuery({
    queryKey: ["studies", slug],
    queryFn: ({ signal }) => whole<StudyInfo>(api.GET("/api/studies/{slug}", { signal, params: { path: { slug } } })),
    staleTime: Infinity,
  });

// ---- findings ------------------------------------------------------------------------------------------------------

export interface FindingFilter {
  text?: string | null;
  tag?: string | null;
  run?: string | null;
}

/** Newest first; private ones are in no list. */
export const useFindings = (filter: FindingFilter = {}): Answer<FindingSummary[]> =>
  useQuery({
    queryKey: ["findings", filter],
    queryFn: ({ signal }) => whole<FindingSummary[]>(api.GET("/api/findings", { signal, params: { query: present(filter) } })),
    placeholderData: keepPreviousData,
  });

/** One, compared with its digests when it is opened; coming back to the window compares nothing again. */
export const useFinding = (slug: string, enabled = true): Answer<Finding> =>
  useQuery({
    queryKey: ["finding", slug],
    queryFn: ({ signal }) => whole<Finding>(api.GET("/api/findings/{slug}", { signal, params: { path: { slug } } })),
    refetchOnWindowFocus: false,
    enabled,
  });

/** Looks at everything it stands on, however long that takes. */
export const useWholeCheck = (slug: string) => {
  const client = useQueryClient();
  return useMutation<Finding, ApiError, null>({
    mutationFn: () => whole<Finding>(api.GET("/api/findings/{slug}", { params: { path: { slug }, query: { whole: true } } })),
    onSuccess: (finding) => client.setQueryData(["finding", slug], finding),
  });
};

/** The figures of a finding as they were when it was kept. */
export const useKeptFigures = <T>(slug: string, n: number): Answer<T>[] =>
  useQueries({
    queries: Array.from({ length: n }, (_, number) => ({
      queryKey: ["finding-figure", slug, number],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        whole<T>(api.GET("/api/findings/{slug}/figures/{number}.{format}", { signal, params: { path: { slug, number, format: "json" } } })),
      staleTime: Infinity,
    })),
  }) as Answer<T>[];

export const keptFigureHref = (slug: string, number: number, kind: "json" | "csv"): string =>
  `/api/findings/${encodeURIComponent(slug)}/figures/${number}.${kind}`;

export const useRevisions = (slug: string, enabled: boolean): Answer<Revision[]> =>
  useQuery({
    queryKey: ["finding-revisions", slug],
    queryFn: ({ signal }) => whole<Revision[]>(api.GET("/api/findings/{slug}/revisions", { signal, params: { path: { slug } } })),
    enabled,
    staleTime: 0,
  });

function useFindingChange<V, T>(change: (variables: V) => Promise<{ data?: unknown }>, done?: (answer: T, client: QueryClient) => void) {
  const client = useQueryClient();
  return useMutation<T, ApiError, V>({
    mutationFn: (variables) => whole<T>(change(variables)),
    onSuccess: (answer) => {
      done?.(answer, client);
      for (const name of ["findings", "finding-revisions", "collections", "collection"])
        void client.invalidateQueries({ queryKey: [name] });
    },
  });
}

export const useKeep = () => useFindingChange<Keep, NewFinding>((body) => api.POST("/api/findings", { body }));

export const useRevise = (slug: string) =>
  useFindingChange<Revise, Finding>(
    (body) => api.PUT("/api/findings/{slug}", { params: { path: { slug } }, body }),
    (finding, client) => client.setQueryData(["finding", slug], finding),
  );

export const useWithdraw = (slug: string) =>
  useFindingChange<null, unknown>(
    () => api.DELETE("/api/findings/{slug}", { params: { path: { slug } } }),
    (_, client) => void client.resetQueries({ queryKey: ["finding", slug] }),
  );

export const useCollections = (enabled = true): Answer<CollectionSummary[]> =>
  useQuery({
    queryKey: ["collections"],
    queryFn: ({ signal }) => whole<CollectionSummary[]>(api.GET("/api/collections", { signal })),
    enabled,
  });

export const useCollection = (slug: string): Answer<Collection> =>
  useQuery({
    queryKey: ["collection", slug],
    queryFn: ({ signal }) => whole<Collection>(api.GET("/api/collections/{slug}", { signal, params: { path: { slug } } })),
  });

export const useCollect = () => useFindingChange<Collect, Collection>((body) => api.POST("/api/collections", { body }));

export const useRecollect = (slug: string) =>
  useFindingChange<Recollect, Collection>(
    (body) => api.PUT("/api/collections/{slug}", { params: { path: { slug } }, body }),
    (collection, client) => client.setQueryData(["collection", slug], collection),
  );

export const useWithdrawCollection = (slug: string) =>
  useFindingChange<null, unknown>(
    () => api.DELETE("/api/collections/{slug}", { params: { path: { slug } } }),
    (_, client) => void client.resetQueries({ queryKey: ["collection", slug] }),
  );

// ---- models and corpora --------------------------------------------------------------------------------------------
// Asked anew by every page that shows them: what is taken in meanwhile, here or by the shell, must not be missing.

export const useModels = (): Answer<ModelSummary[]> =>
  useQuery({ queryKey: ["models"], queryFn: ({ signal }) => whole<ModelSummary[]>(api.GET("/api/models", { signal })), staleTime: 0 });

export const useModel = (id: string | null | undefined): Answer<Model> =>
  useQuery({
    queryKey: ["models", id],
    queryFn: ({ signal }) => whole<Model>(api.GET("/api/models/{id}", { signal, params: { path: { id: id! } } })),
    enabled: Boolean(id),
    staleTime: 0,
  });

export const useCorpora = (): Answer<CorpusSummary[]> =>
  useQuery({ queryKey: ["corpora"], queryFn: ({ signal }) => whole<CorpusSummary[]>(api.GET("/api/corpora", { signal })), staleTime: 0 });

export const useCorpus = (id: string | null | undefined): Answer<Corpus> =>
  useQuery({
    queryKey: ["corpora", id],
    queryFn: ({ signal }) => whole<Corpus>(api.GET("/api/corpora/{id}", { signal, params: { path: { id: id! } } })),
    enabled: Boolean(id),
    staleTime: 0,
  });

export interface SentenceFilter {
  /** All of the corpus if absent. */
  language?: string[];
  /** An id set, a split, or a single id. */
  ids?: string | null;
  concept_set?: string | null;
  concept?: string | null;
  offset?: number;
  limit?: number;
}

export const useSentences = (id: string, filter: SentenceFilter, enabled = true): Answer<SentencePage> =>
  useQuery({
    queryKey: ["corpora", id, "sentences", filter],
    queryFn: ({ signal }) =>
      whole<SentencePage>(api.GET("/api/corpora/{id}/sentences", { signal, params: { path: { id }, query: present(filter) } })),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    enabled,
  });

// ---- runs ----------------------------------------------------------------------------------------------------------

export interface RunFilter {
  study?: string | null;
  model?: string | null;
  status?: RunState | null;
  /** Also those inside a series. */
  children?: boolean;
  limit?: number;
}

export const useRuns = (filter: RunFilter = {}): Answer<RunList> =>
  useQuery({
    queryKey: ["runs", filter],
    queryFn: ({ signal }) => whole<RunList>(api.GET("/api/runs", { signal, params: { query: present(filter) } })),
    placeholderData: keepPreviousData,
    refetchInterval: (q) => (q.state.data?.runs.some((run) => !ended(run.status)) ? BUSY : IDLE),
  });

/** A run in any state. `live.ts` keeps it fresh while it is open; asking now and then covers a broken stream. */
export const useRun = (key: string, enabled = true): Answer<RunStatus> =>
  useQuery({
    enabled,
    queryKey: ["run", key],
    queryFn: ({ signal }) => whole<RunStatus>(api.GET("/api/runs/{key}", { signal, params: { path: { key } } })),
    refetchInterval: (q) => (q.state.data && !ended(q.state.data.status) ? 5_000 : false),
  });

/** A finished run's result. A series' result grows: `set` is the run's `finished_set`, and asks anew when it changes. */
export const useResult = <T>(key: string, set?: string | null, enabled = true): Answer<T> =>
  useQuery({
    queryKey: ["run", key, "result", set ?? null],
    queryFn: ({ signal }) => whole<T>(api.GET("/api/runs/{key}/result", { signal, params: { path: { key }, query: { set } } })),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    enabled,
  });

/** What a finished intake brought in. It can be asked for again and bring in more, so its digest is part of the question. */
export const useTaken = (key: string, digest: string | null): Answer<TakenIn> =>
  useQuery({
    queryKey: ["run", key, "result", digest],
    queryFn: ({ signal }) => whole<TakenIn>(api.GET("/api/runs/{key}/result", { signal, params: { path: { key } }, cache: "no-store" })),
    staleTime: Infinity,
  });

const figureQuery = <T>(key: string, name: string, set?: string | null) => ({
  queryKey: ["run", key, "figures", name, set ?? null],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    whole<T>(api.GET("/api/runs/{key}/figures/{name}.json", { signal, params: { path: { key, name }, query: { set } } })),
  staleTime: Infinity,
});

/** A figure as plotly's JSON. */
export const useFigure = <T>(key: string, name: string, set?: string | null, enabled = true): Answer<T> =>
  useQuery({ ...figureQuery<T>(key, name, set), placeholderData: keepPreviousData, enabled });

/** Several, those that are there yet. */
export const useFigures = <T>(wanted: readonly { run: string; name: string }[]): (T | undefined)[] =>
  useQueries({ queries: wanted.map(({ run, name }) => figureQuery<T>(run, name)) }).map(({ data }) => data);

/** What a run has said live: what is stored, and what `live.ts` has heard since. Oldest first. */
export function useFrames(key: string, enabled = true): RunEvent[] {
  const stored = useQuery({
    queryKey: ["run", key, "frames"],
    queryFn: ({ signal }) => whole<RunFrames>(api.GET("/api/runs/{key}/frames", { signal, params: { path: { key } } })),
    staleTime: Infinity,
    // What was said while no page listened is only stored.
    refetchOnMount: "always",
    enabled,
  });
  const heard = useQuery<RunEvent[]>({ queryKey: heardFrames(key), queryFn: () => [], enabled: false, initialData: [] });
  return useMemo(() => {
    const all = new Map([...(stored.data?.frames ?? []), ...heard.data].map((frame) => [frame.id, frame]));
    return [...all.values()].sort((a, b) => a.id - b.id);
  }, [stored.data, heard.data]);
}

/** Where `live.ts` puts the frames it hears of. */
export const heardFrames = (key: string) => ["run", key, "frames", "heard"];

/** The address of a figure's bytes, for links. */
export const figureHref = (key: string, name: string, kind: "json" | "csv", set?: string | null): string =>
  `/api/runs/${encodeURIComponent(key)}/figures/${encodeURIComponent(name)}.${kind}${set ? `?set=${encodeURIComponent(set)}` : ""}`;

export const ended = (status: RunState): boolean => status === "done" || status === "failed" || status === "cancelled";

// ---- concept neurons -----------------------------------------------------------------------------------------------

export interface ExpertFilter {
  concept: string | null;
  a?: string | null;
  b?: string | null;
  at_least?: number | null;
  layer?: number | null;
  limit?: number;
  offset?: number;
}

/** Experts of a concept in two languages, or in at least some. Not asked without a concept. */
export const useExperts = (key: string, filter: ExpertFilter, enabled = true): Answer<Experts> =>
  useQuery({
    queryKey: ["run", key, "experts", filter],
    queryFn: ({ signal }) =>
      whole<Experts>(
        api.GET("/api/runs/{key}/experts", { signal, params: { path: { key }, query: { ...present(filter), concept: filter.concept! } } }),
      ),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    enabled: enabled && filter.concept !== null,
  });

export interface UnitFilter {
  /** The page's concept. */
  concept?: string | null;
  /** The series whose checkpoints make the trajectory. */
  series?: string | null;
}

export const useUnit = (key: string, unit: string, filter: UnitFilter = {}): Answer<UnitPage> =>
  useQuery({
    queryKey: ["run", key, "units", unit, filter],
    queryFn: ({ signal }) =>
      whole<UnitPage>(api.GET("/api/runs/{key}/units/{unit}", { signal, params: { path: { key, unit }, query: present(filter) } })),
    staleTime: Infinity,
  });

// ---- changes -------------------------------------------------------------------------------------------------------

/** What a run would cost. Refuses what asking would refuse, naming the field. A server that only shows is not asked. */
export const useEstimate = (slug: string, wanted: StudyAsk | null): Answer<Cost> => {
  const mayWrite = useMayWrite();
  return useQuery({
    queryKey: ["studies", slug, "estimate", wanted],
    queryFn: ({ signal }) => whole<Cost>(api.POST("/api/studies/{slug}/estimate", { signal, params: { path: { slug } }, body: wanted! })),
    placeholderData: keepPreviousData,
    enabled: wanted !== null && mayWrite,
    staleTime: 60_000,
  });
};

function useChange<V>(change: (variables: V) => Promise<{ data?: unknown }>) {
  const client = useQueryClient();
  return useMutation<RunStatus, ApiError, V>({
    mutationFn: (variables) => whole<RunStatus>(change(variables)),
    onSuccess: (run) => {
      client.setQueryData(["run", run.key], run);
      return Promise.all(["runs", "home", "demo"].map((name) => client.invalidateQueries({ queryKey: [name] })));
    },
  });
}

const start = (slug: string, body: StudyAsk) => api.POST("/api/studies/{slug}/runs", { params: { path: { slug } }, body });

export const useStartRun = (slug: string) => useChange((body: StudyAsk) => start(slug, body));

export const useAskChapter = () => useChange((chapter: string) => api.POST("/api/demo/{chapter}", { params: { path: { chapter } } }));

export const useCancelRun = () => useChange((key: string) => api.DELETE("/api/runs/{key}", { params: { path: { key } } }));

/** Taking something in starts an intake run, whose progress can be watched. */
export const useAddModel = () => useChange((body: NewModel) => api.POST("/api/models", { body }));

export const useAddCorpus = () => useChange((body: NewCorpus) => api.POST("/api/corpora", { body }));

export const useAddConcepts = (id: string) =>
  useChange((body: NewConceptSet) => api.POST("/api/corpora/{id}/concepts", { params: { path: { id } }, body }));

export const useAddIds = (id: string) =>
  useChange((body: NewIdSet) => api.POST("/api/corpora/{id}/ids", { params: { path: { id } }, body }));

/** Asks again for a run that failed or was cancelled, with the same params. Finished steps are kept. */
export const useAgain = () => useChange(again);

function again({ study, kind, params }: Pick<RunStatus, "study" | "kind" | "params">) {
  if (kind === "intake") {
    // An intake keeps the corpus among its params; the routes have it in their path.
    const { corpus, ...body } = params as { corpus: string; source: string; name: string };
    const path = { params: { path: { id: corpus } }, body };
    if (study === "add_model") return api.POST("/api/models", { body });
    if (study === "add_corpus") return api.POST("/api/corpora", { body: params as unknown as NewCorpus });
    return study === "add_concepts" ? api.POST("/api/corpora/{id}/concepts", path) : api.POST("/api/corpora/{id}/ids", path);
  }
  const { checkpoints, ...rest } = params as { checkpoints?: string[] };
  return start(study.replaceAll("_", "-"), { params: rest, checkpoints: checkpoints ?? null });
}
