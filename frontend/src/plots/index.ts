/** Plots: import from here. */
export { ConceptTable, type ConceptRow } from "./ConceptTable";
export { excessInWords, type Estimate, inFull, isWeak, withInterval } from "./estimate";
export { rangeOfY } from "./dress";
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
export { grid, numbers, type PlotlyFigure, type Row } from "./plotly";
export { trajectoryFigure } from "./trajectory";
