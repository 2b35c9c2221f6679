"""A sheet of drawing paper with its pens, and beside it the mask of the part's edges and the boxes of the marks.

Everything is placed in pixels of a page of PAGE x PAGE, y downwards, whatever the size of the picture; a sheet that was
laid into the scanner askew turns all of it alike.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from engines.drawn.plans.lettering import letter_strokes

Points = NDArray[np.float64]
Mask = NDArray[np.bool_]

PAGE = 512.0
SUPERSAMPLING = 2
KINDS = ("length", "round", "angle")  # of dimension marks; round: a diameter or a radius
ARROWS = ("filled", "open", "stroke", "dot")
DASHES = {"hidden": (7.0, 3.0), "centre": (16.0, 3.0, 3.0, 3.0)}  # line, gap, line, gap


@dataclass(frozen=True)
class Style:
    """How a draughtsman works. Lengths in pixels of the page.

    edge, thin: widths of the pens; letter: height of a capital; arrow: one of ARROWS; tip: its length; above: whether
    numbers stand above their line or interrupt it; reach: from the part to the first dimension line; millimetres: to a
    pixel; faint: ink of the thin pen, 0 to 1.
    """

    edge: float
    thin: float
    letter: float
    arrow: str
    tip: float
    above: bool
    reach: float
    millimetres: float
    faint: float


def any_style(rng: Generator) -> Style:
    """Somebody's way of drawing."""
    thin = rng.uniform(0.9, 1.3)
    return Style(
        edge=max(2.2 * thin, rng.uniform(2.2, 3.4)),
        thin=thin,
        letter=rng.uniform(9.0, 13.0),
        arrow=str(rng.choice(ARROWS, p=(0.6, 0.15, 0.2, 0.05))),
        tip=rng.uniform(7.0, 12.0),
        above=bool(rng.random() < 0.7),
        reach=rng.uniform(20.0, 30.0),
        millimetres=float(rng.choice([0.2, 0.25, 0.5, 1.0, 2.0, 5.0])),
        faint=rng.uniform(0.6, 1.0),
    )


class Sheet:
    """Args: side: of the picture in pixels; tilt: radians by which it lies askew."""

    def __init__(self, side: int, tilt: float, style: Style) -> None:
        self.style, self._side = style, side
        self._scale = side / PAGE * SUPERSAMPLING
        self._turn = np.array([[np.cos(tilt), np.sin(tilt)], [-np.sin(tilt), np.cos(tilt)]])
        size = (side * SUPERSAMPLING,) * 2
        self._ink, self._edges = Image.new("L", size), Image.new("L", size)
        self._pen, self._marker = ImageDraw.Draw(self._ink), ImageDraw.Draw(self._edges)
        self._boxes: list[tuple[float, float, float, float]] = []
        self._kinds: list[int] = []
        self._seen: list[Points] = []

    def edge(self, points: Points, closed: bool = False) -> None:
        """Draw an edge of the part, through points (N, 2), into the picture and into the mask."""
        line = self._place(np.concatenate([points, points[:2]]) if closed else points)
        self._stroke(self._pen, line, self.style.edge, 255)
        self._stroke(self._marker, line, self.style.edge, 255)

    def union(self, loops: list[Points]) -> None:
        """Draw the edges around polygons that overlap, without those inside another."""
        placed, width = [self._place(loop) for loop in loops], self.style.edge
        for pen in (self._pen, self._marker):
            for loop in placed:
                self._stroke(pen, np.concatenate([loop, loop[:2]]), width, 255)
            for loop in placed:
                inside = loop + np.sign(loop.mean(0) - loop) * width * self._scale / 2
                pen.polygon([tuple(point) for point in inside.tolist()], fill=0)

    def line(self, points: Points, dash: str = "") -> None:
        """Draw a thin line through points (N, 2), whole or with the dashes of DASHES."""
        pieces = _dashed(points, DASHES[dash]) if dash else [points]
        for piece in pieces:
            self._stroke(self._pen, self._place(piece), self.style.thin, self._faint)
        self._seen.append(points)

    def fill(self, points: Points) -> None:
        """Fill a small polygon, such as an arrow's tip."""
        self._pen.polygon([tuple(point) for point in self._place(points).tolist()], fill=self._faint)
        self._seen.append(points)

    def letters(self, text: str, foot: Points, along: Points, height: float | None = None) -> None:
        """Write with the middle of the line's foot at `foot` (2,), in the direction `along` (2,), of length 1."""
        height = height or self.style.letter
        strokes, length = letter_strokes(text)
        down = np.array([-along[1], along[0]])
        for stroke in strokes:
            away = (stroke - [length / 2, 0]) * height
            self.line(foot + away[:, :1] * along + away[:, 1:] * down)

    def hatch(self, loops: list[Points], gap: float, angle: float) -> None:
        """Hatch what lies in an odd number of the loops. gap: pixels of the page from line to line; angle: radians."""
        along, across = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
        sides = np.concatenate([np.stack([loop, np.roll(loop, -1, 0)], 1) for loop in loops])  # (N, 2 ends, 2)
        level, place = sides @ across, sides @ along
        for at in np.arange(np.ceil(level.min() / gap) * gap, level.max(), gap):
            cut = (level[:, 0] <= at) != (level[:, 1] <= at)
            (low, high), (first, last) = level[cut].T, place[cut].T
            crossings = np.sort(first + (last - first) * (at - low) / (high - low))
            for start, end in zip(crossings[::2], crossings[1::2], strict=True):
                self.line(np.array([start * along + at * across, end * along + at * across]))

    @contextmanager
    def mark(self, kind: str) -> Iterator[None]:
        """What is drawn meanwhile with the thin pen is one dimension mark of KINDS."""
        self._seen = []
        yield
        seen = self._place(np.concatenate(self._seen)) / SUPERSAMPLING
        pen = self.style.thin * self._side / PAGE / 2
        (left, top), (right, bottom) = (seen.min(0) - pen).clip(0, self._side), (seen.max(0) + pen).clip(0, self._side)
        self._boxes.append((left, top, right, bottom))
        self._kinds.append(KINDS.index(kind))

    def ink(self) -> NDArray[np.float32]:
        """Return (side, side) how much ink lies where, 0 to 1."""
        return np.asarray(self._ink.reduce(SUPERSAMPLING), np.float32) / np.float32(255)

    def edges(self) -> Mask:
        """Return (side, side) what is covered by an edge of the part at least by half."""
        return np.asarray(self._edges.reduce(SUPERSAMPLING)) >= 128

    def marks(self) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Return boxes (N, 4) left, top, right, bottom in pixels of the picture, and kinds (N,), places in KINDS."""
        return np.array(self._boxes, np.float32).reshape(-1, 4), np.array(self._kinds, np.int64)

    @property
    def _faint(self) -> int:
        return round(255 * self.style.faint)

    def _place(self, points: Points) -> Points:
        middle = PAGE / 2
        return ((points - middle) @ self._turn + middle) * self._scale

    def _stroke(self, pen: ImageDraw.ImageDraw, line: Points, width: float, ink: int) -> None:
        pixels = max(1, round(width * self._scale))
        pen.line(
            [tuple(point) for point in line.tolist()], fill=ink, width=pixels, joint="curve" if pixels > 3 else None
        )


def _dashed(points: Points, dashes: tuple[float, ...]) -> list[Points]:
    """The pieces of a line that a dashed pen draws."""
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    ends = np.cumsum(np.tile(dashes, int(along[-1] / sum(dashes)) + 1))
    cuts = np.concatenate([[0.0], ends[ends < along[-1]], [along[-1]]])
    pieces = []
    for start, end in list(pairwise(cuts))[::2]:
        at = np.concatenate([[start], along[(along > start) & (along < end)], [end]])
        pieces.append(np.stack([np.interp(at, along, points[:, axis]) for axis in (0, 1)], 1))
    return pieces
