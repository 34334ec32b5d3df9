"""The answer, put together from what each step said."""

from collections.abc import Mapping, Sequence
from math import log
from typing import Any

import numpy as np

from isogloss.contract.estimate import Estimate
from isogloss.studies.pretraining.analysis.loss import thinned
from isogloss.studies.pretraining.schema import (
    CheckpointLoss,
    CurvePoint,
    Headline,
    LanguageLoss,
    Params,
    Result,
)
from isogloss.studies.pretraining.tokens import Tokens


def answer(
    tokens: Tokens,
    facts: Mapping[str, Any],
    read: Mapping[str, Any],
    reached: Sequence[Mapping[str, Any]],
) -> Result:
    """The result of a run whose steps are all done."""
    params, nulls, text = tokens.params, tokens.nulls, tokens.text
    rungs = tuple(_rung(params, rung, text.languages, nulls) for rung in reached)
    seconds = [rung["seconds"] for rung in reached] + [read["vocabulary_seconds"], read["stream_seconds"]]
    curve = zip(*thinned(np.array(facts["losses"])), strict=True)
    return Result(
        model=facts["model"],
        architecture=facts["architecture"],
        n_parameters=facts["n_parameters"],
        vocabulary=read["vocabulary"],
        tokenizer_digest=facts["tokenizer_digest"],
        text=text.name,
        constructed=text.constructed,
        steps=params.steps,
        tokens=sum(read["tokens"]),
        seconds=round(sum(seconds), 1),
        headline=Headline(held_out=_mean(list(rungs[-1].held_out.values()))),
        languages=tuple(_language(tokens, i, language, reached[-1], read) for i, language in enumerate(text.languages)),
        checkpoints=rungs,
        curve=tuple(CurvePoint(step=int(step), loss=float(loss)) for step, loss in curve),
        notes=(*text.notes, *_notes(tokens, read)),
    )


def _estimate(measured: Mapping[str, Any], null: float) -> Estimate:
    return Estimate(
        value=measured["value"], low=measured["low"], high=measured["high"], null=null, n=measured["tokens"]
    )


def _rung(
    params: Params, rung: Mapping[str, Any], languages: Sequence[str], nulls: Mapping[str, float]
) -> CheckpointLoss:
    return CheckpointLoss(
        checkpoint=rung["checkpoint"],
        step=rung["step"],
        tokens_seen=rung["step"] * params.batch * params.context,
        fingerprint=rung["fingerprint"],
        training_loss=rung["loss"],
        held_out={language: _estimate(rung["held_out"][language], nulls[language]) for language in languages},
    )


def _mean(estimates: Sequence[Estimate]) -> Estimate:
    """The mean over languages. Their documents are drawn apart, so their half-widths add as independent errors do."""
    value = float(np.mean([e.value for e in estimates]))
    null = float(np.mean([e.null for e in estimates if e.null is not None]))
    mean = Estimate(value=value, null=null, n=sum(e.n for e in estimates))
    ends = [
        (e.value - e.low, e.high - e.value)
        for e in estimates
        if e.value is not None and e.low is not None and e.high is not None
    ]
    if len(ends) < len(estimates):
        return mean
    below, above = np.sqrt(np.square(ends).sum(0)) / len(ends)
    return mean.model_copy(update={"low": value - float(below), "high": value + float(above)})


def _language(tokens: Tokens, i: int, language: str, last: Mapping[str, Any], read: Mapping[str, Any]) -> LanguageLoss:
    measured = last["held_out"][language]
    bytes_a_token, nats_a_byte = tokens.bytes_of(language)
    return LanguageLoss(
        language=language,
        held_out=_estimate(measured, tokens.nulls[language]),
        byte_unigram=nats_a_byte * bytes_a_token,
        bits=_in_bits(measured, bytes_a_token, nats_a_byte),
        held_out_documents=measured["documents"],
        tokens=read["tokens"][i],
        documents=read["documents"][i],
        passes=tokens.text.passes(language, read["documents"][i]),
    )


def _in_bits(measured: Mapping[str, Any], bytes_a_token: float, nats_a_byte: float) -> Estimate:
    """The same loss by bytes of text, beside byte frequencies alone."""
    ends = ("value", "low", "high")
    found = {end: None if measured[end] is None else measured[end] / bytes_a_token / log(2) for end in ends}
    return Estimate(**found, null=nats_a_byte / log(2), n=measured["tokens"])


def _notes(tokens: Tokens, read: Mapping[str, Any]) -> list[str]:
    """What a reader must know of any training."""
    out = ["One training run and one seed. Losses of different languages do not compare: their tokens differ."]
    passes = {
        language: tokens.text.passes(language, read["documents"][i]) for i, language in enumerate(tokens.languages)
    }
    often = {language: times for language, times in passes.items() if times is not None and times > 1}
    if often:
        most = max(often, key=lambda language: often[language])
        out.append(f"The text was read more than once: that in {most} {often[most]:.1f} times.")
    few = [language for language, rows in tokens.held_out.items() if rows.tokens.size < tokens.params.held_out_tokens]
    if few:
        out.append(f"Less text was kept out than {tokens.params.held_out_tokens:,} tokens in: {', '.join(few)}.")
    return out
