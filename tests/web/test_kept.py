"""Answers kept in memory: what may be kept, for how long, and in which compression."""

import gzip

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import FileResponse
from fastapi.testclient import TestClient

from isogloss.web.answers import assembled, growing, unchanging
from isogloss.web.kept import ByteCache, Kept, KeptAnswers, accepts_gzip, matches
from isogloss.web.recent import Recent

BODY = b'{"numbers": [' + b"0.123456789, " * 500 + b"1]}"


@pytest.fixture
def built(tmp_path):
    """How often each answer was built, and a client of an app that keeps answers."""
    calls = {"for-ever": 0, "assembled": 0, "growing": 0, "small": 0}
    app = FastAPI()
    cache = ByteCache(1 << 20)

    @app.get("/for-ever")
    def for_ever():
        calls["for-ever"] += 1
        return unchanging(BODY, "abc")

    @app.get("/growing")
    def grows():
        calls["growing"] += 1
        return growing(BODY, f"v{calls['growing'] // 2}")

    @app.get("/assembled")
    def of_this_code():
        calls["assembled"] += 1
        return assembled(BODY, "2-abc")

    @app.get("/one")
    @app.get("/other")
    def other(request: Request):
        return growing(BODY if request.url.path == "/one" else BODY[::-1], "same")

    @app.get("/file")
    def file():
        return FileResponse(tmp_path / "file.json")

    @app.get("/small")
    def small():
        calls["small"] += 1
        return unchanging(b"{}", "small")

    (tmp_path / "file.json").write_bytes(BODY)
    app.add_middleware(KeptAnswers, cache=cache)
    with TestClient(app) as client:
        yield calls, client, cache


def test_what_never_changes_is_built_once(built):
    calls, client, _ = built
    plain = {"accept-encoding": "identity"}
    assert [client.get("/for-ever", headers=plain).content for _ in range(3)] == [BODY] * 3
    assert calls["for-ever"] == 1


def test_what_code_puts_together_is_built_once_by_it_and_asked_for_again_by_the_client(built):
    calls, client, _ = built
    told = [client.get("/assembled") for _ in range(2)]
    assert calls["assembled"] == 1
    assert "max-age=0" in told[1].headers["cache-control"] and "immutable" not in told[1].headers["cache-control"]
    again = client.get("/assembled", headers={"if-none-match": told[1].headers["etag"]})
    assert (again.status_code, calls["assembled"]) == (304, 1)
    assert client.get("/assembled", headers={"if-none-match": '"1-abc"'}).status_code == 200


def test_other_query_other_answer(built):
    calls, client, _ = built
    client.get("/for-ever?a=1")
    client.get("/for-ever?a=2")
    assert calls["for-ever"] == 2


def test_compressed_bytes_are_another_representation(built):
    _, client, _ = built
    plain = client.get("/for-ever", headers={"accept-encoding": "identity"})
    with client.stream("GET", "/for-ever", headers={"accept-encoding": "br, gzip"}) as response:
        raw = b"".join(response.iter_raw())
    assert gzip.decompress(raw) == plain.content == BODY
    assert len(raw) < len(BODY) / 4
    assert int(response.headers["content-length"]) == len(raw)
    assert (response.headers["etag"], plain.headers["etag"]) == ('"abc-gzip"', '"abc"')
    assert response.headers["vary"] == plain.headers["vary"] == "accept-encoding"


def test_a_small_answer_is_not_worth_compressing(built):
    _, client, _ = built
    assert "content-encoding" not in client.get("/small", headers={"accept-encoding": "gzip"}).headers


def test_what_grows_is_built_each_time_and_confirmed_by_its_tag(built):
    calls, client, _ = built
    first = client.get("/growing")
    assert client.get("/growing", headers={"if-none-match": first.headers["etag"]}).status_code == 200
    assert calls["growing"] == 2
    assert client.get("/growing", headers={"if-none-match": '"v1"'}).status_code == 304


def test_answers_with_one_tag_at_two_addresses_stay_apart(built):
    _, client, _ = built
    assert [client.get(path).content for path in ("/one", "/other")] == [BODY, BODY[::-1]]


def test_a_file_is_sent_as_it_lies(built):
    _, client, cache = built
    answer = client.get("/file")
    assert (answer.content, answer.headers.get("content-encoding"), cache.used) == (BODY, None, 0)


def test_the_oldest_unused_answer_makes_room():
    cache = ByteCache(40_000)
    kept = {name: Kept([], bytes(3000), '"x"') for name in "abcdefghij"}
    for name in "abcdefghi":
        cache.put((name.encode(),), kept[name])
    assert cache.get((b"a",)) is kept["a"]
    cache.put((b"j",), kept["j"])
    assert cache.get((b"b",)) is None
    assert cache.get((b"a",)) is kept["a"]
    assert cache.used <= cache.budget


def test_one_answer_never_pushes_out_all_others():
    cache = ByteCache(40_000)
    cache.put((b"large",), Kept([], bytes(30_000), '"x"'))
    assert cache.get((b"large",)) is None
    assert cache.used == 0


def test_an_answer_that_is_put_again_counts_once():
    cache = ByteCache(40_000)
    for _ in range(100):
        cache.put((b"a",), Kept([], bytes(3000), '"x"'))
    assert cache.used == 4024


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        ("gzip", True),
        ("br, gzip;q=0.5", True),
        ("*", True),
        ("gzip;q=0", False),
        ("gzip; q=0.0", False),
        ("br", False),
        ("", False),
    ],
)
def test_gzip_is_sent_only_where_it_is_taken(header, accepted):
    assert accepts_gzip(header) is accepted


@pytest.mark.parametrize(
    ("wanted", "same"), [('"a"', True), ('W/"a"', True), ('"b", "a"', True), ("*", True), ('"b"', False), ('"a', True)]
)
def test_tags_are_compared_weakly(wanted, same):
    assert matches(wanted, '"a"') is same


def test_artifacts_read_lately_are_not_unpacked_again():
    reads = []

    def read(digest):
        reads.append(digest)
        return bytes(100)

    recent = Recent(budget=400)
    for digest in ("a", "a", "b", "c", "d", "a", "e", "b"):
        assert recent.get(digest, read) == bytes(100)
    assert reads == ["a", "b", "c", "d", "e", "b"]
    assert recent.used <= 400
