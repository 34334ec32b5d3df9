"""What depends on what is broken: runs, all that is made of them or builds on them, and findings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from isogloss.findings.standing.pinning import Damaged, Pins, read_pins
from isogloss.findings.tables import FindingRow
from isogloss.runs.rows.tables import RunArtifactRow, RunChildRow, RunRow
from isogloss.store.open import Store
from isogloss.vocabulary.errors import IsoglossError


@dataclass(frozen=True)
class Broken:
    """One thing that is broken, why, and what to do. It is named by ``digest``, ``corpus`` (with an ``id_set`` of it),
    ``concept_set``, ``run`` or ``finding``; ``runs`` and ``findings`` (slug and title) depend on it."""

    what: str
    why: str
    hint: str
    digest: str | None = None
    corpus: str | None = None
    concept_set: str | None = None
    id_set: str | None = None
    run: str | None = None
    finding: str | None = None
    runs: tuple[str, ...] = ()
    findings: tuple[tuple[str, str], ...] = ()


def with_dependents(store: Store, broken: Iterable[Broken]) -> list[Broken]:
    """The same, each with the runs and the findings that depend on it, as far as the rows that say so can be read."""
    broken = list(broken)
    try:
        return _with_dependents(store, broken) if broken else []
    except (ValueError, TypeError):
        return broken
    except IsoglossError as error:
        if error.code != "broken_database":
            raise
        return broken


def _with_dependents(store: Store, broken: list[Broken]) -> list[Broken]:
    with store.app.session() as session:
        users = _users(session)
        runs = [_spread(_first(session, fault), users) for fault in broken]
        findings: list[list[tuple[str, str]]] = [[] for _ in broken]
        for row in session.scalars(select(FindingRow).where(FindingRow.withdrawn_at.is_(None))):
            keys, digests = _stands_on(store, row)
            for fault, its_runs, its_findings in zip(broken, runs, findings, strict=True):
                if row.slug == fault.finding or keys & its_runs or fault.digest in digests:
                    its_findings.append((row.slug, row.title))
    return [
        replace(fault, runs=tuple(sorted(its_runs)), findings=tuple(its_findings))
        for fault, its_runs, its_findings in zip(broken, runs, findings, strict=True)
    ]


def _first(session: Session, fault: Broken) -> set[str]:
    """The runs that use it themselves."""
    found = {fault.run} if fault.run else set()
    if fault.digest:
        query = select(RunRow.key).join(RunArtifactRow, RunArtifactRow.run_id == RunRow.id)
        found |= set(session.scalars(query.where(RunArtifactRow.digest == fault.digest)))
    of_text = {"corpora": fault.corpus, "concept_sets": fault.concept_set, "id_sets": fault.id_set}
    if named := {kind: id for kind, id in of_text.items() if id}:
        for key, inputs in session.execute(select(RunRow.key, RunRow.inputs)):
            if all(id in (inputs or {}).get(kind, ()) for kind, id in named.items()):
                found.add(key)
    return found


def _users(session: Session) -> dict[str, set[str]]:
    """By the key of a run, what is made of it or builds on it."""
    found: dict[str, set[str]] = {}
    keys = {row.id: row.key for row in session.execute(select(RunRow.id, RunRow.key))}
    for parent, child in session.execute(select(RunChildRow.parent_id, RunChildRow.child_id)):
        found.setdefault(keys.get(child, ""), set()).add(keys.get(parent, ""))
    for key, inputs in session.execute(select(RunRow.key, RunRow.inputs)):
        for below in (inputs or {}).get("upstream", ()):
            found.setdefault(below, set()).add(key)
    return found


def _spread(first: set[str], users: Mapping[str, set[str]]) -> set[str]:
    found, waiting = set(first), list(first)
    while waiting:
        new = users.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found


def _stands_on(store: Store, row: FindingRow) -> tuple[set[str], set[str]]:
    """The keys of its runs, and the digests of all it keeps."""
    digests = {digest for digest in (row.pins, row.picture) if digest} | {figure["sha256"] for figure in row.figures}
    try:
        pins = read_pins(store, row.pins) or Pins(runs=(), bytes=0)
    except Damaged:
        pins = Pins(runs=(), bytes=0)
    for run in pins.runs:
        digests |= set(run.kept.values())
    return {*row.roots, *(run.key for run in pins.runs)}, digests
