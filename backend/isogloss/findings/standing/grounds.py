"""What a reader has to know beside a finding's numbers: said by its runs and corpora, not by who keeps it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy.orm import Session

from isogloss.corpora.tables import CorpusRow
from isogloss.findings.standing.homemade import is_homemade
from isogloss.runs.rows.tables import RunRow, children_of
from isogloss.store.open import Store

CONSTRUCTED = "Constructed text: it calibrates the instrument, and says nothing about published models."
#: Sentences that a finding rests on, at most, and letters in one: as many as a bundle takes.
MOST_SAID, _LONGEST = 50, 1000


def grounds(store: Store, session: Session, runs: Mapping[str, RunRow], roots: Sequence[str]) -> list[str]:
    """The sentences for ``roots``, whose closure is ``runs``.

    That text was constructed, or was trained on (``contaminated``), is said wherever in the closure it is so: a ladder
    is contaminated by its checkpoints, and what is switched off by the run that found it. ``notes`` are taken from what
    the pages show: the roots, and the runs of a series or a recipe.
    """
    read = {named for run in runs.values() for named in (run.inputs or {}).get("corpora", {}).items()}
    rows = [
        row for id, digest in sorted(read) if (row := session.get(CorpusRow, id)) is not None and row.digest == digest
    ]
    said = [CONSTRUCTED] if any(is_homemade(store, row) for row in rows) else []
    results = {key: _result(store, run) for key, run in runs.items()}
    shown = [
        child.key for root in roots for child in [runs[root], *(run for _, run in children_of(session, runs[root].id))]
    ]
    first = [*shown, *sorted(runs.keys() - set(shown))]
    said += [sentence for key in first for sentence in _sentences([results[key].get("contaminated")])]
    said += [sentence for key in shown for sentence in _sentences(results[key].get("notes"))]
    return list(dict.fromkeys(said))[:MOST_SAID]


def _result(store: Store, run: RunRow) -> dict[str, Any]:
    """The convention: ``contaminated`` is a sentence or None, ``notes`` are sentences a reader must know."""
    result = orjson.loads(store.artifacts.get(run.result_digest)) if run.result_digest else None
    return result if isinstance(result, dict) else {}


def _sentences(values: Any) -> Iterator[str]:
    for value in values or ():
        if isinstance(value, str) and value:
            yield value if len(value) <= _LONGEST else f"{value[: _LONGEST - 2]} …"
