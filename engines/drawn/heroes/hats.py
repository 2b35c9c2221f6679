"""What heroes have on their heads: hair, hats, crowns, helmets, ears and halos. One is the head's radius."""

from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from engines.drawn.forms import Points
from engines.drawn.heroes.figures import Figure, ring, smooth, straight
from engines.drawn.heroes.limbs import LEFT, RIGHT
from engines.drawn.heroes.pixels import Finish

LONG_HAIR, HAIR, HAT = -2.0, 6.0, 7.0  # depths


def add_hair(figure: Figure, rng: Generator, radii: Points, kind: str) -> None:
    """Hair around the head at the origin. "plain" hair is not drawn, and lies within the head's own line."""
    x, y = radii
    if kind == "long":
        low, wide = rng.uniform(1.1, 3.2), rng.uniform(1.15, 1.5)
        flare = wide * rng.uniform(0.9, 1.25)
        sides = rng.normal(0, 0.12, 4)
        hair = np.concatenate(
            [
                smooth(
                    [
                        (-flare * x, low + sides[0]),
                        (-(wide + sides[1]) * x, 0.4),
                        (-0.95 * x, -0.75 * y),
                        (0, -1.12 * y),
                        (0.95 * x, -0.75 * y),
                        ((wide + sides[2]) * x, 0.4),
                        (flare * x, low + sides[3]),
                    ],
                    80,
                ),
                smooth([(flare * x, low + sides[3]), (0, low - 0.25), (-flare * x, low + sides[0])], 20),
            ]
        )
        figure.shape(hair, "hair", LONG_HAIR)
    elif kind == "flowing":
        side = RIGHT if rng.random() < 0.5 else LEFT
        reach, drop = rng.uniform(1.2, 2.4), rng.uniform(-0.6, 1.4)
        lock = np.concatenate(
            [
                smooth(
                    [
                        (-0.4 * side, -1.05 * y),
                        (side * 0.9 * x, -0.9 * y),
                        (side * (x + reach * 0.5), drop * 0.4 - 0.5),
                        (side * (x + reach), drop),
                    ],
                    40,
                ),
                smooth(
                    [
                        (side * (x + reach), drop),
                        (side * (x + reach * 0.4), drop * 0.5 + 0.5),
                        (side * 0.8 * x, 0.5 * y),
                    ],
                    30,
                ),
            ]
        )
        figure.shape(lock, "hair", LONG_HAIR)
    elif kind == "spiky":
        count = int(rng.integers(4, 8))
        angles = np.linspace(np.pi * 1.03, np.pi * 1.97, 2 * count + 1) + rng.normal(0, 0.02, 2 * count + 1)
        far = np.where(np.arange(2 * count + 1) % 2, rng.uniform(1.25, 1.5), 0.98)
        crest = np.stack([np.cos(angles) * x * far, np.sin(angles) * y * far], 1)
        crest = np.concatenate([straight(crest), _fringe(x, y)])
        figure.shape(crest, "hair", HAIR)
        return
    elif kind == "curly":
        angles = np.linspace(np.pi * 0.85, np.pi * 2.15, 160)
        bumps = int(rng.integers(5, 9))
        far = 1.14 + 0.13 * np.abs(np.sin(np.linspace(0, bumps * np.pi, 160)))
        cloud = np.stack([np.cos(angles) * x * far, np.sin(angles) * y * far], 1)
        figure.shape(np.concatenate([cloud, _fringe(x, y)]), "hair", HAIR)
        return
    elif kind == "bunches":
        for side in (LEFT, RIGHT):
            centre = (side * (x + rng.uniform(0.25, 0.45)), rng.uniform(-0.5, 0.6))
            figure.shape(ring(rng, centre, (rng.uniform(0.35, 0.55), rng.uniform(0.45, 0.85)), 0.1), "hair", LONG_HAIR)
    elif kind == "bun":
        figure.shape(ring(rng, (rng.normal(0, 0.15), -y - 0.25), (0.5, 0.42), 0.08), "hair", LONG_HAIR)
    if kind == "fringe":
        front = [
            (-0.97 * x, rng.uniform(-0.35, 0.1)),
            (rng.uniform(-0.5, 0.0), rng.uniform(-0.5, -0.2)),
            (rng.uniform(0.1, 0.6), rng.uniform(-0.6, -0.3)),
            (0.97 * x, rng.uniform(-0.35, 0.1)),
        ]
        line = smooth(front, 40)
        cap = np.concatenate([line, _dome(x, y, float(line[-1, 1] / y), float(line[0, 1] / y))])
        figure.shape(cap, "hair", HAIR, 0.0)
        figure.line(line, 1.0, HAIR)
        return
    figure.shape(np.concatenate([_dome(x, y, 0.3, 0.3)[::-1], _fringe(x, y)]), "hair", HAIR, 0.0)


def add_hat(figure: Figure, rng: Generator, radii: Points, kind: str) -> None:
    """Something on the head at the origin."""
    HATS[kind](figure, rng, float(radii[0]), float(radii[1]))


def _crown(figure: Figure, rng: Generator, x: float, y: float) -> None:
    low, high, wide = -rng.uniform(0.65, 0.8) * y, rng.uniform(0.5, 0.9), x * rng.uniform(0.65, 0.85)
    spikes = int(rng.choice([3, 3, 4, 5]))
    across = np.linspace(-1, 1, 2 * spikes - 1)
    tips = [(a * wide * 1.1, low - high * (1.0 if i % 2 == 0 else 0.5)) for i, a in enumerate(across)]
    base = smooth([(wide, low), (0, low + 0.12), (-wide, low)], 16)
    figure.shape(
        np.concatenate([straight(np.array([base[-1], *tips, base[0]])), base]), "gold", HAT, finish=Finish.METAL
    )


def _wizard(figure: Figure, rng: Generator, x: float, y: float) -> None:
    low, tall, wide = -rng.uniform(0.35, 0.6) * y, rng.uniform(1.4, 2.4), x * rng.uniform(0.85, 1.05)
    tip = (rng.normal(0, 0.5), low - tall)
    cone = np.concatenate(
        [
            smooth([(-wide, low), (-wide * 0.5, low - tall * 0.5), tip], 24),
            smooth([tip, (wide * 0.5, low - tall * 0.5), (wide, low)], 24),
        ]
    )
    figure.shape(cone, "cape", HAT)
    brim = ring(rng, (0, low), (wide * rng.uniform(1.3, 1.6), rng.uniform(0.18, 0.3)), 0.03)
    figure.shape(brim, "cape", HAT + 0.1)


def _helmet(figure: Figure, rng: Generator, x: float, y: float) -> None:
    low = rng.uniform(-0.05, 0.25)
    dome = _dome(x * 1.1, y * 1.12, low, low)
    rim = smooth([dome[-1], ((dome[-1] + dome[0]) / 2 + [0, 0.08]).tolist(), dome[0]], 20)
    figure.shape(np.concatenate([dome, rim]), "metal", HAT, finish=Finish.METAL)
    if rng.random() < 0.5:
        guard = np.array([[-0.13, low * y - 0.2], [0.13, low * y - 0.2], [0.1, low * y + 0.45], [-0.1, low * y + 0.45]])
        figure.shape(straight(np.concatenate([guard, guard[:1]])), "metal", HAT + 0.1, finish=Finish.METAL)
    if rng.random() < 0.5:
        tilt = rng.uniform(-0.6, 0.6)
        plume = np.concatenate(
            [
                smooth([(0, -1.08 * y), (-0.2 + tilt, -1.6 * y), (tilt * 2.2, -1.5 * y - 0.3)], 20),
                smooth([(tilt * 2.2, -1.5 * y - 0.3), (0.35 + tilt * 1.2, -1.35 * y), (0.25, -1.05 * y)], 20),
            ]
        )
        figure.shape(plume, "trim", HAT - 0.1)


def _knight(figure: Figure, rng: Generator, x: float, y: float) -> None:
    """A closed helmet: the head itself is metal, with a slit."""
    figure.shape(ring(rng, (0, 0), (x * 1.02, y * 1.02), 0.0), "metal", HAT, 0.0, Finish.METAL)
    at = rng.uniform(-0.15, 0.15) * y
    slit = smooth([(-0.75 * x, at), (0, at + 0.06), (0.75 * x, at)], 24)
    figure.limb(slit, 0.26, "slit", HAT + 0.1)
    figure.line(slit, 1.0, HAT + 0.1)
    if rng.random() < 0.6:
        down = smooth([(0, at), (0, 0.95 * y)], 16)
        figure.line(down, 1.0, HAT + 0.1)
        figure.limb(down, 0.1, "slit", HAT + 0.1)


def _halo(figure: Figure, rng: Generator, x: float, y: float) -> None:
    centre = np.array([rng.normal(0, 0.12), -y - rng.uniform(0.25, 0.6)])
    halo = ring(rng, centre, (x * rng.uniform(0.55, 0.95), rng.uniform(0.14, 0.3)), 0.05, rng.normal(0, 0.1))
    figure.limb(halo, 0.2, "gold", HAT)
    figure.line(halo, 1.0, HAT)


def _ears(figure: Figure, rng: Generator, x: float, y: float) -> None:
    tall, wide = (rng.uniform(0.9, 1.6), 0.26) if rng.random() < 0.4 else (rng.uniform(0.45, 0.8), 0.38)
    for side in (LEFT, RIGHT):
        at, tilt = np.array([side * 0.5 * x, -0.8 * y]), side * rng.uniform(0.05, 0.45)
        tip = at + tall * np.array([np.sin(tilt), -np.cos(tilt)])
        across = np.array([wide, side * 0.12])
        ear = np.concatenate(
            [
                smooth([at - across, (at + tip) / 2 - across, tip], 16),
                smooth([tip, (at + tip) / 2 + across, at + across], 16),
            ]
        )
        figure.shape(ear, "hair", HAIR - 0.1)


def _bow(figure: Figure, rng: Generator, x: float, y: float) -> None:
    centre = np.array([rng.choice([-0.55, 0.55]) * x, -0.85 * y])
    for side in (LEFT, RIGHT):
        wing = centre + np.array([[0, 0], [side * 0.6, -0.4], [side * 0.6, 0.4]])
        figure.shape(straight(np.concatenate([wing, wing[:1]])), "trim", HAT)
    figure.shape(ring(rng, centre, (0.18, 0.18), 0.05), "trim", HAT + 0.1)


def _band(figure: Figure, rng: Generator, x: float, y: float) -> None:
    at = -rng.uniform(0.35, 0.55) * y
    line = smooth([(-0.93 * x, at), (0, at - 0.12), (0.93 * x, at)], 24)
    figure.limb(line, 0.26, "trim", HAT)
    figure.line(line, 1.0, HAT)


HATS: dict[str, Callable[[Figure, Generator, float, float], None]] = {
    "crown": _crown,
    "wizard": _wizard,
    "helmet": _helmet,
    "knight": _knight,
    "halo": _halo,
    "ears": _ears,
    "bow": _bow,
    "band": _band,
}


def _dome(x: float, y: float, right: float, left: float) -> Points:
    """The upper part of an ellipse, from the right down at `right` (of y) over the top to the left."""
    start, end = np.arcsin(np.clip(right, -0.9, 0.9)), -np.pi - np.arcsin(np.clip(left, -0.9, 0.9))
    angle = np.linspace(start, end, 60)
    return np.stack([np.cos(angle) * x, np.sin(angle) * y], 1)


def _fringe(x: float, y: float) -> Points:
    """The lower border of plain hair, from right to left."""
    shape = [
        (0.97, 0.3),
        (0.74, 0.28),
        (0.68, -0.16),
        (0.44, 0.02),
        (0.3, -0.3),
        (0.02, -0.06),
        (-0.2, -0.34),
        (-0.42, -0.02),
        (-0.66, -0.2),
        (-0.74, 0.28),
        (-0.97, 0.3),
    ]
    return np.array(shape) * [x, y]
