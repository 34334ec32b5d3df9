"""Pooled values: one number per sentence and unit, as capture gives them and the cache keeps them."""

from dataclasses import dataclass, field

import numpy as np

from isogloss.vocabulary.address import Address


@dataclass(frozen=True)
class Pooled:
    """Pooled values and, over all pooled tokens of all texts, each unit's mean and share of values above 0.

    ``values[place]`` is [n_texts, width] (float32; float64 where the model is), ``mean`` and ``firing`` are [width],
    ``n_tokens`` [n_texts] counts pooled tokens, ``truncated`` [n_texts] those cut off.
    """

    values: dict[Address, np.ndarray]
    n_tokens: np.ndarray
    truncated: np.ndarray
    mean: dict[Address, np.ndarray] = field(default_factory=dict)
    firing: dict[Address, np.ndarray] = field(default_factory=dict)
