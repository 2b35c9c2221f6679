"""Bend a garment so that it lies on a person, by the bundled network."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from engines.models.garment_warp import SIZE, GarmentWarp
from engines.tryon.agnostic import regions
from engines.tryon.description import warp_maps
from engines.tryon.hanging import fallen_back
from engines.tryon.results import HEIGHT, WIDTH, GarmentSeen, PersonSeen

SURE = 0.08  # score from which a point is known


def bend(network: GarmentWarp, person: PersonSeen, garment: GarmentSeen) -> NDArray[np.float32]:
    """Return where each pixel of the person's window is read in the garment's frame, (256, 192, 2) float32.

    -1 and 1 are the borders of the garment's frame (`align_corners=False` of grid_sample), x before y.

    Args:
        network: in eval mode.
        person: in the window of the garment's kind, see `engines.tryon.closeup`.
        garment: in its frame.
    """
    labels, xy, known = told(person)
    half = labels[:, ::2, ::2]
    where = regions(half, xy / 2, known, garment.kind, garment.sleeve)
    maps = warp_maps(half, where, xy / 2, known, garment.kind, garment.sleeve)
    with torch.inference_mode():
        _, grid = network(maps, garment_input(garment))
    grid = F.interpolate(grid.permute(0, 3, 1, 2), (HEIGHT, WIDTH), mode="bilinear", align_corners=True)
    inner = torch.tensor([WIDTH - 1, HEIGHT - 1]) / torch.tensor([WIDTH, HEIGHT])  # from pixel centres to borders
    bent = grid[0].permute(1, 2, 0) * inner
    return fallen_back(bent, person, garment).numpy()


def told(person: PersonSeen) -> tuple[Tensor, Tensor, Tensor]:
    """Return labels (1, 256, 192), points (1, 18, 2) and which are known (1, 18) of one person."""
    labels = torch.from_numpy(person.parts.labels)[None]
    return labels, torch.from_numpy(person.pose.xy)[None], torch.from_numpy(person.pose.score > SURE)[None].float()


def garment_input(garment: GarmentSeen) -> Tensor:
    """Return what the warp sees of a garment, (1, 4, 128, 96): RGB in [-1, 1], 0 off the garment, and its mask."""
    pixels = torch.from_numpy(np.asarray(garment.picture).copy()).permute(2, 0, 1)[None].float() / 255
    mask = torch.from_numpy(garment.mask.values)[None, None]
    return garment_maps(F.interpolate(torch.cat([pixels, mask], 1), SIZE, mode="area"))


def garment_maps(seen: Tensor) -> Tensor:
    """Return (B, 4, h, w) for the warp, from RGB of 0 to 1 and the mask."""
    return torch.cat([(seen[:, :3] * 2 - 1) * seen[:, 3:], seen[:, 3:]], 1)
