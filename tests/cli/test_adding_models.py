"""Adding models from the shell: what was left out is said, and what cannot be added ends in one sentence."""

import json
import shutil
from pathlib import Path

import pytest

from isogloss.cli import adding
from isogloss.vocabulary.errors import Refused
from tests.cli.conftest import Call
from tests.models.tiny import save


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Trainer's output folder whose final model is its last checkpoint again."""
    root = save(tmp_path_factory.mktemp("trained") / "output", seed=2)
    for seed, step in ((1, 500), (2, 1000)):
        save(root / f"checkpoint-{step}", seed=seed)
    return root


def test_a_trainers_folder_is_added_as_its_ladder_and_what_was_left_out_is_said(call_here: Call, output: Path) -> None:
    added = call_here("models", "add", str(output))
    assert added.returncode == 0, added.stderr
    assert "Added: model output" in added.stderr
    assert "Note: main is left out: its weights are those of checkpoint-1000." in added.stderr
    listed = json.loads(call_here("models", "list", "--json").stdout)
    assert listed[0]["checkpoints"] == ["checkpoint-500", "checkpoint-1000"]


def test_a_checkpoint_that_is_given_two_steps_is_refused() -> None:
    assert adding._steps("epoch=0-step=500=1000, b=2") == {"epoch=0-step=500": 1000, "b": 2}
    with pytest.raises(Refused, match="gives “a” more than one step") as refused:
        adding._steps("a=1,b=2, a=2")
    assert (refused.value.code, refused.value.field) == ("broken_steps", "steps")


def test_what_cannot_be_added_ends_in_one_sentence_and_its_mend(
    call_here: Call, output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shutil.copytree(output / "checkpoint-500", tmp_path / "broken")
    said = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(said | {"rms_norm_eps": float("nan")}))
    for name in ("ALL_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "socks5://127.0.0.1:9")
    for source, sentence in (
        (str(folder), "config.json in “broken” cannot be read: rms_norm_eps is NaN."),
        ("acme/tiny", "The hub cannot be asked for acme/tiny: a SOCKS proxy is set"),
    ):
        answer = call_here("models", "add", source)
        assert answer.returncode in (1, 2)
        lines = answer.stderr.strip().splitlines()
        assert sentence in lines[0] and len(lines) == 2
