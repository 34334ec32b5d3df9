/**
 * What the app lends to figures: a way to keep one as a finding, and a place where the page's stored figures are known,
 * so that a person who keeps the page can say which of them go in. Absent where nothing can be kept.
 */
import { createContext, useContext, useEffect } from "react";
import type { PlotlyFigure } from "./plotly";

/** A stored figure as a panel shows it. */
export interface KeepablePanel {
  run: string;
  name: string;
  set: string | null;
  title: string;
  letter?: string;
  figure: PlotlyFigure;
}

export interface Keeping {
  /** `wants`: what the person asked for, which only a finding has. */
  keep: (panel: KeepablePanel, wants?: "embed" | "cite") => void;
  /** The panel is on the page now; the answer takes it off. */
  show: (panel: KeepablePanel) => () => void;
}

export const KeepingContext = createContext<Keeping | null>(null);

export const useKeeping = (): Keeping | null => useContext(KeepingContext);

/** Makes a drawn stored figure known while its panel is there. */
export function useShown(panel: KeepablePanel | null) {
  const keeping = useKeeping();
  useEffect(() => (panel && keeping ? keeping.show(panel) : undefined), [panel, keeping]);
}
