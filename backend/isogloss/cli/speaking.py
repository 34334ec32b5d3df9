"""What the command line says: errors with their hints, tables, progress. Results go to standard output, the rest to
standard error, so that ``--json`` can be piped."""

import json
import os
import secrets
import sys
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from isogloss.vocabulary.errors import Cancelled, Conflict, IsoglossError, NotFound, Refused, TooLarge
from isogloss.vocabulary.visible import visible, visible_json

#: The asker's own mistakes; everything else that fails is 1.
_MISTAKES = (Refused, NotFound, Conflict, TooLarge)

#: Set, a fault of ours is shown whole.
_TRACEBACK = "ISOGLOSS_TRACEBACK"
#: Where our own modules lie.
_OURS = Path(__file__).resolve().parents[1]

#: The columns of estimates.
ESTIMATE = ["", "value", "interval", "null", "excess over null", "n"]


class Terminal(Console):
    """A console on which text is text: names and sentences of others neither style what is printed nor steer it.

    All that is printed goes through :meth:`render`, tables and progress too; styles are given as styles, never as
    markup.
    """

    def __init__(self, *, stderr: bool = False):
        super().__init__(stderr=stderr, highlight=False, soft_wrap=True, markup=False, emoji=False)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """The pieces to print, with what would steer a terminal spelled out."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=visible(segment.text))


out = Terminal()
err = Terminal(stderr=True)


@contextmanager
def reporting_errors() -> Iterator[None]:
    """Public errors become a message, a hint and an exit code: 2 for what was asked wrongly, 1 for what went wrong."""
    try:
        yield
    except IsoglossError as error:
        show_error(error.public())
        sys.exit(130 if isinstance(error, Cancelled) else 2 if isinstance(error, _MISTAKES) else 1)
    except Exception as error:
        if hasattr(error, "show") and hasattr(error, "exit_code"):  # the parser of arguments, which repeats them
            _show_usage(error)
        if os.environ.get(_TRACEBACK):
            raise
        show_error(_unforeseen(error))
        sys.exit(1)


@contextmanager
def noting_incidents(home: Path) -> Iterator[None]:
    """For processes that nobody watches: what nobody foresaw is written into the home's logs, and its number said."""
    try:
        yield
    except IsoglossError:
        raise
    except Exception as error:
        if os.environ.get(_TRACEBACK):
            raise
        from isogloss.runs.lane.failures import INCIDENTS, write_incident

        number = secrets.token_hex(4)
        write_incident(number, error, home)
        hint = f"This is a fault of Isogloss. logs/{INCIDENTS} of the home folder has all of it (incident {number})."
        raise IsoglossError("incident", _unforeseen(error)["message"], hint=hint) from error


def _show_usage(error: Any) -> NoReturn:
    error.message = visible(error.message)
    error.show()
    sys.exit(error.exit_code)


def _unforeseen(error: Exception) -> dict[str, str]:
    """What nobody foresaw, as on the pages: without its text, which may hold anything, but with its place."""
    frames = traceback.extract_tb(error.__traceback__)
    last = ([frame for frame in frames if Path(frame.filename).is_relative_to(_OURS)] or frames)[-1]
    place = f"{os.path.basename(last.filename)}, line {last.lineno}"
    return {
        "message": f"Something went wrong that nobody foresaw: {type(error).__name__} ({place}).",
        "hint": f"This is a fault of Isogloss. {_TRACEBACK}=1 shows all of it, for a report.",
    }


def show_error(error: Mapping[str, Any]) -> None:
    """A message and its hint on standard error."""
    where = f" ({error['field']})" if error.get("field") else ""
    err.print(Text.assemble((f"Error{where}:", "bold red"), " ", error["message"]))
    if error.get("hint"):
        err.print(f"  {error['hint']}")


def show_json(value: Any) -> None:
    """One JSON value on standard output, nothing else."""
    sys.stdout.write(visible_json(json.dumps(value, ensure_ascii=False, indent=2)) + "\n")


def show_table(title: str, columns: list[str], rows: list[list[str]]) -> None:
    """A plain table; says so when it is empty."""
    if not rows:
        err.print(f"{title}: none yet.")
        return
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for column in columns:
        table.add_column(column)
    for row in rows:
        table.add_row(*row)
    out.print(table)


def is_estimate(value: Any) -> bool:
    """Whether a JSON value is a number with its interval and null."""
    return isinstance(value, dict) and {"value", "n"} <= value.keys()


def estimate_row(name: str, value: Mapping[str, Any]) -> list[str]:
    """name, value, interval, null with its band, excess, n."""

    def number(field: str) -> str:
        found = value.get(field)
        return "" if found is None else f"{found:.4g}"

    def interval(low: str, high: str) -> str:
        return f"[{number(low)}, {number(high)}]" if number(low) else ""

    excess = f"{number('excess')} {interval('excess_low', 'excess_high')}".strip()
    null = f"{number('null')} {interval('null_low', 'null_high')}".strip()
    return [name, number("value"), interval("low", "high"), null, excess, str(value["n"])]


def show_estimates(title: str, rows: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
    """Estimates by name; a column that none of them fills is left out."""
    cells = [estimate_row(name, estimate) for name, estimate in rows]
    filled = [i for i in range(len(ESTIMATE)) if any(row[i] for row in cells)]
    show_table(title, [ESTIMATE[i] for i in filled], [[row[i] for i in filled] for row in cells])


def show_result(result: Mapping[str, Any]) -> None:
    """The headline of any study's result: its estimates as a table, its notes below."""
    headline = result.get("headline") or result
    rows = [estimate_row(name.replace("_", " "), value) for name, value in headline.items() if is_estimate(value)]
    if rows:
        show_table("Headline", ESTIMATE, rows)
    for point in result.get("points") or ():
        rows = [estimate_row(n.replace("_", " "), v) for n, v in point.get("headline", {}).items() if is_estimate(v)]
        show_table(str(point.get("checkpoint", "")), ESTIMATE, rows)
    plain = {n: v for n, v in result.items() if isinstance(v, str | int | float) and not isinstance(v, bool)}
    if plain:
        out.print("  ".join(f"{name.replace('_', ' ')}: {value}" for name, value in plain.items()))
    for note in result.get("notes") or ():
        out.print(f"Note: {note}")
