/** What surrounds every page: the rail with the five questions, search, help, messages. Below 900 px it is a menu. */
import { useMemo, useState, type ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { useFindings, useHome, useMayWrite } from "../api/queries";
import { count, percent, roughly } from "../lib/format";
import { useKeys } from "../lib/keys";
import { setPatterns, setTheme, usePatterns, useThemeChoice } from "../lib/preferences";
import { Checkbox, Dialog, Icon, Logo, Progress, ShellContext, steps, Switch } from "../ui";
import { KeysHelp } from "./KeysHelp";
import { QUESTIONS, questionHref } from "./questions";
import { Search } from "./Search";
import { stepNow } from "./words";
import "./pages.css";
import "./shell.css";

export function Shell({ children }: { children: ReactNode }) {
  const [menu, setMenu] = useState(false);
  const [search, setSearch] = useState(false);
  const [keys, setKeys] = useState(false);
  const [location] = useLocation();
  const [was, setWas] = useState(location);
  // Following a link closes what lay over the page.
  if (was !== location) {
    setWas(location);
    setMenu(false);
    setSearch(false);
  }
  useKeys([
    { key: "/", does: "Search", run: () => setSearch(true) },
    { key: "?", does: "These keys", run: () => setKeys(true) },
  ]);
  const [topic, setTopic] = useState<string | null>(null);
  const shell = useMemo(() => ({ openMenu: () => setMenu(true), openKeys: () => setKeys(true), setTopic }), []);
  const rail = (
    <Rail
      topic={topic}
      onSearch={() => {
        setMenu(false);
        setSearch(true);
      }}
      onKeys={() => {
        setMenu(false);
        setKeys(true);
      }}
    />
  );
  return (
    <ShellContext.Provider value={shell}>
      <a className="skip" href="#content">
        To the content
      </a>
      <div className="shell">
        <div className="rail no-print">{rail}</div>
        <div className="page">{children}</div>
      </div>
      <Dialog title="Menu" open={menu} onClose={() => setMenu(false)} className="rail-dialog">
        {rail}
      </Dialog>
      <Search open={search} onClose={() => setSearch(false)} />
      <KeysHelp open={keys} onClose={() => setKeys(false)} />
    </ShellContext.Provider>
  );
}

/** `topic`: the first crumb of the page; a page under a question marks that question. */
function Rail({ topic, onSearch, onKeys }: { topic: string | null; onSearch: () => void; onKeys: () => void }) {
  const [path] = useLocation();
  const home = useHome().data;
  const counts = home?.counts;
  const findings = useFindings().data;
  const mayWrite = useMayWrite();
  const here = [
    { href: "/models", title: "Models and ladders", count: counts && count(counts.models) },
    { href: "/corpora", title: "Corpora", count: counts && count(counts.corpora) },
    { href: "/findings", title: "Findings", count: findings && count(findings.length) },
    {
      href: "/runs",
      title: "Runs",
      count: counts && (counts.running + counts.queued > 0 ? `${count(counts.running + counts.queued)} running` : count(counts.runs)),
    },
  ];
  return (
    <nav aria-label="Isogloss">
      <Link href="/" className="brand">
        <Logo />
        Isogloss
      </Link>
      <button type="button" className="search-button" onClick={onSearch}>
        <Icon name="search" />
        <span>Search</span>
        <kbd>/</kbd>
      </button>
      <h2>Questions</h2>
      <ul>
        {QUESTIONS.map((question) => (
          <li key={question.number}>
            <Link
              href={questionHref(question)}
              className={`question${question.ways.length > 0 ? "" : " later"}`}
              aria-current={question.title !== topic ? undefined : path === `/studies/${question.ways[0]?.study}` ? "page" : "true"}
            >
              <span className="numeral">{question.number}</span>
              {question.title}
            </Link>
          </li>
        ))}
      </ul>
      <h2>Here</h2>
      <ul>
        {here.map(({ href, title, count: n }) => (
          <li key={href}>
            <Link href={href} aria-current={path === href ? "page" : topic === "Home" && path.startsWith(`${href}/`) ? "true" : undefined}>
              <span>{title}</span>
              <span className="quiet">{n}</span>
            </Link>
          </li>
        ))}
      </ul>
      <div className="rail-foot">
        <Current />
        {!mayWrite && <p className="small">read-only: this server shows what was computed, and starts nothing.</p>}
        <Preferences onKeys={onKeys} />
      </div>
    </nav>
  );
}

/** The run that is computed now, in the three facts that are the same everywhere. */
function Current() {
  const run = useHome().data?.running[0];
  if (!run) return null;
  const waiting = run.status === "queued";
  const left = [steps(stepNow(run), run.steps_total), run.seconds_left !== null && `${roughly(run.seconds_left)} left`].filter(Boolean);
  return (
    <Link href={`/runs/${run.key}`} className="current">
      <span className="current-head">
        <span>{[run.model ?? (run.kind === "intake" ? "intake" : ""), run.study.replaceAll("_", " ")].filter(Boolean).join(", ")}</span>
        <span className="quiet">{waiting ? "queued" : percent(run.fraction)}</span>
      </span>
      <Progress bare done={run.fraction} total={1} name={`Progress of ${run.label || "the current run"}`} />
      <span className="small">{waiting ? "waits for a lane" : left.join(" · ") || run.label}</span>
    </Link>
  );
}

function Preferences({ onKeys }: { onKeys: () => void }) {
  const choice = useThemeChoice();
  const patterns = usePatterns();
  return (
    <div className="preferences">
      <button type="button" className="linklike plain-link" onClick={onKeys}>
        Keys <kbd>?</kbd>
      </button>
      <Switch
        quiet
        label="Theme"
        value={choice}
        onChange={setTheme}
        options={[
          { value: "light", label: "Light" },
          { value: "dark", label: "Dark" },
          { value: "auto", label: "Auto" },
        ]}
      />
      <Checkbox checked={patterns} onChange={setPatterns}>
        Patterns
      </Checkbox>
    </div>
  );
}
