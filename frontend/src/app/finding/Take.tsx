/** What can be taken along: figures, numbers, everything to run it again, one file, a frame. */
import { useQueryClient } from "@tanstack/react-query";
import { asApiError } from "../../api/client";
import { keptFigureHref } from "../../api/queries";
import type { Finding } from "../../api/types";
import { bytes } from "../../lib/format";
import { csv, type PlotlyFigure, saveImage, saveText, usePalette } from "../../plots";
import { type MenuItem, Panel, Term, useSaved, useToast } from "../../ui";
import { letterOf } from "./KeptFigures";

const bundleHref = (slug: string) => `/api/findings/${slug}/bundle.zip`;
const fileHref = (slug: string) => `/api/findings/${slug}/page.html`;

export const exportsOf = ({ slug, figures }: Finding): MenuItem[] => [
  { label: "One HTML file", href: fileHref(slug), download: `isogloss-${slug}.html` },
  { label: "Bundle, to run it again", href: bundleHref(slug), download: `isogloss-${slug}.zip` },
  ...(figures.length > 0 ? ["rule" as const] : []),
  ...figures.map((_, i) => ({
    label: `Numbers of ${letterOf(i)}, CSV`,
    href: keptFigureHref(slug, i, "csv"),
    download: `${slug}-${i}.csv`,
  })),
];

export function Take({ finding }: { finding: Finding }) {
  const { slug, figures, cite, bundle_bytes: most } = finding;
  const toast = useToast();
  const saved = useSaved();
  return (
    <Panel title="Take it with you" className="no-print">
      <ul className="take">
        {figures.map((figure, i) => (
          <li key={i}>
            <span>
              {figures.length === 1 ? (
                "Figure and its numbers"
              ) : (
                <>
                  Figure <b>{letterOf(i)}</b>
                </>
              )}
            </span>
            <span className="ways-out">
              <FigureFiles slug={slug} number={i} run={figure.run} />
            </span>
          </li>
        ))}
        {!saved && (
          <>
            <li>
              <span>
                Everything, to run it again, as a <Term>bundle</Term>
              </span>
              <span className="ways-out">
                <a href={bundleHref(slug)} download={`isogloss-${slug}.zip`}>
                  bundle.zip{most > 0 && `, up to ${bytes(most)}`}
                </a>
              </span>
            </li>
            <li>
              <span>One file that opens without a server</span>
              <span className="ways-out">
                <a href={fileHref(slug)} download={`isogloss-${slug}.html`}>
                  HTML
                </a>
              </span>
            </li>
          </>
        )}
        <li>
          <span>In a page</span>
          <span className="ways-out">
            <button type="button" className="linklike" onClick={() => void toast.copy(cite.embed, "Frame copied. Put it into a page.")}>
              copy the frame
            </button>
          </span>
        </li>
      </ul>
    </Panel>
  );
}

function FigureFiles({ slug, number, run }: { slug: string; number: number; run: string }) {
  const client = useQueryClient();
  const colours = usePalette();
  const saved = useSaved();
  const toast = useToast();
  const name = `${slug}-${number}`;
  const drawn = () => client.getQueryData<PlotlyFigure>(["finding-figure", slug, number]);
  const draw = (format: "png" | "svg") => {
    const figure = drawn();
    if (!figure) return toast.fail("The figure has not arrived yet. Nothing was saved.");
    saveImage(`${name}.${format}`, figure, format, { palette: colours, source: `Isogloss, finding ${slug}, run ${run.slice(0, 8)}` }).catch(
      (error: unknown) => toast.fail(`It could not be drawn: ${asApiError(error).message} Nothing was saved.`),
    );
  };
  const write = (kind: "csv" | "json") => {
    const figure = drawn();
    if (figure)
      saveText(`${name}.${kind}`, kind === "csv" ? csv(figure) : JSON.stringify(figure), kind === "csv" ? "text/csv" : "application/json");
  };
  return (
    <>
      <button type="button" className="linklike" onClick={() => draw("png")}>
        PNG
      </button>
      <button type="button" className="linklike" onClick={() => draw("svg")}>
        SVG
      </button>
      {(["csv", "json"] as const).map((kind) =>
        saved ? (
          <button key={kind} type="button" className="linklike" onClick={() => write(kind)}>
            {kind.toUpperCase()}
          </button>
        ) : (
          <a key={kind} href={keptFigureHref(slug, number, kind)} download={`${name}.${kind}`}>
            {kind.toUpperCase()}
          </a>
        ),
      )}
    </>
  );
}
