"""Paint what the new garment uncovers and say where it shows, by the bundled network."""

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from engines.models.dresser import Dresser
from engines.tryon.agnostic import regions
from engines.tryon.description import dresser_maps
from engines.tryon.results import GarmentSeen, PersonSeen
from engines.tryon.warp import told

COVERED = 0.1  # from this share of garment on a pixel changes


class Painted(NamedTuple):
    """What is put into the window: `render` (256, 192, 3) uint8 RGB; `share` (256, 192) float32, how much of the bent
    garment shows before it; `changed` (256, 192) bool, where the two replace the photo."""

    render: NDArray[np.uint8]
    share: NDArray[np.float32]
    changed: NDArray[np.bool_]


def paint(network: Dresser, person: PersonSeen, garment: GarmentSeen, grid: NDArray[np.float32]) -> Painted:
    """Return the picture behind the garment and how the two are put together.

    Args:
        network: in eval mode.
        person: in the window of the garment's kind.
        garment: in its frame.
        grid: of `engines.tryon.warp.bend`, or that grid nudged.
    """
    labels, xy, known = told(person)
    where = regions(labels, xy, known, garment.kind, garment.sleeve)
    picture = torch.from_numpy(np.asarray(person.picture).copy()).permute(2, 0, 1)[None].float() / 255
    bent = bent_garment(garment, torch.from_numpy(grid)[None])
    maps = dresser_maps(picture, labels, where, xy, known, bent, garment.kind, garment.sleeve)
    with torch.inference_mode():
        render, logit = network(maps)
    share = shown(logit, bent[:, 3:], where.front)
    changed = (where.hole | (share[:, 0] > COVERED)) & ~where.front
    pixels = ((render[0] + 1) * 127.5).round().clamp(0, 255).byte().permute(1, 2, 0).numpy()
    return Painted(pixels, share[0, 0].numpy(), changed[0].numpy())


def bent_garment(garment: GarmentSeen, grid: Tensor) -> Tensor:
    """Return RGB of 0 to 1 and mask (1, 4, 256, 192) of the garment read through the grid (1, 256, 192, 2)."""
    pixels = torch.from_numpy(np.asarray(garment.picture).copy()).permute(2, 0, 1)[None].float() / 255
    mask = torch.from_numpy(garment.mask.values)[None, None]
    colours = F.grid_sample(pixels, grid, padding_mode="border", align_corners=False)
    return torch.cat([colours, F.grid_sample(mask, grid, padding_mode="zeros", align_corners=False)], 1)


def shown(logit: Tensor, mask: Tensor, front: Tensor) -> Tensor:
    """Return the share of the garment (B, 1, h, w): none but where it is and nothing before it."""
    return logit.sigmoid() * mask * (1 - front[:, None].float())
