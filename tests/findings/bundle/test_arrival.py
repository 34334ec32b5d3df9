"""A bundle meets a house that holds something already: what is there stays, and what stands in the way is named."""

import json
import resource
import signal
import subprocess
import sys
import threading
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import select

from isogloss.corpora.concepts import load_concept_set
from isogloss.corpora.imports import import_corpus
from isogloss.findings.bundle import importing, settling, writing
from isogloss.findings.bundle.importing import import_bundle
from isogloss.findings.bundle.writing import write_bundle
from isogloss.findings.standing.homemade import HOMEMADE
from isogloss.models.ladder import get_checkpoint
from isogloss.runs.asking.requests import ask_run, ask_series, cancel, estimate
from isogloss.runs.rows.reading import list_runs, read_artifact, read_result, status
from isogloss.runs.rows.state import end
from isogloss.runs.rows.tables import RunRow, find_run
from isogloss.store.database import Beaten
from isogloss.store.open import Store
from isogloss.vocabulary.errors import Conflict, NotFound, OutOfSpace, Refused, Unavailable
from isogloss.web.reader import Reader
from tests.databases import POSTGRES_SLOW
from tests.findings.bundle.forging import entries_of, first
from tests.findings.holdings import holdings
from tests.findings.house import ASKER, REVISIONS, a_run, a_series, finish, furnish
from tests.findings.toy import STUDIES, STUDY
from tests.runs.processes import ROOT


def asked(store: Store, **params) -> str:
    return ask_run(store, STUDY, {"model": "puzzler", "checkpoint": "step8"} | params, ASKER).key


def entries_of_run(bundle) -> dict:
    """The document of the run at step 8."""
    entries = entries_of(bundle)
    return json.loads(entries[first(entries, "runs/", checkpoint="step8")])


@pytest.fixture
def furnished(store: Store, tmp_path) -> Store:
    """A house that has the same model and corpus of its own."""
    furnish(store, tmp_path)
    return store


def test_the_first_stored_result_stands_and_the_other_is_told_of(origin, bundle, furnished):
    key = a_run(furnished, seed=77)
    mine = read_result(furnished, key)
    done = import_bundle(furnished, STUDIES, bundle)
    assert (done.new, done.known) == (3, 1)
    assert len(done.warnings) == 1
    assert key in done.warnings[0]
    assert "stays" in done.warnings[0]
    assert read_result(furnished, key) == mine
    assert not status(furnished, key).imported


def test_the_same_result_here_already_is_not_worth_a_word(origin, bundle, furnished):
    key = asked(furnished)
    finish(furnished, key, seed=1)
    done = import_bundle(furnished, STUDIES, bundle)
    assert (done.new, done.known, done.warnings) == (3, 1, ())


def test_a_run_that_is_under_way_here_is_left_alone(bundle, furnished):
    key = asked(furnished)
    before = holdings(furnished)
    with pytest.raises(Conflict, match=f"{key} is queued here") as caught:
        import_bundle(furnished, STUDIES, bundle)
    assert "cancel" in caught.value.hint
    assert holdings(furnished) == before


@pytest.mark.parametrize("how", ["failed", "cancelled"])
def test_a_run_that_ended_here_without_a_result_gets_the_one_of_the_bundle(origin, bundle, furnished, how):
    key = asked(furnished)
    if how == "cancelled":
        cancel(furnished, key, ASKER)
    else:
        with furnished.app.writing() as session:
            end(session, find_run(session, key), how, "It broke.", {"code": "toy", "message": "It broke."})
    assert import_bundle(furnished, STUDIES, bundle).new == 4
    run = status(furnished, key)
    assert (run.status, run.error, run.imported) == ("done", None, True)
    assert read_result(furnished, key) == read_result(origin.store, key)
    with furnished.app.session() as session:
        row = find_run(session, key)
        assert row.dispatched == row.attempt


def test_other_text_under_the_same_name_stands_in_the_way(bundle, store, tmp_path):
    (tmp_path / "other.jsonl").write_text(json.dumps({"id": "s0", "en": "other", "de": "anderes"}))
    import_corpus(store, tmp_path / "other.jsonl", id="few", licence="CC0-1.0")
    before = holdings(store)
    with pytest.raises(Conflict, match="a corpus few here with other content"):
        import_bundle(store, STUDIES, bundle)
    assert holdings(store) == before


def test_other_weights_under_the_same_name_stand_in_the_way(bundle, furnished):
    with furnished.app.session() as session:
        get_checkpoint(session, "puzzler", "step64").fingerprint = "others"
    before = holdings(furnished)
    with pytest.raises(Conflict, match="not those that were added"):
        import_bundle(furnished, STUDIES, bundle)
    assert holdings(furnished) == before


def test_weights_that_are_here_stay_here(bundle, furnished):
    import_bundle(furnished, STUDIES, bundle)
    with furnished.app.session() as session:
        assert get_checkpoint(session, "puzzler", "step8").path is not None


# ---- weights that are not here -------------------------------------------------------------------------------------


def test_a_study_of_weights_that_are_not_here_is_refused_when_it_is_asked_for(bundle, store):
    import_bundle(store, STUDIES, bundle)
    for ask in (
        lambda: asked(store, share=0.9),
        lambda: estimate(store, STUDY, {"model": "puzzler", "share": 0.9}, "all"),
    ):
        with pytest.raises(Refused, match="not in this installation") as caught:
            ask()
        assert "isogloss models add FOLDER --id puzzler" in caught.value.hint
    assert len(list_runs(store, children=True)) == 4


def test_what_was_imported_is_shown_when_it_is_asked_for(origin, bundle, store):
    import_bundle(store, STUDIES, bundle)
    again = ask_series(store, STUDY, {"model": "puzzler"}, REVISIONS, ASKER)
    assert (again.key, again.status) == (origin.series, "done")
    assert ask_run(store, STUDY, {"model": "puzzler", "checkpoint": "step8"}, ASKER).status == "done"
    assert estimate(store, STUDY, {"model": "puzzler"}, "all").known == 3


# ---- what is left out ----------------------------------------------------------------------------------------------


def test_what_is_left_out_is_said_and_not_missed(origin, store, tmp_path):
    lean = origin.bundle(into=tmp_path / "lean.zip", leave_out=("parts/*", "nothing/*"), whole=("step64",))
    done = import_bundle(store, STUDIES, lean)
    assert done.left_out == ("parts/*",)
    first, _, last = (child.key for child in status(store, origin.series).children)
    read = Reader(store, (STUDY,))
    with read.session() as session:
        with pytest.raises(NotFound, match="leaves out “parts/0”") as caught:
            read.kept(session, find_run(session, first).id, "parts/0")
        assert caught.value.code == "not_in_bundle"
        assert read.kept(session, find_run(session, first).id, "index")
        assert len(read.kept_array(session, find_run(session, last).id, "parts/0")) == 4
        with pytest.raises(NotFound, match="kept nothing named"):
            read.kept(session, find_run(session, first).id, "never")


def test_a_pattern_may_be_for_one_checkpoint(origin, tmp_path):
    lean = origin.bundle(
        into=tmp_path / "lean.zip",
        leave_out=("parts/*", "index", "step64:parts/[1-9]", "step?:index"),
        whole=("step64",),
    )
    entries = entries_of(lean)
    runs = [json.loads(document) for name, document in entries.items() if name.startswith("runs/")]
    left = {run["checkpoint"]: (run["left_out"], sorted(run["kept"])) for run in runs if run["checkpoint"]}
    assert left["step64"] == (["parts/[1-9]"], ["figure/line", "index", "parts/0", "result"])
    assert left["step0"] == (["index", "parts/*"], ["figure/line", "result"])


def test_results_and_figures_are_never_left_out(origin, store, tmp_path):
    import_bundle(store, STUDIES, origin.bundle(into=tmp_path / "bare.zip", leave_out=("*",)))
    run = status(store, origin.series)
    assert run.figures == ("growth",)
    assert [status(store, child.key).figures for child in run.children] == [("line",)] * 3


def test_a_fuller_bundle_brings_what_a_leaner_one_left_out(origin, bundle, store, tmp_path):
    import_bundle(store, STUDIES, origin.bundle(into=tmp_path / "lean.zip", leave_out=("parts/*", "index")))
    half = origin.bundle(into=tmp_path / "half.zip", leave_out=("parts/*",))
    assert import_bundle(store, STUDIES, half).new == 0
    child = status(store, origin.series).children[0].key
    assert read_artifact(store, child, "index")
    assert status(store, child).provenance["imported"]["left_out"] == ["parts/*"]
    import_bundle(store, STUDIES, bundle)
    assert read_artifact(store, child, "parts/0") == read_artifact(origin.store, child, "parts/0")
    assert status(store, child).provenance["imported"]["left_out"] == []
    assert store.artifacts.used_bytes(evictable=True) == 0


def test_a_bundle_of_a_bundle_still_says_what_is_left_out(origin, store, tmp_path):
    import_bundle(store, STUDIES, origin.bundle(into=tmp_path / "lean.zip", leave_out=("parts/*",)))
    write_bundle(store, STUDIES, [origin.series], tmp_path / "moved.zip")
    assert entries_of_run(tmp_path / "moved.zip")["left_out"] == ["parts/*"]


def test_a_corpus_may_stay_at_home(origin, bundle, store, tmp_path):
    bare = origin.bundle(into=tmp_path / "bare.zip", text=False)
    with pytest.raises(Refused, match="does not bring the text of the corpus few") as caught:
        import_bundle(store, STUDIES, bare)
    assert holdings(store) == {}
    assert "Import that corpus first" in caught.value.hint
    import_corpus(store, origin.folder / "few", id="few", licence="CC0-1.0")
    assert import_bundle(store, STUDIES, bare).new == 4


# ---- corpora that every installation makes ---------------------------------------------------------------------------


@pytest.fixture
def homemade(origin, monkeypatch):
    """The corpus few as one that every installation makes; ``homemade.source`` is what it is made of."""
    for names, name in ((sys.modules, "tests_homemade"), (HOMEMADE, "few")):
        monkeypatch.setitem(names, name, None)  # and as it was, when the test is over
    return make_at_home(origin.folder / "few")


def make_at_home(source: Path) -> ModuleType:
    """From now on every house of this process makes the corpus few, of this source."""
    module = ModuleType("tests_homemade")
    module.source = source
    module.made = []

    def make():
        module.made.append(1)
        return lambda store: import_corpus(store, module.source, id="few", licence="CC0-1.0")

    module.make = make
    sys.modules["tests_homemade"] = module
    HOMEMADE["few"] = ("tests_homemade", "make")
    return module


def test_a_corpus_that_every_house_makes_is_named_and_not_brought(origin, homemade, store, tmp_path):
    lean = origin.bundle(into=tmp_path / "lean.zip")
    entries = entries_of(lean)
    assert "corpora/few/sentences.jsonl" not in entries
    assert json.loads(entries["manifest.json"])["rests_on"][0].startswith("Constructed text")
    homemade.made.clear()
    import_bundle(store, STUDIES, lean)
    assert homemade.made == [1], "it is made once, before anybody waits for the one who writes"
    assert len(load_concept_set(store, "few-concepts")) == 2
    import_bundle(store, STUDIES, lean)
    assert homemade.made == [1]


def test_another_process_that_makes_the_same_corpus_at_once_does_not_end_the_import(
    origin, homemade, store, tmp_path, monkeypatch
):
    lean = origin.bundle(into=tmp_path / "lean.zip")
    beaten = []

    def make():
        def keep(store):
            if len(beaten) < 2:
                beaten.append(1)
                raise Beaten
            return import_corpus(store, homemade.source, id="few", licence="CC0-1.0")

        return keep

    monkeypatch.setattr(homemade, "make", make)
    assert import_bundle(store, STUDIES, lean).new == 4
    assert len(beaten) == 2


def test_another_making_of_that_corpus_is_refused_and_unmade(origin, homemade, store, tmp_path):
    lean = origin.bundle(into=tmp_path / "lean.zip")
    (tmp_path / "other.jsonl").write_text(json.dumps({"id": "s0", "en": "other", "de": "anderes"}))
    homemade.source = tmp_path / "other.jsonl"
    with pytest.raises(Refused, match="makes another corpus few") as caught:
        import_bundle(store, STUDIES, lean)
    assert "0.1.0" in caught.value.hint
    assert holdings(store) == {}


def test_a_corpus_that_only_claims_to_be_made_here_is_refused(origin, homemade, store, tmp_path, monkeypatch):
    lean = origin.bundle(into=tmp_path / "lean.zip")
    monkeypatch.delitem(HOMEMADE, "few")
    with pytest.raises(Refused, match="every installation makes"):
        import_bundle(store, STUDIES, lean)
    assert holdings(store) == {}


# ---- interruptions -------------------------------------------------------------------------------------------------


class Stop(BaseException):
    """As an interrupt at the terminal."""


DIES = """
import os, signal, sys
from pathlib import Path
from isogloss.findings.bundle import importing, settling
from isogloss.store.open import open_store
from tests.findings.bundle.test_arrival import STUDIES, make_at_home

home, database_url, source, bundle, module, name = sys.argv[1:]
make_at_home(Path(source))
owner = {"importing": importing, "settling": settling}[module]
setattr(owner, name, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
importing.import_bundle(open_store(home=Path(home), database_url=database_url or None), STUDIES, Path(bundle))
"""


@POSTGRES_SLOW
@pytest.mark.processes
def test_an_import_killed_midway_leaves_no_corpus_that_the_house_made_for_it(
    origin, homemade, store, home, database_url, tmp_path
):
    lean = origin.bundle(into=tmp_path / "lean.zip")
    for place in (("importing", "_put"), ("settling", "_belongings"), ("settling", "_finding")):
        given = (str(home), database_url or "", str(homemade.source), str(lean), *place)
        command = [sys.executable, "-c", DIES, *given]
        died = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=120)
        assert died.returncode == -signal.SIGKILL, died.stderr
        assert {what: n for what, n in holdings(store).items() if what != "artifact"} == {}
    assert import_bundle(store, STUDIES, lean).new == 4


def test_what_cannot_be_taken_away_again_does_not_hide_why_the_import_failed(origin, bundle, store, monkeypatch):
    def gone(*_, **__):
        raise Unavailable("unavailable", "The folder is away.")

    monkeypatch.setattr(settling, "_finding", lambda *_: (_ for _ in ()).throw(OutOfSpace("out_of_space", "Full.")))
    monkeypatch.setattr(store.artifacts, "drop", gone)
    with pytest.raises(OutOfSpace):
        import_bundle(store, STUDIES, bundle)


@pytest.mark.parametrize("error", [Stop, lambda: OutOfSpace("out_of_space", "Full.")])
@pytest.mark.parametrize("where", ["artifact", "rows", "finding", "keeping"])
def test_an_interrupted_import_leaves_nothing(origin, bundle, store, monkeypatch, where, error):
    calls = []

    def failing(*args, **kwargs):
        calls.append(args)
        if len(calls) == 3 or where == "finding":
            raise error()
        return original(*args, **kwargs)

    owner, name = {
        "artifact": (importing, "_put"),
        "rows": (settling, "_belongings"),
        "finding": (settling, "_finding"),
        "keeping": (store.artifacts, "keep"),
    }[where]
    original = getattr(owner, name)
    monkeypatch.setattr(owner, name, failing)
    with pytest.raises((Stop, OutOfSpace)):
        import_bundle(store, STUDIES, bundle)
    left = holdings(store)
    # Two artifacts had been made to stay when it stopped: nothing names them, and nobody sees them.
    assert left == ({"artifact": 2} if where == "keeping" else {})
    monkeypatch.undo()
    assert import_bundle(store, STUDIES, bundle).new == 4


def test_artifacts_that_were_here_before_survive_a_failed_import(origin, bundle, store, monkeypatch):
    child = status(origin.store, origin.series).children[0].key
    data, digest = read_artifact(origin.store, child, "parts/1")
    store.artifacts.put(data, kind="array", evictable=True)

    def stop(*_):
        raise Stop

    monkeypatch.setattr(settling, "_finding", stop)
    with pytest.raises(Stop):
        import_bundle(store, STUDIES, bundle)
    assert holdings(store) == {"artifact": 1}
    assert store.artifacts.get(digest) == data


def test_two_imports_at_once_are_one(origin, bundle, store):
    done, errors = [], []

    def run():
        try:
            done.append(import_bundle(store, STUDIES, bundle))
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert sorted(result.new for result in done) == [0, 0, 4]
    assert len(list_runs(store, children=True)) == 4
    assert store.artifacts.used_bytes(evictable=True) == 0


def test_an_imported_run_is_nobodys_work(bundle, store):
    """Workers find nothing to do in what was imported."""
    import_bundle(store, STUDIES, bundle)
    with store.app.session() as session:
        rows = session.scalars(select(RunRow)).all()
    assert all(row.dispatched == row.attempt == 1 and row.status == "done" for row in rows)


def test_only_what_is_finished_can_be_passed_on(origin, tmp_path):
    with pytest.raises(NotFound, match="no run"):
        origin.bundle("0" * 32, into=tmp_path / "b.zip")
    key = asked(origin.store, share=0.99)
    with pytest.raises(Conflict, match="is queued"):
        origin.bundle(key, into=tmp_path / "b.zip")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "b.zip").write_bytes(b"precious")
    with pytest.raises(Conflict, match="exists already"):
        origin.bundle(into=tmp_path / "b.zip")
    assert (tmp_path / "b.zip").read_bytes() == b"precious"


def test_a_bundle_that_cannot_be_written_leaves_nothing(origin, tmp_path):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2048, hard))
    try:
        with pytest.raises(OutOfSpace, match="no space left for the bundle"):
            origin.bundle(into=tmp_path / "b.zip")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").touch()
    with pytest.raises(Refused, match="cannot be written"):
        origin.bundle(into=tmp_path / "file" / "b.zip")


def test_a_bundle_takes_no_other_files_place(origin, tmp_path, monkeypatch):
    fill = writing._fill

    def meanwhile(*given):
        (tmp_path / "b.zip").write_text("Somebody else's.")
        fill(*given)

    monkeypatch.setattr(writing, "_fill", meanwhile)
    with pytest.raises(Conflict, match="exists already"):
        origin.bundle(into=tmp_path / "b.zip")
    assert [file.name for file in tmp_path.iterdir()] == ["b.zip"]
    assert (tmp_path / "b.zip").read_text() == "Somebody else's."


def test_a_series_of_one_checkpoint_that_failed_keeps_its_place(origin, store, tmp_path):
    key = a_series(origin.store, failed="step0", share=0.42)
    import_bundle(store, STUDIES, origin.bundle(key, into=tmp_path / "b.zip"))
    assert [child.status for child in status(store, key).children] == ["failed", "done", "done"]
