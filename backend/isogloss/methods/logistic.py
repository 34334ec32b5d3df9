"""Multinomial logistic regression, many fits at once: every place of a model times every split and labelling.

What is minimised is scikit-learn's objective (``LogisticRegression``, its ``C`` being our ``c``), on values that are
standardised by the mean and the standard deviation of the fit's own training examples::

    mean over training examples of  -log p(y | x)  +  |W|^2 / (2 c n)          (the intercept is not penalised)

All splits of one place and labelling read the same values, so a step costs two products with them; standardising is a
change of coordinates of the weights, and no values are copied. Steps are those of L-BFGS (Nocedal & Wright 2006,
algorithm 7.4), preconditioned by a Kronecker product in the place of the Hessian, as in K-FAC (Martens & Grosse 2015,
section 3): the covariance of the classes' probabilities, times that of the examples weighed by how unsure they are. At
the start, where all classes are equally probable, that is the Hessian itself; it is taken anew once the probabilities
have taken shape. Where a step has to be shortened, the logits along it are known already.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from jaxtyping import Bool, Float, Int

#: Fits are done once no partial derivative of the objective is larger: scikit-learn's own rule at a third of its value,
#: since at 1e-4 losses still differ in the fourth digit. Single precision gets no farther than about 1e-5.
TOLERANCE = 3e-5
_MOST_STEPS, _MEMORY = 500, 4
#: Steps at which the curvature is taken anew: once, and where that did not do, again.
_ANEW, _AND_AGAIN = 8, 60
#: The least decrease that a step must bring, as a share of what its slope promises; halvings tried before giving up.
_ARMIJO, _HALVINGS = 1e-4, 20


@dataclass(frozen=True)
class Fits:
    """Fitted weights in the values' own coordinates: ``weights`` [places, fits, classes, width], ``intercepts``
    [places, fits, classes]; ``steps`` [places, fits] taken; ``slope`` [places, fits] the largest partial derivative
    that is left."""

    weights: Float[np.ndarray, "places fits classes width"]
    intercepts: Float[np.ndarray, "places fits classes"]
    steps: Int[np.ndarray, "places fits"]
    slope: Float[np.ndarray, "places fits"]

    def log_probabilities(
        self, place: int, values: Float[np.ndarray, "examples width"]
    ) -> Float[np.ndarray, "fits examples classes"]:
        """Of every class, by every fit of one place."""
        weights = torch.from_numpy(self.weights[place])
        logits = torch.from_numpy(np.ascontiguousarray(values, self.weights.dtype)) @ weights.flatten(0, 1).T
        fits, classes = weights.shape[:2]
        logits = logits.view(len(values), fits, classes) + torch.from_numpy(self.intercepts[place])
        return logits.log_softmax(2).permute(1, 0, 2).contiguous().numpy()


def fit(
    values: Float[np.ndarray, "places examples width"],
    labels: Int[np.ndarray, "fits examples"],
    train: Bool[np.ndarray, "fits examples"],
    *,
    classes: int,
    c: float = 1.0,
    tolerance: float = TOLERANCE,
) -> Fits:
    """Fit every labelling on its training examples, at every place.

    values: [places, examples, width] float32 or float64, the type that is computed in; labels: [fits, examples] from 0
    to ``classes - 1``, read where ``train`` is True. A value that is constant over a fit's training examples, but for
    its rounding, gets no weight. Fits of one place with the same labels are solved together, the others side by side,
    as many as torch has threads. Raises ValueError where values are not finite, where a fit lacks a class, or where the
    tolerance was not reached.
    """
    if not np.isfinite(values).all():
        raise ValueError("values are not finite")
    for row, mask in zip(labels, train, strict=True):
        if len(np.unique(row[mask])) != classes:
            raise ValueError(f"a fit's training examples have {len(np.unique(row[mask]))} of {classes} classes")
    places, _, width = values.shape
    found = Fits(
        np.empty((places, len(labels), classes, width), values.dtype),
        np.empty((places, len(labels), classes), values.dtype),
        np.empty((places, len(labels)), np.int64),
        np.empty((places, len(labels)), values.dtype),
    )
    _, labelling = np.unique(labels, axis=0, return_inverse=True)

    def solve(place: int, rows: np.ndarray) -> None:
        parts = _settled(values[place], labels[rows[0]], train[rows], classes, c, tolerance)
        for name, part in vars(parts).items():
            getattr(found, name)[place, rows] = part[0]

    groups = [np.flatnonzero(labelling == number) for number in range(labelling.max() + 1)]
    _side_by_side([partial(solve, place, rows) for place in range(places) for rows in groups])
    return found


def _side_by_side(tasks: list[Callable[[], None]]) -> None:
    """Each task in one thread: products this thin gain little from several, and would wait for each other."""
    threads = torch.get_num_threads()
    if min(threads, len(tasks)) < 2:
        for task in tasks:
            task()
        return
    torch.set_num_threads(1)
    try:
        with ThreadPoolExecutor(threads, initializer=torch.set_num_threads, initargs=(1,)) as pool:
            for done in [pool.submit(task) for task in tasks]:
                done.result()
    finally:
        torch.set_num_threads(threads)


class Unsettled(ValueError):
    """A fit did not reach its tolerance."""


def _settled(
    values: np.ndarray, labels: np.ndarray, train: np.ndarray, classes: int, c: float, tolerance: float
) -> Fits:
    """Fits of one place and labelling. What cannot be settled together (outliers that only some of them leave out) is
    settled alone; what single precision cannot settle, for rounding, in double."""
    kept = train.any(0)
    own, truth = torch.from_numpy(values[kept]), torch.from_numpy(labels[kept].astype(np.int64))
    try:
        return _Problem(own, truth, torch.from_numpy(train[:, kept]), classes, c).solved(tolerance)
    except Unsettled:
        if len(train) > 1:
            parts = [_settled(values, labels, mask[None], classes, c, tolerance) for mask in train]
            return Fits(
                *(np.concatenate(each, axis=1) for each in zip(*(vars(p).values() for p in parts), strict=True))
            )
        if values.dtype == np.float64:
            raise
        return _settled(values.astype(np.float64), labels, train, classes, c, tolerance)


class _Problem:
    """Fits of one place and labelling: S splits, K classes, width d, N examples.

    Logits are kept as [S, K, N]: classes are few and examples many, so everything element by element runs along the
    examples. Values have a last column of ones; weights [S, K, d + 1] count in each fit's own standard deviations, the
    intercept last.
    """

    def __init__(self, values: torch.Tensor, labels: torch.Tensor, train: torch.Tensor, classes: int, c: float):
        examples, width = values.shape
        self.shape = (len(train), classes, width + 1)
        kind = torch.finfo(values.dtype)
        share = train.to(values.dtype)
        self.weight = share / share.sum(1, keepdim=True)
        # Two classes have one vector of weights there, which is the difference of the two here: half the square.
        self.penalty = ((2 if classes == 2 else 1) / (c * share.sum(1)))[:, None, None]
        self.penalties = self.penalty.repeat(1, 1, width + 1)
        self.penalties[..., -1] = 0
        # One centre and scale for the place first: what then differs between splits is small numbers. A shift of the
        # values is one of the intercept, which is free: the splits' own means are left alone.
        self.centre = values.mean(0)
        centred = values - self.centre
        spread = centred.square().mean(0).sqrt_()
        # What rounding leaves of a constant is no spread: nothing is to be learned from it. Its terms were as large as
        # it is itself or, where they cancelled, as large as values here are on average.
        largest = values.abs().amax(0)
        nothing = spread <= 32 * kind.eps * largest.clamp_min(largest.mean())
        centred[:, nothing] = 0
        self.scale = torch.where(nothing, torch.ones_like(spread), spread)
        self.values = torch.cat([centred.div_(self.scale), values.new_ones(examples, 1)], 1)
        second = self.weight @ self.values.square()
        variance = second - (self.weight @ self.values).square()
        # So of what one fit reads.
        constant = variance <= 1e3 * kind.eps * second.clamp_min(kind.tiny)
        inverse = torch.where(constant, torch.zeros_like(variance), variance.clamp_min(kind.tiny).rsqrt())
        inverse[:, -1] = 1
        self.inverse = inverse[:, None]
        target = torch.zeros(classes, examples, dtype=values.dtype).scatter_(0, labels[None], 1.0)
        self.target = target * self.weight[:, None]
        self.truth = labels.expand(len(train), 1, examples)

    def logits(self, weights: torch.Tensor) -> torch.Tensor:
        """[S, K, N]."""
        own = (weights * self.inverse).flatten(0, 1)
        return torch.mm(own, self.values.T).view(*self.shape[:2], -1)

    def cost(self, logits: torch.Tensor, weights: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """The objective [S], and the log-probabilities [S, K, N]."""
        told = logits.log_softmax(1)
        own = weights.flatten(1)
        penalty = _dot(own * self.penalties.expand(self.shape).flatten(1), own)
        # Example by example: the difference of two sums would be lost in their rounding.
        return penalty.div_(2).sub_(_dot(self.weight, told.gather(1, self.truth)[:, 0])), told

    def slope(self, told: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
        """The objective's derivatives, as the weights are."""
        residual = told.exp().mul_(self.weight[:, None]).sub_(self.target)
        own = torch.mm(residual.flatten(0, 1), self.values).view(self.shape)
        return own.mul_(self.inverse).addcmul_(self.penalties, weights)

    def curvature(self, told: torch.Tensor) -> "_Curvature":
        """At these log-probabilities [S, K, N]."""
        probability = told.exp()
        weighed = probability * self.weight[:, None]
        between = torch.diag_embed(weighed.sum(2)) - weighed @ probability.transpose(1, 2)
        unsure = (self.weight - (weighed * probability).sum(1)).clamp_min_(0)
        # Splits share one covariance of their examples, in which each has the same say; a fit that is sure of
        # everything, to the last digit, has none.
        total = unsure.sum(1, keepdim=True)
        unsure = torch.where(total > 0, unsure / total, unsure).mean(0)
        values = self.values[:, :-1]
        return _Curvature(between, (values * unsure[:, None]).T @ values, self.penalty)

    def solved(self, tolerance: float) -> Fits:
        """All fits, each stopped where its own derivatives are small. Raises Unsettled."""
        run = _Steps(self, torch.zeros(self.shape, dtype=self.values.dtype))
        steps = torch.zeros(len(run.costs), dtype=torch.int64)
        for number in range(_MOST_STEPS):
            left = torch.linalg.vector_norm(run.slopes, float("inf"), (1, 2))
            open_ = left > tolerance
            if not open_.any():
                return self._in_own_coordinates(run.weights, steps, left)
            if number % _AND_AGAIN == _ANEW:
                run.look_anew()
            steps += open_
            run.step(open_)
        raise Unsettled(f"{int(open_.sum())} of {len(steps)} fits did not settle in {_MOST_STEPS} steps")

    def _in_own_coordinates(self, weights: torch.Tensor, steps: torch.Tensor, left: torch.Tensor) -> Fits:
        own = weights * self.inverse
        own, shift = own[..., :-1] / self.scale, own[..., -1]
        shift = shift - own @ self.centre
        # The same number added to all classes changes nothing; as scikit-learn's, intercepts sum to 0.
        shift = shift - shift.mean(1, keepdim=True)
        return Fits(*(part[None].numpy() for part in (own, shift, steps, left)))


class _Curvature:
    """The inverse of ``between (x) within + penalty``, and of ``between + penalty`` for the intercepts.

    between: [S, K, K]; within: [d, d]; penalty: [S, 1, 1].
    """

    def __init__(self, between: torch.Tensor, within: torch.Tensor, penalty: torch.Tensor):
        by_class, self.classes = _eigh(between)
        by_value, turn = _eigh(within)
        # The intercept is a value of its own, whose square is 1.
        by_value = torch.cat([by_value.clamp_min_(0), by_value.new_ones(1)])
        self.values: torch.Tensor = torch.block_diag(turn, turn.new_ones(1, 1))
        self.inverse = 1 / (by_class.clamp_min_(0)[..., None] * by_value + penalty)
        self.of_classes = self.classes.transpose(1, 2).contiguous()

    def __call__(self, slopes: torch.Tensor) -> torch.Tensor:
        """Times slopes [S, K, d + 1]."""
        turned = torch.bmm(self.of_classes, slopes).flatten(0, 1)
        own = torch.mm(turned, self.values).view_as(slopes).mul_(self.inverse)
        return torch.bmm(self.classes, torch.mm(own.flatten(0, 1), self.values.T).view_as(slopes))


def _eigh(matrix: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    try:
        found: tuple[torch.Tensor, torch.Tensor] = torch.linalg.eigh(matrix)
        return found
    except torch.linalg.LinAlgError:  # type: ignore[attr-defined]  # documented, but imported there under another name
        # With many columns of zeros (bytes that no text has) single precision may not converge.
        values, vectors = torch.linalg.eigh(matrix.double())
        return values.to(matrix.dtype), vectors.to(matrix.dtype)


class _Steps:
    """Preconditioned L-BFGS on all fits of a problem in step."""

    def __init__(self, problem: _Problem, weights: torch.Tensor):
        self.problem, self.weights = problem, weights
        self.logits = problem.logits(weights)
        self.costs, self.told = problem.cost(self.logits, weights)
        self.slopes = problem.slope(self.told, weights)
        self.look_anew()

    def look_anew(self) -> None:
        """Take the curvature here; what was remembered belongs to the old one."""
        self.curvature = self.problem.curvature(self.told)
        self.memory: list[tuple[torch.Tensor, torch.Tensor, torch.Tensor]] = []

    def step(self, open_: torch.Tensor) -> None:
        """One step of the fits that are open ([S]); the others stand still. Raises Unsettled."""
        slopes = self.slopes.flatten(1)
        direction = self._direction().mul_(open_[:, None])
        promise = _dot(direction, slopes)
        # Rounding near the end can spoil the remembered curvature: such a fit takes the plain step.
        lost = open_ & (promise >= 0)
        if lost.any():
            direction = torch.where(lost[:, None], -self.curvature(self.slopes).flatten(1), direction)
            promise = _dot(direction, slopes)
        direction = direction.view(self.problem.shape)
        along = self.problem.logits(direction)
        allowed = self.costs + 8 * torch.finfo(promise.dtype).eps * (1 + self.costs)
        length = torch.ones_like(promise)
        weights, logits = self.weights + direction, self.logits + along
        costs, told = self.problem.cost(logits, weights)
        for _ in range(_HALVINGS):
            far = open_ & (costs > torch.addcmul(allowed, length, promise, value=_ARMIJO))
            if not far.any():
                break
            length = torch.where(far, length / 2, length)
            weights = torch.addcmul(self.weights, length[:, None, None], direction)
            logits = torch.addcmul(self.logits, length[:, None, None], along)
            costs, told = self.problem.cost(logits, weights)
        else:
            raise Unsettled(f"{int(far.sum())} of {len(far)} fits did not settle: rounding hides where to go")
        slopes = self.problem.slope(told, weights)
        self._remember((weights - self.weights).flatten(1), (slopes - self.slopes).flatten(1))
        self.weights, self.logits, self.costs, self.told, self.slopes = weights, logits, costs, told, slopes

    def _remember(self, moved: torch.Tensor, turned: torch.Tensor) -> None:
        product = _dot(moved, turned)[:, None]
        # A pair without curvature (a fit that stood still) is kept as one that says nothing.
        inverse = product.reciprocal().masked_fill_(product <= 1e-30, 0)
        self.memory = [*self.memory[-(_MEMORY - 1) :], (moved, turned, inverse)]

    def _direction(self) -> torch.Tensor:
        """[S, K (d + 1)]."""
        found, shares = self.slopes.flatten(1).clone(), []
        for moved, turned, inverse in reversed(self.memory):
            shares.append(inverse * _dot(moved, found)[:, None])
            found.addcmul_(shares[-1], turned, value=-1)
        found = self.curvature(found.view(self.problem.shape)).flatten(1)
        for (moved, turned, inverse), share in zip(self.memory, reversed(shares), strict=True):
            found.addcmul_(share - inverse * _dot(turned, found)[:, None], moved)
        return found.neg_()


def _dot(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """[S] of two tensors [S, n]."""
    found: torch.Tensor = torch.linalg.vecdot(a, b)
    return found
