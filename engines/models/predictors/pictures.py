"""Sizes that a network can work on, whatever size a picture has."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image


def fit(picture: Image.Image, longest: int | None = None, shortest: int = 1) -> Image.Image:
    """Return the picture in RGB, shrunk to at most `longest` pixels on its longer side, each side at least `shortest`.

    A picture that fits keeps its pixels.
    """
    W, H = picture.size
    scale = min(1.0, longest / max(W, H)) if longest else 1.0
    width, height = (max(shortest, round(side * scale)) for side in (W, H))
    return picture.convert("RGB").resize((width, height), Image.Resampling.BILINEAR)


def enlarge_labels(labels: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """Return (height, width) labels for a picture of `size` (width, height): of each pixel's nearest neighbour."""
    return np.asarray(Image.fromarray(labels).resize(size, Image.Resampling.NEAREST))
