"""Outlines of heads as people draw them, and how a hand goes round."""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from engines.drawn.forms import Points, turned

POINTS = 132  # of an outline


def any_head(rng: Generator) -> Points:
    """(POINTS, 2) a head of about radius 1: round, long, broad, square or pear-shaped, never quite even; closed."""
    angle = np.linspace(0, 2 * np.pi, POINTS) - np.pi / 2 + rng.normal(0, 0.5)
    squareness = rng.choice([2.0, 2.0, 2.0, rng.uniform(2, 3), rng.uniform(2.5, 5), 1.7])
    c, s = np.cos(angle), np.sin(angle)
    x, y = np.sign(c) * np.abs(c) ** (2 / squareness), np.sign(s) * np.abs(s) ** (2 / squareness)
    x = x * (1 + rng.normal(0, 0.1) * y) * np.exp(rng.normal(0, 0.15))
    wobble = rng.uniform(0.01, 0.08)
    stray = np.zeros(POINTS)
    for wave in (2, 3, 4, 5):
        stray += rng.normal(0, wobble / wave) * np.cos(wave * angle + rng.uniform(0, 2 * np.pi))
    ring = np.stack([x, y], 1) * (1 + stray)[:, None]
    ring[-1] = ring[0]
    return turned(ring, rng.normal(0, 0.25) if rng.random() < 0.4 else 0.0)


def head_around(low: Points, high: Points) -> Points:
    """(POINTS, 2) the round head that one imagines around features that reach from `low` to `high`, (2,) each."""
    half = (high - low) / 2
    radius = max(half.max() * 1.14, float(np.hypot(*half)) * 0.93)
    angle = np.linspace(0, 2 * np.pi, POINTS)
    c, s = np.cos(angle), np.sin(angle)
    ring = np.stack([np.sign(c) * np.abs(c) ** 0.85, np.sign(s) * np.abs(s) ** 0.85], 1)
    return ring * radius + (low + high) / 2


def by_turns(rng: Generator, ring: Points) -> Points:
    """A closed line as a hand draws it: closed, not quite closed, or running on past where it began."""
    kind = rng.random()
    if kind < 0.55:
        return ring
    if kind < 0.75:
        return ring[: int(rng.uniform(0.82, 0.98) * len(ring))]
    more = ring[: int(rng.uniform(0.04, 0.16) * len(ring))]
    drift = 1 + np.linspace(0, rng.normal(0, 0.06), len(more))[:, None]
    middle = ring.mean(0)
    return np.concatenate([ring[:-1], (more - middle) * drift + middle])


def depth(ring: Points, points: Points) -> NDArray[np.float64]:
    """(N,) how far points are from the outline's middle: 0 there, 1 on the outline, more outside."""
    middle = (ring.min(0) + ring.max(0)) / 2
    rim, away = ring - middle, points - middle
    angles = np.arctan2(rim[:, 1], rim[:, 0])
    order = np.argsort(angles)
    radius = np.interp(np.arctan2(away[:, 1], away[:, 0]), angles[order], np.hypot(*rim.T)[order], period=2 * np.pi)
    return np.asarray(np.hypot(*away.T) / radius)


def toward(ring: Points, way: float, height: float) -> Points:
    """(2,) the point of an outline in a direction from (0, height), radians clockwise from the right."""
    from_there = ring - np.array([0.0, height])
    angles = np.arctan2(from_there[:, 1], from_there[:, 0])
    return np.asarray(ring[int(np.abs(np.angle(np.exp(1j * (angles - way)))).argmin())])
