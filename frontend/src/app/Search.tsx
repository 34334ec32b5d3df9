/** One search for everything that has an address here: pages, models, corpora, concept sets, findings, runs; and units of the run in sight. */
import { useId, useMemo, useState, type KeyboardEvent } from "react";
import { useLocation } from "wouter";
import { useCollections, useCorpora, useFindings, useModels, useRuns, useStudies } from "../api/queries";
import { unturned } from "../lib/keeper";
import { Dialog } from "../ui";
import { runTitle } from "./words";

interface Hit {
  label: string;
  kind: string;
  href: string;
  /** What else it is found by. */
  also: string;
}

const PAGES: readonly Hit[] = [
  { label: "Home", kind: "page", href: "/", also: "start" },
  { label: "Models and ladders", kind: "page", href: "/models", also: "add checkpoint revision" },
  { label: "Corpora", kind: "page", href: "/corpora", also: "add import sentences" },
  { label: "Findings", kind: "page", href: "/findings", also: "kept collections notes" },
  { label: "Runs", kind: "page", href: "/runs", also: "jobs log progress" },
];

const UNIT = /^[a-z][a-z0-9_-]*\.\d+\.\d+$/;
const MOST = 12;

/** Every word typed must be found; what begins with the text comes first. */
export function matches(hits: readonly Hit[], typed: string): Hit[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const found = hits.filter((hit) =>
    words.every((word) => `${hit.label} ${hit.kind} ${hit.also} ${hit.href}`.toLowerCase().includes(word)),
  );
  const first = (hit: Hit) => (hit.label.toLowerCase().startsWith(words[0] ?? "") ? 0 : 1);
  return found.sort((a, b) => first(a) - first(b)).slice(0, MOST);
}

export function Search({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog title="Search" open={open} onClose={onClose} className="search-dialog" bare>
      <Box onClose={onClose} />
    </Dialog>
  );
}

function useHits(typed: string): Hit[] {
  const [path] = useLocation();
  const models = useModels().data;
  const corpora = useCorpora().data;
  const runs = useRuns({ limit: 200 }).data;
  const studies = useStudies().data;
  const findings = useFindings().data;
  const collections = useCollections().data;
  return useMemo(() => {
    const run = /^\/runs\/([^/]+)/.exec(path)?.[1];
    const unit =
      run && UNIT.test(typed.trim())
        ? [{ label: typed.trim(), kind: "unit of this run", href: `/runs/${run}/units/${typed.trim()}`, also: "" }]
        : [];
    return [
      ...unit,
      ...matches(
        [
          ...PAGES,
          ...(studies ?? []).map((s) => ({ label: s.title, kind: "study", href: `/studies/${s.slug}`, also: s.description })),
          ...(models ?? []).map((m) => ({ label: m.id, kind: "model", href: `/models/${m.id}`, also: `${m.family} ${m.source}` })),
          ...(corpora ?? []).flatMap((c) => [
            { label: c.name, kind: "corpus", href: `/corpora/${c.id}`, also: `${c.id} ${c.kind}` },
            ...c.concept_sets.map((set) => ({ label: set, kind: "concept set", href: `/corpora/${c.id}`, also: c.name })),
          ]),
          ...(findings ?? []).map((f) => ({
            label: unturned(f.title),
            kind: "finding",
            href: `/f/${f.slug}`,
            also: `${f.slug} ${f.kept_by} ${f.tags.join(" ")}`,
          })),
          ...(collections ?? []).map((c) => ({ label: unturned(c.title), kind: "collection", href: `/c/${c.slug}`, also: c.kept_by })),
          ...(runs?.runs ?? []).map((r) => ({ label: runTitle(r), kind: `run, ${r.status}`, href: `/runs/${r.key}`, also: r.key })),
        ],
        typed,
      ),
    ];
  }, [typed, path, models, corpora, runs, studies, findings, collections]);
}

function Box({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState(0);
  const [, navigate] = useLocation();
  const id = useId();
  const hits = useHits(typed);
  const at = Math.min(chosen, hits.length - 1);
  const open = (hit: Hit | undefined) => {
    if (!hit) return;
    onClose();
    navigate(hit.href);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") setChosen(Math.min(at + 1, hits.length - 1));
    else if (event.key === "ArrowUp") setChosen(Math.max(at - 1, 0));
    else if (event.key === "Enter") open(hits[at]);
    else return;
    event.preventDefault();
  };
  return (
    <div>
      <input
        className="search-input"
        role="combobox"
        aria-label="Search models, corpora, findings, runs and pages"
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={hits[at] ? `${id}-${at}` : undefined}
        placeholder="A model, a corpus, a finding, a run, a unit of this run"
        value={typed}
        spellCheck={false}
        autoComplete="off"
        autoFocus
        onChange={(event) => {
          setTyped(event.target.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
      />
      {hits.length === 0 && (
        <p className="quiet" role="status">
          Nothing here has that name. A unit is found on the page of its run.
        </p>
      )}
      <ul role="listbox" id={id} aria-label="Found">
        {hits.map((hit, i) => (
          <li
            key={hit.kind + hit.href + hit.label}
            id={`${id}-${i}`}
            role="option"
            aria-selected={i === at}
            onClick={() => open(hit)}
            onPointerMove={() => setChosen(i)}
          >
            <span>{hit.label}</span>
            <span className="quiet">{hit.kind}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
