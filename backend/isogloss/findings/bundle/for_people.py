"""The part of a bundle that people read: what was asked and answered, the figures' numbers, and how to do it again."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from isogloss.findings.bundle.format import BundledFinding
from isogloss.findings.bundle.rerun import as_yaml, recipe_of
from isogloss.findings.standing.kept import Kept
from isogloss.runs.rows.tables import RunRow
from isogloss.store.open import Store
from isogloss.web.figure_table import csv_of

_FOLDER = "readable"
_ABOUT = """# {title}

{note}

{rests_on}

This is a bundle of Isogloss {made_by}. `isogloss import FILE.zip` shows it in another installation, with the same
numbers to the bit. To read it without: `readable/recipe.yaml` asks for the same runs again;
`readable/environment.json` says with what they were computed; `readable/<run>/` has each run's params, and of the
runs that this is about the result and the figures. What else they kept lies under `artifacts/` and `arrays/`:
`runs/<run>.json` says which is which.
"""


def readable(
    store: Store,
    runs: Mapping[str, RunRow],
    roots: Sequence[str],
    brought: Mapping[str, Mapping[str, Kept]],
    finding: BundledFinding,
    words: Mapping[str, Any],
) -> dict[str, bytes]:
    """Entries by name; ``brought`` is what each run brings, by name."""
    corpora = {id: digest for run in runs.values() for id, digest in (run.inputs or {}).get("corpora", {}).items()}
    models = sorted({run.model for run in runs.values() if run.model})
    out = {
        "README.md": _ABOUT.format(**words).encode(),
        "recipe.yaml": as_yaml(recipe_of(runs, roots), models, corpora),
        "environment.json": _pretty({key: _computed_with(run) for key, run in sorted(runs.items())}),
    }
    for key, run in runs.items():
        out[f"{key}/params.json"] = _pretty(run.params)
        if key not in roots:
            continue
        own = f"{run.finished_set}/" if run.kind == "series" else ""
        for name, kept in brought[key].items():
            short = name.removeprefix(own)
            if short == "result":
                out[f"{key}/result.json"] = store.artifacts.get(kept.sha256)
            elif short.startswith("figure/"):
                data = store.artifacts.get(kept.sha256)
                figure = short.removeprefix("figure/")
                out |= {f"{key}/{figure}.json": data, f"{key}/{figure}.csv": csv_of(data)}
    if finding.picture:
        out["picture.png"] = store.artifacts.get(finding.picture)
    return {f"{_FOLDER}/{name}": data for name, data in out.items()}


def _computed_with(run: RunRow) -> dict[str, Any]:
    """Without how it came into this installation: that is no part of how it was computed."""
    return {name: value for name, value in (run.provenance or {}).items() if name != "imported"}


def _pretty(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n"
