"""The crowd of benchmarks/load.py: a client that met an error goes on, and too few answers are no number."""

import asyncio

import pytest

from tests.benchmarks.test_toy import benchmark


@pytest.fixture
def load(monkeypatch):
    return benchmark("load", monkeypatch)


def test_a_client_that_meets_an_error_asks_on_and_every_request_is_counted(load, monkeypatch):
    monkeypatch.setattr(load, "EVERY_S", 0.0)
    asked, waits, errors = [], [], []

    async def answer(reader, writer):
        while request := (await reader.readuntil(b"\r\n\r\n") if not reader.at_eof() else b""):
            asked.append(request.split()[1].decode())
            if asked[-1] == "/fails":
                break  # as a server that goes away in the middle
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        writer.close()

    async def crowd():
        async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            await load.person(f"http://127.0.0.1:{port}", ["/a", "/fails", "/b"], 0.0, waits, errors)
        await load.person(f"http://127.0.0.1:{port}", ["/c", "/d"], 0.0, waits, errors)

    asyncio.run(crowd())
    assert asked == ["/a", "/fails", "/b"]
    assert len(waits) == 2
    assert [error.partition(":")[0] for error in errors] == ["/fails", "/c", "/d"]


@pytest.mark.parametrize("answers", [0, 1, 19])
def test_too_few_answers_are_no_95th_percentile(load, answers):
    with pytest.raises(SystemExit, match=f"Only {answers} answers came, of {answers + 1}.*refused"):
        load.claims_of([1.0] * answers, ["/: refused"], {}, "gzip", 1, 1)
