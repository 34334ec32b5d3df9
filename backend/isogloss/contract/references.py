"""References from one run to another: :func:`of_study` marks a field of a study's params that names an upstream run."""

from dataclasses import dataclass
from typing import Annotated, get_args

from pydantic import BaseModel, StringConstraints

from isogloss.vocabulary.digest import KEY_LENGTH


@dataclass(frozen=True)
class _Upstream:
    """Says which studies the named run may belong to; any where empty."""

    studies: tuple[str, ...]


#: The key of another run: ``Annotated[RunRef, of_study("influence", "language_probes")]`` is that of a run of one of
#: these studies. The key enters the referring run's own key, so that a finding pins everything it stands on.
RunRef = Annotated[str, StringConstraints(pattern=rf"^[0-9a-f]{{{KEY_LENGTH}}}$")]


def of_study(*studies: str) -> _Upstream:
    """Marks a ``RunRef`` as that of a run of one of these studies."""
    return _Upstream(studies)


def _markers(annotation: object) -> list[_Upstream]:
    found = [m for m in getattr(annotation, "__metadata__", ()) if isinstance(m, _Upstream)]
    return found + [m for inner in get_args(annotation) if not isinstance(inner, str) for m in _markers(inner)]


def references(params: BaseModel) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Run keys named by the params: ``{field or field.index: (key, allowed studies)}``."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for name, info in type(params).model_fields.items():
        markers = [m for m in info.metadata if isinstance(m, _Upstream)] + _markers(info.annotation)
        if not markers:
            continue
        value = getattr(params, name)
        values = {name: value} if isinstance(value, str) else {f"{name}.{i}": v for i, v in enumerate(value or ())}
        found.update({field: (key, markers[0].studies) for field, key in values.items()})
    return found
