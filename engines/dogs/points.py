"""Where are the 17 points of a dog? Read from the maps of the bundled network.

A map is a logit at every place; its softmax is how likely the point lies there. The point is the mean of the places
around the likeliest one, and its score how much of the whole lies there: a point that the network is torn about, or
that is hidden, has a low one.
"""

from typing import Final

import torch
from PIL import Image
from torch import Tensor

from engines.dogs.crops import frame, square, to_input
from engines.dogs.results import Box
from engines.models.results import Keypoints
from engines.models.skeletons import AP_10K
from engines.models.spotter import Spotter

SIDE: Final = 128  # pixels of the square around the dog
STEP: Final = 4  # of them to one place of a map
MARGIN: Final = 1.25  # side of the square, of the box's longer side
NEAR: Final = 2  # places to each side of the likeliest that count for the point


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


def read_points(maps: Tensor) -> tuple[Tensor, Tensor]:
    """Return points (B, K, 2), x and y in places of the maps (B, K, h, w) from the border on, and scores (B, K)."""
    B, K, h, w = maps.shape
    chance = maps.flatten(2).softmax(2).view(B, K, h, w)
    best = chance.flatten(2).argmax(2)
    row, column = (best // w)[..., None], (best % w)[..., None]
    near_row = (torch.arange(h) - row).abs() <= NEAR  # (B, K, h)
    near_column = (torch.arange(w) - column).abs() <= NEAR
    near = chance * near_row[..., None] * near_column[..., None, :]
    score = near.sum((2, 3))
    x = (near.sum(2) * (torch.arange(w) + 0.5)).sum(2) / score
    y = (near.sum(3) * (torch.arange(h) + 0.5)).sum(2) / score
    return torch.stack([x, y], 2), score
