"""The toy's work: every step draws random numbers, adds what the step before kept, and says that it ran."""

import os
import re
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import plotly.graph_objects as go

from isogloss.contract.context import FinishedRun, RunContext, SeriesContext
from isogloss.kit.axis import StepAxis
from isogloss.vocabulary.checkpoint import step_of
from isogloss.vocabulary.errors import OutOfSpace, Refused
from tests.runs.toy import Params, Result, SeriesResult


class PanicException(BaseException):
    """Named and built as the panics of libraries that are written in Rust."""


def run(params: Params, ctx: RunContext) -> None:
    ctx.plan([f"step {i + 1}" for i in range(params.steps)])
    ctx.log("The toy begins.")
    digests = [ctx.step(f"step {i + 1}", lambda i=i: _one(params, ctx, i)) for i in range(params.steps)]
    total = float(ctx.load_array(f"part-{params.steps - 1}").sum())
    if params.upstream:
        total += ctx.upstream(params.upstream).result.total
    ctx.warn("toy", "This is only a toy.")
    line = go.Figure(go.Scatter(y=np.arange(3.0)))
    ctx.answer(Result(total=total, digests=digests, checkpoint=params.checkpoint), {"line": line})


def _one(params: Params, ctx: RunContext, i: int) -> str:
    if params.side_file:
        with Path(params.side_file).open("a") as file:
            file.write(f"{i + 1} {os.getpid()}\n")
    _wait(params, ctx)
    if params.fail_at == i + 1 and params.fail_only in (None, params.checkpoint):
        _fail(params, ctx)
    values = np.random.standard_normal(100)
    if params.bulk:
        ctx.save_bytes(f"bulk-{i}", np.random.default_rng(i).bytes(params.bulk))
    if i:
        values = values + ctx.load_array(f"part-{i - 1}")
    return ctx.save_array(f"part-{i}", values)


def _wait(params: Params, ctx: RunContext) -> None:
    until = time.monotonic() + params.seconds
    while (now := time.monotonic()) < until:
        time.sleep(min(0.02, until - now))
        if not params.deaf:
            ctx.progress(params.seconds - (until - now), params.seconds)
            ctx.check_cancelled()


def _fail(params: Params, ctx: RunContext) -> None:
    marker = Path(params.side_file + ".mended") if params.side_file else None
    if marker and marker.exists():
        return
    if params.fail_with == "refused":
        raise Refused("toy_refuses", "The toy refuses this step.", hint="Mend it.")
    if params.fail_with == "full":
        raise OutOfSpace("out_of_space", "There is no space left for the toy.")
    if params.fail_with == "panic":
        raise PanicException("a panic in /root/secret")
    if params.fail_with == "exit":
        raise SystemExit("/root/secret")
    if params.fail_with == "hold":
        # One call that lets no other thread of this process in.
        re.fullmatch("(a|a)*b", "a" * 60)
    if params.fail_with == "die":
        os._exit(9)
    raise ValueError("secret path /root/secret")


def series(children: list[FinishedRun], ctx: SeriesContext) -> SeriesResult:
    points = [SimpleNamespace(checkpoint=name, step=step_of(name)) for name in (c.params.checkpoint for c in children)]
    layout = go.Layout(meta=StepAxis(points, ctx.missing).meta([]))
    ctx.save_figure("growth", go.Figure(go.Scatter(y=[child.result.total for child in children]), layout))
    return SeriesResult(
        checkpoints=[child.params.checkpoint for child in children],
        missing=[missing.checkpoint for missing in ctx.missing],
        total=sum(float(child.load_array("part-0").sum()) for child in children),
    )
