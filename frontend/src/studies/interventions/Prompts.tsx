/** How the texts begin: from nothing, with words of one's own, or with one sentence in every language. */
import { useState } from "react";
import { FROM_NOTHING } from "../../kit";
import { plural } from "../../lib/format";
import { language, LANGUAGES, languagesInOrder } from "../../lib/languages";
import { Button, Chip, Evidence, Panel, Refused, Select } from "../../ui";
import type { Part } from "./part";
import type { AskedPrompt } from "./asked";
import { ParallelPicker } from "./ParallelPicker";

type Numbered = AskedPrompt & { i: number };

export function Prompts({ part }: { part: Part }) {
  const { asked, change, refused, setting } = part;
  const [picking, setPicking] = useState(false);
  const numbered = asked.prompts.map((prompt, i) => ({ ...prompt, i }));
  const put = (i: number, prompt: AskedPrompt) => change({ prompts: asked.prompts.map((other, j) => (j === i ? prompt : other)) });
  const drop = (gone: readonly number[]) => change({ prompts: asked.prompts.filter((_, i) => !gone.includes(i)) });
  const items = [...new Set(numbered.flatMap(({ item }) => item ?? []))];
  const nothing = numbered.filter(({ text, item }) => text === null && item === null);
  const own = numbered.filter(({ text, item }) => text !== null && item === null);
  const add = (prompts: readonly AskedPrompt[]) => change({ prompts: [...asked.prompts, ...prompts] });
  return (
    <Panel title="Prompts">
      <div id="prompts" className="prompt-list">
        {nothing.map(({ i }) => (
          <div className="row spread" key={i}>
            <span>From nothing: the model begins by itself</span>
            <Button look="quiet" icon="close" label="Do not begin from nothing" onClick={() => drop([i])} />
            <Refused refusal={refused(`prompts.${i}`)} />
          </div>
        ))}
        {items.map((item) => (
          <Parallel key={item} item={item} prompts={numbered.filter((p) => p.item === item)} part={part} onRemove={drop} />
        ))}
        {own.map((prompt, at) => (
          <Own
            key={prompt.i}
            at={at}
            prompt={prompt}
            part={part}
            onChange={(next) => put(prompt.i, next)}
            onRemove={() => drop([prompt.i])}
          />
        ))}
      </div>
      <Refused refusal={refused("prompts")} />
      {asked.prompts.length === 0 && <p className="small">A prompt is needed: nothing at all is one too.</p>}
      <div className="row">
        {nothing.length === 0 && (
          <Button icon="plus" onClick={() => change({ prompts: [FROM_NOTHING, ...asked.prompts] })}>
            From nothing
          </Button>
        )}
        <Button
          icon="plus"
          onClick={() => add([{ language: own[own.length - 1]?.language ?? setting.languages[0] ?? null, text: "", item: null }])}
        >
          My own
        </Button>
        {setting.corpus && (
          <Button icon="plus" aria-expanded={picking} onClick={() => setPicking(!picking)}>
            Parallel
          </Button>
        )}
      </div>
      {picking && setting.corpus && (
        <ParallelPicker
          corpus={setting.corpus}
          languages={setting.languages}
          onPick={(prompts) => {
            change({ prompts: [...asked.prompts.filter((p) => p.item === null), ...prompts] });
            setPicking(false);
          }}
        />
      )}
    </Panel>
  );
}

function Parallel({
  item,
  prompts,
  part,
  onRemove,
}: {
  item: string;
  prompts: readonly Numbered[];
  part: Part;
  onRemove: (gone: readonly number[]) => void;
}) {
  const refusal = prompts.map(({ i }) => part.refused(`prompts.${i}`)).find(Boolean) ?? null;
  return (
    <div>
      <div className="row spread">
        <span>
          The first half of <span className="mono">{item}</span> in {plural(prompts.length, "language")}
        </span>
        <Button look="quiet" icon="close" label={`Remove ${item}`} onClick={() => onRemove(prompts.map(({ i }) => i))} />
      </div>
      <Refused refusal={refusal} />
      <details open={refusal !== null || undefined}>
        <summary className="small">Read them</summary>
        {prompts.map(({ i, language: code, text }) => (
          <div key={i} className="prompt-read">
            <Chip code={code ?? "und"} />
            <Evidence dense text={text ?? ""} language={code ?? "und"} />
          </div>
        ))}
      </details>
    </div>
  );
}

function Own({
  at,
  prompt,
  part,
  onChange,
  onRemove,
}: {
  at: number;
  prompt: Numbered;
  part: Part;
  onChange: (prompt: AskedPrompt) => void;
  onRemove: () => void;
}) {
  const { setting, refused } = part;
  const refusal = refused(`prompts.${prompt.i}`);
  const offered = setting.languages.length > 0 ? setting.languages : LANGUAGES.map(({ code }) => code);
  const codes = prompt.language && !offered.includes(prompt.language) ? languagesInOrder([...offered, prompt.language]) : offered;
  const { text, item } = prompt;
  const name = `Prompt ${at + 1}`;
  const id = `prompt-${prompt.i}-refusal`;
  return (
    <div className="own-prompt">
      <div className="row spread">
        <Select
          aria-label={`Language of ${name.toLowerCase()}`}
          value={prompt.language ?? ""}
          options={[{ value: "", label: "no language meant" }, ...codes.map((code) => ({ value: code, label: language(code).name }))]}
          onChange={(code) => onChange({ language: code || null, text, item })}
        />
        <Button look="quiet" icon="close" label={`Remove ${name.toLowerCase()}`} onClick={onRemove} />
      </div>
      <textarea
        className="input evidence"
        aria-label={name}
        aria-invalid={refusal ? true : undefined}
        aria-describedby={refusal ? id : undefined}
        lang={prompt.language ?? undefined}
        dir="auto"
        rows={2}
        spellCheck={false}
        value={text ?? ""}
        onChange={(e) => onChange({ language: prompt.language, text: e.target.value, item })}
      />
      {refusal && (
        <p className="refusal" role="alert" id={id}>
          {refusal.message} {refusal.hint}
        </p>
      )}
    </div>
  );
}
