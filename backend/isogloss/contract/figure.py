"""What a figure owes the page that draws it: every figure of every study, as types.

A figure is plain plotly JSON, ``{data, layout}``. It holds no colour, font, width, margin, title, legend, colour bar,
hover template or plotly template: the browser sets all of them from the page's theme, so that one figure serves light
and dark. What a trace is stands in its ``meta`` (:class:`TraceMeta`), what a mark says in ``customdata``
(:class:`Mark`; of a heat map an array in the shape of ``z``), what the caption, legend and table stand on in
``layout.meta`` (:class:`FigureMeta`).

- ``name`` is the word shown for a trace, lower case; of a language its code.
- ``band`` and ``null-band`` are closed polygons: x and reversed x, low and reversed high, ``fill: toself``.
- Whiskers are plotly's ``error_y`` (data, asymmetric).
- Fill and faintness follow a mark's standing to its own null (:meth:`isogloss.contract.estimate.Estimate.standing`),
  told by the browser from the mark: ``z`` stays as it is. A cell that does not exist is null in ``z``.
- A step axis is linear in ``positions``, so that step 0 stands before a break: x(0) = 0, x(s) = 1 + log2(s / first
  positive step); where steps are unknown or begin anew it is tokens seen, epochs or the order, and its title says so.
- ``xaxis`` and ``yaxis`` may hold title.text, tickvals, ticktext, range, rangemode, type, categoryorder, categoryarray,
  autorange; ``barmode`` may be set. Nothing else is read.

Figures of earlier versions have a list for a mark (:data:`MARK_AS_LIST`); they stay readable.
"""

from typing import Literal

from pydantic import Field

from isogloss.contract.wire import Wire

#: What each place of a mark was in figures that were made before marks had names.
MARK_AS_LIST = ("address", "low", "high", "null", "n", "excess_low", "excess_high")

Role = Literal["language", "mean", "band", "null", "null-band", "excess", "series", "rest", "heat", "mark"]
Format = Literal["share", "value", "count"]


class Mark(Wire):
    """What one mark says of itself; what is not known is left out."""

    address: str | None = Field(
        None,
        description="What a click opens: checkpoint:<revision>, pair:<a>~<b>, layer:<n>, layer:<n>@<revision>, "
        "concept:<name>, unit:<address>, k:<n>, run:<key>, or a study's own.",
    )
    low: float | None = None
    high: float | None = None
    null: float | None = None
    null_low: float | None = None
    null_high: float | None = None
    n: int | None = None
    excess_low: float | None = None
    excess_high: float | None = None


class TraceMeta(Wire):
    """What a trace is."""

    role: Role = Field(
        description="language: one language, in its colour, mark and dash. mean: the headline, thick. band and "
        "null-band: their intervals. null: dashed, named on the line. excess: value minus null. series: one that is no "
        "language. rest: what is left beside the languages. heat: a heat map. mark: one value of a histogram."
    )
    language: str | None = Field(None, description="BCP-47 code.")
    scale: Literal["s2", "s5", "sequential", "diverging"] | None = Field(
        None, description="Of a series its colour (s5 first, s2 second); of a heat map how it is painted."
    )
    n: int | None = Field(None, description="What stands behind the trace.")


class Counted(Wire):
    """So many of something."""

    count: int
    of: str


class NamedNull(Wire):
    """The null of the headline: the tick in the legend."""

    name: str
    value: float | None


class FigureMeta(Wire):
    """What caption, legend, table and export stand on."""

    caption: str = Field(description="What is measured, of what, and what is thick, thin, dashed.")
    n: tuple[Counted, ...] = Field(description="What the caption counts.")
    null: NamedNull
    interval: str = Field(description="What the band or whisker is.")
    format: Format = Field("share", description="How y (or z) is written: .31, 0.31, or 1,024.")
    range: tuple[float, float] | None = Field(None, description="The clamp of a heat map.")
    positions: dict[str, float] | None = Field(None, description="Of a step axis, x by checkpoint.")
    steps: dict[str, int | None] | None = Field(None, description="Of a step axis, the step by checkpoint.")
    to_come: tuple[str, ...] | None = Field(None, description="Checkpoints that wait or are being computed.")
    failed: tuple[str, ...] | None = None
    cancelled: tuple[str, ...] | None = None
    duplicates: tuple[tuple[str, ...], ...] | None = Field(None, description="Checkpoints with the same weights.")
