"""Which databases a test runs on, where running it on both would prove no more."""

import pytest

#: On SQLite alone: for what the database has no part in.
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
#: On SQLite always, and on Postgres in the slow suite: what the database has a part in, and others prove as well.
POSTGRES_SLOW = pytest.mark.parametrize(
    "database_url",
    ["sqlite", pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.slow])],
    indirect=True,
)


@pytest.fixture
def database_url() -> None:
    """SQLite alone for every test of the module that imports it."""
    return None
