"""Lines as a hand draws them.

Edges are traced into strokes, and strokes are drawn again the way people draw: a few long lines instead of many short
ones, corners cut, wobbly, with gaps and overshoots, inner lines forgotten, by another pen. A network that learnt from
such drawings is not surprised by a child's.
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from engines.drawn.edges import NEIGHBOURS, Floats

Points = NDArray[np.float32]
SUPERSAMPLING = 2


@dataclass(frozen=True)
class Stroke:
    """points: (N, 2) x, y in pixels, in drawing order; strength: how plainly the line shows in the picture, 0 to 1."""

    points: Points
    strength: float

    @property
    def length(self) -> float:
        """In pixels."""
        return float(np.hypot(*np.diff(self.points, axis=0).T).sum())


@dataclass(frozen=True)
class Hand:
    """How somebody draws. Lengths in pixels of a 256-pixel page."""

    wobble: float = 1.2  # how far a line strays
    sway: float = 60.0  # over what length it does so
    corner: float = 1.2  # detail smaller than this is cut off
    gap: float = 0.15  # chance that a stroke is interrupted
    overshoot: float = 4.0  # how far a stroke runs on or stops short
    forgetting: float = 0.5  # chance that a faint inner line is left out
    pen: float = 3.0  # width of the pen


def any_hand(rng: Generator) -> Hand:
    """Somebody's hand: from a careful drawer to a small child."""
    skill = rng.random()
    return Hand(
        wobble=0.3 + 2.2 * skill * rng.random(),
        sway=float(rng.uniform(25, 90)),
        corner=float(rng.uniform(0.5, 1.0 + 2.0 * skill)),
        gap=float(rng.uniform(0, 0.4)),
        overshoot=float(rng.uniform(0, 3 + 5 * skill)),
        forgetting=float(rng.uniform(0, 1)),
        pen=float(rng.choice([1.8, 2.4, 3.0, 3.0, 3.0, 4.0, 5.0, 7.0])),
    )


def trace(edges: Floats, least_length: int = 10) -> list[Stroke]:
    """Follow a one-pixel edge map into strokes, longest first.

    edges: (H, W), strength of each edge pixel. At a crossing the line goes on as straight as it can.
    """
    left = {(int(y), int(x)) for y, x in zip(*np.nonzero(edges), strict=True)}
    degree = {p: sum((p[0] + dy, p[1] + dx) in left for dy, dx in NEIGHBOURS) for p in left}
    strokes = []
    for start in sorted(left, key=lambda p: (degree[p] != 1, p)):  # ends of lines first, loops after
        if start not in left:
            continue
        path = _walk(start, left)
        if len(path) >= least_length:
            points = np.array([(x, y) for y, x in path], np.float32)
            strokes.append(Stroke(points, float(np.mean([edges[p] for p in path]))))
    return sorted(strokes, key=lambda s: -len(s.points))


def simplify(points: Points, tolerance: float) -> Points:
    """Fewest of the points such that no left-out one is further than `tolerance` pixels (Douglas and Peucker 1973)."""
    keep = np.zeros(len(points), bool)
    keep[[0, -1]] = True
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        between, chord = points[first + 1 : last] - points[first], points[last] - points[first]
        size = float(np.hypot(*chord))
        away = np.hypot(*between.T) if size < 1e-6 else np.abs(between @ (chord[::-1] * [1, -1])) / size
        furthest = int(away.argmax())
        if away[furthest] > tolerance:
            middle = first + 1 + furthest
            keep[middle] = True
            spans += [(first, middle), (middle, last)]
    return points[keep]


def forget(strokes: list[Stroke], hand: Hand, rng: Generator) -> list[Stroke]:
    """Leave out what that hand would not bother to draw: the fainter a line, the sooner."""
    return [s for s in strokes if rng.random() >= hand.forgetting * (1 - s.strength)]


def redraw(strokes: list[Stroke], hand: Hand, rng: Generator, side: int = 256) -> NDArray[np.uint8]:
    """Draw strokes again by that hand.

    Points are in pixels of a `side` page. Returns ink (side, side), 0 paper to 255 ink.
    """
    page = Image.new("L", (side * SUPERSAMPLING, side * SUPERSAMPLING))
    pencil = ImageDraw.Draw(page)
    scale = side / 256
    for stroke in strokes:
        for points in _by_hand(stroke.points, hand, rng, scale):
            width = max(1, round(hand.pen * scale * SUPERSAMPLING * rng.uniform(0.85, 1.15)))
            line = [tuple(p) for p in (points * SUPERSAMPLING).tolist()]
            pencil.line(line, fill=255, width=width, joint="curve")
            for x, y in (line[0], line[-1]):
                pencil.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=255)
    return np.asarray(page.resize((side, side), Image.Resampling.BOX))


def _by_hand(points: Points, hand: Hand, rng: Generator, scale: float) -> list[Points]:
    """One traced line as the one or two lines a hand makes of it."""
    points = _even(simplify(points, hand.corner * scale), 4 * scale)
    points = points + _stray(len(points), 4 * scale, hand, rng) * scale
    if hand.overshoot > 0 and len(points) > 4:
        for end, before in ((0, 2), (-1, -3)):
            away = points[end] - points[before]
            points[end] += away / (np.hypot(*away) + 1e-6) * rng.normal(0, hand.overshoot * scale)
    if len(points) > 12 and rng.random() < hand.gap:
        at, width = int(rng.integers(4, len(points) - 6)), int(rng.integers(1, 4))
        return [points[:at], points[at + width :]]
    return [points]


def _stray(count: int, step: float, hand: Hand, rng: Generator) -> Points:
    """(count, 2) smooth random offsets: a few random values, joined by a spline-like cosine."""
    knots = max(2, int(count * step / hand.sway) + 2)
    values = rng.normal(0, hand.wobble, (knots, 2))
    where = np.linspace(0, knots - 1.001, count)
    low = where.astype(int)
    part = ((1 - np.cos((where - low) * np.pi)) / 2)[:, None]
    return (values[low] * (1 - part) + values[low + 1] * part).astype(np.float32)


def _even(points: Points, step: float) -> Points:
    """The same line with a point every `step` pixels."""
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    at = np.linspace(0, along[-1], max(2, int(along[-1] / step) + 1))
    return np.stack([np.interp(at, along, points[:, i]) for i in (0, 1)], 1).astype(np.float32)


def _walk(start: tuple[int, int], left: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Take a line out of `left`, pixel by pixel, preferring to go straight on."""
    path = [start]
    left.discard(start)
    heading = (0.0, 0.0)
    while True:
        y, x = path[-1]
        ways = [(dy, dx) for dy, dx in NEIGHBOURS if (y + dy, x + dx) in left]
        if not ways:
            return path
        dy, dx = max(ways, key=lambda w: (w[0] * heading[0] + w[1] * heading[1]) / (abs(w[0]) + abs(w[1])) ** 0.5)
        heading = (0.7 * heading[0] + dy, 0.7 * heading[1] + dx)
        path.append((y + dy, x + dx))
        left.discard(path[-1])
