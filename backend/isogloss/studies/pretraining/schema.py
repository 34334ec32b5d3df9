"""Wire types of pretraining: what is asked (:class:`Params`) and what is answered.

Beside the result a run keeps, for ever, the stream it was trained on (:mod:`isogloss.training.stream`) and the rows it
was measured on (:mod:`isogloss.training.held_out`).
"""

from typing import Annotated, Literal

from pydantic import Field

from isogloss.contract.estimate import Estimate
from isogloss.contract.params import Joined, StudyParams, in_one_order
from isogloss.contract.wire import Wire


class Params(StudyParams):
    """One model, from text to its last checkpoint. Everything here enters the run key."""

    text: str = Field(
        "sample",
        min_length=1,
        max_length=1000,
        description="sample (the corpus written for Isogloss), a corpus by its id, or a folder on the worker's "
        "machine with a text file, or a folder of them, for each language.",
    )
    ids: Joined | None = Field(
        None,
        description="Of a corpus: the id sets or splits to train on, joined by + (as in train+dev); all if absent.",
    )
    languages: Annotated[tuple[str, ...], Field(min_length=1, max_length=256), in_one_order] | None = Field(
        None, description="Languages to train on; all the text has if absent."
    )
    switch: float = Field(
        0.0, ge=0, lt=1, description="Share of switchable content words written in another language (sample text)."
    )
    placebo: bool = Field(False, description="Switch to a word of another concept instead, at the same rate.")
    bilingual: float = Field(0.0, ge=0, lt=1, description="Share of documents written in two languages.")
    clone: bool = Field(
        False, description="Add en-x-clone: other English documents, written in characters no other language has."
    )
    vocabulary: int = Field(4096, ge=258, le=262_144, description="Tokens, before those of the clone are added.")
    architecture: Literal["gpt_neox", "gpt2", "bloom", "llama"] = Field("gpt_neox", description="Family of the model.")
    layers: int = Field(3, ge=1, le=96, description="Blocks.")
    width: int = Field(64, ge=4, le=8192, description="Width of the residual stream.")
    heads: int = Field(4, ge=1, le=128, description="Attention heads a layer.")
    context: int = Field(128, ge=8, le=8192, description="Tokens in a row of text.")
    batch: int = Field(32, ge=1, le=8192, description="Rows a step.")
    steps: int = Field(512, ge=1, le=10_000_000, description="Updates of the weights.")
    learning_rate: float = Field(0.008, gt=0, le=1, description="Its peak.")
    schedule: Literal["cosine", "linear", "constant"] = Field("cosine", description="How it falls, to a tenth.")
    warmup: int = Field(32, ge=0, description="Steps on which it rises.")
    weight_decay: float = Field(0.1, ge=0, le=10, description="Decay of matrices, as AdamW has it.")
    checkpoint_steps: tuple[int, ...] | None = Field(
        None,
        min_length=1,
        max_length=1000,
        description="Steps that get a checkpoint, beside 0 and the last; log-spaced if absent.",
    )
    held_out_tokens: int = Field(
        4096, ge=64, le=10_000_000, description="Tokens a language that the loss is measured on and never trained on."
    )
    model: str | None = Field(None, max_length=64, description="Id of the model; pretrained-<run key> if absent.")


class LanguageLoss(Wire):
    """One language: what was read of it, and the last checkpoint's loss on text that was not: a mean over tokens, its
    interval over documents (none for one alone).

    ``held_out`` is in nats a token, and its null token frequencies; ``bits`` is the same in bits a byte, and its null
    byte frequencies, which are ``byte_unigram`` nats a token. ``passes`` is how often the language's text was read;
    None where there is no end to it.
    """

    language: str
    held_out: Estimate
    byte_unigram: float
    bits: Estimate
    held_out_documents: int
    tokens: int
    documents: int
    passes: float | None


class CheckpointLoss(Wire):
    """One rung of the ladder. ``training_loss`` is the mean since the rung before, None for the untrained model."""

    checkpoint: str
    step: int
    tokens_seen: int
    fingerprint: str
    training_loss: float | None
    held_out: dict[str, Estimate]


class CurvePoint(Wire):
    """The mean training loss of a few steps up to this one."""

    step: int
    loss: float


class Headline(Wire):
    """The number a training is known by: the last checkpoint's held-out loss, mean over languages."""

    held_out: Estimate


class Result(Wire):
    """The answer: what was made, of what, and how well it predicts."""

    model: str
    architecture: str
    n_parameters: int
    vocabulary: int
    tokenizer_digest: str
    text: str
    constructed: bool = Field(description="The text was written for Isogloss: it says nothing about published models.")
    steps: int
    tokens: int = Field(description="Tokens trained on.")
    seconds: float = Field(description="Time of its steps, as far as they were not repeated.")
    headline: Headline
    languages: tuple[LanguageLoss, ...]
    checkpoints: tuple[CheckpointLoss, ...]
    curve: tuple[CurvePoint, ...]
    notes: tuple[str, ...] = Field(description="Things a reader must know, in full sentences.")


class Frame(Wire):
    """What a training gained since its last frame: ``losses`` are (step, training loss); of a checkpoint that was
    reached its name, step, and held-out loss by language beside that of token frequencies."""

    losses: tuple[tuple[int, float], ...] = ()
    checkpoint: str | None = None
    step: int | None = None
    held_out: dict[str, float] | None = None
    nulls: dict[str, float] | None = None
