"""The command that looks whether an installation can do its work."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from isogloss.cli import installation
from isogloss.vocabulary.errors import IsoglossError

if TYPE_CHECKING:
    from isogloss.runs.health import Condition
    from isogloss.settings import Settings

_MARKS = {"well": "ok", "look": "look", "broken": "broken"}


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    app.command()(doctor)


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else.")] = False,
    home: Annotated[Path | None, typer.Option(help="The installation's folder.")] = None,
) -> None:
    """Look whether this installation can do its work: database, disk, devices, models, workers; and what to do."""
    from isogloss.cli.speaking import out, show_json

    found = _look(installation.read_settings(home=home))
    if as_json:
        show_json([condition.model_dump() for condition in found])
    else:
        for condition in found:
            out.print(f"{condition.part:<10}{_MARKS[condition.state]:<8}{condition.says}")
            if condition.mend:
                out.print(f"{'':<18}{condition.mend}")
    raise typer.Exit(1 if any(condition.state == "broken" for condition in found) else 0)


def _look(settings: "Settings") -> "list[Condition]":
    from isogloss.runs.health import Condition, conditions

    try:
        with installation.opened(settings, only_read=True) as store:
            return list(conditions(store, installation.hub(settings), settings.device))
    except IsoglossError as error:
        return [Condition(part="database", state="broken", says=error.message, mend=error.hint or "")]
