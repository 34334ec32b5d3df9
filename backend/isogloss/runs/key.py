"""The run key: the digest of everything that decides a result. It is primary key, ETag and permalink.

Device, threads and library versions are not in it: they are provenance, and the first stored result stands.
"""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

from isogloss.runs.study import Inputs, Study
from isogloss.vocabulary.digest import key_of


def run_key(study: Study, params: BaseModel, inputs: Inputs) -> str:
    """32 hex characters naming one run of a study."""
    asked = params.model_dump(mode="json")
    return key_of({"study": study.name, "version": study.version, "params": asked, "inputs": inputs.as_json()})


def series_key(study: Study, children: Sequence[str]) -> str:
    """The key of a series: its ordered children are all it is."""
    return key_of({"series": study.name, "version": study.version, "children": list(children)})


def intake_key(what: str, params: dict[str, Any]) -> str:
    """The key of an intake: what is added, from where, under which name."""
    return key_of({"intake": what, "params": params})


def recipe_key(entries: Sequence[dict[str, Any]]) -> str:
    """The key of a recipe: its entries as written."""
    return key_of({"recipe": list(entries)})


def set_key(finished: Sequence[str]) -> str:
    """The name of a set of finished children, under which a series keeps what it drew from them."""
    return key_of({"finished": list(finished)})
