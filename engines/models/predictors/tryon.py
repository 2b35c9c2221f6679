"""What goes into a try-on and comes out: a person, a garment, the person in the garment.

Labels are numbers, those that LIP and CIHP share (10 is the torso's skin in CIHP and a jumpsuit in LIP). Poses have
OpenPose's order of points: 18 of COCO or 25 of BODY_25, whose first eight are the same.
"""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn

from engines.models.catalogue.entry import Preprocessing
from engines.models.predictors.preprocess import to_input
from engines.models.results import LabelMap, Mask
from engines.models.skeletons import Keypoints

HEAD = (1, 2, 4, 13)  # hat, hair, sunglasses, face
UPPER = (5, 6, 7)  # upper clothes, dress, coat
OPAQUE = 128  # of 255: from here on a pixel of a garment's mask is garment

RULES = Preprocessing(mean=(127.5,), std=(127.5,))


@dataclass(frozen=True)
class Person:
    """A person as other models see one.

    Args:
        picture: RGB.
        parts: the 20 labels of LIP or CIHP, of the picture's size.
        pose: 18 or 25 points of OpenPose, pixels of the picture.
    """

    picture: Image.Image
    parts: LabelMap
    pose: Keypoints

    def __post_init__(self) -> None:
        height, width = self.parts.labels.shape
        if (width, height) != self.picture.size:
            raise ValueError(f"`parts` must be {self.picture.size} pixels as `picture`, but is {(width, height)}.")
        if len(self.pose.names) not in (18, 25):
            raise ValueError(f"`pose` must have OpenPose's 18 or 25 points, but has {len(self.pose.names)}.")

    def resized(self, size: tuple[int, int]) -> "Person":
        """Return the person in another (height, width); another aspect stretches."""
        height, width = size
        scale = np.array([width, height]) / self.picture.size
        xy = (self.pose.xy + 0.5) * scale - 0.5  # (0, 0) is the centre of a pixel, in both sizes
        return Person(
            picture=self.picture.convert("RGB").resize((width, height), Image.Resampling.BILINEAR),
            parts=LabelMap(resize_nearest(self.parts.labels, size), self.parts.names),
            pose=Keypoints(xy.astype(np.float32), self.pose.score, self.pose.names, self.pose.skeleton),
        )

    def points(self) -> NDArray[np.float64]:
        """Return (K, 2) pixels, NaN where a point was not found."""
        return np.where(self.pose.score[:, None] > 0, self.pose.xy.astype(np.float64), np.nan)

    def is_part(self, *labels: int) -> NDArray[np.bool_]:
        """Return (H, W), true where the label is one of `labels`."""
        return np.isin(self.parts.labels, labels)


@dataclass(frozen=True)
class Garment:
    """A garment alone: RGB, and which pixels are garment."""

    picture: Image.Image
    mask: Mask

    def inputs(self, size: tuple[int, int], network: nn.Module) -> tuple[Tensor, Tensor]:
        """Return the garment (1, 3, H, W) in [-1, 1] and its mask (1, 1, H, W), 0 or 1, of another (height, width)."""
        height, width = size
        picture = self.picture.convert("RGB").resize((width, height), Image.Resampling.BILINEAR)
        mask = resize_nearest(np.rint(self.mask.values * 255).astype(np.uint8), size) >= OPAQUE
        garment = to_input(picture, RULES, network)
        return garment, torch.from_numpy(mask)[None, None].to(garment)


def resize_nearest(labels: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """Return labels of another (height, width)."""
    return np.asarray(Image.fromarray(labels).resize(size[::-1], Image.Resampling.NEAREST))


def to_picture(tensor: Tensor) -> Image.Image:
    """Return (1, 3, H, W) in [-1, 1] as a picture; numbers are cut, not rounded, as published."""
    pixels = ((tensor[0].float() + 1) * 0.5 * 255).clamp(0, 255).byte()
    return Image.fromarray(pixels.permute(1, 2, 0).cpu().numpy())


def to_mask(tensor: Tensor) -> Mask:
    """Return (1, 1, H, W) as a mask; what rounding put beyond 0..1 is cut."""
    return Mask(tensor[0, 0].float().clamp(0, 1).cpu().numpy())
