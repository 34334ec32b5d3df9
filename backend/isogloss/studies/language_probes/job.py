"""The job: read every language once; probe each layer; compare languages; find language-specific neurons and switch
them off.

Steps: ``read`` per language, ``surface``, ``probe`` and ``align`` per layer, ``neurons``, ``experts`` where a concept
run is named, ``switch off`` per language, ``put together``.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any
from zlib import crc32

import numpy as np
import orjson

from isogloss.activations.controls import Change, edits_of, matched_units
from isogloss.activations.losses import text_losses
from isogloss.activations.states import sample_positions, token_states
from isogloss.contract.context import FinishedRun, RunContext, SeriesContext
from isogloss.kit.ladder import ladder
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
from isogloss.studies.language_probes.schema import Params, Result, SeriesResult
from isogloss.studies.language_probes.study import Plan, too_many_neurons
from isogloss.studies.language_probes.work import Probing
from isogloss.vocabulary.errors import Refused

#: Positions of one forward pass.
BATCH_TOKENS = 4096


def run(plan: Plan, ctx: RunContext) -> None:
    """All layers of one checkpoint."""
    work = Probing(plan, ctx)
    each = range(work.layers)
    weights = {f"read {language}": 2.0 for language in work.languages} | {"surface": 2.0}
    weights |= {f"probe {layer}": 2.0 for layer in each} | {f"align {layer}": 0.5 for layer in each}
    weights |= {"neurons": 1.0} | ({} if plan.source is None else {"experts": 1.0})
    weights |= {f"switch off {language}": 2.0 for language in work.languages} | {"put together": 0.5}
    ctx.plan(weights)
    for language in work.languages:
        ctx.step(f"read {language}", partial(_read, work, language))
    ctx.step("surface", partial(_surface, work))
    for layer in each:
        ctx.step(f"probe {layer}", partial(_probe, work, layer))
    for layer in each:
        ctx.step(f"align {layer}", partial(_align, work, layer))
    ctx.step("neurons", partial(_neurons, work))
    if plan.source is not None:
        ctx.step("experts", partial(count_experts, work))
    for language in work.languages:
        ctx.step(f"switch off {language}", partial(_switch_off, work, language))
    ctx.step("put together", partial(_put_together, work))


# ---- read ----------------------------------------------------------------------------------------------------------


def _read(work: Probing, language: str) -> dict[str, int]:
    """States at sampled tokens, their means over sentences, and how often every neuron is active."""
    params, loaded = work.params, work.loaded()
    tokens = tokenize(
        loaded,
        work.corpus.texts(language, work.ids),
        max_tokens=params.max_tokens,
        bos_policy=work.model.bos_policy,
    )
    wanted = params.tokens if params.unit == "token" else 0
    samples, rows = [], []
    for number, item in enumerate(work.ids):
        start, stop = tokens.bounds(number)
        chosen = sample_positions(stop - start, wanted, (params.seed, crc32(f"{language} {item}".encode())))
        samples.append(chosen)
        rows += [[number, *(tokens.spans[number][start + int(at)] or (-1, -1))] for at in chosen]
    found = token_states(
        loaded,
        tokens,
        work.places,
        samples,
        counted=[*work.neurons, *work.gates],
        groups=work.groups,
        batch_tokens=BATCH_TOKENS,
        on_progress=lambda done, total: work.ctx.progress(done, total, f"reading {language}"),
        check_cancelled=work.ctx.check_cancelled,
    )
    for place in work.places:
        work.between(f"mean/{language}/{place.layer}", found.mean[place])
        work.between(f"sampled/{language}/{place.layer}", found.sampled[place])
    sentences = [[number, -1, -1] for number in range(len(work.ids))]
    work.between(f"examples/{language}", np.array(rows if wanted else sentences, np.int64).reshape(-1, 3))
    work.between(f"active/{language}", np.concatenate([found.active[gate] for gate in work.gates], axis=1))
    activity = [
        np.stack([found.total[place].sum(0), found.active[place].sum(0).astype(float)]) for place in work.neurons
    ]
    work.between(f"activity/{language}", np.concatenate(activity, axis=1))
    work.between(f"tokens/{language}", found.tokens)
    return {"tokens": int(found.tokens.sum()), "cut": sum(lost > 0 for lost in tokens.truncated)}


# ---- probe ---------------------------------------------------------------------------------------------------------


def _surface(work: Probing) -> None:
    """What reads no model, on the same splits: the commonest class, the bytes, the length."""
    texts, found = work.texts(), {}
    rights, true = {"majority": commonest(work.labels, work.out)}, np.broadcast_to(work.labels, (1, *work.out.shape))
    for name, values in (("bytes", byte_shares(texts)), ("length", lengths(texts))):
        (one,) = probe(values, true, work.out, classes=len(work.classes), c=work.params.c)
        rights[name] = (one.label == work.labels).astype(float)
        work.ctx.check_cancelled()
    for name, right in rights.items():
        found[name] = vars(share_right(right, work.out, work.example_documents, seed=work.params.seed))
        work.between(f"surface/{name}", right.astype(np.int8))
    work.keep_json("surface", found)


def _probe(work: Probing, layer: int) -> None:
    """One layer's probes: on the true classes, on shuffled ones, and from language to language."""
    values, params, documents = work.values(layer), work.params, work.example_documents
    try:
        centred(values)
    except ValueError as error:
        raise Refused(
            "constant_layer",
            f"Layer {layer} holds the same state at every {params.unit}, rounding aside: nothing can be told from it.",
            hint="Look at the checkpoint: its weights may be broken. Or read another role.",
            field="checkpoint",
        ) from error
    labellings = np.stack([np.broadcast_to(work.labels, work.out.shape), work.shuffled])
    true, random = probe(values, labellings, work.out, classes=len(work.classes), c=params.c)
    work.ctx.save_array(f"told/{layer}", true.label)
    work.ctx.save_array(f"sure/{layer}", true.sure)
    work.ctx.check_cancelled()
    right = (true.label == work.labels).astype(float)
    chance = (random.label == work.shuffled).astype(float)
    found = {
        "accuracy": vars(share_right(right, work.out, documents, seed=params.seed)),
        "shuffled": vars(share_right(chance, work.out, documents, seed=params.seed)),
        "loss": float(np.nanmean(true.nats)),
        "recall": {
            name: float(right[mine].mean()) if (mine := work.out & (work.labels == number)).any() else None
            for number, name in enumerate(work.classes)
        },
    }
    if params.target == "concept":
        found["transfer"] = _transfer(work, values)
    work.keep_json(f"probe/{layer}", found)


def _transfer(work: Probing, values: np.ndarray) -> dict[str, Any]:
    of = [np.flatnonzero(work.examples[:, 1] == number) for number in range(len(work.languages))]
    examples = [(work.labels[rows], work.out[:, rows], work.example_documents[rows]) for rows in of]
    labels, held_out, _ = zip(*examples, strict=True)
    found = transfer([values[rows] for rows in of], labels, held_out, classes=len(work.classes), c=work.params.c)
    try:
        raw, moved = (_pairs(work, told, examples) for told in (found.told, found.centred))
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


def _pairs(work: Probing, told: list[np.ndarray], examples: Sequence[tuple[np.ndarray, ...]]) -> dict[str, Any]:
    """Accuracy by language trained on and language read, over the pairs of two, and within the languages; each with its
    interval over documents, beside the same answers held against other documents."""
    seed, names, null = work.params.seed, work.languages, []
    cells: dict[str, dict[str, Any]] = {name: {} for name in names}
    rights = [(one == labels).astype(float) for one, (labels, _, _) in zip(told, examples, strict=True)]
    for read, one, right, (labels, out, documents) in zip(names, told, rights, examples, strict=True):
        null.append(hits_by_chance(one, labels, documents, draws=work.params.draws, seed=seed))
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


def _align(work: Probing, layer: int) -> None:
    """Retrieval and CKA between languages, from means over sentences."""
    states = np.stack(work.of_languages(f"mean/{{}}/{layer}"))
    try:
        partners = pairings(work.documents, draws=work.params.draws, seed=work.params.seed)
        raw, moved = retrievals(states, partners), retrievals(centred(states), partners)
        cka = linear_ckas(states, partners, work.documents)
    except ValueError as error:
        raise Refused(
            "no_alignment",
            f"Languages cannot be compared in layer {layer}: {error}.",
            hint="Take more ids, in documents of similar size; or look whether the checkpoint's weights are broken.",
            field="checkpoint",
        ) from error
    # [measures, value and ends, pairs] and [measures, draws, pairs]; pairs as ``triu_indices`` has them.
    upper = np.triu_indices(len(work.languages), 1)
    pairs, null = [], [one.null[:, upper[0], upper[1]] for one in (raw, moved, cka)]
    for name, found in (("retrieval", raw), ("retrieval_centred", moved)):
        hits = found.hits[upper]
        each = clustered_means(hits, np.ones(hits.shape), work.documents, resamples=RESAMPLES, seed=work.params.seed)
        pairs.append(each.T)
        work.between(f"{name}_hits/{layer}", hits.mean(0))
    pairs.append(np.stack([cka.value[upper], cka.low[upper], cka.high[upper]]))
    work.between(f"pairs/{layer}", np.stack(pairs))
    work.between(f"pairs_null/{layer}", np.stack(null))


# ---- neurons -------------------------------------------------------------------------------------------------------


def _neurons(work: Probing) -> dict[str, int]:
    """Which neurons belong to which languages, on the documents that losses are not read on."""
    params = work.params
    active = np.stack(work.of_languages("active/{}"), axis=1)
    tokens = np.stack(work.of_languages("tokens/{}"), axis=1)
    thresholds = {"activity_quantile": params.activity_quantile, "share": params.entropy_share}
    probabilities = pooled(active, tokens)
    found = specific(probabilities, **thresholds)
    chance = chance_counts(active, tokens, draws=params.draws, seed=params.seed, **thresholds)
    work.ctx.save_array("specific/units", found.units)
    work.ctx.save_array("specific/member", found.member)
    work.ctx.save_array("specific/entropy", found.entropy[found.units])
    work.ctx.save_array("specific/active", probabilities[:, found.units])
    work.between("specific/chance", chance)
    work.between("specific/threshold", np.array([found.threshold]))
    return {"selected": len(found.units)}


def _switch_off(work: Probing, language: str) -> dict[str, int]:
    """Nats added in every language when this one's neurons are 0, and when matched random units are: kept as
    [1 + draws, languages, sentences], the neurons first."""
    member = work.ctx.load_array("specific/member")[work.languages.index(language)]
    units = tuple(unit for unit, mine in zip(work.selected, member, strict=True) if mine)
    if not units:
        return {"units": 0}
    loaded, params, activity = work.loaded(), work.params, work.activity
    ids = [work.ids[i] for i in work.loss_rows]
    tokens = tokenize(
        loaded,
        [text for other in work.languages for text in work.corpus.texts(other, ids)],
        max_tokens=params.max_tokens,
        bos_policy=work.model.bos_policy,
    )
    losses = partial(text_losses, loaded, tokens, batch_tokens=BATCH_TOKENS, check_cancelled=work.ctx.check_cancelled)
    plain = losses()
    seed = work.seed("random units", language)
    try:
        partners = matched_units([Change("zero", units)], work.neurons, activity, draws=params.draws, seed=seed)
    except ValueError as error:
        raise too_many_neurons(f"belong to {language}") from error
    added = []
    for number, chosen in enumerate([units, *(draw[0] for draw in partners)]):
        edits = prepare(loaded, [edits_of([Change("zero", chosen)], activity)])
        added.append(losses(edits=edits).nats - plain.nats)
        if not number:
            check_touched(edits)
        work.ctx.progress(number, 1 + params.draws, f"switching off {language}")
    shape = (len(added), len(work.languages), len(ids))
    work.between(f"off/{language}", np.stack(added).reshape(shape))
    work.between(f"off_tokens/{language}", plain.tokens.reshape(shape[1:]))
    return {"units": len(units)}


# ---- answer --------------------------------------------------------------------------------------------------------


def _put_together(work: Probing) -> None:
    answer = Answer(work)
    result = answer.result()
    work.ctx.save_bytes("index", orjson.dumps(answer.index()), kind="index")
    work.ctx.answer(result, figures.of_run(result, answer.confusion()))


def series(children: Sequence[FinishedRun[Params, Result]], ctx: SeriesContext) -> SeriesResult:
    """A ladder, as far as it is finished."""
    return ladder(SeriesResult, children, ctx, draw=figures.of_series, point=point_of)
