"""The gateway, tried on a real server process."""

import contextlib
import socket
from urllib.parse import urlsplit

import pytest
from starlette.datastructures import Headers

from isogloss.vocabulary.errors import Forbidden, Unavailable
from isogloss.web.security import LOOPBACK, POLICY, check_host, check_origin
from isogloss.web.server import listen

pytestmark = pytest.mark.processes

RUNS = "/api/studies/toy-study/runs"
ASKED = {"params": {"model": "toy-model", "checkpoint": "step1"}}


def error_of(response):
    return response.json()["error"]


@pytest.mark.parametrize(
    "name", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]", "127.0.0.1:1", "localhost:65535", "[::1]:80"]
)
def test_the_machines_own_names_are_answered_on_any_port(wire, name):
    assert wire.get("/api/about", headers={"host": name}).status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "evil.example",
        "evil.example:8321",
        "127.0.0.1.evil.example",
        "localhost.",
        "[::2]",
        "127.0.0.2",
        "",
        "127.0.0.1:1@evil",
        "127.0.0.1:",
        "127.0.0.1:80:80",
        "user@127.0.0.1",
        "[::1]evil",
    ],
)
def test_a_foreign_host_is_refused_with_a_clear_message(wire, name):
    response = wire.get("/api/about", headers={"host": name})
    assert response.status_code == 403
    assert error_of(response)["code"] == "foreign_host"
    assert "ISOGLOSS_ALLOWED_HOSTS" in error_of(response)["hint"]


def test_the_page_itself_is_refused_to_a_foreign_host_too(wire):
    assert wire.get("/", headers={"host": "rebound.example"}).status_code == 403


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "https://127.0.0.1.evil.example", "null", "file://", "http://localhost:1", ""]
)
@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_a_foreign_origin_may_not_change_anything(wire, origin, method):
    path = RUNS if method == "POST" else f"/api/runs/{'0' * 32}"
    response = wire.request(method, path, json=ASKED if method == "POST" else None, headers={"origin": origin})
    assert response.status_code == 403
    assert error_of(response)["code"] == "foreign_origin"
    assert wire.get("/api/runs").json()["runs"] == []


def test_a_page_of_another_site_is_known_by_its_fetch_metadata_alone(wire):
    for site in ("cross-site", "same-site"):
        response = wire.post(RUNS, json=ASKED, headers={"sec-fetch-site": site})
        assert error_of(response)["code"] == "foreign_origin"


def test_a_foreign_page_may_not_hold_a_stream_open(wire):
    response = wire.get(f"/api/runs/{'0' * 32}/events", headers={"origin": "http://evil.example"})
    assert response.status_code == 403


def test_our_own_page_and_a_program_may_ask(wire, address):
    own = f"http://{urlsplit(address).netloc}"
    for headers in ({"origin": own, "sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"}, {}):
        assert wire.post("/api/studies/toy-study/estimate", json=ASKED, headers=headers).status_code == 200


def test_no_answer_invites_other_origins(wire):
    asked = {"origin": "http://evil.example", "access-control-request-method": "POST"}
    for response in (wire.options(RUNS, headers=asked), wire.get("/api/about", headers=asked)):
        assert not [name for name in response.headers if name.startswith("access-control-")]


@pytest.mark.parametrize("path", ["/", "/api/about", "/api/nothing", f"/api/runs/{'0' * 32}"])
def test_every_answer_carries_the_browsers_orders(wire, path):
    headers = wire.get(path).headers
    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "DENY"
    assert "server" not in headers


def test_the_policy_lets_in_no_inline_script_and_no_frame():
    orders = dict(order.split(" ", 1) for order in POLICY.split("; "))
    assert orders["script-src"] == "'self'"
    assert orders["default-src"] == "'self'"
    assert orders["frame-ancestors"] == "'none'"
    assert "unsafe-inline" not in orders["style-src"]
    assert "unsafe-eval" not in POLICY
    assert "http" not in POLICY


def test_a_body_over_the_limit_is_refused_before_it_is_read(wire):
    response = wire.post(RUNS, content=b"x" * 10_001, headers={"content-type": "application/json"})
    assert response.status_code == 413
    assert error_of(response)["code"] == "body_too_large"


def test_a_body_that_hides_its_size_is_stopped_at_the_limit(wire):
    def endless():
        for _ in range(50):
            yield b" " * 1000

    response = wire.post(RUNS, content=endless(), headers={"content-type": "application/json"})
    assert response.status_code == 413


@pytest.mark.parametrize("length", ["-1", "1e9", "99999999999999999999"])
def test_an_impossible_length_is_refused(address, length):
    """Written by hand: no client library sends such a request."""
    where = urlsplit(address)
    with socket.create_connection((where.hostname, where.port), timeout=5) as line:
        line.sendall(f"POST {RUNS} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n".encode())
        assert line.recv(100).split()[1] in (b"400", b"413")


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b"{", "application/json", 400, "malformed"),
        (b'{"params": {"size": NaN}}', "application/json", 400, "malformed"),
        (b'{"params": {"model": "a\\u0000b"}}', "application/json", 400, "malformed"),
        (b'{"params": {"model": "\\ud800"}}', "application/json", 400, "malformed"),
        (b"[" * 4000, "application/json", 400, "too_deep"),
        (b'{"a":' * 30 + b"1" + b"}" * 30, "application/json", 400, "too_deep"),
        (b"\xff\xfe", "application/json", 400, "malformed"),
        (b'{"params": {}}', "text/plain", 415, "not_json"),
        (b"params=1", "application/x-www-form-urlencoded", 415, "not_json"),
        (b'{"params": []}', "application/json", 422, "invalid"),
        (b"[1]", "application/json", 422, "invalid"),
        (b"", "application/json", 422, "invalid"),
    ],
)
def test_a_bad_body_is_refused_in_words(wire, body, kind, status, code):
    response = wire.post(RUNS, content=body, headers={"content-type": kind})
    assert (response.status_code, error_of(response)["code"]) == (status, code)
    assert error_of(response)["message"]


def test_brackets_within_text_are_not_depth(wire):
    body = {"params": {"model": "[{" * 100 + '\\"', "checkpoint": "x"}}
    assert wire.post("/api/studies/toy-study/estimate", json=body).status_code == 200


@pytest.mark.parametrize(
    "path", ["/api/" + "x" * 2000, "/api/runs?study=" + "x" * 5000, "/api/runs?" + "&".join(["a=1"] * 100)]
)
def test_an_endless_address_is_refused(wire, path):
    assert wire.get(path).status_code == 413


@pytest.mark.parametrize("path", ["/api/models/a%00b", "/api/runs?study=%00", "/%00"])
def test_a_nul_never_reaches_the_database(wire, path):
    assert wire.get(path).status_code == 400


@pytest.mark.parametrize(
    "path",
    ["/../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/assets/../../pyproject.toml", "/..%2f..%2fetc%2fpasswd"],
)
def test_no_path_leads_out_of_the_pages_folder(address, path):
    where = urlsplit(address)
    with socket.create_connection((where.hostname, where.port), timeout=5) as line:
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        answer = b""
        while part := line.recv(65536):
            answer += part
    assert b"root:" not in answer
    assert b"[project]" not in answer


def test_a_name_that_was_allowed_is_answered():
    allowed = frozenset((*LOOPBACK, "lab.example"))
    check_host("lab.example:8321", allowed)
    with pytest.raises(Forbidden):
        check_host("sub.lab.example", allowed)


def test_an_origin_is_ours_only_with_the_same_name_and_port():
    check_origin(Headers({"origin": "https://lab.example", "host": "lab.example"}))
    for origin in ("http://lab.example:81", "http://lab.example.evil.example", "ftp://lab.example"):
        with pytest.raises(Forbidden):
            check_origin(Headers({"origin": origin, "host": "lab.example"}))


def test_the_server_says_when_its_address_is_taken(address):
    with pytest.raises(Unavailable, match="another port"):
        listen("127.0.0.1", urlsplit(address).port)


def test_answers_do_not_wait_for_the_clients_acknowledgement():
    """asyncio switches Nagle's algorithm off only for sockets that say they are TCP."""
    with contextlib.closing(listen("127.0.0.1", 0)) as bound:
        assert bound.proto == socket.IPPROTO_TCP


@pytest.mark.parametrize(
    ("text", "says"),
    [("a\\u0000b", "null byte"), ("a\\ud83d b", "half of a character")],
    ids=["null byte", "surrogate"],
)
def test_text_that_no_database_takes_is_refused_beside_its_field(text, says, client):
    body = f'{{"params": {{"prompts": [{{"text": "fine"}}, {{"text": "{text}"}}]}}}}'
    answer = client.post(
        "/api/studies/interventions/estimate", content=body.encode(), headers={"content-type": "application/json"}
    )
    assert answer.status_code == 400
    assert answer.json()["error"]["field"] == "params.prompts.1.text"
    assert says in answer.json()["error"]["message"]
