"""Findings that were here before findings could be kept: they came with bundles, and stay what they were."""

import json

from alembic import command
from sqlalchemy import text

from isogloss.findings.by_slug import found
from isogloss.findings.tables import FindingRow
from isogloss.store.database import Database, sqlite_url
from isogloss.store.migrate import alembic_config, migrate


def test_an_imported_finding_survives_the_migration(home, database_url):
    url = database_url or sqlite_url(home / "app.sqlite")
    home.mkdir(exist_ok=True)
    database = Database(url, foreign_keys=False)
    command.upgrade(alembic_config(database.engine, "app"), "0002")
    row = {
        "slug": "abc",
        "title": "t",
        "note": "n",
        "roots": json.dumps(["k"]),
        "rests_on": json.dumps(["r"]),
        "origin": "imported",
        "made_at": "2026-01-02 03:04:05",
        "made_by": "0.1.0",
        "added_at": "2026-02-03 04:05:06",
    }
    with database.session() as session:
        names = ", ".join(row)
        values = ", ".join(f"CAST(:{name} AS JSON)" if name in ("roots", "rests_on") and database_url else f":{name}"
                           for name in row)  # fmt: skip
        session.execute(text(f"INSERT INTO finding ({names}) VALUES ({values})"), row)
    migrate({"app": url})
    with database.session() as session:
        kept = found(session, FindingRow, "abc")
        assert (kept.title, kept.roots, kept.rests_on, kept.origin) == ("t", ["k"], ["r"], "imported")
        assert (kept.tags, kept.kept_by, kept.private, kept.figures, kept.revision) == ([], "", False, [], 1)
        assert kept.changed_at == kept.made_at
        assert (kept.pins, kept.picture, kept.withdrawn_at) == (None, None, None)
    database.dispose()
