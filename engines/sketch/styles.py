"""The bank of styles: which of the codes seen while training a seed may pick."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engines.drawn.edges import foreground
from engines.models.painter import StyleEncoder


def to_tensor(pictures: NDArray[np.uint8]) -> Tensor:
    """(B, 3, H, W) uint8 to float in [-1, 1]."""
    return torch.from_numpy(pictures).float() / 127.5 - 1


def vividness(photo: NDArray[np.uint8]) -> float:
    """How much colour a thing on white has: its mean spread of channels, 0 to 1, on what is not paper."""
    spread = np.ptp(photo.astype(np.float32), axis=-1) / 255
    mask = foreground(photo)
    return float(spread[mask].mean()) if mask.any() else 0.0


def most_vivid(photos: list[NDArray[np.uint8]], share: float = 0.3) -> list[NDArray[np.uint8]]:
    """The more colourful share of the photos, the most vivid first."""
    order = np.argsort([-vividness(photo) for photo in photos])
    return [photos[i] for i in order[: max(1, round(share * len(photos)))]]


@torch.no_grad()
def choose_styles(encoder: StyleEncoder, photos: list[NDArray[np.uint8]], count: int) -> Tensor:
    """(count, S) codes of some of the photos: the first one's, then always the one furthest from those before it.

    Neighbouring seeds thus give different pictures. Fewer photos than `count` are used repeatedly.
    """
    device = next(encoder.parameters()).device
    batches = [np.stack(photos[i : i + 64]).transpose(0, 3, 1, 2).copy() for i in range(0, len(photos), 64)]
    codes = torch.cat([encoder(to_tensor(batch).to(device)) for batch in batches]).float()
    chosen = [0]
    distance = (codes - codes[0]).norm(dim=1)
    while len(chosen) < count:
        furthest = int(distance.argmax()) if len(chosen) < len(codes) else chosen[len(chosen) % len(codes)]
        chosen.append(furthest)
        distance = torch.minimum(distance, (codes - codes[furthest]).norm(dim=1))
    return codes[chosen]
