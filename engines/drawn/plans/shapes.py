"""Lines of machine parts: circles, slots, polygons with round corners. Points are (N, 2) pixels of the page."""

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]

STEP = 4.0  # pixels between the points of a curve


def at(x: float, y: float) -> Points:
    """A point (2,)."""
    return np.array([x, y])


def heading(angle: float) -> Points:
    """The direction (2,) of an angle in radians, from right to down."""
    return np.array([np.cos(angle), np.sin(angle)])


def arc(centre: Points, radius: float, start: float = 0.0, end: float = 2 * np.pi) -> Points:
    """From one angle in radians to the other; without them a whole circle."""
    count = max(6, int(abs(end - start) * radius / STEP) + 2)
    angle = np.linspace(start, end, count)
    return centre + radius * np.stack([np.cos(angle), np.sin(angle)], 1)


def rectangle(left: float, top: float, right: float, bottom: float) -> Points:
    """Its four corners, clockwise."""
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)])


def slot(centre: Points, length: float, radius: float, angle: float = 0.0) -> Points:
    """A long hole: two half circles `length` apart, joined, to be closed."""
    half = length / 2 * heading(angle)
    ahead = arc(centre + half, radius, angle - np.pi / 2, angle + np.pi / 2)
    behind = arc(centre - half, radius, angle + np.pi / 2, angle + 3 * np.pi / 2)
    return np.concatenate([ahead, behind])


def rounded(corners: Points, radii: list[float]) -> Points:
    """A polygon whose corners have these radii; 0 leaves one sharp."""
    pieces = []
    for corner, before, after, radius in zip(
        corners, np.roll(corners, 1, 0), np.roll(corners, -1, 0), radii, strict=True
    ):
        to, on = unit(before - corner), unit(after - corner)
        half = np.arccos(np.clip(to @ on, -1, 1)) / 2
        if radius <= 0 or half > 1.5:
            pieces.append(corner[None])
            continue
        middle = corner + unit(to + on) * radius / np.sin(half)
        start, end = (corner + side * radius / np.tan(half) - middle for side in (to, on))
        first, last = np.arctan2(start[1], start[0]), np.arctan2(end[1], end[0])
        turn = (last - first + np.pi) % (2 * np.pi) - np.pi
        pieces.append(arc(middle, radius, first, first + turn))
    return np.concatenate(pieces)


def unit(vector: Points) -> Points:
    """The vector (2,) with length 1."""
    return vector / np.hypot(*vector)
