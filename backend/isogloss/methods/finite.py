"""Finite numbers: what is none is refused where it first stands, before anything is computed from it.

Comparisons, maxima and clips turn NaN into numbers that look like answers: ``max(0.0, nan)`` is 0, and no draw is as
far out as NaN, so that its p is the least there is. Whoever measures something asks here first.
"""

import numpy as np
from numpy.typing import ArrayLike

from isogloss.vocabulary.errors import Refused

#: What to do about it, where nothing more is known.
BROKEN = "The checkpoint's weights may be broken, or its training diverged: look at another one."


def is_finite(values: object) -> bool:
    """Whether every number of an array, a tensor or a list is one: no NaN, and no infinity."""
    if hasattr(values, "isfinite"):  # a tensor: torch is not imported for a question about numbers
        return bool(values.isfinite().all())
    return bool(np.isfinite(np.asarray(values, float)).all())


def check_finite(values: object, what: str, *, hint: str = BROKEN, field: str | None = "checkpoint") -> None:
    """Raises Refused, naming ``what`` was measured ("The KL at prompt 2"), unless all of it is finite."""
    if not is_finite(values):
        raise Refused("not_finite", f"{what} is not finite, so there is no result.", hint=hint, field=field)


def check_read(tokens: ArrayLike, hint: str) -> None:
    """Raises Refused where none of these counted tokens is left: their mean loss would be 0 / 0."""
    if not np.sum(tokens):
        raise Refused(
            "nothing_read",
            "No token of these sentences has a loss: each is one token alone, with nothing before it.",
            hint=hint,
            field="held_out",
        )


def product(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """``a @ b`` of finite numbers; raises ValueError where it is not finite.

    Some kernels of the BLAS leave the processor's floating-point flags set by lanes that belong to no number, and NumPy
    then warns of an "invalid value encountered in matmul" where there is none. The flags are not believed: the numbers
    are looked at. Whatever is not finite in ``a`` or ``b`` is not in the product either, for infinity times 0 is NaN.
    """
    with np.errstate(all="ignore"):
        found: np.ndarray = a @ b
    if not np.isfinite(found).all():
        raise ValueError("a product of matrices is not finite")
    return found
