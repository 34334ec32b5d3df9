"""Pinning: the digests of all that a finding stands on, taken when it is kept and compared whenever it is opened.

Looked at is what is stored, not what a row says of it: the bytes of every artifact are read and hashed anew, and a
run's scores are packed anew. What does not fit the time is said to be unread.
"""

import builtins
import math
import re
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.orm import Session

from isogloss.findings.standing.kept import kept_by
from isogloss.findings.standing.scores import packed, read_rows
from isogloss.findings.wire import KeptFigure, Verified
from isogloss.runs.rows.tables import RunArtifactRow, RunRow
from isogloss.store.base import utc_now
from isogloss.store.open import Store
from isogloss.vocabulary.digest import canonical_json, digest_bytes
from isogloss.vocabulary.errors import IsoglossError

#: Seconds for which what was found good is not read again on opening: looking at everything always reads everything.
LATELY_S = 300.0
#: Seconds a page waits for the comparison; the rest is a click.
BUDGET_S = 1.0
#: A run keeps its result under this name; a series under the name of its set.
_RESULT = re.compile(r"(^|/)result$")
PINS = "pins"
_SCORES = "scores of "


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

    def packed(self) -> builtins.bytes:
        """As an artifact; equal pins have equal bytes."""
        return canonical_json(self.model_dump(mode="json"))


class Damaged(IsoglossError):
    """What is stored is not what was kept."""

    status = 500


def take(store: Store, session: Session, runs: Mapping[str, RunRow]) -> Pins:
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


def read_pins(store: Store, digest: str | None) -> Pins | None:
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
    store: Store, pins: Pins | None, figures: Iterable[KeptFigure], *, whole: bool = False, good: "Good | None" = None
) -> Verified:
    """Compare what is stored now: first what the page shows, then results, then the rest while the time lasts, or the
    ``whole``. Of what was found good lately only what the page shows is read again, and that all is there. ``good`` is
    what the caller read and found right just now, and gets what is found now."""
    if pins is None:
        return Verified(state="unpinned", checked=0, of=0, at=utc_now())
    until = math.inf if whole else time.monotonic() + BUDGET_S
    shown = {figure.sha256 for figure in figures}
    parts = sorted(_parts(pins), key=lambda part: (part[2] not in shown, not _RESULT.search(part[1])))
    wrong, checked, at = [], 0, utc_now()
    if good is None:
        good = Good() if whole else _lately.of(store, {_mark(*part) for part in parts if part[2] not in shown})
    with store.app.session() as session:
        here = _here(session, [run.key for run in pins.runs])
        for key, name, digest in parts:
            if time.monotonic() > until and digest not in shown:
                break
            checked += 1
            if key in here and _holds(store, session, here[key], (key, name, digest), good):
                at = min(at, good.at[_mark(key, name, digest)])
            else:
                wrong.append(f"{name or 'scores'}, run {key[:8]}")
    _lately.note(store, good, wrong=bool(wrong))
    return Verified(
        state="differs" if wrong else "matches",
        checked=checked,
        of=len(parts),
        wrong=tuple(wrong[:20]),
        n_wrong=len(wrong),
        cut=checked < len(parts),
        at=at,
    )


@dataclass
class Good:
    """Digests whose bytes were read and found right, and when."""

    at: dict[str, datetime] = field(default_factory=dict)

    def __contains__(self, digest: str) -> bool:
        return digest in self.at

    def add(self, digest: str) -> None:
        """Read just now."""
        self.at[digest] = utc_now()


class _Lately:
    """What this process found good in the last minutes, by store. Reading all of a ladder's finding costs .3 s."""

    def __init__(self) -> None:
        self._good: WeakKeyDictionary[Any, dict[str, datetime]] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def of(self, store: Store, digests: set[str]) -> Good:
        """Of these what is good: it was read lately, and it is still there."""
        young = utc_now() - timedelta(seconds=LATELY_S)
        with self._lock:
            known = self._good.get(store.artifacts, {})
            good = {digest: known[digest] for digest in digests & known.keys() if known[digest] > young}
        there = store.artifacts.kept_among(digest for digest in good if not digest.startswith(_SCORES))
        return Good({digest: at for digest, at in good.items() if digest in there or digest.startswith(_SCORES)})

    def note(self, store: Store, good: Good, *, wrong: bool) -> None:
        """Remember it; where something was wrong nothing is taken on trust the next time."""
        young = utc_now() - timedelta(seconds=LATELY_S)
        with self._lock:
            known = {} if wrong else self._good.get(store.artifacts, {}) | good.at
            self._good[store.artifacts] = {digest: at for digest, at in known.items() if at > young}


_lately = _Lately()


def _parts(pins: Pins) -> Iterator[tuple[str, str, str]]:
    """Run, name and digest of everything; the scores go by the name of nothing that is kept."""
    for run in pins.runs:
        yield from ((run.key, name, digest) for name, digest in run.kept.items())
        if run.scores is not None:
            yield run.key, "", run.scores


def _mark(key: str, name: str, digest: str) -> str:
    """What is remembered of a part: an artifact by its digest, scores also by their run."""
    return digest if name else f"{_SCORES}{key}/{digest}"


def _here(session: Session, keys: Sequence[str]) -> dict[str, tuple[int, dict[str, str]]]:
    """Of these runs those that are here, each with its id and the digests of what it kept, by name."""
    found: dict[str, tuple[int, dict[str, str]]] = {}
    for start in range(0, len(keys), 500):
        these = select(RunRow.id, RunRow.key).where(RunRow.key.in_(keys[start : start + 500]))
        names: dict[int, dict[str, str]] = {}
        for id, key in session.execute(these):
            names[id] = {}
            found[key] = id, names[id]
        kept = select(RunArtifactRow.run_id, RunArtifactRow.name, RunArtifactRow.digest)
        for id, name, digest in session.execute(kept.where(RunArtifactRow.run_id.in_(names))):
            names[id][name] = digest
    return found


def _holds(
    store: Store, session: Session, here: tuple[int, dict[str, str]], part: tuple[str, str, str], good: Good
) -> bool:
    _, name, digest = part
    if name and here[1].get(name) != digest:
        return False
    if _mark(*part) not in good:
        same = (digest_bytes(_read(store, digest)) if name else _scores_or_none(session, here[0])) == digest
        if not same:
            return False
        good.add(_mark(*part))
    return True


def _read(store: Store, digest: str) -> bytes:
    try:
        return bytes(store.artifacts.get(digest))
    except IsoglossError:
        return b""


def _scores(session: Session, run_id: int) -> str | None:
    return scores_digest(*read_rows(session, run_id))


def _scores_or_none(session: Session, run_id: int) -> str | None:
    try:
        return _scores(session, run_id)
    except (KeyError, OverflowError, TypeError, ValueError):
        return None  # A damaged row: a label that is none, or no number where one should be.


def scores_digest(rows: np.ndarray, labels: Sequence[str]) -> str | None:
    """The digest of a run's scores and what they number, the same in every installation; None where there are none."""
    return digest_bytes([canonical_json(list(labels)), packed(rows)]) if len(rows) else None
