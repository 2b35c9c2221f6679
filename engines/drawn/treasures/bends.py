"""Bending: what a hand does to every shape it means to be straight."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.random import Generator

from engines.drawn.forms import Points

Move = Callable[[Points], Points]


def any_bend(rng: Generator, size: float = 0.04) -> Move:
    """A smooth push of the plane, one for all lines of a thing: what met before meets after.

    Points are about 2 wide around (0, 0); each of three waves moves them by about `size`.
    """
    waves = [(rng.normal(0, 1.3, 2), rng.uniform(0, 2 * np.pi, 2), rng.normal(0, size, 2)) for _ in range(3)]

    def bend(points: Points) -> Points:
        pushes = [np.sin((points @ rate)[:, None] + phase) * far for rate, phase, far in waves]
        return np.asarray(points + sum(pushes))

    return bend


def fitted(points: Points, at: Sequence[float] | Points, reach: float) -> Move:
    """The move that lays these points around `at`, the longer side of their box twice `reach`."""
    low, high = points.min(0), points.max(0)
    scale = 2 * reach / float((high - low).max())
    return lambda others: (np.asarray(others) - (low + high) / 2) * scale + np.asarray(at)


def straight(corners: Sequence[Sequence[float]] | Points, steps: int = 10) -> Points:
    """(N, 2) points along the straight lines between corners."""
    knots = np.asarray(corners, float)
    where = np.arange((len(knots) - 1) * steps + 1) / steps
    return np.stack([np.interp(where, np.arange(len(knots)), knots[:, k]) for k in (0, 1)], 1)
