"""Params files and recipes as they are written: YAML whose plain words are text, JSON as it is.

YAML 1.1 reads ``no`` as false, ``010`` as eight and ``12:30`` as a number of minutes. Here only true, false, null and
decimal numbers are anything but text (the core schema of YAML 1.2), and a number is the text it was written as wherever
a parameter wants text: a model called 1234, a checkpoint 1000, a revision 1e3.
"""

import json
import re
import types
from collections import Counter
from collections.abc import Mapping
from math import isinf
from pathlib import Path
from typing import Any, Union, get_args, get_origin

import yaml
from pydantic import BaseModel

from isogloss.corpora.jsonfile import once
from isogloss.vocabulary.errors import Refused
from isogloss.vocabulary.given_path import existing_path, regular_file

#: A params file or recipe beyond this many bytes, or values once its aliases are followed, is a mistake.
MOST_BYTES, MOST_VALUES = 300_000, 20_000


class WrittenInt(int):
    """A whole number that remembers how it was written."""

    text: str


class WrittenFloat(float):
    """A number with a point or an exponent that remembers how it was written."""

    text: str


class _Loader(yaml.SafeLoader):
    """The core schema. A key may stand once: the last of two would win silently."""

    yaml_implicit_resolvers: dict[str, Any] = {}

    composed = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        """A value, one of at most so many: reading is slow, and nobody writes more."""
        self.composed += 1
        if self.composed > MOST_VALUES:
            raise _too_many()
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """A mapping, refused where a key stands twice."""
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode) and key.tag != _MERGE]
        if twice := next((key for key, n in Counter(keys).items() if n > 1), None):
            raise yaml.constructor.ConstructorError(None, None, f"“{twice}” stands twice", node.start_mark)
        return super().construct_mapping(node, deep)

    def construct_int(self, node: yaml.ScalarNode) -> WrittenInt:
        """A whole number with its text."""
        return _written_int(self.construct_scalar(node))

    def construct_float(self, node: yaml.ScalarNode) -> WrittenFloat:
        """Another number with its text."""
        return _written_float(self.construct_scalar(node))


def _written_int(text: str) -> WrittenInt:
    number = WrittenInt(text)
    number.text = text
    return number


def _written_float(text: str) -> WrittenFloat:
    number = WrittenFloat(text)
    number.text = text
    return number


_MERGE = "tag:yaml.org,2002:merge"
for _name, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", r"[-+]?[0-9]{1,300}", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("merge", "<<", "<"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_name}", re.compile(f"(?:{_pattern})$"), list(_first))
_Loader.add_constructor("tag:yaml.org,2002:int", _Loader.construct_int)
_Loader.add_constructor("tag:yaml.org,2002:float", _Loader.construct_float)


def read_mapping(file: str | Path, field: str = "params") -> dict[str, Any]:
    """A YAML or JSON file that holds a mapping; raises Refused naming file and line for anything else."""
    path = regular_file(existing_path(file, field), field)
    try:
        with path.open("rb") as stream:
            raw = stream.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            raise Refused("large_file", f"{path.name} is larger than {MOST_BYTES:,} bytes.", field=field)
        text = raw.decode("utf-8-sig")
        value = _json(text) if path.suffix.lower() == ".json" else _parsed(text)
    except OSError as error:
        raise Refused("no_file", f"{path} cannot be read: {error.strerror}.", field=field) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise _broken(path.name, error, field) from error
    if not isinstance(value, dict):
        raise Refused("broken_file", f"{path.name}: a mapping of names to values is expected.", field=field)
    return value


def _json(text: str) -> Any:
    return json.loads(
        text, parse_int=_written_int, parse_float=_written_float, object_pairs_hook=once, parse_constant=_no_number
    )


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number")


def _parsed(text: str) -> Any:
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return None
        if _size(node, {}) > MOST_VALUES:
            raise _too_many()
        return _with_text_keys(loader.construct_document(node))
    finally:
        loader.dispose()


def _too_many() -> ValueError:
    return ValueError(f"it holds more than {MOST_VALUES:,} values")


def _size(node: yaml.Node, known: dict[int, int]) -> int:
    """How many values a node stands for, each alias counted as often as it is used."""
    if isinstance(node, yaml.ScalarNode):
        return 1
    if id(node) not in known:
        known[id(node)] = MOST_VALUES  # a node within itself has no end
        parts = node.value if isinstance(node, yaml.SequenceNode) else [part for pair in node.value for part in pair]
        known[id(node)] = min(1 + sum(_size(part, known) for part in parts), MOST_VALUES + 1)
    return known[id(node)] + (known[id(node)] == MOST_VALUES)


def _broken(name: str, error: Exception, field: str) -> Refused:
    mark = getattr(error, "problem_mark", None)
    where = f", line {mark.line + 1}" if mark else ""
    problem = getattr(error, "problem", None)
    if isinstance(error, RecursionError):
        problem = "it is nested too deeply"
    elif isinstance(error, ValueError):
        problem = "it is no UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
    why = f" ({str(problem)[:120]})" if problem else ""
    return Refused("broken_file", f"{name}{where}: this is no YAML or JSON{why}.", field=field)


def _with_text_keys(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {getattr(name, "text", str(name)): _with_text_keys(part) for name, part in value.items()}
    return [_with_text_keys(part) for part in value] if isinstance(value, list) else value


def as_wanted(value: Any, annotation: Any) -> Any:
    """The value with every number that stands where text is wanted as the text it was written as, the others plain."""
    kinds = _alternatives(annotation)
    models = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)]
    if isinstance(value, WrittenInt | WrittenFloat):
        wants_text = str in kinds and not {int, float} & set(kinds)
        if not wants_text and isinstance(value, WrittenFloat) and isinf(value):
            raise Refused("number_too_large", f"{value.text[:40]} is larger than any number here.", hint="Correct it.")
        return value.text if wants_text else int(value) if isinstance(value, WrittenInt) else float(value)
    if isinstance(value, Mapping):
        fields = {name: info for model in models for name, info in model.model_fields.items()}
        of_values = [args[1] for kind in kinds if (args := get_args(kind)) and get_origin(kind) in (dict, Mapping)]
        return {
            name: as_wanted(part, fields[name].annotation if name in fields else of_values[0] if of_values else Any)
            for name, part in value.items()
        }
    if isinstance(value, list):
        inner = [arg for kind in kinds if get_origin(kind) in (list, tuple, set, frozenset) for arg in get_args(kind)]
        wanted = Union[tuple(arg for arg in inner if arg is not Ellipsis)] if inner else Any  # noqa: UP007
        return [as_wanted(part, wanted) for part in value]
    return value


def _alternatives(annotation: Any) -> list[Any]:
    """What a type may be, unions and annotations taken apart."""
    if hasattr(annotation, "__metadata__"):
        return _alternatives(annotation.__origin__)
    if get_origin(annotation) in (Union, types.UnionType):
        return [kind for part in get_args(annotation) for kind in _alternatives(part)]
    return [annotation]
