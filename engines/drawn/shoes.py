"""Shoes that never existed: a picture and the lines that draw it, made from the same few curves.

The embedded default of the Sketch tab's data: enough to try a training run, to test on, and to show as an example
where no data pack is at hand.
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from engines.drawn.strokes import Points, Stroke

SMOOTH = 4  # the picture is drawn this much larger and scaled down


@dataclass(frozen=True)
class DrawnShoe:
    """picture: (S, S, 3) RGB on white; strokes: its lines in pixels, the outline first."""

    picture: NDArray[np.uint8]
    strokes: list[Stroke]


def draw_shoe(rng: Generator, side: int = 256) -> DrawnShoe:
    """A shoe of random build and colours, toe to the right or to the left."""
    heel, ankle, toe = rng.uniform(0, 0.16), rng.uniform(0.2, 0.5), rng.uniform(0.1, 0.17)
    sole = rng.uniform(0.03, 0.07)
    ground = 0.72
    back, front = 0.12, 0.9
    upper = _curve(
        [
            (back, ground - heel - sole),
            (back + 0.01, ground - heel - 0.18),
            (back + 0.03, ground - heel - ankle),
            (back + 0.2, ground - heel - ankle + 0.02),
            (0.46, ground - heel * 0.6 - 0.2),
            (0.66, ground - toe - sole),
            (front - 0.06, ground - toe * 0.9 - sole),
            (front, ground - sole - 0.02),
        ]
    )
    bottom = _curve([(front, ground - sole), (0.6, ground - sole), (0.42, ground - sole - heel * 0.5), upper[0]])
    under = bottom + np.array([0, sole])
    tongue = _curve(
        [(back + 0.2, ground - heel - ankle + 0.02), (0.3, ground - heel - 0.16), (0.42, ground - 0.14 - sole)]
    )
    laces = [
        p + np.array([[-0.05, 0.0], [0.06, 0.03]]) for p in _curve([(0.36, ground - heel * 0.8 - 0.24), upper[60]], 4)
    ]
    colour, trim, rubber = (tuple(int(c) for c in rng.integers(low, 256, 3)) for low in (0, 60, 120))
    page = Image.new("RGB", (side * SMOOTH, side * SMOOTH), "white")
    brush = ImageDraw.Draw(page)
    _fill(brush, np.concatenate([upper, bottom]), colour, side)
    _fill(brush, np.concatenate([bottom, under[::-1]]), rubber, side)
    if heel > 0.05:
        post = np.array([under[-1], [back + 0.16, ground - heel * 0.8], [back + 0.12, ground], [back + 0.03, ground]])
        _fill(brush, post, rubber, side)
    for line, width in ((tongue, 0.012), *((lace, 0.016) for lace in laces)):
        brush.line([tuple(p * side * SMOOTH) for p in line], fill=trim, width=round(width * side * SMOOTH))
    picture = np.asarray(page.resize((side, side), Image.Resampling.BOX))
    lines = [(np.concatenate([upper, bottom]), 1.0), (under, 1.0), (tongue, 0.6), *((lace, 0.4) for lace in laces)]
    strokes = [Stroke((points * side).astype(np.float32), plain) for points, plain in lines]
    if rng.random() < 0.5:
        picture = picture[:, ::-1].copy()
        mirror, edge = np.array([-1, 1], np.float32), np.array([side, 0], np.float32)
        strokes = [Stroke(s.points * mirror + edge, s.strength) for s in strokes]
    return DrawnShoe(picture, strokes)


def _curve(through: list[tuple[float, float]] | list[Points], count: int = 100) -> NDArray[np.float64]:
    """(count, 2) points of a smooth curve through the given ones (Catmull and Rom 1974)."""
    knots = np.asarray([through[0], *through, through[-1]], float)
    where = np.linspace(0, len(through) - 1.0001, count)
    i, t = where.astype(int), (where % 1)[:, None]
    a, b, c, d = (knots[i + k] for k in range(4))
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))


def _fill(brush: ImageDraw.ImageDraw, outline: NDArray[np.float64], colour: tuple[int, ...], side: int) -> None:
    brush.polygon([tuple(p * side * SMOOTH) for p in outline], fill=colour)
