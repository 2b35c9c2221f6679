"""Parts of a drawn thing: planned anywhere, moved onto the page together, then painted one after the other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from engines.drawn.forms import Points, Sheet

Move = NDArray[np.float64]  # (2, 3), from where a thing was planned to the page


@dataclass(frozen=True)
class Line:
    """A line of the drawing; strength 0 to 1 says how surely a person would draw it."""

    points: Points
    strength: float = 1.0


@dataclass
class Part:
    """Curves, how they are painted once they are on the page, and the lines with which a person draws them.

    `paint` gets the sheet, the curves in page coordinates and the page's share of one planned unit.
    """

    paint: Callable[[Sheet, list[Points], float], None]
    curves: list[Points]
    lines: list[Line] = field(default_factory=list)
    outline: bool = False  # its lines come first in the drawing


def reach(parts: Sequence[Part]) -> Points:
    """(2, 2) the lowest and the highest x and y of all curves and lines."""
    points = _every(parts)
    return np.stack([points.min(0), points.max(0)])


def _every(parts: Sequence[Part]) -> Points:
    return np.concatenate([p for part in parts for p in (*part.curves, *(line.points for line in part.lines))])


def placement(rng: Generator, parts: Sequence[Part], least: float = 0.74, most: float = 0.95) -> Move:
    """A random place on the page for the parts: large, near the middle, a little turned and stretched.

    Mirrored half of the time. The longest side takes `least` to `most` of the page.
    """
    points = _every(parts)
    stretch, shear, turn = np.exp(rng.normal(0, 0.05)), rng.normal(0, 0.04), np.radians(rng.normal(0, 4))
    mirror = -1.0 if rng.random() < 0.5 else 1.0
    spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    linear = spin @ np.array([[mirror * stretch, shear], [0, 1 / stretch]])
    spread = points @ linear.T
    low, high = spread.min(0), spread.max(0)
    scale = rng.uniform(least, most) / (high - low).max()
    spare = np.maximum(0, 0.49 - (high - low) / 2 * scale)
    target = 0.5 + rng.uniform(-1, 1, 2) * np.minimum(0.04, spare)
    return np.column_stack([linear * scale, target - (low + high) / 2 * scale])


def moved(points: Points, move: Move) -> Points:
    """(N, 2) points under a move."""
    return points @ move[:, :2].T + move[:, 2]


def paint_parts(sheet: Sheet, parts: Sequence[Part], move: Move) -> None:
    """Paint the parts in their order and note their lines, those of outlines first."""
    unit = float(np.sqrt(abs(np.linalg.det(move[:, :2]))))
    for part in parts:
        part.paint(sheet, [moved(curve, move) for curve in part.curves], unit)
    for part in sorted(parts, key=lambda part: not part.outline):
        for line in part.lines:
            sheet.line(moved(line.points, move), line.strength)
