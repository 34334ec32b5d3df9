import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import torch
import transformers
from safetensors.numpy import load_file, save_file
from sqlalchemy.orm import Session

from isogloss.models import fingerprint
from isogloss.models.files import weight_files
from isogloss.models.fingerprint import Weights, read_weights, weights_of
from isogloss.models.ladder import add_model, checkpoints, duplicates
from isogloss.models.load import load_checkpoint, load_model
from isogloss.models.tables import CheckpointRow
from isogloss.models.tokenizer_digest import tokenizer_digest
from isogloss.store.open import Store
from isogloss.vocabulary.errors import Refused
from tests.models.tiny import FAMILIES, save


@pytest.fixture
def folder(tiny_folders: dict[str, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_folders["llama"], tmp_path / "m"))


def by_hand(folder: Path) -> str:
    sha = hashlib.sha256()
    for name, array in sorted(load_file(folder / "model.safetensors").items()):
        sha.update(
            json.dumps([name, {"float32": "F32", "float16": "F16"}[array.dtype.name], list(array.shape)]).encode()
        )
        sha.update(b"\n" + array.tobytes())
    return sha.hexdigest()


def test_a_fingerprint_is_the_digest_of_all_tensors_in_order_of_their_names(folder: Path) -> None:
    weights = read_weights(folder)
    arrays = load_file(folder / "model.safetensors")
    assert weights.fingerprint == by_hand(folder)
    assert weights.n_parameters == sum(array.size for array in arrays.values())
    assert weights.n_bytes == (folder / "model.safetensors").stat().st_size


def test_the_order_of_tensors_in_the_file_and_words_about_it_do_not_matter(folder: Path) -> None:
    before = read_weights(folder).fingerprint
    arrays = load_file(folder / "model.safetensors")
    save_file(dict(reversed(arrays.items())), folder / "model.safetensors", metadata={"format": "pt", "note": "again"})
    assert read_weights(folder).fingerprint == before


def test_one_changed_bit_changes_it(folder: Path) -> None:
    before = read_weights(folder).fingerprint
    arrays = load_file(folder / "model.safetensors")
    next(iter(arrays.values())).view(np.uint32).flat[0] ^= 1
    save_file(arrays, folder / "model.safetensors")
    assert read_weights(folder).fingerprint != before


def test_the_checkpoints_of_a_real_ladder_all_differ(shared_data: Path) -> None:
    folders = sorted((shared_data / "models/mini-ladder").glob("step*"))
    assert len({read_weights(folder).fingerprint for folder in folders}) == len(folders) == 7
    assert len({tokenizer_digest(folder) for folder in folders}) == 1


def test_nothing_of_torch_is_imported_for_it(folder: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from isogloss.models.fingerprint import read_weights\n"
        "from isogloss.models import ladder, points\n"
        "read_weights(Path(sys.argv[1]))\n"
        "print(sorted({'torch', 'transformers', 'huggingface_hub'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program, str(folder)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_files_that_did_not_change_are_not_read_again(store: Store, folder: Path) -> None:
    reads: list[int] = []

    def known() -> str:
        return weights_of(store, folder, lambda done, total: reads.append(done)).fingerprint

    first = known()
    assert reads
    reads.clear()
    assert known() == first
    assert not reads
    # The same size, another time: it has to be read to know that it is the same.
    os.utime(folder / "model.safetensors", ns=(1, 1))
    assert known() == first
    assert reads


def test_no_transaction_waits_while_weights_are_read(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading a large model takes minutes: nobody else's work, and no backup, should stand in its snapshot."""
    add_model(store, str(folder))
    for file in folder.glob("*.safetensors"):
        os.utime(file, ns=(1, 1))
    open_then: list[int] = []
    session, now_open = store.app.session, [0]

    @contextmanager
    def counted() -> Iterator[Session]:
        now_open[0] += 1
        try:
            with session() as opened:
                yield opened
        finally:
            now_open[0] -= 1

    def reading(*_: object) -> Weights:
        open_then.append(now_open[0])
        return read_weights(folder)

    monkeypatch.setattr(store.app, "session", counted)
    monkeypatch.setattr(fingerprint, "read_weights", reading)
    load_checkpoint(store, "m", "main")
    os.utime(folder / "model.safetensors", ns=(2, 2))
    add_model(store, str(folder))
    assert open_then == [0, 0]


def test_weights_that_changed_under_the_same_name_are_noticed(store: Store, folder: Path) -> None:
    before = weights_of(store, folder)
    save(folder, seed=1)
    after = weights_of(store, folder)
    assert after.fingerprint != before.fingerprint
    assert after.n_bytes == before.n_bytes


@pytest.mark.parametrize(
    "data", [b"", b"12345678", b"\xff" * 64, (2).to_bytes(8, "little") + b"{}", b"\x05\0\0\0\0\0\0\0[1,2]"]
)
def test_what_is_no_safetensors_file_is_refused(folder: Path, data: bytes) -> None:
    (folder / "model.safetensors").write_bytes(data)
    with pytest.raises(Refused, match="not whole"):
        read_weights(folder)


def test_bytes_that_are_missing_or_too_many_are_refused(folder: Path) -> None:
    file = folder / "model.safetensors"
    whole = file.read_bytes()
    for data in (whole[:-1], whole + b"\0"):
        file.write_bytes(data)
        with pytest.raises(Refused, match="not whole"):
            read_weights(folder)


def test_a_folder_without_weights_or_with_a_missing_shard_is_refused(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "part-1.safetensors")
    with pytest.raises(Refused, match="holds no weights"):
        weight_files(folder)
    index = {"weight_map": {"a": "part-1.safetensors", "b": "part-2.safetensors"}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    with pytest.raises(Refused, match=r"lacks part-2\.safetensors"):
        read_weights(folder)


def test_empty_and_half_precision_tensors_are_digested_alike_pickled_or_not(tmp_path: Path) -> None:
    arrays = {"b": np.zeros((0, 3), np.float16), "a": np.arange(6, dtype=np.float16).reshape(2, 3)}
    safe, pickled = tmp_path / "safe", tmp_path / "pickled"
    for path in (safe, pickled):
        path.mkdir()
    save_file(arrays, safe / "model.safetensors")
    torch.save({name: torch.from_numpy(array) for name, array in arrays.items()}, pickled / "pytorch_model.bin")
    assert read_weights(safe).fingerprint == read_weights(pickled).fingerprint == by_hand(safe)


def test_a_tokenizers_digest_is_about_how_it_reads_text(folder: Path) -> None:
    before = tokenizer_digest(folder)
    file = folder / "tokenizer_config.json"
    said = json.loads(file.read_text())
    file.write_text(json.dumps(said | {"transformers_version": "9.9"}))
    assert tokenizer_digest(folder) == before
    file.write_text(json.dumps(said | {"bos_token": "<pad>"}))
    assert tokenizer_digest(folder) != before


def pickled(folder: Path, to: Path, *, prefix: bool = True) -> Path:
    """The same checkpoint as torch.save leaves a state: pickled, with the head beside the embedding it is tied to."""
    shutil.copytree(folder, to)
    (to / "model.safetensors").unlink()
    model = transformers.AutoModelForCausalLM.from_pretrained(folder)
    torch.save((model if prefix else model.base_model).state_dict(), to / "pytorch_model.bin")
    return to


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("tied", [True, False])
def test_the_same_weights_have_one_fingerprint_in_any_format(tmp_path: Path, family: str, tied: bool) -> None:
    folder = save(tmp_path / "step0", family, tie_word_embeddings=tied)
    stored = pickled(folder, tmp_path / "step1")
    safe, other = read_weights(folder), read_weights(stored)
    assert (other.fingerprint, other.n_parameters) == (safe.fingerprint, safe.n_parameters)
    assert safe.as_stored is None


@pytest.mark.parametrize("family", ["gpt2", "bloom"])
def test_weights_that_were_saved_without_the_head_are_the_same(tmp_path: Path, family: str) -> None:
    folder = save(tmp_path / "step0", family)
    assert read_weights(pickled(folder, tmp_path / "b", prefix=False)).fingerprint == read_weights(folder).fingerprint


def add_tensors(folder: Path, **arrays: np.ndarray) -> None:
    file = folder / "model.safetensors"
    save_file(load_file(file) | {name.replace("__", "."): array for name, array in arrays.items()}, file)


def test_buffers_that_nothing_reads_make_no_other_weights(tmp_path: Path) -> None:
    folder = save(tmp_path / "m", "gpt_neox")
    before = read_weights(folder)
    buffers = {"attention__bias": np.ones((1, 1, 4, 4), "f4"), "attention__rotary_emb__inv_freq": np.ones(4, "f4")}
    add_tensors(folder, **{f"gpt_neox__layers__0__{name}": array for name, array in buffers.items()})
    after = read_weights(folder)
    assert (after.fingerprint, after.n_parameters) == (before.fingerprint, before.n_parameters)
    assert after.known_as(by_hand(folder))
    load_model(folder)


def test_a_head_that_differs_from_the_embedding_it_should_be_tied_to_counts(tmp_path: Path) -> None:
    folder = save(tmp_path / "m", "gpt2")
    before = read_weights(folder).fingerprint
    head = load_file(folder / "model.safetensors")["transformer.wte.weight"].copy()
    add_tensors(folder, lm_head__weight=head)
    assert read_weights(folder).fingerprint == before
    head[0, 0] += 1
    add_tensors(folder, lm_head__weight=head)
    assert read_weights(folder).fingerprint != before


def test_equal_checkpoints_in_two_formats_are_flagged(store: Store, tmp_path: Path) -> None:
    folder = save(tmp_path / "l/step1", "gpt2")
    pickled(folder, tmp_path / "l/step0")
    add_model(store, str(tmp_path / "l"))
    with store.app.session() as session:
        assert duplicates(checkpoints(session, "l")) == [["step0", "step1"]]


def test_a_checkpoint_that_an_earlier_version_knew_by_all_that_was_stored_is_still_itself(
    store: Store, tmp_path: Path
) -> None:
    """Its fingerprint stays what results refer to, also when the model is added again."""
    folder = pickled(save(tmp_path / "safe", "gpt2"), tmp_path / "m")
    weights = read_weights(folder)
    add_model(store, str(folder))
    with store.app.session() as session:
        session.get(CheckpointRow, ("m", "main")).fingerprint = weights.as_stored
    assert load_checkpoint(store, "m", "main").fingerprint == weights.as_stored != weights.fingerprint
    add_model(store, str(folder))
    with store.app.session() as session:
        assert session.get(CheckpointRow, ("m", "main")).fingerprint == weights.as_stored


@pytest.mark.parametrize(
    ("family", "there", "again"),
    [("gpt2", "transformer.wte.weight", "wte__weight"), ("gpt_neox", "embed_out.weight", "lm_head__weight")],
)
def test_a_weight_under_two_of_its_names_is_refused(tmp_path: Path, family: str, there: str, again: str) -> None:
    """The last would win, and other weights could have the same fingerprint."""
    folder = save(tmp_path / "m", family)
    add_tensors(folder, **{again: load_file(folder / "model.safetensors")[there] + 1})
    for read in (read_weights, load_model):
        with pytest.raises(Refused, match=rf"twice: as .*'{there}'|twice: as '{there}'") as caught:
            read(folder)
        assert caught.value.code == "broken_weights"


def test_all_that_is_read_counts_for_progress(tmp_path: Path) -> None:
    """Weights whose names lack the prefix are read once for each digest."""
    folder = save(tmp_path / "m", "gpt2")
    arrays = load_file(folder / "model.safetensors")
    file = folder / "model.safetensors"
    save_file({name.removeprefix("transformer."): array for name, array in arrays.items()}, file)
    told: list[tuple[int, int]] = []
    n_bytes = read_weights(folder, lambda *so_far: told.append(so_far)).n_bytes
    assert {total for _, total in told} == {2 * n_bytes}
    assert sorted(told) == told and len(told) == 2 * len(arrays)
    assert told[-1][0] >= 2 * sum(array.nbytes for array in arrays.values())
