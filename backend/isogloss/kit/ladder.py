"""A ladder of a study: its answer from the checkpoints that are finished, and its figures over training."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from isogloss.contract.answer import ONE_RUN, CheckpointAnswer, LadderAnswer, LadderPoint
from isogloss.contract.context import FinishedRun, MissingRun, SeriesContext
from isogloss.contract.estimate import Estimate
from isogloss.kit.axis import StepAxis
from isogloss.kit.figures import curve, figure, heat, level, line, said
from isogloss.vocabulary.checkpoint import twins_among

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

R = TypeVar("R", bound=CheckpointAnswer)
Point = TypeVar("Point", bound=LadderPoint)
S = TypeVar("S", bound=LadderAnswer[Any])


def ladder(
    answer: type[S],
    children: Sequence[FinishedRun[Any, R]],
    ctx: SeriesContext,
    *,
    draw: "Callable[[S, OverTraining[Any]], Mapping[str, Figure]]",
    point: Callable[[R], Mapping[str, Any]] = lambda result: {},
    **more: Any,
) -> S:
    """The answer over the finished ``children``, in training order, with the figures that ``draw`` makes of it.

    A point takes from a checkpoint's answer what it has a field for, and the rest from ``point(result)``; the ladder
    takes its fields from the first checkpoint's answer, and the rest from ``more``.
    """
    of_point: type[LadderPoint] = answer.model_fields["points"].annotation.__args__[0]  # type: ignore[union-attr]
    results = [child.result for child in children]
    twins, first_of = twins_among(results)
    points = [
        of_point.model_validate(
            _fields(of_point, child.result)
            | {"key": child.key, "duplicate_of": first_of.get(child.result.checkpoint)}
            | dict(point(child.result))
        )
        for child in children
    ]
    head = {
        "points": tuple(points),
        "missing": tuple(run.checkpoint for run in ctx.missing),
        "contaminated": next((result.contaminated for result in results if result.contaminated), None),
        "notes": (ONE_RUN,),
    }
    series = answer.model_validate(_fields(answer, results[0]) | head | more)
    for name, drawn in draw(series, OverTraining(series.points, twins, ctx.missing)).items():
        ctx.save_figure(name, drawn)
    return series


def _fields(wanted: type[Any], result: CheckpointAnswer) -> dict[str, Any]:
    return {name: getattr(result, name) for name in wanted.model_fields if name in type(result).model_fields}


class OverTraining(Generic[Point]):
    """What figures over training stand on: the points, where each is on the axis, and the axis itself."""

    def __init__(self, points: Sequence[Point], twins: list[list[str]], missing: Sequence[MissingRun] = ()):
        axis = StepAxis(points, missing)
        self.points = tuple(points)
        self.x = [axis.positions[point.checkpoint] for point in points]
        self.names = [point.checkpoint for point in points]
        self.addresses = [f"checkpoint:{name}" for name in self.names]
        self.common: dict[str, Any] = {"meta": axis.meta(twins), "xaxis": axis.axis()}

    def curve(
        self,
        of: Callable[[Point], Estimate | None],
        *,
        name: str,
        null: str,
        counted: str,
        beside: Sequence[Any] = (),
        n: Sequence[tuple[int, str]] = (),
        **more: Any,
    ) -> "Figure":
        """The headline over training beside its null; a checkpoint without the number has no point. ``counted`` is what
        the number's n counts; ``n`` is counted beside it."""
        found = self._having(of)
        rows = [e for _, _, e in found]
        last = rows[-1] if rows else None
        traces = curve([x for x, _, _ in found], rows, [at for _, at, _ in found], name=name, null=null, beside=beside)
        return figure(
            traces,
            n=[(last.n if last else 0, counted), *n],
            null=null,
            value=last.null if last else None,
            **more,
            **self.common,
        )

    def lines(self, languages: Sequence[str], of: Callable[[Point, str], Estimate]) -> list[Any]:
        """A thin line for each language."""
        return [
            line(
                language,
                self.x,
                [of(point, language) for point in self.points],
                self.addresses,
                said("language", language=language),
            )
            for language in languages
        ]

    def series(self, name: str, of: Callable[[Point], Estimate | None], scale: str = "s2") -> Any:
        """A line that is no language's, beside the headline."""
        found = self._having(of)
        return line(
            name,
            [x for x, _, _ in found],
            [e for _, _, e in found],
            [at for _, at, _ in found],
            said("series", scale=scale),
        )

    def level(self, name: str, of: Callable[[Point], float | None]) -> Any:
        """A dashed line: what can be had without the model."""
        return level(name, self.x, [of(point) for point in self.points])

    def heat(
        self,
        rows: Sequence[Any],
        cell: Callable[[int, Point], Estimate | None],
        address: Callable[[Any, str], str],
        **more: Any,
    ) -> "Figure":
        """Rows by checkpoints; ``address(row, checkpoint)`` is a cell's."""
        return heat(
            self.x,
            rows,
            lambda i, j: cell(i, self.points[j]),
            lambda i, j: address(rows[i], self.names[j]),
            **(self.common | more | {"meta": self.common["meta"] | dict(more.get("meta", {}))}),
        )

    def _having(self, of: Callable[[Point], Estimate | None]) -> list[tuple[float, str, Estimate]]:
        each = zip(self.x, self.addresses, self.points, strict=True)
        return [(x, at, e) for x, at, point in each if (e := of(point)) is not None]
