"""Language-specific neurons by the entropy of their activation probabilities: LAPE (Tang et al., arXiv 2402.16438).

A unit's probability in a language is the share of the language's tokens on which it is active. Over languages the
probabilities are scaled to sum to 1; a unit with low entropy is active in few languages. Units that are rarely active
everywhere are left out, and a chosen unit belongs to each language in which it is active more often than the same
threshold. As in the authors' code, the threshold is the k-th smallest of all probabilities, k being the rounded share.
Which sign of which gate counts as active is the caller's to say (methods.md 0.12).
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int

#: The authors' parameters.
ACTIVITY_QUANTILE, SHARE = 0.95, 0.01


@dataclass(frozen=True, eq=False)
class Specific:
    """The units chosen.

    entropy: [units] in nats, NaN where a unit is never active; threshold: the probability that has to be exceeded;
    units: [selected], lowest entropy first; member: [languages, selected], the languages each belongs to.
    """

    entropy: Float[np.ndarray, " units"]
    threshold: float
    units: Int[np.ndarray, " selected"]
    member: Bool[np.ndarray, "languages selected"]


def pooled(
    active: Int[np.ndarray, "groups languages units"], tokens: Int[np.ndarray, "groups languages"]
) -> Float[np.ndarray, "languages units"]:
    """Activation probabilities over all groups of documents: counts of active tokens by counts of tokens."""
    found: np.ndarray = active.sum(0, dtype=np.int64) / tokens.sum(0, dtype=np.int64)[:, None]
    return found


def specific(
    probabilities: Float[np.ndarray, "languages units"],
    *,
    activity_quantile: float = ACTIVITY_QUANTILE,
    share: float = SHARE,
) -> Specific:
    """Choose ``share`` of all units, at least one, among those that pass the threshold in some language; fewer where
    fewer pass.

    Of units with equal entropy the one with the lower number comes first. Raises ValueError where languages are fewer
    than two, a probability is outside [0, 1], or a parameter makes no sense.
    """
    languages, units = probabilities.shape
    if languages < 2 or not units:
        raise ValueError(f"{languages} languages and {units} units; at least 2 and 1 are needed")
    if not ((probabilities >= 0) & (probabilities <= 1)).all():
        raise ValueError("a probability is not between 0 and 1")
    if not (0 < activity_quantile < 1 and 0 < share <= 1):
        raise ValueError(f"activity quantile {activity_quantile} or share {share} is out of range")
    place = max(round(probabilities.size * activity_quantile), 1) - 1
    threshold = np.partition(probabilities, place, axis=None)[place]
    above = probabilities > threshold
    entropy = _entropy(probabilities)
    passing = np.flatnonzero(above.any(0))
    order = np.argsort(entropy[passing], kind="stable")
    chosen = passing[order[: max(round(units * share), 1)]]
    return Specific(entropy, float(threshold), chosen, above[:, chosen])


def chance_counts(
    active: Int[np.ndarray, "groups languages units"],
    tokens: Int[np.ndarray, "groups languages"],
    *,
    draws: int,
    seed: int,
    activity_quantile: float = ACTIVITY_QUANTILE,
    share: float = SHARE,
) -> Int[np.ndarray, "draws languages"]:
    """How many units of each language would be chosen if no text had a language: [draws, languages].

    active: [groups, languages, units], the tokens on which each unit is active, by group of documents; tokens: [groups,
    languages]. In each draw the languages' labels change places within every group, the same for all units, and the
    choice is made again with the same parameters. Counted are chosen units with no more entropy than any unit of the
    real choice. Raises ValueError for fewer than two groups, a group without text of a language, or counts above their
    tokens, and as ``specific`` does.
    """
    groups, languages, _ = active.shape
    if groups < 2:
        raise ValueError("one group of documents: exchanging labels would only rename the languages")
    if (tokens <= 0).any():
        raise ValueError("a group of documents has no text of some language")
    if (active < 0).any() or (active.max(2) > tokens).any():
        raise ValueError("a count of active tokens is below 0 or above the tokens there are")
    parameters = {"activity_quantile": activity_quantile, "share": share}
    real = specific(pooled(active, tokens), **parameters)
    most = real.entropy[real.units].max(initial=-np.inf)
    rng = np.random.default_rng(seed)
    out = np.empty((draws, languages), np.int64)
    for row in out:
        counts, lengths = np.zeros(active.shape[1:], np.int64), np.zeros(languages, np.int64)
        # Group by group: at 8 languages x 458,752 units one more array of all groups would be a gigabyte.
        for group, texts in zip(active, tokens, strict=True):
            label = rng.permutation(languages)
            lengths += texts[label]
            for language, source in enumerate(label):
                counts[language] += group[source]
        found = specific(counts / lengths[:, None], **parameters)
        row[:] = found.member[:, found.entropy[found.units] <= most].sum(1)
    return out


def _entropy(probabilities: np.ndarray) -> np.ndarray:
    """[units] entropy over languages; NaN for a unit that is never active."""
    # In order of size, so that units that differ only in which language is which are tied to the last digit.
    ordered = np.sort(probabilities, axis=0).astype(np.float64, copy=False)
    total = ordered.sum(0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ordered /= total
        logarithm = np.log(ordered)
    logarithm[ordered == 0] = 0
    logarithm *= ordered
    found: np.ndarray = np.abs(logarithm.sum(0))
    return found
