"""Behind a pooler: pgbouncer, which gives each transaction whatever connection is free."""

import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager

import psycopg
import pytest
from sqlalchemy import text

from isogloss.runs import durable
from isogloss.runs.asking.requests import ask_run
from isogloss.store.database import postgres_url
from isogloss.store.open import open_store
from isogloss.store.postgres import pooled
from isogloss.store.unit_score import label_ids
from isogloss.vocabulary.errors import Refused
from tests.runs.processes import until_status, workers_of
from tests.runs.toy import STUDY
from tests.store.cluster import Cluster, _free_port, private_cluster

pytestmark = [pytest.mark.postgres, pytest.mark.processes]
_PROGRAM = shutil.which("pgbouncer") or shutil.which("/usr/sbin/pgbouncer")
needs_pgbouncer = pytest.mark.skipif(_PROGRAM is None, reason="no pgbouncer on this machine")


@contextmanager
def pooler(cluster: Cluster, mode: str) -> Iterator[str]:
    """The address of the cluster's database behind a pooler of this mode."""
    port = _free_port()
    settings = cluster.folder / f"{mode}.ini"
    settings.write_text(
        f"[databases]\npostgres = host=127.0.0.1 port={cluster.port} user=postgres\n[pgbouncer]\n"
        f"listen_addr = 127.0.0.1\nlisten_port = {port}\nauth_type = any\npool_mode = {mode}\nunix_socket_dir =\n"
        "default_pool_size = 3\n"
    )
    command = [str(_PROGRAM), "-q", str(settings)]
    silent = subprocess.DEVNULL
    process = subprocess.Popen(command, user=cluster.user, cwd=cluster.folder, stdout=silent, stderr=silent)
    url = f"postgresql://x@127.0.0.1:{port}/postgres"
    try:
        for _ in range(200):
            try:
                psycopg.connect(url, autocommit=True).close()
                break
            except psycopg.OperationalError:
                time.sleep(0.05)
        yield url
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A server for all of these tests."""
    with private_cluster() as cluster:
        yield cluster


@needs_pgbouncer
def test_a_whole_house_works_behind_a_pooler_of_transactions(cluster, home, tmp_path):
    """Migrating, many threads at once, the workflow engine, a run: on three connections of the server."""
    with pooler(cluster, "transaction") as url:
        with closing(open_store(home=home, database_url=url)) as store, workers_of(tmp_path, home, url) as workers:

            def write(n: int) -> None:
                for i in range(10):
                    with store.app.session() as session:
                        label_ids(session, [f"{n}.{i}"])
                        session.execute(text("SELECT count(*) FROM score_label")).scalar()

            with ThreadPoolExecutor(6) as threads:
                list(threads.map(write, range(6)))
            with store.app.session() as session:
                assert pooled(session.connection())
            worker = workers.start()
            asked = ask_run(store, STUDY, {"steps": 3}, "ann")
            assert until_status(store, asked.key, "done", "failed").status == "done"
            assert "could not" not in worker.log.read_text()
        # While the pooler still holds its connections: a lock that outlived its transaction stands on one that is idle.
        with psycopg.connect(cluster.url()) as direct:
            idle = "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle' AND backend_type = 'client backend'"
            assert direct.execute(idle).fetchone() != (0,)
            assert locks_of_idle_sessions(direct) == []


def locks_of_idle_sessions(direct):
    """The numbers of the advisory locks on sessions that do nothing."""
    held = "SELECT objid FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory' AND state = 'idle'"
    return [number for (number,) in direct.execute(held)]


@needs_pgbouncer
def test_making_the_engines_tables_leaves_no_lock_and_no_timeout_on_what_others_get_next(cluster):
    """Beside others' transactions, so that an unlocking would meet another connection than the locking did."""
    over = threading.Event()

    def others(url):
        with psycopg.connect(url, autocommit=True, prepare_threshold=None) as connection:
            while not over.is_set():
                connection.execute("SELECT pg_sleep(0.003)")

    with (
        pooler(cluster, "transaction") as url,
        ThreadPoolExecutor(2) as threads,
        psycopg.connect(cluster.url(), autocommit=True) as direct,
    ):
        busy = [threads.submit(others, url) for _ in range(2)]
        try:
            for _ in range(3):
                direct.execute("DROP SCHEMA IF EXISTS dbos CASCADE")
                durable.prepare(postgres_url(url))
                assert direct.execute("SELECT count(*) FROM dbos.workflow_status").fetchone() == (0,)
                durable.prepare(postgres_url(url))  # and again, when all is there
        finally:
            over.set()
        for one in busy:
            one.result()
        assert locks_of_idle_sessions(direct) == []
        with ExitStack() as together:  # all the connections that the pooler holds
            for _ in range(3):
                given = together.enter_context(psycopg.connect(url))
                assert given.execute("SHOW idle_in_transaction_session_timeout").fetchone() == ("0",)


@needs_pgbouncer
def test_a_pooler_of_statements_is_refused(cluster, home):
    with pooler(cluster, "statement") as url:
        with pytest.raises(Refused, match="hands out statements one by one") as caught:
            open_store(home=home, database_url=url)
        assert "pool_mode" in caught.value.hint


@needs_pgbouncer
def test_what_a_pooler_does_not_know_is_named(cluster, home):
    with pooler(cluster, "transaction") as url:
        with pytest.raises(Refused, match="knows no such database"):
            open_store(home=home, database_url=url.replace("/postgres", "/nowhere"))
        with pytest.raises(Refused, match="options"):
            open_store(home=home, database_url=f"{url}?options=-csearch_path%3Dpublic")


def test_a_server_without_a_pooler_is_known_as_such(postgres, home):
    with closing(open_store(home=home, database_url=postgres)) as store, store.app.session() as session:
        assert not pooled(session.connection())
        assert durable._patience_s(store.jobs_url) > 0
