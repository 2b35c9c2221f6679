"""Deterministic weights: every tensor of a state dict is a function of its own name and shape.

Two implementations of one architecture that are given `fill(key, shape)` for every key hold the same
weights without a weight file being shipped, so their outputs can be compared number by number.
"""

import math
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def fill(key: str, shape: Sequence[int], dtype: str = "float32") -> NDArray[np.generic]:
    """Return the array for one tensor.

    key: full state-dict name; shape: tuple of ints; dtype: numpy dtype name.
    Integer tensors are zero. `running_var` is in [0.5, 1.5]; tensors of two or more dimensions are
    normal with standard deviation sqrt(1/fan_in); one-dimensional `weight` is 1 + 0.1 normal (a norm's
    scale); everything else is 0.05 normal.
    """
    shape = tuple(int(n) for n in shape)
    if not np.issubdtype(np.dtype(dtype), np.floating):
        return np.zeros(shape, dtype=dtype)
    rng = np.random.default_rng(zlib.crc32(key.encode()))
    if key.endswith("running_var"):
        out = rng.uniform(0.5, 1.5, shape)
    elif len(shape) >= 2:
        fan_in = max(1, math.prod(shape[1:]))
        out = rng.normal(0.0, math.sqrt(1.0 / fan_in), shape)
    elif len(shape) == 1 and key.endswith("weight"):
        out = 1.0 + 0.1 * rng.normal(size=shape)
    else:
        out = 0.05 * rng.normal(size=shape)
    return np.asarray(out, dtype=dtype)


def image(name: str, shape: Sequence[int], low: float = -1.0, high: float = 1.0) -> NDArray[np.float32]:
    """A smooth seeded test image (N, C, H, W) in [low, high]: low-frequency noise, so that resizing and
    convolution behave as on a photo."""
    n, c, h, w = shape
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    coarse = rng.uniform(low, high, (n, c, max(2, h // 16), max(2, w // 16)))
    rows = np.linspace(0, coarse.shape[2] - 1, h)
    cols = np.linspace(0, coarse.shape[3] - 1, w)
    r0 = np.floor(rows).astype(int).clip(0, coarse.shape[2] - 2)
    c0 = np.floor(cols).astype(int).clip(0, coarse.shape[3] - 2)
    fr = (rows - r0)[:, None]
    fc = (cols - c0)[None, :]
    a = coarse[:, :, r0][:, :, :, c0]
    b = coarse[:, :, r0][:, :, :, c0 + 1]
    d = coarse[:, :, r0 + 1][:, :, :, c0]
    e = coarse[:, :, r0 + 1][:, :, :, c0 + 1]
    return ((a * (1 - fc) + b * fc) * (1 - fr) + (d * (1 - fc) + e * fc) * fr).astype(np.float32)
