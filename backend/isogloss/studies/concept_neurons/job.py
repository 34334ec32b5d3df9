"""The work: read each language once, choose experts, score them where they were not chosen, compare, describe.

``run`` is the Methods paragraph; each step is durable and keeps what the next ones need under the run's name.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
import orjson

from isogloss.contract.answer import ONE_RUN
from isogloss.contract.context import FinishedRun, RunContext, SeriesContext
from isogloss.corpora.choosing import repeats_note
from isogloss.kit.contaminated import contaminated
from isogloss.kit.ladder import ladder
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
from isogloss.studies.concept_neurons.answer import Summary
from isogloss.studies.concept_neurons.schema import Params, Result, SeriesResult
from isogloss.studies.concept_neurons.study import Plan
from isogloss.studies.concept_neurons.work import Comparison, Side
from isogloss.vocabulary.address import Address, UnitAddress

#: Multiplications spent on promoted tokens; a large vocabulary leaves the last units without.
EFFECTS_BUDGET = 2e12
#: Units traced in one reading of the sentences.
TRACED_TOGETHER = 8192


def run(plan: Plan, ctx: RunContext) -> None:
    """One checkpoint."""
    work = Comparison(plan, ctx)
    ctx.plan(
        {f"read {language}": 6.0 for language in work.languages}
        | {f"score {language}": 1.5 for language in work.languages}
        | {f"trace {language}": 1.0 for language in work.languages}
        | {"describe": 1.0, "compare": 1.5}
    )
    facts = {language: ctx.step(f"read {language}", partial(_read, work, language)) for language in work.languages}
    for language in work.languages:
        ctx.step(f"score {language}", partial(_score, work, language))
    for language in work.languages:
        ctx.step(f"trace {language}", partial(_trace, work, language))
    ctx.step("describe", lambda: _describe(work))
    ctx.step("compare", lambda: _compare(work, facts))


# ---- read ----------------------------------------------------------------------------------------------------------


def _read(work: Comparison, language: str) -> dict[str, int]:
    """Capture one language, rank its units in every split, keep the best."""
    ctx, reading = work.ctx, work.reading(language)
    rows = reading.rows(work.main.ids)
    mean, firing, low, high = [], [], [], []
    counts: dict[str, int] = {}

    def blocks() -> Iterator[tuple[int, np.ndarray]]:
        for number, (place, pooled) in enumerate(reading.each()):
            values = pooled.values[place]
            mean.append(pooled.mean[place])
            firing.append(pooled.firing[place])
            counts.update(tokens=int(pooled.n_tokens[rows].sum()), truncated=int((pooled.truncated[rows] > 0).sum()))
            mine = np.ascontiguousarray(values[rows], dtype=np.float32)
            low.append(mine.min(axis=0))
            high.append(mine.max(axis=0))
            ctx.progress(0.5 + 0.5 * number / len(work.widths), 1, f"ranking {language}")
            yield place.layer, mine

    ranked = _rank(work, work.main, language, blocks())
    _keep_ranking(work, f"main/{language}", ranked)
    work.between(f"ap/{language}", ranked.ap.astype(np.float16))
    work.between(f"error/{language}", ranked.error.astype(np.float16))
    work.between(f"null_high/{language}", ranked.null_high)
    work.between(f"rank/{language}", np.stack([ranked.rank, ranked.rank_null]))
    work.between(f"activity/{language}", np.stack([np.concatenate(part) for part in (mean, firing, low, high)]))
    if work.beside:
        rows_beside = reading.rows(work.beside.ids)
        again = (
            (place.layer, pooled.values[place][rows_beside].astype(np.float32)) for place, pooled in reading.each()
        )
        _keep_ranking(work, f"beside/{language}", _rank(work, work.beside, language, again))
    return counts


def _rank(work: Comparison, side: Side, language: str, blocks: Iterable[tuple[int, np.ndarray]]) -> LanguageRanking:
    return rank_language(
        blocks,
        side.design,
        work.splits(side, language),
        units=work.units,
        k=work.k,
        k_most=work.k_most,
        seed=work.params.seed,
    )


def _keep_ranking(work: Comparison, name: str, ranked: LanguageRanking) -> None:
    work.between(f"experts/{name}", ranked.experts)
    work.between(f"random/{name}", np.stack([ranked.random[size] for size in sorted(ranked.random)]))


def _experts(work: Comparison, side: str) -> list[np.ndarray]:
    return [work.ctx.load_array(f"experts/{side}/{language}") for language in work.languages]


# ---- score ---------------------------------------------------------------------------------------------------------


def _described(work: Comparison, experts: list[np.ndarray]) -> Described:
    activity = [work.ctx.load_array(f"activity/{language}") for language in work.languages]
    low, high = np.min([a[2] for a in activity], axis=0), np.max([a[3] for a in activity], axis=0)
    return describe(experts, len(work.main.names), work.k, low, high)


def _score(work: Comparison, language: str) -> None:
    """Score every language's experts in this one, on documents they were not chosen on."""
    for name, side in (("main", work.main), ("beside", work.beside)):
        if side is None:
            continue
        experts, reading = _experts(work, name), work.reading(language)
        rows = reading.rows(side.ids)
        held = score_language(
            (pooled.values[place][rows].astype(np.float32) for place, pooled in reading.each()),
            side.design,
            work.splits(side, language),
            experts,
            work.languages.index(language),
            _described(work, experts) if side is work.main else None,
            k=work.k,
            top=work.params.traces,
            seed=work.params.seed,
            units=work.units,
        )
        for field, array in vars(held).items():
            work.between(f"held/{name}/{language}/{field}", array)


def _held(work: Comparison, side: str) -> list[HeldOut]:
    fields = HeldOut.__dataclass_fields__
    return [
        HeldOut(**{field: work.ctx.load_array(f"held/{side}/{language}/{field}") for field in fields})
        for language in work.languages
    ]


# ---- describe ------------------------------------------------------------------------------------------------------


def _trace(work: Comparison, language: str) -> None:
    """Token values of each expert's strongest sentences in one language, kept in chunks of neighbouring units."""
    from isogloss.activations.capture import token_traces

    ctx, params = work.ctx, work.params
    described = _described(work, _experts(work, "main"))
    top = ctx.load_array(f"held/main/{language}/top")
    units = work.addresses(described.units)
    loaded = work.loaded()
    texts = work.corpus.texts(language, work.main.ids)
    for start in range(0, len(units), TRACED_TOGETHER):
        chunk, best = units[start : start + TRACED_TOGETHER], top[start : start + TRACED_TOGETHER]
        wanted: dict[int, dict[Address, list[int]]] = {}
        for unit, row in zip(chunk, best, strict=True):
            for text in row:
                wanted.setdefault(int(text), {}).setdefault(unit.place, []).append(unit.unit)
        traces = token_traces(
            loaded,
            texts,
            wanted,
            max_tokens=params.max_tokens,
            bos_policy=work.model.bos_policy,
            check_cancelled=ctx.check_cancelled,
        )
        rows = [
            [tables.example(work.main.ids[text], traces[int(text)], unit) for text in row]
            for unit, row in zip(chunk, best, strict=True)
        ]
        for first in range(0, len(rows), tables.UNITS_A_PAGE):
            part = (start + first) // tables.UNITS_A_PAGE
            data = orjson.dumps(rows[first : first + tables.UNITS_A_PAGE])
            ctx.save_bytes(f"traces/{language}/{part}", data, kind="traces", evictable=True)
        ctx.progress(start, len(units), f"tracing {language}")


def _describe(work: Comparison) -> dict[str, int]:
    """Put expert rows, score chunks and unit descriptions where pages read them."""
    ctx = work.ctx
    held, experts = _held(work, "main"), _experts(work, "main")
    described = _described(work, experts)
    units = work.addresses(described.units)
    ap = np.stack([ctx.load_array(f"ap/{language}") for language in work.languages])
    error = np.stack([ctx.load_array(f"error/{language}") for language in work.languages])
    activity = np.stack([ctx.load_array(f"activity/{language}")[:2] for language in work.languages])
    tables.keep_scores(ctx, work.widths, ap, error, activity)
    tables.keep_descriptions(ctx, work.languages, work.main.names, described, held, _effects(work, units), experts)
    rows = tables.expert_rows(ctx, work.languages, work.main.names, experts, ap, held, described, units, work.k)
    written = ctx.write_scores(rows)
    ctx.save_array("described", described.units)
    ctx.save_bytes("index", orjson.dumps(_index(work)), kind="index")
    return {"rows": int(written), "described": len(described.units)}


def _effects(work: Comparison, units: list[UnitAddress]) -> list[dict[str, Any] | None]:
    """Promoted and suppressed tokens of each unit; None where it has no direction of its own, or beyond the budget."""
    from isogloss.models.logits import promoted

    params = work.params
    if params.units != "mlp_act":
        return [None] * len(units)
    loaded = work.loaded()
    affordable = int(EFFECTS_BUDGET // loaded.unembedding.numel())
    out: list[dict[str, Any] | None] = []
    for number, unit in enumerate(units):
        work.ctx.check_cancelled()
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


def _index(work: Comparison) -> dict[str, Any]:
    """What pages need to find their way in the arrays: names in order, widths, nulls per concept and language."""
    design = work.main.design
    null_high = [[float(x) for x in work.ctx.load_array(f"null_high/{language}")] for language in work.languages]
    return {
        "languages": work.languages,
        "concepts": work.main.names,
        "places": {str(place): width for place, width in work.widths.items()},
        "positives": [len(p) for p in design.positives],
        "chance": [float(x) for x in _chance(design)],
        "held_out_chance": [float(x) for x in held_out_chance(design)],
        "unit_high": null_high,
        "held_out_high": [
            [[or_absent(float(x)) for x in row] for row in work.ctx.load_array(f"held/main/{at}/null_high")]
            for at in work.languages
        ],
        "k": work.k,
        "layers": int(work.layer_of.max()) + 1,
    }


def _chance(design: Design) -> np.ndarray:
    """[C] expected AP of a random order on all ids."""
    n = len(design.documents)
    sizes = np.array([len(p) for p in design.positives])
    return np.asarray(chance(sizes, n - np.array([len(i) for i in design.ignored])))


# ---- compare -------------------------------------------------------------------------------------------------------


def _overlaps(work: Comparison, name: str, side: Side) -> Overlaps:
    sizes = sorted(side.design.random)
    random = [
        dict(zip(sizes, work.ctx.load_array(f"random/{name}/{language}"), strict=True)) for language in work.languages
    ]
    return compare(
        _experts(work, name),
        random,
        [work.splits(side, language) for language in work.languages],
        units=work.units,
        layer_of=work.layer_of,
        k=work.k,
        ks=work.ks,
        alike=side.alike,
        shared_by=work.shared_by,
    )


def _compare(work: Comparison, facts: dict[str, dict[str, int]]) -> None:
    """Compare the languages' choices and put the answer together, with its figures."""
    ctx, params, side = work.ctx, work.params, work.main
    summary = Summary(side.design, _overlaps(work, "main", side), _held(work, "main"), work.languages, params.seed)
    ranks = np.stack([ctx.load_array(f"rank/{language}") for language in work.languages])
    experts = _experts(work, "main")
    ap = [ctx.load_array(f"ap/{language}").astype(np.float32) for language in work.languages]
    selected = np.array(
        [[ap[b][c, experts[b][0, c, : work.k]].mean() for c in range(len(side.names))] for b in range(len(ap))]
    )
    beside = None
    if work.beside:
        besides = _overlaps(work, "beside", work.beside)
        beside = Summary(work.beside.design, besides, _held(work, "beside"), work.languages, params.seed)
    result = Result(
        **work.head(),
        languages=summary.language_rows(facts),
        n_ids=len(side.ids),
        n_documents=len(np.unique(side.design.documents)),
        units=work.units,
        k=work.k,
        chance_overlap=work.k / work.units,
        shared_by=work.shared_by,
        headline=summary.headline(work.shared_by, ranks[:, 0], ranks[:, 1]),
        pairs=summary.pair_rows(),
        layers=summary.layer_rows(np.bincount(work.layer_of), ranks[:, 0], ranks[:, 1]),
        sharing=summary.sharing_rows(),
        concepts=summary.concept_rows(side.names, selected, _chance(side.design)),
        k_curve=summary.curve(work.units),
        beside=beside.beside(params.beside or "") if beside else None,
        contaminated=contaminated(ctx.store, work.model, work.corpus, side.ids, ", in all languages"),
        notes=tuple(_notes(work, facts)),
    )
    ctx.answer(result, figures.of_run(result))


def _notes(work: Comparison, facts: dict[str, dict[str, int]]) -> list[str]:
    """What a reader must know."""
    plan = work.plan
    few = [name for name, p in zip(work.main.names, work.main.design.positives, strict=True) if len(p) < LEAST_SHOWN]
    out = [ONE_RUN]
    if plan.main.few:
        out.append(f"Left out, with fewer than 5 positive sentences here: {', '.join(plan.main.few)}.")
    if few:
        out.append(f"Counted in means only, with fewer than {LEAST_SHOWN} positive sentences: {', '.join(few)}.")
    if plan.beside and plan.beside.few:
        out.append(f"Left out beside, with fewer than 5 positive sentences there: {', '.join(plan.beside.few)}.")
    cut = {language: found["truncated"] for language, found in facts.items() if found["truncated"]}
    if cut:
        many = ", ".join(f"{language} {n:,}" for language, n in cut.items())
        out.append(f"Sentences cut at {work.params.max_tokens} tokens: {many}.")
    out += repeats_note(work.corpus, work.languages, plan.read)
    if work.params.pooling == "max_with_padding":
        out.append("Padding positions were pooled, as the published code did: not comparable with the default.")
    if not work.corpus.names_are_known:
        out.append(
            "Names are not marked in this corpus: sentences free of shared surface forms may still share a name."
        )
    return out


# ---- series --------------------------------------------------------------------------------------------------------


def series(children: Sequence[FinishedRun[Params, Result]], ctx: SeriesContext) -> SeriesResult:
    """A ladder, as far as it is finished."""
    results = [child.result for child in children]
    return ladder(
        SeriesResult,
        children,
        ctx,
        draw=lambda series, over: figures.of_series(series, over, results),
        point=lambda result: {
            "per_language_overlap": {facts.language: facts.overlap for facts in result.languages},
            "per_language_held_out": {facts.language: facts.held_out for facts in result.languages},
        },
        languages=tuple(facts.language for facts in results[0].languages),
    )
