"""Probes of one place, with their controls: fitted on the documents of a split's one side, read on the other."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int

from isogloss.methods.inference import clustered_means
from isogloss.methods.logistic import fit

RESAMPLES = 1000


@dataclass(frozen=True, eq=False)
class Told:
    """What probes say of held-out examples: ``label`` [splits, examples] int16, -1 where an example was learned from;
    ``sure`` the probability of that label, float16; ``nats`` [splits, examples] the cost of the truth (NaN)."""

    label: Int[np.ndarray, "splits examples"]
    sure: Float[np.ndarray, "splits examples"]
    nats: Float[np.ndarray, "splits examples"]


def probe(
    values: Float[np.ndarray, "examples width"],
    labels: Int[np.ndarray, "labellings splits examples"],
    held_out: Bool[np.ndarray, "splits examples"],
    *,
    classes: int,
    c: float,
) -> list[Told]:
    """One probe for every labelling and split, all fitted at once; a :class:`Told` for each labelling.

    Raises ValueError as ``methods.logistic.fit`` does.
    """
    splits, examples = held_out.shape
    train = np.tile(~held_out, (len(labels), 1))
    fits = fit(values[None], labels.reshape(-1, examples), train, classes=classes, c=c)
    found = fits.log_probabilities(0, values).reshape(len(labels), splits, examples, classes)
    return [told(found[row], labels[row], held_out) for row in range(len(labels))]


def told(
    log_probabilities: Float[np.ndarray, "splits examples classes"],
    labels: Int[np.ndarray, "splits examples"],
    held_out: Bool[np.ndarray, "splits examples"],
) -> Told:
    """The answers on held-out examples."""
    label = log_probabilities.argmax(2)
    sure = np.exp(np.take_along_axis(log_probabilities, label[..., None], 2)[..., 0])
    nats = -np.take_along_axis(log_probabilities, labels[..., None].astype(np.int64), 2)[..., 0]
    return Told(
        np.where(held_out, label, -1).astype(np.int16),
        np.where(held_out, sure, 0).astype(np.float16),
        np.where(held_out, nats, np.nan),
    )


@dataclass(frozen=True)
class Share:
    """A share of held-out examples with its 95 % interval over documents, and by split; ``n`` documents."""

    value: float
    low: float
    high: float
    by_split: tuple[float, ...]
    n: int


def share_right(
    right: Float[np.ndarray, "splits examples"],
    held_out: Bool[np.ndarray, "splits examples"],
    documents: Int[np.ndarray, " examples"],
    *,
    seed: int,
) -> Share:
    """Mean over all splits' held-out examples; the interval is a bootstrap over documents, each with all its examples
    in whatever splits held it out."""
    (found,) = shares_right(right[None], held_out, documents, seed=seed)
    return found


def shares_right(
    right: Float[np.ndarray, "probes splits examples"],
    held_out: Bool[np.ndarray, "splits examples"],
    documents: Int[np.ndarray, " examples"],
    *,
    seed: int,
) -> list[Share]:
    """:func:`share_right` of several probes that were read on the same examples, from the same resamples."""
    tries = held_out.sum(0).astype(float)
    hits = np.where(held_out, right, 0).sum(1)
    _, cluster = np.unique(documents, return_inverse=True)
    found = clustered_means(hits, np.broadcast_to(tries, hits.shape), cluster, resamples=RESAMPLES, seed=seed)
    by_split = [[float(one[s, mask].mean()) for s, mask in enumerate(held_out)] for one in right]
    n = len(np.unique(documents[tries > 0]))
    return [
        Share(float(value), float(low), float(high), tuple(each), n)
        for (value, low, high), each in zip(found, by_split, strict=True)
    ]


def commonest(
    labels: Int[np.ndarray, " examples"], held_out: Bool[np.ndarray, "splits examples"]
) -> Float[np.ndarray, "splits examples"]:
    """Whether each example has the commonest class of its split's training side: the classifier that reads nothing."""
    most = [np.bincount(labels[~mask]).argmax() for mask in held_out]
    right: np.ndarray = (labels[None] == np.array(most)[:, None]).astype(float)
    return right
