"""What makes two tokenizers the same one."""

import json
from pathlib import Path

import pytest

from isogloss.models.tokenizer_digest import tokenizer_digest

TOKENIZER = {"model": {"type": "BPE", "vocab": {"a": 0}, "merges": []}, "padding": None, "truncation": None}


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
