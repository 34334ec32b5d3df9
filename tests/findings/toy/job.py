import plotly.graph_objects as go

from tests.findings.toy import SeriesResult


def series(children, ctx):
    ctx.save_figure("growth", go.Figure(go.Scatter(y=[child.result.numbers[0] for child in children])))
    return SeriesResult(
        checkpoints=tuple(child.params.checkpoint for child in children),
        missing=tuple(missing.checkpoint for missing in ctx.missing),
    )
