"""What heroes wear on the back and carry: wings, capes, swords, staffs and shields. One is the head's radius."""

from itertools import pairwise

import numpy as np
from numpy.random import Generator

from engines.drawn.forms import Points, turned
from engines.drawn.heroes.figures import Figure, ring, smooth, straight
from engines.drawn.heroes.limbs import LEFT, RIGHT, Trunk
from engines.drawn.heroes.pixels import Finish

CAPE, WINGS, GEAR = -4.0, -3.0, 8.0  # depths


def add_wings(figure: Figure, rng: Generator, trunk: Trunk, kind: str) -> None:
    """Both wings behind the shoulders."""
    span, lift = rng.uniform(1.6, 3.2), rng.uniform(-0.25, 1.0)
    chord = span * rng.uniform(0.4, 0.8)
    lobes = int(rng.integers(2, 5))
    material = {"feathers": "wing", "round": "wing", "fan": "wing", "butterfly": "fairy", "bat": "leather"}[kind]
    root = trunk.at(rng.uniform(0.05, 0.35))
    for side in (LEFT, RIGHT):
        stretch = rng.uniform(0.9, 1.1)
        for shape in _wing(rng, kind, span * stretch, chord, lobes):
            placed = (
                turned(shape, -lift + rng.normal(0, 0.06)) * [side, 1.0]
                + root
                + np.array([side * trunk.shoulder * 0.6, 0])
            )
            figure.shape(placed, material, WINGS, finish=Finish.FEATHERS)


def _wing(rng: Generator, kind: str, span: float, chord: float, lobes: int) -> list[Points]:
    """One wing or two parts of it, from the root at the origin to the right."""
    if kind == "butterfly":
        return [
            ring(rng, (span * 0.42, chord * 0.5), (span * 0.36, chord * 0.42), 0.06, 0.3),
            ring(rng, (span * 0.5, -chord * 0.25), (span * 0.5, chord * 0.48), 0.06, -0.3),
        ]
    if kind == "fan":  # three lines, as in a hasty drawing
        corner = np.array([[0, 0.15], [span, -chord * 0.4], [span * 0.95, chord * 0.6], [0, 0.15]])
        return [straight(corner)]
    if kind == "round":
        angle = np.linspace(0, 2 * np.pi, 150)
        far = 1 + 0.14 * np.abs(np.sin(angle * (lobes + 2) / 2))
        egg = np.stack([span * 0.5 * (1 + np.cos(angle)), chord * 0.55 * np.sin(angle)], 1)
        centre = np.array([span * 0.5, 0])
        return [centre + (egg - centre) * far[:, None]]
    lead = smooth([(0, 0), (span * 0.4, -chord * 0.3), (span * 0.8, -chord * 0.25), (span, 0.05)], 30)
    ends = np.stack([np.linspace(span, span * 0.12, lobes + 1), np.linspace(0.05, chord, lobes + 1) ** 1.0], 1)
    ends[-1] = (0.05, chord * 0.5)
    out = -0.35 if kind == "bat" else rng.uniform(0.35, 0.6)
    trail = [_bulge(a, b, out) for a, b in pairwise(ends)]
    return [np.concatenate([lead, *trail, np.array([[0.0, 0.0]])])]


def add_cape(figure: Figure, rng: Generator, trunk: Trunk) -> None:
    """A cape behind the body."""
    neck, hip = trunk.at(0), trunk.at(1)
    length = np.hypot(*(hip - neck)) * rng.uniform(1.1, 1.7)
    top, hem = max(0.55, trunk.shoulder * 1.05), max(trunk.hip, 0.6) * rng.uniform(1.3, 2.0)
    sway = rng.normal(0, 0.3)
    left, right = (neck + np.array([s * top, 0.1]) for s in (LEFT, RIGHT))
    low = [neck + np.array([s * hem + sway, length]) for s in (LEFT, RIGHT)]
    cape = np.concatenate(
        [
            smooth([left, (left + low[0]) / 2 + [-0.1, 0], low[0]], 24),
            _bulge(low[0], low[1], 0.08),
            smooth([low[1], (right + low[1]) / 2 + [0.1, 0], right], 24),
        ]
    )
    figure.shape(cape, "cape", CAPE)


def add_gear(figure: Figure, rng: Generator, trunk: Trunk, kind: str) -> None:
    """Something in one hand."""
    if not trunk.grips:
        return
    hand, arm = trunk.grips[int(rng.integers(len(trunk.grips)))]
    out = RIGHT if hand[0] > trunk.at(0)[0] else LEFT
    up = turned(np.array([0.0, -1.0]), out * rng.uniform(0.0, 0.6))
    along = up if kind == "staff" or arm[1] > 0.3 else turned(arm, rng.normal(0, 0.3))
    across = np.array([-along[1], along[0]])
    if kind == "shield":
        wide, tall = rng.uniform(0.6, 0.9), rng.uniform(0.8, 1.15)
        if rng.random() < 0.5:
            shape = ring(rng, hand, (wide, wide), 0.03)
        else:
            shape = np.concatenate(
                [
                    smooth(
                        [
                            hand + np.array([-wide, -tall]),
                            hand + np.array([0, -tall * 1.12]),
                            hand + np.array([wide, -tall]),
                        ],
                        20,
                    ),
                    smooth(
                        [
                            hand + np.array([wide, -tall]),
                            hand + np.array([wide * 0.85, tall * 0.3]),
                            hand + np.array([0, tall]),
                        ],
                        20,
                    ),
                    smooth(
                        [
                            hand + np.array([0, tall]),
                            hand + np.array([-wide * 0.85, tall * 0.3]),
                            hand + np.array([-wide, -tall]),
                        ],
                        20,
                    ),
                ]
            )
        figure.shape(shape, "trim", GEAR)
        figure.shape(
            (shape - hand) * 0.55 + hand,
            "metal",
            GEAR + 0.1,
            1.0 if rng.random() < 0.4 else 0.0,
            Finish.METAL,
            border=False,
        )
        return
    if kind == "sword":
        long = rng.uniform(1.5, 2.6)
        thick = rng.uniform(0.16, 0.26)
        start, end = hand + 0.3 * along, hand + long * along
        blade = np.array(
            [
                start - thick * across,
                end - thick * across - 0.25 * along,
                end,
                end + thick * across - 0.25 * along,
                start + thick * across,
                start - thick * across,
            ]
        )
        guard = smooth([start - 0.42 * across, start + 0.42 * across], 10)
        single = trunk.stick and rng.random() < 0.6
        figure.limb(smooth([hand - 0.3 * along, start], 8), 0.26, "wood", GEAR - 0.1)
        figure.shape(straight(blade), "metal", GEAR, 0.0 if single else 1.0, Finish.METAL)
        figure.limb(guard, 0.26, "gold", GEAR + 0.1)
        figure.line(guard, 1.0, GEAR + 0.2)
        if single:
            figure.line(smooth([hand - 0.3 * along, end], 30), 1.0, GEAR + 0.2)
        return
    long = rng.uniform(1.6, 2.6) if kind == "staff" else rng.uniform(0.8, 1.2)
    end, foot = hand + long * along, hand - (long * 0.8 if kind == "staff" else 0.2) * along
    pole = smooth([foot, hand, end], 30)
    figure.limb(pole, 0.24, "wood", GEAR)
    figure.line(pole, 1.0, GEAR)
    size = rng.uniform(0.34, 0.5)
    if rng.random() < 0.5:
        figure.shape(ring(rng, end, (size, size), 0.04), "glow", GEAR + 0.1, finish=Finish.METAL)
    else:
        angle = np.linspace(-np.pi / 2, 1.5 * np.pi, 11)
        far = np.where(np.arange(11) % 2, 0.5, 1.15) * size
        figure.shape(straight(end + np.stack([np.cos(angle) * far, np.sin(angle) * far], 1)), "gold", GEAR + 0.1)


def _bulge(a: Points, b: Points, out: float, count: int = 16) -> Points:
    """From a to b in a bow; `out` is its height in lengths, to the left of the way."""
    share = np.linspace(0, 1, count)[:, None]
    away = np.array([b[1] - a[1], a[0] - b[0]])
    return np.asarray(a + share * (b - a) - out * np.sin(np.pi * share) * away)
