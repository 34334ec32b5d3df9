"""What became of a run that failed, in words a person may read. Anything unforeseen is an incident: a number on the
page, and the traceback in a file on the worker's own machine, since it may hold paths, names and text."""

import os
import threading
import traceback
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError

from isogloss.methods.finite import BROKEN
from isogloss.store.failures import speaking_plainly, speaking_plainly_of_files
from isogloss.store.private import private_file
from isogloss.vocabulary.errors import IsoglossError, OutOfSpace, Refused

#: The file in ``home/logs`` that tracebacks go to; a new one is begun beyond this many bytes.
INCIDENTS, INCIDENTS_BYTES = "incidents.log", 5_000_000


class StepFailed(Exception):
    """A step that failed in an earlier life of this process; carries what was kept of its error."""

    def __init__(self, error: dict[str, Any]):
        super().__init__(error["message"])
        self.error = error


def is_an_end(error: BaseException) -> bool:
    """Whether an error ends a run as failed: all do, also a library's panic, which is no Exception, but for an ordered
    end of the process. Orders come to the main thread alone; elsewhere it is a library that asks to exit."""
    ordered = isinstance(error, KeyboardInterrupt | SystemExit)
    return not (ordered and threading.current_thread() is threading.main_thread())


def failure(error: BaseException, home: Path) -> dict[str, Any]:
    """The public JSON of any error; unforeseen ones are written to the incidents file first."""
    if isinstance(error, StepFailed):
        return error.error
    if type(error).__name__ == "PanicException":
        write_incident("panic", error, home)
    public = _foreseen(error)
    return _plain(public.public()) if public else _incident(error, home)


def _foreseen(error: BaseException) -> IsoglossError | None:
    if isinstance(error, IsoglossError):
        return error
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return OutOfSpace(
            "out_of_memory",
            "There was not enough memory for this run. Steps finished before were kept.",
            hint="Ask for fewer sentences or units, or free memory and ask again.",
        )
    if type(error).__name__ == "PanicException":
        return Refused(
            "library_panic",
            "A library that reads tokenizers or weights gave up on this model's files or on a text.",
            hint=f"Look at the model's tokenizer. The worker's machine has more in logs/{INCIDENTS} of its home.",
            field="checkpoint",
        )
    if isinstance(error, DBAPIError | OSError):
        return _of_storage(error)
    if isinstance(error, ValidationError):
        return _no_number(error)
    return None


def _no_number(error: ValidationError) -> IsoglossError | None:
    """The last fence: an answer holds a number that is none, and whoever computed it did not look."""
    places = [".".join(map(str, one["loc"])) for one in error.errors() if one["type"] == "finite_number"]
    if not places:
        return None
    more = f" (and {len(places) - 1:,} more)" if places[1:] else ""
    return Refused(
        "not_finite",
        f"“{places[0][:120]}” of the {error.title}{more} is not finite, so there is no result.",
        hint=BROKEN,
        field="checkpoint",
    )


def _of_storage(error: Exception) -> IsoglossError | None:
    """A full disk or a lost database, also where a library of another layer ran into it."""
    plainly = speaking_plainly() if isinstance(error, DBAPIError) else speaking_plainly_of_files()
    try:
        with plainly:
            raise error
    except IsoglossError as public:
        # Any other trouble with files is unforeseen: its text may hold paths.
        return public if isinstance(error, DBAPIError) or isinstance(public, OutOfSpace) else None
    except Exception:
        return None


def stalled(seconds: float) -> dict[str, Any]:
    """A run that got no further for so long that its lane was ended."""
    return Refused(
        "stalled",
        f"The run got no further for {seconds:,.0f} seconds, and was ended. Steps finished before were kept.",
        hint="Ask for fewer sentences or another checkpoint; ISOGLOSS_STALLED_AFTER_S sets how long a worker waits.",
    ).public()


def _plain(public: dict[str, Any]) -> dict[str, Any]:
    """Details that are no JSON become text."""
    kinds = (str, int, float, bool, list, dict, type(None))
    details = {k: v if isinstance(v, kinds) else str(v) for k, v in public["details"].items()}
    return public | {"details": details}


def _incident(error: BaseException, home: Path) -> dict[str, Any]:
    number = uuid.uuid4().hex[:8]
    write_incident(number, error, home)
    return {
        "code": "incident",
        "message": f"Something went wrong inside Isogloss (incident {number}). Steps finished before were kept.",
        "hint": f"You can ask again. The worker's machine has the details, in logs/{INCIDENTS} of its home folder.",
        "field": None,
        "details": {"incident": number},
    }


def write_incident(number: str, error: BaseException, home: Path) -> None:
    """Append a traceback to the incidents file; a disk that has no room for it loses it."""
    text = "".join(traceback.format_exception(error))
    try:
        folder = home / "logs"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = folder / INCIDENTS
        if file.exists() and file.stat().st_size > INCIDENTS_BYTES:
            file.replace(folder / f"{INCIDENTS}.1")
        with os.fdopen(private_file(file, flags=os.O_APPEND), "a", encoding="utf-8") as log:
            log.write(f"==== {number} {datetime.now(UTC).isoformat(timespec='seconds')}\n{text}\n")
    except OSError:
        pass
