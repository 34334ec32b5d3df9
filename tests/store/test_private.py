"""The home and what is kept in it are its owner's; what a lab shares on purpose stays shared."""

import stat
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path

from isogloss.runs.lane.failures import INCIDENTS, write_incident
from isogloss.store.open import open_store
from tests.other_account import BY_ANOTHER, needs_root

DATABASES = ("app.sqlite", "artifacts.sqlite", "jobs.sqlite")


def rights(path):
    return stat.S_IMODE(path.stat().st_mode)


def opened(home, **how):
    with closing(open_store(home=home, **how)) as store:
        store.artifacts.put(b"what people read", kind="test")
    return home


def loosened(home):
    """As versions before left it."""
    for path in (home, *home.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def test_a_new_home_and_its_databases_are_its_owners_alone(tmp_path, caplog):
    home = opened(tmp_path / "a" / "home")
    write_incident("1", ValueError("a path"), home)
    assert rights(home) == rights(home / "logs") == 0o700
    for file in (*(home / name for name in DATABASES), home / "logs" / INCIDENTS):
        assert rights(file) == 0o600, file
    assert not caplog.messages


def test_a_log_in_use_is_as_private_as_its_database(tmp_path):
    with closing(open_store(home=tmp_path / "home")) as store, store.app.writing():
        beside = [path for path in (tmp_path / "home").iterdir() if path.name.endswith(("-wal", "-shm"))]
        assert beside
        assert {rights(path) for path in beside} == {0o600}


def test_an_older_home_is_shut_when_its_owner_opens_it_and_that_is_said_once(tmp_path, caplog):
    home = opened(tmp_path / "home")
    loosened(home)
    opened(home)
    assert rights(home) == 0o700
    assert {rights(home / name) for name in DATABASES} == {0o600}
    assert len(caplog.messages) == 1
    assert f"could look into the home folder {home}" in caplog.messages[0]
    opened(home)
    assert len(caplog.messages) == 1


def test_a_folder_of_artifacts_elsewhere_stays_as_the_lab_made_it(tmp_path):
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o775)
    opened(tmp_path / "home", artifacts="folder", artifacts_folder=shared)
    assert rights(shared) == 0o775
    kept = list(shared.rglob("*.zst"))
    assert kept
    assert all(rights(path) & 0o044 for path in kept)


def test_a_home_that_hands_its_group_on_stays_its_groups(tmp_path, caplog):
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(0o2775)
    opened(home)
    assert rights(home) == 0o2770
    assert {rights(home / name) & 0o007 for name in DATABASES} == {0}
    assert {rights(home / name) & 0o040 for name in DATABASES} == {0o040}


def test_a_folder_everybody_writes_in_is_no_home_to_shut(tmp_path):
    crowd = tmp_path / "tmp"
    crowd.mkdir()
    crowd.chmod(0o1777)
    opened(crowd)
    assert rights(crowd) == 0o1777
    assert rights(crowd / "app.sqlite") == 0o600


@needs_root
def test_another_user_reads_none_of_it_even_where_the_home_is_opened_again():
    with tempfile.TemporaryDirectory(prefix="isogloss-private-") as folder:
        Path(folder).chmod(0o755)
        home = opened(Path(folder) / "home")
        for again in (0o700, 0o755):
            home.chmod(again)
            for name in DATABASES:
                done = subprocess.run([*BY_ANOTHER, "head", "-c", "16", home / name], capture_output=True, text=True)
                assert done.returncode != 0
                assert "Permission denied" in done.stderr
