"""Language-specific neurons beside the experts of a concept run: what the job counts, and how the answer says it."""

from typing import Any

import numpy as np
import orjson

from isogloss.activations.unit_sets import Activity, reach_of
from isogloss.methods.inference import null_of, wilson
from isogloss.methods.matching import matched_draws
from isogloss.studies.language_probes.analysis.overlap import KINDS, expert_shares
from isogloss.studies.language_probes.plan import Plan
from isogloss.studies.language_probes.schema import Estimate, ExpertNeurons, NeuronsAndExperts
from isogloss.studies.language_probes.study import too_many_neurons
from isogloss.vocabulary.digest import digest_of


def count_experts(plan: Plan, activity: Activity) -> dict[str, int]:
    """Kept as [1 + draws, kinds, owners]: shares of the neurons that are experts, then of matched random units."""
    ctx, row = plan.ctx, plan.concept_run
    assert row is not None
    upstream: Any = ctx.upstream(row.key).result
    with ctx.store.app.session() as session:
        by_place = reach_of(session, row.id, plan.neurons)
    reach = np.concatenate([by_place[place] for place in plan.neurons])
    units, member = ctx.load_array("specific/units"), ctx.load_array("specific/member")
    languages = len(upstream.languages)
    # One language is no sharing, also where half of the languages would be one.
    shared_by = max(2, (languages + 1) // 2)
    sets = np.concatenate([units[None], _partners(plan, units, activity)])
    ctx.save_array("experts/shares", expert_shares(reach, shared_by, sets, member), evictable=True)
    facts = {"concepts": len(upstream.concepts), "languages": languages, "k": upstream.k, "shared_by": shared_by}
    ctx.save_bytes("experts/facts", orjson.dumps(facts), kind="json", evictable=True)
    return {"experts": int((reach > 0).sum()), "units": len(units)}


def _partners(plan: Plan, units: np.ndarray, activity: Activity) -> np.ndarray:
    """[draws, selected]: units in the neurons' places that are like them in layer, firing rate and mean, and none of
    them (methods.md 0.6)."""
    ends = np.cumsum(list(plan.neurons.values()))
    layer = np.searchsorted(ends, units, side="right")
    seed = int(digest_of([plan.params.seed, "random units", "experts"])[:8], 16)
    out = np.empty((plan.params.draws, len(units)), np.int64)
    for number, (place, width) in enumerate(plan.neurons.items()):
        here, start = np.flatnonzero(layer == number), ends[number] - width
        if not len(here):
            continue
        chosen, firing, mean = (units[here] - start).tolist(), activity.firing[place], activity.mean[place]
        try:
            drawn = matched_draws(chosen, firing, mean, draws=plan.params.draws, seed=seed + number)
        except ValueError as error:
            raise too_many_neurons("are language-specific") from error
        out[:, here] = start + drawn
    return out


def neurons_and_experts(plan: Plan) -> NeuronsAndExperts | None:
    """The answer; None without a concept run, and where no neuron was selected."""
    member = plan.ctx.load_array("specific/member")
    if plan.concept_run is None or not member.shape[1]:
        return None
    shares, facts = plan.ctx.load_array("experts/shares"), orjson.loads(plan.ctx.load_bytes("experts/facts"))
    counts = [*member.sum(1).tolist(), member.shape[1]]

    def of(owner: int) -> ExpertNeurons:
        kinds = {kind: _share(shares[:, k, owner], counts[owner]) for k, kind in enumerate(KINDS)}
        return ExpertNeurons(neurons=counts[owner], **kinds)

    return NeuronsAndExperts(
        concept_run=plan.concept_run.key,
        **facts,
        draws=plan.params.draws,
        total=of(len(plan.languages)),
        by_language={name: of(i) for i, name in enumerate(plan.languages) if counts[i]},
    )


def _share(shares: np.ndarray, n: int) -> Estimate:
    value = float(shares[0])
    low, high = wilson(round(value * n), n)
    return Estimate(value=value, low=low, high=high, n=n, **null_of(value, shares[1:]))
