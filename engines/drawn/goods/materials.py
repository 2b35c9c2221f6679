"""What drawn things are made of: car paint, glass, leather, cloth, rubber, metal.

Each gives the colours (h, w, 3) of a patch of the page; the light comes from the upper left.
"""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from engines.drawn.forms import Colour, Plane, clouds, colour, grid, mixed
from engines.drawn.goods.patches import Patch

Pixels = NDArray[np.float32]

WHITE = np.ones(3, np.float32)
BLACK = np.array([0.10, 0.10, 0.12], np.float32)
SKY = np.array([0.90, 0.96, 1.0], np.float32)
STEEL = np.array([0.78, 0.80, 0.84], np.float32)
GOLD = np.array([0.96, 0.76, 0.32], np.float32)

# What glossy paint mirrors, from what faces the sky (-1) to what faces the road (1): above 0 sky, below 0 shade.
MIRRORED = np.array(
    [(-1.0, 0.50), (-0.45, 0.36), (-0.16, 0.12), (-0.03, 0.34), (0.02, -0.02), (0.3, -0.10), (0.6, -0.34), (1.0, -0.5)]
)
POLISHED = np.array([(-1.0, 0.75), (-0.4, 0.6), (-0.08, 0.15), (0.06, -0.4), (0.4, -0.1), (1.0, -0.5)])


def toned(base: Colour | Pixels, tone: Plane, light_to: Colour = WHITE, dark_share: float = 0.16) -> Pixels:
    """A colour made lighter (tone to 1) or darker (tone to -1, where `dark_share` of it is left)."""
    part = tone[..., None].astype(np.float32)
    lit = base + (light_to - base) * part.clip(0, 1)
    return np.asarray(lit + base * (dark_share - 1) * (-part).clip(0, 1), np.float32)


def paint(base: Colour | Pixels, piece: Patch, flank: Plane) -> Pixels:
    """Glossy car paint; flank (h, w) goes from about -1 at the roof over 0 at the waist to 1 at the road."""
    _, down, _ = piece.relief(0.8)
    faces = (0.55 * down + 0.8 * (flank - 0.42)).clip(-1, 1)
    return toned(base, np.interp(faces, *MIRRORED.T), SKY, 0.3)


def glass(tint: Colour, piece: Patch) -> Pixels:
    """A tinted window: sky above, dark below, with slanting streaks of light."""
    H, W = piece.mask.shape
    x, y = piece.grid()
    fall = np.linspace(0, 1, H, dtype=np.float32)[:, None].repeat(W, 1)
    pane = mixed(mixed(tint, SKY, 0.5), tint * np.float32(0.4), fall)
    across = (x + 0.6 * y - (piece.left + 0.5 * W) / piece.side - 0.6 * (piece.top + 0.5 * H) / piece.side) * 256
    streak = ((np.abs(across + 9) < 7) | (np.abs(across - 4) < 2.5)).astype(np.float32)
    return pane + (0.22 * streak * (1 - 0.5 * fall))[..., None]


def leather(base: Colour | Pixels, piece: Patch, grain: Plane, sheen: float) -> Pixels:
    """Soft hide that bulges; grain (S, S) about 0 to 1 is its surface; sheen 0 dull to 1 patent."""
    x, y, z = piece.relief(0.9)
    lit = -0.42 * x - 0.62 * y + 0.62 * z - 0.62
    glance = (-0.25 * x - 0.42 * y + 0.87 * z).clip(0, 1) ** (8 + 30 * sheen)
    tone = 0.8 * lit + (0.10 + 0.42 * sheen) * (glance - 0.45) + 0.16 * (grain[piece.window] - 0.5)
    return toned(base, tone, mixed(WHITE, base, 0.2) if base.ndim == 1 else WHITE, 0.1)


def rubber(base: Colour | Pixels, piece: Patch) -> Pixels:
    """Dull and even."""
    x, y, _ = piece.relief(0.7)
    return toned(base, -0.35 * x - 0.55 * y, WHITE, 0.2)


def metal(base: Colour, piece: Patch) -> Pixels:
    """Polished: a bright sky, a dark horizon, a light floor."""
    x, y, _ = piece.relief(1.6)
    return toned(base, np.interp((0.9 * y + 0.35 * x).clip(-1, 1), *POLISHED.T), WHITE, 0.3)


def hide_grain(rng: Generator, side: int) -> Plane:
    """The surface of leather, 0 to 1: small pebbles on slow patches."""
    return (0.55 * clouds(rng, side, 3, 2) + 0.45 * clouds(rng, side, 42, 1)).astype(np.float32)


def weave(side: int, threads: float) -> Plane:
    """The surface of canvas, 0 to 1, with so many threads across the page."""
    x, y = grid(side)
    return (0.5 + 0.25 * np.sin(2 * np.pi * threads * x) + 0.25 * np.sin(2 * np.pi * threads * y)).astype(np.float32)


def vivid(rng: Generator) -> Colour:
    """A rich clear colour; every eighth is white, black or silver."""
    if rng.random() < 0.12:
        return colour(rng.random(), rng.uniform(0.0, 0.08), float(rng.choice([0.91, 0.26, 0.74])))
    return colour(rng.random(), rng.uniform(0.62, 0.95), rng.uniform(0.78, 0.97))


def beside(rng: Generator, base: Colour) -> Colour:
    """A colour that goes well with another: white, cream, charcoal, its tint, its shade, or one across the wheel."""
    choices = (
        np.array([0.94, 0.94, 0.95], np.float32),
        np.array([0.98, 0.91, 0.76], np.float32),
        np.array([0.22, 0.23, 0.27], np.float32),
        mixed(base, WHITE, 0.62),
        base * np.float32(0.42),
        mixed(base[[2, 0, 1]], WHITE, 0.15),
    )
    return choices[rng.integers(len(choices))]
