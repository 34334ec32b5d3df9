"""Commands about runs: run (a study or a recipe)."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from isogloss.cli import installation
from isogloss.vocabulary.errors import Refused

if TYPE_CHECKING:
    from isogloss.runs.rows.wire import RunStatus
    from isogloss.store.open import Store

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON, and nothing else.")]


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    app.command()(run)


def run(
    what: Annotated[str, typer.Argument(help="A study's slug (with --params), or a recipe file.")],
    params: Annotated[str | None, typer.Option(help="A YAML or JSON file with the study's params.")] = None,
    checkpoints: Annotated[str | None, typer.Option(help="all, or revisions with commas: makes it a series.")] = None,
    as_json: Json = False,
    home: Annotated[Path | None, typer.Option(help="The installation's folder.")] = None,
    study: Annotated[list[str], typer.Option("--study", hidden=True)] = [],
) -> None:
    """Run a study or a recipe, and show what came out. What was computed before is shown at once."""
    from isogloss.cli.following import exit_code, failures, follow, new_asker

    settings = installation.read_settings(home=home)
    studies = installation.all_studies(study)
    asker = new_asker()
    with installation.opened(settings) as store:
        asked = _ask(store, studies, what, params, checkpoints, asker)
        ended = follow(store, settings, asked, asker, study)
        failed = failures(store, ended)
        _show(store, ended, failed, as_json)
        raise typer.Exit(exit_code(ended, failed))


def _ask(
    store: "Store", studies: Any, what: str, params: str | None, checkpoints: str | None, asker: str
) -> "RunStatus":
    from isogloss.cli.written import as_wanted, read_mapping
    from isogloss.runs.asking.recipe import ask_recipe, study_named
    from isogloss.runs.asking.requests import ask_run, ask_series

    if Path(what).suffix in (".yaml", ".yml", ".json"):
        return ask_recipe(store, studies, _recipe(studies, read_mapping(what, "recipe")), asker)
    study = study_named(studies, what)
    if params is None:
        raise Refused("no_params", "A study needs its params.", hint="Give a file: --params FILE.", field="params")
    given = as_wanted(read_mapping(params), study.params)
    if checkpoints is None:
        return ask_run(store, study, given, asker)
    wanted = "all" if checkpoints == "all" else [name.strip() for name in checkpoints.split(",") if name.strip()]
    return ask_series(store, study, given, wanted, asker)


def _recipe(studies: Any, given: dict[str, Any]) -> dict[str, Any]:
    """A recipe as its file means it: numbers are text where the entry or its study's params want text."""
    from isogloss.cli.written import as_wanted
    from isogloss.runs.asking.recipe import Recipe, study_named

    recipe = given if "runs" in given else {"runs": [given]}
    for entry in recipe["runs"] if isinstance(recipe["runs"], list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("study"), str):
            entry["params"] = as_wanted(entry.get("params"), study_named(studies, entry["study"]).params)
    wanted: dict[str, Any] = as_wanted(recipe, Recipe)
    return wanted


def _show(store: "Store", ended: "RunStatus", failed: list[dict[str, str]], as_json: bool) -> None:
    from isogloss.cli.speaking import err, out, show_json, show_result

    results = _results(store, ended)
    if as_json:
        shown = ended.model_dump(mode="json", exclude={"log", "last_event", "plan"})
        show_json(
            {"run": shown, "result": results[0][1] if results and ended.kind != "recipe" else None, "failed": failed}
            | ({"results": dict(results)} if ended.kind == "recipe" else {})
        )
        return
    for name, result in results:
        if len(results) > 1:
            out.print(name, style="bold")
        show_result(result)
    for warning in ended.warnings:
        err.print(f"Note: {warning.text}")
    err.print(f"Run {ended.key}: {ended.status}. Its page: /runs/{ended.key}")


def _results(store: "Store", ended: "RunStatus") -> list[tuple[str, Any]]:
    """Results by name: the run's own, or those of a recipe's finished runs."""
    from isogloss.runs.rows.reading import read_result, status

    if ended.kind == "recipe":
        children = [(child.name, status(store, child.key)) for child in ended.children]
        return [(name, json.loads(read_result(store, c.key)[0])) for name, c in children if c.result_digest]
    return [(ended.study, json.loads(read_result(store, ended.key)[0]))] if ended.result_digest else []
