"""The server as people run it, for minutes, at the limits it really has: connections, memory, file handles."""

import asyncio
import itertools
import resource
import socket
import statistics
import sys
import time
from contextlib import ExitStack, contextmanager
from functools import partial
from subprocess import Popen
from urllib.parse import urlsplit

import httpx
import psutil
import pytest

from tests.e2e.served import ROOT, environment, isogloss, until

pytestmark = [pytest.mark.slow, pytest.mark.processes, pytest.mark.timeout(900)]

BUNDLE = ROOT / "backend" / "isogloss" / "_bundles" / "seven-languages.zip"
#: The command line with room for 4 MiB of ready answers: full after seconds, so that what grows later is no cache.
SMALL = "import isogloss.web.application as a; a._KEPT_BYTES = 4 << 20; from isogloss.cli import main; main()"
MIB = 1 << 20


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = tmp_path_factory.mktemp("limits") / "home"
    isogloss(home, "import", str(BUNDLE))
    return home


@contextmanager
def serving(home, folder, handles=None):
    """Address, process and log of a server, with so many file handles."""
    log = folder / "log"
    limit = partial(resource.setrlimit, resource.RLIMIT_NOFILE, (handles, handles)) if handles else None
    command = [sys.executable, "-P", "-c", SMALL, "serve", "--no-worker", "--port", "0"]
    with log.open("wb") as out, Popen(command, env=environment(home), stderr=out, preexec_fn=limit) as process:
        try:
            until(lambda: "Isogloss is at " in log.read_text())
            yield log.read_text().split("Isogloss is at ")[1].split()[0].rstrip("/"), psutil.Process(process.pid), log
        finally:
            process.terminate()


def connect(address):
    where = urlsplit(address)
    return socket.create_connection((where.hostname, where.port), timeout=60)


def about(address):
    return b"GET /api/about HTTP/1.1\r\nHost: %s\r\n" % urlsplit(address).netloc.encode()


def test_fifty_half_open_connections_are_closed_within_thirty_seconds(home, tmp_path):
    with serving(home, tmp_path) as (address, process, _), ExitStack() as stack:
        handles = process.num_fds()
        halves = [stack.enter_context(connect(address)) for _ in range(50)]
        begun = time.monotonic()
        for half, sent in zip(halves, itertools.cycle([b"", b"G", about(address)[:-9], about(address)]), strict=False):
            half.sendall(sent)
        waited = 0
        while time.monotonic() - begun < 15:  # others are answered meanwhile
            assert httpx.get(f"{address}/api/about", timeout=5).status_code == 200
            waited += 1
            time.sleep(0.5)
        assert waited > 15 and process.num_fds() >= handles + 50
        for half in halves:
            while half.recv(65536):
                pass
        assert time.monotonic() - begun < 30
        until(lambda: process.num_fds() <= handles + 20, 10)  # databases are opened as they are needed


async def answered(streams, request):
    """Status and body of one answer on an open connection."""
    streams[1].write(request)
    head = await streams[0].readuntil(b"\r\n\r\n")
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    return int(head[9:12]), await streams[0].readexactly(int(length.split(b":")[1]))


async def person(address, paths, met, over):
    """Asks one thing after the other on one connection, for as long as it lasts."""
    where = urlsplit(address)
    while not over.is_set():
        streams = await asyncio.open_connection(where.hostname, where.port, limit=MIB)
        for path in itertools.islice(paths, 50):
            if over.is_set():
                break
            request = f"GET {path} HTTP/1.1\r\nHost: {where.netloc}\r\nAccept-Encoding: gzip\r\n\r\n"
            status, _ = await answered(streams, request.encode())
            met[status] = met.get(status, 0) + 1
        streams[1].close()


async def rude(address, path, over):
    """Opens streams and half requests, reads nothing, and goes away."""
    where = urlsplit(address)
    while not over.is_set():
        _, writer = await asyncio.open_connection(where.hostname, where.port)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {where.netloc}\r\n\r\n"[: -2 if path == "/" else None].encode())
        await asyncio.sleep(0.2)
        writer.close()


def of_all_kinds(get):
    """Addresses without end: pages made anew, grown, ready, compressed, and such as are none."""
    runs = get("/api/runs")["runs"]
    series = next(run["key"] for run in runs if run["kind"] == "series" and run["study"] == "concept_neurons")
    status = get(f"/api/runs/{series}")
    last, figure = status["children"][-1]["key"], status["figures"][0]
    concept = get(f"/api/runs/{last}/result")["concepts"][0]["name"]
    found = get(f"/api/runs/{last}/experts?concept={concept}&limit=200")["experts"]
    pages = ("runs/{last}/units/{unit}?series={series}&n={n}", "home", "runs/{series}", "runs/{n:032x}", "findings",
             "runs/{last}/experts?concept={concept}&n={n}", "runs/{series}/result?n={n}", "runs/{last}/units/none.{n}",
             "runs/{series}/figures/{figure}.json?n={n}", "runs?limit=20&before={n}")  # fmt: skip
    named = {"last": last, "series": series, "concept": concept, "figure": figure}
    for n, expert in enumerate(itertools.cycle(found)):
        yield from ("/api/" + page.format(**named, n=n, unit=expert["unit"]) for page in pages)


async def crowd(address, process, minutes):
    """Megabytes of memory every five seconds, and how many answers there were of each status."""
    with httpx.Client(base_url=address, timeout=60) as client:
        first = client.get("/api/runs").json()["runs"][0]["key"]
        paths, over, met = of_all_kinds(lambda path: client.get(path).json()), asyncio.Event(), {}
        people = [person(address, paths, met, over) for _ in range(16)]
        people += [rude(address, f"/api/runs/{first}/events?after=0", over), rude(address, "/", over)]
        tasks = [asyncio.create_task(each) for each in people]
        memory = []
        for _ in range(round(minutes * 12)):
            await asyncio.sleep(5)
            memory.append(process.memory_info().rss / MIB)
        over.set()
        await asyncio.gather(*tasks)
    return memory, met


def test_memory_is_flat_over_five_minutes_under_load(home, tmp_path, capsys):
    """After a minute all caches are full (4 MiB of answers; the arrays of one run). From then on to the last minute it
    may grow by 24 MiB: what the allocator's twelve threads still take, and less than 2 kB for each answer."""
    with serving(home, tmp_path) as (address, process, log):
        memory, met = asyncio.run(crowd(address, process, 6))
        start, end = statistics.median(memory[10:14]), statistics.median(memory[-6:])
        with capsys.disabled():
            print(f"\nmemory: {start:.0f} MiB after a minute, {end:.0f} MiB five minutes later; answers: {met}")
            print("by minute:", *(round(at, 1) for at in memory[11::12]))
        assert set(met) <= {200, 404, 422} and met[200] > 2_000
        assert end - start < 24, [round(at) for at in memory]
        assert "incident" not in log.read_text()


@pytest.mark.parametrize("handles", [48, 64])
def test_a_server_without_file_handles_says_so_goes_on_and_its_log_stays_small(home, tmp_path, handles):
    with serving(home, tmp_path, handles) as (address, process, log):
        asked = about(address).replace(b"/about", b"/home") + b"\r\n"
        with ExitStack() as stack:
            opened = [stack.enter_context(connect(address)) for _ in range(300)]
            said = set()
            for connection in opened:
                try:
                    connection.sendall(asked)
                    connection.settimeout(20)
                    said.add(connection.recv(65536))
                except (ConnectionError, TimeoutError) as error:
                    said.add(type(error).__name__.encode())
            time.sleep(5)
            assert process.is_running() and process.num_fds() <= handles
        kinds = {answer[:12] for answer in said}
        assert any(b"503" in kind for kind in kinds), kinds
        until(lambda: httpx.get(f"{address}/api/home", timeout=20).status_code == 200, 30)
        wrote = log.read_text()
        assert len(wrote.splitlines()) < 200 and len(wrote) < 60_000, wrote[-3000:]
