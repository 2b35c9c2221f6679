"""A person and a garment -> the person in the garment, by CP-VTON, as its `test.py` does in two runs.

The published program writes the bent garment as a JPEG and reads it again before it paints; here it is handed on
as it is. The pictures come out 192 wide and 256 high.
"""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from torch import Tensor
from torch.nn import functional as F

from engines.models.cpvton import GMM, SIZE, TOM
from engines.models.predictors.tryon import HEAD, Garment, Person, to_mask, to_picture
from engines.models.results import Mask

POINTS = 18
RADIUS = 5  # pixels from a point to the side of its square
COARSE = 16  # pixels of the picture to one of the body's blurred shape


@dataclass(frozen=True)
class BentGarment:
    """A garment in the person's pose: RGB in [-1, 1] (1, 3, 256, 192), mask in 0..1 (1, 1, 256, 192)."""

    picture: Tensor
    mask: Tensor


@dataclass(frozen=True)
class CpVtonResult:
    """`picture`: the person in the garment. `garment`, `garment_mask`: it alone, bent. `share`: its part in a pixel."""

    picture: Image.Image
    garment: Image.Image
    garment_mask: Mask
    share: Mask


@dataclass(frozen=True)
class CpVtonPredictor:
    """Both networks in eval mode, on one device."""

    gmm: GMM
    tom: TOM

    @torch.inference_mode()
    def __call__(self, person: Person, garment: Garment) -> CpVtonResult:
        """Return the person in the garment. Pictures of another aspect than 3:4 are stretched.

        Raises:
            ValueError: the pose has not the 18 points.
        """
        parameter = next(self.gmm.parameters())
        agnostic = torch.from_numpy(describe(person.resized(SIZE)))[None].to(parameter)
        bent = self.bend(agnostic, *garment.inputs(SIZE, self.gmm))
        rendered, share = self.tom(torch.cat([agnostic, bent.picture], 1)).split([3, 1], 1)
        share = share.sigmoid()
        return CpVtonResult(
            picture=to_picture(blend(bent.picture, rendered.tanh(), share)),
            garment=to_picture(bent.picture),
            garment_mask=to_mask(bent.mask),
            share=to_mask(share),
        )

    def bend(self, agnostic: Tensor, garment: Tensor, mask: Tensor) -> BentGarment:
        """Return the garment in the pose of `agnostic` (1, 22, 256, 192); beyond its border it goes on, its mask ends.

        Args:
            agnostic: of `describe`.
            garment: (1, 3, 256, 192) in [-1, 1].
            mask: (1, 1, 256, 192), 0 or 1.
        """
        grid, _ = self.gmm(agnostic, garment)
        return BentGarment(
            F.grid_sample(garment, grid, padding_mode="border", align_corners=True),
            F.grid_sample(mask, grid, padding_mode="zeros", align_corners=True),
        )


def describe(person: Person) -> NDArray[np.float32]:
    """Return (22, H, W) in [-1, 1]: the body's blurred shape, the head's picture, a square around each point."""
    pixels = np.asarray(person.picture.convert("RGB"), np.float32).transpose(2, 0, 1) / 127.5 - 1
    head = np.where(person.is_part(*HEAD), pixels, np.float32(-1))
    return np.concatenate([body_shape(~person.is_part(0)), head, pose_maps(person.points(), person.picture.size)])


def body_shape(body: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return (1, H, W) in [-1, 1] from (H, W): the outline, so coarse that the worn garment does not show."""
    height, width = body.shape
    outline = Image.fromarray(body.astype(np.uint8) * 255)
    coarse = outline.resize((width // COARSE, height // COARSE), Image.Resampling.BILINEAR)
    return np.asarray(coarse.resize((width, height), Image.Resampling.BILINEAR), np.float32)[None] / 127.5 - 1


def pose_maps(points: NDArray[np.float64], size: tuple[int, int]) -> NDArray[np.float32]:
    """Return (18, H, W), 1 in a square around each point and -1 elsewhere; size is (width, height).

    Raises:
        ValueError: `points` is not (18, 2).
    """
    if points.shape != (POINTS, 2):
        raise ValueError(f"`points` must have shape ({POINTS}, 2), OpenPose's points, but has {points.shape}.")
    maps = [Image.new("L", size) for _ in points]
    for (x, y), one in zip(points, maps, strict=True):
        if x > 1 and y > 1:  # as published; never true of a point that was not found
            ImageDraw.Draw(one).rectangle((x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS), fill=255)
    return np.stack([np.asarray(one, np.float32) for one in maps]) / 127.5 - 1


def blend(garment: Tensor, rendered: Tensor, share: Tensor) -> Tensor:
    """Return the garment where its share is 1 and the rendered person where it is 0."""
    return garment * share + rendered * (1 - share)
