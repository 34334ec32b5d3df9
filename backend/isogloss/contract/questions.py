"""The five questions that studies belong to (design.md 7), and which studies answer each."""

from collections.abc import Iterable
from dataclasses import dataclass

from isogloss.contract.study import AnyStudy


@dataclass(frozen=True)
class Question:
    """``shows`` is what an answer would show, while nobody has asked; ``ladder``: it needs more than one checkpoint."""

    number: int
    title: str
    shows: str
    ladder: bool = False


SHARED = Question(
    1, "What is shared?", "Which units answer to a concept in each language, and how many of them are the same."
)
#: Answered by any ladder of a study of the first.
WHEN = Question(
    2,
    "When did it become shared?",
    "The same over a ladder of checkpoints: at which training step languages come to share units.",
    ladder=True,
)
QUESTIONS = (
    SHARED,
    WHEN,
    Question(
        3,
        "What happens without it?",
        "Units switched off or forced on, and what the model then writes in each language.",
    ),
    Question(4, "Which text taught it?", "The training text that made an answer more likely, by language."),
    Question(
        5,
        "Does it transfer?",
        "A model's body kept, its words replaced by those of another language, and what it can still do.",
    ),
)


def title_of(number: int | None) -> str | None:
    """The title of a question; None for none."""
    return next((question.title for question in QUESTIONS if question.number == number), None)


def ways(question: Question, studies: Iterable[AnyStudy]) -> list[AnyStudy]:
    """The studies that answer a question, the first where a person begins."""
    if not question.ladder:
        return [study for study in studies if study.question == question.number]
    return [study for study in studies if study.question in (SHARED.number, question.number) and study.series_result]
