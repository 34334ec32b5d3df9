"""References from one run to another: ``RunRef`` marks a field of a study's params that names an upstream run."""

from dataclasses import dataclass
from typing import Annotated, Any, get_args

from pydantic import BaseModel, StringConstraints

from isogloss.vocabulary.digest import KEY_LENGTH


@dataclass(frozen=True)
class _Upstream:
    """Says which studies the named run may belong to; any where empty."""

    studies: tuple[str, ...]


class RunRef:
    """``RunRef["influence", "language_probes"]`` is the type of a run key of one of these studies.

    The key enters the referring run's own key, so that a finding pins everything it stands on.
    """

    def __class_getitem__(cls, studies: str | tuple[str, ...]) -> Any:
        names = (studies,) if isinstance(studies, str) else tuple(studies)
        key = StringConstraints(pattern=rf"^[0-9a-f]{{{KEY_LENGTH}}}$")
        return Annotated[str, key, _Upstream(names)]


def _markers(annotation: Any) -> list[_Upstream]:
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
