"""The training stream as any run may read it, and a ladder trained by somebody who is no study."""

import json
from types import SimpleNamespace

import numpy as np
import pytest

from isogloss.contract.context import FinishedRun
from isogloss.contract.wire import Wire
from isogloss.models.ladder import checkpoints
from isogloss.models.new_model import Shape, config_of
from isogloss.store.open import open_store
from isogloss.training import stream
from isogloss.training.config import TrainingConfig
from isogloss.training.ladder import ModelFacts, TrainingLadder
from isogloss.training.model_kind import MODEL
from isogloss.training.stream import StoredStream, StreamShape, write_stream
from isogloss.vocabulary.errors import Refused
from tests.studies.hands import Hands

BEGIN, VOCABULARY = 0, 60


def documents(language):
    """Documents without an end, each its own number again and again, so that every token says whose it is."""
    number = 0
    while True:
        yield np.full(3 + (number + language) % 5, 2 + number % (VOCABULARY - 2), np.int32)
        number += 1


def written(hands, shape, **changed):
    supplies = [documents(i) for i in range(len(shape.languages))]
    facts = {"vocabulary": VOCABULARY, "begin": BEGIN, "seed": 3, "progress": hands.progress} | changed
    return write_stream(hands, shape, supplies, **facts)


@pytest.fixture
def hands():
    return Hands(SimpleNamespace())


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(stream, "CHUNK_TOKENS", 100)


def test_another_run_reads_what_one_was_trained_on(hands, small_chunks):
    shape = StreamShape(("en", "de", "ru"), steps=7, batch=4, length=8)
    index = written(hands, shape)
    finished = FinishedRun("k" * 32, 1, "maker", None, None, hands.load_bytes, hands.load_array)
    read = StoredStream.of(finished)
    assert read.shape == shape == index.shape
    assert shape.chunk_rows == 12, "whole batches"
    whole = read.rows(0, shape.rows)
    assert whole.tokens.shape == (28, 8)
    assert np.array_equal(np.concatenate([read.batch(step) for step in range(7)]), whole.tokens)
    part = read.rows(11, 25)
    assert all(np.array_equal(getattr(part, n), getattr(whole, n)[11:25]) for n in ("tokens", "documents", "languages"))
    for i in range(3):
        own = whole.languages == i
        tokens, numbers = whole.tokens[own].ravel(), whole.documents[own].ravel()
        assert np.array_equal(read.counts[i], np.bincount(tokens, minlength=VOCABULARY))
        assert (index.tokens[i], index.documents[i]) == (len(tokens), numbers.max() + 1)
        said = tokens != BEGIN
        assert np.array_equal(tokens[said], 2 + numbers[said] % (VOCABULARY - 2)), "which text stands where"


def test_the_index_is_kept_as_it_always_was(hands):
    written(hands, StreamShape(("en",), steps=2, batch=2, length=8))
    assert list(json.loads(hands.kept["stream/index"])) == [
        "languages", "batch", "length", "rows", "chunk_rows", "tokens", "documents",
    ]  # fmt: skip
    kinds = {name: value.dtype.name for name, value in hands.kept.items() if name != "stream/index"}
    assert kinds == {
        "stream/tokens/0": "uint16", "stream/documents/0": "int32", "stream/languages/0": "uint8",
        "stream/counts": "int64",
    }  # fmt: skip


def test_rows_that_are_not_there_are_not_made_up(hands):
    shape = StreamShape(("en", "de"), steps=2, batch=2, length=8)
    written(hands, shape)
    for start, stop in ((0, 5), (-1, 2), (2, 2)):
        with pytest.raises(IndexError, match="of a stream of 4"):
            StoredStream.of(hands).rows(start, stop)
    with pytest.raises(IndexError):
        StoredStream.of(hands).batch(2)


class Frame(Wire):
    """What the task below tells."""

    rung: str | None = None


class Task:
    """A training with no study around it."""

    def __init__(self, steps=4, peak=0.01):
        self.config = TrainingConfig(steps, 2, 8, peak, checkpoint_steps=(2,), schedule="constant")

    def untrained(self):
        from isogloss.models.training import Training

        return Training(config_of(Shape("gpt2", 1, 8, 2, 8, 300), begin=0, pad=1), seed=1)

    def batch(self, step):
        return np.random.default_rng(step).integers(2, 300, (2, 8))

    def measure(self, training):
        return {"at": training.step}

    def tokenizer(self):
        from isogloss.models.vocabulary_training import as_pretrained, train_vocabulary

        return as_pretrained(train_vocabulary([f"aa bb cc dd ee {i % 50} ff gg hh" for i in range(400)], 270))

    def facts(self):
        return ModelFacts(("en",), {"folder x": {}}, "Made by a test.")

    def frame(self, losses, rung):
        return Frame(rung=rung and rung.checkpoint)


class LadderHands(Hands):
    """With a key, a device, and what was published."""

    def __init__(self, store):
        super().__init__(store)
        self.key, self.device, self.rungs = "0" * 32, "cpu", []

    def publish(self, part):
        ready = MODEL.ready(self.store, "swapped", part)
        self.store.app.whole(ready.add)
        self.rungs.append(part.name)
        return ready.digest


def test_a_ladder_needs_no_study(tmp_path):
    store = open_store(home=tmp_path / "home")
    hands = LadderHands(store)
    ladder = TrainingLadder(hands, Task(), "swapped")
    said = [ladder.first(), ladder.train(0, 2), ladder.train(2, 4)]
    assert [(rung["step"], rung["at"]) for rung in said] == [(0, 0), (2, 2), (4, 4)]
    assert hands.rungs == ["step00000", "step00002", "step00004"]
    assert [frame["rung"] for frame in hands.frames if "rung" in frame] == hands.rungs
    with store.app.session() as session:
        rows = checkpoints(session, "swapped")
    assert [row.fingerprint for row in rows] == [rung["fingerprint"] for rung in said]
    assert len({rung["fingerprint"] for rung in said}) == 3
    again = TrainingLadder(LadderHands(store), Task(), "swapped")
    assert [again.first(), again.train(0, 2), again.train(2, 4)] == said, "and it is not trained twice"
    store.close()


def test_a_training_that_diverges_is_refused_with_what_to_do(tmp_path):
    store = open_store(home=tmp_path / "home")
    ladder = TrainingLadder(LadderHands(store), Task(peak=1e30), "swapped")
    ladder.first()
    with pytest.raises(Refused, match="loss of step") as refused:
        ladder.train(0, 4)
    assert refused.value.field == "learning_rate"
    assert "lower learning rate" in refused.value.hint
    store.close()
