"""Fur: the coats of bears, and how a furry shape is painted."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from engines.drawn.creatures.stamps import around, blurred, cover, fill_shape, shaded, shape, soft_light
from engines.drawn.forms import Colour, Plane, Points, Sheet, curve, mixed

TUFT = 0.012  # of the page: how far the longest tufts stand out
SOFTNESS = 0.0025  # of the page: blur of a furry border
BLACK = 0.35  # mean of a colour below which fur counts as black: it shines bluish instead of growing pale
WHITE = (1.0, 1.0, 1.0)


@dataclass(frozen=True)
class Coat:
    """The colours of a bear, (3,) RGB each; `saddle` is the dark band around a panda's shoulders, if it has one."""

    head: Colour
    ears: Colour
    patches: Colour
    muzzle: Colour
    body: Colour
    limbs: Colour
    nose: Colour
    iris: Colour
    blush: float  # 0 to 1
    saddle: Colour | None


def any_coat(rng: Generator) -> Coat:
    """A panda's mostly; else a brown bear's or a red panda's."""
    warm = float(rng.uniform(0, 0.06))
    white = np.array([0.99, 0.98 - warm * 0.5, 0.96 - warm], np.float32)
    dark = np.array([0.15, 0.14, 0.17], np.float32) + rng.normal(0, 0.012, 3).astype(np.float32)
    iris = np.array([[0.42, 0.25, 0.14], [0.25, 0.4, 0.55], [0.3, 0.45, 0.25]], np.float32)[rng.integers(3)]
    blush = float(rng.choice([0.0, 0.3, 0.5]))
    kind = rng.random()
    if kind < 0.8:
        return Coat(white, dark, dark, white, white, dark, dark * 0.6, iris, blush, dark)
    if kind < 0.92:
        fur = np.array([[0.70, 0.46, 0.28], [0.58, 0.37, 0.23], [0.83, 0.63, 0.4]], np.float32)[rng.integers(3)]
        pale = mixed(fur, (1, 0.93, 0.82), 0.65)
        return Coat(fur, fur * 0.85, fur * 0.9, pale, fur, fur * 0.9, dark * 0.8, iris, blush, None)
    rust = np.array([0.88, 0.47, 0.25], np.float32)
    limbs = rust * np.float32(0.42)
    return Coat(rust, white * 0.95, white * 0.97, white, rust * 0.96, limbs, dark * 0.8, iris, blush, limbs)


def paint_fur(sheet: Sheet, ring: Points, colour: Colour) -> None:
    """A furry shape of one colour, lit from the upper left, its border in fine tufts."""
    window = around(ring, sheet.side, 2 * TUFT)
    mask = blurred(shape(tufted(ring), window, sheet.side), SOFTNESS * sheet.side)
    cover(sheet, window, mask, _lit(colour, soft_light(mask)))


def paint_saddled(sheet: Sheet, ring: Points, colour: Colour, saddle: Colour, where: Plane) -> None:
    """The same with another colour where the plane (S, S), 0 to 1, says so."""
    window = around(ring, sheet.side, 2 * TUFT)
    mask = blurred(shape(tufted(ring), window, sheet.side), SOFTNESS * sheet.side)
    glow, share = soft_light(mask), where[window.part][..., None]
    cover(sheet, window, mask, _lit(colour, glow) * (1 - share) + _lit(saddle, glow) * share)


def paint_patch(sheet: Sheet, ring: Points, colour: Colour) -> None:
    """A small patch of flat fur."""
    fill_shape(sheet, tufted(ring, 0.6 * TUFT), colour)


def tufted(ring: Points, long: float = TUFT) -> Points:
    """The line with tufts of uneven length that lean along it; `long` is that of the longest, of the page."""
    even = curve(ring, TUFTS.size)
    along = np.roll(even, -2, 0) - np.roll(even, 2, 0)
    across = np.stack([along[:, 1], -along[:, 0]], 1) / (np.hypot(*along.T)[:, None] + 1e-9)
    outward = np.sign(np.sum(across * (even - even.mean(0))))
    return even + across * (TUFTS * long * outward)[:, None]


def _lit(colour: Colour, glow: Plane) -> NDArray[np.float32]:
    """(h, w, 3) fur in light of about -0.5 to 0.5."""
    if float(np.mean(colour)) < BLACK:
        shade, bright = colour * np.float32(0.55), mixed(colour, (0.62, 0.66, 0.8), 0.34)
    else:
        shade, bright = mixed(colour * np.float32(0.72), (0.5, 0.5, 0.75), 0.18), mixed(colour, WHITE, 0.6)
    return shaded(shade, colour, bright, (0.56 + glow * 0.95).astype(np.float32))


def _teeth() -> NDArray[np.float64]:
    """How far fur stands out around a shape, -0.4 to 0.6: one uneven coat that all bears share."""
    rng = np.random.default_rng(3)
    return np.concatenate([np.linspace(0, rng.uniform(0.4, 1), rng.integers(3, 8)) for _ in range(90)]) - 0.4


TUFTS = _teeth()
