"""The work: read each language once, choose experts, score them where they were not chosen, compare, describe.

``run`` is the Methods paragraph; each step is durable and keeps what the next ones need under the run's name.
"""

from typing import Any

import numpy as np
import orjson

from isogloss.contract.study import FinishedRun, RunContext, SeriesContext
from isogloss.corpora.choosing import repeats_note
from isogloss.kit.contaminated import contaminated
from isogloss.methods.average_precision import chance
from isogloss.methods.inference import or_absent
from isogloss.studies.concept_neurons import figures, tables
from isogloss.studies.concept_neurons.analysis.design import LEAST_SHOWN, Design
from isogloss.studies.concept_neurons.analysis.held_out import (
    Described,
    HeldOut,
    describe,
    held_out_chance,
    score_language,
)
from isogloss.studies.concept_neurons.analysis.overlap import Overlaps, compare
from isogloss.studies.concept_neurons.analysis.ranking import LanguageRanking, rank_language
from isogloss.studies.concept_neurons.plan import Plan, Side
from isogloss.studies.concept_neurons.results import Summary
from isogloss.studies.concept_neurons.schema import Params, Result, SeriesPoint, SeriesResult
from isogloss.vocabulary.address import UnitAddress
from isogloss.vocabulary.checkpoint import twins_among

#: Multiplications spent on promoted tokens; a large vocabulary leaves the last units without.
EFFECTS_BUDGET = 2e12
#: Units traced in one reading of the sentences.
TRACED_TOGETHER = 8192


def run(params: Params, ctx: RunContext) -> Result:
    """One checkpoint."""
    plan = Plan(params, ctx)
    ctx.plan(
        {f"read {language}": 6.0 for language in plan.languages}
        | {f"score {language}": 1.5 for language in plan.languages}
        | {f"trace {language}": 1.0 for language in plan.languages}
        | {"describe": 1.0, "compare": 1.5}
    )
    facts = {language: ctx.step(f"read {language}", lambda at=language: _read(plan, at)) for language in plan.languages}
    for language in plan.languages:
        ctx.step(f"score {language}", lambda at=language: _score(plan, at))
    for language in plan.languages:
        ctx.step(f"trace {language}", lambda at=language: _trace(plan, at))
    ctx.step("describe", lambda: _describe(plan))
    ctx.step("compare", lambda: _compare(plan, facts))
    return Result.model_validate_json(ctx.load_bytes("answer"))


# ---- read ----------------------------------------------------------------------------------------------------------


def _read(plan: Plan, language: str) -> dict[str, int]:
    """Capture one language, rank its units in every split, keep the best."""
    ctx, reading = plan.ctx, plan.reading(language)
    rows = reading.rows(plan.main.ids)
    mean, firing, low, high, counts = [], [], [], [], {}

    def blocks():
        for number, (place, pooled) in enumerate(reading.each()):
            values = pooled.values[place]
            mean.append(pooled.mean[place])
            firing.append(pooled.firing[place])
            counts.update(tokens=int(pooled.n_tokens[rows].sum()), truncated=int((pooled.truncated[rows] > 0).sum()))
            mine = np.ascontiguousarray(values[rows], dtype=np.float32)
            low.append(mine.min(axis=0))
            high.append(mine.max(axis=0))
            ctx.progress(0.5 + 0.5 * number / len(plan.widths), 1, f"ranking {language}")
            yield place.layer, mine

    ranked = _rank(plan, plan.main, language, blocks())
    _keep_ranking(ctx, f"main/{language}", ranked)
    _between(ctx, f"ap/{language}", ranked.ap.astype(np.float16))
    _between(ctx, f"error/{language}", ranked.error.astype(np.float16))
    _between(ctx, f"null_high/{language}", ranked.null_high)
    _between(ctx, f"rank/{language}", np.stack([ranked.rank, ranked.rank_null]))
    _between(ctx, f"activity/{language}", np.stack([np.concatenate(part) for part in (mean, firing, low, high)]))
    if plan.beside:
        rows_beside = reading.rows(plan.beside.ids)
        again = (
            (place.layer, pooled.values[place][rows_beside].astype(np.float32)) for place, pooled in reading.each()
        )
        _keep_ranking(ctx, f"beside/{language}", _rank(plan, plan.beside, language, again))
    return counts


def _rank(plan: Plan, side: Side, language: str, blocks: Any) -> LanguageRanking:
    return rank_language(
        blocks,
        side.design,
        plan.splits(side, language),
        units=plan.units,
        k=plan.k,
        k_most=plan.k_most,
        seed=plan.params.seed,
    )


def _between(ctx: RunContext, name: str, array: np.ndarray) -> None:
    """Keep what only later steps of this run read: it may be evicted once the run is done."""
    ctx.save_array(name, array, evictable=True)


def _keep_ranking(ctx: RunContext, name: str, ranked: LanguageRanking) -> None:
    _between(ctx, f"experts/{name}", ranked.experts)
    _between(ctx, f"random/{name}", np.stack([ranked.random[size] for size in sorted(ranked.random)]))


def _experts(plan: Plan, side: str) -> list[np.ndarray]:
    return [plan.ctx.load_array(f"experts/{side}/{language}") for language in plan.languages]


# ---- score ---------------------------------------------------------------------------------------------------------


def _described(plan: Plan, experts: list[np.ndarray]) -> Described:
    activity = [plan.ctx.load_array(f"activity/{language}") for language in plan.languages]
    low, high = np.min([a[2] for a in activity], axis=0), np.max([a[3] for a in activity], axis=0)
    return describe(experts, len(plan.main.names), plan.k, low, high)


def _score(plan: Plan, language: str) -> None:
    """Score every language's experts in this one, on documents they were not chosen on."""
    for name, side in (("main", plan.main), ("beside", plan.beside)):
        if side is None:
            continue
        experts, reading = _experts(plan, name), plan.reading(language)
        rows = reading.rows(side.ids)
        held = score_language(
            (pooled.values[place][rows].astype(np.float32) for place, pooled in reading.each()),
            side.design,
            plan.splits(side, language),
            experts,
            plan.languages.index(language),
            _described(plan, experts) if side is plan.main else None,
            k=plan.k,
            top=plan.params.traces,
            seed=plan.params.seed,
            units=plan.units,
        )
        for field, array in vars(held).items():
            _between(plan.ctx, f"held/{name}/{language}/{field}", array)


def _held(plan: Plan, side: str) -> list[HeldOut]:
    fields = HeldOut.__dataclass_fields__
    return [
        HeldOut(**{field: plan.ctx.load_array(f"held/{side}/{language}/{field}") for field in fields})
        for language in plan.languages
    ]


# ---- describe ------------------------------------------------------------------------------------------------------


def _trace(plan: Plan, language: str) -> None:
    """Token values of each expert's strongest sentences in one language, kept in chunks of neighbouring units."""
    from isogloss.activations.capture import token_traces

    ctx, params = plan.ctx, plan.params
    described = _described(plan, _experts(plan, "main"))
    top = ctx.load_array(f"held/main/{language}/top")
    units = plan.addresses(described.units)
    loaded = ctx.model(params.model, params.checkpoint, dtype=params.dtype, attention=params.attention)
    texts = plan.corpus.texts(language, plan.main.ids)
    for start in range(0, len(units), TRACED_TOGETHER):
        chunk, best = units[start : start + TRACED_TOGETHER], top[start : start + TRACED_TOGETHER]
        wanted: dict[int, dict[Any, list[int]]] = {}
        for unit, row in zip(chunk, best, strict=True):
            for text in row:
                wanted.setdefault(int(text), {}).setdefault(unit.place, []).append(unit.unit)
        traces = token_traces(
            loaded,
            texts,
            wanted,
            max_tokens=params.max_tokens,
            bos_policy=plan.model.bos_policy,
            check_cancelled=ctx.check_cancelled,
        )
        rows = [
            [tables.example(plan.main.ids[text], traces[int(text)], unit) for text in row]
            for unit, row in zip(chunk, best, strict=True)
        ]
        for first in range(0, len(rows), tables.UNITS_A_PAGE):
            part = (start + first) // tables.UNITS_A_PAGE
            data = orjson.dumps(rows[first : first + tables.UNITS_A_PAGE])
            ctx.save_bytes(f"traces/{language}/{part}", data, kind="traces", evictable=True)
        ctx.progress(start, len(units), f"tracing {language}")


def _describe(plan: Plan) -> dict[str, int]:
    """Put expert rows, score chunks and unit descriptions where pages read them."""
    ctx = plan.ctx
    held, experts = _held(plan, "main"), _experts(plan, "main")
    described = _described(plan, experts)
    units = plan.addresses(described.units)
    ap = np.stack([ctx.load_array(f"ap/{language}") for language in plan.languages])
    error = np.stack([ctx.load_array(f"error/{language}") for language in plan.languages])
    activity = np.stack([ctx.load_array(f"activity/{language}")[:2] for language in plan.languages])
    tables.keep_scores(ctx, plan.widths, ap, error, activity)
    tables.keep_descriptions(ctx, plan.languages, plan.main.names, described, held, _effects(plan, units), experts)
    rows = tables.expert_rows(ctx, plan.languages, plan.main.names, experts, ap, held, described, units, plan.k)
    written = ctx.write_scores(rows)
    ctx.save_array("described", described.units)
    ctx.save_bytes("index", orjson.dumps(_index(plan)), kind="index")
    return {"rows": int(written), "described": len(described.units)}


def _effects(plan: Plan, units: list[UnitAddress]) -> list[dict[str, Any] | None]:
    """Promoted and suppressed tokens of each unit; None where it has no direction of its own, or beyond the budget."""
    from isogloss.models.logits import promoted

    params = plan.params
    if params.units != "mlp_act":
        return [None] * len(units)
    loaded = plan.ctx.model(params.model, params.checkpoint, dtype=params.dtype, attention=params.attention)
    affordable = int(EFFECTS_BUDGET // loaded.unembedding.numel())
    out: list[dict[str, Any] | None] = []
    for number, unit in enumerate(units):
        plan.ctx.check_cancelled()
        if number >= affordable:
            out.append(None)
            continue
        more, less = promoted(loaded, unit, 10)
        out.append(
            {
                name: [{"token": token.text, "weight": round(token.score, 4)} for token in found]
                for name, found in (("promoted", more), ("suppressed", less))
            }
        )
    return out


def _index(plan: Plan) -> dict[str, Any]:
    """What pages need to find their way in the arrays: names in order, widths, nulls per concept and language."""
    design = plan.main.design
    null_high = [[float(x) for x in plan.ctx.load_array(f"null_high/{language}")] for language in plan.languages]
    return {
        "languages": plan.languages,
        "concepts": plan.main.names,
        "places": {str(place): width for place, width in plan.widths.items()},
        "positives": [len(p) for p in design.positives],
        "chance": [float(x) for x in _chance(design)],
        "held_out_chance": [float(x) for x in held_out_chance(design)],
        "unit_high": null_high,
        "held_out_high": [
            [[or_absent(float(x)) for x in row] for row in plan.ctx.load_array(f"held/main/{at}/null_high")]
            for at in plan.languages
        ],
        "k": plan.k,
        "layers": int(plan.layer_of.max()) + 1,
    }


def _chance(design: Design) -> np.ndarray:
    """[C] expected AP of a random order on all ids."""
    n = len(design.documents)
    sizes = np.array([len(p) for p in design.positives])
    return chance(sizes, n - np.array([len(i) for i in design.ignored]))


# ---- compare -------------------------------------------------------------------------------------------------------


def _overlaps(plan: Plan, name: str, side: Side) -> Overlaps:
    sizes = sorted(side.design.random)
    random = [
        dict(zip(sizes, plan.ctx.load_array(f"random/{name}/{language}"), strict=True)) for language in plan.languages
    ]
    return compare(
        _experts(plan, name),
        random,
        [plan.splits(side, language) for language in plan.languages],
        units=plan.units,
        layer_of=plan.layer_of,
        k=plan.k,
        ks=plan.ks,
        alike=side.alike,
        shared_by=plan.shared_by,
    )


def _compare(plan: Plan, facts: dict[str, dict[str, int]]) -> None:
    """Compare the languages' choices and put the answer together, with its figures."""
    ctx, params, side = plan.ctx, plan.params, plan.main
    summary = Summary(side.design, _overlaps(plan, "main", side), _held(plan, "main"), plan.languages, params.seed)
    ranks = np.stack([ctx.load_array(f"rank/{language}") for language in plan.languages])
    experts = _experts(plan, "main")
    ap = [ctx.load_array(f"ap/{language}").astype(np.float32) for language in plan.languages]
    selected = np.array(
        [[ap[b][c, experts[b][0, c, : plan.k]].mean() for c in range(len(side.names))] for b in range(len(ap))]
    )
    beside = None
    if plan.beside:
        besides = _overlaps(plan, "beside", plan.beside)
        beside = Summary(plan.beside.design, besides, _held(plan, "beside"), plan.languages, params.seed)
    result = Result(
        model=params.model,
        checkpoint=params.checkpoint,
        step=plan.checkpoint.step,
        fingerprint=plan.checkpoint.fingerprint,
        languages=summary.language_rows(facts),
        n_ids=len(side.ids),
        n_documents=len(np.unique(side.design.documents)),
        units=plan.units,
        k=plan.k,
        chance_overlap=plan.k / plan.units,
        shared_by=plan.shared_by,
        headline=summary.headline(plan.shared_by, ranks[:, 0], ranks[:, 1]),
        pairs=summary.pair_rows(),
        layers=summary.layer_rows(np.bincount(plan.layer_of), ranks[:, 0], ranks[:, 1]),
        sharing=summary.sharing_rows(),
        concepts=summary.concept_rows(side.names, selected, _chance(side.design)),
        k_curve=summary.curve(plan.units),
        beside=beside.beside(params.beside or "") if beside else None,
        contaminated=contaminated(ctx.store, plan.model, plan.corpus, side.ids, ", in all languages"),
        notes=tuple(_notes(plan, facts)),
    )
    for name, figure in figures.of_run(result).items():
        ctx.save_figure(name, figure)
    ctx.save_bytes("answer", result.model_dump_json().encode(), kind="answer")


def _notes(plan: Plan, facts: dict[str, dict[str, int]]) -> list[str]:
    """What a reader must know."""
    few = [name for name, p in zip(plan.main.names, plan.main.design.positives, strict=True) if len(p) < LEAST_SHOWN]
    out = ["One training run and one seed: it says when this model got there, not when models do."]
    if plan.main.few:
        out.append(f"Left out, with fewer than 5 positive sentences here: {', '.join(plan.main.few)}.")
    if few:
        out.append(f"Counted in means only, with fewer than {LEAST_SHOWN} positive sentences: {', '.join(few)}.")
    if plan.beside and plan.beside.few:
        out.append(f"Left out beside, with fewer than 5 positive sentences there: {', '.join(plan.beside.few)}.")
    cut = {language: found["truncated"] for language, found in facts.items() if found["truncated"]}
    if cut:
        many = ", ".join(f"{language} {n:,}" for language, n in cut.items())
        out.append(f"Sentences cut at {plan.params.max_tokens} tokens: {many}.")
    out += repeats_note(plan.corpus, plan.languages, plan.sentences.all)
    if plan.params.pooling == "max_with_padding":
        out.append("Padding positions were pooled, as the published code did: not comparable with the default.")
    if not plan.corpus.names_are_known:
        out.append(
            "Names are not marked in this corpus: sentences free of shared surface forms may still share a name."
        )
    return out


# ---- series --------------------------------------------------------------------------------------------------------


def series(children: list[FinishedRun], ctx: SeriesContext) -> SeriesResult:
    """A ladder, as far as it is finished."""
    results = [child.result for child in children]
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
                per_language_overlap={facts.language: facts.overlap for facts in result.languages},
                per_language_held_out={facts.language: facts.held_out for facts in result.languages},
            )
            for child, result in zip(children, results, strict=True)
        ),
        missing=tuple(run.checkpoint for run in ctx.missing),
        languages=tuple(facts.language for facts in results[0].languages),
        contaminated=next((result.contaminated for result in results if result.contaminated), None),
        notes=("One training run and one seed: it says when this model got there, not when models do.",),
    )
    for name, figure in figures.of_series(answer, results, twins, ctx.missing).items():
        ctx.save_figure(name, figure)
    return answer
