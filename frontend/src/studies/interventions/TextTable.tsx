/** What the model writes: a row for each prompt and seed, plain, changed and random beside each other. */
import type { Intervention, NextToken, Prompt, RunState, RunStatus } from "../../api/types";
import { count, digitsOf, interval, plural, prose, value } from "../../lib/format";
import { Chip, Evidence } from "../../ui";
import { type Pane, PANES, type Writing } from "./frames";
import { type Cell, FIRST, pieces, type PromptRows, type TextRow } from "./rows";
import { OPERATION } from "./words";

export interface TextTableProps {
  groups: readonly PromptRows[];
  run?: RunStatus;
  going: boolean;
  /** Of the checkpoint shown; null where nothing was asked. */
  status: RunState | null;
  writing: Writing;
  result?: Intervention;
  draws: number;
  all: boolean;
  onAll: (all: boolean) => void;
}

export function TextTable(props: TextTableProps) {
  const { groups, going, status, writing, result, draws } = props;
  const panes = draws === 0 ? PANES.filter((pane) => pane !== "random") : PANES;
  const present = [...new Set([...groups.map((g) => g.prompt.language), ...(result?.outputs.map((o) => o.language) ?? [])])].filter(
    (code): code is string => code !== null,
  );
  const heads: Record<Pane, string> = { plain: "Plain", changed: changedHead(result), random: `Random control, draw 1 of ${count(draws)}` };
  return (
    <div className="texts-block">
      <table className={status === null ? "texts unasked" : "texts"} role="table" aria-label="Texts" aria-busy={going}>
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">
              Prompt{" "}
              <a href="#prompts" className="quiet">
                change
              </a>
            </th>
            {panes.map((pane) => (
              <th key={pane} role="columnheader" scope="col" className={pane}>
                {heads[pane]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {groups.map((group) => (
            <Group key={group.index} {...props} group={group} panes={panes} heads={heads} present={present} />
          ))}
        </tbody>
      </table>
      {status === null && <p className="caption">Nothing was written yet: the texts come here while the model writes them.</p>}
      {going && (
        <p className="caption" role="status">
          {status === "queued"
            ? "Queued: the writing starts when the runs before it are done."
            : writing.of > 0
              ? `Writing, ${count(writing.written)} of ${count(writing.of)} tokens.`
              : "Reading the prompts."}
        </p>
      )}
      {status === "cancelled" && writing.texts.size > 0 && <p className="caption">Stopped: what was written until then stays.</p>}
      {result && (
        <p className="caption">
          {Object.keys(result.words).length > 0 && "Underlined: words of the concept. "}Chip: language of the text and its share of the
          identifier’s probability; dashed where it is not the prompt’s. KL: the next token’s distribution against the plain one, nats, at
          the first position; for random units the mean of {plural(result.kl.draws ?? 0, "draw")}.
        </p>
      )}
    </div>
  );
}

function changedHead(result?: Intervention): string {
  if (!result) return "Changed";
  const kinds = [...new Set(result.sets.map((set) => OPERATION[set.operation].done))];
  return `Changed, ${plural(result.touched.units, "unit")}${kinds.length === 1 ? ` ${kinds[0]!}` : ""}`;
}

interface GroupProps extends TextTableProps {
  group: PromptRows;
  panes: readonly Pane[];
  heads: Record<Pane, string>;
  present: readonly string[];
}

function Group({ group, panes, heads, present, result, going, all, onAll }: GroupProps) {
  const { rows, prompt, index } = group;
  const shown = all || rows.length <= FIRST ? rows : rows.slice(0, FIRST);
  const next = result?.next_token.find((token) => token.prompt === index);
  // More than three would not stand in a column.
  const digits = Math.min(3, digitsOf(...(result?.next_token.flatMap(({ kl }) => [kl.value, kl.null]) ?? [])));
  return (
    <>
      {shown.map((row, at) => (
        <tr key={row.seed} role="row" className={at === 0 ? "first" : undefined}>
          <th role="rowheader" scope="row">
            <PromptCell prompt={prompt} present={present} row={row} first={at === 0} several={rows.length > 1} />
          </th>
          {panes.map((pane) => (
            <td key={pane} role="cell" className={pane} data-head={heads[pane]}>
              <Written cell={row.cells[pane]} prompt={prompt} present={present} going={going} />
              {at === 0 && next && <Shift pane={pane} next={next} digits={digits} />}
            </td>
          ))}
        </tr>
      ))}
      {rows.length > FIRST && (
        <tr role="row" className="more">
          <td role="cell" colSpan={panes.length + 1}>
            <button type="button" className="linklike" onClick={() => onAll(!all)}>
              {all ? `First ${count(FIRST)}` : `All ${count(rows.length)}`}
            </button>
          </td>
        </tr>
      )}
    </>
  );
}

function PromptCell({
  prompt,
  present,
  row,
  first,
  several,
}: {
  prompt: Prompt;
  present: readonly string[];
  row: TextRow;
  first: boolean;
  several: boolean;
}) {
  return (
    <>
      {first && prompt.language && <Chip code={prompt.language} present={present} />}
      {first &&
        (prompt.text === null ? (
          <span className="quiet">from nothing</span>
        ) : (
          <Evidence text={prompt.text} language={prompt.language ?? "und"} dense />
        ))}
      {several && <span className="small seed">seed {row.seed}</span>}
    </>
  );
}

/** A text with the concept's words underlined, and its language; while it is written, with a caret. */
function Written({ cell, prompt, present, going }: { cell: Cell | undefined; prompt: Prompt; present: readonly string[]; going: boolean }) {
  if (!cell) return <span className="quiet">–</span>;
  const { text, output, active } = cell;
  return (
    <>
      {text === "" ? (
        <span className="quiet">{output ? "nothing" : going ? "" : "–"}</span>
      ) : (
        <span className="evidence sentence dense" lang={output?.language ?? prompt.language ?? undefined} dir="auto">
          {pieces(text, output?.hits ?? []).map((piece) =>
            piece.hit ? (
              <u key={piece.start} className="hit">
                {piece.text}
              </u>
            ) : (
              piece.text
            ),
          )}
          {going && active && <span className="caret" aria-hidden="true" />}
        </span>
      )}
      {output && (
        <span className="written-facts small">
          {output.language === null ? (
            <span
              className="chip boxed undetermined"
              title={
                output.share === null
                  ? "Too short to tell, or nothing to tell it from"
                  : "The identifier gives no language enough probability"
              }
            >
              undetermined{output.share !== null && <span className="quiet"> {prose(output.share).replace(/^0/, "")}</span>}
            </span>
          ) : (
            <Chip
              code={output.language}
              share={output.share}
              present={present}
              boxed
              unexpected={prompt.language !== null && output.language !== prompt.language}
            />
          )}
          {output.ended && <span title="The model ended the text by itself">ended after {count(output.tokens)}</span>}
        </span>
      )}
    </>
  );
}

/** How far the next token moved: by these units, and by random ones. */
function Shift({ pane, next: { kl }, digits }: { pane: Pane; next: NextToken; digits: number }) {
  if (pane === "changed")
    return (
      <span
        className="small shift"
        title={interval(kl.low, kl.high, digits, prose) && `95 % interval ${interval(kl.low, kl.high, digits, prose)}`}
      >
        KL {value(kl.value, digits)}
      </span>
    );
  if (pane === "random" && kl.null !== null)
    return (
      <span className="small shift">
        KL {value(kl.null, digits)}
        {kl.null_low !== null && ` ${interval(kl.null_low, kl.null_high, digits, prose)}`}
      </span>
    );
  return null;
}
