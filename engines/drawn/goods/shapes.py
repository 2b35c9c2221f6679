"""Shapes that a ruler, a compass and scissors make, and the place on the page where they are laid.

Points are (N, 2) arrays of x, y. A thing is built in units of its own and laid on the page, of side 1, by a `Place`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from engines.drawn.forms import Plane, Points, curve

STEP = 0.012  # between the points of a line, of a thing of size 1
LONGEST, SHORTEST = 0.95, 0.74  # the longest side of a thing on its page
AWAY = 0.04  # how far its middle may lie from the page's
MARGIN = 0.012  # paper that is left all round


@dataclass(frozen=True)
class Place:
    """Where a thing lies: turned, stretched, mirrored, and swaying as no ruler does."""

    linear: NDArray[np.float64]  # (2, 2)
    offset: NDArray[np.float64]  # (2,)
    waves: NDArray[np.float64]  # (W, 5): x and y of the wave, its phase, and how far it moves x and y

    @property
    def scale(self) -> float:
        """How long a length of 1 is on the page."""
        return float(np.sqrt(abs(np.linalg.det(self.linear))))

    def __call__(self, points: Points | Sequence[Sequence[float]]) -> Points:
        return _swayed(np.asarray(points, float), self.waves) @ self.linear.T + self.offset


def any_place(
    rng: Generator, thing: Points, sway: float = 0.02, turn: float = 4.0, shear: float = 0.05, stretch: float = 0.12
) -> Place:
    """Somewhere on the page for a thing with these points.

    sway: how far its lines stray, of its size; turn in degrees, shear and stretch are standard deviations.
    """
    size = float(np.ptp(thing, axis=0).max())
    waves = np.column_stack(
        [rng.normal(0, 3.5, (3, 2)) / size, rng.uniform(0, 2 * np.pi, 3), rng.normal(0, sway * size * 0.6, (3, 2))]
    )
    angle, longer = np.radians(rng.normal(0, turn)), np.exp(rng.normal(0, stretch) / 2)
    mirror = -1.0 if rng.random() < 0.5 else 1.0
    spin = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    linear = spin @ np.array([[mirror * longer, rng.normal(0, shear)], [0, 1 / longer]])
    laid = _swayed(thing, waves) @ linear.T
    low, high = laid.min(0), laid.max(0)
    share = rng.uniform(SHORTEST, LONGEST)
    scale = share / float((high - low).max())
    free = np.maximum(0, (1 - (high - low) * scale) / 2 - MARGIN)
    centre = 0.5 + np.clip(rng.uniform(-AWAY, AWAY, 2), -free, free)
    return Place(linear * scale, centre - (low + high) / 2 * scale, waves)


def even(points: Points, step: float = STEP) -> Points:
    """The same open line with a point every `step`."""
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    at = np.linspace(0, along[-1], max(2, int(along[-1] / step) + 1))
    return np.stack([np.interp(at, along, points[:, i]) for i in (0, 1)], 1)


def rounded(
    corners: Sequence[Sequence[float]] | Points, radius: float | Sequence[float], closed: bool = True
) -> Points:
    """A line through corners that are rounded off; closed, it ends where it began. radius: one, or one a corner."""
    knots = np.asarray(corners, float)
    radii = np.broadcast_to(np.asarray(radius, float), len(knots))
    t = np.linspace(0, 1, 9)[:, None]
    line = []
    for i, corner in enumerate(knots):
        if not closed and i in (0, len(knots) - 1):
            line.append(corner[None])
            continue
        before, after = knots[i - 1] - corner, knots[(i + 1) % len(knots)] - corner
        start, end = (corner + _shorter(way, radii[i]) for way in (before, after))
        line.append((1 - t) ** 2 * start + 2 * t * (1 - t) * corner + t**2 * end)
    path = np.concatenate([*line, line[0][:1]] if closed else line)
    return even(path)


def through(*points: Sequence[float] | Points, count: int = 30) -> Points:
    """A smooth open line through points."""
    return curve(np.array([np.asarray(point, float) for point in points]), count)


def moved(points: Points, right: float, down: float) -> Points:
    """Points, or one point, somewhere else."""
    return points + np.array([right, down])


def joined(*lines: Points) -> Points:
    """One closed shape of lines that follow on each other."""
    return even(np.concatenate([*lines, lines[0][:1]]))


def oval(centre: Sequence[float] | Points, radii: Sequence[float], start: float = 0.0, end: float = 1.0) -> Points:
    """An ellipse or a part of it, in turns clockwise from the right."""
    angle = 2 * np.pi * np.linspace(start, end, 72)
    return np.stack([np.cos(angle) * radii[0], np.sin(angle) * radii[1]], 1) + np.asarray(centre, float)


def cut(points: Points, at: Sequence[float], towards: Sequence[float]) -> Points:
    """What is left of a closed shape on that side of a straight cut (Sutherland and Hodgman 1974); closed again."""
    side = (points - np.asarray(at)) @ np.asarray(towards, float)
    kept = []
    for i in range(len(points)):
        here, there = side[i - 1], side[i]
        if (here < 0) != (there < 0):
            kept.append(points[i - 1] + (points[i] - points[i - 1]) * here / (here - there))
        if there >= 0:
            kept.append(points[i])
    if len(kept) < 3:
        return np.zeros((0, 2))
    return np.asarray([*kept, kept[0]])


def inset(points: Points, by: float) -> Points:
    """A closed shape drawn in from all sides, about its middle."""
    low, high = points.min(0), points.max(0)
    middle = (low + high) / 2
    return middle + (points - middle) * np.maximum(0.05, 1 - 2 * by / np.maximum(high - low, 1e-6))


def ribbon(line: Points, width: float | NDArray[np.float64]) -> tuple[Points, Points]:
    """The two borders of a ribbon along a line; the ribbon itself is `closed_ribbon`."""
    along = np.gradient(line, axis=0)
    across = np.stack([-along[:, 1], along[:, 0]], 1) / (np.hypot(*along.T)[:, None] + 1e-9)
    half = np.broadcast_to(np.asarray(width, float), len(line))[:, None] / 2
    return line + across * half, line - across * half


def closed_ribbon(line: Points, width: float | NDArray[np.float64]) -> Points:
    """The shape of a ribbon along a line."""
    one, other = ribbon(line, width)
    return np.concatenate([one, other[::-1], one[:1]])


def uncovered(line: Points, mask: Plane) -> list[Points]:
    """The parts of a line on the page that a mask (S, S) does not hide."""
    side = len(mask)
    x, y = (line * side).astype(int).clip(0, side - 1).T
    free = mask[y, x] < 0.5
    parts = np.split(np.arange(len(line)), np.flatnonzero(np.diff(free)) + 1)
    return [line[part] for part in parts if free[part[0]] and len(part) > 3]


def _shorter(way: Points, length: float) -> Points:
    size = float(np.hypot(*way)) + 1e-9
    return way / size * min(length, 0.48 * size)


def _swayed(points: Points, waves: NDArray[np.float64]) -> Points:
    phase = points @ waves[:, :2].T + waves[:, 2]
    return points + np.sin(phase) @ waves[:, 3:]
