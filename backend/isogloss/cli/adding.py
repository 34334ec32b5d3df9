"""Commands about what runs read: models, corpora, concepts, ids."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from isogloss.cli import installation
from isogloss.vocabulary.errors import Refused

if TYPE_CHECKING:
    from isogloss.store.open import Store

Home = Annotated[Path | None, typer.Option(help="The installation's folder.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else.")]
Licence = Annotated[str | None, typer.Option(help="Its licence, where the source does not say.")]
Id = Annotated[str | None, typer.Option("--id", help="Its name here; made from the source if absent.")]
Name = Annotated[str | None, typer.Option(help="Its name as shown.")]


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    groups: tuple[tuple[str, str, dict[str, Callable[..., None]]], ...] = (
        ("models", "Models and their checkpoints.", {"add": add_model, "list": list_models}),
        ("corpora", "Corpora: sentences aligned by id.", {"add": add_corpus, "list": list_corpora}),
        ("concepts", "Concept sets: which sentences are positive for which concept.", {"add": add_concepts}),
        ("ids", "Named choices of a corpus's ids.", {"add": add_ids}),
    )
    for name, text, commands in groups:
        group = typer.Typer(help=text, no_args_is_help=True, rich_markup_mode=None)
        for command, function in commands.items():
            group.command(command)(function)
        app.add_typer(group, name=name)


def _add(what: str, home: Path | None, as_json: bool, params: dict[str, Any]) -> None:
    """The pages' own intake, in this process: what is added may be a file that no other machine sees."""
    from isogloss.cli.following import telling
    from isogloss.cli.speaking import err, show_json
    from isogloss.runs.lane.intake_work import Options, perform

    settings = installation.read_settings(home=home)
    with installation.opened(settings) as store, telling("looking") as progress:
        added = perform(store, what, params, progress, Options(installation.hub(settings)))
        told = [] if as_json else _told(store, added)
    if as_json:
        return show_json(added)
    err.print(f"Added: {added['kind']} {added['id']}")
    for line in told:
        err.print(f"  {line}")
    for note in added.get("notes", ()):
        err.print(f"Note: {note}")


def _told(store: "Store", added: dict[str, Any]) -> list[str]:
    """What was read as what, line by line: a column taken for a language is seen here first."""
    from isogloss.corpora.concepts import n_positives
    from isogloss.corpora.tables import ConceptSetRow, CorpusRow, IdSetRow

    with store.app.session() as session:
        if added["kind"] == "corpus":
            row = session.get_one(CorpusRow, added["id"])
            languages = ", ".join(f"{code} {row.counts[code]:,}" for code in row.languages)
            common = f"{row.n_complete:,} of {row.n_ids:,} ids are in every language. Documents: {row.n_documents:,}."
            return [f"Ids by language: {languages}.", common, row.note]
        if added["kind"] == "concepts":
            concepts = session.get_one(ConceptSetRow, added["id"]).concepts
            some = ", ".join(f"{name} {n_positives(concepts[name]):,}" for name in list(concepts)[:20])
            return [f"Concepts with their positives: {some}{' …' if len(concepts) > 20 else ''}."]
        if added["kind"] == "ids":
            ids = session.get_one(IdSetRow, (added["corpus"], added["id"])).ids
            return [f"{len(ids):,} ids of the corpus {added['corpus']}."]
    return []


def on_this_machine(source: str, field: str = "source") -> str:
    """A path as the worker can find it from any folder; a hub id as it is. Raises Refused as ``given_path`` does: the
    one way of every argument that names a file, a folder or a hub id."""
    from isogloss.vocabulary.given_path import given_path

    path = given_path(source, field)
    return str(path) if path.exists() else source


def _split(names: str | None) -> list[str] | None:
    return [name.strip() for name in names.split(",") if name.strip()] if names else None


def _steps(given: str | None) -> dict[str, int] | None:
    """Steps by checkpoint, from ``name=step`` with commas or a file that maps them; Refused for anything else."""
    if given is None:
        return None
    if Path(given).suffix in (".json", ".yaml", ".yml"):
        from isogloss.cli.written import read_mapping

        found: dict[str, Any] = read_mapping(given, "steps")
    else:
        # A name may hold an equals sign itself: epoch=0-step=500=1000.
        parts = [part.strip().rpartition("=") for part in given.split(",")]
        if twice := next((name for name, n in Counter(name.strip() for name, _, _ in parts).items() if n > 1), None):
            raise _broken_steps(f"“{given[:80]}” gives “{twice[:80]}” more than one step.")
        found = {name: step for name, _, step in parts}
    try:
        return {name.strip(): int(str(step)) for name, step in found.items()}
    except ValueError:
        raise _broken_steps(f"“{given[:80]}” does not give steps.") from None


def _broken_steps(message: str) -> Refused:
    hint = "As in --steps ckpt_1=1000,ckpt_2=2000, or a JSON or YAML file that maps names to steps."
    return Refused("broken_steps", message, hint=hint, field="steps")


def add_model(
    source: Annotated[str, typer.Argument(help="A folder (of checkpoints, or a checkpoint), or a hub id.")],
    revisions: Annotated[str | None, typer.Option(help="Revisions with commas; all known ones if absent.")] = None,
    id: Id = None,
    steps: Annotated[str | None, typer.Option(help="Steps that names do not tell: name=step,… or a file.")] = None,
    tokenizer: Annotated[str | None, typer.Option(help="A folder or hub id to take the tokenizer from.")] = None,
    trained_on: Annotated[str | None, typer.Option(help="What text it was trained on: JSON, or a corpus's id.")] = None,
    licence: Licence = None,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Add a model with its checkpoints."""
    params = {
        "source": on_this_machine(source),
        "id": id,
        "revisions": _split(revisions),
        "steps": _steps(steps),
        "tokenizer": None if tokenizer is None else on_this_machine(tokenizer, "tokenizer"),
        "trained_on": trained_on,
        "licence": licence,
    }
    _add("add_model", home, as_json, params)


def add_corpus(
    source: Annotated[str, typer.Argument(help="A file, a folder, or a hub id of a data set.")],
    format: Annotated[str, typer.Option(help="conllu, tsv, csv, jsonl, flores, or auto.")] = "auto",
    id: Id = None,
    name: Name = None,
    licence: Licence = None,
    languages: Annotated[str | None, typer.Option(help="Keep only these (commas); file=language tells one.")] = None,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Import a corpus: everything in it, or nothing."""
    params = {
        "source": on_this_machine(source),
        "format": format,
        "id": id,
        "name": name,
        "licence": licence,
        "languages": _split(languages),
    }
    _add("add_corpus", home, as_json, params)


def add_concepts(
    source: Annotated[str, typer.Argument(help="A JSON file: {concept: [ids]}.")],
    corpus: Annotated[str, typer.Option(help="The corpus whose ids these are.")],
    id: Id = None,
    name: Name = None,
    licence: Licence = None,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Import a concept set of a corpus."""
    params = {"source": on_this_machine(source), "corpus": corpus, "id": id, "name": name, "licence": licence}
    _add("add_concepts", home, as_json, params)


def add_ids(
    source: Annotated[str, typer.Argument(help="A JSON file with a list of ids.")],
    corpus: Annotated[str, typer.Option(help="The corpus whose ids these are.")],
    name: Annotated[str, typer.Option(help="The name of the choice.")],
    pointer: Annotated[str | None, typer.Option(help="Where in the file the list stands, as in /text/ids.")] = None,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Name a choice of a corpus's ids."""
    params = {"source": on_this_machine(source), "corpus": corpus, "name": name, "pointer": pointer}
    _add("add_ids", home, as_json, params)


def list_models(as_json: Json = False, home: Home = None) -> None:
    """All models, with their checkpoints."""
    from isogloss.cli.speaking import show_json, show_table
    from isogloss.models.ladder import list_models as models
    from isogloss.models.model_rows import checkpoints

    settings = installation.read_settings(home=home)
    with installation.opened(settings, only_read=True) as store, store.app.session() as session:
        rows = [(model, [c.revision for c in checkpoints(session, model.id)]) for model in models(session)]
    if as_json:
        return show_json([{"id": m.id, "family": m.family, "source": m.source, "checkpoints": c} for m, c in rows])
    table = [
        [m.id, m.family, f"{m.n_parameters:,}", str(len(c)), ", ".join(c[:4]) + (" …" if len(c) > 4 else "")]
        for m, c in rows
    ]
    return show_table("Models", ["id", "family", "parameters", "checkpoints", ""], table)


def list_corpora(as_json: Json = False, home: Home = None) -> None:
    """All corpora, with their languages."""
    from isogloss.cli.speaking import show_json, show_table
    from isogloss.corpora.parallel import list_corpora as corpora

    settings = installation.read_settings(home=home)
    with installation.opened(settings, only_read=True) as store, store.app.session() as session:
        rows = corpora(session)
    if as_json:
        return show_json(
            [{"id": r.id, "name": r.name, "languages": list(r.languages), "licence": r.licence} for r in rows]
        )
    table = [[r.id, r.name, str(r.n_ids), ", ".join(r.languages), r.licence or ""] for r in rows]
    return show_table("Corpora", ["id", "name", "ids", "languages", "licence"], table)
