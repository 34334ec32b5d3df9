/** The forced texts behind the shares, of one concept and pane; and the words that were looked for. */
import { count, plural } from "../../lib/format";
import { languagesInOrder } from "../../lib/languages";
import { Chip, type Column, Evidence, Field, Panel, Select, Switch, Table, Term } from "../../ui";
import { at } from "../../kit";
import type { PanelContext } from "./context";
import type { ForcedText, Result } from "./types";
import { PANE, PANES } from "./words";

const columns = (present: readonly string[]): Column<ForcedText>[] => [
  {
    key: "text",
    head: "text",
    cell: (row) =>
      row.text.trim() === "" ? <span className="quiet">nothing</span> : <Evidence dense text={row.text} language={row.language ?? "und"} />,
  },
  {
    key: "language",
    head: "language",
    cell: ({ language: code }) =>
      code ? (
        <Chip boxed code={code} present={present} />
      ) : (
        <span className="chip boxed undetermined" title="The identifier gives no language enough probability">
          undetermined
        </span>
      ),
  },
  {
    key: "words",
    head: "concept words",
    numeric: true,
    cell: (row) => (row.words === 0 ? <span className="quiet">none</span> : `${count(row.on)} of ${count(row.words)} its own`),
  },
  { key: "seed", head: "seed", numeric: true, wide: true, cell: (row) => row.seed },
];

export function Texts({ context, result }: { context: PanelContext; result: Result }) {
  const { view, set, concept } = context;
  const rows = result.texts.filter((text) => text.concept === concept && text.pane === view.pane);
  const present = [...new Set([...result.languages, ...result.texts.flatMap((text) => text.language ?? [])])];
  const panes = (
    <Switch
      label="Pane"
      value={view.pane}
      onChange={(pane) => set({ pane })}
      options={PANES.map((value) => ({ value, label: PANE[value].name, title: PANE[value].says }))}
    />
  );
  return (
    <Panel
      letter="I"
      title={`Texts behind the shares, ${at(result)}`}
      aside={panes}
      caption={`${PANE[view.pane].says} The first ${plural(rows.length, "text")} of this concept, written from nothing; one seed draws alike in all four. The shares count all texts, and these are a sample of them.`}
    >
      <Field inline label="Concept">
        {(field) => (
          <Select
            {...field}
            value={concept ?? ""}
            options={result.concepts.map((c) => c.concept)}
            onChange={(name) => set({ concept: name })}
          />
        )}
      </Field>
      <Table
        label="Forced texts"
        columns={columns(present)}
        rows={rows}
        rowKey={(row) => String(row.seed)}
        empty="No text of this concept was kept."
      />
      {concept !== null && <Words concept={concept} words={result.words[concept] ?? {}} />}
    </Panel>
  );
}

/** The concept's words in each language, told by its sentences. */
function Words({ concept, words }: { concept: string; words: Readonly<Record<string, readonly string[]>> }) {
  const codes = languagesInOrder(Object.keys(words).filter((code) => words[code]!.length > 0));
  return (
    <details>
      <summary>
        <Term of="concept word">Words</Term> of {concept} that were looked for
      </summary>
      {codes.length === 0 && <p className="caption">None: no word tells its sentences from others.</p>}
      {codes.map((code) => (
        <div key={code} className="looked-for">
          <Chip code={code} present={codes} />
          <Evidence dense language={code} text={words[code]!.join(" · ")} />
        </div>
      ))}
    </details>
  );
}
