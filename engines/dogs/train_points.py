"""Train the network that finds the points of a dog.

    python -m engines.dogs.train_points --data ../shared/data --out runs/points --start runs/dogs/embedder.safetensors
    python -m engines.dogs.train_points --data ../shared/data --out runs/points                        # goes on

    python -m engines.dogs.train_points --data= --start shipped --out runs/drawn                       # no photos

It learns from labelled photos, where a point without a label counts for nothing, and from dogs drawn by program with
every point exact. Drawn dogs stand before photos half of the time, and borrow the colours of photos (Reinhard et al.
2001), so that the drawn and the real look alike to the network. Without data there are drawn dogs only. The run folder
gets `state.pt`, `points.safetensors` (averaged, float16), `training_history.json` and `figures.json`.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from engines.dogs.augment import any_view, sample
from engines.dogs.beginning import begin_with
from engines.dogs.data import POINTS_CANVAS, Labelled, Photos, load_labelled, photos_of
from engines.dogs.drawn_lessons import VAL, Part, any_dogs, kept, labelled
from engines.dogs.points import SIDE, STEP, find_points
from engines.dogs.results import Box
from engines.dogs.sheets import sheet, with_points
from engines.drawn.dogs import draw_dog
from engines.models.changes import Augmentation, damaged, normalise, recoloured
from engines.models.heatmaps import points_loss
from engines.models.skeletons import AP_10K
from engines.models.spotter import Spotter
from engines.runtime.apprentice import Apprentice, read_settings
from engines.runtime.course import Exam, limits_of, report, run
from engines.runtime.preview import Preview

PACK: Final = "dogs-keypoints.zip"
WEIGHT: Final = "dog-points"  # the shipped weights
EXAMINED: Final = 64  # dogs of the exams on the way
SHOWN, ACROSS = 12, 4  # dogs on a sheet, and in a row of it
DRAWN = 160  # pixels: side of the pictures of drawn dogs
HIDDEN = 0.4  # weight of a drawn point that the body hides
CHANGES = Augmentation(crop=(1.15, 2.2), stretch=0.25, rotation=30, jitter=0.4, grey=0.1, blur=0.15, erase=0.3)
# How exactly people place each point (Yu et al., AP-10K, 2021; as MMPose lists them).
SIGMAS = np.array([0.025, 0.025, 0.026, 0.035, 0.035, *[0.079, 0.072, 0.062] * 2, *[0.107, 0.087, 0.089] * 2])


@dataclass(frozen=True)
class PointsConfig:
    """Settings of a run. The defaults are those of the shipped weights."""

    data: Path = Path("../shared/data")  # folder with the pack dogs-keypoints.zip; none: only drawn dogs
    out: Path = Path("runs/points")
    start: Path = Path()  # weights to begin with, as far as they fit; `shipped`: those of the program
    backbone: str = "regnetx_004"
    width: int = 64
    drawn: int = 800  # dogs by program
    drawn_share: float = 0.35  # of the batch, where there are photos too
    steps: int = 1000
    epoch: int = 0  # steps to an exam; 0: a twentieth of the run
    seconds: float = 1e9  # stops after this long, to go on later
    batch: int = 32
    accumulate: int = 1  # batches to a step
    learning_rate: float = 1.5e-3
    averaging: float = 0.998
    patience: int = 0  # exams without a better figure after which the run ends; 0: it goes on
    save_every: float = 240  # seconds
    device: str = "auto"
    seed: int = 0


def draw_labelled(count: int, grounds: Photos, seed: int) -> Labelled:
    """Draw dogs; every other one stands before one of the photos `grounds` instead of its drawn ground."""
    rng = np.random.default_rng(seed)
    dogs, pictures = [], []
    for number in range(count):
        dog = draw_dog(rng, DRAWN)
        picture = dog.picture
        if number % 2:
            cover = dog.mask[..., None]
            picture = (picture * cover + _ground(grounds, rng) * (1 - cover)).astype(np.uint8)
        dogs.append(dog)
        pictures.append(picture)
    return labelled(dogs, pictures, POINTS_CANVAS)


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
    """Batches of squares (B, 3, SIDE, SIDE) with points in places of the maps and their weights.

    Args:
        first: what is learnt from.
        others: drawn dogs to be mixed in, so many of a batch.
    """

    def __init__(self, first: Labelled, others: Labelled | None = None, share: float = 0.0) -> None:
        self.all = first + others if others else first
        self.first, self.others, self.share = len(first.xy), len(others.xy) if others else 0, share
        self.mirrored = torch.tensor(AP_10K.mirrored, device=first.xy.device)

    def to(self, device: str) -> "PointLessons":
        """The same lessons, on a device from now on."""
        self.all, self.mirrored = self.all.to(device), self.mirrored.to(device)
        return self

    def batch(self, count: int) -> tuple[Tensor, Tensor, Tensor]:
        """Pictures normalised, points (B, 17, 2) and weights (B, 17)."""
        device = self.all.xy.device
        drawn = round(count * self.share) if self.others else 0
        index = torch.cat(
            [
                torch.randint(self.first, (count - drawn,), device=device),
                torch.randint(max(1, self.others), (drawn,), device=device) + self.first,
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


def gather(config: PointsConfig) -> tuple[PointLessons, Labelled]:
    """What is learnt from, and the dogs of the exam."""
    if config.data == Path():
        learnt, asked = (_drawn(config, part, config.drawn) for part in ("train", "val"))
        return PointLessons(learnt), asked
    real = load_labelled(config.data / PACK, "train")
    path = config.out / f"drawn-{config.drawn}-{config.seed}.npz"
    drawn = kept(path, lambda: draw_labelled(config.drawn, real.photos, config.seed)) if config.drawn else None
    return PointLessons(real, drawn, config.drawn_share), load_labelled(config.data / PACK, "val")


def _drawn(config: PointsConfig, part: Part, count: int) -> Labelled:
    return any_dogs(config.out, part, count if part == "train" else count // VAL, config.seed, DRAWN)


def train(config: PointsConfig) -> Path:
    """Run until the steps, the time or the patience end. Returns the path of the network.

    Raises:
        InputError: `training_*`, the data do not fit.
    """
    torch.manual_seed(config.seed)
    config.out.mkdir(parents=True, exist_ok=True)
    network = Spotter(len(AP_10K.names), config.backbone, STEP, config.width)
    begin_with(network, config.start, WEIGHT)
    apprentice = Apprentice(network, config.device, config.learning_rate, config.averaging)
    apprentice.resume(config.out)
    lessons, asked = gather(config)
    lessons = lessons.to(apprentice.device.name)

    def loss() -> Tensor:
        x, places, weight = lessons.batch(config.batch)
        return points_loss(network(x).float(), places, weight)

    some = asked.some(EXAMINED)
    exam = Exam(
        lambda: examine(apprentice.master, some), "pck10", picture=lambda: painted(apprentice.master, some.some(SHOWN))
    )
    path = run(apprentice, loss, config.out, "points", limits_of(config), exam)
    figures = examine(apprentice.master, asked)
    (config.out / "figures.json").write_text(json.dumps(figures, indent=1))
    print(figures)
    return path


def painted(network: Spotter, asked: Labelled) -> Image.Image:
    """A sheet of dogs with the points that the network finds."""
    pairs = zip(photos_of(asked.photos), asked.photos.boxes.tolist(), strict=True)
    return sheet([with_points(photo, find_points(network, photo, Box(*box))) for photo, box in pairs], ACROSS)


def preview(config: PointsConfig) -> Preview:
    """Show some of the dogs with their points; hollow ones are hidden or unknown.

    Raises:
        InputError: `training_*`, the data do not fit.
    """
    if config.data == Path():
        some, counts = _drawn(config, "train", SHOWN), {"drawn": config.drawn, "examined": config.drawn // VAL}
    else:
        learnt, asked = (load_labelled(config.data / PACK, part) for part in ("train", "val"))
        some = learnt.some(SHOWN)
        counts = {"dogs": len(learnt.xy), "examined": len(asked.xy), "drawn": config.drawn}
    points = [AP_10K.keypoints(xy.numpy(), weight.numpy()) for xy, weight in zip(some.xy, some.weight, strict=True)]
    tiles = [with_points(photo, one) for photo, one in zip(photos_of(some.photos), points, strict=True)]
    return Preview(sheet(tiles, ACROSS), counts)


def examine(network: Spotter, exam: Labelled) -> dict[str, float]:
    """Return pck10 and pck20 (share of points within a tenth or fifth of the box's longer side), oks (mean object
    keypoint similarity) and ap50 (share of dogs whose similarity is over a half), given the dogs' boxes."""
    return figures_of(distances(network, exam), exam)


def figures_of(away: NDArray[np.float64], exam: Labelled) -> dict[str, float]:
    """Return what `examine` tells, of points that are so far (N, 17), in pixels, from the labels."""
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
    report(train, preview, read_settings(PointsConfig, __doc__))
