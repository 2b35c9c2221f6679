"""Where are dogs in a picture? Boxes from the finder's maps, as CenterNet reads them (Zhou et al. 2019)."""

from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor
from torch.nn import functional as F

from engines.dogs.results import Box
from engines.models.changes import normalise
from engines.models.spotter import Spotter

SIDE: Final = 160  # pixels of the square that the network looks at
STEP: Final = 8  # of them to one cell of its maps
MAPS: Final = 5  # centre, offset right and down (cells), width and height (logarithm of their share of the square)
SURE: Final = 0.35  # score from which a dog is a dog
SAME: Final = 0.5  # boxes that overlap by more (intersection over union) are one dog
MOST: Final = 20  # dogs
PAPER: Final = (124, 116, 104)  # RGB of what is beside the photo


def find_dogs(network: Spotter, photo: Image.Image, sure: float = SURE) -> list[Box]:
    """Return the dogs of an RGB photo, the surest first."""
    scale = SIDE / max(photo.size)
    size = max(1, round(photo.width * scale)), max(1, round(photo.height * scale))
    square = Image.new("RGB", (SIDE, SIDE), PAPER)
    square.paste(photo.convert("RGB").resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0))
    x = torch.from_numpy(np.array(square)).permute(2, 0, 1)[None].float() / 255
    like = next(network.parameters())
    with torch.inference_mode():
        maps = network(normalise(x).to(like))[0].float().cpu()
    W, H = photo.size
    boxes = []
    for left, top, right, bottom, score in read_boxes(maps, sure) / [scale, scale, scale, scale, 1]:
        left, top = max(0.0, left), max(0.0, top)
        w, h = min(W, right) - left, min(H, bottom) - top
        if w > 0 and h > 0:
            boxes.append(Box(float(left), float(top), float(w), float(h), float(score)))
    return boxes


def read_boxes(maps: Tensor, sure: float = SURE) -> NDArray[np.float64]:
    """Return (N, 5) left, top, right, bottom in pixels of the square, and score, the best first, of maps (5, h, w)."""
    heat = maps[0].sigmoid()
    peak = F.max_pool2d(heat[None], 3, 1, 1)[0] == heat
    rows, columns = torch.nonzero(peak & (heat > sure), as_tuple=True)
    right, down, wide, high = maps[1:, rows, columns].double().numpy()
    x, y = (columns.numpy() + 0.5 + right) * STEP, (rows.numpy() + 0.5 + down) * STEP
    w, h = np.exp(wide) * SIDE, np.exp(high) * SIDE
    scores = heat[rows, columns].double().numpy()
    boxes = np.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2, scores], 1)
    return apart(boxes[np.argsort(-scores)])[:MOST]


def apart(boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the boxes (N, 5), the best first, without those that a better one covers."""
    kept: list[NDArray[np.float64]] = []
    for box in boxes:
        if all(overlap(box, other) <= SAME for other in kept):
            kept.append(box)
    return np.array(kept).reshape(-1, 5)


def overlap(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    """Return the intersection over union of two boxes (left, top, right, bottom)."""
    w, h = np.minimum(a[2:4], b[2:4]) - np.maximum(a[:2], b[:2])
    shared = max(0.0, w) * max(0.0, h)
    areas = sum((box[2] - box[0]) * (box[3] - box[1]) for box in (a, b))
    return float(shared / max(areas - shared, 1e-9))
