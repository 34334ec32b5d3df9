"""The study as the installation knows it: what it refuses, what it costs, and what it publishes."""

from dataclasses import dataclass
from typing import Any

from isogloss.contract.answer import LadderAnswer
from isogloss.contract.catalogue import Catalogue
from isogloss.contract.publication import Publishes
from isogloss.contract.study import Cost, Inputs, Study
from isogloss.models.found import checked_slug
from isogloss.models.new_model import Shape, check_shape, parameters_of
from isogloss.runs.asking.key import run_key
from isogloss.studies.pretraining.schema import Frame, Params, Result
from isogloss.studies.pretraining.text import TrainingText, open_text
from isogloss.training.config import TrainingConfig
from isogloss.training.model_kind import MODEL
from isogloss.vocabulary.errors import NotFound, Refused

#: Multiplications a second of one ordinary core in a training step, and what a step costs beside them: estimates only.
_MULTIPLIED, _A_STEP = 6e10, 0.004
#: Seconds for a million tokens of text to be read and cut, and for a checkpoint beside its parameters.
_A_MILLION, _A_CHECKPOINT = 7.0, 0.4
#: From so many seconds on a smaller training is offered, of so many steps less.
_LONG, _LESS = 60.0, 4


def shape_of(params: Params, vocabulary: int | None = None) -> Shape:
    """The model's sizes; ``vocabulary`` is the tokenizer's own size where it is known."""
    # Of the tokens of seven languages about two in three are plain ASCII, and have a copy in the clone.
    guess = params.vocabulary * 5 // 3 if params.clone else params.vocabulary
    return Shape(params.architecture, params.layers, params.width, params.heads, params.context, vocabulary or guess)


def config_for(params: Params) -> TrainingConfig:
    """How long and how fast it is trained."""
    p = params
    return TrainingConfig(
        p.steps, p.batch, p.context, p.learning_rate, p.warmup, p.schedule, checkpoint_steps=p.checkpoint_steps
    )


@dataclass(frozen=True)
class Plan:
    """What is trained, on which text."""

    params: Params
    text: TrainingText


def resolve(params: Params, catalogue: Catalogue) -> Plan:
    """The text, opened; raises Refused for what can't be trained."""
    _check_type(params)
    check_shape(shape_of(params))
    _check_steps(params)
    plan = Plan(params, open_text(params, catalogue))
    _check_batch(params, plan.text)
    _check_id(plan, catalogue)
    return plan


def inputs(plan: Plan) -> Inputs:
    """The digest of the text."""
    return Inputs(corpora=plan.text.digests)


def _check_type(params: Params) -> None:
    if params.dtype not in ("float32", "float64"):
        raise Refused(
            "bad_dtype",
            f"Weights cannot be trained in {params.dtype}: small updates would be lost.",
            hint="Take float32; the finished model can be run in any type.",
            field="dtype",
        )


def _check_steps(params: Params) -> None:
    wrong = [step for step in params.checkpoint_steps or () if not 0 <= step <= params.steps]
    if wrong:
        raise Refused(
            "bad_checkpoint_step",
            f"Step {wrong[0]:,} gets no checkpoint: training ends at step {params.steps:,}.",
            hint=f"Name steps from 0 to {params.steps:,}.",
            field="checkpoint_steps",
        )


def _check_batch(params: Params, text: TrainingText) -> None:
    rows = params.batch * params.steps
    if rows < len(text.languages):
        raise Refused(
            "too_few_rows",
            f"{rows} rows of text are trained on, and there are {len(text.languages)} languages.",
            hint="Take more steps or larger batches: every language needs a row.",
            field="batch",
        )


def _check_id(plan: Plan, catalogue: Catalogue) -> None:
    params = plan.params
    if params.model is None:
        return
    checked_slug(params.model)
    try:
        there = catalogue.model(params.model)
    except NotFound:
        return
    if not there.source.endswith(run_key(STUDY, params, inputs(plan))):
        raise Refused(
            "model_exists",
            f"There is another model called {params.model}.",
            hint="Choose another id, or leave it out.",
            field="model",
        )


def model_id(params: Params, key: str) -> str:
    """The id of the model a run makes."""
    return params.model or f"pretrained-{key[:8]}"


def price(params: Params, languages: int) -> tuple[float, int]:
    """Seconds on one ordinary core, and bytes kept."""
    parameters, tokens = parameters_of(shape_of(params)), params.steps * params.batch * params.context
    rungs = len(config_for(params).rungs)
    held_out = rungs * languages * params.held_out_tokens
    # Attention multiplies what no parameter counts: every token with every earlier one, in each layer.
    work = parameters + params.layers * params.context * params.width
    seconds = (6 * tokens + 2 * held_out) * work / _MULTIPLIED + params.steps * _A_STEP
    seconds += tokens / 1e6 * _A_MILLION + rungs * _A_CHECKPOINT + 3
    kept = rungs * parameters * 4 + tokens * 4
    return round(seconds, 1), kept


def cost(plan: Plan) -> Cost:
    """Seconds and bytes, and a quarter of the steps where it is long."""
    params, languages = plan.params, len(plan.text.languages)
    seconds, kept = price(params, languages)
    parameters, tokens = parameters_of(shape_of(params)), params.steps * params.batch * params.context
    detail = f"{parameters:,} parameters, {tokens:,} tokens in {languages} languages"
    smaller = params.model_copy(update={"steps": max(1, params.steps // _LESS), "checkpoint_steps": None})
    if seconds < _LONG or params.steps < _LESS:
        return Cost(seconds, kept, detail)
    less, _ = price(smaller, languages)
    overrides = {"steps": smaller.steps} | ({"checkpoint_steps": None} if params.checkpoint_steps else {})
    return Cost(seconds, kept, detail, smaller=overrides, smaller_seconds=less)


STUDY: Study[Params, Plan, Result, LadderAnswer[Any]] = Study(
    name="pretraining",
    version=1,
    title="Pretraining",
    question=2,
    description="Train a small multilingual model, and keep every checkpoint and everything it read.",
    params=Params,
    result=Result,
    resolve=resolve,
    inputs=inputs,
    cost=cost,
    publishes=Publishes(MODEL, model_id),
    frame=Frame,
    figures=("loss", "held_out"),
    path_params=("text",),
)
