"""What makes two tokenizers the same one, and by what a tokenizer reads."""

import json
from pathlib import Path

import pytest
import tokenizers
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

from isogloss.models.reading import tokenizer_and_note
from isogloss.models.tokenizer_digest import tokenizer_digest
from isogloss.vocabulary.errors import Refused

TOKENIZER = {"model": {"type": "BPE", "vocab": {"a": 0}, "merges": []}, "padding": None, "truncation": None}
TEXT = "Heute sieht den Regen der Bauer."


def folder_with(folder: Path, **changed: object) -> Path:
    folder.mkdir()
    (folder / "tokenizer.json").write_text(json.dumps(TOKENIZER | changed))
    return folder


def test_how_its_last_user_padded_makes_no_other_tokenizer(tmp_path):
    """A training loop that pads its batches saves a tokenizer.json that remembers it."""
    plain = folder_with(tmp_path / "step0")
    padded = folder_with(tmp_path / "step20", padding={"strategy": "BatchLongest"}, truncation={"max_length": 8})
    assert tokenizer_digest(plain) == tokenizer_digest(padded)


@pytest.mark.parametrize("changed", [{"model": {"type": "BPE", "vocab": {"b": 0}}}, {"normalizer": {"type": "NFC"}}])
def test_what_decides_the_ids_does(tmp_path, changed):
    plain, other = folder_with(tmp_path / "one"), folder_with(tmp_path / "two", **changed)
    assert tokenizer_digest(plain) != tokenizer_digest(other)


@pytest.fixture(scope="module")
def trained() -> Tokenizer:
    """A byte-level tokenizer that lowers case, with some merges."""
    raw = Tokenizer(models.BPE())
    raw.normalizer = normalizers.Lowercase()
    raw.pre_tokenizer, raw.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=300, special_tokens=["<|end|>"], initial_alphabet=alphabet, show_progress=False
    )
    raw.train_from_iterator([TEXT.lower()] * 50, trainer)
    return raw


def written(folder: Path, raw: Tokenizer, edit=lambda said: said, **config: object) -> Path:
    """A folder with this tokenizer.json, and a tokenizer_config.json that says so."""
    folder.mkdir(parents=True)
    said = json.loads(raw.to_str())
    (folder / "tokenizer.json").write_text(json.dumps(edit(said) or said))
    (folder / "config.json").write_text(json.dumps({"model_type": "gpt2"}))
    (folder / "tokenizer_config.json").write_text(json.dumps({"bos_token": "<|end|>", "eos_token": "<|end|>"} | config))
    return folder


CLASSES = (
    "PreTrainedTokenizerFast",
    "GPT2Tokenizer",
    "LlamaTokenizerFast",
    "GPTNeoXTokenizerFast",
    "BloomTokenizerFast",
    "BertTokenizer",  # which cannot cut anything with what it finds here
)


@pytest.mark.parametrize("name", CLASSES)
def test_ids_are_those_of_tokenizer_json_whatever_class_is_named(tmp_path: Path, trained: Tokenizer, name: str) -> None:
    folder = written(tmp_path / "m", trained, tokenizer_class=name)
    tokenizer, note = tokenizer_and_note(folder)
    for text in (TEXT, "ÇA  va\n", "山 😀"):
        assert tokenizer(text, add_special_tokens=False)["input_ids"] == trained.encode(text).ids
    assert tokenizer.bos_token == "<|end|>"
    changing = name in ("GPT2Tokenizer", "GPTNeoXTokenizerFast", "BertTokenizer")
    assert (note is not None) == changing
    assert tokenizer_digest(folder) == tokenizer_digest(written(tmp_path / "plain", trained))


def test_a_class_that_takes_the_digits_or_the_space_otherwise_is_left_aside(tmp_path: Path, trained: Tokenizer) -> None:
    raw = Tokenizer.from_str(trained.to_str())
    raw.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=True)]
    )
    folder = written(tmp_path / "m", raw, tokenizer_class="GPT2Tokenizer", add_prefix_space=False)
    tokenizer, note = tokenizer_and_note(folder)
    assert tokenizer("der 1234")["input_ids"] == raw.encode("der 1234").ids
    assert "GPT2Tokenizer" in str(note)


def earlier_spelling(said: dict) -> None:
    """As tokenizers wrote it before 0.20."""
    said["model"]["merges"] = [" ".join(pair) for pair in said["model"]["merges"]]
    for name in ("ignore_merges", "byte_fallback"):
        said["model"].pop(name)
    said["pre_tokenizer"].pop("use_regex")
    said["decoder"].pop("use_regex")


def spelled_by_transformers_4(folder: Path) -> None:
    """tokenizer_config.json and special_tokens_map.json as they stood beside such a file."""
    token = {"content": "<|end|>", "lstrip": False, "normalized": False, "rstrip": False, "single_word": False}
    said = json.loads((folder / "tokenizer_config.json").read_text())
    said |= {"added_tokens_decoder": {"0": token | {"special": True}}, "tokenizer_class": "PreTrainedTokenizerFast"}
    (folder / "tokenizer_config.json").write_text(json.dumps(said | {"clean_up_tokenization_spaces": True}))
    (folder / "special_tokens_map.json").write_text(json.dumps({"bos_token": token, "eos_token": "<|end|>"}))


def test_one_tokenizer_in_the_spelling_of_two_versions_is_one(tmp_path: Path, trained: Tokenizer) -> None:
    new, old = written(tmp_path / "new", trained), written(tmp_path / "old", trained, earlier_spelling)
    spelled_by_transformers_4(old)
    assert tokenizer_digest(new) == tokenizer_digest(old)
    read = [tokenizer_and_note(folder)[0](TEXT)["input_ids"] for folder in (new, old)]
    assert read[0] == read[1] == trained.encode(TEXT).ids


def test_a_space_that_is_marked_has_two_spellings_too(tmp_path: Path) -> None:
    raw = Tokenizer(models.BPE(vocab={"▁": 0, "a": 1}, merges=[]))
    raw.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always", split=True)

    def earlier(said: dict) -> None:
        said["pre_tokenizer"] = {"type": "Metaspace", "replacement": "▁", "add_prefix_space": True}

    def never(said: dict) -> None:
        said["pre_tokenizer"] |= {"prepend_scheme": "never"}

    digests = [tokenizer_digest(written(tmp_path / f"{i}", raw, edit)) for i, edit in enumerate([dict, earlier, never])]
    assert digests[0] == digests[1] != digests[2]


def test_what_is_said_beside_tokenizer_json_counts_where_it_changes_a_reading(
    tmp_path: Path, trained: Tokenizer
) -> None:
    def digest(name: str, **config: object) -> str:
        return tokenizer_digest(written(tmp_path / name, trained, **config))

    plain = digest("plain")
    assert digest("versions", transformers_version="9", model_max_length=7, chat_template="{}") == plain
    added = {"299": {"content": "Regen", "special": False}}
    changes = [{"bos_token": "der"}, {"add_bos_token": True}, {"added_tokens_decoder": added}]
    changes += [{"extra_special_tokens": ["<x>"]}, {"pad_token": "<pad>"}]
    found = {digest(str(i), **change) for i, change in enumerate(changes)}
    assert len(found - {plain}) == len(changes)
    beside = written(tmp_path / "beside", trained)
    (beside / "added_tokens.json").write_text(json.dumps({"Regen": 299}))
    assert tokenizer_digest(beside) in found


def test_a_tokenizer_that_cuts_at_random_is_refused(tmp_path: Path, trained: Tokenizer) -> None:
    folder = written(tmp_path / "m", trained, lambda said: said["model"].update(dropout=0.3))
    with pytest.raises(Refused, match="another way each time"):
        tokenizer_and_note(folder)


@pytest.mark.parametrize("said", [{"added_tokens_decoder": [1]}, {"added_tokens_decoder": {"x": 1}}])
def test_a_config_of_another_form_is_refused(tmp_path: Path, trained: Tokenizer, said: dict) -> None:
    with pytest.raises(Refused, match="not as tokenizers are written"):
        tokenizer_digest(written(tmp_path / "m", trained, **said))


def test_without_tokenizer_json_the_class_decides(tmp_path: Path, trained: Tokenizer) -> None:
    def saved(name: str, **config: object) -> str:
        folder = written(tmp_path / name, trained, **config)
        said = json.loads((folder / "tokenizer.json").read_text())["model"]
        (folder / "tokenizer.json").unlink()
        (folder / "vocab.json").write_text(json.dumps(said["vocab"]))
        (folder / "merges.txt").write_text("\n".join(" ".join(pair) for pair in said["merges"]))
        return tokenizer_digest(folder)

    assert saved("a", tokenizer_class="GPT2TokenizerFast") == saved("b", tokenizer_class="GPT2Tokenizer")
    assert saved("c") != saved("g", do_lower_case=True)
    assert saved("d", tokenizer_class="LlamaTokenizer") != saved("e", add_prefix_space=True) != saved("f")


def test_the_spelling_of_today_is_what_the_library_writes(trained: Tokenizer) -> None:
    """A field that a later version writes everywhere would part checkpoints of one ladder: then name its default."""
    assert set(json.loads(trained.to_str())["model"]) == {
        *("type", "dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix", "fuse_unk"),
        *("byte_fallback", "ignore_merges", "vocab", "merges"),
    }, tokenizers.__version__


def test_a_token_that_nobody_named_is_not_called_none(tmp_path, trained):
    """A vocabulary of program text has the word."""

    def edit(said):
        said["added_tokens"].append(said["added_tokens"][0] | {"id": 300, "content": "None", "special": False})

    said = {"tokenizer_class": "BertTokenizer", "bos_token": None, "eos_token": None}
    tokenizer, _ = tokenizer_and_note(written(tmp_path / "m", trained, edit, **said))
    assert (tokenizer.bos_token, tokenizer.eos_token) == (None, None)
