import json
from pathlib import Path

import pytest

from isogloss.corpora.concepts import import_concepts, load_concept_set
from isogloss.corpora.id_sets import import_ids
from isogloss.corpora.parallel import load_corpus
from isogloss.store.open import Store
from isogloss.vocabulary.errors import Conflict, IsoglossError, NotFound, Refused
from tests.corpora.writing import table, write


@pytest.fixture(autouse=True)
def corpus(corpus_of, tmp_path: Path) -> None:
    corpus_of(write(tmp_path / "corpus" / "en.tsv", table("id|text", *(f"{i}|text {i}" for i in range(6)))), id="six")


def spelled(tmp_path: Path, value: object, name: str = "mine.json") -> Path:
    return write(tmp_path / name, json.dumps(value))


SPELLINGS = (
    {"war": ["1", "2"], "sea": [0]},
    {"concepts": {"sea": ["0"], "war": [2, 1]}},
    {"concepts": {"war": {"positive": ["2", "1"]}, "sea": {"n_positive": 1, "positive_index_ids": [0]}}},
    {"licence": "x", "concepts": {"war": {"lemmas": ["war"], "positive_sent_ids": ["1", "2"]}, "sea": {"ids": ["0"]}}},
)


def test_every_spelling_is_the_same_concept_set(store: Store, tmp_path: Path) -> None:
    for i, value in enumerate(SPELLINGS):
        source = spelled(tmp_path, value, f"mine{i}.json.gz")
        row = import_concepts(store, source, corpus="six", licence="CC0")
        loaded = load_concept_set(store, row.id)
        assert loaded.concepts == {"sea": {"0"}, "war": {"1", "2"}}
        assert loaded.digest == row.digest == "fe43211f80e4b084c9a990b889972c76d042e5ee1630c191ba769f70421daf71"
        assert (loaded.id, loaded.corpus_id, len(loaded)) == (f"mine{i}", "six", 2)


BROKEN = (
    ({"war": ["1", "99"]}, "1 of 2 ids are not in the corpus six, first “99”"),
    ({"war": ["1", 1]}, "the id “1” stands twice"),
    ({"war": []}, "no list of ids"),
    ({"war": "1"}, "no list of ids"),
    ({"war": [1.0]}, "no list of ids"),
    ({"war": [True]}, "no list of ids"),
    ({"war": {"positive": ["1"], "ids": ["2"]}}, "no list of ids"),
    ({}, "holds no concepts"),
    ([], "holds no concepts"),
    ({"concepts": {}}, "holds no concepts"),
    ({" ": ["1"]}, "cannot be the name"),
    ({"a\nb": ["1"]}, "cannot be the name"),
    ({"x" * 101: ["1"]}, "cannot be the name"),
)


def test_broken_concepts_are_named_and_none_is_imported(store: Store, tmp_path: Path) -> None:
    for value, what in BROKEN:
        if isinstance(value, dict) and value and "concepts" not in value:
            value = {"fine": ["3"], **value}
        with pytest.raises(IsoglossError) as refusal:
            import_concepts(store, spelled(tmp_path, value), corpus="six", id="mine", licence="CC0")
        assert what in refusal.value.message
        with pytest.raises(NotFound):
            load_concept_set(store, "mine")


def test_broken_json_names_its_line(store: Store, tmp_path: Path) -> None:
    cases = {
        '{"war": ["1"],\n "sea": [}': "line 2: this is not JSON",
        '{"war": [1], "war": [2]}': "a key occurs twice",
        "[" * 100_000: "this is not JSON",
    }
    for text, what in cases.items():
        with pytest.raises(Refused, match=what):
            import_concepts(store, write(tmp_path / "x.json", text), corpus="six", licence="CC0")


def test_the_licence_comes_from_the_file_or_from_the_person(store: Store, tmp_path: Path) -> None:
    source = spelled(tmp_path, {"licence": "CC BY-SA 3.0", "concepts": {"war": ["1"]}})
    assert import_concepts(store, source, corpus="six", id="a").licence == "CC BY-SA 3.0"
    assert import_concepts(store, source, corpus="six", id="b", licence="MIT").licence == "MIT"
    with pytest.raises(Refused, match="licence"):
        import_concepts(store, spelled(tmp_path, {"war": ["1"]}), corpus="six", id="c")


def test_concepts_of_a_corpus_that_is_not_here_are_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no corpus “seven”"):
        import_concepts(store, spelled(tmp_path, {"war": ["1"]}), corpus="seven", licence="CC0")


def test_the_same_concepts_again_change_nothing_and_others_are_refused(store: Store, tmp_path: Path) -> None:
    first = import_concepts(store, spelled(tmp_path, {"war": ["1"]}), corpus="six", licence="CC0")
    again = import_concepts(store, spelled(tmp_path, {"war": [1]}), corpus="six", licence="CC0")
    assert (again.id, again.digest) == (first.id, first.digest)
    with pytest.raises(Conflict, match="it was kept"):
        import_concepts(store, spelled(tmp_path, {"war": ["2"]}), corpus="six", licence="CC0")
    assert load_concept_set(store, first.id).concepts == {"war": {"1"}}


def test_an_unknown_concept_set_is_named_with_those_there_are(store: Store, tmp_path: Path) -> None:
    import_concepts(store, spelled(tmp_path, {"war": ["1"]}), corpus="six", id="mine", licence="CC0")
    with pytest.raises(NotFound) as refusal:
        load_concept_set(store, "yours")
    assert refusal.value.hint == "There are: mine."


LADDER = {"name": "ladder", "untrained": ["5", "4"], "text": {"ids/all": ["1"], "parts": [["0"], ["2"]]}}


def test_ids_are_found_in_a_file_by_pointer(store: Store, tmp_path: Path) -> None:
    cases = {
        None: {"1", "3"},
        "untrained": {"4", "5"},
        "/untrained": {"4", "5"},
        "/text/ids~1all": {"1"},
        "/text/parts/1": {"2"},
    }
    for i, (pointer, ids) in enumerate(cases.items()):
        source = spelled(tmp_path, ["3", 1] if pointer is None else LADDER)
        import_ids(store, source, corpus="six", name=f"chosen{i}", pointer=pointer)
        assert load_corpus(store, "six").id_sets[f"chosen{i}"].ids == ids


def test_a_pointer_to_no_ids_is_refused(store: Store, tmp_path: Path) -> None:
    cases = {
        "nothing": "unknown_pointer",
        "/text/none": "unknown_pointer",
        "/text/parts/7": "unknown_pointer",
        "/text/parts/x": "unknown_pointer",
        "text": "no_ids",
        None: "no_ids",
        "name": "no_ids",
    }
    for pointer, code in cases.items():
        with pytest.raises(IsoglossError) as refusal:
            import_ids(store, spelled(tmp_path, LADDER), corpus="six", name="chosen", pointer=pointer)
        assert refusal.value.code == code


def test_an_id_set_keeps_its_first_ids(store: Store, tmp_path: Path) -> None:
    first = import_ids(store, spelled(tmp_path, ["1", "2"]), corpus="six", name="chosen")
    assert import_ids(store, spelled(tmp_path, [2, 1]), corpus="six", name="chosen").digest == first.digest
    with pytest.raises(Conflict, match="it was kept"):
        import_ids(store, spelled(tmp_path, ["3"]), corpus="six", name="chosen")
    for ids, corpus, error in ((["99"], "six", Refused), (["1", "1"], "six", Refused), (["1"], "seven", NotFound)):
        with pytest.raises(error):
            import_ids(store, spelled(tmp_path, ids), corpus=corpus, name="other")
    assert set(load_corpus(store, "six").id_sets) == {"chosen"}
