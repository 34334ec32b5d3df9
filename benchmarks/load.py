"""Two hundred people at once while a run computes: errors, how long they wait, and what each kind of page costs.

One server process as `isogloss serve` starts it, with its worker training a model beside it; two hundred keep-alive
clients, each asking once in two seconds for a page of a fixed mix (a fifth of it pages that nobody asked for before).
Then, without them, the processor time that the server takes for a request, by route.
"""

import argparse
import asyncio
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import cached_pages
import httpx
import numpy as np
import psutil
from _clients import ask

CLIENTS, EVERY_S = 200, 2.0
GOAL_P95_MS = 500.0
#: Answers without which there is no 95th percentile.
FEWEST = 20
#: Milliseconds of processor time for a request.
GOALS = {"home": 5.0, "a run": 2.0}
#: Trained while they ask; it does not end before they do.
BUSY = {"text": "sample", "vocabulary": 2048, "layers": 4, "width": 128, "heads": 4, "context": 64, "batch": 8,
        "steps": 100_000, "model": "busy"}  # fmt: skip
#: What people ask for, in hundredths; a fifth are pages that were never asked for.
MIX = {"home": 10, "a run": 25, "a series' result": 10, "heat map": 20, "one unit's page": 15, "a new page": 20}


@contextmanager
def server(home: Path) -> Iterator[tuple[str, int]]:
    """The address of a server with its worker, and the number of the server's process."""
    command = [sys.executable, "-m", "isogloss.cli", "serve", "--port", "0", "--home", str(home)]
    alone = os.environ | {"ISOGLOSS_TOKEN": "none"}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=alone) as process:
        try:
            line = next(line for line in process.stderr or () if "http://" in line)
            yield re.search(r"http://[^\s/?]+", line)[0], process.pid  # type: ignore[index]
        finally:
            process.terminate()


def kinds_of(address: str) -> tuple[dict[str, str], Iterator[str]]:
    """A path of every kind, and new pages without end."""
    heat_map, units = cached_pages.pages(address)
    series = heat_map.split("/")[3]
    anew = (f"{units[i % len(units)]}&mark={i}" for i in range(1 << 30))
    return {
        "home": "/api/home", "a run": f"/api/runs/{series}", "a series' result": f"/api/runs/{series}/result",
        "heat map": heat_map, "one unit's page": units[0],
    }, anew  # fmt: skip


async def person(address: str, paths: list[str], first: float, waits: list[float], errors: list[str]) -> None:
    """One connection, one request every two seconds; after an error another connection, and on."""
    where = urlsplit(address)
    streams = None
    await asyncio.sleep(first)
    for path in paths:
        begun = time.perf_counter()
        request = f"GET {path} HTTP/1.1\r\nHost: {where.netloc}\r\nAccept-Encoding: gzip\r\n\r\n"
        try:
            streams = streams or await asyncio.open_connection(where.hostname, where.port, limit=1 << 20)
            asked = time.perf_counter()
            await ask(*streams, request.encode())
            waits.append((time.perf_counter() - asked) * 1000)
        except (SystemExit, OSError, EOFError) as error:
            errors.append(f"{path}: {error}")
            if streams:
                streams[1].close()
            streams = None
        await asyncio.sleep(max(0.0, EVERY_S - (time.perf_counter() - begun)))
    if streams:
        streams[1].close()


async def crowd(address: str, clients: int, seconds: float) -> tuple[list[float], list[str]]:
    """All of them for a while: the waits in ms, and what went wrong."""
    kinds, anew = kinds_of(address)
    random = np.random.default_rng(0)
    names, shares = list(MIX), np.array(list(MIX.values())) / 100
    waits: list[float] = []
    errors: list[str] = []
    people = []
    for _ in range(clients):
        asked = random.choice(names, max(1, round(seconds / EVERY_S)), p=shares)
        paths = [kinds.get(str(name)) or next(anew) for name in asked]
        people.append(person(address, paths, float(random.random() * EVERY_S), waits, errors))
    await asyncio.gather(*people)
    return waits, errors


def processor_s(pid: int) -> float:
    """Seconds of processor time that a process has had."""
    times = psutil.Process(pid).cpu_times()
    return times.user + times.system


def cost_ms(address: str, pid: int, paths: list[str]) -> float:
    """Processor time of the server for one of these, in ms."""
    with httpx.Client(base_url=address, timeout=60) as client:
        client.get(paths[0])
        before = processor_s(pid)
        for path in paths:
            client.get(path).raise_for_status()
        return (processor_s(pid) - before) * 1000 / len(paths)


def measure(home: Path, clients: int, seconds: float, n: int) -> tuple[list[float], list[str], dict[str, float], str]:
    """The waits and errors of the crowd, the cost of every kind of page, and how a series' result was sent."""
    with server(home) as (address, pid):
        httpx.post(f"{address}/api/studies/pretraining/runs", json={"params": BUSY}, timeout=60).raise_for_status()
        waits, errors = asyncio.run(crowd(address, clients, seconds))
        kinds, anew = kinds_of(address)
        costs = {kind: cost_ms(address, pid, [path] * n) for kind, path in kinds.items()}
        costs["a new page"] = cost_ms(address, pid, [f"{next(anew)}&x=1" for _ in range(max(1, n // 4))])
        sent = httpx.get(address + kinds["a series' result"], timeout=60).headers.get("content-encoding", "as it is")
        httpx.delete(f"{address}/api/runs", timeout=60)
    return waits, errors, costs, sent


def claims_of(
    waits: list[float], errors: list[str], costs: dict[str, float], sent: str, clients: int, n: int
) -> list[dict[str, Any]]:
    """What is claimed of so many clients, and of n requests of each kind."""
    if len(waits) < FEWEST:
        found = "; ".join(errors[:2])
        raise SystemExit(f"Only {len(waits)} answers came, of {len(waits) + len(errors)}: nothing to measure. {found}")
    p95 = statistics.quantiles(waits, n=20)[-1]
    claims = [
        {
            "name": f"{clients} clients, one request every {EVERY_S:.0f} s, a run computing: 95th percentile",
            "value": p95, "unit": "ms", "goal": f"under {GOAL_P95_MS:.0f}",
            "comparison": f"median {statistics.median(waits):.1f} ms", "n": len(waits), "holds": p95 < GOAL_P95_MS,
        },
        {
            "name": "errors among them", "value": float(len(errors)), "unit": "answers", "goal": "0",
            "comparison": "; ".join(errors[:2]), "n": len(waits) + len(errors), "holds": not errors,
        },
    ]  # fmt: skip
    for kind, goal in GOALS.items():
        claims.append({
            "name": f"processor time of a request for {kind}", "value": costs[kind], "unit": "ms",
            "goal": f"under {goal:.0f}", "comparison": f"a page made anew: {costs['a new page']:.1f} ms", "n": n,
            "holds": costs[kind] < goal,
        })  # fmt: skip
    return [*claims, {
        "name": "a series' result is sent compressed", "value": float(sent == "gzip"), "unit": "", "goal": "1",
        "comparison": sent, "n": 1, "holds": sent == "gzip",
    }]  # fmt: skip


def main() -> None:
    """Furnish a house (or take the one of --home), and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--home", type=Path, help="A house furnished before; made anew if absent.")
    parser.add_argument("--toy", action="store_true", help="a trial in half a minute; its numbers mean nothing")
    asked = parser.parse_args()
    clients, n = CLIENTS, 400
    if asked.toy:
        cached_pages.toys()
        asked.rows, asked.seconds, clients, n = 62_000, 4.0, 20, 20
    with tempfile.TemporaryDirectory() as folder:
        home = asked.home or Path(folder)
        cached_pages.furnished(home, asked.rows)
        load = os.getloadavg()[0]
        waits, errors, costs, sent = measure(home, clients, asked.seconds, n)
    setup = {
        "cpu": f"{os.cpu_count()} x {platform.processor() or platform.machine()}",
        "load before": f"{load:.1f}",
        "python": platform.python_version(),
        **{f"processor time, {kind}": f"{cost:.1f} ms" for kind, cost in costs.items()},
    }
    claims = claims_of(waits, errors, costs, sent, clients, n)
    print(json.dumps({"claims": claims, "setup": setup}, indent=None if asked.json else 1))


if __name__ == "__main__":
    main()
