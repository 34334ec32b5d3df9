"""Keeping, reading and changing findings, over HTTP, on both databases."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete, update

from isogloss.findings import reading
from isogloss.findings.bundle.writing import write_bundle
from isogloss.findings.slugs import new_slug
from isogloss.findings.tables import FindingRow
from isogloss.runs.keeping import Keeping
from isogloss.runs.rows.reading import read_figure, status
from isogloss.runs.rows.tables import RunArtifactRow, RunRow, find_run
from isogloss.store.artifact_tables import ArtifactChunkRow, ArtifactRow
from isogloss.store.artifacts import compressed
from isogloss.store.unit_score import UnitScoreRow
from isogloss.vocabulary.digest import digest_bytes
from tests.databases import SQLITE
from tests.findings.house import a_run, a_series
from tests.findings.served import client_of, keep, png, words
from tests.findings.toy import STUDIES


@pytest.fixture
def store(own):
    return own.store


@pytest.fixture
def series(own):
    return own.series


@pytest.fixture
def client(store, series):
    with client_of(store) as opened:
        yield opened


def refusal(answer):
    return answer.status_code, answer.json()["error"]["code"], answer.json()["error"]["field"]


def test_what_was_kept_is_what_is_read(client, store, series):
    found = keep(client, series)
    assert re.fullmatch("[2-9a-z]{7}", found["slug"])
    assert (found["title"], found["note"], found["tags"]) == (
        "Puzzles grow with training",
        "They *do*.",
        ["puzzle", "growth"],
    )
    assert (found["origin"], found["private"], found["revision"], found["picture"]) == ("kept", False, 1, False)
    assert found["path"] == f"/runs/{series}?unit=mlp_act.1.3&pin=step8"
    assert found["question"] == "What is shared?"
    assert [run["key"] for run in found["runs"]] == [series]
    [figure] = found["figures"]
    stored = read_figure(store, series, "growth")[0]
    assert figure["sha256"] == digest_bytes(stored)
    answer = client.get(f"/api/findings/{found['slug']}/figures/0.json")
    assert answer.content == stored
    assert answer.headers["etag"].startswith(f'"{figure["sha256"]}')
    assert client.get(f"/api/findings/{found['slug']}/figures/0.csv").text.startswith("trace,")
    assert client.get(f"/api/findings/{found['slug']}/figures/1.json").status_code == 404


def test_the_whole_closure_is_pinned_and_compared(client, store, series):
    verified = keep(client, series)["verified"]
    parts = 0
    for child in status(store, series).children:
        with store.app.session() as session:
            run = find_run(session, child.key)
            names = {row.name for row in session.query(RunArtifactRow).where(RunArtifactRow.run_id == run.id)}
        assert "passing" in names  # evictable: nobody promises that it stays
        parts += len(names - {"passing"}) + 1  # and its scores
    with store.app.session() as session:
        parts += session.query(RunArtifactRow).where(RunArtifactRow.run_id == find_run(session, series).id).count()
    assert verified["state"] == "matches"
    assert (verified["checked"], verified["of"], verified["cut"]) == (parts, parts, False)


@SQLITE
def test_the_sources_say_where_the_numbers_come_from(client, store, series):
    [source] = keep(client, series)["sources"]
    child = status(store, status(store, series).children[0].key)
    assert source["run"] == series
    assert source["checkpoints"] == ["step0", "step8", "step64"]
    assert source["fingerprints"] == ["weights of step0", "weights of step8", "weights of step64"]
    assert source["corpora"] == child.inputs["corpora"]
    assert (source["code"], source["seed"]) == ("0.1.0", None)  # the toy's checkpoints have seeds of their own
    assert source["result_digest"] == status(store, series).result_digest


@SQLITE
def test_the_sources_of_a_ladder_computed_on_several_machines_name_them_all(client, store, series):
    for child, device, threads in zip(status(store, series).children, ("cpu", "cuda", "cpu"), (1, 2, 1), strict=True):
        with store.app.writing() as session:
            run = find_run(session, child.key)
            run.provenance = run.provenance | {"device": device, "threads": threads, "seed": 0}
    [source] = keep(client, series)["sources"]
    assert (source["device"], source["threads"], source["seed"]) == ("cpu, cuda", None, 0)


@SQLITE
def test_a_contaminated_checkpoint_is_said_of_its_ladder_and_of_what_builds_on_it(store, tmp_path):
    said = {"contaminated": "It was trained on these sentences.", "notes": ("One seed.", "x" * 2000)}
    series = a_series(store, share=0.7, said={"step8": said})
    child = next(child.key for child in status(store, series).children if child.name == "step8")
    above = a_run(store, upstream=child)
    with client_of(store) as client:
        long = "x" * 998 + " …"  # no longer than a bundle takes
        assert keep(client, series)["rests_on"] == [said["contaminated"], "One seed.", long]
        figure = {"run": above, "name": "line", "title": "A line"}
        found = keep(client, above, figures=[figure])
        assert found["rests_on"] == [said["contaminated"]]
        assert client.get(f"/api/findings/{found['slug']}/bundle.zip").status_code == 200
    manifest = write_bundle(store, STUDIES, [series], tmp_path / "series.zip")
    assert manifest.rests_on == (said["contaminated"], "One seed.", long)


@SQLITE
def test_the_citation_is_a_sentence_and_bibtex(client, series):
    found = keep(client, series, title="100 % of {units} & more_or_less")
    cite, year = found["cite"], found["made_at"][:4]
    assert cite["url"] == f"http://127.0.0.1/f/{found['slug']}"
    assert cite["sentence"].startswith(f"Deniz Aydın; María Ríos ({year}). 100 % of {{units}} & more_or_less. ")
    assert f"Isogloss finding {found['slug']}, computed" in cite["sentence"]
    assert "puzzler, step0 to step64 (fingerprint weights )" in cite["sentence"]
    assert cite["sentence"].endswith(cite["url"])
    assert r"title  = {{100 \% of \{units\} \& more\_or\_less}}," in cite["bibtex"]
    assert "author = {Deniz Aydın and María Ríos}," in cite["bibtex"]
    assert cite["bibtex"].startswith(f"@misc{{isogloss-{found['slug']},")
    assert cite["bibtex"].count("{") - cite["bibtex"].count(r"\{") == cite["bibtex"].count("}") - cite["bibtex"].count(
        r"\}"
    )


@SQLITE
def test_what_is_written_from_right_to_left_does_not_turn_the_citation_around(client, series):
    cite = keep(client, series, title="مطر", kept_by="دينا, María Ríos")["cite"]
    assert cite["sentence"].startswith("\u2068دينا\u2069; María Ríos (")
    assert ". \u2068مطر\u2069. Isogloss finding" in cite["sentence"]
    assert "\u2068" not in cite["bibtex"]


def test_words_change_and_what_was_said_stays(client, series):
    found = keep(client, series)
    slug = found["slug"]
    new = {"title": "They grow", "note": "Look again.", "tags": ["b"], "kept_by": "Deniz Aydın", "revision": 1}
    changed = client.put(f"/api/findings/{slug}", json=new).json()
    assert (changed["title"], changed["note"], changed["tags"], changed["revision"]) == (
        "They grow",
        "Look again.",
        ["b"],
        2,
    )
    assert changed["figures"] == found["figures"]
    assert changed["verified"]["state"] == "matches"
    revisions = client.get(f"/api/findings/{slug}/revisions").json()
    assert [(said["number"], said["title"]) for said in revisions] == [
        (2, "They grow"),
        (1, "Puzzles grow with training"),
    ]
    # Saying the same again is no change.
    assert client.put(f"/api/findings/{slug}", json=new | {"revision": 2}).json()["revision"] == 2


def test_two_who_change_it_at_once_do_not_overwrite_each_other(client, series):
    slug = keep(client, series)["slug"]
    mine = {"title": "Mine", "revision": 1}
    assert client.put(f"/api/findings/{slug}", json=mine).status_code == 200
    answer = client.put(f"/api/findings/{slug}", json={"title": "Yours", "revision": 1})
    assert refusal(answer) == (409, "changed_since", "revision")
    assert client.get(f"/api/findings/{slug}").json()["title"] == "Mine"


def test_eight_who_change_it_at_once_leave_one_change(client, store, series):
    slug = keep(client, series)["slug"]

    def change(number):
        return client.put(f"/api/findings/{slug}", json={"title": f"Title {number}", "revision": 1}).status_code

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(change, range(8)))
    assert answers == [200] + [409] * 7
    assert client.get(f"/api/findings/{slug}").json()["revision"] == 2


@SQLITE
def test_everything_is_looked_at_for_one_person_at_a_time(client, series):
    slug = keep(client, series)["slug"]
    with reading._LOOKING:
        answer = client.get(f"/api/findings/{slug}", params={"whole": True})
        assert refusal(answer)[:2] == (503, "looking")
        assert client.get(f"/api/findings/{slug}").status_code == 200
    assert client.get(f"/api/findings/{slug}", params={"whole": True}).status_code == 200


@SQLITE
def test_what_is_too_large_to_be_packed_for_a_request_goes_by_the_shell(client, series, monkeypatch):
    slug = keep(client, series)["slug"]
    monkeypatch.setattr("isogloss.findings.api._LARGEST_BUNDLE", 100)
    answer = client.get(f"/api/findings/{slug}/bundle.zip")
    assert refusal(answer)[:2] == (413, "large_bundle")
    assert f"isogloss export {slug} --bundle" in answer.json()["error"]["hint"]


def test_withdrawn_it_says_so_at_its_address_and_nowhere_else(client, series):
    slug = keep(client, series, picture=png())["slug"]
    assert client.delete(f"/api/findings/{slug}").status_code == 204
    for path in (f"/api/findings/{slug}", f"/api/findings/{slug}/figures/0.json", f"/f/{slug}.png"):
        assert refusal(client.get(path))[:2] == (410, "withdrawn")
    assert refusal(client.put(f"/api/findings/{slug}", json={"title": "x", "revision": 1}))[:2] == (410, "withdrawn")
    assert client.get("/api/findings").json() == []
    assert client.get(f"/api/runs/{series}").status_code == 200


def test_findings_are_found_by_words_tags_and_run(client, store, series):
    run = a_run(store, share=0.3)
    first = keep(client, series)["slug"]
    second = keep(client, run, title="Другое", note="Ένα ΣΗΜΕΊΩΜΑ", tags=["other"], figures=[])["slug"]

    def slugs(**query):
        return [found["slug"] for found in client.get("/api/findings", params=query).json()]

    assert slugs() == [second, first]
    assert slugs(text="DO puzzles") == [first]
    assert slugs(text="другое") == slugs(text="σημείωμα") == [second]
    assert slugs(text="maría") == [second, first]  # names count, as in a library
    assert slugs(tag="growth") == [first]
    assert slugs(run=run) == [second]
    assert slugs(text="nowhere") == []


@SQLITE
def test_a_private_finding_is_in_no_list_and_beyond_guessing(client, series):
    found = keep(client, series, private=True, title="Not yet")
    slug = found["slug"]
    assert re.fullmatch("[2-9a-z]{26}", slug)
    assert len({new_slug(True) for _ in range(100)}) == 100
    for path in (
        "/api/findings",
        f"/api/findings?run={series}",
        "/api/findings?text=not",
        "/api/home",
        "/api/collections",
    ):
        assert slug not in client.get(path).text
    assert slug not in client.get(f"/api/runs/{series}").text
    # A wrong guess and a finding that never was get the same answer.
    nearly = client.get(f"/api/findings/{slug[:-1]}{'2' if slug[-1] != '2' else '3'}")
    nothing = client.get("/api/findings/2222222")
    assert nearly.status_code == nothing.status_code == 404
    assert nearly.json() == nothing.json()
    page = client.get(f"/f/{slug}").text
    assert 'content="noindex' in page or "not built" in page
    published = {"title": "Now", "revision": 1, "publish": True}
    assert client.put(f"/api/findings/{slug}", json=published).json()["private"] is False
    assert slug in client.get("/api/findings").text


# ---- tampering -----------------------------------------------------------------------------------------------------


def digest_of(store, key, name):
    with store.app.session() as session:
        run = find_run(session, key)
        return (
            session.query(RunArtifactRow.digest)
            .where(RunArtifactRow.run_id == run.id, RunArtifactRow.name == name)
            .scalar()
        )


def overwrite(store, digest, data):
    """What somebody with the database's password may do: other bytes under the same digest."""
    with store.artifacts.database.session() as session:
        artifact = session.query(ArtifactRow.id).where(ArtifactRow.digest == digest).scalar()
        session.execute(delete(ArtifactChunkRow).where(ArtifactChunkRow.artifact_id == artifact))
        for position, piece in enumerate(compressed(data)):
            session.add(ArtifactChunkRow(artifact_id=artifact, position=position, data=piece))


def test_a_stored_array_that_was_tampered_with_is_said(client, store, series):
    slug = keep(client, series)["slug"]
    child = status(store, series).children[1].key
    digest = digest_of(store, child, "parts/0")
    overwrite(store, digest, store.artifacts.get(digest)[:-1] + b"\x00")
    verified = client.get(f"/api/findings/{slug}?whole=true").json()["verified"]
    assert verified["state"] == "differs"
    assert verified["wrong"] == [f"parts/0, run {child[:8]}"]
    assert refusal(client.get(f"/api/findings/{slug}/bundle.zip"))[:2] == (500, "not_what_was_kept")


@SQLITE
def test_what_was_found_good_a_moment_ago_is_not_read_again_and_anew_on_asking(client, store, series, monkeypatch):
    slug = keep(client, series)["slug"]
    first = client.get(f"/api/findings/{slug}").json()["verified"]
    read, get = [], store.artifacts.get
    monkeypatch.setattr(store.artifacts, "get", lambda digest: read.append(digest) or get(digest))
    again = client.get(f"/api/findings/{slug}").json()["verified"]
    assert {**again, "at": None} == {**first, "at": None}
    assert again["at"] == first["at"]  # it does not say that it looked now
    assert len(read) <= 2  # its digests, and the figure that it shows
    whole = client.get(f"/api/findings/{slug}?whole=true").json()["verified"]
    assert len(read) > 5
    assert whole["at"] > first["at"]


def test_a_figure_that_was_tampered_with_is_not_shown(client, store, series):
    found = keep(client, series)
    digest = found["figures"][0]["sha256"]
    overwrite(store, digest, store.artifacts.get(digest).replace(b"1", b"2"))
    answer = client.get(f"/api/findings/{found['slug']}/figures/0.json")
    assert refusal(answer)[:2] == (500, "not_what_was_kept")
    assert client.get(f"/api/findings/{found['slug']}").json()["verified"]["state"] == "differs"


@pytest.mark.parametrize("how", ["score", "row", "gone", "run"])
def test_other_ways_to_tamper_are_said_too(client, store, series, how):
    slug = keep(client, series)["slug"]
    child = status(store, series).children[0].key
    with store.app.session() as session:
        run = find_run(session, child).id
        if how == "score":
            session.execute(
                update(UnitScoreRow).where(UnitScoreRow.run_id == run, UnitScoreRow.rank == 1).values(unit=1)
            )
        elif how == "row":
            other = find_run(session, status(store, series).children[1].key).id
            digest = session.query(RunArtifactRow.digest).where(
                RunArtifactRow.run_id == other, RunArtifactRow.name == "parts/0"
            )
            these = (RunArtifactRow.run_id == run, RunArtifactRow.name == "parts/0")
            session.execute(update(RunArtifactRow).where(*these).values(digest=digest.scalar()))
        elif how == "run":
            session.execute(delete(RunRow).where(RunRow.id == run))
    if how == "gone":
        store.artifacts.delete(digest_of(store, child, "parts/0"))
    # Looked at a moment ago: numbers that are still there are read again only on “Look at all”.
    whole = "?whole=true" if how == "score" else ""
    verified = client.get(f"/api/findings/{slug}{whole}").json()["verified"]
    assert verified["state"] == "differs"
    assert all(child[:8] in wrong for wrong in verified["wrong"])
    # What was changed here must not pass for what was kept in another house.
    assert refusal(client.get(f"/api/findings/{slug}/bundle.zip"))[:2] == (500, "not_what_was_kept")


@pytest.mark.parametrize("how", ["changed", "gone"])
def test_the_list_of_digests_cannot_be_tampered_with_unseen(client, store, series, how):
    slug = keep(client, series)["slug"]
    with store.app.session() as session:
        pins = session.get(FindingRow, slug).pins
    if how == "gone":
        store.artifacts.delete(pins)
    else:
        child = status(store, series).children[1].key
        was, other = digest_of(store, child, "parts/0"), digest_of(store, child, "parts/1")
        overwrite(store, pins, store.artifacts.get(pins).replace(was.encode(), other.encode()))
    answer = client.get(f"/api/findings/{slug}")
    assert answer.status_code == 200
    verified = answer.json()["verified"]
    assert (verified["state"], verified["wrong"]) == ("differs", ["the list of its digests"])
    assert refusal(client.get(f"/api/findings/{slug}/bundle.zip"))[:2] == (500, "not_what_was_kept")


@SQLITE
def test_what_does_not_fit_the_time_is_said_to_be_unread(client, store, series, monkeypatch):
    monkeypatch.setattr("isogloss.findings.standing.pinning.BUDGET_S", 0.0)
    slug = keep(client, series)["slug"]
    verified = client.get(f"/api/findings/{slug}").json()["verified"]
    assert verified["cut"]
    assert verified["state"] == "matches"
    assert 1 <= verified["checked"] < verified["of"]  # the figure on the page is always looked at
    whole = client.get(f"/api/findings/{slug}", params={"whole": True}).json()["verified"]
    assert (whole["cut"], whole["checked"]) == (False, whole["of"])


def test_a_series_that_grows_leaves_the_finding_as_it_was(client, store, series):
    found = keep(client, series)
    with store.app.writing() as session:
        row = find_run(session, series)
        row.finished_set = "0" * 32
        run = row.id
    Keeping(store, run, store.app.writing).put(f"{'0' * 32}/figure/growth", b'{"data":[],"layout":{}}', kind="figure")
    again = client.get(f"/api/findings/{found['slug']}").json()
    assert again["figures"] == found["figures"]
    assert again["verified"]["state"] == "matches"


# ---- refusals ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "a" * 201}, "title"),
        ({"title": "user\u202etxt.exe"}, "title"),
        ({"title": "user\u2067txt.exe"}, "title"),
        ({"title": "a\nb"}, "title"),
        ({"note": "x" * 20_001}, "note"),
        ({"tags": ["a"] * 21}, "tags"),
        ({"tags": ["x" * 41]}, "tags.0"),
        ({"kept_by": "a\u202eb"}, "kept_by"),
        ({"path": "https://elsewhere.example/runs/1"}, "path"),
        ({"path": "//elsewhere.example/runs/1"}, "path"),
        ({"path": "/runs/\\elsewhere"}, "path"),
        ({"path": "javascript:alert(1)"}, "path"),
        ({"runs": []}, "runs"),
        ({"runs": ["0" * 31]}, "runs.0"),
        ({"picture": "not base64!"}, "picture"),
        ({"picture": "aGFsbG8="}, "picture"),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field(origin, change, field):
    with client_of(origin.store) as client:
        answer = client.post("/api/findings", json=words(origin.series) | change)
    assert answer.status_code == 422
    assert answer.json()["error"]["field"] == field
    with origin.store.app.session() as session:
        assert session.query(FindingRow).count() == 0


@SQLITE
def test_a_megabyte_of_note_is_refused_and_nothing_is_written(client, series):
    answer = client.post("/api/findings", json=words(series, note="x" * 1_100_000))
    assert refusal(answer)[:2] == (413, "body_too_large")
    assert client.get("/api/findings").json() == []


@SQLITE
def test_runs_and_figures_that_are_not_there_are_refused(client, store, series):
    other = a_run(store, share=0.4)
    assert refusal(client.post("/api/findings", json=words("0" * 32)))[:2] == (404, "unknown_run")
    unknown = [{"run": series, "name": "nothing", "title": "t"}]
    assert refusal(client.post("/api/findings", json=words(series, figures=unknown))) == (
        404, "unknown_figure", "figures.0.name",
    )  # fmt: skip
    foreign = [{"run": other, "name": "line", "title": "t"}]
    assert refusal(client.post("/api/findings", json=words(series, figures=foreign)))[1:] == (
        "foreign_figure", "figures.0.run",
    )  # fmt: skip


@SQLITE
def test_a_run_that_is_not_done_is_not_kept(client, store, series):
    from isogloss.runs.asking.requests import ask_run
    from tests.findings.toy import STUDY

    key = ask_run(store, STUDY, {"model": "puzzler", "checkpoint": "step8", "share": 0.9}, "tester-0001").key
    assert refusal(client.post("/api/findings", json=words(key, figures=[])))[:2] == (409, "not_done")


@SQLITE
def test_scripts_and_links_in_words_travel_as_text(client, series):
    note = "<script>alert(1)</script> [x](javascript:alert(1)) ![y](http://127.0.0.1:1/t.png) \u202e txt"
    found = keep(client, series, title="<img src=x onerror=alert(1)>", note=note)
    assert found["note"] == note  # shown as text: the front end's tests say how
    page = client.get(f"/f/{found['slug']}").text
    assert "<img src=x" not in page
    assert "<script>alert" not in page
