"""A person and a garment -> the person in the garment, by CP-VTON, as its `test.py` does in two runs.

The published program writes the bent garment as a JPEG and reads it again before it paints; here it is handed on
as it is. The pictures come out 192 wide and 256 high.
"""

from dataclasses import dataclass
from typing import cast

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
class CpVtonResult:
    """What was painted, 192 x 256.

    Args:
        picture: the person in the garment, that is `rendered` with `garment` over it by its `share`.
        rendered: the person as the network painted it.
        garment, garment_mask: it alone, bent.
        share: the garment's part in a pixel.
    """

    picture: Image.Image
    rendered: Image.Image
    garment: Image.Image
    garment_mask: Mask
    share: Mask


@dataclass(frozen=True)
class CpVtonPredictor:
    """Both networks in eval mode, on one device. Pictures of another aspect than 3:4 are stretched.

    Example:
        result = predictor(person, garment)    # the same as predictor.paint(..., predictor.match(person, garment))
    """

    gmm: GMM
    tom: TOM

    def __call__(self, person: Person, garment: Garment) -> CpVtonResult:
        """Return the person in the garment.

        Raises:
            ValueError: the pose has not the 18 points.
        """
        return self.paint(person, garment, self.match(person, garment))

    @torch.inference_mode()
    def match(self, person: Person, garment: Garment) -> Tensor:
        """Return the grid (1, 256, 192, 2), in float32, that bends the garment into the pose (`align_corners=True`)."""
        picture, _ = garment.inputs(SIZE, self.gmm)
        grid, _ = self.gmm(self._describe(person), picture)
        return cast("Tensor", grid.float())

    @torch.inference_mode()
    def paint(self, person: Person, garment: Garment, grid: Tensor) -> CpVtonResult:
        """Return the person in the garment as the grid (1, 256, 192, 2) bends it.

        Beyond its border the garment goes on, its mask ends.
        """
        picture, mask = garment.inputs(SIZE, self.gmm)
        grid = grid.to(picture)
        bent = F.grid_sample(picture, grid, padding_mode="border", align_corners=True)
        bent_mask = F.grid_sample(mask, grid, padding_mode="zeros", align_corners=True)
        rendered, share = self.tom(torch.cat([self._describe(person), bent], 1)).split([3, 1], 1)
        rendered, share = rendered.tanh(), share.sigmoid()
        return CpVtonResult(
            picture=to_picture(blend(bent, rendered, share)),
            rendered=to_picture(rendered),
            garment=to_picture(bent),
            garment_mask=to_mask(bent_mask),
            share=to_mask(share),
        )

    def _describe(self, person: Person) -> Tensor:
        return torch.from_numpy(describe(person.resized(SIZE)))[None].to(next(self.gmm.parameters()))


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
