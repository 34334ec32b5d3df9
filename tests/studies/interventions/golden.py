"""The golden outcome of interventions: its numbers on made-up distributions, losses and counts."""

from typing import Any

import numpy as np

from isogloss.studies.interventions.analysis import effects


def outcome() -> dict[str, Any]:
    """Everything the analysis answers about them, by part."""
    rng = np.random.default_rng(4)
    logits = rng.normal(size=(2, 3, 40))
    plain, changed = (np.log(np.exp(x) / np.exp(x).sum(-1, keepdims=True)) for x in logits)
    each = np.array([effects.divergence(a, b) for a, b in zip(plain, changed, strict=True)])
    tokens = rng.integers(5, 20, 30).astype(float)
    before = rng.random(30) * tokens
    after = before + 0.1 * tokens + rng.normal(size=30)
    random = before + rng.normal(size=(9, 30))
    loss, change = effects.loss_change(before, after, random, tokens, np.arange(30) // 3, seed=2)
    return {
        "divergence": each.tolist(),
        "mean": vars(effects.mean_effect(each, rng.random((9, 3)), seed=1)),
        "loss": [loss, vars(change)],
        "share": [vars(effects.share(7, 20)), vars(effects.share(7, 20, (2, 20)))],
        "movers": [list(part) for part in effects.movers(plain[0], changed[0], 4)],
    }
