"""How many of a language's neurons are experts of concepts, and how many of as many random units are."""

import numpy as np
from jaxtyping import Bool, Float, Int

#: Experts of any concept in any language; of some concept in many languages; never in more than one.
KINDS = ("experts", "shared", "single")


def kinds(reach: Int[np.ndarray, " units"], shared_by: int) -> Bool[np.ndarray, "kinds units"]:
    """Which units are of which kind. reach: [units], in how many languages a unit is an expert of one and the same
    concept, the most over concepts; 0 for no expert at all."""
    return np.stack([reach > 0, reach >= shared_by, reach == 1])


def expert_shares(
    reach: Int[np.ndarray, " units"],
    shared_by: int,
    sets: Int[np.ndarray, "sets selected"],
    member: Bool[np.ndarray, "languages selected"],
) -> Float[np.ndarray, "sets kinds owners"]:
    """Share of each kind among a language's units, and (the last of the owners) among all that were selected.

    sets: unit numbers, the neurons themselves or random units in their places; ``member`` says whose each place is. NaN
    for a language without units.
    """
    found = kinds(reach, shared_by)[:, sets]
    owners = np.concatenate([member, np.ones((1, member.shape[1]), bool)])
    with np.errstate(invalid="ignore"):
        shares: np.ndarray = np.einsum("kds,os->dko", found.astype(float), owners.astype(float)) / owners.sum(1)
    return shares
