"""What the demo tells, chapter by chapter: recipes over the sample corpus, each with the words beside it.

The four arms have the same seed, text size and model; what differs is one param. They calibrate the instrument
(methods.md 0.14): sharing is planted in the first by a known share of switched words, and absent from control and
placebo.
"""

from dataclasses import dataclass
from typing import Any

#: Of a chapter's recipe: the run that trains, and the studies that follow its checkpoints.
TRAINING, NEURONS, EFFECTS = "training", "neurons", "effects"

#: Tuned on seeds 0 to 2, then frozen (DECISIONS 42): with fewer tokens than words, or shorter rows, a model this small
#: learns no topics in time.
_TEXT = {"text": "sample", "vocabulary": 4096, "context": 128, "batch": 32, "steps": 512, "learning_rate": 0.008}
_NEURONS = {
    "corpus": "sample",
    "concepts": "sample-concepts",
    "ids": "heldout-words",
    "languages": ["en", "de", "es", "ru", "ar", "tr", "sw"],
    "halvings": 10,
    "pseudo_concepts": 20,
    "set_sizes": 3,
    "traces": 2,
    "max_tokens": 64,
}
#: Fixed before any result was seen (DECISIONS 43): k, strength, draws, sentences and texts are the issue's own.
_EFFECTS = {
    "concept_run": f"${{{NEURONS}}}",
    "language": "es",
    "k": 20,
    "strength": 1.0,
    "draws": 20,
    "sentences": 40,
    "texts": 60,
    "length": 24,
    "max_tokens": 64,
}


@dataclass(frozen=True)
class Chapter:
    """One recipe of the demo. ``live``: it runs by itself; the others wait for a click."""

    name: str
    title: str
    says: str
    recipe: dict[str, Any]
    live: bool = False


def _arm(neurons: dict[str, Any] | None = None, **training: Any) -> dict[str, Any]:
    # No model id: the text may change with the version of the house, and an old demo's model must not be in the way.
    return {
        "runs": [
            {"name": TRAINING, "study": "pretraining", "params": _TEXT | training},
            {"name": NEURONS, "study": "concept-neurons", "follows": TRAINING, "params": _NEURONS | (neurons or {})},
        ]
    }


def _with_effects(arm: dict[str, Any]) -> dict[str, Any]:
    """The arm, whose runs it shares, and the effects of its concepts' units."""
    effects = {"name": EFFECTS, "study": "concept-effects", "follows": TRAINING, "params": _EFFECTS}
    return {"runs": [*arm["runs"], effects]}


CHAPTERS = (
    Chapter(
        "emergence",
        "A model learns seven languages",
        "No sentence has a translation, but 15 % of the words that may be switched are written in another language. "
        "Watch whether the units that know a concept in one language come to know it in the others.",
        _arm(switch=0.15),
        live=True,
    ),
    Chapter(
        "effects",
        "What the shared units do",
        "The first chapter's model again. Its shared units for each concept are switched off while it reads text they "
        "were not chosen on, and those found in Spanish are forced while it writes from nothing, at every checkpoint. "
        "Matched random units and another concept's units stand beside them.",
        _with_effects(_arm(switch=0.15)),
    ),
    Chapter(
        "control",
        "The same without switched words",
        "The control: nothing ties the languages together, so their units should stay apart.",
        _arm(switch=0.0),
    ),
    Chapter(
        "clone",
        "English twice",
        "The same language twice, the second time in characters of its own: all structure in common, and not one word. "
        "Does a model find out by itself in so short a time? One pair of languages, so the interval is wide.",
        _arm({"languages": ["en", "en-x-clone"]}, languages=["en"], clone=True, vocabulary=1024),
    ),
    Chapter(
        "placebo",
        "Switched to the wrong word",
        "The placebo: as many words are switched, each to a word of another concept. It must not align.",
        _arm(switch=0.15, placebo=True),
    ),
)


def chapter_named(name: str) -> Chapter | None:
    """The chapter of this name."""
    return next((chapter for chapter in CHAPTERS if chapter.name == name), None)
