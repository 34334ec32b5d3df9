"""Open the store: the app database, the artifacts, and the address the workflow engine gets.

Cheap: engines connect when first used, and migrations cost one query per database once they are done.
"""

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from isogloss.store.artifacts import Artifacts
from isogloss.store.database import Database, Within, postgres_url, sqlite_url
from isogloss.store.database_artifacts import DatabaseArtifacts
from isogloss.store.folder_artifacts import FolderArtifacts
from isogloss.store.migrate import check_newest, keep_write_ahead_log
from isogloss.store.migrate import migrate as run_migrations
from isogloss.store.postgres import check_server
from isogloss.store.private import keep_private, others, tightened
from isogloss.store.reading import writable
from isogloss.vocabulary.errors import Unavailable

log = logging.getLogger("isogloss.store")


@dataclass(frozen=True)
class Store:
    """Everything that is kept. ``jobs_url`` belongs to the workflow engine alone."""

    home: Path
    app: Database
    artifacts: Artifacts
    jobs_url: str
    cache_budget_bytes: int
    _databases: tuple[Database, ...] = ()

    def close(self) -> None:
        """Close all connections; files and rows stay."""
        for database in self._databases:
            database.dispose()


#: A store, or one inside a transaction, which has rows and no artifacts: all that most of those who read and write rows
#: need of it.
AnyStore = Store | Within


def open_store(
    *,
    home: Path,
    database_url: str | None = None,
    artifacts: Literal["database", "folder"] = "database",
    artifacts_folder: Path | None = None,
    cache_budget_bytes: int = 20_000_000_000,
    migrate: bool = True,
    only_read: bool = False,
) -> Store:
    """The store in ``home`` (SQLite, three files) or in Postgres, migrated unless told otherwise.

    With ``only_read`` nothing is migrated or made: Conflict where that would be needed.

    ``artifacts_folder`` is ``home/artifacts`` where ``artifacts`` is ``folder`` and none is given. Raises Refused for
    an address that is not Postgres, Unavailable when the home folder or the database cannot be reached.
    """
    make_home(home) if not only_read else _look_into(home)
    urls = urls_of(home, database_url)
    if database_url is not None and migrate:
        check_server(urls["app"], writing=not only_read)
    if only_read:
        check_newest({"app": urls["app"], "artifacts": urls["artifacts"]})
    elif migrate:
        if database_url is None:
            for file in database_files(home).values():
                keep_private(file, others(home))
        run_migrations({"app": urls["app"], "artifacts": urls["artifacts"]})
        if database_url is None:
            # The workflow engine makes its own tables, but does not set this.
            keep_write_ahead_log(urls["jobs"])
    app = Database(urls["app"], only_read=only_read)
    if artifacts == "folder":
        kept: Artifacts = FolderArtifacts(artifacts_folder or home / "artifacts", make=not only_read)
        databases: tuple[Database, ...] = (app,)
    else:
        second = app if database_url else Database(urls["artifacts"], only_read=only_read)
        kept = DatabaseArtifacts(second)
        databases = (app, second)
    return Store(home, app, kept, urls["jobs"], cache_budget_bytes, databases)


def make_home(home: Path) -> None:
    """Make the home folder, or shut the one that is there to all but its owner. Raises Unavailable where it cannot be
    made or written to."""
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(
            "no_home",
            f"The home folder cannot be made: {error.strerror}.",
            hint="Set ISOGLOSS_HOME to a folder you may write to.",
        ) from error
    if not writable(home):
        raise Unavailable(
            "no_home",
            "The home folder cannot be written to.",
            hint="Set ISOGLOSS_HOME to another, or only show what is there: isogloss serve --read-only.",
        )
    if tightened(home, others(home)):
        log.warning("Others of this machine could look into the home folder %s; now only its owner can.", home)


def _look_into(home: Path) -> None:
    # Tried, not asked: an account may be let in by more than the folder's own bits.
    try:
        next(home.iterdir(), None)
    except FileNotFoundError:
        return
    except OSError as error:
        raise Unavailable(
            "no_home", "The home folder cannot be read.", hint="Set ISOGLOSS_HOME to one that this account may read."
        ) from error


def urls_of(home: Path, database_url: str | None) -> dict[str, str]:
    """The address of each database: three files, or one."""
    if database_url is not None:
        url = postgres_url(database_url)
        return {"app": url, "artifacts": url, "jobs": url}
    return {name: sqlite_url(file) for name, file in database_files(home).items()}


def database_files(home: Path) -> dict[str, Path]:
    """The file of each database of an installation on SQLite."""
    return {name: home / f"{name}.sqlite" for name in ("app", "artifacts", "jobs")}
