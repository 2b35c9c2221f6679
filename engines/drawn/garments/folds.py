"""Noise that repeats, and what it does to cloth: folds, weave, a little unevenness."""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.floating[Any]]

SIDE = 256  # pixels after which the noise repeats


@cache
def clouds(slope: float = 1.7, seed: int = 0) -> Plane:
    """(SIDE, SIDE) of mean 0 and deviation 1, seamless: white noise with its spectrum bent down by `slope`."""
    rng = np.random.default_rng(seed)
    spectrum = np.fft.rfft2(rng.normal(size=(SIDE, SIDE)))
    frequency = np.hypot(*np.meshgrid(np.fft.fftfreq(SIDE), np.fft.rfftfreq(SIDE), indexing="ij")) * SIDE
    spectrum *= np.where(frequency > 0, np.maximum(frequency, 2.5) ** -slope, 0)
    values = np.fft.irfft2(spectrum, s=(SIDE, SIDE))
    return (values / values.std()).astype(np.float32)


@cache
def creases(seed: int = 1) -> Plane:
    """(SIDE, SIDE), 0 to about 1: smooth valleys between sharp crests, as folded cloth has them."""
    total = np.zeros((SIDE, SIDE), np.float32)
    for octave in range(3):
        ridge = 1 - np.sqrt(clouds(2.6, 10 * seed + octave) ** 2 + 0.06) / 1.5
        total += 0.55**octave * np.maximum(ridge, 0) ** 1.5
    return total


@cache
def slopes(seed: int = 1) -> NDArray[np.float32]:
    """(SIDE, SIDE, 2): how fast the creases rise to the right and down the page."""
    height = creases(seed)
    right, down = ((np.roll(height, -1, axis) - np.roll(height, 1, axis)) / 2 for axis in (1, 0))
    return np.stack([right, down], -1)


@cache
def grain() -> Plane:
    """(SIDE, SIDE) of mean 0 and deviation 1: fine and even."""
    return clouds(0.4, 77)


def sample(tile: Plane, x: Plane, y: Plane) -> NDArray[np.float32]:
    """The noise at x and y in its pixels, between them linear; a tile of (SIDE, SIDE, C) gives (..., C)."""
    fx, fy = np.floor(x), np.floor(y)
    tx, ty = (x - fx).astype(np.float32), (y - fy).astype(np.float32)
    i, j = fy.astype(np.int32) & (SIDE - 1), fx.astype(np.int32) & (SIDE - 1)
    right = (j + 1) & (SIDE - 1)
    row, below = i * SIDE, ((i + 1) & (SIDE - 1)) * SIDE
    flat = tile.reshape(SIDE * SIDE, *tile.shape[2:])
    if tile.ndim == 3:
        tx, ty = tx[..., None], ty[..., None]
    first, low = flat[row + j], flat[below + j]
    first = first + (flat[row + right] - first) * tx
    low = low + (flat[below + right] - low) * tx
    return np.asarray(first + (low - first) * ty, np.float32)
