"""The parts of shoes: soles and heels, uppers, openings, straps, laces, and what adorns them.

Lengths are in lengths of the shoe; x goes from its toe at 0 to its heel at 1, y down from the ground.
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from engines.drawn.forms import Points, curve
from engines.drawn.goods.bench import Stuff, emblem
from engines.drawn.goods.shapes import closed_ribbon, even, joined, moved, oval, rounded, through


@dataclass(frozen=True)
class Layer:
    """One part of a shoe. points: a closed shape or, with a width, the line of a strap or, as a seam, of a groove.

    strength: of its stroke; single: a strap drawn by one stroke; within: a closed shape beyond which it does not go.
    """

    points: Points
    stuff: Stuff = "main"
    strength: float = 1.0
    width: float = 0.0
    single: bool = False
    seam: bool = False
    within: Points | None = None


def court(rng: Generator, foot: Points, throat: Points, back: Points, dip: float) -> list[Layer]:
    """An upper with a long opening from the throat to the back of the heel, and the lining in it."""
    middle = (throat + back) / 2
    near = through(throat, moved(middle, 0.03, dip), back, count=40)
    far = through(throat, moved(middle, -0.03, -rng.uniform(0.0, 0.09)), back, count=40)
    toe = through(foot[0], moved(foot[0], 0.03, -0.11), throat, count=20)
    heel = through(back, moved(foot[-1], 0.02, -0.08), foot[-1], count=16)
    return [Layer(joined(near, far[::-1]), "lining"), Layer(joined(toe, near, heel, foot[::-1]))]


def on_toe(rng: Generator, throat: Points) -> list[Layer]:
    """A bow, a heart or a flower on the toe, or nothing."""
    chance = rng.random()
    if chance < 0.3:
        return bow(rng, moved(throat, -0.03, 0.02))
    if chance < 0.5:
        return [Layer(emblem(rng, moved(throat, -0.06, 0.04), 0.09), "second")]
    return []


def ankle_strap(rng: Generator, back: Points) -> list[Layer]:
    """A strap round the ankle, from the back of the heel, seen a little from above."""
    wide, high = rng.uniform(0.13, 0.18), rng.uniform(0.05, 0.09)
    middle = moved(back, -wide * 0.92, -rng.uniform(0.0, 0.05))
    layers = [Layer(oval(middle, (wide, high)), "main", width=rng.uniform(0.03, 0.05))]
    if rng.random() < 0.5:
        layers.append(Layer(oval(moved(middle, -wide * 0.2, high), (0.028, 0.028)), "metal", 0.8))
    return layers


def broad_strap(rng: Generator, foot: Points, start: float, wide: float) -> Points:
    """A broad strap across the foot, as a closed shape that stands on the sole."""
    one, other = at(foot, start), at(foot, start + wide)
    high, lean = rng.uniform(0.14, 0.22), rng.uniform(0.03, 0.1)
    left = moved(one + (other - one) * 0.15, lean, -high)
    right = moved(one + (other - one) * 0.8, lean, -high * rng.uniform(0.95, 1.25))
    front = through(one, moved(one, -0.01 + lean * 0.2, -high * 0.6), left, count=14)
    crest = through(left, moved((left + right) / 2, 0, -0.02), right, count=10)
    back = through(right, moved((right + other) / 2, rng.uniform(-0.05, 0.01), 0.0), other, count=14)
    return joined(front, crest, back)


def at(foot: Points, share: float) -> Points:
    """The point of the sole at a share of its length."""
    return foot[round(min(1.0, share) * (len(foot) - 1))]


def own_or_second(rng: Generator) -> Stuff:
    """The shoe's own colour, mostly."""
    return "main" if rng.random() < 0.7 else "second"


def foot_line(heel: float, low: float) -> Points:
    """The line on which the foot stands, from the toe to the heel, `low` above the ground and `heel` higher behind."""
    return curve(
        [(0.0, -low), (0.22, -low + 0.004), (0.45, -low - heel * 0.32), (0.72, -low - heel * 0.9), (1.0, -low - heel)],
        60,
    )


def under(foot: Points, thick: float) -> Points:
    """The sole below that line."""
    return joined(foot, moved(foot, 0, thick)[::-1])


def heel_layers(rng: Generator, heel: float, low: float, tall: bool = False) -> list[Layer]:
    """What the heel stands on: a post, a block, or a wedge under the whole foot."""
    if heel < 0.03:
        return []
    top = -low - heel + low * 0.5
    kind = rng.integers(3) if tall else 1
    if kind == 2:
        foot = foot_line(heel, low)
        return [Layer(joined(foot[18:], np.array([(1.0, 0.0), (foot[18][0], 0.0)])), "rubber", 1.0)]
    wide = rng.uniform(0.2, 0.3) if kind == 1 else rng.uniform(0.14, 0.2)
    foot_wide = wide * rng.uniform(0.7, 1.05) if kind == 1 else rng.uniform(0.03, 0.06)
    back = rng.uniform(0.94, 1.0)
    corners = [(0.985 - wide, top + heel * 0.14 - 0.02), (0.985, top - 0.02), (back, 0), (back - foot_wide, 0)]
    return [Layer(rounded(corners, 0.008), "main" if rng.random() < 0.5 and tall else "rubber", 1.0)]


def rubber_sole(rng: Generator, thick: float, plain: bool) -> Layer:
    lift = rng.uniform(0, 0.03)
    corners = [(-0.01, -thick), (1.01, -thick), (1.01, 0), (0.06, 0), (-0.02, -lift - thick * 0.2)]
    return Layer(rounded(corners, [0.01, 0.01, 0.03, 0.03, 0.03]), "rubber", 0.7 if plain else 1.0)


def mouth(collar: Points, high: float) -> Points:
    """The opening as an ellipse whose near half is the collar."""
    start, end = collar[0], collar[-1]
    back = curve([end, end * 0.75 + start * 0.25 + (0, -high), end * 0.25 + start * 0.75 + (0, -high), start], 30)
    return joined(collar, back)


def toe_cap(rng: Generator, thick: float, toe: float) -> Points:
    reach = rng.uniform(0.16, 0.26)
    edge = curve([(reach, 0.02), (reach * 1.05, -thick - toe * 0.5), (reach * 0.8, -thick - toe * 1.6)], 20)
    return joined(edge, np.array([(-0.2, -thick - toe * 1.6), (-0.2, 0.02)]))


def side_mark(rng: Generator, middle: tuple[float, float], high: float, upper: Points) -> list[Layer]:
    """What a sneaker wears on its side: stripes, a star, a swoosh, or nothing."""
    chance = rng.random()
    x, y = middle
    if chance < 0.3:
        lean = rng.uniform(-0.08, 0.08)
        bars = [even(np.array([(x + d + lean, y - high * 0.3), (x + d, y + high * 0.45)])) for d in (-0.11, 0.0, 0.11)]
        return [Layer(closed_ribbon(bar, rng.uniform(0.035, 0.06)), "second", 0.9, within=upper) for bar in bars]
    if chance < 0.5:
        return [Layer(emblem(rng, middle, high * rng.uniform(0.2, 0.3)), "second", 1.0)]
    if chance < 0.65:
        low = curve([(x - 0.18, y), (x - 0.08, y + high * 0.28), (x + 0.26, y - high * 0.2)], 24)
        top = curve([(x + 0.26, y - high * 0.2), (x - 0.04, y + high * 0.12), (x - 0.18, y)], 24)
        return [Layer(joined(low, top), "second", 1.0)]
    if chance < 0.8:
        line = curve([(0.3, -0.1), (x - 0.06, y + 0.1), (x, -2.0)], 30)
        return [Layer(line, strength=0.9, seam=True, within=upper)]
    return []


def laces(rng: Generator, top: Points, reach: tuple[float, float], rise: bool = False) -> list[Layer]:
    """Laces across the edge of the vamp: bars, or a zigzag."""
    on = top[(top[:, 0] >= reach[0]) & (top[:, 0] <= reach[1] + 1e-6)]
    if len(on) < 4 or rng.random() < 0.2:
        return []
    count = int(rng.integers(3, 7 if rise else 6))
    spots = on[np.linspace(1, len(on) - 1, count).astype(int)]
    long = rng.uniform(0.12, 0.2)
    ways = np.array([long, long * rng.uniform(0.2, 0.7)])
    single = bool(rng.random() < 0.8)
    if rng.random() < 0.5:
        knots = np.concatenate([[spot, spot + ways] for spot in spots])
        return [Layer(even(knots), "second", 0.8, width=0.022, single=True)]
    return [
        Layer(even(np.array([spot - ways * 0.08, spot + ways])), "second", 0.8, width=0.026, single=single)
        for spot in spots
    ]


def bow(rng: Generator, middle: Points) -> list[Layer]:
    size = rng.uniform(0.07, 0.11)
    wings = []
    for hand in (-1, 1):
        wing = rounded([(0, 0), (hand * size, -size * 0.7), (hand * size, size * 0.6)], 0.02)
        wings.append(Layer(wing + middle, "second", 1.0))
    return [*wings, Layer(oval(tuple(middle), (size * 0.3, size * 0.3)), "second", 0.9)]
