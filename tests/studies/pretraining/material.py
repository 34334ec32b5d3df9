"""Text to train on in tests, and the hands of a run without a worker."""

import random
from pathlib import Path
from typing import Any

from isogloss.runs.asking.key import run_key
from isogloss.runs.catalogue import StoredCatalogue
from isogloss.runs.lane_context import plain, seed_everything
from isogloss.store.open import Store
from isogloss.studies.pretraining.job import run
from isogloss.studies.pretraining.schema import Params, Result
from isogloss.studies.pretraining.study import STUDY, inputs, resolve
from isogloss.vocabulary.digest import digest_of
from tests.studies.hands import Hands

WORDS = {
    "en": "the old baker sells warm bread and his tall sister buys cold fish near dark river while rain falls softly",
    "de": "der alte Bäcker verkauft warmes Brot und seine große Schwester kauft kalten Fisch am dunklen Fluss im Regen",
    "ru": "старый пекарь продаёт тёплый хлеб а его сестра покупает холодную рыбу у тёмной реки пока идёт тихий дождь",
}


def sentences(language: str, count: int, seed: int = 0) -> list[str]:
    """Words drawn so that which follows which can be learned."""
    rng = random.Random(f"{language}{seed}")
    words = WORDS[language].split()
    out = []
    for _ in range(count):
        at, said = rng.randrange(len(words)), []
        for _ in range(rng.randint(5, 12)):
            said.append(words[at])
            at = (at + rng.choice((1, 1, 1, 2))) % len(words)
        out.append(" ".join(said) + ".")
    return out


def write_text(folder: Path, documents: int = 60) -> Path:
    """A folder of text in three languages; a document is three sentences."""
    folder.mkdir(parents=True, exist_ok=True)
    for language in WORDS:
        lines = sentences(language, 3 * documents)
        text = "\n\n".join("\n".join(lines[i : i + 3]) for i in range(0, len(lines), 3))
        (folder / f"{language}.txt").write_text(text, encoding="utf-8")
    return folder


def params(text: Path | str, **changes: Any) -> Params:
    """A training of a second or two."""
    small = {
        "text": str(text), "vocabulary": 320, "layers": 1, "width": 16, "heads": 2, "context": 16, "batch": 8,
        "steps": 12, "learning_rate": 0.01, "warmup": 2, "checkpoint_steps": (4,), "held_out_tokens": 128,
    }  # fmt: skip
    return Params.model_validate(small | changes)


class TrainingHands(Hands):
    """The same with a run's key, its seeds, and the checkpoints that were published."""

    def __init__(self, store: Store, asked: Params):
        super().__init__(store)
        self.run_id, self.device, self._asked = 1, "cpu", asked
        self.key = run_key(STUDY, asked, inputs(resolve(asked, StoredCatalogue(store))))
        self.steps: list[str] = []
        self.rungs: list[str] = []

    def step(self, name: str, work: Any) -> Any:
        self.steps.append(name)
        seed_everything(digest_of([self.key, name]))
        return plain(name, work())

    def publish(self, part: Any) -> str:
        """Without a run's row there is no record of it; the model's own rows are all that is written."""
        published = STUDY.publishes
        ready = published.kind.ready(self.store, published.id_of(self._asked, self.key), part)
        self.store.app.whole(ready.add)
        self.rungs.append(part.name)
        return ready.digest


def trained(store: Store, asked: Params) -> tuple[Result, TrainingHands]:
    """A whole run, here and now."""
    hands = TrainingHands(store, asked)
    run(resolve(asked, hands.catalogue), hands)
    return hands.result, hands
