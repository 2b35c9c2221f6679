"""A person's parts and points, from the maps of the bundled network: LIP's 20 labels, then OpenPose's 18 points."""

from typing import Final

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional as F

from engines.models.changes import normalise
from engines.models.heatmaps import read_points
from engines.models.results import LabelMap
from engines.models.skeletons import OPENPOSE_18, Keypoints
from engines.models.spotter import Spotter
from engines.tryon.results import HEIGHT, LIP, WIDTH
from engines.tryon.views import MIRRORED_LABELS

LABELS: Final = len(LIP)
STEP: Final = 2  # pixels of what the network sees to one place of a map
HALVED: Final = 2  # pixels of the picture to one of the smaller look at it
FINE_SHARE: Final = 0.6  # of the larger look in the labels
NEAR: Final = 2  # places to each side of the likeliest that count for a point


def read_body(network: Spotter, pictures: list[Image.Image]) -> list[tuple[LabelMap, Keypoints]]:
    """Return the parts and the points of the person in each picture, RGB of 192 x 256."""
    pixels = torch.from_numpy(np.stack([np.asarray(picture) for picture in pictures]))
    chances, maps = look(network, pixels.permute(0, 3, 1, 2).float() / 255)
    places, scores = read_points(maps, NEAR)
    labels = chances.argmax(1).to(torch.uint8).numpy()
    points = (places * (HALVED * STEP) - 0.5).numpy()
    return [
        (LabelMap(parts, LIP), OPENPOSE_18.keypoints(xy, score))
        for parts, xy, score in zip(labels, points, scores.numpy(), strict=True)
    ]


@torch.inference_mode()
def look(network: Spotter, x: Tensor) -> tuple[Tensor, Tensor]:
    """Return how likely each label is (B, 20, 256, 192) and the maps of the points (B, 18, 64, 48).

    It looks at the mirror image too, and at both in half the size: there it sees more of the body at once, and reads
    the points there alone.

    Args:
        network: in eval mode.
        x: (B, 3, 256, 192) of 0 to 1.
    """
    x = normalise(x).to(next(network.parameters()))
    fine, coarse = (_both_sides(network, view) for view in (x, F.avg_pool2d(x, HALVED)))
    chances = [F.interpolate(maps[:, :LABELS], (HEIGHT, WIDTH), mode="bilinear").softmax(1) for maps in (fine, coarse)]
    return FINE_SHARE * chances[0] + (1 - FINE_SHARE) * chances[1], coarse[:, LABELS:]


@torch.inference_mode()
def look_for_points(network: Spotter, x: Tensor) -> Tensor:
    """Return the maps of the points alone, as `look` does."""
    x = normalise(x).to(next(network.parameters()))
    return _both_sides(network, F.avg_pool2d(x, HALVED))[:, LABELS:]


def _both_sides(network: Spotter, x: Tensor) -> Tensor:
    """The maps of pictures, the mean of what they and their mirror images show."""
    seen, turned = network(torch.cat([x, x.flip(3)])).float().cpu().chunk(2)
    labels = turned[:, MIRRORED_LABELS[:LABELS]]
    points = turned[:, [LABELS + n for n in OPENPOSE_18.mirrored]]
    return (seen + torch.cat([labels, points], 1).flip(3)) / 2
