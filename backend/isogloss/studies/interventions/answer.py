"""The answer of one checkpoint, put together from the texts that were written and what is measured beside them."""

from collections.abc import Callable, Iterable, Sequence

import orjson

from isogloss.activations.controls import Change
from isogloss.contract.estimate import Estimate
from isogloss.corpora.identification import Identifier, told_of
from isogloss.corpora.keywords import hits
from isogloss.kit.contaminated import contaminated
from isogloss.kit.texts import LanguageShare, identified
from isogloss.kit.work import few_draws
from isogloss.studies.interventions import measures
from isogloss.studies.interventions import schema as wire
from isogloss.studies.interventions.analysis import effects
from isogloss.studies.interventions.panes import Text
from isogloss.studies.interventions.schema import PANES, Pane, Result
from isogloss.studies.interventions.work import Intervention


def answer(work: Intervention, touched: dict[str, int], control: dict[str, int]) -> Result:
    """Everything that is measured, beside the texts; ``touched`` and ``control`` are what the steps before told."""
    params, source = work.params, work.source
    texts, draws, words = _texts(work), work.random(), work.words()
    identifier = Identifier(work.languages)
    outputs = [output for pane, of in texts.items() for output in _outputs(pane, of, identifier, words)]
    next_token, kl = measures.next_token(work, draws)
    on_concept = _shares(outputs, lambda output: bool(output.hits)) if words else {}
    return Result(
        **work.head(),
        concept_run=source.run.key if source else None,
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
        doses=tuple(measures.doses(work, draws, kl)),
        held_out=tuple(measures.held_out(work, draws)),
        identifier=identified(identifier, [output.text for output in outputs], source, seed=params.seed),
        notes=tuple(_notes(work, draws, identifier, control)),
    )


def _texts(work: Intervention) -> dict[Pane, list[Text]]:
    found = orjson.loads(work.ctx.load_bytes("texts"))
    if work.params.draws:
        found |= orjson.loads(work.ctx.load_bytes("random texts"))
    return {pane: [Text(**text) for text in of] for pane, of in found.items()}


def _outputs(
    pane: Pane, texts: Sequence[Text], identifier: Identifier, words: dict[str, tuple[str, ...]]
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
            language=of.language,
            share=None if of.share is None else round(of.share, 4),
            hits=tuple(_hits(text.text, wanted)),
        )
        for text, of in zip(texts, told, strict=True)
    ]


def _hits(text: str, wanted: frozenset[str]) -> Iterable[wire.Hit]:
    for start, end in hits(text, wanted) if wanted else ():
        yield wire.Hit(start=_utf16(text[:start]), end=_utf16(text[:end]))


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2


def _shares(outputs: Sequence[wire.Output], counted: Callable[[wire.Output], bool]) -> dict[str, Estimate]:
    """By pane, the share of its texts that count; the changed pane's null is the random pane's."""
    found = {pane: [counted(output) for output in outputs if output.pane == pane] for pane in PANES}
    random = found["random"]
    control = (sum(random), len(random)) if random else None
    return {
        pane: Estimate(**vars(effects.share(sum(of), len(of), control if pane == "changed" else None)))
        for pane, of in found.items()
        if of
    }


def _written(outputs: Sequence[wire.Output], identifier: Identifier) -> Iterable[LanguageShare]:
    """Each pane's languages in order, then the undetermined. Nothing where no language can be told."""
    if identifier.why:
        return
    of = {
        language: _shares(outputs, lambda output, language=language: output.language == language)  # type: ignore[misc]
        for language in (*identifier.candidates, None)
    }
    for pane in PANES:
        for language, shares in of.items():
            if pane in shares:
                yield LanguageShare(pane=pane, language=language, share=shares[pane])


def _notes(
    work: Intervention, draws: Sequence[Sequence[Change]], identifier: Identifier, control: dict[str, int]
) -> list[str]:
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
