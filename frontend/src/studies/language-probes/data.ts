/** A layer's confusion. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, take } from "../../api/client";
import type { Answer } from "../../api/queries";
import type { Confusion } from "./types";

export interface Cell {
  truth: string;
  predicted: string;
}

/** A layer's confusion; with a cell, that cell's examples too. */
export const useConfusion = (key: string, layer: number, cell: Cell | null = null, limit = 20, enabled = true): Answer<Confusion> =>
  useQuery({
    queryKey: ["run", key, "confusion", layer, cell, limit],
    queryFn: ({ signal }) =>
      take(
        api.GET("/api/runs/{key}/confusion", { signal, params: { path: { key }, query: { layer, ...(cell && { ...cell, limit }) } } }),
      ) as Promise<Confusion>,
    // Another layer's counts may stand a moment longer; another cell's sentences may not.
    placeholderData: cell ? undefined : keepPreviousData,
    staleTime: Infinity,
    enabled,
  });
