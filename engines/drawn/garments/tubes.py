"""Tubes: a centre line with a width, the one shape that limbs, trunks, sleeves and trouser legs are made of.

A place on a tube is (s, u): how far along, and how far across, -1 to 1 from border to border. The same (s, u) on two
tubes is the same place of the cloth, so that a sleeve laid out flat and the sleeve on a bent arm need no mesh.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Plane = NDArray[np.floating[Any]]
Points = NDArray[np.float32]

KNOTS = 48  # a profile is kept as this many values


@dataclass(frozen=True)
class Profile:
    """A smooth function of s."""

    s: Plane
    values: Plane

    def __call__(self, s: Plane) -> Plane:
        return np.interp(s, self.s, self.values).astype(np.float32)

    def at(self, s: float) -> float:
        return float(np.interp(s, self.s, self.values))

    def scaled(self, by: float) -> "Profile":
        return Profile(self.s, self.values * np.float32(by))


def profile(*knots: tuple[float, float]) -> Profile:
    """Through the given (s, value): cubic between them, level where it turns (Fritsch and Carlson 1980)."""
    s, values = np.array(knots, float).T
    if len(s) == 2:
        return Profile(s.astype(np.float32), values.astype(np.float32))
    step, rise = np.diff(s), np.diff(values) / np.diff(s)
    turns = rise[:-1] * rise[1:] <= 0
    inner = np.where(turns, 0, 2 * rise[:-1] * rise[1:] / np.where(turns, 1, rise[:-1] + rise[1:]))
    slope = np.concatenate([rise[:1], inner, rise[-1:]])
    fine = np.linspace(s[0], s[-1], KNOTS)
    i = np.clip(np.searchsorted(s, fine, "right") - 1, 0, len(s) - 2)
    t = (fine - s[i]) / step[i]
    rest = 1 - t
    smooth = values[i] * (1 + 2 * t) * rest**2 + values[i + 1] * (3 - 2 * t) * t**2
    smooth += step[i] * (slope[i] * t * rest**2 - slope[i + 1] * t**2 * rest)
    return Profile(fine.astype(np.float32), smooth.astype(np.float32))


@dataclass(frozen=True)
class Tube:
    """points (N, 2): the centre line; s (N,): the coordinate there, rising; half: half its width by s."""

    points: Points
    s: Plane
    half: Profile

    @cached_property
    def _steps(self) -> Points:
        """(N, 2) from the node before to the node after."""
        padded = np.concatenate(
            [2 * self.points[:1] - self.points[1:2], self.points, 2 * self.points[-1:] - self.points[-2:-1]]
        )
        return (padded[2:] - padded[:-2]).astype(np.float32)

    @cached_property
    def along(self) -> Points:
        """(N, 2) of length 1."""
        return np.asarray(self._steps / np.sqrt((self._steps**2).sum(1, keepdims=True)), np.float32)

    @cached_property
    def across(self) -> Points:
        """(N, 2) of length 1; for a tube that goes down the page it points to the right."""
        return np.stack([self.along[:, 1], -self.along[:, 0]], 1)

    @cached_property
    def pace(self) -> Plane:
        """(N,) how much s rises on a pixel."""
        rise = np.concatenate([2 * np.diff(self.s[:2]), self.s[2:] - self.s[:-2], 2 * np.diff(self.s[-2:])])
        return np.asarray(rise / np.sqrt((self._steps**2).sum(1)), np.float32)

    @cached_property
    def _paces(self) -> tuple[Plane, Plane]:
        """(N,) each: how much s rises on a pixel before and after a node."""
        steps = np.diff(self.s) / np.sqrt((np.diff(self.points, axis=0) ** 2).sum(1))
        return np.concatenate([steps[:1], steps]), np.concatenate([steps, steps[-1:]])

    def locate(self, x: Plane, y: Plane) -> tuple[Plane, Plane, NDArray[np.intp]]:
        """s, distance from the centre line (to the right positive) and nearest node of places of any one shape."""
        places = np.stack([x.ravel(), y.ravel()], -1).astype(np.float32)
        to_nodes = places @ self.points.T
        to_nodes -= 0.5 * (self.points**2).sum(1)
        nearest = to_nodes.argmax(1).reshape(x.shape)
        px, py = self.points[:, 0], self.points[:, 1]
        dx, dy = x - px[nearest], y - py[nearest]
        ax, ay = self.along[:, 0][nearest], self.along[:, 1][nearest]
        along = dx * ax + dy * ay
        before, after = self._paces
        s = self.s[nearest] + along * np.where(along > 0, after[nearest], before[nearest])
        return s, dx * ay - dy * ax, nearest

    def at(self, s: Plane, u: Plane) -> tuple[Plane, Plane]:
        """x and y of a place."""
        d = u * self.half(s)
        clipped = s.clip(self.s[0], self.s[-1])
        x, y = (np.interp(clipped, self.s, self.points[:, k]) for k in (0, 1))
        nx, ny = (np.interp(clipped, self.s, self.across[:, k]) for k in (0, 1))
        past = np.where(s > clipped, (s - clipped) / self.pace[-1], (s - clipped) / self.pace[0])
        return (x + d * nx - past * ny).astype(np.float32), (y + d * ny + past * nx).astype(np.float32)

    def box(self, first: float, last: float, room: float) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of the part between two s, its ends maybe round, with some room."""
        s = np.linspace(first, last, 16, dtype=np.float32)
        x, y = (np.interp(s, self.s, self.points[:, k]) for k in (0, 1))
        half = self.half(s) + room
        return float((x - half).min()), float((y - half).min()), float((x + half).max()), float((y + half).max())

    def extent(self, first: float, last: float) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of the part between two s."""
        s = np.linspace(first, last, 24, dtype=np.float32)
        edges = [self.at(s, np.full(24, u, np.float32)) for u in (-1, 0, 1)]
        x, y = np.concatenate([e[0] for e in edges]), np.concatenate([e[1] for e in edges])
        return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def line(points: Sequence[ArrayLike], s: Sequence[float], half: Profile, count: int = 28) -> Tube:
    """A tube along a smooth line (Catmull and Rom 1974) through the given points, which lie at the given s."""
    knots = np.asarray(points, float)
    where = np.linspace(0, len(knots) - 1, count)
    i = np.minimum(where.astype(int), len(knots) - 2)
    t = (where - i)[:, None]
    padded = np.concatenate([2 * knots[:1] - knots[1:2], knots, 2 * knots[-1:] - knots[-2:-1]])
    a, b, c, d = (padded[i + k] for k in range(4))
    smooth = b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
    length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(smooth, axis=0), axis=1))])
    coordinate = np.interp(length, np.interp(np.arange(len(knots)), where, length), s)
    return Tube(smooth.astype(np.float32), coordinate.astype(np.float32), half)
