"""Where are the 17 points of a dog? Read from the maps of the bundled network."""

from typing import Final

import torch
from PIL import Image
from torch import Tensor

from engines.dogs.crops import frame, square, to_input
from engines.dogs.results import Box
from engines.models.heatmaps import read_points
from engines.models.skeletons import AP_10K, Keypoints
from engines.models.spotter import Spotter

SIDE: Final = 128  # pixels of the square around the dog
STEP: Final = 4  # of them to one place of a map
MARGIN: Final = 1.25  # side of the square, of the box's longer side


def find_points(network: Spotter, photo: Image.Image, box: Box | None = None) -> Keypoints:
    """Return the points of the dog in the box, by default the whole picture, in pixels of the photo."""
    return points_of(network, [photo], [box or Box(0, 0, *photo.size)])[0]


def points_of(network: Spotter, photos: list[Image.Image], boxes: list[Box], twice: bool = True) -> list[Keypoints]:
    """Return the points of one dog on each of several photos; `twice` looks at the mirror images too."""
    x = to_input([square(photo, box, MARGIN, SIDE) for photo, box in zip(photos, boxes, strict=True)])
    like = next(network.parameters())
    with torch.inference_mode():
        if twice:
            maps = unmirrored(*network(torch.cat([x, x.flip(3)]).to(like)).float().cpu().chunk(2))
        else:
            maps = network(x.to(like)).float().cpu()
    places, scores = read_points(maps)
    told = []
    for box, place, score in zip(boxes, places.numpy(), scores.numpy(), strict=True):
        left, top, side = frame(box, MARGIN)
        told.append(AP_10K.keypoints(place * (STEP * side / SIDE) + (left, top) - 0.5, score))
    return told


def unmirrored(maps: Tensor, mirrored: Tensor) -> Tensor:
    """Return the mean of maps (B, K, h, w) and of those of the mirror images, turned back."""
    return (maps + mirrored.flip(3)[:, list(AP_10K.mirrored)]) / 2
