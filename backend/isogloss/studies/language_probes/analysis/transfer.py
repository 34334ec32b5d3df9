"""Transfer: probes trained in one language and read in the others, on documents that they were not trained on."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int

from isogloss.methods.alignment import pairings
from isogloss.methods.logistic import fit


@dataclass(frozen=True, eq=False)
class Transferred:
    """What probes trained on language a say of language b: ``told[b]`` [languages a, splits, examples of b] the class
    of held-out examples, -1 elsewhere; ``centred`` the same, each language less its own mean over its training
    examples."""

    told: list[Int[np.ndarray, "languages splits _"]]
    centred: list[Int[np.ndarray, "languages splits _"]]


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
    told, centred = ([np.empty((len(values), *out.shape), np.int16) for out in held_out] for _ in range(2))
    for a, own in enumerate(values):
        fits = fit(own[None], np.tile(labels[a], (splits, 1)), ~held_out[a], classes=classes, c=c)
        for b, theirs in enumerate(values):
            found = fits.log_probabilities(0, theirs)
            told[b][a] = np.where(held_out[b], found.argmax(2), -1)
            # What moving every example by the same vector adds to the logits is the same for all of them.
            shift = np.einsum("skd,sd->sk", fits.weights[0], means[a] - means[b])
            centred[b][a] = np.where(held_out[b], (found + shift[:, None]).argmax(2), -1)
    return Transferred(told, centred)


def hits_by_chance(
    told: Int[np.ndarray, "probes splits examples"],
    labels: Int[np.ndarray, " examples"],
    documents: Int[np.ndarray, " examples"],
    *,
    draws: int,
    seed: int,
) -> Int[np.ndarray, "probes draws"]:
    """How many answers (-1: none) are those of another document's example: what they give where they know nothing of
    their text. The commonest class of the training side is no such null: with classes of about one size it is the
    rarest of the held-out side. An example keeps its partner in all splits, whose probes err alike. Raises ValueError
    as ``methods.alignment.pairings`` does."""
    other = labels[pairings(documents, draws=draws, seed=seed)]
    hits: np.ndarray = np.sum([(told[:, None, split] == other).sum(2) for split in range(told.shape[1])], axis=0)
    return hits
