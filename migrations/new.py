"""Write the next migration: ``python migrations/new.py app "What changes"`` (or ``artifacts``).

It compares the declared tables with the newest revision, on an SQLite file of its own. Read what it wrote before
committing it: a renamed column looks like one dropped and one added. Migrations are only ever appended.
"""

import argparse
import re
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import MetaData
from sqlalchemy.types import TypeDecorator

import isogloss
from isogloss.store.base import ArtifactBase, Base
from isogloss.store.database import Database, sqlite_url
from isogloss.store.migrate import alembic_config, migrate, newest

HISTORIES: dict[str, type[Base] | type[ArtifactBase]] = {"app": Base, "artifacts": ArtifactBase}

_DECLARES = re.compile(r"^class \w+\((?:Artifact)?Base\):", re.MULTILINE)


def declared(history: str) -> MetaData:
    """Every table the package declares for ``app`` or ``artifacts``; imports the modules that do."""
    package = Path(isogloss.__file__).parent
    for file in sorted(package.rglob("*.py")):
        if _DECLARES.search(file.read_text(encoding="utf-8")):
            import_module(".".join(("isogloss", *file.relative_to(package).with_suffix("").parts)))
    return HISTORIES[history].metadata


def plain_type(kind: str, item: Any, _context: Any) -> str | bool:
    """Our column types as what they are in the database: a migration must not change when our code does."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


def write(history: str, message: str, config: Config) -> None:
    """One new file in ``migrations/versions/<history>``."""
    number = f"{int(newest(history) or 0) + 1:04d}"
    config.set_main_option("file_template", f"{number}_%%(slug)s")
    config.attributes |= {"metadata": declared(history), "render_item": plain_type}
    command.revision(config, message, autogenerate=True, rev_id=number)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("history", choices=sorted(HISTORIES))
    parser.add_argument("message")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = sqlite_url(Path(folder) / "scratch.sqlite")
        migrate({asked.history: url})
        database = Database(url)
        write(asked.history, asked.message, alembic_config(database.engine, asked.history))
        database.dispose()


if __name__ == "__main__":
    main()
