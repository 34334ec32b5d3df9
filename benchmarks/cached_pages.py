"""Pages that were computed before, among ten million stored scores: how long twenty people wait at once.

One server process as `isogloss serve --no-worker` starts it, on SQLite; twenty keep-alive clients in a process of their
own on the same machine; full answers, nothing conditional. The pages are those of a real ladder: its layer x checkpoint
heat map, and the one JSON of a unit's page, the same unit again and again and units at random. Each is measured beside
the same answer built anew for every request (a query that nobody asked before), in interleaved rounds.

The ladder and the parallel corpus are those beside the repository (or at ISOGLOSS_TEST_DATA); where they are not there,
the house's own sample corpus and a ladder of the same shape that is trained for a moment.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import numpy as np
from seeding import CONCEPTS, LANGUAGES, seed_runs, seed_scores

from isogloss.corpora.sample import add_sample
from isogloss.store.open import open_store

HERE = Path(__file__).parent
DATA = Path(os.environ.get("ISOGLOSS_TEST_DATA") or HERE.parent.parent / "shared" / "data")
CLIENTS = 20
GOAL_MS = 50.0
#: Small on purpose: the pages are as large as ever, only the numbers in them stand on fewer sentences.
PARAMS = {
    "model": "mini-ladder", "corpus": "sib200", "concepts": "sib200-topics", "sentences": 200,
    "languages": ["en", "de", "es", "ru", "ar", "hi", "tr", "zh-Hans"],
    "pseudo_concepts": 20, "halvings": 4, "set_sizes": 2, "folds": 2,
}  # fmt: skip
#: The same of the sample corpus, and the model that takes the ladder's place.
SAMPLE = {
    "corpus": "sample", "concepts": "sample-concepts", "languages": ["en", "de", "es", "ru", "ar", "tr", "sw"],
    "max_tokens": 64,
}  # fmt: skip
TRAINED = {
    "text": "sample", "vocabulary": 2048, "layers": 6, "width": 192, "heads": 6, "context": 64, "batch": 4, "steps": 2,
    "model": "mini-ladder",
}  # fmt: skip
#: What --toy makes of both: a trial, whose numbers mean nothing.
TOY = {"languages": ["en", "de"], "sentences": 200, "halvings": 2, "max_tokens": 16}
TOY_TRAINED = {"vocabulary": 400, "layers": 1, "width": 8, "heads": 2, "context": 16, "languages": ["en", "de"]}


def toys() -> None:
    """Make everything small, also for whoever furnishes a house like this one."""
    globals()["DATA"] = Path("nowhere")
    SAMPLE.update(TOY)
    TRAINED.update(TOY_TRAINED)


def isogloss(home: Path, *arguments: str) -> str:
    """Run the command line on this house; returns what it printed."""
    command = [sys.executable, "-m", "isogloss.cli", *arguments, "--home", str(home)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def furnish(home: Path, n_rows: int) -> int:
    """A ladder with its pages, among ``n_rows`` scores of other runs; returns how many rows were seeded."""
    ladder, corpus = DATA / "models" / "mini-ladder", DATA / "sib200"
    if ladder.is_dir() and corpus.is_dir():
        languages = ",".join(PARAMS["languages"])
        isogloss(home, "corpora", "add", str(corpus), "--id", "sib200", "--languages", languages)
        isogloss(home, "models", "add", str(ladder), "--id", "mini-ladder", "--revisions", "step0,step3001")
    else:
        PARAMS.update(SAMPLE)
        with closing(open_store(home=home)) as store:
            add_sample(store)
        run(home, "pretraining", TRAINED)
    run(home, "concept-neurons", PARAMS, "--checkpoints", "all")
    with closing(open_store(home=home)) as store:
        runs = seed_runs(store, round(n_rows / (len(CONCEPTS) * len(LANGUAGES) * 184)))
        return seed_scores(store, runs, 184)


def furnished(home: Path, n_rows: int) -> int:
    """How many scores a house has, furnished now if it was not before; only one that was finished says so."""
    said = home / "rows"
    if not said.exists():
        said.write_text(str(furnish(home, n_rows)))
    return int(said.read_text())


def run(home: Path, slug: str, params: dict[str, Any], *more: str) -> None:
    """Run a study in this house to its end."""
    file = home / f"{slug}.json"
    file.write_text(json.dumps(params))
    isogloss(home, "run", slug, "--params", str(file), *more, "--json")


@contextmanager
def server(home: Path) -> Iterator[str]:
    """The address of one server process."""
    command = [sys.executable, "-m", "isogloss.cli", "serve", "--no-worker", "--port", "0", "--home", str(home)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            line = next(line for line in process.stderr if "http://" in line)
            yield next(word for word in line.split() if word.startswith("http://"))
        finally:
            process.terminate()


def clients(address: str, paths: list[str]) -> dict[str, Any]:
    """Twenty clients ask for all paths; what ``_clients.py`` says of it."""
    where = urlsplit(address)
    command = [sys.executable, str(HERE / "_clients.py"), str(where.hostname), str(where.port), str(CLIENTS)]
    done = subprocess.run(command, input=json.dumps(paths), stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


def p95(answer: dict[str, Any]) -> float:
    """The 95th percentile of the waits, in ms."""
    return statistics.quantiles(answer["ms"], n=20)[-1]


def pages(address: str) -> tuple[str, list[str]]:
    """The addresses of the ladder's heat map, and of every unit's page at its last checkpoint."""
    with httpx.Client(base_url=address, timeout=60) as client:
        runs = client.get("/api/runs?model=mini-ladder").json()["runs"]
        series = next(run for run in runs if run["kind"] == "series")
        status = client.get(f"/api/runs/{series['key']}").json()
        last = status["children"][-1]["key"]
        layers = client.get(f"/api/models/{series['model']}").json()["places"]
    neurons = [place for place in layers if place["address"].startswith("mlp_act.")]
    units = [f"{place['address']}.{unit}" for place in neurons for unit in range(place["width"])]
    heat_map = f"/api/runs/{status['key']}/figures/layers_over_training.json?set={status['finished_set']}"
    return heat_map, [f"/api/runs/{last}/units/{unit}?series={status['key']}" for unit in units]


def anew(path: str, marks: Iterator[int]) -> str:
    """The same page under an address nobody asked for before, so that it is built."""
    return f"{path}{'&' if '?' in path else '?'}mark={next(marks)}"


def measure(address: str, n: int, rounds: int) -> tuple[dict[str, list[float]], dict[str, float]]:
    """p95 of every kind of page by round, and the sizes of the answers."""
    heat_map, units = pages(address)
    random = np.random.default_rng(0)
    chosen = [units[i] for i in random.choice(len(units), min(n, len(units)), replace=False)]
    marks = iter(range(1 << 30))
    waits: dict[str, list[float]] = {"first visit of a random unit": [p95(clients(address, chosen))]}
    clients(address, [heat_map] * 100)
    kinds: dict[str, Callable[[], list[str]]] = {
        "heat map": lambda: [heat_map] * n,
        "heat map, built anew": lambda: [anew(heat_map, marks) for _ in range(n // 4)],
        "one unit's page": lambda: [chosen[0]] * n,
        "one unit's page, built anew": lambda: [anew(chosen[0], marks) for _ in range(n // 4)],
        "random units' pages": lambda: list(random.permutation(chosen)),
    }
    sizes = {}
    for _ in range(rounds):
        for kind, paths in kinds.items():
            answer = clients(address, [str(path) for path in paths()])
            waits.setdefault(kind, []).append(p95(answer))
            sizes[kind] = answer["bytes"] / len(answer["ms"])
    return waits, sizes


def claims_of(waits: dict[str, list[float]], rows: int, n: int, rounds: int) -> list[dict[str, Any]]:
    """What is claimed: every cached page under the goal. What is not cached is said beside it."""
    medians = {kind: statistics.median(times) for kind, times in waits.items()}
    beside = {
        "heat map": "heat map, built anew",
        "one unit's page": "one unit's page, built anew",
        "random units' pages": "first visit of a random unit",
    }
    return [
        {
            "name": f"cached {kind} among {rows / 1e6:.1f} million scores, {CLIENTS} clients, 95th percentile",
            "value": medians[kind], "unit": "ms", "goal": f"under {GOAL_MS:.0f}",
            "comparison": f"{other}: {medians[other]:.1f} ms",
            "n": n * rounds, "holds": medians[kind] < GOAL_MS,
        }
        for kind, other in beside.items()
    ]  # fmt: skip


def main() -> None:
    """Furnish a house (or take the one of --home), and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--home", type=Path, help="A house furnished before; made anew if absent.")
    parser.add_argument("--toy", action="store_true", help="a trial in half a minute; its numbers mean nothing")
    asked = parser.parse_args()
    if asked.toy:
        toys()
        asked.rows, asked.requests, asked.rounds = 62_000, 100, 2
    with tempfile.TemporaryDirectory() as folder:
        home = asked.home or Path(folder)
        rows = furnished(home, asked.rows)
        load = os.getloadavg()[0]
        with server(home) as address:
            waits, sizes = measure(address, asked.requests, asked.rounds)
    setup = {
        "cpu": f"{os.cpu_count()} x {platform.processor() or platform.machine()}",
        "load before": f"{load:.1f}",
        "python": platform.python_version(),
        **{f"bytes, {kind}": f"{size:,.0f}" for kind, size in sizes.items() if "anew" not in kind},
        **{f"p95 by round, {kind}": ", ".join(f"{wait:.1f}" for wait in found) for kind, found in waits.items()},
    }
    answer = {"claims": claims_of(waits, rows, asked.requests, asked.rounds), "setup": setup}
    print(json.dumps(answer, indent=None if asked.json else 1))


if __name__ == "__main__":
    main()
