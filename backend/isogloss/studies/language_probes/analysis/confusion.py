"""What a probe takes for what."""

import numpy as np
from jaxtyping import Int


def confusion(
    told: Int[np.ndarray, "splits examples"], labels: Int[np.ndarray, " examples"], classes: int
) -> Int[np.ndarray, "classes classes"]:
    """Over all splits, how many examples of each class (rows) were told as each (columns); ``told`` is -1 where an
    example was learned from."""
    held_out = told >= 0
    counts = np.zeros((classes, classes), np.int64)
    np.add.at(counts, (np.broadcast_to(labels, told.shape)[held_out], told[held_out]), 1)
    return counts
