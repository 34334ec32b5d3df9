"""The command line: the same runs as the pages, by the same keys. The composition root of every process.

What a command needs is imported when it is called: ``isogloss --help`` must not wait for torch.
"""

import sys
from typing import Annotated

import typer

from isogloss import __version__
from isogloss.cli import adding, demo, doctor, moving, running, safekeeping, serving

app = typer.Typer(
    name="isogloss",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Which parts of a language model its languages share, and when they came to.",
)
serving.add_to(app)
demo.add_to(app)
running.add_to(app)
adding.add_to(app)
moving.add_to(app)
safekeeping.add_to(app)
doctor.add_to(app)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"isogloss {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version, and nothing else.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line; public errors become a message and an exit code, never a traceback."""
    from isogloss.cli.speaking import reporting_errors

    with reporting_errors():
        sys.exit(app(standalone_mode=False) or 0)
