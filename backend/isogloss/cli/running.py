"""Commands about runs: run (a study or a recipe)."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from isogloss.cli import house
from isogloss.vocabulary.errors import Refused

if TYPE_CHECKING:
    from isogloss.runs.wire import RunStatus
    from isogloss.store.open import Store

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON, and nothing else.")]
#: A params file or recipe beyond this many bytes is a mistake.
_FILE_BYTES = 1_000_000


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    app.command()(run)


def run(
    what: Annotated[str, typer.Argument(help="A study's slug (with --params), or a recipe file.")],
    params: Annotated[Path | None, typer.Option(help="A YAML or JSON file with the study's params.")] = None,
    checkpoints: Annotated[str | None, typer.Option(help="all, or revisions with commas: makes it a series.")] = None,
    as_json: Json = False,
    home: Annotated[Path | None, typer.Option(help="The house's folder.")] = None,
    study: Annotated[list[str], typer.Option("--study", hidden=True)] = [],
) -> None:
    """Run a study or a recipe, and show what came out. What was computed before is shown at once."""
    from isogloss.cli.following import exit_code, follow, new_asker

    settings = house.read_settings(home=home)
    studies = house.all_studies(study)
    asker = new_asker()
    with house.open_house(settings) as store:
        asked = _ask(store, studies, what, params, checkpoints, asker)
        ended = follow(store, settings, asked, asker, study)
        _show(store, ended, as_json)
        raise typer.Exit(exit_code(ended))


def _ask(
    store: "Store", studies: Any, what: str, params: Path | None, checkpoints: str | None, asker: str
) -> "RunStatus":
    from isogloss.runs.recipe import ask_recipe, study_named
    from isogloss.runs.requests import ask_run, ask_series

    if Path(what).suffix in (".yaml", ".yml", ".json"):
        given = read_mapping(Path(what))
        return ask_recipe(store, studies, given if "runs" in given else {"runs": [given]}, asker)
    study = study_named(studies, what)
    if params is None:
        raise Refused("no_params", "A study needs its params.", hint="Give a file: --params FILE.", field="params")
    given = read_mapping(params)
    if checkpoints is None:
        return ask_run(store, study, given, asker)
    wanted = "all" if checkpoints == "all" else [name.strip() for name in checkpoints.split(",") if name.strip()]
    return ask_series(store, study, given, wanted, asker)


def read_mapping(file: Path) -> dict[str, Any]:
    """A YAML or JSON file that holds a mapping; raises Refused naming file and line for anything else."""
    import yaml

    try:
        if file.stat().st_size > _FILE_BYTES:
            raise Refused("large_file", f"{file.name} is larger than {_FILE_BYTES} bytes.")
        value = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise Refused("no_file", f"{file} cannot be read: {error.strerror}.") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise Refused("broken_file", f"{file.name}{where}: this is no YAML or JSON.") from error
    if not isinstance(value, dict):
        raise Refused("broken_file", f"{file.name}: a mapping of names to values is expected.")
    return {str(name): item for name, item in value.items()}


def _show(store: "Store", ended: "RunStatus", as_json: bool) -> None:
    from isogloss.cli.speaking import err, out, show_json, show_result

    results = _results(store, ended)
    if as_json:
        shown = ended.model_dump(mode="json", exclude={"log", "last_event", "plan"})
        show_json(
            {"run": shown, "result": results[0][1] if results and ended.kind != "recipe" else None}
            | ({"results": dict(results)} if ended.kind == "recipe" else {})
        )
        return
    for name, result in results:
        if len(results) > 1:
            out.print(name, style="bold")
        show_result(result)
    for warning in ended.warnings:
        err.print(f"Note: {warning.text}", markup=False)
    err.print(f"Run {ended.key}: {ended.status}. Its page: /runs/{ended.key}")


def _results(store: "Store", ended: "RunStatus") -> list[tuple[str, Any]]:
    """Results by name: the run's own, or those of a recipe's finished runs."""
    from isogloss.runs.reading import read_result, status

    if ended.kind == "recipe":
        children = [(child.name, status(store, child.key)) for child in ended.children]
        return [(name, json.loads(read_result(store, c.key)[0])) for name, c in children if c.result_digest]
    return [(ended.study, json.loads(read_result(store, ended.key)[0]))] if ended.result_digest else []
