"""The run key: the digest of everything that decides a result. It is primary key, ETag and permalink.

Device, threads and library versions are not in it: they are provenance, and the first stored result stands.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from isogloss.contract.study import AnyStudy, Inputs
from isogloss.vocabulary.digest import key_of


def run_key(study: AnyStudy, params: BaseModel, inputs: Inputs) -> str:
    """32 hex characters naming one run of a study."""
    return stored_run_key(study.name, study.version, params.model_dump(mode="json"), inputs.as_json())


def stored_run_key(study: str, version: int, params: dict[str, Any], inputs: dict[str, Any]) -> str:
    """The same of a run as its row holds it: of the version that computed it, with the params that version had."""
    return key_of({"study": study, "version": version, "params": params, "inputs": inputs})


def series_key(study: AnyStudy, children: Sequence[str]) -> str:
    """The key of a series: its ordered children are all it is."""
    return stored_series_key(study.name, study.version, children)


def stored_series_key(study: str, version: int, children: Sequence[str]) -> str:
    """The same of a series as its row holds it."""
    return key_of({"series": study, "version": version, "children": list(children)})


def intake_key(what: str, params: dict[str, Any]) -> str:
    """The key of an intake: what is added, from where, under which name."""
    return key_of({"intake": what, "params": params})


def recipe_key(entries: Sequence[dict[str, Any]]) -> str:
    """The key of a recipe: its entries as written."""
    return key_of({"recipe": list(entries)})


def set_key(finished: Sequence[str], ended: Mapping[str, str] | None = None) -> str:
    """The name of a set of finished children, under which a series keeps what it drew from them; ``ended`` are those
    that ended without a result and how, which its figures show too."""
    return key_of({"finished": list(finished)} | ({"ended": dict(ended)} if ended else {}))
