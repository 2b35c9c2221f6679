"""A body as lines between points: how far each pixel is from a limb, and maps of the limbs for the networks.

All of it on tensors, so that training and engine do the same. Points are pixels of a view of any size.
"""

from typing import Final

import torch
from torch import Tensor

from engines.models.skeletons import OPENPOSE_18

POINT: Final = {name: n for n, name in enumerate(OPENPOSE_18.names)}
LIMBS: Final = tuple(
    (POINT[one], POINT[other])
    for one, other in (
        ("nose", "neck"),
        ("right_shoulder", "left_shoulder"),
        ("right_shoulder", "right_elbow"),
        ("right_elbow", "right_wrist"),
        ("left_shoulder", "left_elbow"),
        ("left_elbow", "left_wrist"),
        ("neck", "right_hip"),
        ("neck", "left_hip"),
        ("right_hip", "right_knee"),
        ("right_knee", "right_ankle"),
        ("left_hip", "left_knee"),
        ("left_knee", "left_ankle"),
    )
)
THICK: Final = 0.12  # of the trunk: how far a limb's map reaches


def pixel_places(height: int, width: int) -> Tensor:
    """Return x and y of each pixel's centre, (height, width, 2)."""
    y, x = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    return torch.stack([x, y], -1).float()


def along_and_away(places: Tensor, start: Tensor, end: Tensor) -> tuple[Tensor, Tensor]:
    """Return how far along the line from start to end each place is, 0 to 1 between them, and its distance from it.

    Args:
        places: (h, w, 2).
        start, end: (B, 2).

    Returns:
        (B, h, w) twice: the first goes on beyond the ends, the second is the distance to the nearest of the line.
    """
    places = places.to(start)
    line = (end - start)[:, None, None]
    along = ((places - start[:, None, None]) * line).sum(-1) / line.square().sum(-1).clamp(min=1e-6)
    nearest = start[:, None, None] + along.clamp(0, 1)[..., None] * line
    return along, (places - nearest).norm(dim=-1)


def trunk(xy: Tensor, known: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Return neck (B, 2), middle of the hips (B, 2) and the trunk's length (B,) from points (B, 18, 2), known (B, 18).

    Unknown hips are guessed below the neck, from the shoulders' distance.
    """
    neck, shoulders = xy[:, POINT["neck"]], xy[:, [POINT["right_shoulder"], POINT["left_shoulder"]]]
    breadth = (shoulders[:, 0] - shoulders[:, 1]).norm(dim=-1)
    sides = [POINT["right_hip"], POINT["left_hip"]]
    weight = known[:, sides].float()
    found = (xy[:, sides] * weight[..., None]).sum(1) / weight.sum(1, keepdim=True).clamp(min=1)
    guess = neck + torch.stack([torch.zeros_like(breadth), 1.35 * breadth], -1)
    hips = torch.where(weight.sum(1, keepdim=True) > 0, found, guess)
    return neck, hips, (hips - neck).norm(dim=-1).clamp(min=4)


def limb_maps(xy: Tensor, known: Tensor, size: tuple[int, int]) -> Tensor:
    """Return a map (B, 12, *size) in 0 to 1 of each limb whose two points are known; the others are 0."""
    places = pixel_places(*size)
    thick = THICK * trunk(xy, known)[2][:, None, None]
    maps = []
    for start, end in LIMBS:
        away = along_and_away(places, xy[:, start], xy[:, end])[1]
        there = (known[:, start] * known[:, end]).float()[:, None, None]
        maps.append(torch.exp(-((away / thick) ** 2)) * there)
    return torch.stack(maps, 1)
