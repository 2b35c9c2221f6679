"""Squares to learn finding dogs from: whole photos and mosaics of four, with the maps that are to be made of them."""

from typing import Final

import torch
from torch import Tensor
from torch.nn import functional as F

from engines.dogs.augment import sample
from engines.dogs.data import Photos
from engines.dogs.finder import SIDE, STEP
from engines.models.changes import Augmentation, damaged, normalise, recoloured

OTHERS_SHARE: Final = 0.2  # of the batch: pictures without a dog
MOSAICS: Final = 0.25  # share of the squares that show four photos
LEAST_SEEN: Final = 0.45  # of a dog that is still to be found where the view cuts it
LIGHT: Final = Augmentation(crop=(1, 1), jitter=0.35, grey=0.08, blur=0.15)


class Scenes:
    """Squares (B, 3, SIDE, SIDE) with the maps that the network is to make of them."""

    def __init__(self, dogs: Photos, boxes: list[list[list[float]]], others: Photos) -> None:
        self.photos = Photos(*(torch.cat(parts) for parts in zip(_parts(dogs), _parts(others), strict=True)))
        most = max(map(len, boxes))
        self.boxes = torch.zeros(len(self.photos), most, 4)
        for place, found in zip(self.boxes, boxes, strict=False):
            place[: len(found)] = torch.tensor(found)
        self.boxes = self.boxes.to(dogs.pixels.device)
        self.dogs = len(dogs)

    def batch(self, count: int) -> tuple[Tensor, Tensor, Tensor]:
        """Pictures (B, 3, SIDE, SIDE), heat (B, h, w), and at each centre offset and size (B, 4, h, w), else NaN."""
        fours = round(count * MOSAICS)
        x, boxes = self._views(count - fours, SIDE)
        parts, part_boxes = self._views(fours * 4, SIDE // 2)
        quarters = parts.view(fours, 2, 2, 3, SIDE // 2, SIDE // 2).permute(0, 3, 1, 4, 2, 5)
        corner = torch.tensor([(0, 0), (1, 0), (0, 1), (1, 1)], device=x.device).repeat(fours, 1) * SIDE / 2
        part_boxes = part_boxes + torch.cat([corner, corner], 1)[:, None] * torch.isfinite(part_boxes)
        n = part_boxes.shape[1]
        boxes = F.pad(boxes, (0, 0, 0, 3 * n), value=float("nan"))
        x = torch.cat([x, quarters.reshape(fours, 3, SIDE, SIDE)])
        boxes = torch.cat([boxes, part_boxes.reshape(fours, 4 * n, 4)])
        return normalise(damaged(recoloured(x, LIGHT), LIGHT)), *targets(boxes)

    def _views(self, count: int, side: int) -> tuple[Tensor, Tensor]:
        """Pictures (B, 3, side, side) and boxes (B, N, 4) left, top, right, bottom, NaN where no dog is seen."""
        device = self.photos.pixels.device
        dog = torch.randint(self.dogs, (count,), device=device)
        other = torch.randint(self.dogs, len(self.photos), (count,), device=device)
        index = torch.where(torch.rand(count, device=device) < OTHERS_SHARE, other, dog)
        size = self.photos.sizes[index]
        half = size.amax(1) / 2 * torch.exp2(torch.rand(count, device=device) * 1.5 - 0.9)
        stretch = torch.exp2((torch.rand(count, 2, device=device) - 0.5) * 0.4)
        half = half[:, None] * stretch
        shift = (torch.rand(count, 2, device=device) - 0.5) * ((size / 2 - half).abs() + 0.1 * size) * 2
        centre = size / 2 + shift
        mirror = torch.where(torch.rand(count, device=device) < 0.5, -1.0, 1.0)
        scale = torch.stack([half[:, 0] * mirror, half[:, 1]], 1)
        x = sample(self.photos, index, torch.diag_embed(scale), centre, side)
        inside = self._seen(index, centre, scale, side)
        beyond = self._beyond(index, centre, scale, side)
        grey = torch.rand(count, 3, 1, 1, device=device)
        return torch.where(beyond[:, None], grey, x), inside

    def _beyond(self, index: Tensor, centre: Tensor, scale: Tensor, side: int) -> Tensor:
        """(B, side, side) true beside the photo."""
        ruler = (torch.arange(side, device=index.device) + 0.5) / side * 2 - 1
        place = ruler[None, :, None] * scale[:, None] + centre[:, None]  # (B, side, 2)
        outside = (place < 0) | (place > self.photos.sizes[index][:, None])
        return outside[:, None, :, 0] | outside[:, :, None, 1]

    def _seen(self, index: Tensor, centre: Tensor, scale: Tensor, side: int) -> Tensor:
        """(B, N, 4) the dogs' boxes in pixels of the view, cut at its border; NaN where too little shows."""
        boxes = self.boxes[index]
        corners = torch.stack([boxes[..., :2], boxes[..., :2] + boxes[..., 2:]], 2)
        corners = ((corners - centre[:, None, None]) / scale[:, None, None] + 1) / 2 * side
        low, high = corners.amin(2), corners.amax(2)
        whole = (high - low).prod(2)
        low, high = low.clamp(0, side), high.clamp(0, side)
        seen = ((high - low).prod(2) / whole.clamp(min=1e-6) > LEAST_SEEN) & (boxes[..., 2] > 0)
        return torch.where(seen[..., None], torch.cat([low, high], 2), float("nan"))


def _parts(photos: Photos) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    return photos.pixels, photos.sizes, photos.boxes, photos.breeds


def targets(boxes: Tensor) -> tuple[Tensor, Tensor]:
    """Return heat (B, h, w), 1 at a dog's centre and falling around it, and what to read there, for boxes (B, N, 4)."""
    B = len(boxes)
    cells = SIDE // STEP
    middle, size = (boxes[..., :2] + boxes[..., 2:]) / 2 / STEP, (boxes[..., 2:] - boxes[..., :2]).clamp(min=2)
    ruler = torch.arange(cells, device=boxes.device) + 0.5
    sigma = (size / STEP / 7).clamp(min=0.6)
    cell = middle.floor().clamp(0, cells - 1)
    away = ruler - (cell + 0.5)[..., None]  # (B, N, 2, cells)
    bell = torch.exp(-(away**2) / (2 * sigma[..., None] ** 2))
    heat = torch.nan_to_num(bell[:, :, 1, :, None] * bell[:, :, 0, None, :]).amax(1)
    told = torch.full((B, 4, cells, cells), float("nan"), device=boxes.device)
    batch, place = torch.nonzero(torch.isfinite(middle[..., 0]), as_tuple=True)
    column, row = cell[batch, place].long().unbind(1)
    offset = middle[batch, place] - cell[batch, place] - 0.5
    told[batch, :, row, column] = torch.cat([offset, (size[batch, place] / SIDE).log()], 1)
    return heat, told


def finder_loss(maps: Tensor, heat: Tensor, told: Tensor) -> Tensor:
    """Return the loss of maps (B, 5, h, w): focal for the centres (Law and Deng 2018), absolute for the rest."""
    chance = maps[:, 0].sigmoid().clamp(1e-4, 1 - 1e-4)
    centre = heat == 1
    hit = -((1 - chance) ** 2) * chance.log()
    miss = -((1 - heat) ** 4) * chance**2 * (1 - chance).log()
    count = centre.sum().clamp(min=1)
    focal = torch.where(centre, hit, miss).sum() / count
    known = torch.isfinite(told)
    away = (maps[:, 1:] - torch.nan_to_num(told)).abs() * known
    return focal + away[:, :2].sum() / count + 2 * away[:, 2:].sum() / count
