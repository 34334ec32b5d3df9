"""Average precision of many units for many concepts, beside a scikit-learn loop and beside one ``torch.sort``.

42 concepts of 35 positives, 20,000 units, 2,000 sentences. The loop is sampled (units x concepts drawn at random, with
the mean time scaled up): whole, it would take an hour. All sides run interleaved in one process, on all its threads.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from sklearn.metrics import average_precision_score

from isogloss.methods.average_precision import average_precision

CONCEPTS, POSITIVES, UNITS, SENTENCES = 42, 35, 20_000, 2_000
SAMPLED = 200
#: What --toy makes of them: a trial, whose numbers mean nothing.
TOY = {"CONCEPTS": 3, "POSITIVES": 5, "UNITS": 20, "SENTENCES": 40, "SAMPLED": 4}


def timed(work: Callable[[], Any]) -> float:
    """Wall-clock seconds of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Measure, and print claims."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--json", action="store_true")
    options.add_argument("--pairs", type=int, default=5)
    options.add_argument("--toy", action="store_true", help="a trial in a second; its numbers mean nothing")
    asked = options.parse_args()
    if asked.toy:
        globals().update(TOY)
        asked.pairs = 1

    rng = np.random.default_rng(0)
    values = rng.normal(size=(UNITS, SENTENCES)).astype(np.float32)
    positives = [np.sort(rng.choice(SENTENCES, POSITIVES, replace=False)) for _ in range(CONCEPTS)]
    labels = [np.isin(np.arange(SENTENCES), p) for p in positives]
    tensor = torch.from_numpy(values)

    def loop() -> None:
        for unit, concept in zip(rng.integers(UNITS, size=SAMPLED), rng.integers(CONCEPTS, size=SAMPLED), strict=True):
            average_precision_score(labels[concept], values[unit])

    sides: dict[str, Callable[[], Any]] = {
        "ours": lambda: average_precision(values, positives),
        "one": lambda: average_precision(values, positives[:1]),
        "sort": lambda: torch.sort(tensor, dim=1),
        "loop": loop,
    }
    for work in sides.values():
        work()
    rounds = [{name: timed(work) for name, work in sides.items()} for _ in range(asked.pairs)]
    scale = UNITS * CONCEPTS / SAMPLED

    def claim(
        name: str, ratios: list[float], goal: str, holds: Callable[[float], bool], comparison: str
    ) -> dict[str, Any]:
        value = statistics.median(ratios)
        return {"name": name, "value": round(value, 3), "unit": "x", "goal": goal, "comparison": comparison,
                "n": len(ratios), "holds": holds(value)}  # fmt: skip

    claims = [
        claim("average precision, times faster than a scikit-learn loop",
              [r["loop"] * scale / r["ours"] for r in rounds], ">= 100",
              lambda v: v >= 100, f"loop sampled at {SAMPLED} of {UNITS * CONCEPTS:,} calls, and scaled"),
        claim("average precision of 42 concepts over one torch.sort", [r["ours"] / r["sort"] for r in rounds],
              "<= 3", lambda v: v <= 3, "torch.sort of the same matrix, with indices"),
        claim("average precision of one concept over one torch.sort", [r["one"] / r["sort"] for r in rounds],
              "<= 1", lambda v: v <= 1, "torch.sort of the same matrix, with indices"),
    ]  # fmt: skip
    seconds = {name: round(statistics.median(r[name] for r in rounds), 3) for name in sides}
    setup = {"concepts": CONCEPTS, "positives": POSITIVES, "units": UNITS, "sentences": SENTENCES,
             "threads": torch.get_num_threads(), "seconds": seconds,
             "numpy": np.__version__, "torch": torch.__version__}  # fmt: skip
    print(json.dumps({"claims": claims, "setup": setup}, indent=None if asked.json else 1))


if __name__ == "__main__":
    main()
