"""What all tests share: a home folder, both databases, an open store, the real data where it is at hand."""

import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from sqlalchemy import URL, create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from isogloss.store.database import postgres_url
from isogloss.store.migrate import version_table
from isogloss.store.open import Store, open_store
from tests.ci_gate import NO_SHARED_DATA

# How long an example took says nothing on a busy machine; pytest's own timeout is the one limit.
hypothesis.settings.register_profile("isogloss", deadline=None)
hypothesis.settings.load_profile("isogloss")

#: The server the tests make databases of their own in; nothing that is already there is touched.
_POSTGRES = os.environ.get("ISOGLOSS_TEST_POSTGRES") or "postgresql://127.0.0.1:5432/postgres"

#: From dependencies.md: the GPU process and background traffic of a browser nobody sits at.
_CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def _server() -> URL:
    url = make_url(postgres_url(_POSTGRES))
    return url if url.username else url.set(username=os.environ.get("PGUSER") or os.environ.get("USER") or "root")


def _execute(database: str | None, *statements: str) -> list[str]:
    """Run statements one by one; returns the first column of the last one's answer."""
    url = _server() if database is None else _server().set(database=database)
    engine = create_engine(url, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3})
    try:
        with engine.connect() as connection:
            answers = [connection.execute(text(statement)) for statement in statements]
            return list(answers[-1].scalars()) if answers and answers[-1].returns_rows else []
    finally:
        engine.dispose()


def _empty(name: str) -> None:
    """Make a database as new: dropping it would cost a checkpoint, up to a second each."""
    _execute(None, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    own = "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'"
    schemas = _execute(name, own)
    _execute(name, *(f'DROP SCHEMA "{schema}" CASCADE' for schema in schemas), "CREATE SCHEMA public")


#: Makes a migrated database as it was when it had just been migrated: rows go, identities begin anew.
_EMPTIED = """
DO $$
DECLARE name text; filled boolean;
BEGIN
  SET LOCAL session_replication_role = replica;  -- No order between tables.
  FOR name IN SELECT schemaname FROM pg_tables WHERE schemaname !~ '^(pg_|public$|information_schema$)' GROUP BY 1 LOOP
    EXECUTE format('DROP SCHEMA %I CASCADE', name);
  END LOOP;
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename !~ '_version$' LOOP
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', name) INTO filled;
    IF filled THEN EXECUTE format('DELETE FROM %I', name); END IF;
  END LOOP;
  PERFORM setval(c.oid, 1, false) FROM pg_class c WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace;
END $$
"""
#: What its tables look like, and which revision it says it has: a test may have changed that.
_SHAPE = f"""
SELECT concat_ws(
  ' ', (SELECT version_num FROM {version_table("app")}), (SELECT version_num FROM {version_table("artifacts")}),
  md5(string_agg(concat_ws(' ', relname, attname, atttypid, attnotnull), ',' ORDER BY relname, attnum))
)
FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
WHERE relnamespace = 'public'::regnamespace AND attnum > 0
"""


@pytest.fixture(autouse=True)
def _own_environment() -> Iterator[None]:
    """What a test's code puts into the environment, as the command line does, is gone with it."""
    before = dict(os.environ)
    yield
    for name in os.environ.keys() - before.keys():
        del os.environ[name]
    os.environ.update(before)


@pytest.fixture(scope="session")
def _databases() -> Iterator[list[str]]:
    """Empty databases that earlier tests have made."""
    names: list[str] = []
    yield names
    for name in names:
        _execute(None, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def _migrated() -> Iterator[dict[str, list[str]]]:
    """Databases with tables and no rows that earlier tests have made, and the shape of their tables."""
    names: dict[str, list[str]] = {}
    yield names
    for name in names:
        _execute(None, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def _migrated_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose databases have tables and no rows: migrating anew is most of what a small test would take."""
    home = tmp_path_factory.mktemp("migrated") / "home"
    open_store(home=home).close()
    return home


@pytest.fixture
def postgres(request: pytest.FixtureRequest, _databases: list[str]) -> Iterator[str]:
    """The address of an empty Postgres database of the test's own."""
    name = _databases.pop() if _databases else _new_database()
    try:
        yield _server().set(database=name).render_as_string(hide_password=False)
    finally:
        if request.node.get_closest_marker("processes"):
            # A process that outlived its test must not find its way into the next one's database.
            _execute(None, f"DROP DATABASE {name} WITH (FORCE)")
        else:
            _empty(name)
            _databases.append(name)


@pytest.fixture
def _migrated_postgres(
    request: pytest.FixtureRequest, _migrated: dict[str, list[str]], tmp_path: Path
) -> Iterator[str]:
    """The address of a Postgres database of the test's own that is migrated and empty."""
    name, shape = _migrated.popitem() if _migrated else (_new_database(), [])
    url = _server().set(database=name).render_as_string(hide_password=False)
    if not shape:
        open_store(home=tmp_path / "migrating", database_url=url).close()
        shape = _execute(name, _SHAPE)
    yield url
    if not request.node.get_closest_marker("processes"):
        _execute(None, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        if _execute(name, _EMPTIED, _SHAPE) == shape:
            _migrated[name] = shape
            return
    _execute(None, f"DROP DATABASE {name} WITH (FORCE)")


def _new_database() -> str:
    name = f"isogloss_test_{uuid.uuid4().hex[:12]}"
    try:
        _execute(None, f"CREATE DATABASE {name}")
    except OperationalError as error:
        pytest.skip(f"no Postgres for tests (set ISOGLOSS_TEST_POSTGRES): {str(error.orig).splitlines()[0]}")
    return name


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str | None:
    """What ISOGLOSS_DATABASE_URL would be: None for SQLite files in ``home``, or an empty Postgres database; it is
    migrated where the test opens the store in it anyway."""
    if request.param == "sqlite":
        return None
    return str(request.getfixturevalue("_migrated_postgres" if "store" in request.fixturenames else "postgres"))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty ISOGLOSS_HOME."""
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)  # as Isogloss makes it; another one is shut, and said
    return folder


@pytest.fixture
def store(home: Path, database_url: str | None, _migrated_home: Path) -> Iterator[Store]:
    """An open, migrated store on either database; artifacts are in the database."""
    if database_url is None:
        for file in _migrated_home.glob("*.sqlite"):
            shutil.copy2(file, home)
    opened = open_store(home=home, database_url=database_url)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder with real corpora and models beside the repository; the test is skipped without it."""
    folder = Path(os.environ.get("ISOGLOSS_TEST_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(NO_SHARED_DATA)
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A real Chromium. There is one for the whole session: Playwright refuses to start twice in one thread, and leaves
    its event loop running in this one until it ends, so a test with an event loop of its own needs another thread."""
    sync_api = pytest.importorskip("playwright.sync_api")
    chromium = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)
    if chromium is None:
        pytest.skip("no Chromium on this machine")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(_CHROMIUM_ARGUMENTS))
        yield browser
        browser.close()
