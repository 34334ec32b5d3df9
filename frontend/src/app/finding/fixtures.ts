/** Findings as the server sends them, and a server that is asked in tests. */
import { vi } from "vitest";
import type { Collection, Finding, FindingSummary, Verified } from "../../api/types";
import type { PlotlyFigure } from "../../plots";

export const RUN = "0123456789abcdef0123456789abcdef";
export const VERIFIED: Verified = { state: "matches", checked: 12, of: 12, wrong: [], n_wrong: 0, cut: false, at: "2026-01-03T10:00:00Z" };

const SUMMARY: FindingSummary = {
  slug: "k7m2q9",
  title: "Two languages meet",
  note: "They **meet**.",
  tags: ["overlap"],
  kept_by: "A. Person",
  private: false,
  rests_on: ["One training run and one seed."],
  runs: [{ key: RUN, kind: "series", study: "concept_neurons", model: "mini" }],
  figures: [{ run: RUN, name: "overlap_over_training", set: null, title: "Overlap over training", sha256: "ab" }],
  picture: false,
  origin: "kept",
  made_at: "2026-01-01T10:00:00Z",
  made_by: "0.1.0",
  added_at: "2026-01-01T10:00:00Z",
  revision: 1,
  changed_at: "2026-01-01T10:00:00Z",
};

export const summary = (more: Partial<FindingSummary> = {}): FindingSummary => ({ ...SUMMARY, ...more });

export const finding = (more: Partial<Finding> = {}): Finding => ({
  ...SUMMARY,
  path: `/runs/${RUN}?at=step8`,
  question: "When did it become shared?",
  verified: VERIFIED,
  sources: [
    {
      run: RUN,
      study: "concept_neurons",
      study_title: "Concept neurons",
      study_version: 1,
      model: "mini",
      checkpoints: ["step0", "step8"],
      fingerprints: ["ffee0011aa"],
      corpora: { toy: "aabbccddee" },
      seed: 3,
      code: "0.1.0",
      device: "cpu",
      dtype: "float32",
      threads: 1,
      computed: "2026-01-01T09:00:00Z",
      seconds: 4,
      result_digest: "99887766aa",
      params: { k: 20 },
    },
  ],
  cite: {
    url: "http://localhost:8321/f/k7m2q9",
    sentence: "A. Person (2026). Two languages meet.",
    bibtex: "@misc{isogloss-k7m2q9}",
    embed: '<iframe src="http://localhost:8321/embed/k7m2q9"></iframe>',
  },
  bundle_bytes: 1_800_000,
  collections: [],
  ...more,
});

export const collection = (more: Partial<Collection> = {}): Collection => ({
  slug: "c1",
  title: "A report",
  kept_by: "",
  private: false,
  findings: 1,
  added_at: "2026-01-01T10:00:00Z",
  changed_at: "2026-01-01T10:00:00Z",
  revision: 4,
  url: "http://localhost:8321/c/c1",
  items: [
    { text: "First words.", finding: null, slug: null, gone: null },
    { text: null, finding: summary(), slug: "k7m2q9", gone: null },
  ],
  ...more,
});

export const FIGURE: PlotlyFigure = {
  data: [{ x: [0, 1], y: [0.1, 0.2], name: "mean", meta: { role: "mean" } }],
  layout: { meta: { caption: "Share of units." } },
};

export const refusal = (code: string, message: string, field: string | null = null) => ({
  error: { code, message, hint: "", field, details: {} },
});

export interface Asked {
  method: string;
  path: string;
  search: string;
  body: unknown;
  authorization: string | null;
}

/** What the server says, by "METHOD /path": `[status, body]`, or a body that is 200. What is not here is a 404. */
export function serve(answers: Record<string, unknown>): Asked[] {
  const asked: Asked[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    const { pathname, search } = new URL(request.url);
    const body = ["POST", "PUT"].includes(request.method) ? await request.clone().json() : null;
    asked.push({ method: request.method, path: pathname, search, body, authorization: request.headers.get("authorization") });
    const found = answers[`${request.method} ${pathname}`];
    const said = typeof found === "function" ? (found as (asked: Asked) => unknown)(asked[asked.length - 1]!) : found;
    const [status, json] =
      said === undefined
        ? [404, refusal("not_found", "There is no such thing here.")]
        : Array.isArray(said) && typeof said[0] === "number"
          ? (said as [number, unknown])
          : [200, said];
    return status === 204
      ? new Response(null, { status })
      : new Response(JSON.stringify(json), { status, headers: { "content-type": "application/json" } });
  });
  vi.stubGlobal("scrollTo", vi.fn());
  return asked;
}
