"""The job: write the texts plain and changed, then with random units, then read out what the change did.

Steps: ``write`` (plain and changed, in frames), ``control`` (the first draw of random units writes too), ``read out``
(next token, doses, held-out text, languages), each kept, so that a death costs one of them.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import orjson

from isogloss.activations.controls import Change
from isogloss.activations.donors import read_donors
from isogloss.contract.study import FinishedRun, RunContext, SeriesContext
from isogloss.corpora.choosing import by_seed
from isogloss.corpora.identification import Identifier, facts, told_of
from isogloss.corpora.keywords import hits
from isogloss.kit.contaminated import contaminated
from isogloss.models.editing import Donors, Edits, check_touched, prepare
from isogloss.studies.interventions import figures, measures
from isogloss.studies.interventions import schema as wire
from isogloss.studies.interventions.analysis import effects
from isogloss.studies.interventions.panes import Panes, Text, prompt_ids
from isogloss.studies.interventions.plan import Plan
from isogloss.studies.interventions.schema import Params, Result, SeriesPoint, SeriesResult
from isogloss.vocabulary.address import UnitAddress
from isogloss.vocabulary.checkpoint import twins_among

#: Sentences of each language on which the identifier's accuracy is measured.
MEASURED_ON = 200
#: Sentences of each language whose tokens lend their values to a resampled unit.
DONOR_SENTENCES = 40


def run(params: Params, ctx: RunContext) -> Result:
    """One intervention at one checkpoint."""
    plan = Plan(params, ctx)
    ctx.plan({"write": 4.0, "control": 2.0, "read out": 4.0})
    touched = ctx.step("write", lambda: _write(plan))
    control = ctx.step("control", lambda: _control(plan))
    ctx.step("read out", lambda: _read_out(plan, touched, control))
    result = Result.model_validate_json(ctx.load_bytes("answer"))
    for name, figure in figures.of_run(result).items():
        ctx.save_figure(name, figure)
    return result


def _donors(plan: Plan, changes: Iterable[Change]) -> Donors | None:
    """Values to resample from, where a change resamples: tokens of all the concept run's languages.

    The donor tokens are the same for all units; what was read of them once is not read again.
    """
    units: list[UnitAddress] = [u for change in changes if change.operation == "resample" for u in change.units]
    if new := [unit for unit in units if unit not in plan.donated]:
        chosen = by_seed(plan.run_ids(), DONOR_SENTENCES, seed=plan.params.seed)
        texts = [text for language in plan.languages for text in plan.corpus.texts(language, chosen)]
        read = read_donors(plan.loaded(), texts, new, seed=plan.params.seed, check_cancelled=plan.ctx.check_cancelled)
        plan.donated.update(read.values)
    return Donors({unit: plan.donated[unit] for unit in units}) if units else None


def prepared(plan: Plan, variants: Sequence[Sequence[Change]]) -> Edits:
    """These changes as edits, a variant each."""
    donors = _donors(plan, [change for variant in variants for change in variant])
    return prepare(plan.loaded(), [plan.edits(variant) for variant in variants], donors)


def _write(plan: Plan) -> dict[str, int]:
    loaded = plan.loaded()
    prompts = prompt_ids(loaded, plan.params)
    edits = prepared(plan, [plan.changes])
    # The first frame of every attempt: what was told before it is void.
    told = [{"label": s.label, "operation": s.operation, "units": len(s.units)} for s in plan.chosen_sets()]
    begun = [{"language": prompt.language, "text": prompt.text} for prompt in plan.params.prompts]
    plan.ctx.frame({"sets": told, "prompts": begun})
    texts = Panes(plan.ctx, loaded, plan.params, prompts).write({"plain": None, "changed": edits})
    touch = check_touched(edits)
    plan.ctx.save_bytes("texts", _packed(texts), kind="texts")
    units = sum(len(change.units) for change in plan.changes)
    return {"units": units, "positions": touch.positions, "values": touch.values, "changed": touch.changed}


def _control(plan: Plan) -> dict[str, int]:
    """The first draw of random units writes the same prompts. Random units that change nothing are a finding, and no
    fault of the intervention."""
    draws = plan.random()
    if not draws:
        return {"texts": 0, "changed": 0}
    loaded = plan.loaded()
    prompts = prompt_ids(loaded, plan.params)
    edits = prepared(plan, [draws[0]])
    texts = Panes(plan.ctx, loaded, plan.params, prompts).write({"random": edits})
    plan.ctx.save_bytes("random texts", _packed(texts), kind="texts")
    return {"texts": len(texts["random"]), "changed": edits.touch.changed}


def _packed(texts: dict[str, list[Text]]) -> bytes:
    return orjson.dumps({pane: [vars(text) for text in of] for pane, of in texts.items()})


def _texts(plan: Plan) -> dict[str, list[Text]]:
    found = orjson.loads(plan.ctx.load_bytes("texts"))
    if plan.params.draws:
        found |= orjson.loads(plan.ctx.load_bytes("random texts"))
    return {pane: [Text(**text) for text in of] for pane, of in found.items()}


def _read_out(plan: Plan, touched: dict[str, int], control: dict[str, int]) -> None:
    """Everything that is measured, put together with the texts."""
    params, ctx = plan.params, plan.ctx
    texts, draws = _texts(plan), plan.random()
    words = plan.words()
    identifier = Identifier(plan.languages)
    outputs = [output for pane, of in texts.items() for output in _outputs(pane, of, identifier, words)]
    next_token, kl = measures.next_token(plan, draws, prepared)
    on_concept = _on_concept(outputs) if words else {}
    result = Result(
        model=params.model,
        checkpoint=params.checkpoint,
        step=plan.checkpoint.step,
        fingerprint=plan.checkpoint.fingerprint,
        concept_run=plan.upstream.key if plan.upstream else None,
        sets=plan.chosen_sets(),
        touched=wire.Touched(**touched),
        headline=wire.Headline(on_concept=on_concept.get("changed"), kl=kl),
        prompts=params.prompts,
        outputs=tuple(outputs),
        next_token=tuple(next_token),
        kl=kl,
        written=tuple(_written(outputs, identifier)),
        on_concept=on_concept,
        words=words,
        doses=tuple(measures.doses(plan, draws, prepared, kl)),
        held_out=tuple(measures.held_out(plan, draws, prepared)),
        identifier=_identifier(plan, identifier, texts),
        notes=tuple(_notes(plan, draws, identifier, control)),
    )
    ctx.save_bytes("answer", result.model_dump_json().encode(), kind="answer")


def _outputs(
    pane: Any, texts: Sequence[Text], identifier: Identifier, words: dict[str, tuple[str, ...]]
) -> list[wire.Output]:
    wanted = frozenset(word for of in words.values() for word in of)
    told = identifier.tell([text.text for text in texts])
    return [
        wire.Output(
            prompt=text.prompt,
            seed=text.seed,
            pane=pane,
            text=text.text,
            tokens=text.tokens,
            ended=text.ended,
            language=answer.language,
            share=None if answer.share is None else round(answer.share, 4),
            hits=tuple(_hits(text.text, wanted)),
        )
        for text, answer in zip(texts, told, strict=True)
    ]


def _hits(text: str, wanted: frozenset[str]) -> Iterable[wire.Hit]:
    for start, end in hits(text, wanted) if wanted else ():
        yield wire.Hit(start=_utf16(text[:start]), end=_utf16(text[:end]))


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2


def _written(outputs: Sequence[wire.Output], identifier: Identifier) -> Iterable[wire.LanguageShare]:
    """Each pane's languages, in house order, then the undetermined; the changed pane's null is the random pane's.
    Nothing where no language can be told."""
    if identifier.why:
        return
    panes = {pane: [o for o in outputs if o.pane == pane] for pane in ("plain", "changed", "random")}
    for pane, of in panes.items():
        for language in (*identifier.candidates, None):
            count = sum(o.language == language for o in of)
            control = None
            if pane == "changed" and panes["random"]:
                control = (sum(o.language == language for o in panes["random"]), len(panes["random"]))
            if of:
                share = wire.Estimate(**vars(effects.share(count, len(of), control)))
                yield wire.LanguageShare(pane=pane, language=language, share=share)  # type: ignore[arg-type]


def _on_concept(outputs: Sequence[wire.Output]) -> dict[str, wire.Estimate]:
    """By pane, the share of texts with a word of the concept."""
    counted = {
        pane: (sum(bool(o.hits) for o in outputs if o.pane == pane), sum(o.pane == pane for o in outputs))
        for pane in ("plain", "changed", "random")
    }
    control = counted["random"] if counted["random"][1] else None
    return {
        pane: wire.Estimate(**vars(effects.share(*count, control if pane == "changed" else None)))
        for pane, count in counted.items()
        if count[1]
    }


def _identifier(plan: Plan, identifier: Identifier, texts: dict[str, list[Text]]) -> wire.Identifier:
    """The identifier, and how often it is right on the corpus's text cut to the outputs' lengths."""
    corpus = {}
    if plan.corpus is not None:
        ids = by_seed(plan.run_ids(), MEASURED_ON, seed=plan.params.seed)
        corpus = {language: plan.corpus.texts(language, ids) for language in plan.languages}
    written = [text.text for of in texts.values() for text in of]
    return wire.Identifier(**facts(identifier, written, corpus, seed=plan.params.seed))


def _notes(plan: Plan, draws: Sequence[Any], identifier: Identifier, control: dict[str, int]) -> list[str]:
    """What a reader must know."""
    out = []
    if not draws:
        out.append("No random units were asked for, so nothing here has a control.")
    elif plan.activity is None:
        out.append("Random units lie in the same layers; how often they fire is not known without a concept run.")
    if draws and not control["changed"]:
        out.append(
            "The first set of random units changed nothing: each already was what it was to become, so its texts are "
            "the plain ones and its effect is 0."
        )
    if draws and len(draws) < 200:
        out.append(
            f"{len(draws)} sets of random units are for a first look: p cannot fall below {1 / (len(draws) + 1):.2g}."
        )
    if any(change.operation == "force" for change in plan.changes):
        out.append(
            "Forced values are medians of the greatest value in a sentence, and are written at every position chosen: "
            "far from what the model knows. Broken text is to be expected."
        )
    out += told_of(identifier)
    read = measures.held_ids(plan) if plan.params.held_out else []
    if read and (said := contaminated(plan.ctx.store, plan.model, plan.corpus, read)):
        out.append(said)
    if read and not measures.outside(plan):
        out.append(
            "The loss is on sentences of documents that the experts were chosen on: no others are left in the corpus."
        )
    return out


def series(children: list[FinishedRun], ctx: SeriesContext) -> SeriesResult:
    """The same intervention along a ladder, as far as it is finished."""
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
                kl=result.kl,
                on_concept=result.on_concept,
                written=result.written,
            )
            for child, result in zip(children, results, strict=True)
        ),
        missing=tuple(run.checkpoint for run in ctx.missing),
        languages=results[0].identifier.candidates,
        notes=("One training run and one seed: it says when this model got there, not when models do.",),
    )
    for name, figure in figures.of_series(answer, twins, ctx.missing).items():
        ctx.save_figure(name, figure)
    return answer
