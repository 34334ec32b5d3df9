/** Tables beside the figures: tokens that moved, words of the concept. */
import type { Estimate, Intervention } from "../../api/types";
import { count, digitsOf, interval, percent, prose, share, value } from "../../lib/format";
import { languagesInOrder, language } from "../../lib/languages";
import { Chip, type Column, Evidence, Field, Panel, Select, Table, Token } from "../../ui";
import { PANES } from "./frames";

type Mover = Intervention["next_token"][number]["up"][number];
const moved = ({ plain, changed }: Mover) => changed - plain;
const signed = (x: number, digits: number) => `${x > 0 ? "+" : ""}${value(x, digits)}`;

/** The tokens whose probability rose and fell most, for one prompt. */
export function Movers({
  letter,
  result,
  at,
  onPick,
}: {
  letter: string;
  result: Intervention;
  at: number;
  onPick: (prompt: number) => void;
}) {
  const next = result.next_token.find((token) => token.prompt === at) ?? result.next_token[0];
  if (!next) return <Panel letter={letter} title="What moved" state={{ kind: "absent", why: "The next token was not measured." }} />;
  const name = (i: number) => {
    const prompt = result.prompts[i];
    return `${i + 1}: ${prompt?.text === null || !prompt ? "from nothing" : `${prompt.language ? `${language(prompt.language).name}, ` : ""}${prompt.text.slice(0, 24)}${prompt.text.length > 24 ? "…" : ""}`}`;
  };
  const choice = result.next_token.length > 1 && (
    <Field inline label="Prompt">
      {(field) => (
        <Select
          {...field}
          value={String(next.prompt)}
          options={result.next_token.map(({ prompt }) => ({ value: String(prompt), label: name(prompt) }))}
          onChange={(prompt) => onPick(Number(prompt))}
        />
      )}
    </Field>
  );
  const { kl } = next;
  const digits = digitsOf(kl.value, kl.null);
  const decimals = digitsOf(...[...next.up, ...next.down].map(moved));
  const columns: Column<Mover>[] = [
    { key: "token", head: "token", cell: (m) => <Token text={m.token} /> },
    { key: "moved", head: "log-probability", numeric: true, sort: moved, cell: (m) => signed(moved(m), decimals) },
    { key: "plain", head: "plain", numeric: true, cell: (m) => percent(Math.exp(m.plain), 1) },
    { key: "changed", head: "changed", numeric: true, cell: (m) => percent(Math.exp(m.changed), 1) },
  ];
  return (
    <Panel
      letter={letter}
      title="What moved"
      aside={choice}
      caption={`Log-probability: natural logarithm of the probability as the first token, changed minus plain. KL of the whole distribution: ${value(kl.value, digits)} nats${kl.null === null ? "" : `; random units ${value(kl.null, digits)} ${interval(kl.null_low, kl.null_high, digits, prose)}, ${count(kl.draws)} draws`}.`}
    >
      <div className="movers">
        <Table label="Tokens that rose" columns={columns} rows={next.up} rowKey={(m) => `${m.token} ${m.plain}`} empty="No token rose." />
        <Table
          label="Tokens that fell"
          columns={columns}
          rows={[...next.down].sort((a, b) => moved(a) - moved(b))}
          rowKey={(m) => `${m.token} ${m.plain}`}
          empty="No token fell."
        />
      </div>
    </Panel>
  );
}

const NAMES = { plain: "plain", changed: "changed", random: "random units" } as const;

/** Share of texts with a word of the concept, and the words. */
export function OnConcept({ letter, result }: { letter: string; result: Intervention }) {
  const rows = PANES.flatMap((pane) => (result.on_concept[pane] ? [{ pane, e: result.on_concept[pane] }] : []));
  if (rows.length === 0)
    return (
      <Panel
        letter={letter}
        title="Words of the concept"
        state={{
          kind: "empty",
          says: "How many texts have a word of the concept.",
          detail: "No words were looked for: units by address belong to no concept.",
        }}
      />
    );
  const columns: Column<{ pane: (typeof PANES)[number]; e: Estimate }>[] = [
    { key: "pane", head: "texts", cell: ({ pane }) => NAMES[pane] },
    {
      key: "share",
      head: "share",
      numeric: true,
      cell: ({ e }) => (
        <>
          {share(e.value)} <span className="quiet">{interval(e.low, e.high)}</span>
        </>
      ),
    },
    {
      key: "null",
      head: "null",
      numeric: true,
      cell: ({ e }) => (
        <>
          {share(e.null)} <span className="quiet">{interval(e.null_low, e.null_high)}</span>
        </>
      ),
    },
    { key: "n", head: "n", numeric: true, cell: ({ e }) => count(e.n) },
  ];
  const codes = languagesInOrder(Object.keys(result.words));
  return (
    <Panel
      letter={letter}
      title="Words of the concept"
      caption="Share of texts with at least one of the words. Brackets: 95 % intervals; of the null, over sets of random units."
    >
      <Table label="Words of the concept" columns={columns} rows={rows} rowKey={({ pane }) => pane} />
      <details>
        <summary>The words looked for</summary>
        {codes.map((code) => (
          <div key={code} className="prompt-read">
            <Chip code={code} present={codes} />
            <Evidence dense language={code} text={(result.words[code] ?? []).join(" · ")} />
          </div>
        ))}
      </details>
    </Panel>
  );
}
