"""Tokenizers are tried when a model is added: what cannot be used is refused there, not in every run."""

import base64
import json
import resource
import shutil
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from isogloss.models import trial
from isogloss.models.ladder import add_model, list_models
from isogloss.models.trial import try_tokenizer
from isogloss.store.open import Store
from isogloss.vocabulary.errors import Refused
from tests.databases import database_url  # noqa: F401 (a fixture)
from tests.models.tiny import tokenizer


@pytest.fixture
def folder(tiny_folders: dict[str, Path], tmp_path: Path) -> Path:
    return shutil.copytree(tiny_folders["llama"], tmp_path / "tiny")


def change(folder: Path, edit: Callable[[dict[str, Any]], None]) -> Path:
    file = folder / "tokenizer.json"
    said = json.loads(file.read_text())
    edit(said)
    file.write_text(json.dumps(said))
    return folder


def add_token(said: dict[str, Any], i: int, content: str, *, special: bool = False) -> None:
    token = {"id": i, "content": content, "special": special}
    said["added_tokens"].append(token | dict.fromkeys(("single_word", "lstrip", "rstrip", "normalized"), False))


def replace(new: str, times: int = 1) -> dict[str, Any]:
    one = {"type": "Replace", "pattern": {"String": "a"}, "content": new}
    return {"type": "Sequence", "normalizers": [one] * times}


def charsmap(text: str) -> dict[str, Any]:
    table = struct.pack("<I", 0) + text.encode() + b"\0"
    return {"type": "Precompiled", "precompiled_charsmap": base64.b64encode(table).decode()}


def split(expression: str) -> dict[str, Any]:
    return {"type": "Split", "pattern": {"Regex": expression}, "behavior": "Isolated", "invert": False}


UNUSABLE: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "a model of a newer library": (lambda said: said["model"].update(type="FutureBPE"), "does not read it"),
    "a pre-tokenizer nobody knows": (lambda said: said.update(pre_tokenizer={"type": "Mind"}), "does not read it"),
    "no model": (lambda said: said.pop("model"), "does not read it"),
    "an expression that is none": (lambda said: said.update(pre_tokenizer=split("(")), "does not read it"),
    "an expression that never ends": (
        lambda said: said.update(pre_tokenizer=split("(a|aa)+$")),
        "longer|does not read",
    ),
    "letters that grow": (lambda said: said.update(normalizer=replace("a" * 20, times=9)), "times as long"),
    "a letter that becomes a book": (lambda said: said.update(normalizer=replace("b" * 100_000)), "times as long"),
    "a table that holds a book": (lambda said: said.update(normalizer=charsmap("b" * 10_000)), "times as long"),
    "a beginning as long as a book": (
        lambda said: said.update(normalizer={"type": "Prepend", "prepend": "b" * 100_000}),
        "times as long",
    ),
    "a text put around every text": (
        lambda said: said.update(
            post_processor={
                "type": "TemplateProcessing",
                "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}] * 50_000
                + [{"Sequence": {"id": "A", "type_id": 0}}],
                "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 0}}],
                "special_tokens": {"<s>": {"id": "<s>", "ids": [0], "tokens": ["<s>"]}},
            }
        ),
        "thousands of tokens",
    ),
    "more depth than any": (lambda said: said.update(normalizer=deep(60)), "nested more than 50 deep"),
}


def deep(levels: int) -> dict[str, Any]:
    value: dict[str, Any] = {"type": "Lowercase"}
    for _ in range(levels):
        value = {"type": "Sequence", "normalizers": [value]}
    return value


@pytest.mark.parametrize("kind", UNUSABLE)
def test_a_tokenizer_that_cannot_be_used_is_refused_soon_and_in_one_sentence(folder: Path, kind: str) -> None:
    edit, match = UNUSABLE[kind]
    before, children = time.process_time(), resource.getrusage(resource.RUSAGE_CHILDREN)
    with pytest.raises(Refused, match=match) as caught:
        try_tokenizer(change(folder, edit))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = time.process_time() - before + after.ru_utime - children.ru_utime
    assert spent < 2.5
    assert caught.value.field == "tokenizer" and caught.value.hint and "\n" not in str(caught.value)


def test_a_usable_one_is_not_refused_for_what_it_pads_or_repeats(folder: Path) -> None:
    def edit(said: dict[str, Any]) -> None:
        said["padding"] = {
            "strategy": {"Fixed": 1_000_000_000}, "direction": "Left", "pad_to_multiple_of": None,
            "pad_id": 2, "pad_type_id": 0, "pad_token": "<pad>",
        }  # fmt: skip
        said["normalizer"] = {
            "type": "Sequence",
            "normalizers": [{"type": "NFKC"}, {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}],
        }

    try_tokenizer(change(folder, edit))


def test_a_tokenizer_of_half_a_gigabyte_is_not_read(folder: Path) -> None:
    with (folder / "tokenizer.json").open("r+b") as file:
        file.truncate(500 << 20)
    with pytest.raises(Refused, match="524,288,000 bytes"):
        try_tokenizer(folder)


@pytest.mark.slow
def test_more_memory_than_its_size_allows_is_refused(folder: Path) -> None:
    text = (folder / "tokenizer.json").read_text()
    (folder / "tokenizer.json").write_text(text.replace("{", '{"x": [' + "[]," * 20_000_000 + "[]],", 1))
    with pytest.raises(Refused, match=r"memory|longer"):
        try_tokenizer(folder)


def test_no_module_of_the_current_folder_is_imported(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``cd downloaded-model && isogloss models add .``: what lies there came with the weights."""
    (folder / "tokenizers.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    monkeypatch.chdir(folder)
    try_tokenizer(change(folder, lambda said: add_token(said, 259, "tried from its own folder")))
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("ending", "match"),
    [
        (subprocess.TimeoutExpired("trial", 120), "too long"),
        (subprocess.CompletedProcess([], -9, b"", b""), "more memory"),
        (subprocess.CompletedProcess([], 1, b"", b"error"), "an error of the tokenizers library"),
    ],
)
def test_what_a_busy_machine_did_to_a_trial_is_not_remembered_of_the_tokenizer(
    folder: Path, monkeypatch: pytest.MonkeyPatch, ending: Any, match: str
) -> None:
    runs = [ending, subprocess.CompletedProcess([], 0, b"", b"")]

    def run(*_: Any, **__: Any) -> Any:
        if isinstance(runs[0], Exception):
            raise runs.pop(0)
        return runs.pop(0)

    monkeypatch.setattr(trial.subprocess, "run", run)
    change(folder, lambda said: add_token(said, 259, f"tried twice: {match}"))
    with pytest.raises(Refused, match=match):
        try_tokenizer(folder)
    try_tokenizer(folder)
    try_tokenizer(folder)
    assert runs == []


def test_a_system_without_limits_of_its_own_sets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows has neither the module nor the signal."""
    before = signal.getitimer(signal.ITIMER_PROF), resource.getrlimit(resource.RLIMIT_AS)
    monkeypatch.setattr(trial.sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "resource", None)
    monkeypatch.delattr(signal, "SIGPROF")
    trial._bound(1)
    assert (signal.getitimer(signal.ITIMER_PROF), resource.getrlimit(resource.RLIMIT_AS)) == before


@pytest.mark.parametrize("special", [False, True])
def test_an_id_without_a_row_is_refused_and_named(store: Store, folder: Path, special: bool) -> None:
    content = "<begin>" if special else " the"
    change(folder, lambda said: add_token(said, 259, content, special=special))
    if special:
        file = folder / "tokenizer_config.json"
        file.write_text(json.dumps(json.loads(file.read_text()) | {"bos_token": content}))
    with pytest.raises(Refused, match=rf"gives '{content}' the id 259, and the model has 259 rows, 0 to 258"):
        add_model(store, str(folder))
    with store.app.session() as session:
        assert list_models(session) == []


def test_a_special_token_that_nothing_uses_needs_no_row(store: Store, folder: Path) -> None:
    change(folder, lambda said: add_token(said, 259, "<|unused|>", special=True))
    assert add_model(store, str(folder)).id == "tiny"


def test_a_tokenizer_from_elsewhere_is_held_against_the_rows_too(store: Store, folder: Path, tmp_path: Path) -> None:
    words = tmp_path / "words"
    tokenizer().save_pretrained(words)
    change(words, lambda said: add_token(said, 259, "longer"))
    with pytest.raises(Refused, match="gives 'longer' the id 259"):
        add_model(store, str(folder), tokenizer=str(words))


def test_a_config_that_states_other_rows_than_the_weights_have_is_refused(store: Store, folder: Path) -> None:
    said = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(said | {"vocab_size": 300}))
    with pytest.raises(Refused, match=r"another shape than its config.json says .*model.embed_tokens.weight"):
        add_model(store, str(folder))


def test_a_class_that_is_passed_over_is_said_when_the_model_is_added(store: Store, folder: Path) -> None:
    said = json.loads((folder / "tokenizer_config.json").read_text()) | {"tokenizer_class": "BertTokenizer"}
    (folder / "tokenizer_config.json").write_text(json.dumps(said))
    notes: list[str] = []
    row = add_model(store, str(folder), id="m", notes=notes)
    assert any("BertTokenizer" in note for note in notes)
    assert "BertTokenizer" in row.note
