"""Calm places out of focus, for things that stand in front of them."""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image

from engines.drawn.creatures.stamps import fill_shape, smoothing
from engines.drawn.forms import Colour, Sheet, clouds, grid, mixed, turned

SIDE = 64  # a blurred place needs no more pixels
BLUR = 1.1  # of them
MOODS = [  # sky, leaves, ground, stalks, each (3,) RGB
    ((0.92, 0.98, 0.80), (0.68, 0.88, 0.50), (0.47, 0.73, 0.34), (0.44, 0.72, 0.28)),
    ((0.99, 0.97, 0.76), (0.80, 0.89, 0.48), (0.60, 0.75, 0.33), (0.54, 0.73, 0.25)),
    ((0.84, 0.97, 0.91), (0.56, 0.84, 0.66), (0.34, 0.67, 0.48), (0.30, 0.66, 0.46)),
    ((0.86, 0.95, 0.99), (0.62, 0.86, 0.62), (0.44, 0.73, 0.41), (0.40, 0.72, 0.36)),
    ((1.00, 0.92, 0.80), (0.88, 0.85, 0.54), (0.64, 0.72, 0.36), (0.58, 0.72, 0.30)),
]


def bamboo(rng: Generator, side: int) -> NDArray[np.float32]:
    """(S, S, 3) a bamboo grove on a bright morning: sun from the upper left, a few stalks and leaves, grass below."""
    sky, leaves, ground, stalk = (_tinted(rng, tone) for tone in MOODS[rng.integers(len(MOODS))])
    x, y = grid(SIDE)
    haze = mixed(sky, leaves, (y * 1.25 - 0.1 + 0.25 * (clouds(rng, SIDE, 2, 2) - 0.5)).clip(0, 1))
    sheet = Sheet(SIDE, haze)
    for _ in range(rng.integers(3, 6)):
        _stalk(rng, sheet, stalk)
    for _ in range(rng.integers(5, 10)):
        _leaf(rng, sheet, stalk)
    sheet.fill(((y - 0.74 - 0.08 * clouds(rng, SIDE, 3, 2)) / 0.16).clip(0, 1), ground)
    sun = np.exp(-((x - 0.12) ** 2 + (y - 0.08) ** 2) / 0.16).astype(np.float32)
    sheet.fill(0.7 * sun, (1.0, 0.99, 0.88))
    blur = smoothing(SIDE, BLUR)
    small = np.stack([blur @ sheet.pixels[..., i] @ blur.T for i in range(3)], -1).clip(0, 1)
    page = Image.fromarray((small * 255).astype(np.uint8)).resize((side, side), Image.Resampling.BICUBIC)
    return np.asarray(page, np.float32) / np.float32(255)


def _stalk(rng: Generator, sheet: Sheet, tone: Colour) -> None:
    """A stalk of bamboo, lit from the left, with pale joints."""
    x, y = grid(SIDE)
    width = rng.uniform(0.02, 0.045)
    across = (x - rng.uniform(0.02, 0.98) - rng.normal(0, 0.05) * (y - 0.5)) / width
    trunk = (1.3 - np.abs(across)).clip(0, 1)
    joint = np.exp(-(((((y + rng.random()) * rng.uniform(3, 5)) % 1 - 0.5) / 0.05) ** 2))
    lit = mixed(mixed(tone, (1, 1, 0.8), 0.45), tone, (across * 0.5 + 0.6).clip(0, 1))
    sheet.fill(trunk * np.float32(rng.uniform(0.4, 0.75)), mixed(lit, (1, 1, 0.85), 0.5 * joint))


def _leaf(rng: Generator, sheet: Sheet, tone: Colour) -> None:
    """A slender leaf that hangs in from above."""
    t = np.linspace(0, 2 * np.pi, 24)
    leaf = np.stack([np.sin(t) * np.abs(np.sin(t / 2)) * 0.035, 0.13 * (1 - np.cos(t)) / 2], 1)
    at = np.array([rng.uniform(0, 1), rng.uniform(-0.06, 0.2)])
    fill_shape(sheet, turned(leaf * rng.uniform(0.9, 1.6), rng.normal(0, 0.7)) + at, tone, rng.uniform(0.3, 0.6))


def _tinted(rng: Generator, tone: tuple[float, float, float]) -> Colour:
    return (np.array(tone) + rng.normal(0, 0.025, 3)).clip(0, 1).astype(np.float32)
