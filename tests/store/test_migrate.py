"""Migrations run once, whole, and leave what is stored alone."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, inspect, select, text

from isogloss.store import migrate as module
from isogloss.store.migrate import current, migrate, newest, version_table
from isogloss.store.open import Store, open_store
from isogloss.store.resources import migrations_folder
from isogloss.store.unit_score import UnitScoreRow, write_scores
from isogloss.vocabulary.errors import Conflict, Unavailable
from tests.store.test_unit_score import a_run, some_scores

OPEN = """
import logging, pathlib, sys
logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(name)s %(message)s")
from isogloss.store.open import open_store
sys.stdin.readline()
store = open_store(home=pathlib.Path(sys.argv[1]), database_url=sys.argv[2] or None)
digest = store.artifacts.put(b"x", kind="test")
assert store.artifacts.get(digest) == b"x"
print("opened", "alembic" in sys.modules)
"""


def opener(home: Path, url: str | None) -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    command = [sys.executable, "-W", "error", "-c", OPEN, str(home), url or ""]
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


@pytest.mark.processes
def test_eight_processes_that_start_together_migrate_exactly_once(home, database_url):
    children = [opener(home, database_url) for _ in range(8)]
    for child in children:  # All have imported what they need (or soon will); now they start.
        child.stdin.write("go\n")
        child.stdin.flush()
    ended = [(child, *child.communicate(timeout=120)) for child in children]
    assert all(child.returncode == 0 for child, _, _ in ended), [errors for _, _, errors in ended]
    assert all("opened" in out for _, out, _ in ended)
    upgrades = [line for _, out, _ in ended for line in out.splitlines() if "Running upgrade" in line]
    files = [f for history in ("app", "artifacts") for f in (migrations_folder() / "versions" / history).glob("0*.py")]
    assert len(upgrades) == len(files)


@pytest.mark.processes
def test_a_later_start_does_not_even_load_the_migration_tool(home, database_url):
    open_store(home=home, database_url=database_url).close()
    child = opener(home, database_url)
    out, errors = child.communicate("go\n", timeout=60)
    assert out.splitlines()[-1] == "opened False", errors


def test_a_database_of_a_newer_program_is_refused(store: Store, home, database_url):
    with store.app.session() as session:
        session.execute(text(f"UPDATE {version_table('app')} SET version_num = '9999'"))
    with pytest.raises(Conflict, match="newer Isogloss"):
        open_store(home=home, database_url=database_url)


@pytest.fixture
def next_migration(tmp_path, monkeypatch):
    """Adds an ``app`` migration to a copy of the real ones."""
    copy = tmp_path / "migrations"
    shutil.copytree(migrations_folder(), copy, ignore=shutil.ignore_patterns("__pycache__"))
    last = newest("app")
    file = copy / "versions" / "app" / f"{int(last) + 1:04d}_next.py"

    def add(body: str) -> None:
        lines = "\n".join(f"    {line}" for line in body.strip().splitlines())
        head = (
            f"import sqlalchemy as sa\nfrom alembic import op\nrevision = '{file.name[:4]}'\ndown_revision = '{last}'\n"
        )
        file.write_text(f"{head}def upgrade():\n{lines}\n")
        monkeypatch.setattr(module, "migrations_folder", lambda: copy)

    return add


def reopen(store: Store) -> None:
    url = store.app.engine.url.render_as_string(hide_password=False)
    migrate({"app": url})


def test_a_migration_that_fails_half_way_changes_nothing(store, next_migration):
    before = newest("app")
    next_migration("op.create_table('half', sa.Column('id', sa.Integer()))\nraise RuntimeError('half way')")
    with pytest.raises(RuntimeError, match="half way"):
        reopen(store)
    assert not inspect(store.app.engine).has_table("half")
    with store.app.engine.connect() as connection:
        assert current(connection, "app") == before
    next_migration("op.create_table('whole', sa.Column('id', sa.Integer()))")
    reopen(store)
    assert inspect(store.app.engine).has_table("whole")


def test_rewriting_a_table_does_not_take_the_rows_that_point_at_it(store, next_migration):
    """SQLite changes a table by writing it anew and dropping the old one, which must not cascade."""
    run = a_run(store)
    with store.app.session() as session:
        write_scores(session, run, some_scores(session, 20))
    next_migration(
        "with op.batch_alter_table('run', recreate='auto') as batch:\n"
        "    batch.alter_column('study', type_=sa.String(100), existing_nullable=False)\n"
        "    batch.add_column(sa.Column('extra', sa.Integer()))\n"
    )
    reopen(store)
    assert "extra" in {column["name"] for column in inspect(store.app.engine).get_columns("run")}
    with store.app.session() as session:
        assert session.scalar(select(func.count()).select_from(UnitScoreRow)) == 20


def test_a_start_while_another_process_migrates_waits_for_it(store, next_migration, monkeypatch):
    """With no patience left it says so instead of going on with half a database."""
    next_migration("pass")
    monkeypatch.setattr(module, "PATIENCE_S", 0.2)
    held = module._file_lock if store.app.dialect == "sqlite" else module._advisory_lock
    with held(store.app), pytest.raises(Unavailable, match="busy"):
        reopen(store)
    reopen(store)
