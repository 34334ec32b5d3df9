"""Commands that carry results out of an installation and into another one: export, import."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from isogloss.cli import installation
from isogloss.vocabulary.errors import Conflict, Refused
from isogloss.vocabulary.given_path import existing_path, given_path

if TYPE_CHECKING:
    from isogloss.findings.bundle.contents import Wanted
    from isogloss.findings.bundle.importing import Imported
    from isogloss.store.open import Store

Home = Annotated[Path | None, typer.Option(help="The installation's folder.")]
Studies = Annotated[list[str], typer.Option("--study", hidden=True)]


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    app.command()(export)
    app.command("import")(import_)


def export(
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="KEY", help="Keys of runs, or a finding's slug; without --bundle one key, and a folder to be made."
        ),
    ],
    bundle: Annotated[str | None, typer.Option(help="Write one file that another installation imports.")] = None,
    title: Annotated[str | None, typer.Option(help="What the bundle is called.")] = None,
    note: Annotated[str, typer.Option(help="What a reader should know of it.")] = "",
    rests_on: Annotated[list[str], typer.Option(help="A sentence on what its numbers stand on.")] = [],
    leave_out: Annotated[
        list[str], typer.Option(help="Leave out what runs kept under such names: units/*, or step8:units/*")
    ] = [],
    whole: Annotated[list[str], typer.Option(help="A checkpoint that only patterns with its name apply to.")] = [],
    without_text: Annotated[bool, typer.Option("--without-text", help="Name corpora, do not bring them.")] = False,
    home: Home = None,
    study: Studies = [],
) -> None:
    """Write a run's result, figures, provenance and log to a folder; or runs and all they stand on to one file."""
    from isogloss.cli.speaking import err
    from isogloss.findings.bundle.contents import Wanted

    with installation.opened(installation.read_settings(home=home), only_read=True) as store:
        if bundle is None:
            key, folder = _key_and_folder(what)
            err.print(f"{_export(store, key, given_path(folder, 'folder'))} files are in {folder}.")
            return
        words = Wanted(title, note, tuple(rests_on), tuple(leave_out), tuple(whole), text=not without_text)
        _bundle(store, what, given_path(bundle, "bundle"), words, study)


def _key_and_folder(what: list[str]) -> tuple[str, str]:
    if len(what) != 2:
        raise Refused(
            "no_folder",
            "Without --bundle one run is written to a folder.",
            hint="Say: isogloss export KEY FOLDER, or isogloss export KEY... --bundle FILE.zip",
            field="folder",
        )
    return what[0], what[1]


def _bundle(store: "Store", keys: list[str], file: Path, wanted: "Wanted", study: list[str]) -> None:
    from isogloss.cli.speaking import err
    from isogloss.findings.bundle.writing import write_bundle, write_finding
    from isogloss.findings.tables import FindingRow

    with store.app.session() as session:
        is_finding = len(keys) == 1 and session.get(FindingRow, keys[0]) is not None
    if is_finding:
        made = write_finding(store, installation.all_studies(study), keys[0], file, wanted)
    else:
        made = write_bundle(store, installation.all_studies(study), keys, file, wanted)
    runs = sum(name.startswith("runs/") for name in made.files)
    err.print(f"{file}: “{made.title}”, {runs} runs, {file.stat().st_size:,} bytes.")
    for pattern in made.left_out:
        err.print(f"Left out: {pattern}")


def import_(
    file: Annotated[str, typer.Argument(help="A bundle, as isogloss export --bundle wrote it.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else.")] = False,
    home: Home = None,
    study: Studies = [],
) -> None:
    """Import a bundle: all of it, or nothing. Importing again changes nothing."""
    from dataclasses import asdict

    from isogloss.cli.speaking import show_json
    from isogloss.findings.bundle.importing import import_bundle

    with installation.opened(installation.read_settings(home=home)) as store:
        done = import_bundle(store, installation.all_studies(study), existing_path(file, "file"))
    if as_json:
        show_json(asdict(done))
    else:
        _tell(done)


def _tell(done: "Imported") -> None:
    from isogloss.cli.speaking import err, out

    err.print(f"“{done.title}”: {done.new} runs imported, {done.known} were here already.")
    for pattern in done.left_out:
        err.print(f"Note: the bundle leaves out {pattern}.")
    for warning in done.warnings:
        err.print(f"Note: {warning}")
    for key in done.roots:
        out.print(f"/runs/{key}")


def _export(store: "Store", key: str, folder: Path) -> int:
    """Everything or nothing: written beside, then renamed."""
    import shutil
    import tempfile

    from isogloss.runs.rows.reading import read_figure, read_log, read_result, status

    if folder.exists():
        raise Conflict(
            "folder_exists", f"{folder} exists already.", hint="Name a folder that does not.", field="folder"
        )
    run = status(store, key)
    files = {"run.json": run.model_dump_json(indent=2, exclude={"log", "last_event"}).encode()}
    files["result.json"] = read_result(store, key)[0]
    files |= {f"figures/{name}.json": read_figure(store, key, name)[0] for name in run.figures}
    files["log.txt"] = "".join(f"{line.at.isoformat()} {line.text}\n" for line in read_log(store, key)).encode()
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=".export-", dir=folder.parent))
    try:
        for name, data in files.items():
            (beside / name).parent.mkdir(exist_ok=True)
            (beside / name).write_bytes(data)
        beside.rename(folder)
    except OSError as error:
        shutil.rmtree(beside, ignore_errors=True)
        raise Refused("cannot_write", f"{folder} cannot be written: {error.strerror}.") from error
    return len(files)
