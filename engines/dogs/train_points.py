"""Train the network that finds the points of a dog.

    python -m engines.dogs.train_points --data ../shared/data --out runs/points --start runs/dogs/embedder.safetensors
    python -m engines.dogs.train_points --data ../shared/data --out runs/points                        # goes on

It learns from labelled photos, where a point without a label counts for nothing, and from dogs drawn by program with
every point exact. Drawn dogs stand before photos half of the time, and borrow the colours of photos (Reinhard et al.
2001), so that the drawn and the real look alike to the network. The run folder gets `state.pt`, `points.safetensors`
(averaged, float16) and `figures.json`.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from safetensors.torch import load_file
from torch import Tensor

from engines.dogs.augment import any_view, sample
from engines.dogs.data import Photos, decode, pack_photos, photos_of
from engines.dogs.points import SIDE, STEP, find_points
from engines.dogs.results import Box
from engines.drawn.dogs import draw_dog
from engines.models.changes import Augmentation, damaged, normalise, recoloured
from engines.models.heatmaps import points_loss
from engines.models.skeletons import AP_10K
from engines.models.spotter import Spotter
from engines.runtime.apprentice import Apprentice, Limits, read_settings, run

CANVAS = 256  # pixels: the longest side of the photos in the pack
DRAWN = 160  # pixels: side of the pictures of drawn dogs
HIDDEN = 0.4  # weight of a drawn point that the body hides
CHANGES = Augmentation(crop=(1.15, 2.2), stretch=0.25, rotation=30, jitter=0.4, grey=0.1, blur=0.15, erase=0.3)
# How exactly people place each point (Yu et al., AP-10K, 2021; as MMPose lists them).
SIGMAS = np.array([0.025, 0.025, 0.026, 0.035, 0.035, *[0.079, 0.072, 0.062] * 2, *[0.107, 0.087, 0.089] * 2])


@dataclass(frozen=True)
class PointsConfig:
    """Settings of a run. The defaults are those of the shipped weights."""

    data: Path = Path("../shared/data")
    out: Path = Path("runs/points")
    start: Path = Path()  # a dog embedder whose backbone is begun with
    backbone: str = "regnetx_004"
    width: int = 64
    drawn: int = 800  # dogs by program
    drawn_share: float = 0.35  # of the batch
    steps: int = 1000
    seconds: float = 1e9  # stops after this long, to go on later
    batch: int = 32
    learning_rate: float = 1.5e-3
    averaging: float = 0.998
    save_every: float = 240  # seconds
    device: str = "auto"
    seed: int = 0


@dataclass(frozen=True)
class Labelled:
    """Photos with points (N, 17, 2) in pixels and their weights (N, 17): 0 where nobody knows the point."""

    photos: Photos
    xy: Tensor
    weight: Tensor

    def __add__(self, other: "Labelled") -> "Labelled":
        parts = [("pixels", "sizes", "boxes", "breeds"), ("xy", "weight")]
        joined = [torch.cat([getattr(self.photos, name), getattr(other.photos, name)]) for name in parts[0]]
        return Labelled(Photos(*joined), *(torch.cat([getattr(self, n), getattr(other, n)]) for n in parts[1]))

    def to(self, device: str) -> "Labelled":
        """The same photos on a device."""
        return Labelled(self.photos.to(device), self.xy.to(device), self.weight.to(device))


def load_labelled(pack: Path, split: str) -> Labelled:
    """Read the photos of one split, "train" or "val", from the pack `dogs-keypoints.zip`."""
    with ZipFile(pack) as archive:
        known = json.loads(archive.read("keypoints.json"))["images"]
        files = [file for file, one in known.items() if one["split"] == split]
        pictures = decode(archive, files)
    boxes = [known[file]["box"] for file in files]
    photos = pack_photos(pictures, boxes, [-1] * len(files), CANVAS)
    xy = torch.tensor([known[file]["xy"] for file in files])
    return Labelled(photos, xy, torch.tensor([known[file]["v"] for file in files]).gt(0).float())


def draw_labelled(count: int, grounds: Photos, seed: int) -> Labelled:
    """Draw dogs; every other one stands before one of the photos `grounds` instead of its drawn ground."""
    rng = np.random.default_rng(seed)
    pictures, boxes, points, weights = [], [], [], []
    for number in range(count):
        dog = draw_dog(rng, DRAWN)
        picture = dog.picture
        if number % 2:
            cover = dog.mask[..., None]
            picture = (picture * cover + _ground(grounds, rng) * (1 - cover)).astype(np.uint8)
        pictures.append(picture)
        boxes.append(dog.box)
        points.append(dog.xy)
        weights.append(np.where(dog.visible, 1.0, HIDDEN))
    photos = pack_photos(pictures, boxes, [-1] * count, CANVAS)
    return Labelled(photos, torch.from_numpy(np.stack(points)).float(), torch.from_numpy(np.stack(weights)).float())


def _ground(grounds: Photos, rng: np.random.Generator) -> NDArray[np.float64]:
    """(DRAWN, DRAWN, 3) a random part of a photo."""
    number = rng.integers(len(grounds))
    w, h = grounds.sizes[number].int().tolist()
    page = Image.fromarray(grounds.pixels[number, :, :h, :w].permute(1, 2, 0).numpy())
    side = rng.uniform(0.4, 1) * min(w, h)
    left, top = rng.uniform(0, w - side), rng.uniform(0, h - side)
    return np.asarray(
        page.resize((DRAWN, DRAWN), Image.Resampling.BILINEAR, (left, top, left + side, top + side)), float
    )


class PointLessons:
    """Batches of squares (B, 3, SIDE, SIDE) with points in places of the maps and their weights."""

    def __init__(self, real: Labelled, drawn: Labelled, drawn_share: float) -> None:
        self.all = real + drawn
        self.real, self.drawn, self.share = len(real.xy), len(drawn.xy), drawn_share
        self.mirrored = torch.tensor(AP_10K.mirrored, device=real.xy.device)

    def batch(self, count: int) -> tuple[Tensor, Tensor, Tensor]:
        """Pictures normalised, points (B, 17, 2) and weights (B, 17)."""
        device = self.all.xy.device
        drawn = round(count * self.share) if self.drawn else 0
        index = torch.cat(
            [
                torch.randint(self.real, (count - drawn,), device=device),
                torch.randint(max(1, self.drawn), (drawn,), device=device) + self.real,
            ]
        )
        matrix, centre = any_view(self.all.photos.boxes[index], CHANGES)
        x = sample(self.all.photos, index, matrix, centre, SIDE)
        x[count - drawn :] = borrowed(x[count - drawn :], x[: count - drawn])
        there = torch.linalg.solve(matrix, (self.all.xy[index] - centre[:, None]).transpose(1, 2)).transpose(1, 2)
        places = (there + 1) / 2 * (SIDE / STEP)
        weight = self.all.weight[index]
        turned = matrix.det() < 0
        places[turned], weight[turned] = places[turned][:, self.mirrored], weight[turned][:, self.mirrored]
        inside = ((places > 0) & (places < SIDE / STEP)).all(2)
        return normalise(damaged(recoloured(x, CHANGES), CHANGES)), places, weight * inside


def borrowed(x: Tensor, others: Tensor) -> Tensor:
    """Return pictures (B, 3, H, W) half of which have the mean and spread of colour of some of the others."""
    B, device = len(x), x.device
    if not B or not len(others):
        return x
    chosen = others[torch.randint(len(others), (B,), device=device)]
    mean, spread = x.mean((2, 3), keepdim=True), x.std((2, 3), keepdim=True).clamp(min=0.02)
    moved = (x - mean) / spread * chosen.std((2, 3), keepdim=True) + chosen.mean((2, 3), keepdim=True)
    share = torch.rand(B, 1, 1, 1, device=device) * (torch.rand(B, 1, 1, 1, device=device) < 0.5)
    return (x + (moved - x) * share).clamp(0, 1)


def begin_with(network: Spotter, path: Path) -> None:
    """Take the backbone of a dog embedder."""
    known = {k: v.float() for k, v in load_file(path).items() if k.startswith("backbone.")}
    network.load_state_dict(known, strict=False)


def train(config: PointsConfig) -> Path:
    """Run until the steps, the time or the patience of the caller end. Returns the path of the network."""
    torch.manual_seed(config.seed)
    config.out.mkdir(parents=True, exist_ok=True)
    network = Spotter(len(AP_10K.names), config.backbone, STEP, config.width)
    if config.start.is_file():
        begin_with(network, config.start)
    apprentice = Apprentice(network, config.device, config.learning_rate, config.averaging)
    apprentice.resume(config.out)
    pack, device = config.data / "dogs-keypoints.zip", apprentice.device.name
    real = load_labelled(pack, "train")
    drawn = draw_labelled(config.drawn, real.photos, config.seed)
    lessons = PointLessons(real.to(device), drawn.to(device), config.drawn_share)

    def loss() -> Tensor:
        x, places, weight = lessons.batch(config.batch)
        return points_loss(network(x).float(), places, weight)

    limits = Limits(config.steps, config.seconds, config.save_every)
    path = run(apprentice, loss, config.out, "points", limits)
    figures = examine(apprentice.master.cpu(), load_labelled(pack, "val"))
    (config.out / "figures.json").write_text(json.dumps(figures, indent=1))
    print(figures)
    return path


def examine(network: Spotter, exam: Labelled) -> dict[str, float]:
    """Return pck10 and pck20 (share of points within a tenth or fifth of the box's longer side), oks (mean object
    keypoint similarity) and ap50 (share of dogs whose similarity is over a half), given the dogs' boxes."""
    away = distances(network, exam)
    known = exam.weight.numpy() > 0
    boxes = exam.photos.boxes.numpy()
    longer = boxes[:, 2:].max(1)[:, None]
    oks = similarity(away, known, boxes[:, 2] * boxes[:, 3])
    told = {
        "pck10": (away < 0.1 * longer)[known].mean(),
        "pck20": (away < 0.2 * longer)[known].mean(),
        "oks": oks.mean(),
        "ap50": (oks > 0.5).mean(),
        "ap75": (oks > 0.75).mean(),
    }
    return {name: round(float(value), 4) for name, value in told.items()}


def distances(network: Spotter, exam: Labelled) -> NDArray[np.float64]:
    """Return how far (N, 17), in pixels, the points found are from the labels."""
    found = []
    for photo, box in zip(photos_of(exam.photos), exam.photos.boxes.tolist(), strict=True):
        found.append(find_points(network, photo, Box(*box)).xy)
    return np.linalg.norm(np.stack(found) - exam.xy.numpy(), axis=2)


def similarity(away: NDArray[np.float64], known: NDArray[np.bool_], area: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the object keypoint similarity (N,) of COCO, over the known points (N, 17), with AP-10K's sigmas."""
    near = np.exp(-(away**2) / (2 * area[:, None] * (2 * SIGMAS) ** 2))
    return (near * known).sum(1) / known.sum(1)


if __name__ == "__main__":
    print(train(read_settings(PointsConfig, __doc__)))
