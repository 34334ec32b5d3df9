"""Effects beside their nulls: what the units did, and what random units did."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from isogloss.methods.finite import check_finite, check_read
from isogloss.methods.inference import clustered_mean, or_absent, two_sided_p, wilson

#: Resamples of a bootstrap.
RESAMPLES = 1000
#: The largest exponent whose exp is a number.
_LARGEST = 709.0


@dataclass(frozen=True)
class Effect:
    """A value with its 95 % interval, the middle 95 % and mean of random draws, and the draws' p (None without any)."""

    value: float
    low: float | None
    high: float | None
    null: float | None
    null_low: float | None
    null_high: float | None
    p: float | None
    n: int
    draws: int


def divergence(plain: np.ndarray, changed: np.ndarray) -> float:
    """KL(plain || changed) in nats, of log-probabilities [vocabulary]; never below 0, where rounding would leave it.

    Raises Refused where it is not finite.
    """
    found = float((np.exp(plain) * (plain - changed)).sum())
    check_finite(found, "The KL of a next token")
    return max(0.0, found)


def mean_effect(each: np.ndarray, random: np.ndarray, *, seed: int) -> Effect:
    """Mean over prompts of a non-negative effect, each [prompts], random [draws, prompts].

    The interval is a bootstrap over prompts (none for one or two); p counts draws whose mean is at least as large.
    """
    check_finite(each, "An effect on a prompt")
    check_finite(random, "What random units do to a prompt")
    low, high = _over(each, seed)
    means = random.mean(axis=1) if len(random) else np.zeros(0)
    null, null_low, null_high = _middle(means)
    p = float((1 + (means >= each.mean()).sum()) / (1 + len(means))) if len(means) else None
    return Effect(float(each.mean()), low, high, null, null_low, null_high, p, len(each), len(means))


def _over(each: np.ndarray, seed: int) -> tuple[float | None, float | None]:
    _, low, high = clustered_mean(each, np.ones(len(each)), np.arange(len(each)), resamples=RESAMPLES, seed=seed)
    return or_absent(low), or_absent(high)


def _middle(draws: np.ndarray) -> tuple[float | None, float | None, float | None]:
    if not len(draws):
        return None, None, None
    low, high = np.percentile(draws, [2.5, 97.5])
    return float(draws.mean()), float(low), float(high)


def loss_change(
    plain: np.ndarray,
    changed: np.ndarray,
    random: np.ndarray,
    tokens: np.ndarray,
    documents: np.ndarray,
    *,
    seed: int,
) -> tuple[float, Effect]:
    """Plain loss, and what the change adds to it, nats per token. plain, changed, tokens, documents: [texts]; random:
    [draws, texts]. The interval is a bootstrap over documents; p is two-sided, about the draws' median. Raises Refused
    where no text has a token that could cost anything."""
    check_read(tokens, "Take longer sentences, or ask for no loss.")
    total = float(tokens.sum())
    check_finite(random, "The loss that random units leave")
    _, low, high = clustered_mean(changed - plain, tokens, documents, resamples=RESAMPLES, seed=seed)
    value = float((changed - plain).sum() / total)
    means = (random - plain).sum(axis=1) / total if len(random) else np.zeros(0)
    null, null_low, null_high = _middle(means)
    effect = Effect(
        value,
        or_absent(low),
        or_absent(high),
        null,
        null_low,
        null_high,
        two_sided_p(value, means) if len(means) else None,
        len(plain),
        len(means),
    )
    return float(plain.sum() / total), effect


def perplexity(loss: float) -> float | None:
    """exp of nats a token; absent where no number is that large, which a model that is forced hard can reach."""
    return float(np.exp(loss)) if loss < _LARGEST else None


def share(hits: int, n: int, control: tuple[int, int] | None = None) -> Effect:
    """A share of ``n`` texts, one at least, with Wilson's interval; ``control`` is (hits, n) of the random units'."""
    low, high = wilson(hits, n)
    null = null_low = null_high = None
    if control is not None and control[1]:
        null = control[0] / control[1]
        null_low, null_high = wilson(*control)
    return Effect(hits / n, low, high, null, null_low, null_high, None, n, 0 if null is None else 1)


def movers(plain: np.ndarray, changed: np.ndarray, n: int) -> tuple[Sequence[int], Sequence[int]]:
    """Tokens whose probability rose most, and fell most (by difference, so that no rare token's noise leads)."""
    difference = np.exp(changed) - np.exp(plain)
    order = np.argsort(difference, kind="stable")
    up = [int(i) for i in order[::-1][:n] if difference[i] > 0]
    down = [int(i) for i in order[:n] if difference[i] < 0]
    return up, down
