"""After a backup was restored: what was queued or running when it was made is queued anew, as another attempt.

The workflow engine's tables did not travel, so no step is known any more; the row of a run is all that is needed to
start it over.
"""

from sqlalchemy import select

from isogloss.runs.rows.state import end, lock, reopen, wake
from isogloss.runs.rows.tables import RunRow
from isogloss.store.open import Store


def ask_again(store: Store) -> int:
    """Queue again what had not ended; returns how many runs that were. Who wanted one still does."""
    with store.app.writing() as session:
        unfinished = session.scalars(select(RunRow.key).where(RunRow.status.in_(("queued", "running")))).all()
        again = 0
        for run in lock(session, unfinished).values():
            if run.kind in ("series", "recipe"):
                wake(run)
            elif run.stop_asked is not None:
                end(session, run, "cancelled", "Cancelled.")
            else:
                reopen(session, run)
                again += 1
        return again
