/** Plots: import from here. */
export { ConceptTable, type ConceptRow } from "./ConceptTable";
export { type Estimate, inFull, isFilled, isWeak, type Standing, standingOf, withInterval } from "./estimate";
export { onOneScale } from "./dress";
export { Figure } from "./Figure";
export { preview, saveImage, saveText } from "./export";
export { FigurePanel, type KeptIn, type StoredFigure } from "./FigurePanel";
export { histogramFigure, type HistogramData } from "./histogram";
export { NumberBox, useHover } from "./hover";
export { type KeepablePanel, type Keeping, KeepingContext } from "./keeping";
export { usePalette } from "./palette";
export { csv } from "./table";
export { type HeatColumn, LayerHeat } from "./LayerHeat";
export { light, useLit } from "./lit";
export { Matrix, type PairKey } from "./Matrix";
export { grid, numbers, type PlotlyFigure } from "./plotly";
export { against, digitsFor, said, type Sayable, type Telling, told, verdict } from "./sentence";
export { trajectoryFigure } from "./trajectory";
export { type Mark, markOf, marksOf } from "./mark";
