"""Params files and recipes as people write them."""

import time
from pathlib import Path

import pytest

from isogloss.cli.installation import all_studies
from isogloss.cli.running import _recipe
from isogloss.cli.written import as_wanted, read_mapping
from isogloss.runs.asking.recipe import Recipe
from isogloss.vocabulary.errors import IsoglossError, Refused

STUDIES = all_studies()
PARAMS = STUDIES["concept_neurons"].params


def read(tmp_path: Path, text: str | bytes, name: str = "x.yaml") -> dict:
    file = tmp_path / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return as_wanted(read_mapping(file), PARAMS)


@pytest.mark.parametrize(
    "word", [*["no", "NO", "No", "on", "off", "yes", "y", "n", "1234", "010", "0x1F", "1e3", "1_000", "12:30"],
    *["2026-01-02", "123e4567", "1.0", "+7", "-0", "9" * 300, "=", "0o17", ".5"]],
)  # fmt: skip
@pytest.mark.parametrize("field", ["model", "corpus", "concepts", "ids", "checkpoint"])
def test_a_plain_word_is_the_text_it_is_written_as_where_text_is_wanted(tmp_path, field, word) -> None:
    assert read(tmp_path, f"{field}: {word}\nlanguages: [en, {word}]") == {field: word, "languages": ["en", word]}


def test_numbers_flags_and_nothing_stay_what_they_are(tmp_path) -> None:
    assert read(tmp_path, "seed: 010\nk: 10\nids: ~\nbeside: null\nmodel: 'true'\nk_share: 5e-1\nother: true") == {
        "seed": 10, "k": 10, "ids": None, "beside": None, "model": "true", "k_share": 0.5, "other": True,
    }  # fmt: skip


def test_json_is_read_alike(tmp_path) -> None:
    assert read(tmp_path, '{"model": 12, "seed": 3, "languages": ["no"], "ids": null}', "x.json") == {
        "model": "12", "seed": 3, "languages": ["no"], "ids": None,
    }  # fmt: skip


def test_a_recipe_names_checkpoints_and_its_params_by_the_text_they_are_written_as(tmp_path) -> None:
    (tmp_path / "r.yaml").write_text(
        "runs:\n  - name: 1\n    study: concept-neurons\n    checkpoints: [1000, 2e3, no]\n"
        "    params: {model: 1234, corpus: c, concepts: c, languages: [en, no], seed: 3}\n"
    )
    entry = Recipe.model_validate(_recipe(STUDIES, read_mapping(tmp_path / "r.yaml"))).runs[0]
    assert (entry.name, entry.checkpoints) == ("1", ("1000", "2e3", "no"))
    assert (entry.params["model"], entry.params["languages"], entry.params["seed"]) == ("1234", ["en", "no"], 3)


def test_an_alias_is_followed(tmp_path) -> None:
    assert read(tmp_path, "base: &b {model: 12}\nother:\n  <<: *b\n  k: 1")["other"]["k"] == 1


BILLION = "a: &a [1,1,1,1,1,1,1,1,1]\n" + "".join(
    f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(("text", "said"), [
    ("a: 1\na: 2", "“a” stands twice"), ('{"a": 1, "a": 2}', "stands twice"), ("a: [", "line 1"),
    ("- 1", "a mapping"), ("", "a mapping"),
    ("[" * 5_000, "nested too deeply"), ("{" * 5_000, "nested too deeply"), (BILLION, "20,000 values"),
    ("a: &x [*x]", "20,000 values"), ("a: [" + "1," * 100_000 + "]", "20,000 values"), ("x" * 400_000, "larger than"),
    (b"a: \xff", "UTF-8"), (b"a: \0", "no YAML"), ("a: !!python/object:os.system x", "no YAML"), ("\t- a", "no YAML"),
    ("seed: 1e400", "larger than any number"),
])  # fmt: skip
def test_a_broken_or_hostile_file_is_one_sentence_soon(tmp_path, text, said) -> None:
    began = time.process_time()
    with pytest.raises(Refused, match=said) as refusal:
        read(tmp_path, text)
    assert time.process_time() - began < 10
    assert len(refusal.value.message) < 300


@pytest.mark.parametrize("text", ['{"a": NaN}', '{"a": 1, "a": 2}', "{", "[" * 100_000, '{"a": ' + "9" * 9_999 + "}"])
def test_broken_json_too(tmp_path, text) -> None:
    with pytest.raises(Refused, match="no YAML or JSON"):
        read(tmp_path, text, "x.json")


@pytest.mark.parametrize("name", ["", "nowhere.yaml", ".", "~nosuchuser/x.yaml", "a" * 300, "/dev/zero"])
def test_a_file_that_is_none_is_said(name) -> None:
    with pytest.raises(IsoglossError):
        read_mapping(name)
