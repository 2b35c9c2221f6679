"""A garment's mask, kind and sleeves, read from the maps of the bundled network.

The first map is the mask; each of the others is a kind or a sleeve, and counts as its mean over the garment.
"""

from typing import Final, NamedTuple

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional as F

from engines.models.changes import normalise
from engines.models.results import Mask
from engines.models.spotter import Spotter
from engines.tryon.results import HEIGHT, WIDTH, Kind, Sleeve

KINDS: Final = tuple(Kind)
SLEEVES: Final = tuple(Sleeve)
OTHER: Final = len(KINDS)  # index of what is no garment that can be put on
MAPS: Final = 1 + len(KINDS) + 1 + len(SLEEVES)
STEP: Final = 2  # pixels of the picture to one place of a map


class GarmentLook(NamedTuple):
    """Mask (B, 256, 192) of 0 to 1, chances of kinds (B, 5), the last OTHER, and of sleeves (B, 3)."""

    mask: Tensor
    kinds: Tensor
    sleeves: Tensor


def read_garment(network: Spotter, picture: Image.Image) -> tuple[Mask, Kind | None, Sleeve, float]:
    """Return mask, kind, sleeves and the certainty of the kind of the garment in a picture, RGB of 192 x 256.

    The kind is None where it shows no garment that can be put on.
    """
    pixels = torch.from_numpy(np.asarray(picture).copy()).permute(2, 0, 1)[None].float() / 255
    seen = look(network, pixels)
    kind, sleeve = int(seen.kinds[0].argmax()), int(seen.sleeves[0].argmax())
    return (
        Mask(seen.mask[0].numpy()),
        None if kind == OTHER else KINDS[kind],
        SLEEVES[sleeve],
        float(seen.kinds[0, kind]),
    )


@torch.inference_mode()
def look(network: Spotter, x: Tensor) -> GarmentLook:
    """Return what the network, in eval mode, says of x (B, 3, 256, 192) of 0 to 1; it looks at the mirror image too."""
    x = normalise(x).to(next(network.parameters()))
    seen, turned = network(torch.cat([x, x.flip(3)])).float().cpu().chunk(2)
    maps = (seen + turned.flip(3)) / 2
    kinds, sleeves = pooled(maps)
    mask = F.interpolate(maps[:, :1], (HEIGHT, WIDTH), mode="bilinear")[:, 0].sigmoid()
    return GarmentLook(mask, kinds.softmax(1), sleeves.softmax(1))


def pooled(maps: Tensor) -> tuple[Tensor, Tensor]:
    """Return logits of kinds (B, 5) and of sleeves (B, 3): the means of their maps over the garment."""
    where = maps[:, :1].detach().sigmoid() + 1e-3
    means = (maps[:, 1:] * where).sum((2, 3)) / where.sum((2, 3))
    return means[:, : OTHER + 1], means[:, OTHER + 1 :]
