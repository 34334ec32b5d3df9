"""The OpenAPI document: the only source of the front end's types, with names that stay what they are.

Two studies may both have a ``Result``. The framework would then rename the first one's, and every page that uses it
would break; so a study's types carry its name from the first day: ``ConceptNeuronsResult``.
"""

import json
import sys
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from isogloss.contract.figure import FigureMeta, Mark, TraceMeta
from isogloss.contract.questions import QUESTIONS
from isogloss.contract.study import AnyStudy
from isogloss.runs.rows.wire import RunEvent
from isogloss.web.security import SAFE_METHODS
from isogloss.web.study_router import asked_of

_REF = "#/components/schemas/"


def install(app: FastAPI, studies: tuple[AnyStudy, ...]) -> None:
    """Have the app describe itself in this way, once."""

    def describe() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = document(app, studies)
        return app.openapi_schema

    app.openapi = describe  # type: ignore[method-assign]


def document(app: FastAPI, studies: tuple[AnyStudy, ...]) -> dict[str, Any]:
    """The document, with every study's types under their own names and its params where they are asked for."""
    schema = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    components = schema["components"]["schemas"]
    _add(components, [(study.params, "validation") for study in studies])
    _add(components, [(study.frame, "serialization") for study in studies if study.frame])
    _add(components, [(model, "serialization") for model in (RunEvent, FigureMeta, TraceMeta, Mark)])
    schema = _renamed(schema, {old: new for study in studies for old, new in _names(study, components).items()})
    params = [{"$ref": f"{_REF}{_camel(study)}Params"} for study in studies]
    schemas = schema["components"]["schemas"]
    if "AskForRuns" in schemas:  # a server that only shows takes none
        asked = schemas["AskForRuns"]["properties"]["params"]
        asked["description"] = "The study's params; those of other studies are refused."
        asked["examples"] = []
    schemas["AnyParams"] = {"anyOf": params, "title": "AnyParams"}
    _say_that_writing_may_want_a_token(schema)
    schema["x-questions"] = [asked_of(question, studies).model_dump(mode="json") for question in QUESTIONS]
    return schema


def _say_that_writing_may_want_a_token(schema: dict[str, Any]) -> None:
    for operations in schema["paths"].values():
        for method, operation in operations.items():
            if method.upper() not in SAFE_METHODS:
                refused = operation["responses"]["403"]
                operation["responses"]["401"] = {**refused, "description": "This server wants its token first"}


def text(schema: dict[str, Any]) -> str:
    """The document as it is committed: the same on every machine."""
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def _add(components: dict[str, Any], models: list[Any]) -> None:
    """Types that no route names by itself."""
    _, definitions = models_json_schema(models, ref_template=_REF + "{model}")
    for name, definition in definitions.get("$defs", {}).items():
        components.setdefault(name, definition)


def _camel(study: AnyStudy) -> str:
    return "".join(part.capitalize() for part in study.name.split("_"))


def _names(study: AnyStudy, components: dict[str, Any]) -> dict[str, str]:
    """Which component names are this study's types, and what they shall be called."""
    module = study.params.__module__
    own = [
        name
        for name, value in vars(sys.modules[module]).items()
        if isinstance(value, type) and issubclass(value, BaseModel) and value.__module__ == module
    ]
    long = module.replace(".", "__") + "__"
    spelled = {name: f"{_camel(study)}{name}" for name in own}
    return {old: new for name, new in spelled.items() for old in (name, long + name) if old in components}


def _renamed(schema: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    def walk(value: Any) -> Any:
        if isinstance(value, list):
            return [walk(item) for item in value]
        if not isinstance(value, dict):
            return value
        return {key: _ref(item, names) if key == "$ref" else walk(item) for key, item in value.items()}

    schema = walk(schema)
    components = schema["components"]["schemas"]
    schema["components"]["schemas"] = {names.get(name, name): value for name, value in components.items()}
    return schema


def _ref(target: str, names: dict[str, str]) -> str:
    name = target.removeprefix(_REF)
    return _REF + names.get(name, name)
