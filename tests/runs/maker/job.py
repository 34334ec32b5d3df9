"""The maker's work: a checkpoint's row a step."""

import time
from pathlib import Path
from typing import Any

from isogloss.contract.context import RunContext
from isogloss.models.tables import CheckpointRow, ModelRow
from isogloss.vocabulary.errors import Refused
from tests.runs.maker import Params, Result, model_of


def run(params: Params, ctx: RunContext) -> None:
    model = model_of(params, ctx.key)
    ctx.plan([f"rung {rung}" for rung in range(params.rungs)])
    for rung in range(params.rungs):
        ctx.step(f"rung {rung}", lambda at=rung: _one(params, ctx, model, at))
    ctx.answer(Result(model=model))


def _one(params: Params, ctx: RunContext, model: str, rung: int) -> None:
    """A rung takes some time, and may wait for a file that says how many are wanted."""
    until = time.monotonic() + params.seconds
    while time.monotonic() < until or (params.wait_for and _wanted(Path(params.wait_for)) < rung):
        ctx.progress(0.5, 1)
        ctx.check_cancelled()
        time.sleep(0.02)
    if params.fail_at == rung:
        raise Refused("maker_refuses", "The maker refuses this rung.")
    add_rung(ctx.store, model, rung)
    ctx.frame({"rung": rung})
    ctx.published(f"step{rung}")


def add_rung(store: Any, model: str, rung: int) -> None:
    """The rows of a checkpoint, and of its model where there is none yet."""
    with store.app.writing() as session:
        if session.get(ModelRow, model) is None:
            facts = {"family": "gpt2", "architecture": "Toy", "config": {}, "n_layers": 1, "d_model": 1, "note": ""}
            facts |= {"n_parameters": 1, "tokenizer_digest": "t", "tokenizer_path": "/nowhere", "bos_policy": "none"}
            session.add(ModelRow(id=model, source="/nowhere", kind="folder", **facts))
            session.flush()
        facts = {
            "position": rung,
            "step": rung,
            "fingerprint": f"weights-of-step{rung}",
            "n_bytes": 1,
            "path": "/nowhere",
        }
        session.merge(CheckpointRow(model_id=model, revision=f"step{rung}", **facts))


def _wanted(file: Path) -> int:
    # Empty for a moment while it is written.
    return int((file.read_text() if file.exists() else "") or -1)
