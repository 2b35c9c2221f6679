"""The colour of a cloth at every place of it: patterns, and small figures scattered over a ground."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from engines.drawn.garments import folds
from engines.drawn.garments.designs import Cloth
from engines.drawn.garments.shapes import figure
from engines.drawn.garments.tubes import Plane

Colours = NDArray[np.floating[Any]]
Painter = Callable[[Plane, Plane], Colours]

FIGURES = {"flowers": ("flower", 3.0), "leaves": ("leaf", 2.4), "stars": ("star", 2.6), "hearts": ("heart", 2.6)}
FINE = 3  # figures are drawn this much larger and scaled down


def painter(cloth: Cloth, unit: float) -> Painter:
    """A function from places (across, along) in pixels to their colours, (..., 3) of 0 to 1.

    unit: pixels of a grown wearer's height.
    """
    size = max(cloth.size * unit, 2.5)
    ground, *others = (np.array(c, np.float32) for c in cloth.colours)
    first, second = others[0], others[1]
    rng = np.random.default_rng(cloth.seed)
    if cloth.pattern in FIGURES or cloth.pattern == "confetti":
        return _scattered(cloth, size, rng)
    shift = rng.uniform(0, 999, 2)
    share = float(rng.uniform(0.3, 0.6))

    def paint(a: Plane, b: Plane) -> Colours:
        lay = np.broadcast_to(ground, (*a.shape, 3))
        match cloth.pattern:
            case "stripes":
                return _over(lay, first, _bar(b, 2 * size, share))
            case "bars":
                return _over(lay, first, _bar(a, 1.2 * size, share))
            case "checks":
                lay = _over(lay, first, 0.55 * _bar(a, 2 * size, 0.5))
                return _over(lay, first, 0.55 * _bar(b, 2 * size, 0.5))
            case "tartan":
                for line, across in ((a, b), (b, a)):
                    lay = _over(lay, first, 0.5 * _bar(line, 4 * size, 0.42))
                    lay = _over(lay, second, 0.75 * _bar(line + 0.7 * size, 4 * size, 0.06))
                    del across
                return lay
            case "dots":
                row = np.floor(b / (1.5 * size))
                x = (a / (1.5 * size) + 0.5 * (row % 2)) % 1 - 0.5
                y = (b / (1.5 * size)) % 1 - 0.5
                return _over(lay, first, ((0.26 - np.hypot(x, y)) * 1.5 * size + 0.5).clip(0, 1))
            case "blocks":
                lay = _over(lay, first, (b - (0.12 + 0.25 * share) * unit + 0.5).clip(0, 1))
                band = np.abs(b - (0.12 + 0.25 * share) * unit)
                return _over(lay, second, (0.35 * cloth.size * unit - band + 0.5).clip(0, 1))
            case "fade":
                return _over(lay, first, ((b / unit - 0.02) / 0.4).clip(0, 1))
            case "blots":
                for k, ink in enumerate((first, second)):
                    noise = folds.sample(folds.clouds(2.0, k), 9 * a / size + shift[k], 9 * b / size)
                    lay = _over(lay, ink, ((noise - 0.45) * 6).clip(0, 1))
                return lay
            case "zigzag":
                wave = np.abs((a / size) % 1 - 0.5) * size * 1.2
                return _over(lay, first, _bar(b + wave, 1.6 * size, share))
            case "diamonds":
                cell = ((np.abs(((a / size) % 2) - 1) + np.abs(((b / (1.4 * size)) % 2) - 1)) - 1) * 0.7 * size
                return _over(lay, first, (cell + 0.5).clip(0, 1))
            case "clouds":
                noise = folds.sample(folds.clouds(1.9, 4), 9 * a / size + shift[0], 9 * b / size + shift[1])
                return _over(_over(lay, first, (0.5 + 0.6 * noise).clip(0, 1)), second, (0.5 * noise - 0.3).clip(0, 1))
            case "waves":
                return _over(lay, first, _bar(b + 0.35 * size * np.sin(a / size * 2.4), 1.5 * size, share))
        return lay

    return paint


def _over(below: Colours, colour: NDArray[np.float32], cover: Plane) -> Colours:
    return below + cover[..., None].astype(np.float32) * (colour - below)


def _bar(at: Plane, period: float, share: float) -> Plane:
    """1 on a `share` of each period, soft at its borders."""
    away = np.abs(at / period - np.floor(at / period) - 0.5)
    return ((share / 2 - away) * period + 0.5).clip(0, 1)


def _scattered(cloth: Cloth, size: float, rng: Generator) -> Painter:
    shape, apart = FIGURES.get(cloth.pattern, ("round", 1.6))
    across = max(8, round(3 * apart * size))
    large = across * FINE
    page = Image.new("RGB", (large, large), _ink(cloth.colours[0]))
    brush = ImageDraw.Draw(page)
    for i in range(9):
        middle = (np.array([i % 3, i // 3]) + 0.5 + rng.uniform(-0.22, 0.22, 2)) * large / 3
        radius = size * FINE * float(rng.uniform(0.55, 0.8))
        ink = _ink(cloth.colours[1 + int(rng.random() < 0.35)])
        name = shape if cloth.pattern != "confetti" else str(rng.choice(["round", "bar", "leaf"]))
        turn = float(rng.uniform(0, 2 * np.pi)) if shape != "heart" else float(rng.normal(0, 0.3))
        for dx in (-large, 0, large):
            for dy in (-large, 0, large):
                figure(brush, name, (middle[0] + dx, middle[1] + dy), radius, ink, turn, _ink(cloth.colours[2]))
    tile = np.asarray(page.resize((across, across), Image.Resampling.BOX), np.float32) / np.float32(255)

    def paint(a: Plane, b: Plane) -> Colours:
        fa, fb = np.floor(a), np.floor(b)
        ta, tb = (a - fa)[..., None].astype(np.float32), (b - fb)[..., None].astype(np.float32)
        i, j = fb.astype(int) % across, fa.astype(int) % across
        down, right = (i + 1) % across, (j + 1) % across
        top = tile[i, j] * (1 - ta) + tile[i, right] * ta
        return np.asarray(top + (tile[down, j] * (1 - ta) + tile[down, right] * ta - top) * tb, np.float32)

    return paint


def _ink(colour: tuple[float, float, float]) -> tuple[int, int, int]:
    r, g, b = (round(255 * c) for c in colour)
    return r, g, b
