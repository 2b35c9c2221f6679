"""The part of a frame in which a garment of some kind is worn: what the warp and the dresser look at."""

from typing import Final

import torch
from torch import Tensor

from engines.tryon.limbs import POINT, trunk
from engines.tryon.results import HEIGHT, WIDTH, Kind

# For each kind: how far above the upper and below the lower of two places it reaches, in trunks; places are "neck",
# "hips", "knees", "ankles", each further down if it is not known than the one before by as many trunks as `FURTHER`.
REACH: Final = {
    Kind.TOP: ("neck", 0.5, "hips", 0.45),
    Kind.DRESS: ("neck", 0.5, "knees", 0.35),
    Kind.TROUSERS: ("hips", 0.35, "ankles", 0.25),
    Kind.SKIRT: ("hips", 0.35, "knees", 0.45),
}
FURTHER: Final = 0.85
BESIDE: Final = 0.3  # trunks, beside shoulders, hips and whatever lies between the two places
ARM: Final = ("right_shoulder", "left_shoulder", "right_elbow", "left_elbow", "right_wrist", "left_wrist")
LEG: Final = ("right_hip", "left_hip", "right_knee", "left_knee", "right_ankle", "left_ankle")
WORN_ON: Final = {Kind.TOP: ARM, Kind.DRESS: ARM, Kind.TROUSERS: LEG, Kind.SKIRT: LEG[:4]}


def windows(xy: Tensor, known: Tensor, kind: Kind) -> Tensor:
    """Return the 3:4 window (B, 4) of left, top, width and height, in the points' pixels, for a garment of this kind.

    Args:
        xy: (B, 18, 2).
        known: (B, 18), 0 or 1.
    """
    neck, hips, length = trunk(xy, known)
    level = {"neck": neck[:, 1], "hips": hips[:, 1]}
    for name, before in (("knees", "hips"), ("ankles", "knees")):
        sides = [POINT[f"{side}_{name[:-1]}"] for side in ("right", "left")]
        lower = torch.where(known[:, sides] > 0, xy[:, sides, 1], -torch.inf).amax(1)
        level[name] = torch.where(lower.isfinite(), lower, level[before] + FURTHER * length)
    first, above, last, below = REACH[kind]
    top, bottom = level[first] - above * length, level[last] + below * length
    points = [POINT[name] for name in WORN_ON[kind]]
    there = known[:, points] > 0
    left = torch.where(there, xy[:, points, 0], torch.inf).amin(1).minimum(hips[:, 0]) - BESIDE * length
    right = torch.where(there, xy[:, points, 0], -torch.inf).amax(1).maximum(hips[:, 0]) + BESIDE * length
    if kind in (Kind.TOP, Kind.DRESS):  # a raised arm
        top = top.minimum(torch.where(there, xy[:, points, 1], torch.inf).amin(1) - BESIDE * length / 2)
    width = torch.maximum(right - left, (bottom - top) * WIDTH / HEIGHT)
    height = width * HEIGHT / WIDTH
    return torch.stack([(left + right - width) / 2, (top + bottom - height) / 2, width, height], 1)


def views_of(window: Tensor) -> Tensor:
    """Return theta (B, 2, 3) that shows the windows (B, 4), pixels of a frame of 192 x 256."""
    size = torch.tensor([WIDTH, HEIGHT])
    scale = window[:, 2:] / size
    centre = (window[:, :2] + window[:, 2:] / 2) / size * 2 - 1
    zero = torch.zeros_like(scale[:, :1])
    rows = torch.stack([torch.cat([scale[:, :1], zero], 1), torch.cat([zero, scale[:, 1:]], 1)], 1)
    return torch.cat([rows, centre[:, :, None]], 2)
