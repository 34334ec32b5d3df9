"""Pinning: the digests of all that a finding stands on, taken when it is kept and compared whenever it is opened.

Looked at is what is stored, not what a row says of it: the bytes of every artifact are read and hashed anew, and a
run's scores are packed anew. What does not fit the time is said to be unread.
"""

import math
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.orm import Session

from isogloss.findings.gathering import kept_by
from isogloss.findings.scores import packed, read_rows
from isogloss.findings.wire import KeptFigure, Verified
from isogloss.runs.tables import RunArtifactRow, RunRow, find_run
from isogloss.store.base import utc_now
from isogloss.vocabulary.digest import canonical_json, digest_bytes
from isogloss.vocabulary.errors import IsoglossError

#: Seconds a page waits for the comparison; the rest is a click.
BUDGET_S = 1.0
#: A run keeps its result under this name; a series under the name of its set.
_RESULT = re.compile(r"(^|/)result$")
PINS = "pins"


class PinnedRun(BaseModel):
    """One run of the closure: the digest of everything it kept, by name, and that of its scores (None without)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    kept: dict[str, str]
    scores: str | None


class Pins(BaseModel):
    """All a finding stands on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    runs: tuple[PinnedRun, ...]
    bytes: int

    def packed(self) -> bytes:
        """As an artifact; equal pins have equal bytes."""
        return canonical_json(self.model_dump(mode="json"))


class Damaged(IsoglossError):
    """What is stored is not what was kept."""

    status = 500


def take(store: Any, session: Session, runs: Mapping[str, RunRow]) -> Pins:
    """Of these runs, a whole closure by key."""
    stored = {key: kept_by(session, run) for key, run in runs.items()}
    # What may be evicted is no part of a finding: nobody could promise that it stays.
    lasting = store.artifacts.kept_among(kept.sha256 for of_run in stored.values() for kept in of_run.values())
    pinned, size = [], 0
    for key in sorted(runs):
        lasts = {name: kept for name, kept in stored[key].items() if kept.sha256 in lasting}
        size += sum(kept.bytes for kept in lasts.values())
        kept = {name: found.sha256 for name, found in lasts.items()}
        pinned.append(PinnedRun(key=key, kept=kept, scores=_scores(session, runs[key].id)))
    return Pins(runs=tuple(pinned), bytes=size)


def read_pins(store: Any, digest: str | None) -> Pins | None:
    """The pins that a finding was kept with; None for one that came without. Raises Damaged where they changed."""
    if digest is None:
        return None
    try:
        packed = store.artifacts.get(digest)
    except IsoglossError:
        packed = b""
    if digest_bytes(packed) != digest:
        raise Damaged(
            "not_what_was_kept",
            "The list of digests that this finding was kept with is gone or changed: nothing can be compared with it.",
            hint="Restore the database, or import a bundle of this finding.",
        )
    return Pins.model_validate_json(packed)


def verify(
    store: Any, pins: Pins | None, figures: Iterable[KeptFigure], *, whole: bool = False, good: set[str] | None = None
) -> Verified:
    """Compare what is stored now: first what the page shows, then results, then the rest while the time lasts, or the
    ``whole``. ``good`` is what was found right before, and gets what is now."""
    if pins is None:
        return Verified(state="unpinned", checked=0, of=0, at=utc_now())
    until = math.inf if whole else time.monotonic() + BUDGET_S
    shown = {figure.sha256 for figure in figures}
    parts = sorted(_parts(pins), key=lambda part: (part[2] not in shown, not _RESULT.search(part[1])))
    wrong, checked, good = [], 0, set() if good is None else good
    with store.app.session() as session:
        here = {run.key: _here(session, run.key) for run in pins.runs}
        for key, name, digest in parts:
            if time.monotonic() > until and digest not in shown:
                break
            checked += 1
            if not _holds(store, session, here[key], name, digest, good):
                wrong.append(f"{name or 'scores'}, run {key[:8]}")
    return Verified(
        state="differs" if wrong else "matches",
        checked=checked,
        of=len(parts),
        wrong=tuple(wrong[:20]),
        n_wrong=len(wrong),
        cut=checked < len(parts),
        at=utc_now(),
    )


def _parts(pins: Pins) -> Iterator[tuple[str, str, str]]:
    """Run, name and digest of everything; the scores go by the name of nothing that is kept."""
    for run in pins.runs:
        yield from ((run.key, name, digest) for name, digest in run.kept.items())
        if run.scores is not None:
            yield run.key, "", run.scores


def _here(session: Session, key: str) -> tuple[int, dict[str, str]] | None:
    run = find_run(session, key)
    if run is None:
        return None
    query = select(RunArtifactRow.name, RunArtifactRow.digest).where(RunArtifactRow.run_id == run.id)
    return run.id, {row.name: row.digest for row in session.execute(query)}


def _holds(
    store: Any, session: Session, here: tuple[int, dict[str, str]] | None, name: str, digest: str, good: set[str]
) -> bool:
    if here is None:
        return False
    if not name:
        scores = f"scores of {here[0]}: {digest}"
        if scores not in good and _scores_or_none(session, here[0]) == digest:
            good.add(scores)
        return scores in good
    if here[1].get(name) != digest:
        return False
    if digest not in good:
        try:
            same = digest_bytes(store.artifacts.get(digest)) == digest
        except IsoglossError:
            same = False
        if not same:
            return False
        good.add(digest)
    return True


def _scores(session: Session, run_id: int) -> str | None:
    return scores_digest(*read_rows(session, run_id))


def _scores_or_none(session: Session, run_id: int) -> str | None:
    try:
        return _scores(session, run_id)
    except (KeyError, OverflowError, TypeError, ValueError):
        return None  # A damaged row: a label that is none, or no number where one should be.


def scores_digest(rows: np.ndarray, labels: Sequence[str]) -> str | None:
    """The digest of a run's scores and what they number, the same in every house; None where there are none."""
    return digest_bytes([canonical_json(list(labels)), packed(rows)]) if len(rows) else None
