"""Figures and the parts that every study draws alike, as :mod:`isogloss.contract.figure` asks for them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, Protocol

import plotly.graph_objects as go

from isogloss.contract.estimate import Estimate
from isogloss.contract.figure import FigureMeta, TraceMeta

#: Parts of a mark that an estimate has by the same name.
_OF_ESTIMATE = ("low", "high", "null", "null_low", "null_high", "n")


def figure(
    traces: Sequence[Any],
    *,
    caption: str,
    n: Sequence[tuple[int, str]],
    null: str,
    value: float | None = None,
    interval: str,
    format: str = "share",
    meta: Mapping[str, Any] | None = None,
    **layout: Any,
) -> go.Figure:
    """A figure; ``n`` is counted things (how many, of what), ``null`` what the null is, ``value`` that of the headline.
    Raises ValidationError for what :class:`FigureMeta` does not know."""
    facts = FigureMeta.model_validate(
        {
            "caption": caption,
            "n": [{"count": count, "of": of} for count, of in n],
            "null": {"name": null, "value": value},
            "interval": interval,
            "format": format,
            **(meta or {}),
        }
    )
    said = facts.model_dump(exclude_none=True) | {"null": facts.null.model_dump()}
    return go.Figure(data=list(traces), layout=go.Layout(meta=said, template="none", **layout))


def mark(address: str | None, e: Estimate | None = None) -> dict[str, Any]:
    """What one mark says: what it stands for, and its number's interval, null, n and excess."""
    found: dict[str, Any] = {"address": address}
    if e is not None:
        _, low, high = e.over_null()
        found |= {name: getattr(e, name) for name in _OF_ESTIMATE} | {"excess_low": low, "excess_high": high}
    return {name: value for name, value in found.items() if value is not None}


def said(role: str, **more: Any) -> dict[str, Any]:
    """A trace's ``meta``; raises ValidationError for what :class:`TraceMeta` does not know."""
    return TraceMeta(role=role, **more).model_dump(exclude_none=True)


def mean_null(estimates: Iterable[Estimate]) -> float | None:
    """The mean of the nulls of those estimates that have one."""
    nulls = [e.null for e in estimates if e.null is not None]
    return sum(nulls) / len(nulls) if nulls else None


# ---- lines ---------------------------------------------------------------------------------------------------------


def line(
    name: str, x: Sequence[Any], rows: Sequence[Estimate], addresses: Sequence[str | None], meta: Mapping[str, Any]
) -> go.Scatter:
    """A line with a mark for each estimate."""
    return go.Scatter(
        name=name,
        x=list(x),
        y=[e.value for e in rows],
        mode="lines+markers",
        customdata=[mark(address, e) for address, e in zip(addresses, rows, strict=True)],
        meta=dict(meta),
    )


def level(name: str, x: Sequence[Any], y: Sequence[float | None]) -> go.Scatter:
    """A dashed line, named on itself: a null, or what can be had without the model."""
    return go.Scatter(name=name, x=list(x), y=list(y), mode="lines", meta=said("null"))


def null_ends(name: str, x: Sequence[Any], rows: Sequence[Estimate]) -> list[go.Scatter]:
    """The two ends of the null's band, for bars of names, which no polygon fits."""
    return [
        level(f"{name}, {end}", x, [getattr(e, at) for e in rows])
        for end, at in (("2.5 %", "null_low"), ("97.5 %", "null_high"))
    ]


def polygon(role: str, x: Sequence[float], low: Sequence[float | None], high: Sequence[float | None]) -> go.Scatter:
    """An interval along a line, as one closed shape for each stretch that has one; ``role`` is band or null-band."""
    outline: list[tuple[float | None, float | None]] = []
    ends = list(zip(x, low, high, strict=True))
    for known, stretch in groupby(ends, key=lambda end: end[1] is not None and end[2] is not None):
        if known:
            part = list(stretch)
            outline += [(None, None)] if outline else []
            outline += [(at, bottom) for at, bottom, _ in part] + [(at, top) for at, _, top in reversed(part)]
    return go.Scatter(
        name=role,
        x=[at for at, _ in outline],
        y=[end for _, end in outline],
        mode="lines",
        fill="toself",
        meta=said(role),
    )


def _band(role: str, x: Sequence[float], rows: Sequence[Estimate]) -> list[go.Scatter]:
    """The estimates' interval, or their null's; none where no estimate has one."""
    low, high = ("low", "high") if role == "band" else ("null_low", "null_high")
    drawn = polygon(role, x, [getattr(e, low) for e in rows], [getattr(e, high) for e in rows])
    return [drawn] if drawn.x else []


def null_lines(name: str, x: Sequence[float], rows: Sequence[Estimate]) -> list[go.Scatter]:
    """The null as a dashed line in its band, as far as they are known."""
    drawn = [level(name, x, [e.null for e in rows])] if any(e.null is not None for e in rows) else []
    return [*_band("null-band", x, rows), *drawn]


def curve(
    x: Sequence[float],
    rows: Sequence[Estimate],
    addresses: Sequence[str | None],
    *,
    name: str,
    null: str,
    beside: Sequence[Any] = (),
    n: int | None = None,
) -> list[Any]:
    """The headline as a thick line in its band, over its null in the null's, with ``beside`` between them; a band is
    drawn where any interval is known."""
    thick = said("mean", n=n if n is not None else rows[-1].n if rows else 0)
    return [
        *_band("band", x, rows),
        *null_lines(null, x, rows),
        *beside,
        line(name, x, rows, addresses, thick),
    ]


# ---- bars ----------------------------------------------------------------------------------------------------------


def whiskers(rows: Sequence[Estimate]) -> dict[str, Any]:
    """Plotly's ``error_y`` of estimates; none where an interval is not known (length 0 is a tick)."""

    def reach(value: float | None, end: float | None, way: int) -> float | None:
        return None if value is None or end is None else max(0.0, way * (end - value))

    return {
        "type": "data",
        "symmetric": False,
        "array": [reach(e.value, e.high, 1) for e in rows],
        "arrayminus": [reach(e.value, e.low, -1) for e in rows],
    }


def bars(
    name: str,
    x: Sequence[Any],
    rows: Sequence[Estimate],
    addresses: Sequence[str],
    meta: Mapping[str, Any] | None = None,
    *,
    whiskered: bool = True,
) -> go.Bar:
    """Bars with whiskers (none where a bar has no interval by its nature), in the first series' colour unless ``meta``
    says another."""
    return go.Bar(
        name=name,
        x=list(x),
        y=[e.value for e in rows],
        error_y=whiskers(rows) if whiskered else None,
        customdata=[mark(address, e) for address, e in zip(addresses, rows, strict=True)],
        meta=dict(meta or said("series", scale="s5")),
    )


class LanguageShare(Protocol):
    """A share of texts in a language; ``language`` None is the undetermined."""

    @property
    def language(self) -> str | None:
        """A BCP-47 tag."""

    @property
    def share(self) -> Estimate:
        """Of the texts."""


def stacked(x: Sequence[Any], rows: Sequence[Sequence[LanguageShare]], addresses: Sequence[str]) -> list[go.Bar]:
    """Shares of languages as stacked bars, one trace a language; ``rows`` are those at each x, in one order."""
    out = []
    for found in zip(*rows, strict=True):
        language, n = found[0].language, found[0].share.n
        out.append(
            go.Bar(
                name=language or "undetermined",
                x=list(x),
                y=[row.share.value for row in found],
                customdata=[mark(address, row.share) for address, row in zip(addresses, found, strict=True)],
                meta=said("language", language=language, n=n) if language else said("rest", n=n),
            )
        )
    return out


def languages_written(
    x: Sequence[Any], rows: Sequence[Sequence[LanguageShare]], addresses: Sequence[str], *, of: str, **more: Any
) -> go.Figure:
    """Languages of texts as stacked shares; ``of`` is what a bar counts ("texts a bar")."""
    return figure(
        stacked(x, rows, addresses),
        n=[(max((row.share.n for row in (rows[-1] if rows else ())), default=0), of)],
        interval="95 % of a share of texts (Wilson)",
        barmode="stack",
        yaxis={"title": {"text": "share of texts"}, "range": [0, 1]},
        **more,
    )


# ---- heat ----------------------------------------------------------------------------------------------------------


def heat(
    x: Sequence[Any],
    y: Sequence[Any],
    cell: Callable[[int, int], Estimate | None],
    address: Callable[[int, int], str | None],
    *,
    top: float | None = None,
    diverging: bool = False,
    name: str = "value",
    meta: Mapping[str, Any] | None = None,
    **more: Any,
) -> go.Figure:
    """A heat map of estimates: ``cell(row, column)``, and ``address(row, column)`` also where that is empty; painted
    from 0 (or -top, where it is ``diverging``) to ``top``, the largest value if absent."""
    cells = [[cell(i, j) for j in range(len(x))] for i in range(len(y))]
    z = [[None if e is None else e.value for e in row] for row in cells]
    top = top or max((abs(v) for row in z for v in row if v is not None), default=0.0) or 1.0
    low = -top if diverging else 0.0
    drawn = go.Heatmap(
        x=list(x),
        y=list(y),
        z=z,
        customdata=[[mark(address(i, j), e) for j, e in enumerate(row)] for i, row in enumerate(cells)],
        zmin=low,
        zmax=top,
        meta=said("heat", scale="diverging" if diverging else "sequential"),
        name=name,
    )
    return figure([drawn], meta={"range": (low, top)} | dict(meta or {}), **more)


def layer_axis(layers: Sequence[int]) -> dict[str, Any]:
    """Whole layers, at most a dozen of them named."""
    every = max(1, -(-len(layers) // 12))
    named = list(layers[::every])
    return {"title": {"text": "layer"}, "tickvals": named, "ticktext": [str(layer) for layer in named]}
