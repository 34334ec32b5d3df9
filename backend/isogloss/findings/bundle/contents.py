"""What goes into a bundle: the documents of runs, models and corpora, and the artifacts that runs kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any

from pydantic import BaseModel
from sqlalchemy.orm import Session

from isogloss.corpora.tables import CorpusRow
from isogloss.findings.bundle.format import (
    corpus_entry,
    model_entry,
    run_entry,
    scores_entry,
    sentences_entry,
)
from isogloss.findings.bundle.gathering import bundled_corpus, bundled_model, bundled_run, hit, sentences
from isogloss.findings.standing.homemade import is_homemade
from isogloss.findings.standing.kept import Kept, kept_by
from isogloss.findings.standing.pinning import PinnedRun, Pins, scores_digest
from isogloss.findings.standing.scores import packed, read_rows
from isogloss.models.tables import ModelRow
from isogloss.runs.rows.tables import RunRow
from isogloss.store.open import Store
from isogloss.vocabulary.digest import canonical_json
from isogloss.vocabulary.errors import Conflict


@dataclass(frozen=True)
class Wanted:
    """How a bundle is to be: its words, and what it leaves out.

    ``leave_out`` are patterns of names that runs kept (results and figures always come along), ``whole`` the
    checkpoints they do not apply to; ``step8:units/1?`` applies to the checkpoint step8 alone, also where it is whole.
    Without ``text`` corpora come by name and digest only.
    """

    title: str | None = None
    note: str = ""
    rests_on: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    text: bool = True
    made_at: datetime | None = None

    def left_out_of(self, run: RunRow) -> list[str]:
        """The patterns that apply to a run, without their checkpoint."""
        found = []
        for pattern in self.leave_out:
            checkpoint, mark, name = pattern.rpartition(":")
            of_all = not mark and run.checkpoint not in self.whole
            if of_all or (mark and fnmatchcase(run.checkpoint or "", checkpoint)):
                found.append(name)
        return found


@dataclass
class Contents:
    """Documents by the name of their entry, and the digests of artifacts and arrays; ``brought`` is what each run
    brings, ``scores`` the digest of its scores."""

    documents: dict[str, bytes] = field(default_factory=dict)
    artifacts: set[str] = field(default_factory=set)
    arrays: set[str] = field(default_factory=set)
    brought: dict[str, dict[str, Kept]] = field(default_factory=dict)
    scores: dict[str, str | None] = field(default_factory=dict)

    @property
    def pins(self) -> Pins:
        """The digests of all that is brought."""
        runs = [
            PinnedRun(
                key=key, kept={name: kept.sha256 for name, kept in sorted(of_run.items())}, scores=self.scores[key]
            )
            for key, of_run in sorted(self.brought.items())
        ]
        size = sum(kept.bytes for of_run in self.brought.values() for kept in of_run.values())
        return Pins(runs=tuple(runs), bytes=size)

    def add(self, name: str, document: BaseModel) -> None:
        """One more document."""
        self.documents[name] = as_line(document.model_dump(mode="json"))


def as_line(value: Any) -> bytes:
    """A JSON value as one line."""
    return canonical_json(value) + b"\n"


def contents_of(store: Store, session: Session, runs: Mapping[str, RunRow], wanted: Wanted) -> Contents:
    """Everything these runs stand on; raises Conflict where a result is not stored any more."""
    contents = Contents()
    kept = {key: kept_by(session, run) for key, run in runs.items()}
    lasting = store.artifacts.kept_among(found.sha256 for of_run in kept.values() for found in of_run.values())
    for key, run in runs.items():
        brought = {name: found for name, found in kept[key].items() if found.sha256 in lasting}
        _add_run(contents, session, run, brought, wanted.left_out_of(run))
    for id in {run.model for run in runs.values() if run.model}:
        if (row := session.get(ModelRow, id)) is not None:
            contents.add(model_entry(id), bundled_model(session, row))
    for corpus, sets, ids in _read_by(session, list(runs.values())):
        _add_corpus(store, contents, session, corpus, sets, ids, text=wanted.text)
    return contents


def _add_run(
    contents: Contents, session: Session, run: RunRow, kept: Mapping[str, Kept], leave_out: Sequence[str]
) -> None:
    if run.result_digest and all(found.sha256 != run.result_digest for found in kept.values()):
        raise Conflict(
            "result_gone", f"The result of {run.key} is not stored any more.", hint="Compute it again.", field="key"
        )
    own = f"{run.finished_set}/" if run.kind == "series" else ""
    absent = {name: pattern for name in kept if (pattern := hit(leave_out, name.removeprefix(own))) is not None}
    brought = {name: found for name, found in kept.items() if name not in absent}
    rows, labels = read_rows(session, run.id)
    contents.add(run_entry(run.key), bundled_run(session, run, brought, absent.values(), labels))
    contents.arrays |= {found.sha256 for found in brought.values() if found.kind == "array"}
    contents.artifacts |= {found.sha256 for found in brought.values() if found.kind != "array"}
    contents.brought[run.key], contents.scores[run.key] = brought, scores_digest(rows, labels)
    if len(rows):
        contents.documents[scores_entry(run.key)] = packed(rows)


def _read_by(session: Session, runs: Sequence[RunRow]) -> list[tuple[CorpusRow, set[str], set[str]]]:
    """The corpora of this installation that the runs read, with their concept sets and id sets.

    A run may read text that is no corpus here (the training text of a model): its digest is in the run's inputs.
    """
    found: dict[str, tuple[CorpusRow, set[str], set[str]]] = {}
    for run in runs:
        for id, digest in run.inputs.get("corpora", {}).items():
            row = session.get(CorpusRow, id)
            if row is not None and row.digest == digest:
                _, sets, ids = found.setdefault(id, (row, set(), set()))
                sets.update(run.inputs.get("concept_sets", {}))
                ids.update(run.inputs.get("id_sets", {}))
    return list(found.values())


def _add_corpus(
    store: Store, contents: Contents, session: Session, row: CorpusRow, sets: set[str], ids: set[str], *, text: bool
) -> None:
    made = is_homemade(store, row)
    where = "made" if made else "here" if text else "elsewhere"
    contents.add(corpus_entry(row.id), bundled_corpus(session, row, where, sorted(sets), sorted(ids)))
    if where == "here":
        lines = b"".join(as_line(sentence) for sentence in sentences(session, row.id))
        contents.documents[sentences_entry(row.id)] = lines
