"""Files are looked at whenever they are used, in a lane that has just started and in one that keeps the model warm."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from isogloss.models.ladder import add_model
from isogloss.models.load import load_checkpoint
from isogloss.models.tables import CheckpointRow, ModelRow
from isogloss.models.tokenizer_digest import earlier_digests, tokenizer_digest
from isogloss.runs.lane.warm import Warm
from isogloss.store.open import Store
from isogloss.vocabulary.errors import Conflict, Refused, Unavailable
from tests.models.tiny import save, tokenizer

WANTED = {"dtype": "float32", "attention": "sdpa"}


@pytest.fixture
def folder(store: Store, tmp_path: Path) -> Path:
    folder = save(tmp_path / "m", "gpt_neox")
    add_model(store, str(folder))
    return folder


@pytest.fixture
def warm(store: Store) -> Warm:
    return Warm(store, {}, model_budget_bytes=1 << 30, device="cpu")


def in_place(file: Path, data: bytes) -> None:
    """Other bytes in the same file, under the size and time it had: what ``cp -p`` and ``rsync -t --inplace`` leave."""
    had = file.stat()
    assert len(data) == had.st_size
    with file.open("r+b") as stream:
        stream.write(data)
    os.utime(file, ns=(had.st_atime_ns, had.st_mtime_ns))


def other_weights(folder: Path) -> None:
    other = save(folder.parent / "other", "gpt_neox", seed=1)
    in_place(folder / "model.safetensors", (other / "model.safetensors").read_bytes())


def other_config(folder: Path) -> None:
    file = folder / "config.json"
    in_place(file, file.read_bytes().replace(b'"hidden_act": "gelu"', b'"hidden_act": "relu"'))


def other_tokenizer(folder: Path) -> None:
    file = folder / "tokenizer.json"
    said = json.loads(file.read_text())
    vocab = said["model"]["vocab"]
    vocab["a"], vocab["b"] = vocab["b"], vocab["a"]
    data = json.dumps(said, indent=2, ensure_ascii=False).encode()
    in_place(file, data)


def another_start(folder: Path) -> None:
    (folder / "special_tokens_map.json").write_text(json.dumps({"bos_token": "<pad>", "eos_token": "</s>"}))


CHANGES: dict[str, Callable[[Path], None]] = {
    "weights_changed": other_weights,
    "config_changed": other_config,
    "tokenizer_changed": other_tokenizer,
}


@pytest.mark.parametrize("code", CHANGES)
@pytest.mark.parametrize("kept", [False, True], ids=["cold", "warm"])
def test_a_file_changed_in_place_under_its_size_and_time_is_refused(
    store: Store, warm: Warm, folder: Path, code: str, kept: bool
) -> None:
    if kept:
        warm.model("m", "main", **WANTED)
    CHANGES[code](folder)
    for _ in range(2):
        with pytest.raises(Refused, match="added") as refused:
            warm.model("m", "main", **WANTED)
        assert refused.value.code == code


def test_a_file_that_appears_beside_the_others_counts(store: Store, warm: Warm, folder: Path) -> None:
    warm.model("m", "main", **WANTED)
    said = json.loads((folder / "tokenizer_config.json").read_text())
    (folder / "tokenizer_config.json").write_text(json.dumps(said | {"padding_side": "left"}))
    warm.model("m", "main", **WANTED)
    another_start(folder)
    with pytest.raises(Refused, match="tokenizer of m at main is not the one"):
        warm.model("m", "main", **WANTED)


def test_files_that_only_look_different_are_read_again_and_the_model_stays(warm: Warm, folder: Path) -> None:
    loaded = warm.model("m", "main", **WANTED)
    for file in list(folder.iterdir()):
        copy = file.with_suffix(".copy")
        copy.write_bytes(file.read_bytes())
        copy.replace(file)
    again = warm.model("m", "main", **WANTED)
    assert again.model is loaded.model
    assert again.stamp != loaded.stamp
    assert warm.model("m", "main", **WANTED) is again


def test_what_decides_no_number_may_change(warm: Warm, folder: Path) -> None:
    warm.model("m", "main", **WANTED)
    file = folder / "config.json"
    said = json.loads(file.read_text())
    file.write_text(json.dumps(dict(reversed(said.items())) | {"transformers_version": "9.9", "hidden_dropout": 0.5}))
    warm.model("m", "main", **WANTED)


def test_a_warm_model_whose_folder_is_gone_says_so(warm: Warm, folder: Path) -> None:
    warm.model("m", "main", **WANTED)
    folder.rename(folder.with_name("elsewhere"))
    with pytest.raises(Unavailable, match="no longer where they were"):
        warm.model("m", "main", **WANTED)


def test_each_checkpoint_of_a_ladder_has_a_config_of_its_own(store: Store, tmp_path: Path) -> None:
    """A second stage of training may rotate positions otherwise: the same shape, other numbers."""
    rope = {"rope_type": "default", "rope_theta": 50000.0, "partial_rotary_factor": 0.25}
    save(tmp_path / "l/step0", "gpt_neox")
    save(tmp_path / "l/step1", "gpt_neox", rope_parameters=rope)
    add_model(store, str(tmp_path / "l"))
    with store.app.session() as session:
        digests = {session.get(CheckpointRow, ("l", name)).config_digest for name in ("step0", "step1")}
    assert len(digests - {None}) == 2
    assert load_checkpoint(store, "l", "step1").config["rope_parameters"]["rope_theta"] == 50000.0


def test_a_config_that_changed_since_is_a_conflict_when_added_again(store: Store, folder: Path) -> None:
    file = folder / "config.json"
    file.write_text(file.read_text().replace('"layer_norm_eps": 1e-05', '"layer_norm_eps": 1e-03'))
    with pytest.raises(Conflict, match="config of m at main is not the one"):
        add_model(store, str(folder))


def test_a_model_that_an_earlier_version_added_is_still_itself(store: Store, folder: Path) -> None:
    """It kept no digest of the config, and another one of the tokenizer; the latter becomes that of today."""
    today = tokenizer_digest(folder)
    (earlier,) = earlier_digests(folder)
    with store.app.session() as session:
        session.get(CheckpointRow, ("m", "main")).config_digest = None
        session.get(ModelRow, "m").tokenizer_digest = earlier
    assert load_checkpoint(store, "m", "main").tokenizer_digest == today != earlier
    with store.app.session() as session:
        assert session.get(ModelRow, "m").tokenizer_digest == today
    other_config(folder)
    with pytest.raises(Refused, match="config of m at main"):
        load_checkpoint(store, "m", "main")


def test_a_model_of_an_earlier_version_can_be_added_again(store: Store, folder: Path) -> None:
    (earlier,) = earlier_digests(folder)
    with store.app.session() as session:
        session.get(CheckpointRow, ("m", "main")).config_digest = None
        session.get(ModelRow, "m").tokenizer_digest = earlier
    assert add_model(store, str(folder)).tokenizer_digest == tokenizer_digest(folder)
    with store.app.session() as session:
        assert session.get(CheckpointRow, ("m", "main")).config_digest is not None


def test_a_tokenizer_of_another_folder_is_looked_at_too(store: Store, tmp_path: Path) -> None:
    save(tmp_path / "n")
    words = tmp_path / "words"
    tokenizer().save_pretrained(words)
    add_model(store, str(tmp_path / "n"), tokenizer=str(words))
    load_checkpoint(store, "n", "main")
    other_tokenizer(words)
    with pytest.raises(Refused, match="tokenizer of n"):
        load_checkpoint(store, "n", "main")
