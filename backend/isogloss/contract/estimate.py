"""A number as it may be cited: value, interval, null, what is left above the null, n (methods.md 0)."""

from typing import Any, Literal

from pydantic import Field, GetJsonSchemaHandler, SerializerFunctionWrapHandler, model_serializer
from pydantic_core import CoreSchema

from isogloss.contract.wire import Wire

#: How a number stands to its null: clear of it on either side, not clear of it, or without a null to stand to.
Standing = Literal["above", "below", "level", "unknown"]


class Estimate(Wire):
    """A number with its 95 % interval, its null with the band that holds 95 % of it, and what is left above the null.

    ``value`` is None where there was nothing to measure. ``low`` and ``high`` are absent where there is too little to
    draw from again; ``excess_low`` and ``excess_high`` are the interval of ``value - null`` where the null was drawn
    together with the value. ``random`` and ``other`` are further nulls (random sets, another concept), where there are
    any. ``p`` is against the null, over ``draws`` of it, ``p_holm`` adjusted after Holm: these three are written only
    where they are there.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    null: float | None = None
    null_low: float | None = None
    null_high: float | None = None
    excess: float | None = None
    excess_low: float | None = None
    excess_high: float | None = None
    other: float | None = None
    random: float | None = None
    p: float | None = None
    p_holm: float | None = None
    n: int = Field(description="What the number stands on: concepts, sentences, documents, texts, pairs.")
    draws: int = Field(0, description="Draws behind the null, where it was drawn.")

    @model_serializer(mode="wrap")
    def _without_absent(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: value for name, value in write(self).items() if name not in _ABSENT or value != _ABSENT[name]}

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        # Described by its fields: a field with a default is taken for one that is always written.
        schema = handler({name: part for name, part in core_schema.items() if name != "serialization"})
        handler.resolve_ref_schema(schema)["properties"]["draws"].pop("default", None)
        return schema

    def over_null(self) -> tuple[float | None, float | None, float | None]:
        """The excess over the null with its interval: as drawn, else that of the value about a null that is fixed."""
        if self.value is None or self.null is None:
            return None, None, None
        excess = self.value - self.null if self.excess is None else self.excess
        if self.excess_low is not None or self.low is None or self.high is None:
            return excess, self.excess_low, self.excess_high
        return excess, self.low - self.null, self.high - self.null

    def standing(self) -> Standing:
        """How it stands to its null: by the interval of its excess; without one, by the null's own band; without
        either nothing shows that it is clear of it."""
        if self.value is None:
            return "unknown"
        if self.excess_low is not None and self.excess_high is not None:
            return _side(self.excess_low, self.excess_high)
        if self.null is None:
            return "unknown"
        if self.low is not None and self.high is not None:
            return _side(self.low - self.null, self.high - self.null)
        if self.null_low is None or self.null_high is None:
            return "level"
        return _side(self.value - self.null_high, self.value - self.null_low)


def _side(low: float, high: float) -> Standing:
    return "above" if low > 0 else "below" if high < 0 else "level"


#: What is not written where it is so.
_ABSENT = {name: Estimate.model_fields[name].default for name in ("p", "p_holm", "draws")}
