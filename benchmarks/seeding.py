"""Ten million unit scores, on SQLite and on Postgres: bytes per row, and how long a page's two readings take.

:func:`seed_scores` is what other benchmarks fill a store with. Run alone it measures the claim; Postgres is measured
where ``ISOGLOSS_TEST_POSTGRES`` (or the local server) can be reached, in a database of its own that is dropped.
"""

import argparse
import json
import os
import platform
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from isogloss.runs.rows.tables import RunRow
from isogloss.store.base import utc_now
from isogloss.store.database import postgres_url
from isogloss.store.open import Store, open_store
from isogloss.store.unit_score import SCORE, experts, label_ids, of_unit, write_scores

CONCEPTS = tuple(f"concept {n:02d}" for n in range(42))
LANGUAGES = ("en", "de", "es", "ar", "hi", "tr", "zh-Hans", "id")
#: The places of the shared mini ladder: 12 layers of 384 neurons.
LAYERS, WIDTH = 12, 384


def seed_runs(store: Store, n: int, *, first: int = 0) -> list[int]:
    """``n`` finished runs without results, for scores to belong to; their ids."""
    now = utc_now()
    with store.app.session() as session:
        runs = [
            RunRow(
                key=f"{first + i:032x}", kind="run", study="concept_neurons", status="done", params={}, inputs={},
                started=now, finished=now,
            )
            for i in range(n)
        ]  # fmt: skip
        session.add_all(runs)
        session.flush()
        return [run.id for run in runs]


def seed_scores(
    store: Store,
    run_ids: list[int],
    k: int,
    *,
    concepts: tuple[str, ...] | None = None,
    languages: tuple[str, ...] = LANGUAGES,
    layers: int = LAYERS,
    width: int = WIDTH,
    seed: int = 0,
) -> int:
    """Give every run ``k`` experts per concept and language, random units of ``mlp_act``; returns how many rows.

    One transaction per run, as a job would write them: 42 concepts x 8 languages x k = 184 are 61,824 rows a run, so
    162 runs are ten million.
    """
    random = np.random.default_rng(seed)
    concepts = concepts or CONCEPTS
    places = [f"mlp_act.{layer}" for layer in range(layers)]
    with store.app.session() as session:
        ids = label_ids(session, [*concepts, *languages, *places])
    grid = np.array([(ids[c], ids[lang]) for c in concepts for lang in languages])
    place_ids = np.array([ids[place] for place in places])
    for run in run_ids:
        rows = _random_rows(random, grid, place_ids, width, k)
        with store.app.session() as session:
            write_scores(session, run, rows)
    return len(run_ids) * len(grid) * k


def _random_rows(random: np.random.Generator, grid: np.ndarray, places: np.ndarray, width: int, k: int) -> np.ndarray:
    rows = np.zeros((len(grid), k), dtype=SCORE)
    rows["concept"], rows["language"] = grid[:, :1], grid[:, 1:]
    rows["rank"] = np.arange(1, k + 1)
    units = random.random((len(grid), len(places) * width)).argpartition(k, axis=1)[:, :k]
    rows["place"], rows["unit"] = places[units // width], units % width
    rows["ap_selected"] = -np.sort(-random.random((len(grid), k), dtype="f4"), axis=1)
    for name in ("ap_held_out", "on_p50", "on_p90", "off_mean"):
        rows[name] = random.random((len(grid), k), dtype="f4")
    rows["ap_held_out"][random.random((len(grid), k)) < 0.05] = np.nan
    rows["folds"] = random.integers(1, 6, (len(grid), k))
    return rows.reshape(-1)


@contextmanager
def empty_store(dialect: str) -> Iterator[Store]:
    """A store that is thrown away; raises OperationalError where there is no Postgres."""
    with tempfile.TemporaryDirectory() as home:
        if dialect == "sqlite":
            with closing(open_store(home=Path(home))) as store:
                yield store
            return
        url = make_url(postgres_url(os.environ.get("ISOGLOSS_TEST_POSTGRES") or "postgresql://127.0.0.1/postgres"))
        url = url if url.username else url.set(username=os.environ.get("USER") or "root")
        name = f"isogloss_bench_{uuid.uuid4().hex[:8]}"
        admin = create_engine(url, isolation_level="AUTOCOMMIT")
        try:
            with admin.connect() as connection:
                connection.execute(text(f"CREATE DATABASE {name}"))
                try:
                    own = url.set(database=name).render_as_string(hide_password=False)
                    with closing(open_store(home=Path(home), database_url=own)) as store:
                        yield store
                finally:
                    connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        finally:
            admin.dispose()


def score_bytes(store: Store) -> int:
    """Bytes on disk of the scores and their indexes."""
    with store.app.session() as session:
        if store.app.dialect == "postgresql":
            return session.execute(text("SELECT pg_total_relation_size('unit_score')")).scalar_one()
        session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    return Path(store.app.engine.url.database or "").stat().st_size


def milliseconds(read: Callable[[], Any], n: int) -> list[float]:
    """How long each of ``n`` calls took."""
    taken = []
    for _ in range(n):
        begun = time.perf_counter()
        read()
        taken.append((time.perf_counter() - begun) * 1000)
    return taken


def measure(dialect: str, n_rows: int, n_reads: int) -> dict[str, float]:
    """Fill an empty store and read from it at random."""
    random = np.random.default_rng(1)
    with empty_store(dialect) as store:
        runs = seed_runs(store, max(1, round(n_rows / (len(CONCEPTS) * len(LANGUAGES) * 184))))
        begun = time.perf_counter()
        n = seed_scores(store, runs, 184)
        written = time.perf_counter() - begun

        def read_experts() -> None:
            with store.app.session() as session:
                found = experts(session, int(random.choice(runs)), str(random.choice(CONCEPTS)), "hi", 100)
            assert len(found) == 100

        def read_unit() -> None:
            with store.app.session() as session:
                of_unit(
                    session, int(random.choice(runs)), f"mlp_act.{random.integers(LAYERS)}", int(random.integers(WIDTH))
                )

        found = {"rows": n, "write seconds": written, "bytes per row": score_bytes(store) / n}
        for name, read in (("experts", read_experts), ("unit", read_unit)):
            taken = milliseconds(read, n_reads)
            found |= {f"{name} p50": statistics.median(taken), f"{name} p95": statistics.quantiles(taken, n=20)[-1]}
        return found


def claims_of(dialect: str, found: dict[str, float], n_reads: int) -> list[dict[str, Any]]:
    """What is claimed of one database."""
    n, rows = int(found["rows"]), f"{found['rows'] / 1e6:.1f} million scores"
    claims = [
        {"name": f"{name} read among {rows} on {dialect}, 95th percentile", "value": found[f"{key} p95"], "unit": "ms",
         "goal": "at most 10", "comparison": "goal of our own", "n": n_reads, "holds": found[f"{key} p95"] <= 10}
        for key, name in (("experts", "100 experts"), ("unit", "one unit"))
    ]  # fmt: skip
    size = found["bytes per row"]
    claims.append(
        {"name": f"bytes per score with indexes on {dialect}", "value": size, "unit": "bytes", "goal": "at most 200",
         "comparison": "goal of our own", "n": n, "holds": size <= 200}
    )  # fmt: skip
    return claims


def main() -> None:
    """Measure on both databases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--reads", type=int, default=1000)
    parser.add_argument("--toy", action="store_true", help="a trial in seconds; its numbers mean nothing")
    asked = parser.parse_args()
    if asked.toy:
        asked.rows, asked.reads = 1, 10
        globals()["CONCEPTS"] = CONCEPTS[:2]
    claims, setup = [], {"cpu": platform.processor() or platform.machine(), "python": platform.python_version()}
    for dialect in ("sqlite", "postgresql"):
        try:
            found = measure(dialect, asked.rows, asked.reads)
        except OperationalError as error:
            setup[dialect] = f"not measured: {str(error.orig).splitlines()[0]}"
            continue
        claims += claims_of(dialect, found, asked.reads)
        setup[dialect] = ", ".join(f"{key} {value:,.3g}" for key, value in found.items())
    print(json.dumps({"claims": claims, "setup": setup}, indent=None if asked.json else 1))


if __name__ == "__main__":
    main()
