"""A figure in pieces: shapes in front of each other, and the lines with which a person would draw them.

Points are (N, 2) arrays in the figure's own unit (a head's radius), y down, until `Figure.fit` lays it on the page.
"""

from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike
from PIL import Image, ImageDraw

from engines.drawn.edges import Mask, outline
from engines.drawn.forms import Points, blob, curve
from engines.drawn.heroes.pixels import Finish
from engines.drawn.strokes import Stroke, trace

FINE = 192  # pixels a side, where contours are traced and hidden lines are found
JOINTS = 14  # points of a band's middle line that are drawn
LEAST = 0.035  # of the page: a shorter rest of a half-hidden line is not drawn


@dataclass(frozen=True)
class Piece:
    """A shape of one material: the inside of a closed line or, with a width, a band along a line.

    Pieces of a higher depth lie in front. `hides`: whether lines behind it are hidden; nobody hides anything behind
    the thin line that stands for an arm.
    """

    points: Points
    material: str
    depth: float
    width: float | None = None
    finish: Finish = Finish.CLOTH
    hides: bool = True
    border: bool = True

    def cover(self) -> Mask:
        """(FINE, FINE) where it is, once it is on the page."""
        page = Image.new("L", (FINE, FINE))
        brush = ImageDraw.Draw(page)
        if self.width is None:
            brush.polygon((self.points * FINE).ravel().tolist(), fill=1)
        else:
            thick = max(2, round(self.width * FINE))
            line = self.points[np.linspace(0, len(self.points) - 1, min(JOINTS, len(self.points))).astype(int)] * FINE
            brush.line(line.ravel().tolist(), fill=1, width=thick, joint="curve")
            for x, y in line[[0, -1]]:
                brush.ellipse((x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), fill=1)
        return np.asarray(page, bool)


@dataclass(frozen=True)
class Line:
    """A line of the drawing at some depth; strength 0 to 1 says how surely a person would draw it."""

    points: Points
    strength: float
    depth: float


@dataclass
class Figure:
    """pieces, lines, contours (the common border of some pieces is drawn as one line), and named points."""

    pieces: list[Piece] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    contours: list[tuple[list[int], float]] = field(default_factory=list)
    places: dict[str, Points] = field(default_factory=dict)

    def shape(
        self,
        points: Points,
        material: str,
        depth: float,
        strength: float = 1.0,
        finish: Finish = Finish.CLOTH,
        border: bool = True,
    ) -> None:
        """A closed shape, and its border as a line when the strength is above 0."""
        self.pieces.append(Piece(points, material, depth, None, finish, strength > 0, border))
        if strength > 0:
            self.line(np.concatenate([points, points[:1]]), strength, depth)

    def limb(self, points: Points, width: float, material: str, depth: float, hides: bool = False) -> int:
        """A band along a line; returns its number, for `contour`."""
        self.pieces.append(Piece(points, material, depth, width, hides=hides))
        return len(self.pieces) - 1

    def line(self, points: Points, strength: float, depth: float) -> None:
        """A line of the drawing."""
        self.lines.append(Line(points, strength, depth))

    def contour(self, numbers: list[int], strength: float = 1.0) -> None:
        """Draw the common border of the pieces of these numbers."""
        self.contours.append((numbers, strength))

    def fit(self, rng: Generator, turn: float) -> None:
        """Turn, shear and mirror it a little and lay it on the page of side 1, its longest side 0.74 to 0.93."""
        c, s = np.cos(turn), np.sin(turn)
        mirror = -1.0 if rng.random() < 0.5 else 1.0
        stretch = np.exp(rng.normal(0, 0.05))
        linear = np.array([[mirror * stretch, rng.normal(0, 0.03)], [0, 1 / stretch]]) @ np.array([[c, -s], [s, c]])
        reach = [p.points @ linear.T + d * (p.width or 0) / 2 for p in self.pieces for d in (-1, 1)]
        reach += [line.points @ linear.T for line in self.lines]
        all_points = np.concatenate(reach)
        low, high = all_points.min(0), all_points.max(0)
        extent = rng.uniform(0.74, 0.93)
        scale = extent / (high - low).max()
        target = 0.5 + rng.uniform(-1, 1, 2) * min(0.03, 0.48 - extent / 2)

        def moved(points: Points) -> Points:
            return np.asarray((points @ linear.T - (low + high) / 2) * scale + target)

        self.pieces = [
            replace(p, points=moved(p.points), width=None if p.width is None else p.width * scale) for p in self.pieces
        ]
        self.lines = [replace(line, points=moved(line.points)) for line in self.lines]
        self.places = {name: moved(points) for name, points in self.places.items()}

    def drawn(self, covers: list[Mask], side: int) -> list[Stroke]:
        """The lines that are not hidden, in pixels of a page of that side; covers: of the pieces, in their order."""
        lines = list(self.lines)
        for numbers, strength in self.contours:
            depth = max(self.pieces[i].depth for i in numbers)
            union = np.any([covers[i] for i in numbers], axis=0)
            lines += [Line(_even((t.points + 0.5) / FINE), strength, depth) for t in trace(outline(union))]
        strokes = []
        for line in lines:
            in_front = [c for c, p in zip(covers, self.pieces, strict=True) if p.hides and p.depth > line.depth]
            strokes += [Stroke((run * side).astype(np.float32), line.strength) for run in _seen(line.points, in_front)]
        return strokes


def smooth(through: ArrayLike, count: int = 20) -> Points:
    """(count, 2) points of a smooth curve through the given ones."""
    return curve(np.asarray(through, float), count)


def straight(corners: ArrayLike, count: int = 8) -> Points:
    """Straight lines through the corners, with `count` points along each."""
    ends = np.array(corners, float)
    share = np.linspace(0, 1, count, endpoint=False)[:, None]
    return np.concatenate([*(a + share * (b - a) for a, b in pairwise(ends)), ends[-1:]])


def ring(rng: Generator, centre: ArrayLike, radii: ArrayLike, wobble: float = 0.05, turn: float = 0.0) -> Points:
    """(64, 2) a closed ellipse as a hand draws it."""
    return blob(rng, np.array(centre, float).tolist(), np.array(radii, float).tolist(), wobble, turn, 64)


def _seen(points: Points, in_front: list[Mask]) -> list[Points]:
    """The parts of a line that no mask (FINE, FINE) covers."""
    if not in_front:
        return [points]
    x, y = (points * FINE).astype(int).clip(0, FINE - 1).T
    open_ = ~np.any([mask[y, x] for mask in in_front], axis=0)
    cuts = np.flatnonzero(np.diff(open_)) + 1
    runs = [run for run, seen in zip(np.split(points, cuts), np.split(open_, cuts), strict=True) if seen.all()]
    return [run for run in runs if len(run) > 1 and np.hypot(*np.diff(run, axis=0).T).sum() > LEAST]


def _even(points: Points) -> Points:
    """A traced line without its steps."""
    if len(points) < 9:
        return points
    padded = np.pad(points.astype(float), ((2, 2), (0, 0)), mode="edge")
    return np.mean([padded[i : i + len(points)] for i in range(5)], axis=0)
