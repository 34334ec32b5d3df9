"""Backups and checks of a house with findings: nothing is lost, and what is broken is named with what stands on it."""

import json
import resource
import shutil
import threading
from contextlib import closing, contextmanager

import pytest
from sqlalchemy import delete, inspect, select, text, update

from isogloss.corpora.tables import ConceptSetRow, IdSetRow, SentenceRow
from isogloss.findings.installation_check import Looked, faults
from isogloss.findings.standing.dependents import _spread, _users, with_dependents
from isogloss.findings.tables import FindingRow
from isogloss.runs.asking.requests import ask_run
from isogloss.runs.asking.restored import ask_again
from isogloss.runs.rows.tables import RunArtifactRow, RunRow, find_run
from isogloss.store import archive
from isogloss.store.artifact_tables import ArtifactChunkRow, ArtifactRow
from isogloss.store.artifacts import compressed
from isogloss.store.backup import LEFT_BEHIND, back_up, tables
from isogloss.store.open import open_store
from isogloss.store.restore import make_room, open_backup, restore
from isogloss.store.soundness import file_faults
from isogloss.store.unit_score import UnitScoreRow
from isogloss.vocabulary.errors import Conflict, OutOfSpace, Refused
from tests.findings.house import a_recipe, a_run, a_series, furnish
from tests.findings.served import client_of, keep, png
from tests.findings.toy import STUDY
from tests.runs.processes import until


def quietly(done, total, label=""):
    """Progress that nobody watches."""


@contextmanager
def restored(file, home, url=None, **artifacts):
    """A house made from a backup, as the command makes it."""
    head = open_backup(file, quietly)
    make_room(head, home, url)
    with closing(open_store(home=home, database_url=url, migrate=False, **artifacts)) as store:
        restore(store, file, head, quietly)
    with closing(open_store(home=home, database_url=url, **artifacts)) as store:
        ask_again(store)
        yield store


def broken_in(store, looked=None):
    return with_dependents(store, faults(store, looked or Looked(), quietly))


@pytest.fixture(scope="module")
def furnished_home(tmp_path_factory):
    """A closed house on SQLite with a series, a recipe, a run, two findings and a collection; its folder and keys."""
    folder = tmp_path_factory.mktemp("furnished")
    with closing(open_store(home=folder / "home")) as store:
        _, keys = furnished(store, folder)
    return folder / "home", keys


@pytest.fixture
def house(furnished_home, tmp_path):
    """A copy of it, open, that a test may harm; its store and keys."""
    shutil.copytree(furnished_home[0], tmp_path / "house")
    with closing(open_store(home=tmp_path / "house")) as store:
        yield store, furnished_home[1]


def furnished(store, folder):
    furnish(store, folder)
    keys = {"series": a_series(store), "recipe": a_recipe(store), "run": a_run(store, seed=7, share=0.9)}
    with client_of(store) as client:
        keys["finding"] = keep(client, keys["series"], picture=png())["slug"]
        figure = {"run": keys["run"], "name": "line", "title": "A line"}
        keys["private"] = keep(client, keys["run"], figures=[figure], private=True)["slug"]
        items = [{"text": "First"}, {"finding": keys["finding"]}]
        made = client.post("/api/collections", json={"title": "All", "items": items})
        assert made.status_code == 201, made.text
    return store, keys


def pages(store):
    """Every JSON permalink, and what it answers; less the moment at which digests were compared."""
    with store.app.session() as session:
        runs = session.scalars(select(RunRow.key).where(RunRow.status == "done").order_by(RunRow.key)).all()
        slugs = session.scalars(select(FindingRow.slug).order_by(FindingRow.slug)).all()
    with client_of(store) as client:
        whole = {key: client.get(f"/api/runs/{key}").json() for key in runs}
        paths = [f"/api/runs/{key}/{part}" for key, run in whole.items() for part in _parts(run)]
        paths += [f"/api/findings/{slug}{part}" for slug in slugs for part in ("/revisions", "/picture.png")]
        paths += ["/api/findings", "/api/collections", "/api/corpora", "/api/corpora/few", "/api/models", "/api/runs"]
        found = {path: client.get(path).content for path in paths}
        for slug in slugs:
            finding = client.get(f"/api/findings/{slug}", params={"whole": True}).json()
            assert finding["verified"].pop("at")
            found[slug] = json.dumps(finding).encode()
    return found | {key: json.dumps(run).encode() for key, run in whole.items()}


def _parts(run):
    return ["result", *(f"figures/{name}" for name in run["figures"])]


def test_after_a_restore_every_permalink_says_what_it_said(house, tmp_path):
    store, _ = house
    made = back_up(store, tmp_path / "house.backup", quietly)
    assert made.damaged == ()
    before = pages(store)
    with restored(tmp_path / "house.backup", tmp_path / "new") as other:
        assert pages(other) == before
        assert broken_in(other) == []
        with client_of(other) as client:  # and new rows are numbered after the old ones
            key = a_run(other, share=0.01)
            keep(client, key, figures=[{"run": key, "name": "line", "title": "A line"}])


@pytest.mark.postgres
def test_a_backup_of_either_kind_is_restored_into_the_other(house, tmp_path, postgres):
    store, keys = house
    back_up(store, tmp_path / "files.backup", quietly)
    before = pages(store)
    with restored(tmp_path / "files.backup", tmp_path / "lab", postgres) as lab:
        back_up(lab, tmp_path / "lab.backup", quietly)
        assert broken_in(lab) == []
        a_run(lab, share=0.01)  # new rows are numbered after the old ones
        digest = digest_of_part(lab, keys["run"])
        replace_content(lab, digest, b"something else")
        assert [slug for slug, _ in broken_in(lab)[0].findings] == [keys["private"]]
        assert back_up(lab, tmp_path / "less.backup", quietly).damaged == (digest,)
    with restored(tmp_path / "lab.backup", tmp_path / "folder", artifacts="folder") as folder:
        assert pages(folder) == before
        assert broken_in(folder) == []


def test_a_backup_made_while_others_write_has_no_reference_that_dangles(store, tmp_path):
    furnish(store, tmp_path)
    with client_of(store) as client:
        keep(client, a_series(store))
    over, failed, written = threading.Event(), [], []

    def write():
        try:
            for seed in range(10_000):
                if over.is_set():
                    return
                written.append(a_run(store, seed=seed, share=0.2 + seed / 100_000))
        except Exception as error:
            failed.append(error)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(2):
            back_up(store, tmp_path / f"{number}.backup", quietly)
            so_far = len(written)
            until(lambda so_far=so_far: failed or len(written) > so_far, what="another run")
    finally:
        over.set()
        writer.join()
    assert failed == []
    runs = []
    for number in range(2):
        with restored(tmp_path / f"{number}.backup", tmp_path / f"home-{number}") as other:
            looked = Looked()
            assert broken_in(other, looked) == []
            assert looked.counts["findings"] == 1
            with other.app.session() as session:
                kept = session.execute(select(RunArtifactRow.name, RunArtifactRow.digest)).all()
            assert {name for name, digest in kept if not other.artifacts.exists(digest)} <= {"passing"}
            runs.append(looked.counts["runs"])
    assert runs[0] < runs[1], "somebody wrote meanwhile"


def test_a_run_in_progress_is_queued_again_as_another_attempt(house, tmp_path):
    store, _ = house
    running, waiting, stopping = (
        ask_run(store, STUDY, {"model": "puzzler", "checkpoint": "step8", "share": share}, "tester-0001").key
        for share in (0.21, 0.22, 0.23)
    )
    with store.app.writing() as session:
        for key in (running, stopping):
            run = find_run(session, key)
            run.status, run.dispatched, run.starts, run.worker = "running", 1, 2, "gone-1/batch-1"
        run.stop_asked = 1.0
    back_up(store, tmp_path / "house.backup", quietly)
    with restored(tmp_path / "house.backup", tmp_path / "new") as other, other.app.session() as session:
        run = find_run(session, running)
        assert (run.status, run.attempt, run.dispatched, run.starts, run.worker) == ("queued", 2, 1, 0, None)
        assert find_run(session, waiting).status == "queued"
        # Its asker had not let go of it: it was asked for anew while it stopped.
        assert find_run(session, stopping).status == "queued"


def test_a_backup_holds_every_table_but_those_of_processes_and_caches(store):
    ours = {table.name for table in tables()} | set(LEFT_BEHIND)
    there = set(inspect(store.app.engine).get_table_names())
    assert {name for name in there - ours if not name.startswith("isogloss_")} <= {"artifact", "artifact_chunk"}


@pytest.fixture(scope="module")
def backup(origin):
    """One backup, and where it is."""
    back_up(origin.store, origin.folder / "origin.backup", quietly)
    return origin.folder / "origin.backup"


def test_a_damaged_or_cut_backup_is_refused_wherever_it_is_damaged(backup, tmp_path):
    whole = backup.read_bytes()
    copy = tmp_path / "copy"
    for place in (0, 100, 511, 600, len(whole) // 2, len(whole) - 3000, len(whole) - 1600, len(whole) - 1):
        copy.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        with pytest.raises(Refused) as refused:
            open_backup(copy, quietly)
        assert refused.value.code in ("damaged_backup", "no_backup")
    for length in (0, 10, 2048, len(whole) // 2, len(whole) - 512):
        copy.write_bytes(whole[:length])
        with pytest.raises(Refused):
            open_backup(copy, quietly)


def test_a_house_that_holds_something_is_not_restored_into(backup, house):
    head = open_backup(backup, quietly)
    with pytest.raises(Conflict) as refused:
        make_room(head, house[0].home, None)
    assert refused.value.code == "not_empty"
    assert "Nothing was changed" in refused.value.message


def test_a_restore_that_fails_in_the_middle_leaves_an_empty_house(backup, tmp_path, monkeypatch):
    from isogloss.store import restore as module

    def never(*_):
        raise KeyboardInterrupt

    head = open_backup(backup, quietly)
    make_room(head, tmp_path / "new", None)
    with closing(open_store(home=tmp_path / "new", migrate=False)) as store:
        with monkeypatch.context() as during:
            during.setattr(module, "_count_on", never)
            with pytest.raises(KeyboardInterrupt):
                restore(store, backup, head, quietly)
        assert list(store.artifacts.listed()) == []
        with store.app.session() as session:
            assert session.scalars(select(RunRow)).all() == []
        assert restore(store, backup, head, quietly).rows > 0


def test_a_full_disk_leaves_no_backup_and_says_so(origin, tmp_path):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(OutOfSpace, match="the backup"):
            back_up(origin.store, tmp_path / "house.backup", quietly)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []


def test_a_backup_takes_no_other_files_place_and_is_its_owners_alone(origin, backup, tmp_path):
    with pytest.raises(Conflict, match="exists already"):
        back_up(origin.store, backup, quietly)
    assert backup.stat().st_mode & 0o777 == 0o600


def test_a_fault_of_what_is_written_is_not_taken_for_one_of_the_file(tmp_path):
    with pytest.raises(PermissionError), archive.writing(tmp_path / "a.tar"):
        raise PermissionError(13, "of something else")
    assert list(tmp_path.iterdir()) == []


def test_a_restored_house_has_no_value_where_there_was_none(house, tmp_path):
    def without_value(store):
        with store.app.session() as session:
            return session.scalar(text("SELECT count(*) FROM run WHERE error IS NULL AND cost IS NULL"))

    back_up(house[0], tmp_path / "house.backup", quietly)
    with restored(tmp_path / "house.backup", tmp_path / "new") as other:
        assert without_value(other) == without_value(house[0]) > 0


@pytest.mark.parametrize(("field", "value", "code"), [
    ("format", "something else", "no_backup"), ("version", 99, "newer_backup"), ("revision", "9999", "newer_backup"),
])  # fmt: skip
def test_what_is_no_backup_is_not_called_a_newer_one(backup, tmp_path, field, value, code):
    with archive.writing(tmp_path / "other.backup") as writer:
        for name, data in archive.parts(backup):
            writer.add(name, json.dumps(json.loads(data) | {field: value}).encode() if name == "backup.json" else data)
    with pytest.raises(Refused) as refused:
        open_backup(tmp_path / "other.backup", quietly)
    assert refused.value.code == code


def test_equal_parts_make_an_archive_that_tar_reads(tmp_path):
    import tarfile

    with archive.writing(tmp_path / "a.tar") as writer:
        writer.add("one", b"1")
        writer.add("two", b"2" * 5000)
    with tarfile.open(tmp_path / "a.tar") as opened:
        assert opened.getnames() == ["one", "two", "sha256"]


def test_a_backup_of_an_earlier_version_is_brought_up_to_date(backup, tmp_path):
    old = tmp_path / "old.backup"
    with archive.writing(old) as writer:
        for name, data in archive.parts(backup):
            if name == "backup.json":
                head = json.loads(data)
                head["revision"] = "0003"
                del head["tables"]["checkpoint"]["config_digest"]
                data = json.dumps(head).encode()
            writer.add(name, _without_last_column(name, data))
    with restored(old, tmp_path / "new") as other:
        assert broken_in(other) == []


def _without_last_column(name, data):
    import zstandard

    if not name.startswith("tables/checkpoint/"):
        return data
    rows = [json.loads(line)[:-1] for line in zstandard.decompress(data).splitlines()]
    return zstandard.compress("\n".join(map(json.dumps, rows)).encode())


# ---- check ----------------------------------------------------------------------------------------------------------


def replace_content(store, digest, content):
    with store.artifacts.database.session() as session:
        row = session.scalars(select(ArtifactRow).where(ArtifactRow.digest == digest)).one()
        session.execute(delete(ArtifactChunkRow).where(ArtifactChunkRow.artifact_id == row.id))
        for position, piece in enumerate(compressed(content)):
            session.add(ArtifactChunkRow(artifact_id=row.id, position=position, data=piece))


def digest_of_part(store, key):
    with store.app.session() as session:
        of_part = (RunArtifactRow.run_id == find_run(session, key).id, RunArtifactRow.name == "parts/0")
        return session.scalar(select(RunArtifactRow.digest).where(*of_part))


def test_a_sound_house_is_sound(house):
    store, _ = house
    looked = Looked()
    assert broken_in(store, looked) == []
    assert looked.counts["findings"] == 2
    assert looked.counts["artifacts"] > 20
    assert looked.cleared == 0


def test_a_valid_content_under_a_wrong_digest_is_named_with_all_that_stands_on_it(house):
    store, keys = house
    digest = digest_of_part(store, keys["run"])
    replace_content(store, digest, b"something else")
    artifact, finding = broken_in(store)
    assert artifact.digest == digest
    assert "another digest" in artifact.why
    assert artifact.runs == (keys["run"],)
    assert [slug for slug, _ in artifact.findings] == [keys["private"]]
    assert finding.finding == keys["private"]
    assert "parts/0" in finding.why
    assert "Restore a backup" in artifact.hint


def test_what_stands_on_a_checkpoint_is_its_ladder_and_the_ladders_finding(house):
    store, keys = house
    with client_of(store) as client:
        child = client.get(f"/api/runs/{keys['series']}").json()["children"][1]["key"]
    with store.app.session() as session:
        digest = find_run(session, child).result_digest
    with store.artifacts.database.session() as session:
        row = session.scalars(select(ArtifactRow).where(ArtifactRow.digest == digest)).one()
        session.execute(update(ArtifactChunkRow).where(ArtifactChunkRow.artifact_id == row.id).values(data=b"no frame"))
    artifact = broken_in(store)[0]
    assert {child, keys["series"]} <= set(artifact.runs)
    assert (keys["finding"], "Puzzles grow with training") in artifact.findings


def _delete_figure(session, store, keys):
    run = find_run(session, keys["run"])
    name = "figure/line"
    store.artifacts.delete(
        session.scalar(
            select(RunArtifactRow.digest).where(RunArtifactRow.run_id == run.id, RunArtifactRow.name == name)
        )
    )


def _other_params(session, store, keys):
    run = find_run(session, keys["run"])
    run.params = run.params | {"share": 0.5}


def _other_score(session, store, keys):
    run = find_run(session, keys["run"])
    session.execute(update(UnitScoreRow).where(UnitScoreRow.run_id == run.id).values(unit=UnitScoreRow.unit + 1))


def _other_sentence(session, store, keys):
    session.execute(update(SentenceRow).where(SentenceRow.item_id == "s1").values(text="snows"))


def _other_concepts(session, store, keys):
    session.execute(update(ConceptSetRow).values(concepts={"odd": ["s1"]}))


def _lost_pins(session, store, keys):
    store.artifacts.delete(session.get(FindingRow, keys["private"]).pins)


def test_on_a_damaged_set_depends_what_reads_that_set_and_not_all_that_reads_its_corpus(house):
    store, keys = house
    with store.app.writing() as session:
        runs = session.scalars(select(RunRow).where(RunRow.kind == "run").order_by(RunRow.id)).all()
        for run in runs:
            run.inputs = run.inputs | {"concept_sets": {}, "id_sets": {}}
        one, two = runs[0], find_run(session, keys["run"])
        sets = session.scalars(select(ConceptSetRow)).all()
        one.inputs = one.inputs | {"concept_sets": {sets[0].id: sets[0].digest}}
        two.inputs = two.inputs | {"id_sets": {"few-ids": "digest"}}
        mine = {(what): _spread({run.key}, _users(session)) for what, run in (("concept", one), ("id", two))}
        sets[0].concepts = {"odd": ["s1"]}
        session.add(IdSetRow(corpus_id="few", name="few-ids", ids=["s1"], digest="another", source="x"))
    broken = {fault.what: fault for fault in broken_in(store) if "set" in fault.what}
    assert set(broken[f"concept set {sets[0].id}"].runs) == mine["concept"]
    assert set(broken["id set few-ids of few"].runs) == mine["id"]
    assert keys["run"] not in mine["concept"]


@pytest.mark.parametrize(
    "harm", [_delete_figure, _other_params, _other_score, _other_sentence, _other_concepts, _lost_pins]
)
def test_whatever_is_changed_behind_our_back_is_noticed(house, harm):
    store, keys = house
    with store.app.writing() as session:
        harm(session, store, keys)
    broken = broken_in(store)
    assert broken
    assert keys["private"] in {slug for fault in broken for slug, _ in fault.findings}
    assert all(fault.hint for fault in broken)


def test_a_damaged_file_in_the_folder_of_artifacts_is_named(tmp_path):
    with closing(open_store(home=tmp_path / "home", artifacts="folder")) as store:
        _, keys = furnished(store, tmp_path)
        assert broken_in(store) == []
        with store.app.session() as session:
            digest = find_run(session, keys["run"]).result_digest
        file = store.artifacts._file(digest, False)
        data = bytearray(file.read_bytes())
        data[len(data) // 2] ^= 1
        file.write_bytes(data)
        assert digest in {fault.digest for fault in broken_in(store)}


def test_what_was_cleared_from_the_cache_is_no_fault(house):
    store, keys = house
    assert store.artifacts.evict(0) > 0
    looked = Looked()
    assert broken_in(store, looked) == []
    assert looked.cleared > 0


@pytest.mark.parametrize("text", [b'{"corpora"', b"\xff\xfe"])
def test_a_row_that_cannot_be_read_hides_no_other_fault(house, text):
    store, keys = house
    with store.app.session() as session:
        connection = session.connection().connection
        connection.execute("UPDATE run SET inputs = CAST(? AS TEXT) WHERE key = ?", (text, keys["run"]))
        connection.execute("UPDATE sentence SET text = 'snows' WHERE item_id = 's1'")
    whats = [fault.what for fault in broken_in(store)]
    assert "corpus few" in whats
    assert f"run {keys['run']}" in whats


def test_a_flipped_byte_anywhere_in_a_file_is_noticed(tmp_path):
    """Page by page: by SQLite itself, or by a digest."""
    home = tmp_path / "home"
    with closing(open_store(home=home)) as store:
        furnished(store, tmp_path)
    for name in ("app", "artifacts"):
        file = home / f"{name}.sqlite"
        assert file_faults(file) == []
        whole = file.read_bytes()
        for page in range(0, len(whole), 4096):
            file.write_bytes(whole[:page] + bytes([whole[page] ^ 255]) + whole[page + 1 :])
            if not file_faults(file):
                with closing(open_store(home=home)) as store:
                    assert broken_in(store), (name, page)
        file.write_bytes(whole)
