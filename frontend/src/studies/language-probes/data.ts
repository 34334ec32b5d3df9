/** What the study's result page stands on, and a layer's confusion. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type LadderAnswers, useLadderAnswers } from "../../api/answers";
import { api, take } from "../../api/client";
import type { Answer } from "../../api/queries";
import type { RunStatus } from "../../api/types";
import type { Confusion, Result, SeriesPoint } from "./types";

export type Answers = LadderAnswers<Result, SeriesPoint>;
export const useAnswers = (run: RunStatus, at: string | null): Answers => useLadderAnswers<Result, SeriesPoint>(run, at);

export interface Cell {
  truth: string;
  predicted: string;
}

/** A layer's confusion; with a cell, that cell's examples too. */
export const useConfusion = (key: string, layer: number, cell: Cell | null = null, limit = 20, enabled = true): Answer<Confusion> =>
  useQuery({
    queryKey: ["run", key, "confusion", layer, cell, limit],
    queryFn: ({ signal }) => take(api.GET("/api/runs/{key}/confusion", { signal, params: { path: { key }, query: { layer, ...(cell && { ...cell, limit }) } } })) as Promise<Confusion>,
    // Another layer's counts may stand a moment longer; another cell's sentences may not.
    placeholderData: cell ? undefined : keepPreviousData,
    staleTime: Infinity,
    enabled,
  });
