"""``isogloss demo``: an installation of its own that fills itself, and the dashboard over it."""

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from isogloss.cli import installation

if TYPE_CHECKING:
    from isogloss.runs.rows.wire import RunStatus
    from isogloss.settings import Settings
    from isogloss.store.open import Store

#: Who asks for the chapters that run by themselves: always the same, so that a second start asks for nothing new.
_ASKER = "demo"


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(demo)


def demo(
    home: Annotated[Path | None, typer.Option(help="Its folder (ISOGLOSS_HOME, else ~/.isogloss-demo).")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port; any that is free if absent.")] = None,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Run the first chapter to its end, then stop.")] = False,
    chapters: Annotated[str, typer.Option(help="With --no-serve: all, or names with commas.")] = "emergence",
    steps: Annotated[int | None, typer.Option(min=9, help="Train for fewer steps (or more) than its 512.")] = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open a browser.")] = False,
) -> None:
    """Look around: a model that trains before your eyes, in a folder of its own, at any free port."""
    from isogloss.cli.speaking import err

    if home is None and "ISOGLOSS_HOME" not in os.environ:
        home = Path("~/.isogloss-demo")
    settings = installation.read_settings(home=home, port=0 if port is None else port, demo=True, demo_steps=steps)
    began = time.monotonic()
    with installation.opened(settings) as store:
        _furnish(store)
        asked = _ask(store, settings.demo_steps, ["emergence"] if not no_serve else _names(chapters))
        err.print(f"The demo lives in {settings.home} (ready in {time.monotonic() - began:.1f} s).")
        err.print(f"In another terminal, other commands find it with: export ISOGLOSS_HOME={settings.home}")
        if no_serve:
            raise typer.Exit(_follow(store, settings, asked))
    from isogloss.cli.serving import serve_pages

    serve_pages(settings, True, not no_open, [])


def _names(chapters: str) -> list[str]:
    from isogloss.demo.chapters import CHAPTERS

    return [c.name for c in CHAPTERS] if chapters == "all" else [n.strip() for n in chapters.split(",") if n.strip()]


def _furnish(store: "Store") -> None:
    """What the demo needs beside a model: its corpus, and what was computed earlier. Again is once."""
    from isogloss.corpora.sample import add_sample
    from isogloss.findings.bundle.importing import import_bundle
    from isogloss.store.resources import bundled_finding

    add_sample(store)
    if (bundle := bundled_finding()) is not None:
        import_bundle(store, installation.all_studies(), bundle)


def _ask(store: "Store", steps: int, names: list[str]) -> "list[RunStatus]":
    from isogloss.demo.story import ask_chapter

    return [ask_chapter(store, installation.all_studies(), name, _ASKER, steps) for name in names]


def _follow(store: "Store", settings: "Settings", asked: "list[RunStatus]") -> int:
    """Watch the chapters one after another and say what they found; the first exit code that is not 0."""
    from isogloss.cli.following import exit_code, failures, follow

    for run in asked:
        ended = follow(store, settings, run, _ASKER)
        if code := exit_code(ended, failures(store, ended)):
            return code
        _tell(store, ended, settings.demo_steps)
    return 0


def _tell(store: "Store", ended: "RunStatus", steps: int) -> None:
    """What a chapter found: a table for each number its results are known by, a line a checkpoint."""
    import json

    from isogloss.cli.speaking import show_estimates
    from isogloss.demo.story import story
    from isogloss.runs.rows.reading import read_result

    studies = installation.all_studies()
    chapter = next(chapter for chapter in story(store, studies, steps).chapters if chapter.key == ended.key)
    assert chapter.series is not None
    result = json.loads(read_result(store, chapter.series.key)[0])
    for what, rows in studies[chapter.series.study].numbers(result):
        show_estimates(f"{chapter.title}: {what}", rows)
