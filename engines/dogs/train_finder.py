"""Train the network that finds dogs.

    python -m engines.dogs.train_finder --data ../shared/data --out runs/finder --seconds 1200
    python -m engines.dogs.train_finder --data ../shared/data --out runs/finder --seconds 1200        # goes on

What is no dog comes from the packs of the other rooms: people, garments, pandas, cars, drawings. The run folder gets
`state.pt`, `finder.safetensors` (averaged, float16) and `figures.json`: the share of validation dogs whose best box
overlaps theirs by half or more, and the shares of pictures with and without a dog in which one is found.
"""

import csv
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from zipfile import ZipFile

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional as F

from engines.dogs.augment import sample
from engines.dogs.data import CANVAS, Photos, load_all_boxes, load_photos, pack_photos, photos_of
from engines.dogs.finder import MAPS, SIDE, STEP, find_dogs, overlap
from engines.models.changes import Augmentation, damaged, normalise, recoloured
from engines.models.spotter import Spotter
from engines.runtime.apprentice import Apprentice, Limits, read_settings, run

OTHERS = ("sketch-things.zip", "sketch-worlds.zip", "sketch-human.zip", "tryon-people.zip", "tryon-garments.zip")
OTHERS_SHARE = 0.2  # of the batch: pictures without a dog
MOSAICS = 0.25  # share of the squares that show four photos
LEAST_SEEN = 0.45  # of a dog that is still to be found where the view cuts it
LIGHT = Augmentation(crop=(1, 1), jitter=0.35, grey=0.08, blur=0.15)


@dataclass(frozen=True)
class FinderConfig:
    """Settings of a run. The defaults are those of the shipped weights."""

    data: Path = Path("../shared/data")
    out: Path = Path("runs/finder")
    backbone: str = "regnetx_002"
    width: int = 48
    steps: int = 4000
    seconds: float = 1e9  # stops after this long, to go on later
    batch: int = 32
    others: int = 3000  # pictures without a dog
    learning_rate: float = 2e-3
    averaging: float = 0.998
    save_every: float = 240  # seconds
    device: str = "auto"
    seed: int = 0


def load_others(data: Path, split: str, count: int, seed: int = 0) -> Photos:
    """Pictures without a dog, of all other packs alike, at most CANVAS pixels a side."""
    rng = np.random.default_rng(seed)
    pictures = []
    for name in OTHERS:
        with ZipFile(data / name) as archive:
            rows = csv.DictReader(io.StringIO(archive.read("meta.csv").decode()))
            files = [row["file"] for row in rows if row["split"] == split]
            for file in rng.permutation(files)[: count // len(OTHERS)]:
                picture = Image.open(io.BytesIO(archive.read(str(file)))).convert("RGB")
                picture.thumbnail((CANVAS, CANVAS))
                pictures.append(np.asarray(picture))
    whole = [[0.0, 0.0, picture.shape[1], picture.shape[0]] for picture in pictures]
    return pack_photos(pictures, whole, [-1] * len(pictures))


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


def train(config: FinderConfig) -> Path:
    """Run until the steps, the time or the patience of the caller end. Returns the path of the finder."""
    torch.manual_seed(config.seed)
    config.out.mkdir(parents=True, exist_ok=True)
    network = Spotter(MAPS, config.backbone, STEP, config.width)
    bias = cast("Tensor", network.head.bias)
    torch.nn.init.constant_(bias[:1], -3.0)  # few places are a dog's centre
    torch.nn.init.constant_(bias[3:], -0.7)  # and dogs fill half of a photo
    apprentice = Apprentice(network, config.device, config.learning_rate, config.averaging)
    apprentice.resume(config.out)
    pack, device = config.data / "dogs.zip", apprentice.device.name
    dogs, others = load_photos(pack, "train"), load_others(config.data, "train", config.others)
    scenes = Scenes(dogs.to(device), load_all_boxes(pack, "train"), others.to(device))

    def loss() -> Tensor:
        x, heat, told = scenes.batch(config.batch)
        return finder_loss(network(x).float(), heat, told)

    limits = Limits(config.steps, config.seconds, config.save_every)
    path = run(apprentice, loss, config.out, "finder", limits)
    figures = examine(apprentice.master.cpu(), config.data)
    (config.out / "figures.json").write_text(json.dumps(figures, indent=1))
    print(figures)
    return path


def examine(finder: Spotter, data: Path) -> dict[str, float]:
    """Figures on the validation parts; see the module's docstring."""
    dogs, others = load_photos(data / "dogs.zip", "val"), load_others(data, "val", 500)
    overlaps = []
    for photo, (left, top, w, h) in zip(photos_of(dogs), dogs.boxes.numpy(), strict=True):
        found = find_dogs(finder, photo)
        true = np.array([left, top, left + w, top + h])
        best = found[0] if found else None
        overlaps.append(
            -1.0 if best is None else overlap(np.array([best.x, best.y, best.x + best.w, best.y + best.h]), true)
        )
    iou = np.array(overlaps)
    alarms = np.mean([bool(find_dogs(finder, picture)) for picture in photos_of(others)])
    told = {"found": (iou >= 0).mean(), "half": (iou >= 0.5).mean(), "mean_iou": iou.clip(0).mean(), "alarms": alarms}
    return {name: round(float(value), 4) for name, value in told.items()}


if __name__ == "__main__":
    print(train(read_settings(FinderConfig, __doc__)))
