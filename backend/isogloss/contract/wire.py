"""The base of everything that studies are asked and answer."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

#: A number that is one: neither infinite nor NaN.
Number = Annotated[float, Field(allow_inf_nan=False)]


class Wire(BaseModel):
    """Closed and immutable, and every number in it is finite."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
