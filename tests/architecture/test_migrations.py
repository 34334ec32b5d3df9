"""The migrations make exactly the tables the code declares, on both databases, and are only ever appended."""

import json
import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import JSON, Boolean, DateTime, Float, Integer, LargeBinary, String, inspect, text
from sqlalchemy.types import TypeDecorator

from isogloss.store.database import Database
from isogloss.store.migrate import alembic_config, newest, version_table
from isogloss.store.open import Store
from isogloss.store.resources import migrations_folder
from isogloss.vocabulary.digest import digest_file
from migrations.new import HISTORIES, declared

PORTABLE = (JSON, Boolean, DateTime, Float, Integer, LargeBinary, String)


def database_of(store: Store, history: str) -> Database:
    return store.app if history == "app" else store.artifacts.database


@pytest.mark.parametrize("history", HISTORIES)
def test_migrations_make_the_tables_the_code_declares(store, history):
    metadata = declared(history)
    # On Postgres both histories share a database: the other one's tables are not superfluous here.
    others = {name for other in HISTORIES for name in declared(other).tables} - set(metadata.tables)
    others |= {version_table(other) for other in HISTORIES}

    def ours(item, name, kind, _reflected, _compared) -> bool:
        return not (kind == "table" and name in others)

    with database_of(store, history).engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": ours})
        differences = compare_metadata(context, metadata)
    assert not differences, f"write a migration: python migrations/new.py {history} 'what changes'"


@pytest.mark.parametrize("history", HISTORIES)
def test_the_details_that_a_comparison_does_not_see_are_there_too(store, history):
    """Foreign keys with their rules, table options of SQLite."""
    database = database_of(store, history)
    found = inspect(database.engine)
    for table in declared(history).tables.values():
        rules = {
            (tuple(k["constrained_columns"]), k["options"].get("ondelete")) for k in found.get_foreign_keys(table.name)
        }
        assert rules == {(tuple(k.column_keys), k.ondelete) for k in table.foreign_key_constraints}, table.name
        if database.dialect == "sqlite":
            with database.session() as session:
                query = text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :name")
                sql = session.execute(query, {"name": table.name}).scalar_one()
            assert ("WITHOUT ROWID" in sql) == (table.dialect_options["sqlite"]["with_rowid"] is False), table.name
            assert ("AUTOINCREMENT" in sql) == bool(table.dialect_options["sqlite"]["autoincrement"]), table.name


@pytest.mark.parametrize("history", HISTORIES)
def test_revisions_are_numbered_in_one_line_and_named_by_their_files(history, tmp_path):
    database = Database(f"sqlite:///{tmp_path}/unused.sqlite")
    revisions = list(ScriptDirectory.from_config(alembic_config(database.engine, history)).walk_revisions())[::-1]
    assert [r.revision for r in revisions] == [f"{n + 1:04d}" for n in range(len(revisions))]
    assert [r.down_revision for r in revisions] == [None, *(r.revision for r in revisions[:-1])]
    assert all(Path(r.path).name.startswith(f"{r.revision}_") for r in revisions)
    assert newest(history) == revisions[-1].revision


@pytest.mark.parametrize("history", HISTORIES)
def test_migrations_do_not_depend_on_code_that_will_change(history, tmp_path):
    database = Database(f"sqlite:///{tmp_path}/unused.sqlite")
    for revision in ScriptDirectory.from_config(alembic_config(database.engine, history)).walk_revisions():
        assert not re.search(r"\bisogloss\.", Path(revision.path).read_text(encoding="utf-8")), revision.path


@pytest.mark.parametrize("history", HISTORIES)
def test_every_column_has_a_portable_type_and_every_constraint_a_name(history):
    for table in declared(history).tables.values():
        for column in table.columns:
            plain = column.type.impl if isinstance(column.type, TypeDecorator) else column.type
            assert isinstance(plain, PORTABLE), f"{table.name}.{column.name} is {plain!r}"
        assert all(item.name for item in (*table.constraints, *table.indexes)), table.name
        assert all(len(item.name) <= 63 for item in (*table.constraints, *table.indexes)), table.name


def test_the_two_histories_share_no_table():
    assert not set(declared("app").tables) & set(declared("artifacts").tables)


def test_a_migration_once_written_is_never_changed():
    """Databases in the world have applied it; what is wrong in it is put right by the next one."""
    folder = migrations_folder() / "versions"
    found = {file.relative_to(folder).as_posix(): digest_file(file)[:16] for file in folder.glob("*/[0-9]*.py")}
    kept = json.loads(Path(__file__).with_name("migration_digests.json").read_text(encoding="utf-8"))
    assert {name: found.get(name) for name in kept} == kept
    assert set(found) == set(kept), f"a new migration: add its digest to migration_digests.json: {found}"
