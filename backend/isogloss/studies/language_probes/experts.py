"""Language-specific neurons beside the experts of a concept run: what the job counts, and how the answer says it."""

import numpy as np

from isogloss.contract.estimate import Estimate
from isogloss.methods.inference import null_of, wilson
from isogloss.methods.matching import matched_draws
from isogloss.studies.language_probes.analysis.overlap import KINDS, expert_shares
from isogloss.studies.language_probes.schema import ExpertNeurons, NeuronsAndExperts
from isogloss.studies.language_probes.study import too_many_neurons
from isogloss.studies.language_probes.work import Probing


def count_experts(work: Probing) -> dict[str, int]:
    """Kept as [1 + draws, kinds, owners]: shares of the neurons that are experts, then of matched random units."""
    ctx, source = work.ctx, work.plan.source
    assert source is not None
    found = ctx.upstream(source.run.key).result
    by_place = source.reach(work.neurons)
    reach = np.concatenate([by_place[place] for place in work.neurons])
    units, member = ctx.load_array("specific/units"), ctx.load_array("specific/member")
    languages = len(found.languages)
    # One language is no sharing, also where half of the languages would be one.
    shared_by = max(2, (languages + 1) // 2)
    sets = np.concatenate([units[None], _partners(work, units)])
    work.between("experts/shares", expert_shares(reach, shared_by, sets, member))
    facts = {"concepts": len(found.concepts), "languages": languages, "k": found.k, "shared_by": shared_by}
    work.keep_json("experts/facts", facts)
    return {"experts": int((reach > 0).sum()), "units": len(units)}


def _partners(work: Probing, units: np.ndarray) -> np.ndarray:
    """[draws, selected]: units in the neurons' places that are like them in layer, firing rate and mean, and none of
    them (methods.md 0.6)."""
    layer = np.searchsorted(work.ends, units, side="right")
    seed, activity = work.seed("random units", "experts"), work.activity
    out = np.empty((work.params.draws, len(units)), np.int64)
    for number, (place, width) in enumerate(work.neurons.items()):
        here, start = np.flatnonzero(layer == number), work.ends[number] - width
        if not len(here):
            continue
        chosen, firing, mean = (units[here] - start).tolist(), activity.firing[place], activity.mean[place]
        try:
            drawn = matched_draws(chosen, firing, mean, draws=work.params.draws, seed=seed + number)
        except ValueError as error:
            raise too_many_neurons("are language-specific") from error
        out[:, here] = start + drawn
    return out


def neurons_and_experts(work: Probing) -> NeuronsAndExperts | None:
    """The answer; None without a concept run, and where no neuron was selected."""
    member = work.ctx.load_array("specific/member")
    if work.plan.source is None or not member.shape[1]:
        return None
    shares, facts = work.ctx.load_array("experts/shares"), work.load_json("experts/facts")
    counts = [*member.sum(1).tolist(), member.shape[1]]

    def of(owner: int) -> ExpertNeurons:
        kinds = {kind: _share(shares[:, k, owner], counts[owner]) for k, kind in enumerate(KINDS)}
        return ExpertNeurons(neurons=counts[owner], **kinds)

    return NeuronsAndExperts(
        concept_run=work.plan.source.run.key,
        **facts,
        draws=work.params.draws,
        total=of(len(work.languages)),
        by_language={name: of(i) for i, name in enumerate(work.languages) if counts[i]},
    )


def _share(shares: np.ndarray, n: int) -> Estimate:
    value = float(shares[0])
    low, high = wilson(round(value * n), n)
    return Estimate(value=value, low=low, high=high, n=n, **null_of(value, shares[1:]))
