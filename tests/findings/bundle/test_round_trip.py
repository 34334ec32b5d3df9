"""What leaves one house arrives in the other: same keys, same bytes, same numbers, whatever the database."""

import zipfile
from contextlib import closing

import pytest
from sqlalchemy import select

from isogloss.corpora.concepts import load_concept_set
from isogloss.corpora.parallel import load_corpus
from isogloss.findings.bundle.contents import Wanted
from isogloss.findings.bundle.importing import import_bundle
from isogloss.findings.bundle.writing import write_bundle
from isogloss.runs.rows.reading import list_runs, read_artifact, read_figure, read_log, read_result, status
from isogloss.runs.rows.tables import RunArtifactRow, find_run
from isogloss.store.open import open_store
from isogloss.store.unit_score import UnitScoreRow, experts
from tests.findings.conftest import AT
from tests.findings.house import a_recipe, a_run, a_series
from tests.findings.toy import STUDIES


def bundle_of(store, key, into, **wanted):
    write_bundle(store, STUDIES, [key], into, Wanted(**{"made_at": AT} | wanted))
    return into


def kept(store, key):
    with store.app.session() as session:
        run = find_run(session, key)
        rows = session.scalars(select(RunArtifactRow).where(RunArtifactRow.run_id == run.id))
        return {row.name: row.digest for row in rows}


def scores(store, key):
    with store.app.session() as session:
        run = find_run(session, key).id
        found = [experts(session, run, concept, code, 10) for concept in ("odd", "even") for code in ("en", "ar")]
    return [row for rows in found for row in rows]


def test_a_series_arrives_whole(origin, bundle, store):
    done = import_bundle(store, STUDIES, bundle)
    assert (done.title, done.roots, done.new, done.known) == ("Puzzles grow", (origin.series,), 4, 0)
    assert done.warnings == ()
    there, here = status(origin.store, origin.series), status(store, origin.series)
    same = ("kind", "status", "params", "inputs", "created", "finished", "result_digest", "finished_set", "figures")
    assert {name: getattr(here, name) for name in same} == {name: getattr(there, name) for name in same}
    assert [(child.key, child.name, child.status) for child in here.children] == [
        (child.key, child.name, child.status) for child in there.children
    ]
    for key in (origin.series, *(child.key for child in there.children)):
        assert read_result(store, key) == read_result(origin.store, key)
        for figure in status(origin.store, key).figures:
            assert read_figure(store, key, figure) == read_figure(origin.store, key, figure)
    for child in there.children:
        expected = {name: digest for name, digest in kept(origin.store, child.key).items() if name != "passing"}
        assert kept(store, child.key) == expected
        assert scores(store, child.key) == scores(origin.store, child.key)
        assert read_artifact(store, child.key, "parts/0") == read_artifact(origin.store, child.key, "parts/0")


def test_what_arrived_says_that_it_was_imported(origin, bundle, store):
    import_bundle(store, STUDIES, bundle)
    run = status(store, origin.series)
    said = run.provenance["imported"]
    assert run.imported
    assert all(listed.imported for listed in list_runs(store))
    assert (said["from"], said["made_by"], said["made_at"]) == ("Puzzles grow", "0.1.0", AT.isoformat())
    child = status(store, run.children[0].key)
    assert child.provenance["seed"] == 0
    assert child.worker is None
    assert [warning.text for warning in child.warnings] == ["Only a toy."]
    assert [line.text for line in child.log] == ["Queued.", "Started by worker 1.", "Thinking.", "Done."]
    assert not status(origin.store, origin.series).imported


def test_the_same_runs_give_the_same_bytes_in_every_house(origin, bundle, store, tmp_path):
    again = origin.bundle(into=tmp_path / "again.zip", title="Puzzles grow", note="A note.")
    assert again.read_bytes() == bundle.read_bytes()
    import_bundle(store, STUDIES, bundle)
    moved = bundle_of(store, origin.series, tmp_path / "moved.zip", title="Puzzles grow", note="A note.")
    assert moved.read_bytes() == bundle.read_bytes()
    with closing(open_store(home=tmp_path / "third")) as third:
        import_bundle(third, STUDIES, moved)
        last = bundle_of(third, origin.series, tmp_path / "last.zip", title="Puzzles grow", note="A note.")
    assert last.read_bytes() == bundle.read_bytes()


def test_nothing_of_the_machine_or_its_people_is_in_it(origin, bundle):
    with zipfile.ZipFile(bundle) as zipped:
        for entry in zipped.namelist():
            data = zipped.read(entry)
            for secret in (b"secret", b"tester-0001", str(origin.folder).encode()):
                assert secret not in data, entry
        assert b'"source":"puzzler"' in zipped.read("models/puzzler.json")
        assert not [name for name in zipped.namelist() if "weights" in name]


def test_importing_twice_is_once(origin, bundle, store):
    import_bundle(store, STUDIES, bundle)
    with store.app.session() as session:
        before = session.query(UnitScoreRow).count(), session.query(RunArtifactRow).count()
    used = store.artifacts.used_bytes(evictable=False)
    done = import_bundle(store, STUDIES, bundle)
    assert (done.new, done.known, done.warnings) == (0, 4, ())
    with store.app.session() as session:
        assert (session.query(UnitScoreRow).count(), session.query(RunArtifactRow).count()) == before
    assert store.artifacts.used_bytes(evictable=False) == used
    assert store.artifacts.used_bytes(evictable=True) == 0
    log = [line.text for line in read_log(store, origin.series)]
    assert log == [line.text for line in read_log(origin.store, origin.series)]


def test_a_recipe_brings_everything_it_is_made_of(origin, store, tmp_path):
    key = a_recipe(origin.store)
    import_bundle(store, STUDIES, origin.bundle(key, into=tmp_path / "recipe.zip"))
    there, here = status(origin.store, key), status(store, key)
    assert [(child.name, child.key) for child in here.children] == [(child.name, child.key) for child in there.children]
    assert here.status == "done"
    assert here.params == there.params


def test_a_run_brings_the_runs_it_builds_on(origin, store, tmp_path):
    base = a_run(origin.store, share=0.3)
    top = a_run(origin.store, seed=1, upstream=base)
    done = import_bundle(store, STUDIES, origin.bundle(top, into=tmp_path / "top.zip"))
    assert done.new == 2
    assert status(store, base).status == "done"


def test_a_checkpoint_that_failed_is_missing_in_the_same_words(origin, store, tmp_path):
    key = a_series(origin.store, failed="step8", share=0.7)
    import_bundle(store, STUDIES, origin.bundle(key, into=tmp_path / "partial.zip"))
    child = status(store, key).children[1]
    assert (child.status, child.error.message) == ("failed", "It broke.")
    assert read_result(store, key) == read_result(origin.store, key)


def test_the_corpus_is_the_same_to_its_digest(origin, bundle, store):
    import_bundle(store, STUDIES, bundle)
    there, here = load_corpus(origin.store, "few"), load_corpus(store, "few")
    assert (here.digest, here.languages, here.ids) == (there.digest, there.languages, there.ids)
    assert here.id_sets["first"].digest == there.id_sets["first"].digest
    assert load_concept_set(store, "few-concepts") == load_concept_set(origin.store, "few-concepts")
    for language in there.languages:
        tokens = [there.tokens(language, item) for item in there.ids]
        assert [here.tokens(language, item) for item in here.ids] == tokens


@pytest.mark.postgres
def test_from_sqlite_to_postgres_and_back_nothing_changes(origin, bundle, postgres, tmp_path):
    with closing(open_store(home=tmp_path / "lab", database_url=postgres)) as lab:
        import_bundle(lab, STUDIES, bundle)
        back = bundle_of(lab, origin.series, tmp_path / "back.zip", title="Puzzles grow", note="A note.")
    assert back.read_bytes() == bundle.read_bytes()
