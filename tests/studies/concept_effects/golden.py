"""The golden outcome of concept effects: its numbers on made-up losses and counts."""

from typing import Any

import numpy as np

from isogloss.studies.concept_effects.analysis import differences, forcing


def outcome() -> dict[str, Any]:
    """Everything the analysis answers about them, by part."""
    rng = np.random.default_rng(4)
    own = rng.random((4, 60)) < 0.25
    mine, others = differences.choose_sentences(own, 8, seed=3)
    tokens = rng.integers(5, 20, 60).astype(float)
    added = rng.normal(size=(10, 60)) + 0.5 * own[0]
    each = differences.difference(added, tokens, own[0])
    random = rng.normal(size=(4, 9)) / 10
    on, of_any = rng.integers(0, 4, 50), rng.integers(4, 9, 50)
    return {
        "sentences": [mine.tolist(), others.tolist()],
        "difference": each.tolist(),
        "one": vars(differences.one(float(each[0]), each[1:], 8)),
        "mean": vars(differences.mean_over_concepts(rng.normal(size=4), random, seed=5)),
        "on concept": list(forcing.on_concept(on, of_any, np.arange(50) // 5, seed=1)),
        "scaled": forcing.scaled_to([1.0, -2.0, 2.0], 6.0),
    }
