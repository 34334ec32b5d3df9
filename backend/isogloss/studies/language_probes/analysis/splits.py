"""Splits by document, and labels without meaning: what every probe and every control is measured on alike."""

import numpy as np
from jaxtyping import Bool, Int

#: Draws of a split before it is given up.
_TRIES = 200


def document_splits(
    documents: Int[np.ndarray, " ids"], classes: Int[np.ndarray, " ids"] | None, *, splits: int, share: float, seed: int
) -> Bool[np.ndarray, "splits ids"]:
    """Which ids each split holds out: whole documents, about ``share`` of them, drawn anew for each split.

    classes: [ids], where a class goes by id; a split is drawn again until every class is on both sides of it. Raises
    ValueError where that does not come about.
    """
    names = np.unique(documents)
    n_out = min(max(1, round(share * len(names))), len(names) - 1)
    out = np.zeros((splits, len(documents)), bool)
    for s in range(splits):
        rng = np.random.default_rng([seed, 31, s])
        for _ in range(_TRIES):
            out[s] = np.isin(documents, rng.permutation(names)[:n_out])
            if classes is None or _on_both_sides(classes, out[s]):
                break
        else:
            raise ValueError("no split of the documents has every class on both sides")
    return out


def _on_both_sides(classes: np.ndarray, held_out: np.ndarray) -> bool:
    every = len(np.unique(classes))
    return len(np.unique(classes[held_out])) == every and len(np.unique(classes[~held_out])) == every


def shuffled(
    labels: Int[np.ndarray, " texts"], held_out: Bool[np.ndarray, "splits texts"], *, seed: int
) -> Int[np.ndarray, "splits texts"]:
    """Labels exchanged between texts, on each side of a split by itself, so that every class stays as common as it is.

    Labels belong to texts: all tokens of a text get the same one.
    """
    out = np.empty(held_out.shape, labels.dtype)
    for s, mask in enumerate(held_out):
        rng = np.random.default_rng([seed, 37, s])
        for side in (mask, ~mask):
            out[s, side] = rng.permutation(labels[side])
    return out
