"""Smooth noise in space, the same everywhere and always: a dog's spots are places in it."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

SIDE = 32
LATTICE = np.random.default_rng(7).random(SIDE**3, dtype=np.float32)


# The lattice stands askew, so that its rows do not show on a body whose own axes are upright.
TURN = np.linalg.qr(np.random.default_rng(5).normal(size=(3, 3)))[0].astype(np.float32)


def noise(points: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
    """(N,) values 0 to 1 at (N, 3) points, with lumps one unit apart, repeated every 32."""
    points = np.asarray(points, np.float32) @ TURN
    cell = np.floor(points)
    x, y, z = _eased((points - cell).T)
    i, j, k = cell.astype(np.int32).T
    layers = [(((i + di) & 31) * SIDE + ((j + dj) & 31)) * SIDE for di in (0, 1) for dj in (0, 1)]
    lines = []
    for layer in layers:
        first, second = LATTICE[layer + (k & 31)], LATTICE[layer + ((k + 1) & 31)]
        lines.append(first + (second - first) * z)
    low, high = lines[0] + (lines[1] - lines[0]) * y, lines[2] + (lines[3] - lines[2]) * y
    return np.asarray(low + (high - low) * x, np.float32)


def _eased(share: NDArray[np.float32]) -> NDArray[np.float32]:
    """Without a kink at the lumps."""
    return share * share * (3 - 2 * share)
