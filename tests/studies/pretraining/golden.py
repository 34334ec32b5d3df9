"""The golden outcome of pretraining: its whole analysis on made-up documents and losses, and a model's first steps.

Weights are left out: their last bits differ between machines, and losses say the same to five digits.
``tests/architecture/golden_digest.py`` keeps the digests.
"""

from typing import Any

import numpy as np

from isogloss.methods.packing import Supply, deal, pack, row_languages
from isogloss.methods.schedule import checkpoint_steps, learning_rate, log_spaced
from isogloss.methods.token_loss import mean_loss, token_unigram
from isogloss.studies.pretraining.analysis.loss import byte_unigram, thinned

BEGIN, LENGTH, ROWS, LANGUAGES = 0, 12, 40, 3


def documents(language: int) -> list[np.ndarray]:
    """Documents of 1 to 30 tokens."""
    rng = np.random.default_rng([7, language])
    return [rng.integers(1, 50, rng.integers(1, 31)).astype(np.int32) for _ in range(60)]


def outcome() -> dict[str, Any]:
    """Everything the study's analysis says about them, by part."""
    order = row_languages(ROWS, LANGUAGES, 5)
    supplies = [Supply(pack(documents(i), length=LENGTH, begin=BEGIN)) for i in range(LANGUAGES)]
    rows = deal(order, supplies)
    losses = np.random.default_rng(2).random((ROWS, LENGTH - 1))
    counts = np.bincount(rows.tokens.ravel(), minlength=50)
    text_bytes = np.bincount(np.frombuffer("übung macht den meister".encode(), np.uint8), minlength=256)
    rates = [
        [learning_rate(step, steps=20, peak=0.01, warmup=3, schedule=schedule) for step in range(20)]
        for schedule in ("cosine", "linear", "constant")
    ]
    edges, means = thinned(np.linspace(5, 1, 1000), most=40)
    return {
        "schedule": [log_spaced(640), checkpoint_steps(100, (7, 50)), checkpoint_steps(3, None)],
        "rates": rates,
        "order": order.tolist(),
        "stream": [rows.tokens.tolist(), rows.documents.tolist()],
        "held_out": vars(mean_loss(losses, rows.tokens, rows.documents, begin=BEGIN, seed=1)),
        "unigrams": [token_unigram(counts, rows.tokens, begin=BEGIN), byte_unigram(text_bytes, text_bytes[::-1] + 1)],
        "curve": [edges.tolist(), means.tolist()],
    }
