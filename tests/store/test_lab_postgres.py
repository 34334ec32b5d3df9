"""Postgres as labs run it: what it refuses is one sentence with its mend, and nobody waits for what will not come."""

import socket
from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest
from sqlalchemy import make_url, text

from isogloss.runs import durable
from isogloss.store.database import Database, postgres_url
from isogloss.store.open import open_store
from isogloss.store.postgres import check_kind, meaning
from isogloss.vocabulary.errors import IsoglossError, Refused, Unavailable
from tests.store.cluster import Cluster, private_cluster

SETUP = """
CREATE ROLE weak LOGIN; CREATE DATABASE c;
CREATE ROLE locked LOGIN PASSWORD 'right';
CREATE ROLE asleep NOLOGIN;
CREATE ROLE crowded LOGIN CONNECTION LIMIT 0;
CREATE ROLE reader LOGIN; ALTER ROLE reader SET default_transaction_read_only = on;
CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0;
CREATE DATABASE ascii ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0;
CREATE DATABASE shut; REVOKE CONNECT ON DATABASE shut FROM PUBLIC;
CREATE DATABASE taken; CREATE DATABASE fresh
"""


def on_a_server(test):
    """Marks what starts a server of its own."""
    return pytest.mark.postgres(pytest.mark.processes(test))


@pytest.fixture(scope="module")
def lab() -> Iterator[Cluster]:
    """A server of the tests' own with roles and databases in every bad state."""
    with private_cluster() as cluster:
        with psycopg.connect(cluster.url(), autocommit=True) as connection:
            for statement in SETUP.split(";"):
                connection.execute(statement)
        rules = cluster.folder / "data" / "pg_hba.conf"
        rules.write_text("host all locked all scram-sha-256\nhost all barred all reject\n" + rules.read_text())
        cluster._run("pg_ctl", "reload")
        yield cluster


def refused(home, url: str) -> IsoglossError:
    with pytest.raises(IsoglossError) as caught:
        open_store(home=home, database_url=url)
    assert "by itself" not in caught.value.hint.replace("by themselves", "")
    assert caught.value.hint.strip()
    assert "\n" not in caught.value.message
    return caught.value


def address(lab: Cluster, role: str, database: str = "c", more: str = "") -> str:
    return f"postgresql://{role}@127.0.0.1:{lab.port}/{database}{more}"


@on_a_server
@pytest.mark.parametrize(
    ("role", "database", "more", "said", "mend"),
    [
        ("locked:wrong", "c", "", "does not take this name and password (role “locked”)", "%40"),
        ("locked", "c", "", "asks for a password", "user:password@host"),
        ("nobody", "c", "", "knows no role “nobody”", "CREATE ROLE"),
        ("asleep", "c", "", "“asleep” may not log in", "ALTER ROLE"),
        ("weak", "nowhere", "", "no database “nowhere”", "CREATE DATABASE"),
        ("weak", "shut", "", "may not connect to the database “shut”", "GRANT CONNECT"),
        ("barred", "c", "", "lets nobody of this name in", "pg_hba.conf"),
        ("barred", "c", "?sslmode=disable", "lets nobody of this name in", "sslmode=require"),
        ("weak", "c", "?sslmode=require", "without encryption only", "Take sslmode out"),
        ("postgres", "latin", "", "keeps text as LATIN1", "UTF8"),
        ("postgres", "ascii", "", "keeps text as SQL_ASCII", "UTF8"),
        ("reader", "c", "", "takes no writes: its role may only read", "--read-only"),
        ("crowded", "c", "", "no connection left", "max_connections"),
        ("weak", "c", "?colour=red", "no option “colour”", "behind the ?"),
        ("weak", "c", "?sslmode=maybe", "sslmode, has no such value", "behind the ?"),
        ("weak", "c", "?options=-csearch_path%3Dnowhere", "schema that the database URL names", "search_path"),
    ],
)
def test_what_a_server_refuses_is_one_sentence_and_its_mend(lab, home, role, database, more, said, mend):
    error = refused(home, address(lab, role, database, more))
    assert said in error.message
    assert mend in error.hint
    assert "right" not in str(error) and "wrong" not in str(error)  # no password is repeated


@on_a_server
def test_a_role_without_the_right_to_make_tables_hears_every_grant_it_lacks_once(lab, home):
    error = refused(home, address(lab, "weak"))
    assert error.message == "The role weak may not make tables in the schema public of the database c."
    assert "GRANT CREATE ON SCHEMA public TO weak; GRANT CREATE ON DATABASE c TO weak;" in error.hint
    with psycopg.connect(address(lab, "postgres"), autocommit=True) as connection:
        connection.execute("GRANT CREATE ON SCHEMA public TO weak")
    with closing(open_store(home=home, database_url=address(lab, "weak"))) as store:
        with pytest.raises(Refused, match="may not make the schema dbos of the database c") as caught:
            durable.prepare(store.jobs_url)
        assert caught.value.hint.endswith("run: GRANT CREATE ON DATABASE c TO weak;")
        with psycopg.connect(address(lab, "postgres"), autocommit=True) as connection:
            connection.execute("GRANT CREATE ON DATABASE c TO weak")
        durable.prepare(store.jobs_url)
        durable.prepare(store.jobs_url)


@on_a_server
def test_a_role_that_may_not_use_anothers_tables_is_told_so(lab, home):
    open_store(home=home, database_url=address(lab, "postgres", "taken")).close()
    with closing(open_store(home=home, database_url=address(lab, "postgres", "taken"))):
        error = refused(home, address(lab, "weak", "taken"))
    assert "permission denied for table" in error.message
    assert "GRANT" in error.hint


@on_a_server
def test_only_showing_asks_for_no_right_to_write(lab, home):
    open_store(home=home, database_url=address(lab, "postgres", "fresh")).close()
    with psycopg.connect(address(lab, "postgres", "fresh"), autocommit=True) as connection:
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
    with closing(open_store(home=home, database_url=address(lab, "reader", "fresh"), only_read=True)) as store:
        with store.app.session() as session:
            assert session.execute(text("SELECT count(*) FROM run")).scalar() == 0
        with pytest.raises(Unavailable), store.app.session() as session:
            session.execute(text("DELETE FROM run"))


def test_a_port_where_nobody_listens_and_one_where_somebody_else_does(home):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        error = refused(home, f"postgresql://x@127.0.0.1:{probe.getsockname()[1]}/x")
    assert "No Postgres answers at 127.0.0.1:" in error.message
    assert "no machine" in refused(home, "postgresql://x@no-such-host.invalid/x").message.lower()


def test_how_long_to_wait_for_a_connection_is_for_the_address_to_say(lab, home):
    url = address(lab, "postgres", "fresh", "?connect_timeout=7&keepalives_idle=21")
    with closing(open_store(home=home, database_url=url)) as store, store.app.session() as session:
        said = session.connection().connection.dbapi_connection.info.get_parameters()
    assert (said["connect_timeout"], said["keepalives_idle"], said["keepalives_count"]) == ("7", "21", "3")


def test_a_socket_that_is_not_there(home, tmp_path):
    error = refused(home, f"postgresql:///x?host={tmp_path}")
    assert f"at the socket {tmp_path}/.s.PGSQL.5432" in error.message


@on_a_server
def test_a_socket_that_is_there(lab, home):
    url = f"postgresql://postgres@/fresh?host={lab.folder}&port={lab.port}"
    open_store(home=home, database_url=url).close()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg", "postgresql+psycopg2"])
def test_any_spelling_of_postgres_gets_our_driver(scheme):
    assert postgres_url(f"{scheme}://u:p@h/d") == "postgresql+psycopg://u:p@h/d"


@pytest.mark.parametrize(
    "url", ["postgress://h/d", "mysql://h/d", "h/d", "sqlite:///x", "", "postgresql://h:port/d", "'postgresql://h/d'"]
)
def test_what_is_no_address_of_postgres_is_refused_without_repeating_it(url):
    with pytest.raises(Refused, match="not a Postgres address"):
        postgres_url(url)


@pytest.mark.parametrize("url", ["postgresql://h", "postgresql://h/", "postgres://u:p@h:5432"])
def test_an_address_without_a_database_is_refused(url, monkeypatch):
    monkeypatch.delenv("PGDATABASE", raising=False)
    with pytest.raises(Refused, match="no database on it"):
        postgres_url(url)


def test_a_server_that_is_too_old_is_refused():
    with pytest.raises(Refused, match="Postgres 11, and Isogloss needs 13"):
        check_kind(110_022, "UTF8", "d")
    check_kind(130_000, "UTF8", "d")


def test_words_that_we_do_not_know_are_quoted():
    words = "connection failed: FATAL:  Passwort-Authentifizierung für Benutzer »weak« fehlgeschlagen"
    error = meaning(words, make_url("postgresql://weak:secret@h/d"))
    assert "refuses the connection: Passwort-Authentifizierung für Benutzer »weak« fehlgeschlagen." in error.message
    assert "secret" not in str(error)


@on_a_server
def test_a_house_that_loses_its_role_while_it_is_open_says_no_names(lab, home):
    with psycopg.connect(address(lab, "postgres"), autocommit=True) as connection:
        connection.execute("CREATE ROLE leaving LOGIN SUPERUSER")
        with closing(open_store(home=home, database_url=address(lab, "leaving", "fresh"))) as store:
            connection.execute("ALTER ROLE leaving NOLOGIN")
            store.app.dispose()
            with pytest.raises(Unavailable, match="lets Isogloss in no more") as caught, store.app.session() as session:
                session.execute(text("SELECT 1"))
            assert "leaving" not in str(caught.value)


@on_a_server
def test_no_statement_is_prepared_on_any_connection_of_the_process(lab):
    database = Database(address(lab, "postgres", "fresh"))
    with database.session() as session:
        for n in range(12):
            session.execute(text("SELECT :n"), {"n": n})
        assert session.execute(text("SELECT count(*) FROM pg_prepared_statements")).scalar() == 0
    engine = durable.JobEngine
    database.dispose()
    store_url = postgres_url(address(lab, "postgres", "fresh"))
    durable.prepare(store_url)
    jobs = engine(store_url)
    with jobs._client._sys_db.engine.connect() as connection:
        assert connection.connection.dbapi_connection.prepare_threshold is None
    jobs.close()


@on_a_server
def test_a_standby_may_be_shown_and_not_worked_in(home):
    with private_cluster() as cluster:
        open_store(home=home, database_url=cluster.url()).close()
        cluster.stop()
        signal = cluster.folder / "data" / "standby.signal"
        signal.touch()
        cluster.start()
        assert "it is a standby" in refused(home, cluster.url()).message
        open_store(home=home, database_url=cluster.url(), only_read=True).close()
