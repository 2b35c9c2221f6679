"""The bent garment: a picture read through a grid, at any resolution.

A grid (H, W, 2) float32 says for each pixel of the person's frame where in the garment's frame it is read, x before y,
-1 and 1 the frame's borders (torch's `grid_sample` with `align_corners=False`).
"""

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

THIN = 4  # pixels of a grid of which one is looked at to learn its scale
RIM = 0.006  # of a picture's height: the rim of a garment that has some of its ground's colour
SHRINK_FROM = 1.3  # pixels of the garment to one of the person: a finer print would flicker


def finer(grid: Floats, size: tuple[int, int]) -> Floats:
    """Return the grid for a picture of `size` (width, height), as smooth as it was."""
    return np.asarray(cv2.resize(grid, size, interpolation=cv2.INTER_CUBIC), np.float32)


def drape(picture: Floats, grid: Floats, *, beyond: float | None = None) -> Floats:
    """Return a garment's picture (h, w, 3) or mask (h, w) as the grid (H, W, 2) bends it: (H, W, 3) or (H, W).

    beyond: the value outside of the garment's frame; None: its border goes on.
    """
    h, w = picture.shape[:2]
    step = _step(grid[::THIN, ::THIN], (h, w), grid.shape)
    if step > SHRINK_FROM:
        small = max(1, round(w / step)), max(1, round(h / step))
        picture = np.asarray(cv2.resize(picture, small, interpolation=cv2.INTER_AREA), np.float32)
        h, w = picture.shape[:2]
    x, y = (grid[..., 0] + 1) * (w / 2) - 0.5, (grid[..., 1] + 1) * (h / 2) - 0.5
    border = cv2.BORDER_REPLICATE if beyond is None else cv2.BORDER_CONSTANT
    bent = cv2.remap(picture, x, y, cv2.INTER_LINEAR, borderMode=border, borderValue=beyond or 0)
    return np.asarray(bent, np.float32)


def without_ground(picture: NDArray[np.uint8], mask: Floats) -> NDArray[np.uint8]:
    """Return a garment's picture (H, W, 3) in which its own colours go on beyond its edge, so that none of the ground
    that it was photographed on comes along.

    mask: (h, w) of 0 to 1, at any size; not empty above 0.5.
    """
    rim = max(1, round(RIM * picture.shape[0]))
    large = cv2.resize(mask, picture.shape[1::-1], interpolation=cv2.INTER_CUBIC) > 0.5
    inner = cv2.erode(large.astype(np.uint8), np.ones((2 * rim + 1, 2 * rim + 1), np.uint8))
    outer = np.asarray((inner if inner.any() else large) == 0, np.uint8)
    _, nearest = cv2.distanceTransformWithLabels(outer, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    colours = np.zeros((nearest.max() + 1, 3), np.uint8)
    colours[nearest[outer == 0]] = picture[outer == 0]
    return colours[nearest]


def areas(grid: Floats) -> Floats:
    """Return how many of the garment's pixels one of the person's shows, (H - 1, W - 1), if both frames have equally
    many; below 0 where the garment is folded over."""
    across, down = np.diff(grid, axis=1)[:-1], np.diff(grid, axis=0)[:, :-1]
    H, W, _ = grid.shape
    area: Floats = across[..., 0] * down[..., 1] - across[..., 1] * down[..., 0]
    return area * np.float32(H * W / 4)


def _step(grid: Floats, garment: tuple[int, int], person: tuple[int, ...]) -> float:
    """How many of the garment's pixels lie between two of the person's, typically.

    Args:
        grid: thinned out.
        garment, person: height and width of their pictures.
    """
    shown = areas(grid)[(np.abs(grid[..., 0]) < 1)[1:, 1:] & (np.abs(grid[..., 1]) < 1)[1:, 1:]]
    if not len(shown):
        return 1.0
    many = garment[0] * garment[1] / (person[0] * person[1])
    return float(np.sqrt(np.median(np.abs(shown)) * many))
