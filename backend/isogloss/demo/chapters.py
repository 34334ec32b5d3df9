"""What the demo tells, chapter by chapter: recipes over the sample corpus, each with the words beside it.

The four arms have the same seed, text size and model; what differs is one param. They calibrate the instrument
(methods.md 0.14): sharing is planted in the first by a known share of switched words, and absent from control and
placebo.
"""

from dataclasses import dataclass, replace
from typing import Any

#: Of a chapter's recipe: the run that trains, and the studies that follow its checkpoints.
TRAINING, NEURONS, EFFECTS, PROBES = "training", "neurons", "effects", "probes"

#: Updates of every chapter's model. Whoever asks for fewer sees the same story stop early, as another recipe.
STEPS = 512
#: Tuned on seeds 0 to 2, then frozen (DECISIONS 42): with fewer tokens than words, or shorter rows, a model this small
#: learns no topics in time.
_TEXT = {"text": "sample", "vocabulary": 4096, "context": 128, "batch": 32, "steps": STEPS, "learning_rate": 0.008}
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
#: Fixed before any result was seen (DECISIONS 58): the study's own defaults, but for what the size of the model and of
#: the corpus asks for. Losses are read on few sentences, for a checkpoint's time goes there.
_PROBES = {
    "corpus": "sample",
    "ids": "heldout-words",
    "languages": _NEURONS["languages"],
    "tokens": 4,
    "splits": 3,
    "draws": 20,
    "entropy_share": 0.04,
    "loss_sentences": 20,
    "max_tokens": 64,
}
_WHICH_LANGUAGE = {"target": "language", "unit": "token"}
_WHICH_CONCEPT = {"target": "concept", "unit": "sentence", "concepts": "sample-concepts"}


@dataclass(frozen=True)
class Chapter:
    """One recipe of the demo. ``live``: it runs by itself; the others wait for a click."""

    name: str
    title: str
    says: str
    recipe: dict[str, Any]
    live: bool = False


def _arm(neurons: dict[str, Any] | None = None, **training: Any) -> dict[str, Any]:
    # No model id: the text may change with the version, and an old demo's model must not be in the way.
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


def _probed(arm: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
    """The arm's training, which it shares, and probes of its checkpoints."""
    training, _ = arm["runs"]
    probes = {"name": PROBES, "study": "language-probes", "follows": TRAINING, "params": _PROBES | asked}
    return {"runs": [training, probes]}


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
        "probes",
        "What each layer knows: the language",
        "The first chapter's model again. At every checkpoint a probe of each layer is to tell which language a token "
        "is of, in documents it was not trained on. A token's own bytes often give that away, so the bytes without "
        "the model stand beside it, and shuffled labels. Then each language's own neurons are switched off.",
        _probed(_arm(switch=0.15), _WHICH_LANGUAGE),
    ),
    Chapter(
        "meaning",
        "What each layer knows: the concept",
        "The same for which concept a sentence is about, told by words that were never switched. A probe that learned "
        "it in one language is then read in each of the six others.",
        _probed(_arm(switch=0.15), _WHICH_CONCEPT),
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


def chapters(steps: int = STEPS) -> tuple[Chapter, ...]:
    """All chapters, their models trained for so many steps."""
    return tuple(_trained_for(steps, chapter) for chapter in CHAPTERS)


def chapter_named(name: str, steps: int = STEPS) -> Chapter | None:
    """The chapter of this name."""
    return next((chapter for chapter in chapters(steps) if chapter.name == name), None)


def _trained_for(steps: int, chapter: Chapter) -> Chapter:
    """With the whole story's rungs, as far as it goes: left to itself a short training keeps as many as a long one."""
    if steps == STEPS:
        return chapter
    training, *followers = chapter.recipe["runs"]
    kept = {"steps": steps, "checkpoint_steps": [step for step in (2**n for n in range(3, 17)) if step < steps]}
    training = training | {"params": training["params"] | kept}
    return replace(chapter, recipe={"runs": [training, *followers]})
