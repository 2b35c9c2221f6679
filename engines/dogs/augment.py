"""Crops of dogs, changed at random on the device where they are learnt from.

`gentle` and `strong` are the two recipes that SimCLR (Chen et al. 2020) is commonly trained with; `breeds` is for
learning names, where the coat's colour has to survive.
"""

from typing import Final

import torch
from torch import Tensor
from torch.nn import functional as F

from engines.dogs.data import Photos
from engines.models.changes import Augmentation, damaged, normalise, recoloured

MARGIN = 1.1  # side of the square around a dog, of its box's longer side


AUGMENTATIONS: Final = {
    "gentle": Augmentation(crop=(0.8, 1.0), jitter=0.4),
    "strong": Augmentation(crop=(0.2, 1.0), rotation=45, jitter=0.8, grey=0.2, blur=0.5),
    "breeds": Augmentation(crop=(0.5, 1.1), rotation=10, jitter=0.25, grey=0.03, blur=0.05, erase=0.1),
}


def crops(photos: Photos, index: Tensor, side: int, how: Augmentation) -> Tensor:
    """Return changed crops (B, 3, side, side) of the photos `index` (B,), normalised."""
    matrix, centre = any_view(photos.boxes[index], how)
    x = sample(photos, index, matrix, centre, side)
    return normalise(damaged(recoloured(x, how), how))


def any_view(boxes: Tensor, how: Augmentation) -> tuple[Tensor, Tensor]:
    """Return a random view of each box (B, 4): matrix (B, 2, 2) and centre (B, 2) that lead from [-1, 1] to pixels."""
    B, device = len(boxes), boxes.device

    def between(low: float, high: float) -> Tensor:
        return torch.rand(B, device=device) * (high - low) + low

    centre, half = squares(boxes)
    scale = between(*how.crop).sqrt()
    stretch = torch.exp2(between(-how.stretch, how.stretch) / 2)
    shift = (1 - scale).clamp(min=0.05) * half
    centre = centre + torch.stack([between(-1, 1), between(-1, 1)], 1) * shift[:, None]
    mirror = torch.where(between(0, 1) < 0.5, -1.0, 1.0)
    turn = torch.deg2rad(between(-how.rotation, how.rotation))
    wide, high = half * scale * stretch, half * scale / stretch
    cos, sin = turn.cos(), turn.sin()
    matrix = torch.stack(
        [torch.stack([cos * wide * mirror, -sin * high], 1), torch.stack([sin * wide * mirror, cos * high], 1)], 1
    )
    return matrix, centre


def plain_crops(photos: Photos, index: Tensor, side: int, margin: float = MARGIN) -> Tensor:
    """Return the squares around the dogs as they are, (B, 3, side, side), normalised."""
    centre, half = squares(photos.boxes[index], margin)
    zero = torch.zeros_like(half)
    matrix = torch.stack([torch.stack([half, zero], 1), torch.stack([zero, half], 1)], 1)
    return normalise(sample(photos, index, matrix, centre, side))


def squares(boxes: Tensor, margin: float = MARGIN) -> tuple[Tensor, Tensor]:
    """Return centres (B, 2) and half sides (B,) of the squares around boxes (B, 4)."""
    return boxes[:, :2] + boxes[:, 2:] / 2, boxes[:, 2:].amax(1) / 2 * margin


def sample(photos: Photos, index: Tensor, matrix: Tensor, centre: Tensor, side: int) -> Tensor:
    """Return (B, 3, side, side) of 0 to 1: matrix (B, 2, 2) and centre (B, 2) lead from [-1, 1] to pixels."""
    canvas = photos.pixels.shape[-1]
    theta = torch.cat([matrix, centre[:, :, None] - canvas / 2], 2) / (canvas / 2)
    grid = F.affine_grid(theta, [len(index), 3, side, side], align_corners=False)
    x = photos.pixels[index].to(torch.float32) / 255
    # What lies outside the photo repeats its edge, not the canvas's.
    limit = photos.sizes[index] / (canvas / 2) - 1
    grid = torch.minimum(grid, limit[:, None, None, :] - 1 / canvas)
    return F.grid_sample(x, grid, padding_mode="border", align_corners=False)
