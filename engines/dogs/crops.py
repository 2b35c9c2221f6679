"""Squares around dogs, cut from photos of any size."""

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from engines.dogs.results import Box
from engines.models.changes import normalise


def square(photo: Image.Image, box: Box, margin: float, side: int) -> Image.Image:
    """Return the square (side, side) around a box, `margin` times as wide; beyond the photo its edge is repeated."""
    left, top, size = frame(box, margin)
    scale = side / size
    inside = (max(0.0, left), max(0.0, top), min(photo.width, left + size), min(photo.height, top + size))
    before = [round((inside[i] - (left, top)[i]) * scale) for i in (0, 1)]
    shown = [max(1, min(side - before[i], round((inside[i + 2] - inside[i]) * scale))) for i in (0, 1)]
    small = photo.convert("RGB").resize((shown[0], shown[1]), Image.Resampling.BILINEAR, inside, reducing_gap=2.0)
    pads = [(before[i], side - before[i] - shown[i]) for i in (1, 0)]
    return Image.fromarray(np.pad(np.asarray(small), (*pads, (0, 0)), "edge"))


def frame(box: Box, margin: float) -> tuple[float, float, float]:
    """Return left, top and side of the square around a box, in pixels of the photo."""
    size = max(box.w, box.h) * margin
    return box.x + (box.w - size) / 2, box.y + (box.h - size) / 2, size


def to_input(squares: list[Image.Image]) -> Tensor:
    """Return pictures of one size as (N, 3, side, side), normalised."""
    pixels = torch.from_numpy(np.stack([np.asarray(one) for one in squares]))
    return normalise(pixels.permute(0, 3, 1, 2).float() / 255)
