"""Houses where nothing may be written: shown as they are, or refused in a sentence that says what to do.

A folder is made so by another account that may read everything and write nothing, as on a shared disk.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from isogloss.runs.rows.tables import RunRow
from isogloss.store.open import open_store
from isogloss.store.unit_score import ScoreLabelRow, label_ids
from tests.other_account import BY_ANOTHER, needs_root
from tests.runs.processes import ROOT

pytestmark = [pytest.mark.processes, needs_root]
NOBODY = [*BY_ANOTHER, "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]

SHOW = """
import sys, pathlib
from isogloss.app import create_app
from isogloss.settings import Settings
from isogloss.vocabulary.errors import IsoglossError
from starlette.testclient import TestClient
try:
    app = create_app(Settings(read_only=True, artifacts=sys.argv[1]))
except IsoglossError as error:
    print("REFUSED", error)
    sys.exit(1)
with TestClient(app, base_url="http://127.0.0.1") as client:
    for page in ("/api/home", "/api/models", "/api/runs", "/api/findings", "/api/corpora"):
        assert client.get(page).status_code == 200, page
    from isogloss.store.unit_score import ScoreLabelRow
    from sqlalchemy import select
    store = app.state.read.store
    with store.app.session() as session:
        print(sorted(session.scalars(select(ScoreLabelRow.text))))
    print(store.artifacts.get(sys.argv[2]))
    store.close()
"""


def furnished(home: Path, artifacts: str = "database") -> str:
    with closing(open_store(home=home, artifacts=artifacts)) as store:
        with store.app.session() as session:
            label_ids(session, ["kept"])
        return store.artifacts.put(b"bytes", kind="test", evictable=True)


@pytest.fixture
def home() -> Iterator[Path]:
    """A home that everybody may come to; other tests keep theirs shut."""
    with tempfile.TemporaryDirectory(prefix="isogloss-read-") as folder:
        Path(folder).chmod(0o777)
        (Path(folder) / "home").mkdir()
        yield Path(folder) / "home"


def closed(home: Path) -> None:
    """Nobody but root may write there, and root's rights are not used."""
    for path in (home, *home.rglob("*")):
        path.chmod(path.stat().st_mode & 0o555 | 0o444 | (0o111 if path.is_dir() else 0))


def as_nobody(home: Path, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("ISOGLOSS_", "HOME"))}
    env |= {"ISOGLOSS_HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"} | more
    return subprocess.run([*NOBODY, *command], env=env, cwd=ROOT, capture_output=True, text=True, timeout=120)


def shown(home: Path, digest: str, artifacts: str = "database") -> subprocess.CompletedProcess[str]:
    return as_nobody(home, sys.executable, "-c", SHOW, artifacts, digest)


def files(home: Path) -> list[str]:
    return sorted(str(path.relative_to(home)) for path in home.rglob("*"))


@pytest.mark.parametrize("artifacts", ["database", "folder"])
def test_a_finished_house_is_shown_where_nothing_may_be_written(home, artifacts):
    digest = furnished(home, artifacts)
    closed(home)
    before = files(home)
    done = shown(home, digest, artifacts)
    assert done.stdout.splitlines() == ["['kept']", "b'bytes'"], done.stderr
    assert files(home) == before


def test_a_house_that_lives_or_was_killed_is_shown_with_what_was_written_last(home):
    digest = furnished(home)
    code = (
        "import os, pathlib, sys\nfrom isogloss.store.open import open_store\n"
        "from isogloss.store.unit_score import label_ids\nstore = open_store(home=pathlib.Path(sys.argv[1]))\n"
        "with store.app.session() as session: label_ids(session, ['last'])\nos._exit(0)"
    )
    subprocess.run([sys.executable, "-c", code, str(home)], check=True, timeout=60)
    assert (home / "app.sqlite-wal").stat().st_size
    closed(home)
    assert shown(home, digest).stdout.splitlines()[0] == "['kept', 'last']"
    (home / "app.sqlite-shm").unlink()
    refused = shown(home, digest).stdout
    assert "written last stands in app.sqlite-wal" in refused
    assert "Open the installation once where it may be written" in refused


def test_the_shell_shows_and_says_what_it_cannot_do(home):
    furnished(home)
    closed(home)
    before = files(home)
    listed = as_nobody(home, sys.executable, "-m", "isogloss.cli", "models", "list", "--json")
    assert (listed.returncode, listed.stdout) == (0, "[]\n"), listed.stderr
    for command in (["migrate"], ["worker"], ["serve", "--port", "0"], ["corpora", "add", "/etc/hostname"]):
        done = as_nobody(home, sys.executable, "-m", "isogloss.cli", *command)
        assert done.returncode == 1
        assert "The home folder cannot be written to." in done.stderr
        assert "--read-only" in done.stderr
        assert "Traceback" not in done.stderr
    assert files(home) == before


def test_what_a_reader_opened_as_unchanging_is_opened_anew_once_somebody_writes(home, monkeypatch):
    from isogloss.store import reading

    furnished(home)
    monkeypatch.setattr(reading, "writable", lambda home: False)
    with closing(open_store(home=home, only_read=True)) as shown, shown.app.session() as session:
        assert session.scalars(select(ScoreLabelRow.text)).all() == ["kept"]
        assert session.scalars(select(RunRow)).all() == []
    with closing(open_store(home=home, only_read=True)) as shown:
        with shown.app.session() as session:
            assert session.scalars(select(ScoreLabelRow.text)).all() == ["kept"]
        with closing(open_store(home=home)) as writer:
            with writer.app.session() as session:
                label_ids(session, ["new"])
            with shown.app.session() as session:
                assert sorted(session.scalars(select(ScoreLabelRow.text))) == ["kept", "new"]


def test_without_a_home_and_a_name_the_setting_that_is_lacking_is_named(home):
    """As in a container that runs under a number that no one has."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("ISOGLOSS_", "HOME"))}
    for command in (["models", "list"], ["demo", "--no-serve"], ["migrate"]):
        done = subprocess.run(
            [*NOBODY, sys.executable, "-m", "isogloss.cli", *command],
            env=env, cwd=ROOT, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert done.returncode == 2, done.stderr
        assert "The home folder cannot be found" in done.stderr
        assert "set ISOGLOSS_HOME" in done.stderr
        assert "Traceback" not in done.stderr
    house = home.with_name("house")
    done = as_nobody(house, sys.executable, "-m", "isogloss.cli", "models", "list", "--json")
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr
