"""Checkpoints as they lie on people's disks."""

import hashlib
import json
import os
import shutil
from pathlib import Path

import pytest

from isogloss.models.ladder import add_model, checkpoints, list_models
from isogloss.models.layouts import layout_of
from isogloss.models.load import load_checkpoint
from isogloss.store.open import Store
from isogloss.vocabulary.errors import IsoglossError, Refused
from tests.databases import database_url  # noqa: F401 (a fixture)
from tests.models.tiny import save


@pytest.fixture(scope="module")
def rungs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four checkpoints of one shape, 0 to 3."""
    root = tmp_path_factory.mktemp("rungs")
    for seed in range(4):
        save(root / str(seed), seed=seed)
    return root


def copy(rungs: Path, seed: int, to: Path) -> Path:
    return shutil.copytree(rungs / str(seed), to, dirs_exist_ok=True)


def trainer(rungs: Path, root: Path, *, final: int = 3) -> Path:
    """What a Trainer leaves: the final model, and checkpoints below it."""
    copy(rungs, final, root)
    for seed, step in enumerate((500, 1000, 1500)):
        copy(rungs, seed, root / f"checkpoint-{step}")
        (root / f"checkpoint-{step}/optimizer.pt").write_bytes(b"")
    (root / "runs/today").mkdir(parents=True)
    return root


def cache(rungs: Path, root: Path, *revisions: str, repo: str = "acme/tiny") -> Path:
    """What the hub's client leaves in its cache."""
    folder = root / f"models--{repo.replace('/', '--')}"
    (folder / "blobs").mkdir(parents=True)
    (folder / "refs").mkdir()
    for seed, revision in enumerate(revisions):
        commit = hashlib.sha1(revision.encode(), usedforsecurity=False).hexdigest()
        (folder / "refs" / revision).write_text(commit)
        (folder / "snapshots" / commit).mkdir(parents=True)
        for file in (rungs / str(seed)).iterdir():
            blob = folder / "blobs" / hashlib.sha256(file.read_bytes()).hexdigest()
            shutil.copy(file, blob)
            (folder / "snapshots" / commit / file.name).symlink_to(f"../../blobs/{blob.name}")
    return folder


def added(store: Store, source: Path, **options: object) -> tuple[list[str], list[str]]:
    """The revisions that were added, and what was said."""
    notes: list[str] = []
    row = add_model(store, str(source), notes=notes, **options)
    with store.app.session() as session:
        return [one.revision for one in checkpoints(session, row.id)], notes


def refused(store: Store, source: Path | str, match: str, **options: object) -> None:
    with pytest.raises(IsoglossError, match=match) as caught:
        add_model(store, str(source), **options)
    assert caught.value.hint
    with store.app.session() as session:
        assert list_models(session) == []


def test_a_trainers_folder_is_a_ladder_with_the_final_model_in_it(store: Store, rungs: Path, tmp_path: Path) -> None:
    names, notes = added(store, trainer(rungs, tmp_path / "out"))
    assert names == ["checkpoint-500", "checkpoint-1000", "checkpoint-1500", "main"]
    assert notes == []
    assert load_checkpoint(store, "out", "checkpoint-500").tokenizer("a")["input_ids"]


def test_a_final_model_that_is_its_last_checkpoint_again_is_left_out_and_said(
    store: Store, rungs: Path, tmp_path: Path
) -> None:
    names, notes = added(store, trainer(rungs, tmp_path / "out", final=2))
    assert names == ["checkpoint-500", "checkpoint-1000", "checkpoint-1500"]
    assert notes == ["main is left out: its weights are those of checkpoint-1500. Name it in revisions to add it."]
    assert added(store, tmp_path / "out", revisions=["main"], id="named") == (["main"], [])


def test_the_final_model_stands_at_the_step_its_trainer_wrote_down(store: Store, rungs: Path, tmp_path: Path) -> None:
    root = trainer(rungs, tmp_path / "out")
    (root / "trainer_state.json").write_text('{"global_step": 1700, "log_history": []}')
    row = add_model(store, str(root))
    with store.app.session() as session:
        assert [one.step for one in checkpoints(session, row.id)] == [500, 1000, 1500, 1700]


@pytest.mark.parametrize(
    ("state", "step"),
    [
        ('{"global_step": 1700, "log_history": [{"grad_norm": NaN, "loss": Infinity}]}', 1700),
        ('{"global_step": 1700, "log_history": ["' + "x" * (9 << 20) + '"]}', 1700),
        *((f'{{"global_step": {step}}}', None) for step in ("1" + "0" * 400, "1" + "0" * 5000, "-1", "true", "1.5")),
        *((text, None) for text in ("[1]", "{", "", "[" * 100_000)),
    ],
    ids=lambda value: str(value)[:24],
)
def test_a_trainers_log_may_be_long_and_hold_what_is_no_number(tmp_path: Path, state: str, step: int | None) -> None:
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "trainer_state.json").write_text(state)
    assert layout_of(tmp_path).steps == ({"main": step} if step else {})


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        (["checkpoint-500"], ["checkpoint-500"]),
        (["main", "checkpoint-1500"], ["checkpoint-1500", "main"]),
        (["all"], ["checkpoint-500", "checkpoint-1000", "checkpoint-1500", "main"]),
    ],
)
def test_checkpoints_of_a_trainers_folder_can_be_named(
    store: Store, rungs: Path, tmp_path: Path, asked: list[str], there: list[str]
) -> None:
    assert added(store, trainer(rungs, tmp_path / "out"), revisions=asked)[0] == there
    with pytest.raises(Refused, match="no checkpoint checkpoint-7"):
        add_model(store, str(tmp_path / "out"), revisions=["checkpoint-7"])


def test_what_a_trainers_folder_holds_besides_is_left_out_and_said(store: Store, rungs: Path, tmp_path: Path) -> None:
    root = trainer(rungs, tmp_path / "out")
    copy(rungs, 0, root / "best")
    (root / "checkpoint-2000").mkdir()
    names, notes = added(store, root)
    assert "best" not in names
    assert [note.split(":")[0] for note in notes] == ["best is left out", "checkpoint-2000 is left out"]
    assert "best" in added(store, root, revisions=["best"])[0]


def test_a_training_that_is_not_over_is_a_ladder_of_what_it_has_saved(
    store: Store, rungs: Path, tmp_path: Path
) -> None:
    root = trainer(rungs, tmp_path / "out")
    (root / "model.safetensors").unlink()
    names, notes = added(store, root)
    assert names == ["checkpoint-500", "checkpoint-1000", "checkpoint-1500"]
    assert notes == ["The folder itself is left out: it holds no weights."]


@pytest.mark.parametrize("where", [".", "tokenizer"])
def test_checkpoints_without_a_tokenizer_take_the_one_beside_them(
    store: Store, rungs: Path, tmp_path: Path, where: str
) -> None:
    root = tmp_path / "ladder"
    for seed in range(2):
        for file in copy(rungs, seed, root / f"step{seed}").glob("tokenizer*"):
            file.unlink()
    refused(store, root, "no tokenizer")
    (root / where).mkdir(exist_ok=True)
    for file in (rungs / "0").glob("tokenizer*"):
        shutil.copy(file, root / where)
    assert added(store, root)[0] == ["step0", "step1"]
    assert load_checkpoint(store, "ladder", "step1").tokenizer("a")["input_ids"]


def test_a_tokenizer_beside_a_ladder_must_be_that_of_the_checkpoints_that_have_one(
    store: Store, rungs: Path, tmp_path: Path
) -> None:
    root = tmp_path / "ladder"
    copy(rungs, 0, root / "step0")
    for file in copy(rungs, 1, root / "step1").glob("tokenizer*"):
        file.unlink()
    save(tmp_path / "other", adds_bos=True)
    for file in (tmp_path / "other").glob("tokenizer*"):
        shutil.copy(file, root)
    refused(store, root, "different tokenizers")
    assert added(store, root, tokenizer=str(root))[0] == ["step0", "step1"]


def test_a_tokenizer_in_a_folder_of_its_own_is_named(store: Store, rungs: Path, tmp_path: Path) -> None:
    folder, words = copy(rungs, 0, tmp_path / "model"), tmp_path / "words"
    words.mkdir()
    (folder / "tokenizer.json").rename(words / "tokenizer.json")
    (folder / "tokenizer_config.json").unlink()
    refused(store, folder, "holds no tokenizer")
    refused(store, folder, "is a file", tokenizer=str(words / "tokenizer.json"))
    assert added(store, folder, tokenizer=str(words))[0] == ["main"]
    assert load_checkpoint(store, "model", "main").tokenizer("a")["input_ids"]


def test_the_model_beside_a_tokenizer_is_not_judged(store: Store, rungs: Path, tmp_path: Path) -> None:
    folder, words = copy(rungs, 0, tmp_path / "model"), copy(rungs, 0, tmp_path / "words")
    for file in folder.glob("tokenizer*"):
        file.unlink()
    (words / "adapter_config.json").write_text("{}")
    (words / "config.json").write_text('{"model_type": "bert", "architectures": ["BertForMaskedLM"]}')
    os.mkfifo(words / "pipe")
    with pytest.raises(Refused, match="neither a file nor a folder") as caught:
        add_model(store, str(folder), tokenizer=str(words))
    assert caught.value.field == "tokenizer"
    (words / "pipe").unlink()
    assert added(store, folder, tokenizer=str(words))[0] == ["main"]


def test_a_vocabulary_with_its_merges_is_a_tokenizer(store: Store, tmp_path: Path) -> None:
    folder = save(tmp_path / "model", "gpt2")
    said = json.loads((folder / "tokenizer.json").read_text())
    for file in folder.glob("tokenizer*"):
        file.unlink()
    (folder / "vocab.json").write_text(json.dumps(said["model"]["vocab"]))
    (folder / "merges.txt").write_text("#version: 0.2\n")
    # Where nothing else is said, the class of this family ends its texts with a token that is not among these.
    refused(store, folder, "gives '<.endoftext.>' the id 259.*tokenizer_config.json must name them")
    (folder / "tokenizer_config.json").write_text(
        json.dumps(dict.fromkeys(("bos_token", "eos_token", "unk_token"), "<s>"))
    )
    (folder / "merges.txt").write_text("#version: 0.2\n")
    assert added(store, folder)[0] == ["main"]
    ids = load_checkpoint(store, "model", "main").tokenizer("abc")["input_ids"]
    assert ids == [said["model"]["vocab"][letter] for letter in "abc"]
    (folder / "vocab.json").write_text("[" * 5000)
    with pytest.raises(Refused, match="cannot be used"):
        add_model(store, str(folder), id="broken")


def test_the_hubs_cache_is_a_ladder_of_its_revisions(store: Store, rungs: Path, tmp_path: Path) -> None:
    folder = cache(rungs, tmp_path, "step1000", "step2000", "main")
    assert added(store, folder)[0] == ["step1000", "step2000", "main"]
    assert added(store, folder, revisions=["step2000"], id="one")[0] == ["step2000"]
    with store.app.session() as session:
        assert checkpoints(session, "tiny")[0].commit == (folder / "refs/step1000").read_text()


def test_one_snapshot_of_the_cache_has_its_models_name_and_its_revision(
    store: Store, rungs: Path, tmp_path: Path
) -> None:
    folder = cache(rungs, tmp_path, "step1000", "main")
    snapshot = folder / "snapshots" / (folder / "refs/step1000").read_text()
    assert added(store, snapshot) == (["step1000"], [])
    with store.app.session() as session:
        assert [model.id for model in list_models(session)] == ["tiny"]


def test_what_was_fetched_in_part_is_left_out_and_said(store: Store, rungs: Path, tmp_path: Path) -> None:
    folder = cache(rungs, tmp_path, "step1000", "step2000")
    commit = (folder / "refs/step2000").read_text()
    (folder / "snapshots" / commit / "model.safetensors").resolve().unlink()
    assert added(store, folder) == (["step1000"], ["step2000 is left out: it was not fetched whole."])
    refused_name = folder.parent
    with pytest.raises(Refused, match="neither a checkpoint") as caught:
        add_model(store, str(refused_name))
    assert "models--acme--tiny" in caught.value.hint


def test_checkpoints_further_down_are_pointed_at(store: Store, rungs: Path, tmp_path: Path) -> None:
    copy(rungs, 0, tmp_path / "project/output/step1")
    refused(store, tmp_path / "project", "neither a checkpoint.*give output")
