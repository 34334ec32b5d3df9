"""What every study is asked."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from isogloss.contract.wire import Wire
from isogloss.vocabulary.language import languages_in_order


def _one_order(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(languages_in_order(names))


def _joined(ids: str) -> str:
    return "+".join(sorted(set(ids.split("+"))))


#: Names whose order decides nothing, in one order, so that whoever names the same ones asks for the same run; and the
#: same of id sets and splits joined by +.
in_one_order = AfterValidator(_one_order)
Names = Annotated[tuple[str, ...], in_one_order]
Joined = Annotated[str, AfterValidator(_joined)]


class StudyParams(Wire):
    """How it is computed. All of it enters the run key."""

    dtype: Literal["float32", "bfloat16", "float16", "float64"] = Field(
        "float32", description="Number type of the weights."
    )
    attention: Literal["eager", "sdpa"] = Field("sdpa", description="Attention implementation.")
    seed: int = Field(0, ge=0, lt=2**32, description="Seed of everything random in the run.")


class CheckpointParams(StudyParams):
    """What a study of one checkpoint is asked. Only such a study can be asked for along a ladder, as a series."""

    model: str = Field(description="The model, by its id in this installation.")
    checkpoint: str = Field(description="The checkpoint: a revision of the model's ladder.")


class TextParams(CheckpointParams):
    """What a study is asked that reads a corpus's sentences in several languages."""

    corpus: str = Field(description="The corpus the sentences come from.")
    languages: Names = Field(min_length=2, max_length=64, description="Languages to read.")
    ids: Joined | None = Field(
        None, max_length=2000, description="Ids to read: an id set or splits, joined by +; all complete ids if absent."
    )
    sentences: int | None = Field(
        None, ge=20, le=10_000_000, description="Read at most so many ids: whole documents, chosen by the seed."
    )
    max_tokens: int = Field(128, ge=8, le=4096, description="Longer sentences are cut here, and counted.")
