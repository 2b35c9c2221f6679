"""Marks that the features of drawn faces share: rings, scribbles and painted lines."""

from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from engines.drawn.creatures.stamps import draw_line
from engines.drawn.forms import Colour, Points, Sheet, blob

WHITE = (1.0, 1.0, 1.0)
MOST_INK = 0.03  # of the page: the widest painted line
Paint = Callable[[Sheet, list[Points], float], None]


def ring_at(rng: Generator, at: Points, radii: tuple[float, float], wobble: float, turn: float = 0.0) -> Points:
    """`blob` around a point (2,)."""
    return blob(rng, (float(at[0]), float(at[1])), radii, wobble, turn)


def scribbled(rng: Generator, ring: Points) -> Points:
    """A ring filled by going round and round inwards."""
    turns = rng.uniform(1.5, 3.0)
    where = np.linspace(0, turns, int(30 * turns))
    middle = ring.mean(0)
    at = ring[((where % 1) * (len(ring) - 1)).astype(int)]
    return middle + (at - middle) * np.linspace(1, 0.15, len(where))[:, None]


def paint_line(colour: Colour, width: float) -> Paint:
    def paint(sheet: Sheet, curves: list[Points], unit: float) -> None:
        draw_line(sheet, curves[0], min(width * unit, MOST_INK), colour)

    return paint
