"""Tokens a second of the study pretraining's own loop, beside a bare PyTorch loop with the same model and batches.

The loop is the study's, with all it does beside learning: batches from the stored stream, a look whether anybody
cancelled, progress and the live curve written to a real SQLite house, the state kept on the disk. The bare loop has
nothing but forward, loss, backward, clipping and AdamW. The demo's model (GPT-NeoX, 3 layers x 64) and batches (32 rows
of 128 tokens), one thread; all sides in one process, interleaved, each going on with its own model.

A lane holds on to freed memory while a study runs, which saves page faults; the second claim gives that to the bare
loop, too, so that it measures what the study's own work costs.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing, nullcontext
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import torch
from torch.nn.functional import cross_entropy

from isogloss.contract.study import Inputs
from isogloss.models.allocation import memory_held
from isogloss.models.new_model import config_of
from isogloss.models.training import BETAS, EPSILON, Training, new_model
from isogloss.runs.asking.requests import ask_run
from isogloss.runs.lane.hold import Hold, take_up
from isogloss.runs.lane_context import LaneContext
from isogloss.store.open import Store, open_store
from isogloss.studies.pretraining.schema import Params
from isogloss.studies.pretraining.study import STUDY, Plan, shape_of
from isogloss.studies.pretraining.task import Pretraining
from isogloss.studies.pretraining.tokens import Tokens

STEPS = 40
#: What --toy makes of the model and its batches: a trial, whose numbers mean nothing.
TOY = {"vocabulary": 300, "width": 8, "layers": 1, "heads": 2, "context": 8, "batch": 2}


class Study:
    """The study's loop over a house of its own."""

    def __init__(self, store: Store, params: Params, config: dict[str, Any], rows: np.ndarray):
        text: Any = SimpleNamespace(languages=("en",))
        bare = replace(STUDY, resolve=lambda asked, _: Plan(asked, text), inputs=lambda _: Inputs())
        key = ask_run(store, bare, params, "benchmark").key
        taken = take_up(store, key, 1, "benchmark/batch-1")
        assert taken is not None
        hold = Hold(store, taken.run.id, 1, "benchmark/batch-1")
        warm = SimpleNamespace(pooled=None, use_device=lambda: "cpu")
        self.ctx = LaneContext(hold, taken, STUDY, params, warm)
        self.tokens = Tokens(Plan(params, text), self.ctx)
        self.ladder = Pretraining(self.tokens).ladder
        chunk_rows = self.tokens.stream.shape.chunk_rows
        for chunk, start in enumerate(range(0, len(rows), chunk_rows)):
            part = rows[start : start + chunk_rows]
            self.ctx.save_array(f"stream/tokens/{chunk}", part.astype(np.uint16))
        self.ladder.training = Training(config, seed=0)

    def train(self) -> None:
        """So many more updates."""
        with memory_held():
            self.ladder.learn(self.ladder.training.step + STEPS)


class Bare:
    """The loop somebody would write who wants nothing but a trained model."""

    def __init__(self, config: dict[str, Any], rows: np.ndarray, batch: int, *, held: bool):
        self.model, self.step, self.held, self.batch = new_model(config, seed=0), 0, held, batch
        self.rows = torch.as_tensor(rows.astype(np.int64))
        self.optimizer = torch.optim.AdamW(
            self.model.parameters(), lr=1e-3, betas=BETAS, eps=EPSILON, weight_decay=0.1, fused=True
        )

    def train(self) -> None:
        """So many more updates."""
        with memory_held() if self.held else nullcontext():
            for _ in range(STEPS):
                ids = self.rows[self.step * self.batch : (self.step + 1) * self.batch]
                logits = self.model(input_ids=ids, use_cache=False).logits[:, :-1]
                loss = cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten())
                loss.backward()
                torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
                self.optimizer.step()
                self.optimizer.zero_grad(set_to_none=True)
                loss.item()
                self.step += 1


def timed(work: Callable[[], None]) -> float:
    """Wall-clock seconds of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Measure, and print claims."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--json", action="store_true")
    options.add_argument("--pairs", type=int, default=5)
    options.add_argument("--toy", action="store_true", help="a trial in seconds; its numbers mean nothing")
    asked = options.parse_args()
    if asked.toy:
        globals()["STEPS"], asked.pairs = 2, 1
    torch.set_num_threads(1)

    params = Params(steps=STEPS * (asked.pairs + 1), switch=0.0, **(TOY if asked.toy else {}))
    config = config_of(shape_of(params), begin=0, pad=1)
    rows = np.random.default_rng(0).integers(2, params.vocabulary, (params.steps * params.batch, params.context))
    with tempfile.TemporaryDirectory() as folder, closing(open_store(home=Path(folder))) as store:
        sides = {
            "study": Study(store, params, config, rows),
            "bare": Bare(config, rows, params.batch, held=False),
            "held": Bare(config, rows, params.batch, held=True),
        }
        for side in sides.values():
            side.train()
        rounds = [{name: timed(side.train) for name, side in sides.items()} for _ in range(asked.pairs)]

    tokens = STEPS * params.batch * params.context

    def claim(name: str, against: str, comparison: str) -> dict[str, Any]:
        value = statistics.median(r[against] / r["study"] for r in rounds)
        return {"name": name, "value": round(value, 3), "unit": "x", "goal": ">= 0.85", "comparison": comparison,
                "n": len(rounds), "holds": value >= 0.85}  # fmt: skip

    claims = [
        claim("training: tokens a second of the study over a bare loop", "bare",
              "forward, cross-entropy, backward, clipping, fused AdamW; same model and batches"),
        claim("training: the same, the bare loop also keeping freed memory", "held",
              "the same loop, with the C library told not to give memory back"),
    ]  # fmt: skip
    speed = {name: round(tokens / statistics.median(r[name] for r in rounds)) for name in sides}
    setup = {"model": "GPT-NeoX, 3 x 64", "vocabulary": params.vocabulary,
             "batch": f"{params.batch} x {params.context}",
             "steps a round": STEPS, "threads": 1, "tokens a second": speed, "torch": torch.__version__}  # fmt: skip
    print(json.dumps({"claims": claims, "setup": setup}, indent=None if asked.json else 1))


if __name__ == "__main__":
    main()
