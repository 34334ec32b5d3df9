"""The job: read every language once; probe each layer; compare languages; find language-specific neurons and switch
them off.

Steps: ``read`` per language, ``surface``, ``probe`` and ``align`` per layer, ``neurons``, ``experts`` where a concept
run is named, ``switch off`` per language, ``put together``.
"""

from typing import Any
from zlib import crc32

import numpy as np
import orjson

from isogloss.activations.controls import Change, edits_of, matched_units
from isogloss.activations.losses import text_losses
from isogloss.activations.states import sample_positions, token_states
from isogloss.activations.unit_sets import Activity
from isogloss.contract.study import FinishedRun, RunContext, SeriesContext
from isogloss.methods.alignment import centred, linear_ckas, pairings, retrievals
from isogloss.methods.inference import clustered_means, null_of
from isogloss.models.editing import check_touched, prepare
from isogloss.models.tokens import tokenize
from isogloss.studies.language_probes import figures
from isogloss.studies.language_probes.analysis.lape import chance_counts, pooled, specific
from isogloss.studies.language_probes.analysis.probing import (
    RESAMPLES,
    Share,
    commonest,
    probe,
    share_right,
    shares_right,
)
from isogloss.studies.language_probes.analysis.surface import byte_shares, lengths
from isogloss.studies.language_probes.analysis.transfer import hits_by_chance, transfer
from isogloss.studies.language_probes.answer import Answer, point_of
from isogloss.studies.language_probes.experts import count_experts
from isogloss.studies.language_probes.plan import Plan
from isogloss.studies.language_probes.schema import Params, Result, SeriesResult
from isogloss.studies.language_probes.study import too_many_neurons
from isogloss.vocabulary.address import UnitAddress
from isogloss.vocabulary.checkpoint import twins_among
from isogloss.vocabulary.digest import digest_of
from isogloss.vocabulary.errors import Refused

#: Positions of one forward pass.
BATCH_TOKENS = 4096


def run(params: Params, ctx: RunContext) -> Result:
    """All layers of one checkpoint."""
    plan = Plan(params, ctx)
    each = range(plan.layers)
    weights = {f"read {language}": 2.0 for language in plan.languages} | {"surface": 2.0}
    weights |= {f"probe {layer}": 2.0 for layer in each} | {f"align {layer}": 0.5 for layer in each}
    beside = {} if plan.concept_run is None else {"experts": 1.0}
    weights |= (
        {"neurons": 1.0}
        | beside
        | {f"switch off {language}": 2.0 for language in plan.languages}
        | {"put together": 0.5}
    )
    ctx.plan(weights)
    for language in plan.languages:
        ctx.step(f"read {language}", lambda at=language: _read(plan, at))
    ctx.step("surface", lambda: _surface(plan))
    for layer in each:
        ctx.step(f"probe {layer}", lambda at=layer: _probe(plan, at))
    for layer in each:
        ctx.step(f"align {layer}", lambda at=layer: _align(plan, at))
    ctx.step("neurons", lambda: _neurons(plan))
    if plan.concept_run is not None:
        ctx.step("experts", lambda: count_experts(plan, _activity(plan)))
    for language in plan.languages:
        ctx.step(f"switch off {language}", lambda at=language: _switch_off(plan, at))
    ctx.step("put together", lambda: _put_together(plan))
    return Result.model_validate_json(ctx.load_bytes("answer"))


def _between(ctx: RunContext, name: str, array: np.ndarray) -> None:
    """Keep what only later steps of this run read: it may be evicted once the run is done."""
    ctx.save_array(name, array, evictable=True)


# ---- read ----------------------------------------------------------------------------------------------------------


def _read(plan: Plan, language: str) -> dict[str, int]:
    """States at sampled tokens, their means over sentences, and how often every neuron is active."""
    params, loaded = plan.params, plan.loaded()
    tokens = tokenize(
        loaded,
        plan.corpus.texts(language, plan.ids),
        max_tokens=params.max_tokens,
        bos_policy=plan.model.bos_policy,
    )
    wanted = params.tokens if params.unit == "token" else 0
    samples, rows = [], []
    for number, item in enumerate(plan.ids):
        start, stop = tokens.bounds(number)
        chosen = sample_positions(stop - start, wanted, (params.seed, crc32(f"{language} {item}".encode())))
        samples.append(chosen)
        rows += [[number, *(tokens.spans[number][start + int(at)] or (-1, -1))] for at in chosen]
    found = token_states(
        loaded,
        tokens,
        plan.places,
        samples,
        counted=[*plan.neurons, *plan.gates],
        groups=plan.groups,
        batch_tokens=BATCH_TOKENS,
        on_progress=lambda done, total: plan.ctx.progress(done, total, f"reading {language}"),
        check_cancelled=plan.ctx.check_cancelled,
    )
    for place in plan.places:
        _between(plan.ctx, f"mean/{language}/{place.layer}", found.mean[place])
        _between(plan.ctx, f"sampled/{language}/{place.layer}", found.sampled[place])
    sentences = [[number, -1, -1] for number in range(len(plan.ids))]
    _between(plan.ctx, f"examples/{language}", np.array(rows if wanted else sentences, np.int64).reshape(-1, 3))
    _between(plan.ctx, f"active/{language}", np.concatenate([found.active[gate] for gate in plan.gates], axis=1))
    activity = [
        np.stack([found.total[place].sum(0), found.active[place].sum(0).astype(float)]) for place in plan.neurons
    ]
    _between(plan.ctx, f"activity/{language}", np.concatenate(activity, axis=1))
    _between(plan.ctx, f"tokens/{language}", found.tokens)
    return {"tokens": int(found.tokens.sum()), "cut": sum(lost > 0 for lost in tokens.truncated)}


# ---- probe ---------------------------------------------------------------------------------------------------------


def _keep_json(ctx: RunContext, name: str, value: Any) -> None:
    ctx.save_bytes(name, orjson.dumps(value), kind="json", evictable=True)


def _surface(plan: Plan) -> None:
    """What reads no model, on the same splits: the commonest class, the bytes, the length."""
    texts, found = plan.texts(), {}
    rights, true = {"majority": commonest(plan.labels, plan.out)}, np.broadcast_to(plan.labels, (1, *plan.out.shape))
    for name, values in (("bytes", byte_shares(texts)), ("length", lengths(texts))):
        (one,) = probe(values, true, plan.out, classes=len(plan.classes), c=plan.params.c)
        rights[name] = (one.label == plan.labels).astype(float)
        plan.ctx.check_cancelled()
    for name, right in rights.items():
        found[name] = vars(share_right(right, plan.out, plan.example_documents, seed=plan.params.seed))
        _between(plan.ctx, f"surface/{name}", right.astype(np.int8))
    _keep_json(plan.ctx, "surface", found)


def _probe(plan: Plan, layer: int) -> None:
    """One layer's probes: on the true classes, on shuffled ones, and from language to language."""
    values, params, documents = plan.values(layer), plan.params, plan.example_documents
    try:
        centred(values)
    except ValueError as error:
        raise Refused(
            "constant_layer",
            f"Layer {layer} holds the same state at every {params.unit}, rounding aside: nothing can be told from it.",
            hint="Look at the checkpoint: its weights may be broken. Or read another role.",
            field="checkpoint",
        ) from error
    labellings = np.stack([np.broadcast_to(plan.labels, plan.out.shape), plan.shuffled])
    true, random = probe(values, labellings, plan.out, classes=len(plan.classes), c=params.c)
    plan.ctx.save_array(f"told/{layer}", true.label)
    plan.ctx.save_array(f"sure/{layer}", true.sure)
    plan.ctx.check_cancelled()
    right = (true.label == plan.labels).astype(float)
    chance = (random.label == plan.shuffled).astype(float)
    found = {
        "accuracy": vars(share_right(right, plan.out, documents, seed=params.seed)),
        "shuffled": vars(share_right(chance, plan.out, documents, seed=params.seed)),
        "loss": float(np.nanmean(true.nats)),
        "recall": {
            name: float(right[mine].mean()) if (mine := plan.out & (plan.labels == number)).any() else None
            for number, name in enumerate(plan.classes)
        },
    }
    if params.target == "concept":
        found["transfer"] = _transfer(plan, values)
    _keep_json(plan.ctx, f"probe/{layer}", found)


def _transfer(plan: Plan, values: np.ndarray) -> dict[str, Any]:
    of = [np.flatnonzero(plan.examples[:, 1] == number) for number in range(len(plan.languages))]
    examples = [(plan.labels[rows], plan.out[:, rows], plan.example_documents[rows]) for rows in of]
    labels, held_out, _ = zip(*examples, strict=True)
    found = transfer([values[rows] for rows in of], labels, held_out, classes=len(plan.classes), c=plan.params.c)
    try:
        raw, moved = (_pairs(plan, told, examples) for told in (found.told, found.centred))
    except ValueError as error:
        raise Refused(
            "no_null",
            f"Transfer has nothing to stand beside: {error}.",
            hint="Take more ids, in documents of similar size.",
            field="ids",
        ) from error
    return {
        "raw": raw["cells"], "centred": moved["cells"],
        "across": raw["across"], "across_centred": moved["across"], "within": raw["within"],
    }  # fmt: skip


def _pairs(plan: Plan, told: list[np.ndarray], examples: list[tuple[np.ndarray, ...]]) -> dict[str, Any]:
    """Accuracy by language trained on and language read, over the pairs of two, and within the languages; each with its
    interval over documents, beside the same answers held against other documents."""
    seed, names, null = plan.params.seed, plan.languages, []
    cells: dict[str, dict[str, Any]] = {name: {} for name in names}
    rights = [(one == labels).astype(float) for one, (labels, _, _) in zip(told, examples, strict=True)]
    for read, one, right, (labels, out, documents) in zip(names, told, rights, examples, strict=True):
        null.append(hits_by_chance(one, labels, documents, draws=plan.params.draws, seed=seed))
        for trained, found, hits in zip(names, shares_right(right, out, documents, seed=seed), null[-1], strict=True):
            cells[trained][read] = _held_against(found, hits / out.sum())

    def over(pairs: list[tuple[int, int]]) -> dict[str, Any]:
        together = [np.concatenate(parts, axis=-1) for parts in zip(
            *((rights[b][a], *examples[b][1:]) for a, b in pairs), strict=True
        )]  # fmt: skip
        hits = np.sum([null[b][a] for a, b in pairs], axis=0)
        return _held_against(share_right(*together, seed=seed), hits / together[1].sum())

    every = [(a, b) for a in range(len(names)) for b in range(len(names))]
    return {
        "cells": cells,
        "across": over([(a, b) for a, b in every if a != b]),
        "within": over([(a, b) for a, b in every if a == b]),
    }


def _held_against(found: Share, chance: np.ndarray) -> dict[str, Any]:
    if not np.isfinite(found.value):
        return {"value": None, "n": 0}
    own = {name: getattr(found, name) for name in ("value", "low", "high", "n")}
    return own | null_of(found.value, chance)


# ---- compare -------------------------------------------------------------------------------------------------------


def _align(plan: Plan, layer: int) -> None:
    """Retrieval and CKA between languages, from means over sentences."""
    states = np.stack([plan.ctx.load_array(f"mean/{language}/{layer}") for language in plan.languages])
    try:
        partners = pairings(plan.documents, draws=plan.params.draws, seed=plan.params.seed)
        raw, moved = retrievals(states, partners), retrievals(centred(states), partners)
        cka = linear_ckas(states, partners, plan.documents)
    except ValueError as error:
        raise Refused(
            "no_alignment",
            f"Languages cannot be compared in layer {layer}: {error}.",
            hint="Take more ids, in documents of similar size; or look whether the checkpoint's weights are broken.",
            field="checkpoint",
        ) from error
    # [measures, value and ends, pairs] and [measures, draws, pairs]; pairs as ``triu_indices`` has them.
    upper = np.triu_indices(len(plan.languages), 1)
    pairs, null = [], [one.null[:, upper[0], upper[1]] for one in (raw, moved, cka)]
    for name, found in (("retrieval", raw), ("retrieval_centred", moved)):
        hits = found.hits[upper]
        each = clustered_means(hits, np.ones(hits.shape), plan.documents, resamples=RESAMPLES, seed=plan.params.seed)
        pairs.append(each.T)
        _between(plan.ctx, f"{name}_hits/{layer}", hits.mean(0))
    pairs.append(np.stack([cka.value[upper], cka.low[upper], cka.high[upper]]))
    _between(plan.ctx, f"pairs/{layer}", np.stack(pairs))
    _between(plan.ctx, f"pairs_null/{layer}", np.stack(null))


# ---- neurons -------------------------------------------------------------------------------------------------------


def _neurons(plan: Plan) -> dict[str, int]:
    """Which neurons belong to which languages, on the documents that losses are not read on."""
    params = plan.params
    active = np.stack([plan.ctx.load_array(f"active/{language}") for language in plan.languages], axis=1)
    tokens = np.stack([plan.ctx.load_array(f"tokens/{language}") for language in plan.languages], axis=1)
    thresholds = {"activity_quantile": params.activity_quantile, "share": params.entropy_share}
    probabilities = pooled(active, tokens)
    found = specific(probabilities, **thresholds)
    chance = chance_counts(active, tokens, draws=params.draws, seed=params.seed, **thresholds)
    plan.ctx.save_array("specific/units", found.units)
    plan.ctx.save_array("specific/member", found.member)
    plan.ctx.save_array("specific/entropy", found.entropy[found.units])
    plan.ctx.save_array("specific/active", probabilities[:, found.units])
    _between(plan.ctx, "specific/chance", chance)
    _between(plan.ctx, "specific/threshold", np.array([found.threshold]))
    return {"selected": len(found.units)}


def units_of(plan: Plan) -> list[UnitAddress]:
    """The selected neurons' addresses, the lowest entropy first."""
    ends = np.cumsum(list(plan.neurons.values()))
    places = list(plan.neurons)
    out = []
    for unit in plan.ctx.load_array("specific/units").tolist():
        layer = int(np.searchsorted(ends, unit, side="right"))
        out.append(UnitAddress(places[layer], unit - int(ends[layer] - plan.neurons[places[layer]])))
    return out


def _activity(plan: Plan) -> Activity:
    parts = [plan.ctx.load_array(f"activity/{language}") for language in plan.languages]
    n = sum(int(plan.ctx.load_array(f"tokens/{language}").sum()) for language in plan.languages)
    mean, firing = np.sum(parts, axis=0) / n
    ends = np.cumsum(list(plan.neurons.values()))[:-1]
    return Activity(
        dict(zip(plan.neurons, np.split(mean, ends), strict=True)),
        dict(zip(plan.neurons, np.split(firing, ends), strict=True)),
    )


def loss_ids(plan: Plan) -> np.ndarray:
    """Numbers of the ids that losses are read on: of documents that no neuron was chosen on."""
    out = np.flatnonzero(plan.held_out[0])
    chosen = np.random.default_rng([plan.params.seed, 43]).permutation(out)[: plan.params.loss_sentences]
    return np.sort(chosen)


def _switch_off(plan: Plan, language: str) -> dict[str, int]:
    """Nats added in every language when this one's neurons are 0, and when matched random units are: kept as
    [1 + draws, languages, sentences], the neurons first."""
    member = plan.ctx.load_array("specific/member")[plan.languages.index(language)]
    units = tuple(unit for unit, mine in zip(units_of(plan), member, strict=True) if mine)
    if not units:
        return {"units": 0}
    loaded, params, activity = plan.loaded(), plan.params, _activity(plan)
    ids = [plan.ids[i] for i in loss_ids(plan)]
    tokens = tokenize(
        loaded,
        [text for other in plan.languages for text in plan.corpus.texts(other, ids)],
        max_tokens=params.max_tokens,
        bos_policy=plan.model.bos_policy,
    )
    more = {"batch_tokens": BATCH_TOKENS, "check_cancelled": plan.ctx.check_cancelled}
    plain = text_losses(loaded, tokens, **more)
    change = Change("zero", units)
    seed = int(digest_of([params.seed, "random units", language])[:8], 16)
    try:
        partners = matched_units([change], plan.neurons, activity, draws=params.draws, seed=seed)
    except ValueError as error:
        raise too_many_neurons(f"belong to {language}") from error
    added = []
    for number, chosen in enumerate([units, *(draw[0] for draw in partners)]):
        edits = prepare(loaded, [edits_of([Change("zero", chosen)], activity)])
        added.append(text_losses(loaded, tokens, edits=edits, **more).nats - plain.nats)
        if not number:
            check_touched(edits)
        plan.ctx.progress(number, 1 + params.draws, f"switching off {language}")
    shape = (len(added), len(plan.languages), len(ids))
    _between(plan.ctx, f"off/{language}", np.stack(added).reshape(shape))
    _between(plan.ctx, f"off_tokens/{language}", plain.tokens.reshape(shape[1:]))
    return {"units": len(units)}


# ---- answer --------------------------------------------------------------------------------------------------------


def _put_together(plan: Plan) -> None:
    answer = Answer(plan, units_of(plan), loss_ids(plan))
    result = answer.result()
    plan.ctx.save_bytes("index", orjson.dumps(answer.index()), kind="index")
    for name, figure in figures.of_run(result, answer.confusion()).items():
        plan.ctx.save_figure(name, figure)
    plan.ctx.save_bytes("answer", result.model_dump_json().encode(), kind="answer")


def series(children: list[FinishedRun], ctx: SeriesContext) -> SeriesResult:
    """A ladder, as far as it is finished."""
    results: list[Any] = [child.result for child in children]
    twins, first_of = twins_among(results)
    answer = SeriesResult(
        model=results[0].model,
        points=tuple(
            point_of(child.key, result, first_of.get(result.checkpoint))
            for child, result in zip(children, results, strict=True)
        ),
        missing=tuple(run.checkpoint for run in ctx.missing),
        languages=results[0].languages,
        target=results[0].target,
        classes=results[0].classes,
        contaminated=next((result.contaminated for result in results if result.contaminated), None),
        notes=("One training run and one seed: it says when this model got there, not when models do.",),
    )
    for name, figure in figures.of_series(answer, twins, ctx.missing).items():
        ctx.save_figure(name, figure)
    return answer
