"""What can be said of dogs without learning: the least that a network has to be better than."""

from typing import Final, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from engines.dogs.augment import plain_crops
from engines.dogs.data import Labelled, Photos
from engines.dogs.finder import MAPS, SIDE, STEP
from engines.dogs.retrieval import BATCH
from engines.models.spotter import Spotter

PIXELS: Final = 16  # side of the pictures that are compared pixel by pixel
CELLS: Final = 6  # of a colour channel in the histogram
COLOURED: Final = 48  # side of the pictures whose colours are counted
NEVER, SURELY = -20.0, 20.0  # logits


def pixel_rows(photos: Photos) -> Tensor:
    """Return (N, 3 PIXELS²) the crops themselves, of length 1."""
    rows = [plain_crops(photos, part, PIXELS).flatten(1) for part in torch.arange(len(photos)).split(BATCH)]
    flat = torch.cat(rows)
    return F.normalize(flat - flat.mean(1, keepdim=True), dim=1)


def colour_rows(photos: Photos) -> Tensor:
    """Return (N, CELLS³) histograms of the crops' colours, of length 1, square roots taken (Hellinger)."""
    rows = []
    for part in torch.arange(len(photos)).split(BATCH):
        x = plain_crops(photos, part, COLOURED).flatten(2)
        low, high = x.amin((0, 2), keepdim=True), x.amax((0, 2), keepdim=True)
        cells = ((x - low) / (high - low + 1e-6) * CELLS).long()
        number = (cells[:, 0] * CELLS + cells[:, 1]) * CELLS + cells[:, 2]
        rows.append(torch.stack([torch.bincount(one, minlength=CELLS**3) for one in number]).float())
    return F.normalize(torch.cat(rows).sqrt(), dim=1)


def whole_photo() -> Spotter:
    """Return a finder that says of every picture that all of it is a dog."""
    return cast("Spotter", _WholePhoto())


class _WholePhoto(nn.Module):
    """One box as large as the square that the finder looks at; `find_dogs` cuts it to the photo."""

    def __init__(self) -> None:
        super().__init__()
        places = SIDE // STEP
        maps = torch.zeros(MAPS, places, places)
        maps[0] = NEVER
        maps[0, places // 2, places // 2] = SURELY
        maps[1:3] = -0.5  # from the middle of that place to the middle of the square
        self.maps = nn.Parameter(maps, requires_grad=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.maps.expand(len(x), -1, -1, -1)


def mean_places(learnt: Labelled) -> NDArray[np.float64]:
    """Return (17, 2): where each point lies on average, in shares of the box."""
    boxes, xy, weight = (part.double() for part in (learnt.photos.boxes, learnt.xy, learnt.weight[..., None]))
    places = (xy - boxes[:, None, :2]) / boxes[:, None, 2:]
    return ((places * weight).sum(0) / weight.sum(0)).numpy()


def distances(places: NDArray[np.float64], exam: Labelled) -> NDArray[np.float64]:
    """Return how far (N, 17), in pixels, the labels are from the places (17, 2) in their boxes."""
    boxes = exam.photos.boxes.numpy()[:, None]
    return np.linalg.norm(boxes[..., :2] + places * boxes[..., 2:] - exam.xy.numpy(), axis=2)
