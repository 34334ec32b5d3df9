"""Reading a finished run back as its successors see it: params, result, and what it kept."""

from collections.abc import Mapping
from typing import Any

from isogloss.contract.context import FinishedRun
from isogloss.contract.study import AnyStudy
from isogloss.runs.keeping import kept_digest
from isogloss.runs.rows.tables import RunRow, find_run
from isogloss.store.npy import read_array
from isogloss.store.open import Store
from isogloss.vocabulary.errors import Refused


def finished_run(store: Store, key: str, studies: Mapping[str, AnyStudy]) -> FinishedRun[Any, Any]:
    """The finished run of this key; raises Refused where there is none, or its study is not known here."""
    with store.app.session() as session:
        row = find_run(session, key)
    if row is None or row.status != "done" or row.kind != "run":
        raise Refused(
            "upstream_unfinished", f"The run {key} is not finished.", hint="Ask for it, and wait until it is done."
        )
    return as_finished(store, row, studies)


def as_finished(store: Store, row: RunRow, studies: Mapping[str, AnyStudy]) -> FinishedRun[Any, Any]:
    """A row of a finished run with its params and result read."""
    study = studies.get(row.study)
    if study is None or row.result_digest is None:
        raise Refused(
            "unknown_study", f"The study {row.study} is not known to this worker.", hint="Update Isogloss there."
        )

    def load_bytes(name: str) -> bytes:
        return bytes(store.artifacts.get(kept_digest(store, row.id, name)))

    return FinishedRun(
        key=row.key,
        run_id=row.id,
        study=row.study,
        params=study.params.model_validate(row.params),
        result=study.result.model_validate_json(store.artifacts.get(row.result_digest)),
        load_bytes=load_bytes,
        load_array=lambda name: read_array(load_bytes(name)),
    )
