"""The database goes away and comes back."""

import contextlib

import psycopg
import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from isogloss.store.database import Database
from isogloss.store.failures import translated
from isogloss.store.folder_artifacts import FolderArtifacts
from isogloss.store.open import open_store
from isogloss.store.unit_score import ScoreLabelRow, label_ids
from isogloss.vocabulary.errors import Unavailable
from tests.store.cluster import private_cluster


@pytest.mark.postgres
@pytest.mark.processes
def test_a_postgres_that_stops_is_unavailable_and_works_again_once_it_is_back(home):
    with private_cluster() as cluster, contextlib.closing(open_store(home=home, database_url=cluster.url())) as store:
        digest = store.artifacts.put(b"before", kind="test")
        with pytest.raises(Unavailable), store.app.session() as session:
            label_ids(session, ["half"])
            cluster.stop()  # In the middle of a transaction.
            label_ids(session, ["rest"])
        with pytest.raises(Unavailable, match="cannot reach the database"):
            store.artifacts.get(digest)
        with pytest.raises(Unavailable):
            store.artifacts.put(b"meanwhile", kind="test")
        with pytest.raises(Unavailable):
            open_store(home=home, database_url=cluster.url())
        cluster.start()
        assert store.artifacts.get(digest) == b"before"
        assert store.artifacts.get(store.artifacts.put(b"meanwhile", kind="test")) == b"meanwhile"
        with store.app.session() as session:
            assert session.scalars(select(ScoreLabelRow.text)).all() == []
            assert set(label_ids(session, ["a", "b"])) == {"a", "b"}


@pytest.mark.postgres
@pytest.mark.processes
def test_a_copy_cut_off_by_the_server_is_unavailable(home):
    from tests.store.test_unit_score import a_run, some_scores, write_scores

    with private_cluster() as cluster, contextlib.closing(open_store(home=home, database_url=cluster.url())) as store:
        run = a_run(store)
        with pytest.raises(Unavailable), store.app.session() as session:
            rows = some_scores(session, n=50)
            cluster.stop()
            write_scores(session, run, rows)
        cluster.start()


def test_a_server_that_was_never_there_is_unavailable():
    with pytest.raises(Unavailable), Database("postgresql://nobody@127.0.0.1:1/none").session() as session:
        session.execute(select(1))


def test_an_sqlite_file_that_cannot_be_opened_is_unavailable(tmp_path):
    with pytest.raises(Unavailable), Database(f"sqlite:///{tmp_path}/no/such/folder/a.sqlite").session() as session:
        session.execute(select(1))


def test_a_folder_whose_disk_went_away_is_unavailable_and_works_again_once_it_is_back(tmp_path):
    artifacts = FolderArtifacts(tmp_path / "mounted")
    digest = artifacts.put(b"before", kind="test")
    (tmp_path / "mounted").rename(tmp_path / "elsewhere")
    (tmp_path / "mounted").mkdir()  # An unmounted disk leaves an empty folder behind.
    for use in (
        lambda: artifacts.get(digest),
        lambda: artifacts.exists(digest),
        lambda: artifacts.put(b"x", kind="test"),
    ):
        with pytest.raises(Unavailable, match="artifact folder"):
            use()
    assert list((tmp_path / "mounted").iterdir()) == []
    (tmp_path / "mounted").rmdir()
    (tmp_path / "elsewhere").rename(tmp_path / "mounted")
    assert artifacts.get(digest) == b"before"


SOCKET = 'connection failed: connection to server on socket "/run/postgresql/.s.PGSQL.5432" failed: '


@pytest.mark.parametrize(
    "words",
    [
        f"{SOCKET}No such file or directory\n\tIs the server running locally and accepting connections?",
        f"{SOCKET}Connection refused\n\tIs the server running locally and accepting connections?",
        f"{SOCKET}FATAL:  the database system is starting up",
        f"{SOCKET}FATAL:  the database system is shutting down",
        f"{SOCKET}FATAL:  the database system is not yet accepting connections",
        "[Errno -3] failed to resolve host 'postgres': Temporary failure in name resolution",
        'could not translate host name "postgres" to address: Name or service not known',
        "received invalid response to SSL negotiation: H",
    ],
)
def test_a_server_that_starts_anew_is_waited_for_wherever_it_listens(words):
    public = translated(OperationalError("SELECT 1", {}, psycopg.OperationalError(words)))
    assert (type(public), public.code) == (Unavailable, "unavailable")


def test_a_role_that_was_taken_away_is_no_server_that_starts_anew():
    words = f'{SOCKET}FATAL:  role "house" does not exist'
    assert translated(OperationalError("SELECT 1", {}, psycopg.OperationalError(words))).code == "database_refused"
