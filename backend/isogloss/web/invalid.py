"""Validation errors in plain words: pydantic's list becomes one refusal that names the field."""

from collections.abc import Sequence
from typing import Any

from isogloss.vocabulary.errors import Refused

#: pydantic's error types and our words for them; the context's values are filled in.
_WORDS = {
    "missing": "is needed",
    "extra_forbidden": "is not known here",
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a finite number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
    "dict_type": "must be an object",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "greater_than": "must be above {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be below {lt}",
    "less_than_equal": "must be at most {le}",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "must have at most {max_length} characters",
    "too_short": "must have at least {min_length} entries",
    "too_long": "must have at most {max_length} entries",
    "literal_error": "must be {expected}",
    "enum": "must be {expected}",
    "string_pattern_mismatch": "is not spelled as it should be",
    "json_invalid": "is not JSON",
}

#: Where the framework finds a value; the first part of its place.
_FOUND_IN = (("body",), ("query",), ("path",), ("header",))

#: How many of the errors are told; a hostile body can have thousands.
_TOLD = 20


def refusal(errors: Sequence[Any], *, prefix: str = "") -> Refused:
    """One refusal for pydantic's errors; ``field`` is the first one's dotted path, ``details.errors`` lists them."""
    told = [_one(error, prefix) for error in errors[:_TOLD]]
    first = told[0]
    more = f" {len(errors) - 1} more fields are not right either." if len(errors) > 1 else ""
    field = first["field"]
    text = f"{field or 'The request'} {first['message']}.{more}"
    return Refused("invalid", text, hint="Nothing was started.", field=field or None, errors=told)


def _one(error: Any, prefix: str) -> dict[str, str]:
    # Where the value was found (body, query, path) is the framework's matter, not the reader's.
    found = error["loc"] if prefix or error["loc"][:1] not in _FOUND_IN else error["loc"][1:]
    place = [str(part)[:80] for part in found]
    field = ".".join(([prefix] if prefix else []) + place)
    return {"field": field, "message": _words(error)}


def _words(error: Any) -> str:
    context = error.get("ctx") or {}
    if error["type"] == "value_error":  # raised by a validator of ours, with a text of ours
        return str(context.get("error", "is not valid"))[:300]
    template = _WORDS.get(error["type"])
    return template.format(**context) if template else "is not valid"
