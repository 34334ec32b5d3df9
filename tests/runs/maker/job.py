"""The maker's work: a checkpoint's row a step."""

import time
from pathlib import Path

from isogloss.contract.context import RunContext
from isogloss.vocabulary.errors import Refused
from tests.runs.maker import MadeRung, Params, Result, model_of


def run(params: Params, ctx: RunContext) -> None:
    model = model_of(params, ctx.key)
    ctx.plan([f"rung {rung}" for rung in range(params.rungs)])
    for rung in range(params.rungs):
        ctx.step(f"rung {rung}", lambda at=rung: _one(params, ctx, at))
    ctx.answer(Result(model=model))


def _one(params: Params, ctx: RunContext, rung: int) -> None:
    """A rung takes some time, and may wait for a file that says how many are wanted."""
    until = time.monotonic() + params.seconds
    while time.monotonic() < until or (params.wait_for and _wanted(Path(params.wait_for)) < rung):
        ctx.progress(0.5, 1)
        ctx.check_cancelled()
        time.sleep(0.02)
    if params.fail_at == rung:
        raise Refused("maker_refuses", "The maker refuses this rung.")
    ctx.publish(MadeRung(rung))
    ctx.frame({"rung": rung})


def _wanted(file: Path) -> int:
    # Empty for a moment while it is written.
    return int((file.read_text() if file.exists() else "") or -1)
