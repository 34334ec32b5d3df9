"""The job: switch every concept's shared experts off and read held-out text; force one language's experts and write.

Steps: one ``switch off`` per concept, one ``force`` for all of them, ``put together``.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import orjson

from isogloss.activations.controls import Change, edits_of, matched_units, pooled_medians
from isogloss.activations.losses import Losses, text_losses
from isogloss.contract.context import FinishedRun, RunContext, SeriesContext
from isogloss.corpora.choosing import by_seed
from isogloss.kit.ladder import ladder
from isogloss.kit.work import ModelWork
from isogloss.models.editing import Edits, check_touched, prepare
from isogloss.models.load import LoadedModel
from isogloss.models.points import check_place
from isogloss.models.tokens import TokenBatch, bos_id, tokenize
from isogloss.models.writing import Choice, Writing, text_of
from isogloss.studies.concept_effects import figures
from isogloss.studies.concept_effects.analysis.differences import choose_sentences, difference
from isogloss.studies.concept_effects.analysis.forcing import scaled_to
from isogloss.studies.concept_effects.answer import Answer
from isogloss.studies.concept_effects.schema import Params, Result, SeriesResult, writing_draws
from isogloss.studies.concept_effects.study import Plan, Tested
from isogloss.vocabulary.address import UnitAddress

#: Positions of one forward pass, and rows that write together.
BATCH_TOKENS, ROWS = 4096, 240
#: Positives whose medians random units are forced to.
MOST_POSITIVES = 200


class Effects(ModelWork[Plan]):
    """One run at work."""

    def __init__(self, plan: Plan, ctx: RunContext):
        super().__init__(plan, ctx)
        places = {e.unit.place for c in plan.concepts for e in (*c.shared, *c.forced)}
        self.widths = {place: check_place(self.model.config, place) for place in sorted(places)}
        self.activity = plan.source.activity(ctx, self.widths)

    def sentences(self, concept: Tested) -> tuple[list[str], np.ndarray]:
        """Ids of a concept's test (its own and others'), and which are its own."""
        ids = self.plan.ids
        rows = [concept.positives, *(of.positives for of in self.plan.concepts if of is not concept)]
        own = np.array([[i in of for i in ids] for of in rows])
        mine, others = choose_sentences(own, self.plan.params.sentences, seed=self.seed("sentences", concept.name))
        chosen = np.concatenate([mine, others])
        return [ids[i] for i in chosen], np.arange(len(chosen)) < len(mine)

    def partners(self, change: Change, draws: int, *what: Any) -> list[Change]:
        """Matched random units in a change's place, a set per draw; their values are still the change's own."""
        widths = {place: self.widths[place] for place in {unit.place for unit in change.units}}
        found = matched_units([change], widths, self.activity, draws=draws, seed=self.seed("random units", *what))
        return [replace(change, units=units) for (units,) in found]


def run(plan: Plan, ctx: RunContext) -> None:
    """All concepts at one checkpoint."""
    work = Effects(plan, ctx)
    names = [concept.name for concept in plan.concepts]
    weights = {f"switch off {name}": float(plan.params.draws + 2) for name in names}
    ctx.plan(weights | {"force": 4.0 * len(names), "put together": 1.0})
    for concept in plan.concepts:
        ctx.step(f"switch off {concept.name}", partial(_switch_off, work, concept))
    ctx.step("force", lambda: _force(work))
    ctx.step("put together", lambda: _put_together(work))


def _switch_off(work: Effects, concept: Tested) -> dict[str, int]:
    """D of the concept's shared experts and of every draw of random units, in each language: kept as [L, 1 + draws]."""
    loaded, params = work.loaded(), work.plan.params
    ids, own = work.sentences(concept)
    tokens = tokenize(
        loaded,
        [text for language in work.plan.languages for text in work.plan.source.corpus.texts(language, ids)],
        max_tokens=params.max_tokens,
    )
    change = Change(params.ablation, tuple(expert.unit for expert in concept.shared))
    plain = _losses(work, loaded, tokens, None)
    shape = (len(work.plan.languages), len(ids))
    counts = plain.tokens.reshape(shape)
    found = np.empty((len(work.plan.languages), 1 + params.draws, 3))
    for v, variant in enumerate([change, *work.partners(change, params.draws, concept.name, "off")]):
        edits = prepare(loaded, [edits_of([variant], work.activity)])
        added = (_losses(work, loaded, tokens, edits).nats - plain.nats).reshape(shape)
        if v == 0:
            check_touched(edits)
        for b in range(len(work.plan.languages)):
            own_added = added[b, own].sum() / counts[b, own].sum()
            found[b, v] = (
                difference(added[b][None], counts[b], own)[0],
                own_added,
                added[b, ~own].sum() / counts[b, ~own].sum(),
            )
        work.ctx.progress(v, 1 + params.draws, f"switching off {concept.name}")
    work.ctx.save_array(f"off/{concept.name}", found)
    work.ctx.save_array(f"plain/{concept.name}", np.stack([plain.nats.reshape(shape).sum(1), counts.sum(1)]))
    return {"sentences": int(own.sum()), "units": len(concept.shared)}


def _losses(work: Effects, loaded: LoadedModel, tokens: TokenBatch, edits: Edits | None) -> Losses:
    return text_losses(loaded, tokens, edits=edits, batch_tokens=BATCH_TOKENS, check_cancelled=work.ctx.check_cancelled)


def _force(work: Effects) -> dict[str, int]:
    """Texts of every pane, kept as rows of (pane, concept, seed, draw, text)."""
    loaded, params = work.loaded(), work.plan.params
    concepts = work.plan.concepts
    rows = [(c, j) for c in range(len(concepts)) for j in range(params.texts)]
    forced = [_forced(work, concept) for concept in concepts]
    # Another concept's experts, as strong as this one's.
    others = [_at_norm_of(forced[(c + 1) % len(forced)], forced[c]) for c in range(len(forced))]
    random = [_random(work, loaded, concept, change) for concept, change in zip(concepts, forced, strict=True)]
    draws = writing_draws(params)
    panes: dict[str, tuple[list[Change], list[int]] | None] = {
        "plain": None,
        "forced": (forced, [c for c, _ in rows]),
        "random": ([change for of in random for change in of], [c * draws + j % draws for c, j in rows]),
        "other": (others, [c for c, _ in rows]),
    }
    out: list[dict[str, Any]] = []
    for number, (pane, variants) in enumerate(panes.items()):
        texts = _written(work, loaded, [j for _, j in rows], rows, variants, pane, number)
        out += [
            {"pane": pane, "concept": concepts[c].name, "seed": j, "draw": j % draws, "text": text}
            for (c, j), text in zip(rows, texts, strict=True)
        ]
    work.ctx.save_bytes("texts", b"\n".join(map(orjson.dumps, out)), kind="texts")
    return {"texts": len(out)}


def _forced(work: Effects, concept: Tested) -> Change:
    language, strength = work.plan.params.language, work.plan.params.strength
    units = tuple(expert.unit for expert in concept.forced)
    return Change("force", units, tuple(strength * expert.forced_to(language) for expert in concept.forced))


def _at_norm_of(change: Change, other: Change) -> Change:
    norm = float(np.linalg.norm(other.values or ()))
    return replace(change, values=tuple(scaled_to(change.values or (), norm)))


def _random(work: Effects, loaded: LoadedModel, concept: Tested, change: Change) -> list[Change]:
    """Matched random units, each forced to its own median over the concept's positives in the source language."""
    partners = work.partners(change, writing_draws(work.plan.params), concept.name, "forced")
    source, seed = work.plan.source, work.seed("positives", concept.name)
    ids = by_seed(source.positive_ids(concept.name), MOST_POSITIVES, seed=seed)
    units: list[UnitAddress] = sorted({unit for of in partners for unit in of.units})
    medians = pooled_medians(
        loaded,
        source.corpus.texts(work.plan.params.language, ids),
        units,
        max_tokens=work.plan.params.max_tokens,
        check_cancelled=work.ctx.check_cancelled,
    )
    strength = work.plan.params.strength
    return [replace(of, values=tuple(strength * medians[unit] for unit in of.units)) for of in partners]


def _written(
    work: Effects,
    loaded: LoadedModel,
    seeds: list[int],
    rows: Sequence[tuple[int, int]],
    variants: tuple[list[Change], list[int]] | None,
    pane: str,
    number: int,
) -> list[str]:
    """Texts from nothing, a row each; row r has the same draws in every pane, so that panes differ by the change."""
    params, start = work.plan.params, [bos_id(loaded)]
    texts: list[str] = []
    for first in range(0, len(rows), ROWS):
        part = rows[first : first + ROWS]
        edits = variant = None
        if variants is not None:
            changes, of_row = variants
            used = sorted({of_row[first + i] for i in range(len(part))})
            edits = prepare(loaded, [edits_of([changes[v]], work.activity) for v in used])
            variant = [used.index(of_row[first + i]) for i in range(len(part))]
        writing = Writing(
            loaded,
            [start] * len(part),
            [work.seed("text", c, j) for c, j in part],
            params.length,
            choice=Choice(False, params.temperature, params.top_p),
            edits=edits,
            variant=variant,
        )
        while not writing.done:
            work.ctx.check_cancelled()
            writing.step()
            done = number * len(rows) + first + len(part) * writing.steps / params.length
            work.ctx.progress(done, 4 * len(rows), f"writing, {pane}")
        if edits is not None and pane == "forced":
            check_touched(edits)
        texts += [text_of(loaded, start, written) for written in writing.written]
    return texts


def _put_together(work: Effects) -> None:
    result = Answer(work).result()
    work.ctx.answer(result, figures.of_run(result))


def series(children: Sequence[FinishedRun[Params, Result]], ctx: SeriesContext) -> SeriesResult:
    """A ladder, as far as it is finished."""
    return ladder(
        SeriesResult,
        children,
        ctx,
        draw=figures.of_series,
        point=lambda result: {"ablation": {row.language: row.effect for row in result.ablation}},
    )
