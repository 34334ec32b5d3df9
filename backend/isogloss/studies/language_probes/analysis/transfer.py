"""Transfer: probes trained in one language and read in the others, on documents that they were not trained on."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int

from isogloss.methods.logistic import fit


@dataclass(frozen=True, eq=False)
class Transferred:
    """``right[a][b]`` [splits, examples of b] whether a probe trained on language a tells b's held-out examples; False
    elsewhere. ``centred`` the same, each language less its own mean over its training examples."""

    right: list[list[np.ndarray]]
    centred: list[list[np.ndarray]]


def transfer(
    values: Sequence[Float[np.ndarray, "_ width"]],
    labels: Sequence[Int[np.ndarray, "_"]],
    held_out: Sequence[Bool[np.ndarray, "splits _"]],
    *,
    classes: int,
    c: float,
) -> Transferred:
    """One entry per language in ``values``, ``labels`` and ``held_out``; splits are by document, the same in all
    languages, so that no held-out text is the translation of one that was learned from. A mean is a shift, and a probe
    absorbs shifts in its intercept: centring moves only what is read. Raises ValueError as ``fit`` does."""
    splits = len(held_out[0])
    means = [np.stack([own[~mask].mean(0) for mask in out]) for own, out in zip(values, held_out, strict=True)]
    right: list[list[np.ndarray]] = []
    centred: list[list[np.ndarray]] = []
    for a, own in enumerate(values):
        fits = fit(own[None], np.tile(labels[a], (splits, 1)), ~held_out[a], classes=classes, c=c)
        rows, moved = [], []
        for b, theirs in enumerate(values):
            found = fits.log_probabilities(0, theirs)
            rows.append((found.argmax(2) == labels[b]) & held_out[b])
            # What moving every example by the same vector adds to the logits is the same for all of them.
            shift = np.einsum("skd,sd->sk", fits.weights[0], means[a] - means[b])
            moved.append(((found + shift[:, None]).argmax(2) == labels[b]) & held_out[b])
        right.append(rows)
        centred.append(moved)
    return Transferred(right, centred)
