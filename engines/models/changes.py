"""Random changes to the pictures that a network learns from, made on the device where it learns.

Erasing: Zhong et al., "Random Erasing Data Augmentation", AAAI 2020.
"""

from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor
from torch.nn import functional as F

from engines.models.dog_embedder import DEVIATION, MEAN

GREY: Final = (0.299, 0.587, 0.114)


@dataclass(frozen=True)
class Augmentation:
    """How much a crop is changed.

    Args:
        crop: least and most share of the square's area.
        stretch: of the crop's sides, in octaves to either side.
        rotation: degrees to either side.
        jitter: of brightness, contrast and saturation.
        grey, blur, erase: shares of crops that lose their colour, their sharpness, or a rectangle.
    """

    crop: tuple[float, float]
    stretch: float = 0.3
    rotation: float = 0.0
    jitter: float = 0.0
    grey: float = 0.0
    blur: float = 0.0
    erase: float = 0.0


def normalise(x: Tensor) -> Tensor:
    """Return (B, 3, H, W) of 0 to 1 as the network wants it."""
    mean, deviation = (torch.tensor(v, device=x.device).view(1, 3, 1, 1) for v in (MEAN, DEVIATION))
    return ((x - mean) / deviation).contiguous(memory_format=torch.channels_last)


def recoloured(x: Tensor, how: Augmentation) -> Tensor:
    """Return pictures (B, 3, H, W) of 0 to 1 in another light, a few of them grey."""
    B = len(x)
    if how.jitter:
        bright, contrast, saturation = (
            1 + how.jitter * (2 * torch.rand(B, 1, 1, 1, device=x.device) - 1) for _ in range(3)
        )
        x = (x * bright).clamp(0, 1)
        mean = _grey(x).mean((1, 2, 3), keepdim=True)
        x = (mean + (x - mean) * contrast).clamp(0, 1)
        grey = _grey(x)
        x = (grey + (x - grey) * saturation).clamp(0, 1)
    if how.grey:
        lost = torch.rand(B, 1, 1, 1, device=x.device) < how.grey
        x = torch.where(lost, _grey(x).expand_as(x), x)
    return x


def _grey(x: Tensor) -> Tensor:
    return (x * torch.tensor(GREY, device=x.device).view(1, 3, 1, 1)).sum(1, keepdim=True)


def damaged(x: Tensor, how: Augmentation) -> Tensor:
    """Return pictures (B, 3, H, W), a few of them blurred, a few with a rectangle missing."""
    B, _, H, W = x.shape
    if how.blur:
        chosen = torch.rand(B, device=x.device) < how.blur
        small = F.interpolate(x[chosen], scale_factor=0.5, mode="bilinear", antialias=True)
        x[chosen] = F.interpolate(small, size=(H, W), mode="bilinear")
    if how.erase:
        down, across = (_stretch(B, length, x.device) for length in (H, W))
        hole = down[:, None, :, None] & across[:, None, None, :]
        hole &= torch.rand(B, 1, 1, 1, device=x.device) < how.erase
        x = torch.where(hole, torch.rand(B, 3, 1, 1, device=x.device), x)
    return x


def _stretch(count: int, length: int, device: torch.device) -> Tensor:
    """(count, length) bool, true in a stretch of a tenth to nearly a half, which may hang over an end."""
    middle = torch.rand(count, 1, device=device) * length
    half = (torch.rand(count, 1, device=device) * 0.35 + 0.1) * length / 2
    ruler = torch.arange(length, device=device)
    return (ruler >= middle - half) & (ruler < middle + half)
