"""What can be said of people and garments without learning: the least that a network has to be better than."""

from typing import Final, cast

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engines.models.dresser import Dresser
from engines.models.garment_warp import SIZE
from engines.models.heatmaps import BELL
from engines.models.spotter import Spotter
from engines.tryon import body
from engines.tryon.agnostic import Regions
from engines.tryon.data import Parsed, Posed
from engines.tryon.description import NAMES
from engines.tryon.garment import OTHER, STEP
from engines.tryon.results import HEIGHT, WIDTH
from engines.tryon.scenes import MIRRORED, Group, Seen
from engines.tryon.train_garment import UNTOLD, Garments, examine
from engines.tryon.views import MIRRORED_LABELS

THRESHOLDS: Final = np.linspace(0.1, 1.5, 15)  # away from the ground's colour, in deviations of all pictures
RIM: Final = 4  # pixels at a picture's border that tell its ground
SURELY: Final = 20.0  # a logit


def usual_body(parsed: Parsed, posed: Posed) -> Spotter:
    """Return a reader that answers every picture alike: with the most frequent label of each place and the mean place
    of each point, in these people and their mirror images."""
    shares = torch.stack([(parsed.labels == n).float().mean(0) for n in range(body.LABELS)])
    shares = shares + shares.flip(2)[MIRRORED_LABELS[: body.LABELS]]
    parts = F.avg_pool2d(shares[None], body.STEP)[0].clamp(min=1e-6).log()

    weight = posed.known[..., None]
    xy = (posed.xy * weight).sum(0) / weight.sum(0).clamp(min=1)
    mirrored = (xy * torch.tensor([-1, 1]) + torch.tensor([WIDTH - 1, 0]))[MIRRORED]
    places = ((xy + mirrored) / 2 + 0.5) / (body.HALVED * body.STEP)
    along, down = (torch.arange(side // (body.HALVED * body.STEP)) + 0.5 for side in (WIDTH, HEIGHT))
    away = (down[:, None] - places[:, 1, None, None]) ** 2 + (along - places[:, 0, None, None]) ** 2
    return cast("Spotter", _Unmoved(parts, -away / (2 * BELL**2)))


class _Unmoved(nn.Module):
    """Answers every picture with the same maps of parts (20, 128, 96) and of points (18, 64, 48)."""

    def __init__(self, parts: Tensor, points: Tensor) -> None:
        super().__init__()
        self.parts, self.points = nn.Parameter(parts), nn.Parameter(points)

    def forward(self, x: Tensor) -> Tensor:
        size = (x.shape[2] // body.STEP, x.shape[3] // body.STEP)
        maps = [F.interpolate(one[None], size, mode="bilinear") for one in (self.parts, self.points)]
        return torch.cat(maps, 1).expand(len(x), -1, -1, -1)


def plain_ground(learnt: Garments) -> Spotter:
    """Return a reader that takes for garment what has not the border's colour, within the best of THRESHOLDS, and for
    its kind and sleeves the most frequent ones."""
    readers = [_PlainGround(float(threshold), learnt) for threshold in THRESHOLDS]
    return max((cast("Spotter", one) for one in readers), key=lambda one: examine(one, learnt)["mask_iou"])


class _PlainGround(nn.Module):
    def __init__(self, threshold: float, learnt: Garments) -> None:
        super().__init__()
        self.threshold = nn.Parameter(torch.tensor(threshold))
        kinds = F.one_hot(learnt.kinds.mode().values, OTHER + 1)
        sleeves = F.one_hot(learnt.sleeves[learnt.sleeves != UNTOLD].mode().values, 3)
        self.register_buffer("names", torch.cat([kinds, sleeves]).float())
        self.names: Tensor

    def forward(self, x: Tensor) -> Tensor:
        rims = x[..., :RIM, :], x[..., -RIM:, :], x[..., :RIM], x[..., -RIM:]
        ground = torch.cat([rim.flatten(2) for rim in rims], 2).median(2).values[..., None, None]
        away = F.avg_pool2d((x - ground).norm(dim=1, keepdim=True), STEP)
        names = self.names[None, :, None, None].expand(len(x), -1, *away.shape[2:])
        return torch.cat([(away - self.threshold) * SURELY, names], 1)


def pasted(seen: Seen, where: Regions, group: Group) -> Tensor:  # noqa: ARG001  # a `warp_exam.Bend`
    """Return grids (B, 128, 96, 2) that lay each garment's frame over the box of what is to be covered."""
    grids = []
    for hole in where.hole:
        rows, columns = (hole.any(axis).nonzero()[:, 0].float() for axis in (1, 0))
        if not len(rows):
            rows, columns = (torch.tensor([0.0, side - 1]) for side in SIZE)
        down, along = (
            (torch.arange(side) - line[0]) / (line[-1] - line[0]).clamp(min=1) * 2 - 1
            for side, line in zip(SIZE, (rows, columns), strict=True)
        )
        grids.append(torch.stack(torch.meshgrid(along, down, indexing="xy"), 2))
    return torch.stack(grids)


def plain_skin() -> Dresser:
    """Return what shows the whole garment, and paints all else in the mean colour of the skin that is kept."""
    return cast("Dresser", _PlainSkin())


class _PlainSkin(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.shown = nn.Parameter(torch.tensor(SURELY))

    def forward(self, maps: Tensor) -> tuple[Tensor, Tensor]:
        return maps[:, -NAMES - 3 : -NAMES], self.shown.expand(len(maps), 1, *maps.shape[2:])
