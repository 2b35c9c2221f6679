"""A garment hung on a body as it is, without bending: where the network's bend misses the body.

Only for garments whose outline is that of the body they cover, vests and trousers, which the network fits worst.
"""

from typing import Final

import torch
from torch import Tensor
from torch.nn import functional as F

from engines.tryon.results import HEIGHT, WIDTH, GarmentSeen, Kind, PersonSeen, Sleeve

FITS: Final = 0.6  # overlap (IoU) of the boxes from which on the network's bend is kept
BESIDE_SHOULDERS, ABOVE_NECK, BELOW_HIPS = 0.06, 0.08, 0.12  # trunks that a vest reaches beyond the body's points
BESIDE_HIPS, ABOVE_HIPS, LEG, SHORT_LEG = 0.32, 0.3, 1.75, 0.8  # the same of trousers, and how long their legs are
Box = tuple[float, float, float, float]  # left, top, right, bottom


def fallen_back(grid: Tensor, person: PersonSeen, garment: GarmentSeen) -> Tensor:
    """Return the grid (256, 192, 2), or one that hangs the garment on the body where that one misses it."""
    place = place_of(person, garment)
    if place is None:
        return grid
    mask = torch.from_numpy(garment.mask.values)
    bent = F.grid_sample(mask[None, None], grid[None], align_corners=False)[0, 0]
    if bent.amax() > 0.5 and _overlap(_box(bent), place) > FITS:
        return grid
    left, top, right, bottom = place
    from_left, from_top, from_right, from_bottom = _box(mask)
    x = from_left + (torch.arange(WIDTH) + 0.5 - left) / (right - left) * (from_right - from_left)
    y = from_top + (torch.arange(HEIGHT) + 0.5 - top) / (bottom - top) * (from_bottom - from_top)
    down, across = torch.meshgrid(y / HEIGHT * 2 - 1, x / WIDTH * 2 - 1, indexing="ij")
    return torch.stack([across, down], -1)


def place_of(person: PersonSeen, garment: GarmentSeen) -> Box | None:
    """Return where the garment belongs, in pixels of the window; None for garments that follow the arms."""
    points = dict(zip(person.pose.names, person.pose.xy.tolist(), strict=True))
    shoulders, hips = ([points[f"{side}_{part}"] for side in ("left", "right")] for part in ("shoulder", "hip"))
    neck, waist = points["neck"], [sum(one[n] for one in hips) / 2 for n in (0, 1)]
    trunk = max(4.0, waist[1] - neck[1])
    if garment.kind is Kind.TOP and garment.sleeve is Sleeve.NONE:
        side = BESIDE_SHOULDERS * trunk
        edges = [one[0] for one in shoulders]
        return min(edges) - side, neck[1] - ABOVE_NECK * trunk, max(edges) + side, waist[1] + BELOW_HIPS * trunk
    if garment.kind is Kind.TROUSERS:
        side, edges = BESIDE_HIPS * trunk, [one[0] for one in hips]
        leg = SHORT_LEG if garment.sleeve is Sleeve.SHORT else LEG
        return min(edges) - side, waist[1] - ABOVE_HIPS * trunk, max(edges) + side, waist[1] + leg * trunk
    return None


def _box(mask: Tensor) -> Box:
    rows, columns = (mask > 0.5).any(1).nonzero()[:, 0], (mask > 0.5).any(0).nonzero()[:, 0]
    return float(columns[0]), float(rows[0]), float(columns[-1] + 1), float(rows[-1] + 1)


def _overlap(one: Box, other: Box) -> float:
    width = max(0.0, min(one[2], other[2]) - max(one[0], other[0]))
    height = max(0.0, min(one[3], other[3]) - max(one[1], other[1]))
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return width * height / (sum(areas) - width * height)
