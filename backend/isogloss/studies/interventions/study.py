"""The study as the installation knows it: what it refuses, and what it costs."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from isogloss.activations.unit_sets import Expert, choose
from isogloss.contract.catalogue import Catalogue
from isogloss.contract.study import Cost, Inputs, Study
from isogloss.kit.request import AtCheckpoint, check_length, reading
from isogloss.kit.units import UnitRun, unit_run
from isogloss.models.pace import reading_seconds, writing_seconds
from isogloss.models.points import check_place, unit_at
from isogloss.studies.interventions.schema import Frame, Params, Prompt, Result, SeriesResult, UnitSet
from isogloss.vocabulary.address import Address, UnitAddress
from isogloss.vocabulary.errors import IsoglossError, Refused

#: Above this share of a place's units it is another model, and not an intervention on units.
MOST_OF_A_PLACE = 0.5
#: Texts of one run.
MOST_TEXTS = 2_000


@dataclass(frozen=True)
class Resolved:
    """A unit set with its units, and the number each is forced to or moved by (None where the operation has none)."""

    asked: UnitSet
    units: tuple[UnitAddress, ...]
    values: tuple[float | None, ...]
    experts: tuple[Expert, ...]


@dataclass(frozen=True)
class Plan(AtCheckpoint[Params]):
    """What is changed; ``source`` is the run that experts, medians, means and text come from, where one is named."""

    source: UnitRun | None
    sets: tuple[Resolved, ...]


def resolve_sets(params: Params, config: Mapping[str, Any], source: UnitRun | None) -> tuple[Resolved, ...]:
    """Every unit set with its units; raises Refused, naming the field, for one that has none or cannot be."""
    out = tuple(_resolved(params, i, config, source) for i in range(len(params.units)))
    _check_together(out, config)
    return out


def _resolved(params: Params, i: int, config: Mapping[str, Any], source: UnitRun | None) -> Resolved:
    asked, field = params.units[i], f"units.{i}"
    if asked.addresses:
        units = tuple(_unit(config, text, f"{field}.addresses") for text in asked.addresses)
        return Resolved(asked, units, _given(asked, len(units), field), ())
    if source is None:
        raise Refused(
            "no_concept_run",
            f"“{asked.concept}” is a concept, and no concept run is named that would know its units.",
            hint="Name a run of concept neurons at this checkpoint, or list units by address.",
            field="concept_run",
        )
    experts = source.experts(asked.concept or "")
    if not experts:
        raise Refused(
            "unknown_concept",
            f"That run has no experts of “{asked.concept}”.",
            hint="Choose one of the concepts it scored.",
            field=f"{field}.concept",
        )
    languages = source.run.params["languages"]
    if asked.language is not None and asked.language not in languages:
        raise Refused(
            "unknown_language",
            f"That run has no “{asked.language[:40]}”.",
            hint=f"It has: {', '.join(languages)}.",
            field=f"{field}.language",
        )
    chosen = choose(experts, language=asked.language, shared_by=asked.shared_by, only=asked.only, k=asked.k)
    if not chosen:
        raise Refused(
            "no_units",
            f"At {params.checkpoint} no expert of “{asked.concept}” is like that.",
            hint="Ask for fewer languages, or leave the condition out.",
            field=f"{field}.shared_by" if asked.shared_by else f"{field}.only",
        )
    values = tuple(
        (asked.value if asked.value is not None else asked.strength * expert.forced_to(asked.language))
        if asked.operation in ("force", "add")
        else None
        for expert in chosen
    )
    return Resolved(asked, tuple(expert.unit for expert in chosen), values, tuple(chosen))


def _unit(config: Mapping[str, Any], text: str, field: str) -> UnitAddress:
    try:
        return unit_at(config, text)
    except IsoglossError as error:
        error.field = field
        raise


def _given(asked: UnitSet, n: int, field: str) -> tuple[float | None, ...]:
    if asked.operation not in ("force", "add"):
        return (None,) * n
    if asked.value is None:
        raise Refused(
            "no_value",
            f"To {asked.operation} units from a list, say what number.",
            hint="Give a value; a median over positives is known for the experts of a concept only.",
            field=f"{field}.value",
        )
    return (asked.value,) * n


def _check_together(sets: tuple[Resolved, ...], config: Mapping[str, Any]) -> None:
    """One unit is changed in one way only, and no place loses more than half its units."""
    seen: dict[UnitAddress, int] = {}
    counts: dict[Address, int] = {}
    for i, resolved in enumerate(sets):
        for unit in resolved.units:
            if unit in seen:
                raise Refused(
                    "unit_twice",
                    f"{unit} is in two of the sets.",
                    hint="Change one unit in one way only: take it out of one of them.",
                    field=f"units.{i}",
                )
            seen[unit] = i
            counts[unit.place] = counts.get(unit.place, 0) + 1
    for place, n in counts.items():
        width = check_place(config, place)
        if n > MOST_OF_A_PLACE * width:
            raise Refused(
                "too_many_units",
                f"{n:,} of the {width:,} units of {place} are to be changed: that is another model.",
                hint=f"Choose at most {int(MOST_OF_A_PLACE * width):,} units of one place.",
                field=f"units.{next(i for unit, i in seen.items() if unit.place == place)}",
            )


def check_prompt(prompt: Prompt, number: int) -> None:
    """Raises Refused for text that no tokenizer should see; a prompt that is too long is known to the job only."""
    field = f"prompts.{number}.text"
    if prompt.text is None:
        return
    if not prompt.text.strip():
        raise Refused(
            "empty_prompt",
            f"Prompt {number + 1} is empty.",
            hint="Write something, or begin from nothing.",
            field=field,
        )
    if "\x00" in prompt.text or any("\ud800" <= character <= "\udfff" for character in prompt.text):
        raise Refused(
            "broken_text",
            f"Prompt {number + 1} holds a null byte or half of a character.",
            hint="Take it out: no model was trained on such text.",
            field=field,
        )


def resolve(params: Params, catalogue: Catalogue) -> Plan:
    """The units, found; raises Refused for what can't be computed."""
    model, checkpoint = catalogue.model(params.model), catalogue.checkpoint(params.model, params.checkpoint)
    source = unit_run(params, params.concept_run, catalogue) if params.concept_run else None
    sets = resolve_sets(params, model.config, source)
    for number, prompt in enumerate(params.prompts):
        check_prompt(prompt, number)
    _check_needs(params, source)
    if params.sampling == "greedy" and params.texts > 1:
        raise Refused(
            "same_texts",
            f"Greedy texts are the same for every seed, and {params.texts} are asked for.",
            hint="Ask for one, or draw the tokens: sampling=sample.",
            field="texts",
        )
    if len(params.prompts) * params.texts > MOST_TEXTS:
        raise Refused(
            "too_many_texts",
            f"{len(params.prompts) * params.texts:,} texts are asked for; {MOST_TEXTS:,} are the most.",
            hint="Take fewer prompts, or fewer texts for each.",
            field="texts",
        )
    if len(set(params.doses)) != len(params.doses):
        raise Refused("repeated_dose", "A strength is named twice.", field="doses")
    if params.doses and not any(s.asked.operation in ("force", "scale", "add") for s in sets):
        raise Refused(
            "no_dose",
            "Switching off has no strength, so there is no curve over it.",
            hint="Leave doses out, or force, scale or add.",
            field="doses",
        )
    check_length(model, params.length)
    return Plan(params, model, checkpoint, source, sets)


def inputs(plan: Plan) -> Inputs:
    """The digests of everything that will be read."""
    if plan.source is None:
        return reading(plan)
    return reading(plan, corpora=[plan.source.corpus], upstream=[plan.source.run])


def _check_needs(params: Params, source: UnitRun | None) -> None:
    """What needs a concept run and has none."""
    if source is not None:
        return
    wants = {
        "units": any(s.operation in ("mean", "resample") for s in params.units),
        "held_out": params.held_out > 0,
    }
    for field, wanted in wants.items():
        if wanted:
            raise Refused(
                "no_concept_run",
                "Without a concept run there is no text to take means and sentences from.",
                hint="Name a run of concept neurons at this checkpoint, or switch the units to zero.",
                field=field,
            )


def cost(plan: Plan) -> Cost:
    """Seconds and bytes of one checkpoint on one ordinary core."""
    params, model = plan.params, plan.model
    rows = len(params.prompts) * params.texts
    writing = 3 * writing_seconds(model.n_parameters, rows, params.length)
    prompts = (1 + params.draws) * (1 + len(params.doses)) * len(params.prompts)
    languages = len({prompt.language for prompt in params.prompts})
    if plan.source is not None:
        languages = len(plan.source.run.params["languages"])
    held = (2 + params.draws) * params.held_out * languages
    reading = reading_seconds(model.n_parameters, prompts + held)
    kept = rows * 3 * params.length * 12 + 200_000
    detail = f"{rows:,} texts of {params.length} tokens, three times; {params.draws} sets of random units"
    return Cost(round(1 + writing + reading, 1), int(kept), detail)


def chosen_doses(params: Params) -> tuple[float, ...]:
    """The strengths of the dose-response curve, in order."""
    return tuple(sorted(dose for dose in params.doses if math.isfinite(dose)))


STUDY = Study(
    name="interventions",
    version=3,
    title="Interventions",
    question=3,
    description="What a model writes in every language when units are switched off, forced or scaled.",
    does="Try units in the playground",
    params=Params,
    result=Result,
    series_result=SeriesResult,
    resolve=resolve,
    inputs=inputs,
    cost=cost,
    frame=Frame,
    lane="live",
    figures=("languages_written", "strength", "if_switched_off", "next_token"),
    series_figures=("languages_over_training", "on_concept_over_training", "kl_over_training"),
)
