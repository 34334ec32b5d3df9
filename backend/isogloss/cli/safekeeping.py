"""Commands that keep an installation safe: check, backup, restore."""

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from isogloss.cli import installation
from isogloss.vocabulary.errors import Cancelled
from isogloss.vocabulary.given_path import existing_path, given_path, regular_file
from isogloss.vocabulary.progress import Tell

if TYPE_CHECKING:
    from isogloss.findings.installation_check import Looked
    from isogloss.findings.standing.dependents import Broken
    from isogloss.settings import Settings

Home = Annotated[Path | None, typer.Option(help="The installation's folder.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else.")]
#: How many runs and findings are named of each that depends on something broken; --json names all.
_NAMED = 5


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    app.command()(check)
    app.command()(backup)
    app.command()(restore)


@contextmanager
def _telling(what: str, stopped: str) -> Any:
    """A progress bar; Ctrl-C becomes a sentence."""
    from isogloss.cli.following import telling

    try:
        with telling(what) as tell:
            yield tell
    except KeyboardInterrupt:
        raise Cancelled("interrupted", stopped) from None


def check(as_json: Json = False, home: Home = None) -> None:
    """Read everything and compare it with its digests; say what is broken, what depends on it, and what to do."""
    from isogloss.cli.speaking import show_json
    from isogloss.findings.installation_check import Looked

    settings = installation.read_settings(home=home)
    looked = Looked()
    with _telling("Checking", "The check was stopped before its end. Nothing was changed.") as tell:
        broken, missing = _look(settings, looked, tell)
    if as_json:
        show_json(_as_json(broken, looked, missing))
    else:
        _say(broken, looked, missing)
    raise typer.Exit(1 if broken else 0)


def _look(settings: "Settings", looked: "Looked", tell: Tell) -> tuple[list["Broken"], list[str]]:
    """What is broken, and the models whose files are not where they were."""
    from isogloss.findings.installation_check import RESTORE, faults
    from isogloss.findings.standing.dependents import Broken, with_dependents
    from isogloss.models.folders import models_without_files
    from isogloss.store.open import database_files
    from isogloss.store.soundness import file_faults
    from isogloss.vocabulary.errors import Unavailable

    files = database_files(settings.home).values()
    found: list[Broken] = []
    for file in files if settings.database_url is None else ():
        if file.exists():
            tell(0, 0, file.name)
            looked.count("database files")
            hint = "Stop Isogloss and delete it: runs go on without." if file.name == "jobs.sqlite" else f"{RESTORE}."
            found += [Broken(f"database {file.name}", why, hint) for why in file_faults(file)]
    try:
        # Opened as one that is only shown: a check migrates nothing and makes no file.
        with installation.opened(settings.model_copy(update={"read_only": True}), only_read=True) as store:
            found += faults(store, looked, tell)
            return with_dependents(store, found), models_without_files(store)
    except Unavailable as error:
        if not found or error.code != "broken_database":
            raise
        return found, []


def _as_json(broken: list["Broken"], looked: "Looked", missing: list[str]) -> dict[str, Any]:
    def one(fault: "Broken") -> dict[str, Any]:
        findings = [{"slug": slug, "title": title} for slug, title in fault.findings]
        on_it = {"runs": list(fault.runs), "findings": findings}
        return {"what": fault.what, "why": fault.why, "hint": fault.hint, "digest": fault.digest, "depends": on_it}

    return {
        "sound": not broken,
        "checked": looked.counts,
        "broken": [one(fault) for fault in broken],
        "cleared": looked.cleared,
        "models_without_files": missing,
    }


def _say(broken: list["Broken"], looked: "Looked", missing: list[str]) -> None:
    from isogloss.cli.speaking import err, out

    for fault in broken:
        out.print(f"Broken: {fault.what}. {fault.why}", style="bold red")
        for what, names in (
            ("runs", [f"/runs/{key}" for key in fault.runs]),
            ("findings", [f"“{title}” (/f/{slug})" for slug, title in fault.findings]),
        ):
            if names:
                more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
                out.print(f"  On it depend {len(names)} {what}: {', '.join(names[:_NAMED])}{more}")
        out.print(f"  {fault.hint}")
    if looked.cleared:
        err.print(f"Note: {looked.cleared} arrays of finished runs are not here; such are cleared to make room.")
    if missing:
        err.print(f"Note: the files of {', '.join(missing)} are not where they were; what was computed is here.")
    counted = ", ".join(f"{count:,} {what}" for what, count in looked.counts.items())
    verdict = f"{len(broken)} things are broken." if len(broken) != 1 else "One thing is broken."
    out.print(f"Looked at {counted}. {verdict if broken else 'Everything is what it was.'}")


def backup(
    file: Annotated[str, typer.Argument(help="The file to write, which does not exist yet.")], home: Home = None
) -> None:
    """Write everything that is kept to one file, while servers and workers go on."""
    from isogloss.cli.speaking import err
    from isogloss.models.folders import folders_to_copy
    from isogloss.store.backup import back_up

    path = given_path(file, "file")
    installation.declare_tables()
    with installation.opened(installation.read_settings(home=home), only_read=True) as store:
        folders = folders_to_copy(store)
        with _telling("Backing up", "The backup was stopped. Nothing was written.") as tell:
            made = back_up(store, path, tell)
    err.print(f"{path}: {made.rows:,} rows, {made.artifacts:,} artifacts, {made.bytes:,} bytes.")
    if folders:
        err.print("Models are files and not in it. Copy their folders, too:")
        for folder in folders:
            err.print(f"  {folder}")
    if made.damaged:
        err.print(f"{len(made.damaged)} artifacts are damaged here and were left out: isogloss check says which.")
        raise typer.Exit(1)


def restore(file: Annotated[str, typer.Argument(help="A file that isogloss backup wrote.")], home: Home = None) -> None:
    """Restore a backup into a home, or a database, that is empty: all of it, or nothing."""
    from isogloss.cli.speaking import err
    from isogloss.models.folders import models_without_files
    from isogloss.runs.asking.restored import ask_again
    from isogloss.store.open import open_store
    from isogloss.store.restore import make_room, open_backup, restore

    path = regular_file(existing_path(file, "file"), "file")
    settings = installation.read_settings(home=home)
    with _telling("Restoring", "It was stopped. The installation is empty, as it was.") as tell:
        head = open_backup(path, tell)
        make_room(head, settings.home, settings.database_url)
        store = open_store(**installation.store_settings(settings), migrate=False)
        try:
            done = restore(store, path, head, tell)
        finally:
            store.close()
    with installation.opened(settings) as store:
        again, missing = ask_again(store), models_without_files(store)
    err.print(f"Restored: {done.rows:,} rows, {done.artifacts:,} artifacts, of {done.made_at:.10}.")
    if again:
        err.print(f"{again} runs that had not ended are queued again: isogloss serve or isogloss worker computes them.")
    if missing:
        err.print(f"The files of {', '.join(missing)} are not where they were: put them there, or add them again.")
