"""Arms and legs of heroes, in several poses: single lines, or in outline. One is the head's radius."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from engines.drawn.forms import Points
from engines.drawn.heroes.figures import Figure, smooth, straight

BACK, LEGS, TORSO, FRONT = 0.0, 1.0, 2.0, 3.0  # depths; the head comes before all of them
LEFT, RIGHT = -1.0, 1.0


@dataclass(frozen=True)
class Trunk:
    """What the other parts hang on: middle line from neck to hip, (N, 2), and half widths there.

    `grips` are the hands, each with the direction in which the arm points; `stick` figures have single lines as limbs.
    """

    spine: Points
    shoulder: float
    hip: float
    stick: bool
    grips: list[tuple[Points, Points]]

    def at(self, share: float) -> Points:
        """A point of the spine, 0 at the neck."""
        return np.asarray(self.spine[round(share * (len(self.spine) - 1))])


def add_arms(
    figure: Figure,
    rng: Generator,
    roots: tuple[Points, Points],
    trunk: Trunk,
    width: float,
    sleeve: str,
    length: float,
    contour: bool = True,
) -> None:
    """Both arms; the hands are noted in `trunk.grips`."""
    upper, lower = (length * rng.uniform(0.4, 0.75) + rng.uniform(0.1, 0.4) for _ in range(2))
    poses = {
        "down": (20, 10),
        "out": (88, 0),
        "up": (140, 10),
        "hips": (48, -95),
        "praying": (30, -110),
        "hey": (55, 85),
    }
    names = list(poses)
    pose = str(rng.choice(names, p=[0.28, 0.3, 0.16, 0.08, 0.06, 0.12]))
    same = rng.random() < 0.75
    flared = contour and not trunk.stick and sleeve != "skin" and rng.random() < 0.2
    single = []
    for root, side in zip(roots, (LEFT, RIGHT), strict=True):
        swing, fold = poses[pose if same else str(rng.choice(names))]
        first = np.radians(swing + rng.normal(0, 10))
        second = first + np.radians(fold + rng.normal(0, 14))
        elbow = root + upper * np.array([side * np.sin(first), np.cos(first)])
        hand = elbow + lower * np.array([side * np.sin(second), np.cos(second)])
        points = smooth([root, elbow, hand], 40) if rng.random() < 0.6 else straight([root, elbow, hand], 20)
        depth = FRONT if trunk.stick or fold < -50 else BACK
        hides = not trunk.stick
        if flared:
            share = np.linspace(0, 1, len(points))[:, None]
            along = np.gradient(points, axis=0)
            half = width * (0.35 + 0.75 * share) * along[:, ::-1] * [1, -1] / np.hypot(*along.T)[:, None]
            figure.limb(np.stack([hand, hand + 0.5 * (hand - points[-8])]), width, "skin", BACK - 0.1, True)
            figure.shape(np.concatenate([points + half, (points - half)[::-1]]), sleeve, BACK)
            trunk.grips.append((hand, (hand - elbow) / (np.hypot(*(hand - elbow)) + 1e-9)))
            continue
        numbers = [
            figure.limb(points, width * 0.92, "skin", depth, hides),
            figure.limb(points[-4:], width * 1.12, "skin", depth, hides),
        ]
        if sleeve != "skin":
            numbers.append(figure.limb(points[:27], width * 1.06, sleeve, depth + 0.1, hides))
        if trunk.stick:
            single.append(points)
        elif contour:
            figure.contour(numbers)
        trunk.grips.append((hand, (hand - elbow) / (np.hypot(*(hand - elbow)) + 1e-9)))
    if single and np.allclose(single[0][0], single[1][0]):
        figure.line(np.concatenate([single[0][::-1], single[1][1:]]), 1.0, FRONT)
    else:
        for points in single:
            figure.line(points, 1.0, FRONT)


def add_legs(
    figure: Figure,
    rng: Generator,
    kind: str,
    roots: tuple[Points, Points],
    width: float,
    length: float,
    stick: bool,
    contour: bool = True,
) -> None:
    """Both legs, in boots."""
    upper, lower = (length * rng.uniform(0.45, 0.75) for _ in range(2))
    poses: dict[str, Sequence[tuple[float, float]]] = {
        "stand": [(rng.uniform(2, 28), 0)] * 2,
        "walk": [(rng.uniform(5, 40), -30), (rng.uniform(5, 50), rng.uniform(-60, 10))],
        "dance": [(5, 0), (rng.uniform(40, 80), -100)],
        "wide": [(80, 5), (80, 5)],
        "lotus": [(75, -150), (75, -150)],
    }
    for root, side, (swing, fold) in zip(roots, (LEFT, RIGHT), poses[kind], strict=True):
        first = np.radians(swing + rng.normal(0, 4))
        second = first + np.radians(fold + rng.normal(0, 6))
        knee = root + upper * np.array([side * np.sin(first), np.cos(first)])
        ankle = knee + lower * np.array([side * np.sin(second), np.cos(second)])
        points = straight([root, knee, ankle], 20) if rng.random() < 0.5 else smooth([root, knee, ankle], 40)
        if rng.random() < 0.35 and kind in ("stand", "walk"):
            points = np.concatenate([points, smooth([ankle, ankle + np.array([side * 0.35, 0.02])], 8)])
        cut = 27
        numbers = [
            figure.limb(points, width, "trousers", LEGS, not stick),
            figure.limb(points[cut:], width * 1.14, "boots", LEGS + 0.1, not stick),
        ]
        if stick:
            figure.line(points, 1.0, LEGS)
        elif contour:
            figure.contour(numbers)
