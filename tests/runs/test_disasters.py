"""The database goes away and comes back under a running worker; the disk is full. Nothing half-written, and again."""

import contextlib
import json
import resource
import sys

import pytest
from sqlalchemy import func, select

from isogloss.runs.asking.requests import ask_run
from isogloss.runs.rows.reading import read_result, status
from isogloss.runs.rows.tables import RunArtifactRow
from isogloss.store.open import open_store
from tests.runs.processes import executed, until, until_status, workers_of
from tests.runs.toy import STUDY
from tests.store.cluster import private_cluster

pytestmark = pytest.mark.processes


@pytest.mark.postgres
def test_a_run_waits_for_a_database_that_comes_back_and_repeats_no_finished_step(tmp_path, home, side_file):
    with private_cluster() as cluster:
        url = cluster.url()
        with (
            contextlib.closing(open_store(home=home, database_url=url)) as store,
            workers_of(tmp_path, home, url) as all,
        ):
            worker = all.start()
            assert worker.name
            params = {"steps": 5, "seconds": 0.8, "side_file": str(side_file)}
            key = ask_run(store, STUDY, params, "ann").key
            until(lambda: len(executed(side_file)) == 2, 30, "step 2")
            cluster.stop()
            until(lambda: "could not beat" in worker.log.read_text(), 20, "a missed beat")
            assert worker.process.poll() is None
            cluster.start()
            run = until_status(store, key, "done", seconds=90)
            assert [step for step, _ in executed(side_file)] == [1, 2, 3, 4, 5]
            assert run.attempt == 1
            assert json.loads(read_result(store, key)[0])["digests"]


#: A worker none of whose files may grow beyond so many bytes.
LIMITED = """
import os, resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
os.execv(sys.argv[2], sys.argv[2:])
"""


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="no file-size limits here")
def test_a_disk_that_is_full_fails_the_run_in_words_and_keeps_nothing_of_it(tmp_path, home, side_file):
    with contextlib.closing(open_store(home=home)) as store, workers_of(tmp_path, home, None) as all:
        worker = all.start(prefix=(sys.executable, "-c", LIMITED, str(6 << 20)))
        assert worker.name
        params = {"steps": 3, "bulk": 20 << 20, "side_file": str(side_file)}
        key = ask_run(store, STUDY, params, "ann").key
        run = until_status(store, key, "failed", seconds=90)
        assert run.error.code == "out_of_space", run.error
        with store.app.session() as session:
            assert session.scalar(select(func.count()).select_from(RunArtifactRow)) == 0
        worker.stop()
        assert all.start().name
        assert ask_run(store, STUDY, params, "ann").attempt == 2
        assert until_status(store, key, "done", seconds=90).attempt == 2
        assert status(store, key).error is None
