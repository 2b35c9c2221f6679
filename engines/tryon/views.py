"""The same random view of a person's picture, labels and points, made on the device where the network learns.

A view is an affine map theta (B, 2, 3) from the result's [-1, 1] to the source's, as `affine_grid` takes it.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from engines.tryon.data import UNKNOWN
from engines.tryon.results import HEIGHT, LIP, WIDTH

SIZE = torch.tensor([WIDTH, HEIGHT])
SIDES = ("left_", "right_")


def other_side(name: str) -> str:
    """What a name is called in a mirrored picture."""
    left, right = SIDES
    return name.replace(left, right) if left in name else name.replace(right, left)


MIRRORED_LABELS = torch.arange(256)
MIRRORED_LABELS[: len(LIP)] = torch.tensor([LIP.index(other_side(name)) for name in LIP])


@dataclass(frozen=True)
class Spread:
    """How far views differ: `scale` of the picture's part that is seen, least and most; `stretch` in octaves, `turn` in
    degrees, `shift` in halves of the picture, all to either side."""

    scale: tuple[float, float] = (0.7, 1.5)
    stretch: float = 0.15
    turn: float = 15.0
    shift: float = 0.2


def random_views(count: int, spread: Spread) -> tuple[Tensor, Tensor]:
    """Return theta (count, 2, 3) and which views are mirrored (count,)."""

    def between(low: float, high: float) -> Tensor:
        return torch.rand(count) * (high - low) + low

    scale = torch.exp(between(*map(math.log, spread.scale)))
    wider = torch.exp2(between(-spread.stretch, spread.stretch) / 2)
    turn = torch.deg2rad(between(-spread.turn, spread.turn))
    mirrored = torch.rand(count) < 0.5
    side = torch.where(mirrored, -1.0, 1.0)
    cos, sin = turn.cos() * scale, turn.sin() * scale
    aspect = WIDTH / HEIGHT  # a turn in [-1, 1] coordinates would shear
    shift = between(-spread.shift, spread.shift), between(-spread.shift, spread.shift)
    rows = (
        torch.stack([cos * wider * side, -sin / aspect, shift[0]], 1),
        torch.stack([sin * wider * side * aspect, cos / wider, shift[1]], 1),
    )
    return torch.stack(rows, 1), mirrored


def view_pictures(pictures: Tensor, theta: Tensor, size: tuple[int, int]) -> Tensor:
    """Return (B, C, *size) of 0 to 1 from (B, C, 256, 192) uint8; beyond the border it goes on."""
    if size[0] < HEIGHT:  # half as fine: what would be skipped is averaged first
        pictures = F.avg_pool2d(pictures.float(), HEIGHT // size[0])
    grid = F.affine_grid(theta, [len(theta), 1, *size], align_corners=False)
    return F.grid_sample(pictures.float() / 255, grid, padding_mode="border", align_corners=False)


def view_labels(labels: Tensor, theta: Tensor, mirrored: Tensor, size: tuple[int, int]) -> Tensor:
    """Return (B, *size) int64 from labels (B, 256, 192) uint8, UNKNOWN beyond the border; sides change in a mirror."""
    grid = F.affine_grid(theta, [len(theta), 1, *size], align_corners=False)
    shifted = labels[:, None].float() - UNKNOWN  # 0 is what grid_sample puts beyond the border
    seen = F.grid_sample(shifted, grid, mode="nearest", align_corners=False)[:, 0].long() + UNKNOWN
    return torch.where(mirrored[:, None, None], MIRRORED_LABELS[seen], seen)


def view_points(xy: Tensor, theta: Tensor, size: tuple[int, int]) -> Tensor:
    """Return points (B, K, 2), in places of a map (*size) from its border on, from xy in pixels of the pictures."""
    there = (xy + 0.5) / SIZE * 2 - 1
    back = torch.linalg.solve(theta[:, :, :2], (there - theta[:, None, :, 2]).transpose(1, 2)).transpose(1, 2)
    return (back + 1) / 2 * torch.tensor([size[1], size[0]])
