"""Mutation of inputs as a property: for each file a run reads, a change that changes numbers makes another run, and one
that does not asks for the same. Without a worker: a key is known when a run is asked for."""

import json
import shutil
from pathlib import Path

import pytest

from isogloss.corpora.concepts import import_concepts
from isogloss.corpora.id_sets import import_ids
from isogloss.corpora.imports import import_corpus
from isogloss.models.ladder import add_model
from isogloss.runs.asking.requests import ask_run
from isogloss.runs.catalogue import StoredCatalogue
from isogloss.store.open import Store, open_store
from isogloss.studies.concept_neurons.study import STUDY
from tests.e2e import material
from tests.models.tiny import save


class Inputs:
    """A model, a corpus, a concept set and an id set, as files that a test may change before they are brought in.

    Each comes to a house of its own, under the same names: the keys of two houses are compared.
    """

    def __init__(self, folder: Path, model: Path):
        self.folder, self.model = folder, Path(shutil.copytree(model, folder / "m"))
        self.text = material.write_corpus(folder / "text.jsonl")
        self.concepts = material.write_concepts(folder / "c.json")
        self.ids = folder / "ids.json"
        self.ids.write_text(json.dumps([row["id"] for row, _ in material.rows()]))

    def store(self) -> Store:
        store = open_store(home=self.folder / "home")
        add_model(store, str(self.model), id="m")
        import_corpus(store, self.text, id="t", licence="CC0-1.0")
        import_concepts(store, self.concepts, corpus="t", id="c", licence="CC0-1.0")
        import_ids(store, self.ids, corpus="t", name="some")
        return store

    def edit(self, file: str, change) -> None:
        path = self.model / file
        said = json.loads(path.read_text())
        path.write_text(json.dumps(change(said) or said))


ASKED = dict(material.PARAMS) | {"model": "m", "checkpoint": "main", "corpus": "t", "concepts": "c", "ids": "some"}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(tmp_path_factory.mktemp("keys") / "m", "gpt_neox")


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory, model: Path):
    with_store = Inputs(tmp_path_factory.mktemp("usual"), model).store()
    yield with_store
    with_store.close()


def key(store: Store, **changed: object) -> str:
    return ask_run(store, STUDY, ASKED | changed, "test").key


def weights(inputs: Inputs) -> None:
    other = save(inputs.folder / "other", "gpt_neox", seed=1)
    shutil.copy(other / "model.safetensors", inputs.model / "model.safetensors")


def swapped(said: dict) -> None:
    vocab = said["model"]["vocab"]
    vocab["a"], vocab["b"] = vocab["b"], vocab["a"]


def first_word(inputs: Inputs) -> None:
    first, *rest = inputs.text.read_text().splitlines()
    said = json.loads(first)
    inputs.text.write_text("\n".join([json.dumps(said | {"en": "Well, " + said["en"]}), *rest]))


def one_less(file: Path, concept: str | None = None) -> None:
    said = json.loads(file.read_text())
    (said if concept is None else said[concept]).pop()
    file.write_text(json.dumps(said))


CHANGES = {
    "weights": weights,
    "config": lambda inputs: inputs.edit("config.json", lambda said: said.update(hidden_act="relu")),
    "rotations": lambda inputs: inputs.edit(
        "config.json", lambda said: said["rope_parameters"].update(partial_rotary_factor=1.0)
    ),
    "tokenizer": lambda inputs: inputs.edit("tokenizer.json", swapped),
    "lower case": lambda inputs: inputs.edit(
        "tokenizer.json", lambda said: said.update(normalizer={"type": "Lowercase"})
    ),
    "beginning": lambda inputs: inputs.edit("tokenizer_config.json", lambda said: said.update(bos_token="<pad>")),
    "corpus": first_word,
    "concepts": lambda inputs: one_less(inputs.concepts, next(iter(json.loads(inputs.concepts.read_text())))),
    "ids": lambda inputs: one_less(inputs.ids),
}
HARMLESS = {
    "order of the config": lambda inputs: inputs.edit("config.json", lambda said: dict(reversed(said.items()))),
    "versions": lambda inputs: inputs.edit("config.json", lambda said: said.update(transformers_version="4.1")),
    "merges as one word": lambda inputs: inputs.edit(
        "tokenizer.json", lambda said: said["model"].pop("ignore_merges") and None
    ),
    "padding": lambda inputs: inputs.edit("tokenizer_config.json", lambda said: said.update(padding_side="left")),
    "order of the ids": lambda inputs: inputs.ids.write_text(json.dumps(json.loads(inputs.ids.read_text())[::-1])),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_of_what_is_read_makes_another_run(tmp_path: Path, usual: Store, model: Path, what: str) -> None:
    inputs = Inputs(tmp_path, model)
    CHANGES[what](inputs)
    store = inputs.store()
    assert key(store) != key(usual)
    store.close()


@pytest.mark.parametrize("what", HARMLESS)
def test_a_change_of_what_decides_nothing_does_not(tmp_path: Path, usual: Store, model: Path, what: str) -> None:
    inputs = Inputs(tmp_path, model)
    HARMLESS[what](inputs)
    store = inputs.store()
    assert key(store) == key(usual)
    store.close()


def test_the_same_thing_said_otherwise_is_the_same_run(usual: Store) -> None:
    languages, names = list(ASKED["languages"]), sorted(StoredCatalogue(usual).concept_set("c").concepts)
    assert key(usual, languages=languages[::-1]) == key(usual)
    assert key(usual, only_concepts=names) == key(usual, only_concepts=names[::-1])
    units = 2 * 40
    assert key(usual, k=None, k_share=0.1) == key(usual, k=round(0.1 * units)) != key(usual, k=9)
    assert key(usual, k=None, k_share=0.04) == key(usual, k=round(0.04 * units)) == key(usual, k=3, k_share=0.3)
    assert key(usual, shared_by=(len(languages) + 1) // 2) == key(usual) != key(usual, shared_by=len(languages))
