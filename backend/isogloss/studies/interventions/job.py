"""The job: write the texts plain and changed, then with random units, then read out what the change did.

Steps: ``write`` (plain and changed, in frames), ``control`` (the first draw of random units writes too), ``read out``
(next token, doses, held-out text, languages), each kept, so that a death costs one of them.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import orjson

from isogloss.activations.controls import Change
from isogloss.activations.donors import read_donors
from isogloss.contract.context import FinishedRun, RunContext, SeriesContext
from isogloss.contract.estimate import Estimate
from isogloss.corpora.choosing import by_seed
from isogloss.corpora.identification import Identifier, told_of
from isogloss.corpora.keywords import hits
from isogloss.kit.contaminated import contaminated
from isogloss.kit.ladder import ladder
from isogloss.kit.texts import LanguageShare, identified
from isogloss.kit.work import few_draws
from isogloss.models.editing import Donors, Edits, check_touched, prepare
from isogloss.studies.interventions import figures, measures
from isogloss.studies.interventions import schema as wire
from isogloss.studies.interventions.analysis import effects
from isogloss.studies.interventions.panes import Panes, Text, prompt_ids
from isogloss.studies.interventions.schema import Params, Result, SeriesResult
from isogloss.studies.interventions.study import Plan
from isogloss.studies.interventions.work import Intervention
from isogloss.vocabulary.address import UnitAddress

#: Sentences of each language whose tokens lend their values to a resampled unit.
DONOR_SENTENCES = 40


def run(plan: Plan, ctx: RunContext) -> None:
    """One intervention at one checkpoint."""
    work = Intervention(plan, ctx)
    ctx.plan({"write": 4.0, "control": 2.0, "read out": 4.0})
    touched = ctx.step("write", lambda: _write(work))
    control = ctx.step("control", lambda: _control(work))
    ctx.step("read out", lambda: _read_out(work, touched, control))


def _donors(work: Intervention, changes: Iterable[Change]) -> Donors | None:
    """Values to resample from, where a change resamples: tokens of all the concept run's languages.

    The donor tokens are the same for all units; what was read of them once is not read again.
    """
    units: list[UnitAddress] = [u for change in changes if change.operation == "resample" for u in change.units]
    if new := [unit for unit in units if unit not in work.donated]:
        assert work.source is not None
        chosen = by_seed(work.source.read_ids, DONOR_SENTENCES, seed=work.params.seed)
        texts = [text for language in work.languages for text in work.source.corpus.texts(language, chosen)]
        read = read_donors(work.loaded(), texts, new, seed=work.params.seed, check_cancelled=work.ctx.check_cancelled)
        work.donated.update(read.values)
    return Donors({unit: work.donated[unit] for unit in units}) if units else None


def prepared(work: Intervention, variants: Sequence[Sequence[Change]]) -> Edits:
    """These changes as edits, a variant each."""
    donors = _donors(work, [change for variant in variants for change in variant])
    return prepare(work.loaded(), [work.edits(variant) for variant in variants], donors)


def _write(work: Intervention) -> dict[str, int]:
    loaded = work.loaded()
    prompts = prompt_ids(loaded, work.params)
    edits = prepared(work, [work.changes])
    # The first frame of every attempt: what was told before it is void.
    told = wire.Frame(
        sets=tuple(wire.ToldSet(label=s.label, operation=s.operation, units=len(s.units)) for s in work.chosen_sets()),
        prompts=tuple(wire.ToldPrompt(language=of.language, text=of.text) for of in work.params.prompts),
    )
    work.ctx.frame(told.model_dump(mode="json", exclude_unset=True))
    texts = Panes(work.ctx, loaded, work.params, prompts).write({"plain": None, "changed": edits})
    touch = check_touched(edits)
    work.ctx.save_bytes("texts", _packed(texts), kind="texts")
    units = sum(len(change.units) for change in work.changes)
    return {"units": units, "positions": touch.positions, "values": touch.values, "changed": touch.changed}


def _control(work: Intervention) -> dict[str, int]:
    """The first draw of random units writes the same prompts. Random units that change nothing are a finding, and no
    fault of the intervention."""
    draws = work.random()
    if not draws:
        return {"texts": 0, "changed": 0}
    loaded = work.loaded()
    prompts = prompt_ids(loaded, work.params)
    edits = prepared(work, [draws[0]])
    texts = Panes(work.ctx, loaded, work.params, prompts).write({"random": edits})
    work.ctx.save_bytes("random texts", _packed(texts), kind="texts")
    return {"texts": len(texts["random"]), "changed": edits.touch.changed}


def _packed(texts: dict[str, list[Text]]) -> bytes:
    return orjson.dumps({pane: [vars(text) for text in of] for pane, of in texts.items()})


def _texts(work: Intervention) -> dict[str, list[Text]]:
    found = orjson.loads(work.ctx.load_bytes("texts"))
    if work.params.draws:
        found |= orjson.loads(work.ctx.load_bytes("random texts"))
    return {pane: [Text(**text) for text in of] for pane, of in found.items()}


def _read_out(work: Intervention, touched: dict[str, int], control: dict[str, int]) -> None:
    """Everything that is measured, put together with the texts."""
    params, ctx = work.params, work.ctx
    texts, draws = _texts(work), work.random()
    words = work.words()
    identifier = Identifier(work.languages)
    outputs = [output for pane, of in texts.items() for output in _outputs(pane, of, identifier, words)]
    next_token, kl = measures.next_token(work, draws, prepared)
    on_concept = _on_concept(outputs) if words else {}
    result = Result(
        **work.head(),
        concept_run=work.source.run.key if work.source else None,
        sets=work.chosen_sets(),
        touched=wire.Touched(**touched),
        headline=wire.Headline(on_concept=on_concept.get("changed"), kl=kl),
        prompts=params.prompts,
        outputs=tuple(outputs),
        next_token=tuple(next_token),
        kl=kl,
        written=tuple(_written(outputs, identifier)),
        on_concept=on_concept,
        words=words,
        doses=tuple(measures.doses(work, draws, prepared, kl)),
        held_out=tuple(measures.held_out(work, draws, prepared)),
        identifier=identified(
            identifier, [text.text for of in texts.values() for text in of], work.source, seed=params.seed
        ),
        notes=tuple(_notes(work, draws, identifier, control)),
    )
    ctx.answer(result, figures.of_run(result))


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


def _written(outputs: Sequence[wire.Output], identifier: Identifier) -> Iterable[LanguageShare]:
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
                share = Estimate(**vars(effects.share(count, len(of), control)))
                yield LanguageShare(pane=pane, language=language, share=share)


def _on_concept(outputs: Sequence[wire.Output]) -> dict[str, Estimate]:
    """By pane, the share of texts with a word of the concept."""
    counted = {
        pane: (sum(bool(o.hits) for o in outputs if o.pane == pane), sum(o.pane == pane for o in outputs))
        for pane in ("plain", "changed", "random")
    }
    control = counted["random"] if counted["random"][1] else None
    return {
        pane: Estimate(**vars(effects.share(*count, control if pane == "changed" else None)))
        for pane, count in counted.items()
        if count[1]
    }


def _notes(work: Intervention, draws: Sequence[Any], identifier: Identifier, control: dict[str, int]) -> list[str]:
    """What a reader must know."""
    out = []
    if not draws:
        out.append("No random units were asked for, so nothing here has a control.")
    elif work.activity is None:
        out.append("Random units lie in the same layers; how often they fire is not known without a concept run.")
    if draws and not control["changed"]:
        out.append(
            "The first set of random units changed nothing: each already was what it was to become, so its texts are "
            "the plain ones and its effect is 0."
        )
    out += few_draws(len(draws), "sets of random units")
    if any(change.operation == "force" for change in work.changes):
        out.append(
            "Forced values are medians of the greatest value in a sentence, and are written at every position chosen: "
            "far from what the model knows. Broken text is to be expected."
        )
    out += told_of(identifier)
    read = measures.held_ids(work) if work.params.held_out else []
    if read and work.source and (said := contaminated(work.ctx.store, work.model, work.source.corpus, read)):
        out.append(said)
    if read and not measures.outside(work):
        out.append(
            "The loss is on sentences of documents that the experts were chosen on: no others are left in the corpus."
        )
    return out


def series(children: Sequence[FinishedRun[Params, Result]], ctx: SeriesContext) -> SeriesResult:
    """The same intervention along a ladder, as far as it is finished."""
    languages = children[0].result.identifier.candidates
    return ladder(SeriesResult, children, ctx, draw=figures.of_series, languages=languages)
