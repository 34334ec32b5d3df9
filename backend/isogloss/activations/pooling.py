"""Pooling: what is kept of a batch's token values, computed while the model runs.

Rows are read one by one over their own span, so padding is never touched: its side and width cannot matter, nothing is
copied, and a row's values are still in the processor's cache for the second and third reduction. On the CPU NumPy does
it: its reductions over leading axes take half of torch's time on one thread, and start no threads that the model's own
products then have to wait for.
"""

from collections.abc import Iterator

import numpy as np
import torch

#: For each row of a batch: its own positions, from and up to.
Bounds = list[tuple[int, int]]


def span_max(values: torch.Tensor, bounds: Bounds) -> np.ndarray:
    """The greatest value of each row and column over the row's span: [rows, positions, columns] to [rows, columns].

    Exact: a maximum does not round. Half precision comes back as float32.
    """
    if not values.is_cpu:
        return _kept(values.masked_fill(~_inside(values, bounds), -torch.inf).amax(1))
    values = wide(values)
    greatest = np.empty((values.shape[0], values.shape[2]), values.numpy().dtype)
    for row, own in enumerate(_spans(values, bounds)):
        np.maximum.reduce(own, axis=0, out=greatest[row])
    return greatest


def span_sum(values: torch.Tensor, bounds: Bounds) -> np.ndarray:
    """The sum over all rows' spans, in float64: [rows, positions, columns] to [columns]."""
    if not values.is_cpu:
        return _kept(values.masked_fill(~_inside(values, bounds), 0).sum((0, 1), dtype=torch.float64))
    total = np.zeros(values.shape[2])
    # Infinities of either sign make NaN, which is for the caller to see.
    with np.errstate(invalid="ignore", over="ignore"):
        for own in _spans(wide(values), bounds):
            total += np.add.reduce(own, axis=0)
    return total


def span_positive(values: torch.Tensor, bounds: Bounds) -> np.ndarray:
    """How many positions of all rows' spans hold a value above 0: [rows, positions, columns] to [columns], int64."""
    if not values.is_cpu:
        return _kept(((values > 0) & _inside(values, bounds)).sum((0, 1)))
    total = np.zeros(values.shape[2], np.int64)
    for own in _spans(wide(values), bounds):
        # Bytes are counted in bytes while they cannot overflow: several times faster than as integers.
        narrow = np.uint8 if len(own) < 256 else np.uint32
        total += np.add.reduce((own > 0).view(np.uint8), axis=0, dtype=narrow)
    return total


def wide(values: torch.Tensor) -> torch.Tensor:
    """float32 for half precision, which NumPy does not know or is slow in; the same tensor for the others."""
    return values if values.dtype in (torch.float32, torch.float64) else values.float()


def _spans(values: torch.Tensor, bounds: Bounds) -> Iterator[np.ndarray]:
    """Each row's own values [positions, columns], without a copy."""
    array = values.numpy()
    for row, (start, stop) in enumerate(bounds):
        yield array[row, start:stop]


def _kept(values: torch.Tensor) -> np.ndarray:
    return (wide(values) if values.is_floating_point() else values).cpu().numpy()


def _inside(values: torch.Tensor, bounds: Bounds) -> torch.Tensor:
    """True on the rows' spans: [rows, positions, 1]."""
    places = torch.arange(values.shape[1], device=values.device)
    edges = torch.tensor(bounds, device=values.device)
    return ((places >= edges[:, :1]) & (places < edges[:, 1:]))[:, :, None]
