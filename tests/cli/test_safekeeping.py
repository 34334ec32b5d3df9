"""backup, restore and check, as a person calls them."""

import json
import subprocess
import sys
from contextlib import closing
from types import SimpleNamespace

import pytest
from sqlalchemy import update

from isogloss.cli import installation
from isogloss.cli.safekeeping import _telling
from isogloss.models.folders import folders_to_copy
from isogloss.models.tables import CheckpointRow, ModelRow
from isogloss.runs.rows.tables import find_run
from isogloss.store.artifact_tables import ArtifactChunkRow
from isogloss.store.backup import LEFT_BEHIND
from isogloss.store.open import open_store
from isogloss.vocabulary.errors import Cancelled
from migrations.new import declared
from tests.findings.house import a_run, furnish

pytestmark = pytest.mark.processes


@pytest.fixture
def key(home, tmp_path):
    """The key of a finished run in the test's house."""
    with closing(open_store(home=home)) as store:
        furnish(store, tmp_path)
        return a_run(store)


def test_a_house_is_backed_up_restored_and_checked(call_here, key, home, tmp_path):
    file, new = tmp_path / "house.backup", tmp_path / "new"
    written = call_here("backup", str(file))
    assert written.returncode == 0, written.stderr
    assert "/root/secret" not in written.stdout
    assert "Models are files and not in it" in written.stderr
    again = call_here("backup", str(file))
    assert (again.returncode, "exists already" in again.stderr) == (2, True)
    restored = call_here("restore", str(file), "--home", str(new))
    assert restored.returncode == 0, restored.stderr
    assert "puzzler" in restored.stderr
    refused = call_here("restore", str(file), "--home", str(new))
    assert (refused.returncode, "an empty installation only" in refused.stderr) == (2, True)
    checked = call_here("check", "--json", "--home", str(new))
    assert checked.returncode == 0, checked.stderr
    assert json.loads(checked.stdout) == {
        "sound": True,
        "checked": json.loads(checked.stdout)["checked"],
        "broken": [],
        "cleared": 1,
        "models_without_files": ["puzzler"],
    }
    with closing(open_store(home=new)) as store, store.app.session() as session:
        assert find_run(session, key).status == "done"


def test_what_is_broken_is_said_and_is_exit_code_one(call_here, key, home):
    with closing(open_store(home=home)) as store, store.artifacts.database.session() as session:
        session.execute(update(ArtifactChunkRow).where(ArtifactChunkRow.artifact_id == 1).values(data=b"flipped"))
    checked = call_here("check", "--json")
    assert checked.returncode == 1, checked.stderr
    found = json.loads(checked.stdout)
    assert found["sound"] is False
    assert found["broken"][0]["depends"] == {"runs": [key], "findings": []}
    said = call_here("check")
    assert said.returncode == 1
    assert f"/runs/{key}" in said.stdout
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize("name", ["app", "artifacts"])
def test_a_file_that_is_no_database_any_more_is_said(call_here, key, home, name):
    file = home / f"{name}.sqlite"
    whole = file.read_bytes()
    file.write_bytes(b"\0" * 100 + whole[100:])
    checked = call_here("check")
    assert checked.returncode == 1, checked.stderr
    assert f"{name}.sqlite" in checked.stdout
    assert "Restore a backup" in checked.stdout
    assert "Traceback" not in checked.stderr


def test_a_check_writes_nothing(call_here, key, home, tmp_path):
    with closing(open_store(home=home)):
        pass
    before = {file.name: file.read_bytes() for file in home.glob("*.sqlite")}
    assert call_here("check").returncode == 0
    assert {file.name: file.read_bytes() for file in home.glob("*.sqlite")} == before


def test_interrupting_is_a_sentence_and_an_exit_code_of_its_own():
    with (
        pytest.raises(Cancelled, match="stopped before its end"),
        _telling("Checking", "It was stopped before its end."),
    ):
        raise KeyboardInterrupt


def test_the_folders_to_copy_beside_a_backup_are_those_of_the_models_and_no_others(home):
    cache = "/cache/hub/models--acme--tiny"
    models = {
        "one": ("folder", ["/models/one"]),
        "ladder": ("folder", ["/data/ladder/step0", "/data/ladder/late/step1"]),
        "apart": ("folder", ["/data/a", "/scratch/b"]),
        "tiny": ("hub", [f"{cache}/snapshots/abc", f"{cache}/snapshots/def/sub"]),
        "elsewhere": ("imported", [None]),
    }
    with closing(open_store(home=home)) as store:
        with store.app.session() as session:
            for id, (kind, paths) in models.items():
                session.add(ModelRow(
                    id=id, source="x", kind=kind, family="gpt2", architecture="Toy", config={}, n_layers=1, d_model=1,
                    n_parameters=1, tokenizer_digest="t", tokenizer_path="/x", bos_policy="never", note="",
                ))  # fmt: skip
                session.flush()
                for i, path in enumerate(paths):
                    row = CheckpointRow(model_id=id, revision=f"r{i}", position=i, fingerprint=f"{id}{i}", n_bytes=1)
                    row.path = path
                    session.add(row)
        assert folders_to_copy(store) == [cache, "/data/a", "/data/ladder", "/models/one", "/scratch/b"]


def test_a_backup_knows_every_table_of_the_package():
    """In a process of its own, in which nothing else has declared any."""
    code = (
        "from isogloss.cli.installation import declare_tables\n"
        "from isogloss.store.base import Base\n"
        "declare_tables()\n"
        "print(*Base.metadata.tables)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) - set(LEFT_BEHIND) == set(declared("app").tables) - set(LEFT_BEHIND)


def test_a_backup_knows_the_tables_that_a_study_has_of_its_own(tmp_path, monkeypatch):
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "__init__.py").write_text("")
    (tmp_path / "papers" / "tables.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(installation, "all_studies", lambda: {"papers": SimpleNamespace(home="papers"),
        "bare": SimpleNamespace(home="json")})  # fmt: skip
    installation.declare_tables()
    assert sys.modules.pop("papers.tables")


def test_what_is_no_backup_is_refused(call_here, tmp_path):
    (tmp_path / "notes.txt").write_text("Nothing of ours.")
    for file in ("notes.txt", "nowhere.backup", "."):
        refused = call_here("restore", str(tmp_path / file), "--home", str(tmp_path / "new"))
        assert refused.returncode == 2, refused.stderr
        assert "Traceback" not in refused.stderr
    assert not (tmp_path / "new").exists()
