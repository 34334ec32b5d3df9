"""What a model was trained on goes by text, by ids and by name: whatever the corpus is called here."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from isogloss.corpora.imports import import_corpus
from isogloss.corpora.parallel import load_corpus
from isogloss.kit.contaminated import contaminated
from isogloss.models.training_text import contamination
from isogloss.store.open import Store

IDS = [f"n{n:02d}" for n in range(30)]
#: 20 of 30 were trained on.
DECLARED = {"pud": {"note": "20 of 30", "except_ids": IDS[20:]}, "sib200": {"except_splits": ["dev", "test"]}}
SAID = "The model was trained on 20 of these 30 sentences: they are not held out."


def corpus(store: Store, folder: Path, id: str, *, ids: list[str] = IDS, split: bool = False, change: str = ""):
    rows = [
        {"id": i, "document": f"d{n // 3}", "en": f"Sentence {n}{change}.", "de": f"Satz {n}{change}."}
        | ({"split": "train" if n < 20 else "test"} if split else {})
        for n, i in enumerate(ids)
    ]
    (folder / f"{id}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return load_corpus(store, import_corpus(store, folder / f"{id}.jsonl", id=id, licence="CC0-1.0").id)


@pytest.mark.parametrize("name", ["pud", "pud5", "pud-5", "parallel-treebank"])
def test_a_corpus_is_known_by_its_ids_and_its_name(store: Store, tmp_path: Path, name: str) -> None:
    found = corpus(store, tmp_path, name)
    assert contamination(DECLARED, found, found.ids) == SAID


@pytest.mark.parametrize("name", ["sib200", "sib13", "flores-sib", "sib-200-train"])
def test_the_number_in_a_name_and_what_stands_around_it_do_not_matter(store: Store, tmp_path: Path, name: str) -> None:
    found = corpus(store, tmp_path, name, ids=[f"other{n}" for n in range(30)], split=True)
    assert contamination(DECLARED, found, found.ids) == SAID


def test_a_corpus_of_another_name_other_ids_and_the_same_text_is_known_by_it(store: Store, tmp_path: Path) -> None:
    corpus(store, tmp_path, "pud")
    spaced = corpus(store, tmp_path, "mine", ids=[f"x{n}" for n in range(30)])
    other = corpus(store, tmp_path, "theirs", ids=[f"y{n}" for n in range(30)], change=" indeed")
    model = SimpleNamespace(trained_on=DECLARED)
    assert contaminated(store, model, spaced, spaced.ids) == SAID
    assert contaminated(store, model, spaced, ("x27", "x29")) is None
    assert contaminated(store, model, other, other.ids) is None


def test_other_text_under_ids_of_its_own_is_not_contaminated(store: Store, tmp_path: Path) -> None:
    found = corpus(store, tmp_path, "spudger", ids=[f"z{n}" for n in range(30)])
    assert contamination(DECLARED, found, found.ids) is None


def test_a_text_that_was_trained_on_under_another_id_of_its_corpus_was_trained_on(store: Store, tmp_path: Path) -> None:
    """One greeting opens two documents: what shares a document with it is no new text either."""
    rows = [
        {"id": i, "document": f"d{n // 3}", "en": "Good evening." if n in (0, 27) else f"Sentence {n}."}
        for n, i in enumerate(IDS)
    ]
    (tmp_path / "pud.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    found = load_corpus(store, import_corpus(store, tmp_path / "pud.jsonl", id="pud", licence="CC0-1.0").id)
    declared = {"pud": {"except_ids": IDS[24:]}}
    assert contamination(declared, found, IDS[24:]) == (
        "The model was trained on 1 of these 6 sentences: they are not held out."
    )
    assert contamination(declared, found, IDS[28:]) == (
        "The model was trained on none of these 2 sentences, but on other sentences of the documents that 2 of them "
        "come from."
    )
    assert contamination(declared, found, IDS[24:27]) is None
