"""The golden outcome of language probes: its numbers on made-up states."""

from typing import Any

import numpy as np

from isogloss.studies.language_probes.analysis import lape, overlap, probing, splits, surface, transfer


def outcome() -> dict[str, Any]:
    """Everything the analysis answers about them, by part."""
    rng = np.random.default_rng(4)
    documents = np.repeat(np.arange(24), 4)
    labels = documents % 3
    out = splits.document_splits(documents, labels, splits=3, share=0.25, seed=1)
    values = [rng.standard_normal((96, 6)) + 2 * np.eye(3, 6)[labels] + shift for shift in (0, 1)]
    (found,) = probing.probe(values[0], np.tile(labels, (1, 3, 1)), out, classes=3, c=0.1)
    moved = transfer.transfer(values, [labels] * 2, [out] * 2, classes=3, c=0.1)
    chance_hits = transfer.hits_by_chance(moved.centred[1], labels, documents, draws=5, seed=3)
    tokens = np.full((4, 2), 50)
    active = rng.integers(0, 50, (4, 2, 30))
    specific = lape.specific(lape.pooled(active, tokens), activity_quantile=0.8, share=0.2)
    chance = lape.chance_counts(active, tokens, draws=5, seed=2, activity_quantile=0.8, share=0.2)
    # In how many languages each unit is an expert.
    reach = np.arange(30) % 4
    sets = np.stack([specific.units, np.arange(len(specific.units))])
    shares = overlap.expert_shares(reach, 3, sets, specific.member)
    return {
        "held out": out.sum(1).tolist(),
        "shuffled": splits.shuffled(labels, out, seed=2)[:, :12].tolist(),
        "told": found.label.tolist(),
        "right": vars(probing.share_right((found.label == labels).astype(float), out, documents, seed=3)),
        "commonest": probing.commonest(labels, out).sum(1).tolist(),
        "transfer": [(told == labels)[:, out].mean(1).tolist() for told in moved.centred],
        "transfer by chance": chance_hits.tolist(),
        "surface": [surface.byte_shares(["ab", "م"]).sum(1).tolist(), surface.lengths(["ab"]).tolist()],
        "experts": shares.tolist(),
        "specific": [specific.units.tolist(), specific.member.tolist(), chance.tolist()],
    }
