"""The recipe that asks for a bundle's runs again: every run it stands on, in an order in which each finds its own."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from isogloss.runs.rows.tables import RunRow


def recipe_of(runs: Mapping[str, RunRow], roots: Sequence[str]) -> dict[str, Any]:
    """As ``isogloss run FILE`` takes it. ``runs`` is the closure of ``roots``; a recipe among them is given whole."""
    recipe = next((runs[key] for key in roots if runs[key].kind == "recipe"), None)
    if recipe is not None:
        return {"runs": recipe.params["runs"]}
    entries: dict[str, dict[str, Any]] = {}

    def add(key: str) -> None:
        if key in entries:
            return
        # A key is 128 bits of a digest: a text among the params that is one names that run.
        below = [text for text in _texts(runs[key].params) if text in runs and text != key]
        for other in below:
            add(other)
        names = {other: entries[other]["name"] for other in below}
        entries[key] = _entry(runs[key], f"{runs[key].study.replace('_', '-')}-{len(entries) + 1}", names)

    for key in roots:
        add(key)
    return {"runs": list(entries.values())}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    for part in inner:
        yield from _texts(part)


def _entry(run: RunRow, name: str, names: Mapping[str, str]) -> dict[str, Any]:
    params = {key: _named(value, names) for key, value in sorted(run.params.items()) if value is not None}
    entry: dict[str, Any] = {"name": name, "study": run.study.replace("_", "-"), "version": run.study_version}
    if run.kind == "series":
        entry["checkpoints"] = params.pop("checkpoints", None)
    return entry | {"params": params}


def _named(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return f"${{{names[value]}}}" if value in names else value
    if isinstance(value, Mapping):
        return {key: _named(part, names) for key, part in value.items()}
    return [_named(part, names) for part in value] if isinstance(value, list) else value


def as_yaml(recipe: dict[str, Any], models: Sequence[str], corpora: Mapping[str, str]) -> bytes:
    """With what has to be in the installation first."""
    lines = ["# Asks for the same runs again:  isogloss run recipe.yaml"]
    lines += [f"# It reads the model {id}." for id in models]
    lines += [f"# It reads {id}, digest {digest}." for id, digest in corpora.items()]
    body = yaml.safe_dump(recipe, allow_unicode=True, sort_keys=False, width=100)
    return ("\n".join(lines) + "\n\n" + body).encode()
