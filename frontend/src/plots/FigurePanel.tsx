/**
 * A panel with a figure: title, menu (table, PNG, SVG, CSV, JSON, link, keep, embed, cite, full width), every state,
 * caption with n.
 *
 * The figure is a stored one, fetched by run and name, one that a finding keeps, or one made on the page. `children` may draw it in a way of
 * their own (a matrix, a heat table); table and files then still come from the stored figure.
 */
import { useMemo, type ReactNode } from "react";
import { asApiError } from "../api/client";
import { figureHref, useFigure } from "../api/queries";
import { listing } from "../lib/format";
import { permalink } from "../lib/permalink";
import { usePatterns } from "../lib/preferences";
import { Legend, type MenuItem, Panel, type PanelState, useToast } from "../ui";
import { saveImage, saveText } from "./export";
import { Figure, isEmpty } from "./Figure";
import { type Key, keyOf } from "./key";
import { type KeepablePanel, useKeeping, useShown } from "./keeping";
import { usePalette } from "./palette";
import type { PlotlyFigure } from "./plotly";
import { csv, FigureTable } from "./table";

/** A stored figure: its run, its name, and for a series the set of runs it is drawn from (then it never changes). */
export interface StoredFigure {
  run: string;
  name: string;
  set?: string | null;
}

/** Its bytes, for links. A series' figure is named with the set it was drawn from, so that the file stays what it is. */
const at = ({ run, name, set }: StoredFigure, kind: "json" | "csv") => figureHref(run, name, kind) + (set ? `?set=${set}` : "");

/** A figure that a finding keeps: its files, and the finding's frame and citation. */
export interface KeptIn {
  /** What its files are called. */
  name: string;
  /** Without a server (a saved file) the files are written from what is on the page. */
  files: { csv: string; json: string } | null;
  /** The finding's address. */
  url: string;
  embed?: string;
  cite?: string;
  source: string;
}

export interface FigurePanelProps {
  letter?: string;
  title: string;
  aside?: ReactNode;
  /** One of the two, or neither where nothing is computed yet (then `state` says why). */
  stored?: StoredFigure | null;
  figure?: PlotlyFigure | null;
  kept?: KeptIn;
  /** Overrides what the panel would say by itself. */
  state?: PanelState;
  height?: number;
  caption?: ReactNode;
  selected?: string | null;
  pinned?: string | null;
  onMark?: (address: string, how: { pin: boolean }) => void;
  /** View state of the page: whether the twin is shown, whether the panel has the full width. */
  table?: boolean;
  onTable?: (shown: boolean) => void;
  full?: boolean;
  /** Takes the full width always. */
  wide?: boolean;
  onFull?: (full: boolean) => void;
  children?: ReactNode;
}

export function FigurePanel(props: FigurePanelProps) {
  const { letter, title, aside, stored = null, height = 250, table, full, selected, pinned, onMark, children } = props;
  const query = useFigure<PlotlyFigure>(stored?.run ?? "", stored?.name ?? "", stored?.set, stored !== null && !props.figure);
  const figure = props.figure ?? query.data ?? null;
  const key = useMemo(() => figure && keyOf(figure), [figure]);
  const panel = useKeepable(letter, title, stored, figure);
  useShown(panel);
  const items = useFigureMenu(props, figure, panel);
  // A panel that draws by itself shows its drawing even where the stored twin is late or lost.
  const needsFigure = !children || table;
  const state: PanelState = props.state ?? (needsFigure && !figure ? waiting(query.error, () => void query.refetch()) : { kind: "ready" });
  const empty =
    figure && !children && isEmpty(figure)
      ? ({ kind: "absent", why: "The figure has no mark: nothing of this was measured." } as const)
      : null;
  return (
    <Panel
      letter={letter}
      title={title}
      aside={aside}
      menu={items}
      state={empty ?? state}
      height={state.kind === "ready" && children ? undefined : height}
      caption={
        <>
          {props.caption ?? figure?.layout.meta?.caption}
          {key && <Facts of={key} twins={figure?.layout.meta?.duplicates} said={props.caption !== undefined} />}
        </>
      }
      className={full || props.wide ? "full-width" : undefined}
    >
      {table && figure ? (
        <FigureTable figure={figure} label={`${title}, table`} onMark={onMark} />
      ) : (
        (children ??
        (figure && (
          <>
            <Figure
              figure={figure}
              label={`${title}. ${figure.layout.meta?.caption ?? ""}`}
              height={full ? Math.round(height * 1.5) : height}
              selected={selected}
              pinned={pinned}
              onMark={onMark}
            />
            {key && <Ramp of={key} />}
          </>
        )))
      )}
    </Panel>
  );
}

function waiting(error: unknown, retry: () => void): PanelState {
  if (!error) return { kind: "loading" };
  const { message, hint, code } = asApiError(error);
  if (code === "not_done") return { kind: "empty", says: "Drawn when the run is done.", detail: message };
  return { kind: "failed", message, hint, retry: { label: "Ask again", run: retry } };
}

/** How the fills of a heat map are read. */
function Ramp({ of: { ramp, signs } }: { of: Key }) {
  return ramp && <Legend {...ramp}>{signs.join("; ")}</Legend>;
}

const capital = (text: string) => text[0]!.toUpperCase() + text.slice(1);

/** What no caption goes without: what the interval is, and n. */
function Facts({ of: { interval, n }, twins, said }: { of: Key; twins?: readonly (readonly string[])[]; said: boolean }) {
  return (
    <>
      {interval && !said && ` ${capital(interval)}.`}
      {n && ` n = ${n}.`}
      {twins?.map((group) => ` ${listing(group)} are the same weights.`)}
    </>
  );
}

/** What can be kept: a stored figure that is drawn. One that the page made itself has no digest to be held to. */
function useKeepable(
  letter: string | undefined,
  title: string,
  stored: StoredFigure | null,
  figure: PlotlyFigure | null,
): KeepablePanel | null {
  const { run, name, set = null } = stored ?? {};
  return useMemo(() => (run && name && figure ? { run, name, set, title, letter, figure } : null), [run, name, set, title, letter, figure]);
}

function useFigureMenu(
  { letter, title, stored = null, kept, table, onTable, full, onFull, selected, pinned }: FigurePanelProps,
  figure: PlotlyFigure | null,
  panel: KeepablePanel | null,
): MenuItem[] {
  const toast = useToast();
  const colours = usePalette();
  const patterns = usePatterns();
  const keeping = useKeeping();
  const name = kept?.name ?? (stored ? `${stored.run.slice(0, 8)}-${stored.name}` : title.toLowerCase().replace(/[^a-z0-9]+/g, "-"));
  const files = kept ? kept.files : stored && { csv: at(stored, "csv"), json: at(stored, "json") };
  const draw = (format: "png" | "svg") => {
    const source = kept?.source ?? (stored ? `Isogloss, run ${stored.run.slice(0, 8)}` : undefined);
    saveImage(`${name}.${format}`, figure!, format, {
      palette: colours,
      patterns,
      selected,
      pinned,
      title,
      caption: figure!.layout.meta?.caption,
      source,
    }).catch((error: unknown) =>
      toast.fail(`The ${format.toUpperCase()} could not be drawn: ${asApiError(error).message} Nothing was saved.`),
    );
  };
  const items: MenuItem[] = [];
  if (onTable) items.push({ label: table ? "Figure" : "Table", onSelect: () => onTable(!table) });
  if (figure) {
    items.push({ label: "PNG", hint: "2×", onSelect: () => draw("png") }, { label: "SVG", onSelect: () => draw("svg") });
    if (files) {
      items.push({ label: "CSV", href: files.csv, download: `${name}.csv` }, { label: "JSON", href: files.json, download: `${name}.json` });
    } else {
      items.push(
        { label: "CSV", onSelect: () => saveText(`${name}.csv`, csv(figure), "text/csv") },
        { label: "JSON", onSelect: () => saveText(`${name}.json`, JSON.stringify(figure), "application/json") },
      );
    }
  }
  items.push("rule", {
    label: "Copy link to this panel",
    onSelect: () =>
      void toast.copy(
        kept ? `${kept.url}${letter ? `#panel-${letter}` : ""}` : permalink(letter && `panel-${letter}`),
        kept ? "Link copied." : "Link copied. It opens this view on any copy of this server.",
      ),
  });
  const { embed, cite } = kept ?? {};
  if (embed) items.push({ label: "Embed", onSelect: () => void toast.copy(embed, "Frame copied. Put it into a page.") });
  if (cite) items.push({ label: "Cite", onSelect: () => void toast.copy(cite, "Citation copied.") });
  if (!kept && panel && keeping) {
    items.push(
      { label: "Keep", onSelect: () => keeping.keep(panel) },
      { label: "Embed", onSelect: () => keeping.keep(panel, "embed") },
      { label: "Cite", onSelect: () => keeping.keep(panel, "cite") },
    );
  }
  if (onFull) items.push({ label: full ? "Column width" : "Full width", hint: "f", onSelect: () => onFull(!full) });
  return items;
}
