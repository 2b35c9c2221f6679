"""Edges of a picture, by several detectors, in numpy alone.

Different detectors see different lines: a network trained on one of them learns its handwriting. Training therefore
mixes all of them. An edge map here is `(H, W) float32`, 0 where there is no edge, else the edge's strength, and one
pixel wide.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

NEIGHBOURS = [(-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1)]


def gaussian(values: Floats, sigma: float) -> Floats:
    """Blur an (H, W) or (H, W, C) array; sigma in pixels, borders repeated."""
    radius = max(1, round(3 * sigma))
    kernel = np.exp(-0.5 * (np.arange(-radius, radius + 1) / sigma) ** 2).astype(np.float32)
    kernel /= kernel.sum()
    for axis in (0, 1):
        pad = [(0, 0)] * values.ndim
        pad[axis] = (radius, radius)
        padded = np.pad(values, pad, mode="edge")
        length = values.shape[axis]
        values = sum(k * np.take(padded, range(i, i + length), axis) for i, k in enumerate(kernel))
    return values


def canny(picture: NDArray[np.uint8], sigma: float, low: float = 0.4, high: float = 0.8) -> Floats:
    """Canny's edges (Canny 1986), on the strongest colour channel.

    picture: (H, W, 3) RGB. low, high: hysteresis thresholds as quantiles of the gradient over its non-flat pixels.
    """
    blurred = gaussian(picture.astype(np.float32) / np.float32(255), sigma)
    down, right = np.gradient(blurred, axis=(0, 1))
    size = down**2 + right**2
    channel = size.argmax(-1)[..., None]
    down, right = (np.take_along_axis(g, channel, -1)[..., 0] for g in (down, right))
    strength = np.hypot(down, right)
    thin = ridge(strength, down, right)
    lively = strength[strength > 0.01]
    if lively.size == 0:
        return np.zeros_like(strength)
    weak, strong = np.quantile(lively, [low, high])
    keep = grow(thin & (strength >= strong), thin & (strength >= weak))
    return np.where(keep, strength, 0).astype(np.float32)


def difference_of_gaussians(picture: NDArray[np.uint8], sigma: float, threshold: float = 0.02) -> Floats:
    """Zero crossings of a difference of Gaussians (Marr and Hildreth 1980): closed, round, a little naive.

    picture: (H, W, 3) RGB. threshold: least gradient at a crossing, of 1.
    """
    grey = picture.astype(np.float32).mean(-1) / 255
    fine = gaussian(grey, sigma)
    sign = fine > gaussian(grey, 1.6 * sigma)
    crossing = np.zeros_like(sign)
    crossing[:, 1:] |= sign[:, 1:] != sign[:, :-1]
    crossing[1:] |= sign[1:] != sign[:-1]
    down, right = np.gradient(fine)
    strength = np.hypot(down, right)
    return np.where(crossing & (strength > threshold), strength, 0).astype(np.float32)


def foreground(picture: NDArray[np.uint8], least: float = 0.06) -> Mask:
    """The thing on a white page: (H, W), holes filled. least: difference from white that counts, of 1."""
    away = gaussian((255 - picture.astype(np.float32)).max(-1) / 255, 0.8)
    outside = np.zeros(away.shape, bool)
    outside[[0, -1]] = outside[:, [0, -1]] = True
    paper = away < least
    return ~grow(outside & paper, paper)


def outline(mask: Mask) -> Floats:
    """The one-pixel border inside a mask, strength 1."""
    inner = mask.copy()
    for axis, step in ((0, 1), (0, -1), (1, 1), (1, -1)):
        inner &= np.roll(mask, step, axis)
    return (mask & ~inner).astype(np.float32)


def box(mask: Mask) -> tuple[int, int, int, int] | None:
    """Left, top, right, bottom (exclusive) of what is set; None when nothing is."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if rows.size == 0:
        return None
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def ridge(strength: Floats, down: Floats, right: Floats) -> Mask:
    """Pixels that no neighbour across the edge beats.

    strength: (H, W); down, right: (H, W) each, the direction across the edge, of any length and either sign.
    """
    padded = np.pad(strength, 1)
    H, W = strength.shape
    sector = np.round(np.arctan2(down, right) / (np.pi / 4)).astype(int) % 4
    keep = np.zeros((H, W), bool)
    for s, (dy, dx) in enumerate([(0, 1), (1, 1), (1, 0), (1, -1)]):
        ahead = padded[1 + dy : 1 + dy + H, 1 + dx : 1 + dx + W]
        behind = padded[1 - dy : 1 - dy + H, 1 - dx : 1 - dx + W]
        keep |= (sector == s) & (strength >= ahead) & (strength > behind)
    return keep


def grow(seeds: Mask, allowed: Mask) -> Mask:
    """All allowed pixels that touch a seed, straight or through others (8 neighbours).

    Sweeps over whole rows and columns, there and back, until nothing is added.
    """
    reached = seeds & allowed
    count = -1
    while count != (count := int(reached.sum())):
        for there, free in ((reached, allowed), (reached.T, allowed.T)):
            _sweep(there, free)
            _sweep(there[::-1], free[::-1])
    return reached


def to_array(picture: Image.Image, side: int | None = None) -> NDArray[np.uint8]:
    """(H, W, 3) RGB; with `side`, scaled to that square."""
    picture = picture.convert("RGB")
    return np.asarray(picture if side is None else picture.resize((side, side), Image.Resampling.BICUBIC))


def _sweep(reached: Mask, allowed: Mask) -> None:
    """Carry what is reached from each row to the next, in place."""
    for above, row, free in zip(reached, reached[1:], allowed[1:], strict=False):
        row |= above & free
        row[1:] |= above[:-1] & free[1:]
        row[:-1] |= above[1:] & free[:-1]
