"""Multinomial logistic regression, many fits at once: every place of a model times every split and labelling.

What is minimised is scikit-learn's objective (``LogisticRegression``, its ``C`` being our ``c``), on values that are
standardised by the mean and the standard deviation of the fit's own training examples::

    mean over training examples of  -log p(y | x)  +  |W|^2 / (2 c n)          (the intercept is not penalised)

All fits of a place read the same values, so a step costs two products with them, however many splits and labellings
there are; standardising is a change of coordinates of the weights, and no values are copied. Steps are those of L-BFGS
(Nocedal & Wright 2006, algorithm 7.4), preconditioned by the inverse of a bound of the Hessian that needs the values'
covariance only (Boehning 1992: the curvature of the softmax is at most 1/2). Where a step has to be shortened, the
logits along it are known already.
"""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Bool, Float, Int

#: Fits are done once no partial derivative of the objective is larger: scikit-learn's own rule at a third of its value,
#: since at 1e-4 losses still differ in the fourth digit. Single precision gets no farther than about 1e-5.
TOLERANCE = 3e-5
_MOST_STEPS, _MEMORY = 1000, 8
#: Logits of a group of places that are solved in step: what one step reads again and again stays in the cache.
_AT_ONCE = 1 << 20
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
    to ``classes - 1``, read where ``train`` is True. A value that is constant over a fit's training examples gets no
    weight. Raises ValueError where values are not finite, where a fit lacks a class, or where the tolerance was not
    reached.
    """
    if not np.isfinite(values).all():
        raise ValueError("values are not finite")
    for row, mask in zip(labels, train, strict=True):
        if len(np.unique(row[mask])) != classes:
            raise ValueError(f"a fit's training examples have {len(np.unique(row[mask]))} of {classes} classes")
    kept = np.flatnonzero(train.any(0))
    wanted, inside = torch.from_numpy(labels[:, kept].astype(np.int64)), torch.from_numpy(train[:, kept])
    at_once = max(1, _AT_ONCE // (len(kept) * len(labels) * classes))
    parts = []
    for start in range(0, len(values), at_once):
        group = torch.from_numpy(np.ascontiguousarray(values[start : start + at_once, kept]))
        parts.append(_settled(group, wanted, inside, classes, c, tolerance))
    return Fits(*(np.concatenate([getattr(part, name) for part in parts]) for name in Fits.__dataclass_fields__))


class Unsettled(ValueError):
    """A fit did not reach its tolerance."""


def _settled(
    values: torch.Tensor, labels: torch.Tensor, train: torch.Tensor, classes: int, c: float, tolerance: float
) -> Fits:
    """All fits of some places. What single precision cannot settle, for rounding, is done again in double."""
    try:
        return _Problem(values, labels, train, classes, c).solved(tolerance)
    except Unsettled:
        if values.dtype == torch.float64:
            raise
    found = _Problem(values.double(), labels, train, classes, c).solved(tolerance)
    kind = np.float32
    return Fits(found.weights.astype(kind), found.intercepts.astype(kind), found.steps, found.slope.astype(kind))


class _Problem:
    """Fits of some places: P places, S fits, K classes, width d, N examples.

    Logits are kept as [P, S, K, N]: classes are few and examples many, so everything element by element runs along the
    examples. Weights are [P, S, K, d + 1] in each fit's standardised coordinates, the intercept last.
    """

    def __init__(self, values: torch.Tensor, labels: torch.Tensor, train: torch.Tensor, classes: int, c: float):
        places, examples, width = values.shape
        self.shape = (places, len(labels), classes, width)
        tiny = torch.finfo(values.dtype)
        share = train.to(values.dtype)
        self.weight = share / share.sum(1, keepdim=True)
        # Two classes have one vector of weights there, which is the difference of the two here: half the square.
        self.penalty = (2 if classes == 2 else 1) / (c * share.sum(1))
        # One centre and scale for the place first: what then differs between splits is small numbers.
        self.centre, spread = values.mean(1), values.std(1, unbiased=False)
        self.scale = torch.where(spread > 0, spread, torch.ones_like(spread))
        self.values = (values - self.centre[:, None]).div_(self.scale[:, None])
        self.mean = torch.matmul(self.weight, self.values)
        second = torch.matmul(self.weight, self.values.square())
        variance = second - self.mean.square()
        # What rounding leaves of a constant is no spread: nothing is to be learned from it.
        constant = variance <= 1e3 * tiny.eps * second.clamp_min(tiny.tiny)
        self.inverse = torch.where(constant, torch.zeros_like(variance), variance.clamp_min(tiny.tiny).rsqrt())
        target = torch.zeros(len(labels), classes, examples, dtype=values.dtype).scatter_(1, labels[:, None], 1.0)
        self.target = target * self.weight[:, None]
        covariance = torch.matmul(self.values.transpose(1, 2), self.values) / examples
        curvature = covariance / 2 + self.penalty.mean() * torch.eye(width, dtype=values.dtype)
        self.bound = torch.cholesky_inverse(torch.linalg.cholesky(curvature))

    def of_places(self, kept: torch.Tensor) -> "_Problem":
        """The same of some of the places."""
        part = object.__new__(_Problem)
        vars(part).update(vars(self))
        part.shape = (len(kept), *self.shape[1:])
        for name in ("values", "mean", "inverse", "bound", "centre", "scale"):
            setattr(part, name, getattr(self, name)[kept])
        return part

    def logits(self, weights: torch.Tensor) -> torch.Tensor:
        """[P, S, K, N]."""
        own = weights[..., :-1] * self.inverse[:, :, None]
        shift = weights[..., -1] - torch.matmul(own, self.mean[..., None]).squeeze(-1)
        found = torch.matmul(own.flatten(1, 2), self.values.transpose(1, 2))
        return found.view(*self.shape[:3], -1).add_(shift[..., None])

    def slope(self, logits: torch.Tensor, weights: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """The objective [P, S] and its derivatives, as the weights are."""
        top = logits.amax(2, keepdim=True)
        odds = (logits - top).exp_()
        total = odds.sum(2, keepdim=True)
        cost = self._cost((total.log().add_(top)).squeeze(2), logits, weights)
        residual = odds.mul_(self.weight[:, None] / total).sub_(self.target)
        by_intercept = residual.sum(3)
        own = torch.matmul(residual.flatten(1, 2), self.values).view(self.shape)
        own = (own - by_intercept[..., None] * self.mean[:, :, None]) * self.inverse[:, :, None]
        own += self.penalty[:, None, None] * weights[..., :-1]
        return cost, torch.cat([own, by_intercept[..., None]], 3)

    def cost(self, logits: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
        """The objective alone: [P, S]."""
        return self._cost(logits.logsumexp(2), logits, weights)

    def _cost(self, total: torch.Tensor, logits: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
        fit = (self.weight * total).sum(2) - (logits * self.target).sum((2, 3))
        return fit + 0.5 * self.penalty * weights[..., :-1].square().sum((2, 3))

    def bounded(self, slope: torch.Tensor) -> torch.Tensor:
        """The preconditioner times a slope; the intercept's curvature is at most 1/2."""
        return torch.cat(
            [torch.matmul(slope[..., :-1].flatten(1, 2), self.bound).view(self.shape), 2 * slope[..., -1:]], 3
        )

    def solved(self, tolerance: float) -> Fits:
        """All fits, each stopped where its own derivatives are small. Raises Unsettled."""
        places, fits, classes, width = self.shape
        weights = torch.zeros(places, fits, classes, width + 1, dtype=self.values.dtype)
        steps, left = torch.zeros(places, fits, dtype=torch.int64), torch.zeros(places, fits, dtype=weights.dtype)
        here, run = torch.arange(places), _Steps(self, weights.clone())
        for _ in range(_MOST_STEPS + 1):
            worst = run.slopes.abs().amax((2, 3))
            open_ = worst > tolerance
            left[here], weights[here] = worst, run.weights
            steps[here] += open_
            if not open_.any():
                return self._in_own_coordinates(weights, steps, left)
            going = open_.any(1)
            if going.sum() <= 0.7 * len(here):
                kept = going.nonzero()[:, 0]
                here, open_ = here[kept], open_[kept]
                run = run.of_places(kept)
            run.step(open_)
        raise Unsettled(f"{int((left > tolerance).sum())} of {left.numel()} fits did not settle in {_MOST_STEPS} steps")

    def _in_own_coordinates(self, weights: torch.Tensor, steps: torch.Tensor, left: torch.Tensor) -> Fits:
        own = weights[..., :-1] * self.inverse[:, :, None]
        shift = weights[..., -1] - torch.matmul(own, self.mean[..., None]).squeeze(-1)
        own = own / self.scale[:, None, None]
        shift = shift - torch.matmul(own.flatten(1, 2), self.centre[..., None]).view(self.shape[:3])
        # The same number added to all classes changes nothing; as scikit-learn's, intercepts sum to 0.
        return Fits(own.numpy(), (shift - shift.mean(2, keepdim=True)).numpy(), steps.numpy(), left.numpy())


class _Steps:
    """Preconditioned L-BFGS on all fits of a problem in step."""

    def __init__(self, problem: _Problem, weights: torch.Tensor):
        self.problem, self.weights = problem, weights
        self.logits = problem.logits(weights)
        self.costs, self.slopes = problem.slope(self.logits, weights)
        self.memory: list[tuple[torch.Tensor, torch.Tensor, torch.Tensor]] = []

    def of_places(self, kept: torch.Tensor) -> "_Steps":
        """The same of some of the places."""
        part = object.__new__(_Steps)
        part.problem = self.problem.of_places(kept)
        for name in ("weights", "logits", "costs", "slopes"):
            setattr(part, name, getattr(self, name)[kept])
        part.memory = [(moved[kept], turned[kept], product[kept]) for moved, turned, product in self.memory]
        return part

    def step(self, open_: torch.Tensor) -> None:
        """One step of the fits that are open ([P, S]); the others stand still."""
        direction = self._direction() * open_[..., None, None]
        promise = _dot(direction, self.slopes)
        # Rounding near the end can spoil the remembered curvature: such a fit takes the bound's own step.
        lost = open_ & (promise >= 0)
        if lost.any():
            direction = torch.where(lost[..., None, None], -self.problem.bounded(self.slopes), direction)
            promise = _dot(direction, self.slopes)
        along = self.problem.logits(direction)
        length = torch.ones_like(promise)
        slack = 8 * torch.finfo(promise.dtype).eps * self.costs.abs()
        weights, logits = self.weights + direction, self.logits + along
        costs, slopes = self.problem.slope(logits, weights)
        for _ in range(_HALVINGS):
            far = open_ & (costs > self.costs + _ARMIJO * length * promise + slack)
            if not far.any():
                break
            length = torch.where(far, length / 2, length)
            weights = self.weights + length[..., None, None] * direction
            logits = self.logits + length[..., None, None] * along
            costs, slopes = self.problem.slope(logits, weights)
        moved, turned = weights - self.weights, slopes - self.slopes
        product = _dot(moved, turned)
        # A pair without curvature (a fit that stood still) is kept as one that says nothing.
        inverse = torch.where(product > 1e-30, 1 / product.clamp_min(1e-30), torch.zeros_like(product))
        self.memory = [*self.memory[-(_MEMORY - 1) :], (moved, turned, inverse)]
        self.weights, self.logits, self.costs, self.slopes = weights, logits, costs, slopes

    def _direction(self) -> torch.Tensor:
        found, shares = self.slopes.clone(), []
        for moved, turned, inverse in reversed(self.memory):
            share = inverse * _dot(moved, found)
            shares.append(share)
            found -= share[..., None, None] * turned
        found = self.problem.bounded(found)
        if self.memory:
            # Where the probabilities are sure of themselves the curvature is far below its bound.
            _, turned, inverse = self.memory[-1]
            scale = inverse * _dot(turned, self.problem.bounded(turned))
            found /= torch.where(scale > 0, scale, torch.ones_like(scale))[..., None, None]
        for (moved, turned, inverse), share in zip(self.memory, reversed(shares), strict=True):
            found += (share - inverse * _dot(turned, found))[..., None, None] * moved
        return -found


def _dot(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """[P, S] of two tensors [P, S, K, d]."""
    return (a * b).sum((2, 3))
