"""Picture of one body -> its joints, by HRNet."""

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from engines.models.catalogue.hrnet import PREPROCESSING
from engines.models.hrnet import HRNet
from engines.models.skeletons import AP_10K, COCO_17, Keypoints, Skeleton

Box = tuple[float, float, float, float]  # left, top, width, height in pixels of the picture
Decoding = Literal["official", "mmpose-0.x", "mmpose-1.x"]
Floats = NDArray[np.float64]

PADDING = 1.25  # the crop's sides are so much longer than the box's
SHIFT = 0.25  # of a map's pixel, from the largest value towards its larger neighbour

SIZES = {COCO_17: (256, 192), AP_10K: (256, 256)}  # height, width of the published networks' inputs


@dataclass(frozen=True)
class Crop:
    """The part of a picture that the network sees: `centre` (x, y), `sides` (width, height), pixels of the picture."""

    centre: Floats
    sides: Floats

    @classmethod
    def around(cls, box: Box, size: tuple[int, int]) -> "Crop":
        """Return the crop of the shape (height, width) `size` that holds the box and some of what is around it."""
        x, y, width, height = box
        aspect = size[1] / size[0]
        sides = np.array([max(width, height * aspect), max(height, width / aspect)])
        return cls(np.array([x + width / 2, y + height / 2]), PADDING * sides)

    def matrix(self, size: tuple[int, int]) -> Floats:
        """Return (2, 3), which takes a point of the picture to one of the crop drawn (height, width) pixels large."""
        scale = size[1] / self.sides[0]  # the width decides, as published
        offset = np.array(size[::-1]) / 2 - scale * self.centre
        return np.array([[scale, 0, offset[0]], [0, scale, offset[1]]])

    def to_picture(self, points: Floats, size: tuple[int, int]) -> Floats:
        """Return points (K, 2) of the crop drawn (height, width) pixels large as points of the picture."""
        matrix = self.matrix(size)
        moved: Floats = (points - matrix[:, 2]) / matrix[0, 0]
        return moved


class HRNetPredictor:
    """Finds the joints of one body.

    Args:
        network: in eval mode; its memory layout is changed (channels last), which its results do not show.
        skeleton: the points that it learned.
        size: height and width of the input; by default those of the published network for this skeleton.
        decoding: whose way from heat maps to points. They differ at the map's border and where nothing was found.

    Raises:
        ValueError: the network makes another number of heat maps.
    """

    def __init__(
        self,
        network: HRNet,
        skeleton: Skeleton = COCO_17,
        size: tuple[int, int] | None = None,
        decoding: Decoding = "official",
    ) -> None:
        joints = network.final_layer.out_channels
        if joints != len(skeleton.names):
            raise ValueError(f"`skeleton` must name {joints} points, but {skeleton.title} has {len(skeleton.names)}.")
        network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's types lack it
        self.network = network
        self.skeleton = skeleton
        self.size = size or SIZES[skeleton]
        self.decoding = decoding

    @torch.inference_mode()
    def __call__(self, picture: Image.Image, box: Box | None = None) -> Keypoints:
        """Return the joints of the body in the box (left, top, width, height), by default the whole picture."""
        crop = Crop.around(box or (0, 0, *picture.size), self.size)
        parameter = next(self.network.parameters())
        x = torch.from_numpy(prepare(picture, crop, self.size))[None].to(parameter)
        both = torch.cat([x, x.flip(3)]).contiguous(memory_format=torch.channels_last)
        maps, mirrored = self.network(both).float()[:, None].cpu()  # each (1, K, h, w)
        averaged = average_with_mirrored(maps, mirrored, self.skeleton)[0].numpy()
        points, score = decode(averaged, self.decoding)
        xy = crop.to_picture(points, averaged.shape[1:])
        return self.skeleton.keypoints(xy, np.maximum(score, 0))


def prepare(picture: Image.Image, crop: Crop, size: tuple[int, int]) -> NDArray[np.float32]:
    """Return the network's input, (3, height, width)."""
    pixels = np.asarray(picture.convert("RGB"))
    cut = cv2.warpAffine(pixels, crop.matrix(size), size[::-1], flags=cv2.INTER_LINEAR)
    mean, std = (np.array(numbers, np.float32) for numbers in (PREPROCESSING.mean, PREPROCESSING.std))
    return np.ascontiguousarray(((cut - mean) / std).transpose(2, 0, 1), np.float32)


def average_with_mirrored(maps: Tensor, mirrored: Tensor, skeleton: Skeleton) -> Tensor:
    """Return the mean of heat maps (B, K, h, w) and those of the mirrored pictures, mirrored back.

    These are a column off, for the network's pixels are four of its input's: they are moved to the right by one.
    """
    back = mirrored.flip(3)[:, list(skeleton.mirrored)]
    back[..., 1:] = back[..., :-1].clone()
    return (maps + back) / 2


def decode(maps: NDArray[np.float32], decoding: Decoding = "official") -> tuple[Floats, NDArray[np.float32]]:
    """Return where heat maps (K, h, w) are largest, (K, 2) in their pixels, and how large, (K,).

    A quarter of a pixel is added towards the larger neighbour, unless the point lies at the border. A joint whose map
    is nowhere above zero lies at (0, 0), with MMPose at (-1, -1).
    """
    K, h, w = maps.shape
    joints = np.arange(K)
    y, x = np.unravel_index(maps.reshape(K, -1).argmax(1), (h, w))
    score = maps[joints, y, x]
    found = score > 0
    inside_x, inside_y = (x > 1) & (x < w - 1), (y > 1) & (y < h - 1)
    if decoding == "mmpose-1.x":  # only the axis itself must be clear of the border, the other one of row 0
        move_x, move_y = inside_x & (y > 0), inside_y & (x > 0)
    else:
        move_x = move_y = inside_x & inside_y
    right, left = maps[joints, y, np.minimum(x + 1, w - 1)], maps[joints, y, np.maximum(x - 1, 0)]
    below, above = maps[joints, np.minimum(y + 1, h - 1), x], maps[joints, np.maximum(y - 1, 0), x]
    moves = np.stack([np.sign(right - left) * move_x, np.sign(below - above) * move_y], 1)  # (K, 2)
    nowhere = 0 if decoding == "official" else -1
    points = np.where(found[:, None], np.stack([x, y], 1) + SHIFT * moves, nowhere)
    return points.astype(np.float64), score
