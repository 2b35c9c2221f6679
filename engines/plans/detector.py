"""A detector of one stage without anchors: what its maps mean, how it learns them, and the boxes that they hold.

The network is a `Spotter`. Its first maps say where the middle of something of each class is (Zhou et al., "Objects as
Points", 2019), its last four how far from there the sides of its box are. Those are learnt around the middle, too, the
more the nearer (Liu et al., "Training-Time-Friendly Network for Real-Time Object Detection", AAAI 2020), by generalised
intersection over union (Rezatofighi et al., CVPR 2019).
"""

from typing import Final, cast

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional as F
from torchvision.ops import batched_nms, generalized_box_iou_loss

from engines.checkpoints import find_weight
from engines.models.changes import normalise
from engines.models.spotter import Spotter
from engines.plans.scores import Boxes

BEGINNING: Final = "dog-finder"  # the same network, which knows lines and shapes already
STEP: Final = 8  # pixels of the picture to one of a map
SIDES: Final = 4  # maps: left, top, right, bottom
REACH: Final = 0.54  # share of a box around its middle that is learnt from
LEAST_SIGMA: Final = 0.5  # pixels of a map
NEAR: Final = 0.3  # weight from which on a place is learnt from
RARE, USUAL = -3.5, 1.2  # first logits: few places are a middle; the sides are some three map pixels away
MOST: Final = 100  # boxes of a picture
LEAST_SCORE: Final = 0.02
TWICE: Final = 0.5  # overlap of two boxes of a class of which the worse one goes


def new_detector(classes: int, backbone: str, width: int) -> Spotter:
    """A network that has learnt nothing. backbone, width: as for `Spotter`."""
    network = Spotter(classes + SIDES, backbone, STEP, width)
    bias = cast("Tensor", network.head.bias)
    torch.nn.init.constant_(bias[:-SIDES], RARE)
    torch.nn.init.constant_(bias[-SIDES:], USUAL)
    return network


def begin_with_shipped(network: Spotter) -> None:
    """Take from the weights that come with the program what fits by name and shape: all but the head, if as wide."""
    path, own = find_weight(BEGINNING).path, network.state_dict()
    if path.is_file():
        known = {key: tensor.float() for key, tensor in load_file(path).items()}
        fitting = {key: tensor for key, tensor in known.items() if key in own and own[key].shape == tensor.shape}
        network.load_state_dict(fitting, strict=False)


def detection_loss(maps: Tensor, boxes: Tensor, kinds: Tensor) -> Tensor:
    """Return the loss of maps (B, C + 4, h, w) for boxes (B, M, 4) in pixels of the picture, NaN where none is."""
    heat, weight, owner = _targets(boxes, kinds, maps.shape)
    chance = maps[:, :-SIDES].sigmoid().clamp(1e-4, 1 - 1e-4)
    centre = heat == 1
    hit = -((1 - chance) ** 2) * chance.log()
    miss = -((1 - heat) ** 4) * chance**2 * (1 - chance).log()
    focal = torch.where(centre, hit, miss).sum() / centre.sum().clamp(min=1)
    batch, row, column = torch.nonzero(weight > NEAR, as_tuple=True)
    near = weight[batch, row, column]
    true = boxes[batch, owner[batch, row, column]]
    told = _boxes(maps)[batch, row, column]
    size = (true[:, 2:] - true[:, :2]).repeat(1, 2).clamp(min=STEP)
    # as shares of the box, because the overlap of boxes that are far off hardly tells which way to go
    sides = F.smooth_l1_loss(told / size, true / size, reduction="none", beta=0.1).sum(1)
    away = generalized_box_iou_loss(told, true) + sides
    return focal + 2 * (away * near).sum() / near.sum().clamp(min=1)


def _targets(boxes: Tensor, kinds: Tensor, shape: torch.Size) -> tuple[Tensor, Tensor, Tensor]:
    """Return heat (B, C, h, w), and how near the middle of which box a place is: weight and owner (B, h, w)."""
    B, C, h, w = shape
    grid = torch.tensor([w, h], device=boxes.device)
    middle, size = (boxes[..., :2] + boxes[..., 2:]) / 2 / STEP, (boxes[..., 2:] - boxes[..., :2]) / STEP
    sigma = ((REACH * size + 1) / 6).clamp(min=LEAST_SIGMA)
    cell = torch.minimum(middle.floor().clamp(min=0), grid - 1)
    across, down = (torch.arange(length, device=boxes.device) for length in (w, h))
    bells = [
        torch.exp(-((ruler - cell[..., axis, None]) ** 2) / (2 * sigma[..., axis, None] ** 2))
        for axis, ruler in ((0, across), (1, down))
    ]
    bell = torch.nan_to_num(bells[1][..., :, None] * bells[0][..., None, :])  # (B, M, h, w)
    sort = kinds[..., None, None].expand(-1, -1, h, w)
    heat = torch.zeros(B, C - SIDES, h, w, device=boxes.device).scatter_reduce(1, sort, bell, "amax")
    weight, owner = bell.max(1)
    return heat, weight, owner


def _boxes(maps: Tensor) -> Tensor:
    """(B, h, w, 4) left, top, right, bottom in pixels, as each place of the maps (B, C + 4, h, w) tells them."""
    _, _, h, w = maps.shape
    y, x = torch.meshgrid(*(torch.arange(length, device=maps.device) + 0.5 for length in (h, w)), indexing="ij")
    left, top, right, bottom = maps[:, -SIDES:].clamp(max=6).exp().unbind(1)
    return torch.stack([x - left, y - top, x + right, y + bottom], -1) * STEP


@torch.no_grad()
def find_boxes(network: Spotter, picture: Tensor) -> Boxes:
    """Return the boxes in a picture (C, S, S) uint8, grey or RGB, whose side is a multiple of 32."""
    device = next(network.parameters()).device
    x = normalise(picture.to(device).expand(3, -1, -1)[None].float() / 255)
    maps = _both_ways(network, x)
    heat = maps[:, :-SIDES].sigmoid()[0]
    peaks = heat * (heat == F.max_pool2d(heat, 3, 1, 1))
    _, h, w = heat.shape
    scores, place = peaks.flatten().topk(min(MOST, heat.numel()))
    kinds, cell = place // (h * w), place % (h * w)
    boxes = _agreed(_boxes(maps)[0], heat).flatten(1, 2)[kinds, cell].clamp(0, picture.shape[-1])
    kept = batched_nms(boxes, scores, kinds, TWICE)
    kept = kept[scores[kept] > LEAST_SCORE].cpu()
    return Boxes(*(np.asarray(one.cpu()[kept]) for one in (boxes, kinds, scores)))


def _both_ways(network: Spotter, x: Tensor) -> Tensor:
    """Maps of pictures (B, 3, S, S), the mean of what they and their mirror images show."""
    seen, turned = network(torch.cat([x, x.flip(3)])).float().chunk(2)
    left, top, right, bottom = turned.flip(3)[:, -SIDES:].unbind(1)
    back = torch.cat([turned.flip(3)[:, :-SIDES], torch.stack([right, top, left, bottom], 1)], 1)
    return (seen + back) / 2


def _agreed(boxes: Tensor, heat: Tensor) -> Tensor:
    """(C, h, w, 4) what the places around each one tell together, those near the middle of something of a class most.

    Each place of boxes (h, w, 4) is a little wrong in its own way; heat: (C, h, w).
    """
    weight = heat[:, None] ** 2
    told = F.avg_pool2d(weight * boxes.permute(2, 0, 1), 3, 1, 1) / F.avg_pool2d(weight, 3, 1, 1).clamp(min=1e-9)
    return told.permute(0, 2, 3, 1)
