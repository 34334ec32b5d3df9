"""The job: switch every concept's shared experts off and read held-out text; force one language's experts and write.

Steps: one ``switch off`` per concept, one ``force`` for all of them, ``put together``.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import orjson

from isogloss.activations.controls import Change, edits_of, matched_units, pooled_medians
from isogloss.activations.losses import Losses, text_losses
from isogloss.activations.unit_sets import read_activity
from isogloss.corpora.choosing import by_seed
from isogloss.models.editing import check_touched, prepare
from isogloss.models.points import check_place
from isogloss.models.tokens import TokenBatch, bos_id, tokenize
from isogloss.models.writing import Choice, Writing, text_of
from isogloss.runs.study import Catalogue, FinishedRun, RunContext, SeriesContext
from isogloss.studies.concept_effects import figures
from isogloss.studies.concept_effects.analysis.differences import choose_sentences, difference
from isogloss.studies.concept_effects.analysis.forcing import scaled_to
from isogloss.studies.concept_effects.answer import Answer
from isogloss.studies.concept_effects.schema import Params, Result, SeriesPoint, SeriesResult, writing_draws
from isogloss.studies.concept_effects.study import Tested, design, read_ids
from isogloss.vocabulary.address import UnitAddress
from isogloss.vocabulary.checkpoint import twins_among
from isogloss.vocabulary.digest import digest_of

#: Positions of one forward pass, and rows that write together.
BATCH_TOKENS, ROWS = 4096, 240
#: Positives whose medians random units are forced to.
MOST_POSITIVES = 200


class Plan:
    """One run, planned; cheap to make, and the same after every death."""

    def __init__(self, params: Params, ctx: RunContext):
        catalogue = Catalogue(ctx.store)
        self.params, self.ctx = params, ctx
        self.model = catalogue.model(params.model)
        self.checkpoint = catalogue.checkpoint(params.model, params.checkpoint)
        self.test = design(params, catalogue)
        self.upstream = ctx.upstream(self.test.row.key)
        self.corpus = ctx.corpus(self.test.row.params["corpus"])
        self.concept_set = ctx.concept_set(self.test.row.params["concepts"])
        places = {e.unit.place for c in self.test.concepts for e in (*c.shared, *c.forced)}
        self.widths = {place: check_place(self.model.config, place) for place in sorted(places)}
        answer: Any = self.upstream.result
        self.activity = read_activity(
            self.upstream.load_array, self.widths, [facts.tokens for facts in answer.languages]
        )

    def loaded(self) -> Any:
        """The model, warm."""
        p = self.params
        return self.ctx.model(p.model, p.checkpoint, dtype=p.dtype, attention=p.attention)

    def seed(self, *what: Any) -> int:
        """A seed for one purpose."""
        return int(digest_of([self.params.seed, *what])[:8], 16)

    def sentences(self, concept: Tested) -> tuple[list[str], np.ndarray]:
        """Ids of a concept's test (its own and others'), and which are its own."""
        ids = self.test.ids
        rows = [concept.positives, *(of.positives for of in self.test.concepts if of is not concept)]
        own = np.array([[i in of for i in ids] for of in rows])
        mine, others = choose_sentences(own, self.params.sentences, seed=self.seed("sentences", concept.name))
        chosen = np.concatenate([mine, others])
        return [ids[i] for i in chosen], np.arange(len(chosen)) < len(mine)

    def partners(self, change: Change, draws: int, *what: Any) -> list[Change]:
        """Matched random units in a change's place, a set per draw; their values are still the change's own."""
        widths = {place: self.widths[place] for place in {unit.place for unit in change.units}}
        found = matched_units([change], widths, self.activity, draws=draws, seed=self.seed("random units", *what))
        return [replace(change, units=units) for (units,) in found]


def run(params: Params, ctx: RunContext) -> Result:
    """All concepts at one checkpoint."""
    plan = Plan(params, ctx)
    names = [concept.name for concept in plan.test.concepts]
    weights = {f"switch off {name}": float(params.draws + 2) for name in names}
    ctx.plan(weights | {"force": 4.0 * len(names), "put together": 1.0})
    for concept in plan.test.concepts:
        ctx.step(f"switch off {concept.name}", lambda concept=concept: _switch_off(plan, concept))
    ctx.step("force", lambda: _force(plan))
    ctx.step("put together", lambda: _put_together(plan))
    return Result.model_validate_json(ctx.load_bytes("answer"))


def _switch_off(plan: Plan, concept: Tested) -> dict[str, int]:
    """D of the concept's shared experts and of every draw of random units, in each language: kept as [L, 1 + draws]."""
    loaded, params = plan.loaded(), plan.params
    ids, own = plan.sentences(concept)
    tokens = tokenize(
        loaded,
        [text for language in plan.test.languages for text in plan.corpus.texts(language, ids)],
        max_tokens=params.max_tokens,
    )
    change = Change(params.ablation, tuple(expert.unit for expert in concept.shared))
    plain = _losses(plan, loaded, tokens, None)
    shape = (len(plan.test.languages), len(ids))
    counts = plain.tokens.reshape(shape)
    found = np.empty((len(plan.test.languages), 1 + params.draws, 3))
    for v, variant in enumerate([change, *plan.partners(change, params.draws, concept.name, "off")]):
        edits = prepare(loaded, [edits_of([variant], plan.activity)])
        added = (_losses(plan, loaded, tokens, edits).nats - plain.nats).reshape(shape)
        if v == 0:
            check_touched(edits)
        for b in range(len(plan.test.languages)):
            own_added = added[b, own].sum() / counts[b, own].sum()
            found[b, v] = (
                difference(added[b][None], counts[b], own)[0],
                own_added,
                added[b, ~own].sum() / counts[b, ~own].sum(),
            )
        plan.ctx.progress(v, 1 + params.draws, f"switching off {concept.name}")
    plan.ctx.save_array(f"off/{concept.name}", found)
    plan.ctx.save_array(f"plain/{concept.name}", np.stack([plain.nats.reshape(shape).sum(1), counts.sum(1)]))
    return {"sentences": int(own.sum()), "units": len(concept.shared)}


def _losses(plan: Plan, loaded: Any, tokens: TokenBatch, edits: Any) -> Losses:
    return text_losses(loaded, tokens, edits=edits, batch_tokens=BATCH_TOKENS, check_cancelled=plan.ctx.check_cancelled)


def _force(plan: Plan) -> dict[str, int]:
    """Texts of every pane, kept as rows of (pane, concept, seed, draw, text)."""
    loaded, params = plan.loaded(), plan.params
    concepts = plan.test.concepts
    rows = [(c, j) for c in range(len(concepts)) for j in range(params.texts)]
    forced = [_forced(plan, concept) for concept in concepts]
    # Another concept's experts, as strong as this one's.
    others = [_at_norm_of(forced[(c + 1) % len(forced)], forced[c]) for c in range(len(forced))]
    random = [_random(plan, loaded, concept, change) for concept, change in zip(concepts, forced, strict=True)]
    draws = writing_draws(params)
    panes: dict[str, tuple[list[Change], list[int]] | None] = {
        "plain": None,
        "forced": (forced, [c for c, _ in rows]),
        "random": ([change for of in random for change in of], [c * draws + j % draws for c, j in rows]),
        "other": (others, [c for c, _ in rows]),
    }
    out: list[dict[str, Any]] = []
    for number, (pane, variants) in enumerate(panes.items()):
        texts = _written(plan, loaded, [j for _, j in rows], rows, variants, pane, number)
        out += [
            {"pane": pane, "concept": concepts[c].name, "seed": j, "draw": j % draws, "text": text}
            for (c, j), text in zip(rows, texts, strict=True)
        ]
    plan.ctx.save_bytes("texts", b"\n".join(map(orjson.dumps, out)), kind="texts")
    return {"texts": len(out)}


def _forced(plan: Plan, concept: Tested) -> Change:
    language, strength = plan.params.language, plan.params.strength
    units = tuple(expert.unit for expert in concept.forced)
    return Change("force", units, tuple(strength * expert.forced_to(language) for expert in concept.forced))


def _at_norm_of(change: Change, other: Change) -> Change:
    norm = float(np.linalg.norm(other.values or ()))
    return replace(change, values=tuple(scaled_to(change.values or (), norm)))


def _random(plan: Plan, loaded: Any, concept: Tested, change: Change) -> list[Change]:
    """Matched random units, each forced to its own median over the concept's positives in the source language."""
    partners = plan.partners(change, writing_draws(plan.params), concept.name, "forced")
    language, run_ids = plan.params.language, read_ids(plan.test.row, plan.corpus, plan.test.languages)
    members = plan.concept_set.concepts[concept.name]
    ids = by_seed([i for i in run_ids if i in members], MOST_POSITIVES, seed=plan.seed("positives", concept.name))
    units: list[UnitAddress] = sorted({unit for of in partners for unit in of.units})
    medians = pooled_medians(
        loaded,
        plan.corpus.texts(language, ids),
        units,
        max_tokens=plan.params.max_tokens,
        check_cancelled=plan.ctx.check_cancelled,
    )
    strength = plan.params.strength
    return [replace(of, values=tuple(strength * medians[unit] for unit in of.units)) for of in partners]


def _written(
    plan: Plan,
    loaded: Any,
    seeds: list[int],
    rows: Sequence[tuple[int, int]],
    variants: tuple[list[Change], list[int]] | None,
    pane: str,
    number: int,
) -> list[str]:
    """Texts from nothing, a row each; row r has the same draws in every pane, so that panes differ by the change."""
    params, start = plan.params, [bos_id(loaded)]
    texts: list[str] = []
    for first in range(0, len(rows), ROWS):
        part = rows[first : first + ROWS]
        edits = variant = None
        if variants is not None:
            changes, of_row = variants
            used = sorted({of_row[first + i] for i in range(len(part))})
            edits = prepare(loaded, [edits_of([changes[v]], plan.activity) for v in used])
            variant = [used.index(of_row[first + i]) for i in range(len(part))]
        writing = Writing(
            loaded,
            [start] * len(part),
            [plan.seed("text", c, j) for c, j in part],
            params.length,
            choice=Choice(False, params.temperature, params.top_p),
            edits=edits,
            variant=variant,
        )
        while not writing.done:
            plan.ctx.check_cancelled()
            writing.step()
            done = number * len(rows) + first + len(part) * writing.steps / params.length
            plan.ctx.progress(done, 4 * len(rows), f"writing, {pane}")
        if edits is not None and pane == "forced":
            check_touched(edits)
        texts += [text_of(loaded, start, written) for written in writing.written]
    return texts


def _put_together(plan: Plan) -> None:
    result = Answer(plan).result()
    for name, figure in figures.of_run(result).items():
        plan.ctx.save_figure(name, figure)
    plan.ctx.save_bytes("answer", result.model_dump_json().encode(), kind="answer")


def series(children: list[FinishedRun], ctx: SeriesContext) -> SeriesResult:
    """A ladder, as far as it is finished."""
    results: list[Any] = [child.result for child in children]
    twins, first_of = twins_among(results)
    answer = SeriesResult(
        model=results[0].model,
        points=tuple(
            SeriesPoint(
                key=child.key,
                checkpoint=result.checkpoint,
                step=result.step,
                fingerprint=result.fingerprint,
                duplicate_of=first_of.get(result.checkpoint),
                headline=result.headline,
                overall=result.overall,
                ablation={row.language: row.effect for row in result.ablation},
                on_concept=result.on_concept,
                written=result.written,
            )
            for child, result in zip(children, results, strict=True)
        ),
        missing=tuple(run.checkpoint for run in ctx.missing),
        languages=results[0].languages,
        language=results[0].language,
        notes=("One training run and one seed: it says when this model got there, not when models do.",),
    )
    for name, figure in figures.of_series(answer, twins, ctx.missing).items():
        ctx.save_figure(name, figure)
    return answer
