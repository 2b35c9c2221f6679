"""Train the network that reads a person's parts and points (`--part parse` or `--part pose`: they are one network).

It learns parts from parsed people, where a person ends from studio people with a mask, points from people with joints,
and all of it from people drawn by program. Steps over pictures of full size and over pictures half as fine, which
cost a quarter, follow each other by chance: the engine looks at both.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional as F

from engines.models.changes import Augmentation, damaged, normalise, recoloured
from engines.models.heatmaps import points_loss, read_points
from engines.models.skeletons import OPENPOSE_18
from engines.models.spotter import Spotter
from engines.runtime.apprentice import Apprentice, Limits, run
from engines.tryon.body import HALVED, LABELS, NEAR, STEP, look
from engines.tryon.data import UNKNOWN, Parsed, Posed, load_parsed, load_posed, load_studio
from engines.tryon.drawn import load_scenes
from engines.tryon.results import HEIGHT, LIP, WIDTH
from engines.tryon.views import Spread, random_views, view_labels, view_pictures, view_points

SOMEBODY = 254  # a label: a person, nobody knows which part
POINTS = len(OPENPOSE_18.names)
LIGHT = Augmentation(crop=(1.0, 1.0), jitter=0.4, grey=0.05, blur=0.15, erase=0.1)
SPREAD = Spread()
HALF = (HEIGHT // 2, WIDTH // 2)
POSE_WEIGHT = 0.15  # its cross entropy is over all places of a map and so much larger than that of 20 labels
RARE = 0.25  # a label's weight is its share to the power of minus this
EXAM = 32  # pictures a step of the exam


@dataclass(frozen=True)
class BodyConfig:
    """Settings of a run. The defaults are those of the shipped weights."""

    data: Path = Path("../shared/data")
    out: Path = Path("runs/body")
    start: Path = Path()  # a network of the same kind whose fitting tensors are begun with, such as the dog embedder
    backbone: str = "regnetx_004"
    width: int = 40
    drawn: Path = Path("runs/drawn")  # a folder of people by program, see `engines.tryon.drawn`
    parsed_share: float = 0.45  # of the batch
    studio_share: float = 0.1
    posed_share: float = 0.25  # the rest is drawn, where people are drawn
    steps: int = 2400
    half_share: float = 0.5  # of the steps, over pictures half as fine
    seconds: float = 1e9  # stops after this long, to go on later
    batch: int = 32
    fine_batch: int = 16
    learning_rate: float = 2e-3
    averaging: float = 0.998
    save_every: float = 240  # seconds
    device: str = "auto"
    seed: int = 0


@dataclass(frozen=True)
class People:
    """One sort of pictures: labels (N, 256, 192), UNKNOWN or SOMEBODY where that is all; xy and known of the points."""

    pictures: Tensor
    labels: Tensor
    xy: Tensor
    known: Tensor


class BodyLessons:
    """Batches of random views; each part of `people` gives its share of them."""

    def __init__(self, people: list[People], shares: list[float]) -> None:
        self.people, self.shares = people, torch.tensor(shares)
        self.mirrored = torch.tensor(OPENPOSE_18.mirrored)

    def batch(self, count: int, size: tuple[int, int]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Pictures normalised (B, 3, *size); labels (B, h, w), points (B, 18, 2), weights (B, 18), in places of the
        maps, whose h and w are `size` by STEP."""
        which = torch.multinomial(self.shares, count, replacement=True).bincount(minlength=len(self.people))
        chosen = [
            (people, torch.randint(len(people.xy), (int(n),))) for people, n in zip(self.people, which, strict=True)
        ]
        pictures, labels, xy, known = (
            torch.cat([getattr(people, name)[index] for people, index in chosen])
            for name in ("pictures", "labels", "xy", "known")
        )
        theta, mirrored = random_views(count, SPREAD)
        place = (size[0] // STEP, size[1] // STEP)
        places = view_points(xy, theta, place)
        places[mirrored], known[mirrored] = places[mirrored][:, self.mirrored], known[mirrored][:, self.mirrored]
        inside = ((places > 0) & (places < torch.tensor([place[1], place[0]]))).all(2)
        x = view_pictures(pictures, theta, size)
        x = normalise(damaged(recoloured(x, LIGHT), LIGHT))
        return x, view_labels(labels, theta, mirrored, place), places, known * inside


def gather(config: BodyConfig) -> tuple[list[People], list[float]]:
    """Read the packs and draw people: the sorts of pictures, and the share of each in a batch."""
    parsed, studio = load_parsed(config.data, "train"), load_studio(config.data, "train")
    posed = load_posed(config.data, "train")
    sorts = [
        People(parsed.pictures, parsed.labels, *_no_points(len(parsed.labels))),
        People(studio.pictures, studio.masks * SOMEBODY, *_no_points(len(studio.masks))),
        People(posed.pictures, torch.full((len(posed.xy), HEIGHT, WIDTH), UNKNOWN), posed.xy, posed.known),
    ]
    shares = [config.parsed_share, config.studio_share, config.posed_share]
    drawn = load_scenes(config.drawn)
    if drawn:
        sorts.append(People(drawn.after, drawn.after_labels, drawn.xy, drawn.known))
        shares.append(1 - sum(shares))
    return sorts, shares


def _no_points(count: int) -> tuple[Tensor, Tensor]:
    return torch.zeros(count, POINTS, 2), torch.zeros(count, POINTS)


def label_weights(labels: Tensor) -> Tensor:
    """How much each of the 20 labels counts (20,): rare ones more, the mean over all pixels being 1."""
    share = torch.bincount(labels.flatten().long(), minlength=LABELS)[:LABELS] / labels.numel()
    weight = share.clamp(min=1e-4) ** -RARE
    return weight / (weight * share).sum()


def parts_loss(logits: Tensor, labels: Tensor, weight: Tensor) -> Tensor:
    """Return the cross entropy of logits (B, 20, h, w) with labels (B, h, w): where it is SOMEBODY, of any part."""
    known = labels < LABELS
    exact = F.cross_entropy(logits, torch.where(known, labels, -100), weight, reduction="none")
    chance = logits.log_softmax(1)
    somebody = -chance[:, 1:].logsumexp(1)
    loss = torch.where(labels == SOMEBODY, somebody, exact)
    return loss.sum() / (labels != UNKNOWN).sum().clamp(min=1)


def train(config: BodyConfig) -> Path:
    """Run until the steps or the time end. Returns the path of the network."""
    torch.manual_seed(config.seed)
    config.out.mkdir(parents=True, exist_ok=True)
    network = Spotter(LABELS + POINTS, config.backbone, STEP, config.width)
    if config.start.is_file():
        begin_with(network, config.start)
    apprentice = Apprentice(network, config.device, config.learning_rate, config.averaging)
    apprentice.resume(config.out)
    sorts, shares = gather(config)
    lessons, weight = BodyLessons(sorts, shares), label_weights(sorts[0].labels)

    def loss() -> Tensor:
        coarse = torch.rand(()) < config.half_share
        batch = lessons.batch(config.batch, HALF) if coarse else lessons.batch(config.fine_batch, (HEIGHT, WIDTH))
        x, labels, places, known = (part.to(apprentice.device.name) for part in batch)
        maps = network(x).float()
        return parts_loss(maps[:, :LABELS], labels, weight.to(x)) + POSE_WEIGHT * points_loss(
            maps[:, LABELS:], places, known
        )

    path = run(apprentice, loss, config.out, "body", Limits(config.steps, config.seconds, config.save_every))
    master = apprentice.master.cpu()
    figures = examine(master, load_parsed(config.data, "val"), load_posed(config.data, "val"))
    (config.out / "figures.json").write_text(json.dumps(figures, indent=1))
    print(figures)
    return path


def begin_with(network: torch.nn.Module, path: Path) -> None:
    """Take what fits by name and shape from the weights of another network."""
    own = network.state_dict()
    known = {key: value.float() for key, value in load_file(path).items()}
    fitting = {key: value for key, value in known.items() if key in own and own[key].shape == value.shape}
    network.load_state_dict(fitting, strict=False)


def examine(network: Spotter, parsed: Parsed, posed: Posed) -> dict[str, float]:
    """Return the mean intersection over union of the labels that occur, of each of them, and the points' PCK."""
    return part_overlaps(network, parsed) | point_hits(network, posed)


def part_overlaps(network: Spotter, parsed: Parsed) -> dict[str, float]:
    """Return `miou` over the labels that occur, `iou_LABEL` of each, and `pixels`, the share that is right."""
    table = np.zeros((LABELS, LABELS), np.int64)
    for start in range(0, len(parsed.labels), EXAM):
        part = slice(start, start + EXAM)
        found = look(network, parsed.pictures[part].float() / 255)[0].argmax(1)
        both = parsed.labels[part].long() * LABELS + found
        table += both.flatten().bincount(minlength=LABELS**2).view(LABELS, LABELS).numpy()
    met = table.diagonal()
    overlap = met / np.maximum(table.sum(0) + table.sum(1) - met, 1)
    there = table.sum(1) > 0
    named = {f"iou_{name}": round(float(overlap[n]), 3) for n, name in enumerate(LIP) if there[n]}
    return {"miou": round(float(overlap[there].mean()), 4), "pixels": round(met.sum() / table.sum(), 4)} | named


def point_hits(network: Spotter, posed: Posed) -> dict[str, float]:
    """Return `pck20`: the share of known points within a fifth of the trunk (a shoulder to the hip across)."""
    away, trunk = distances(network, posed)
    known = (posed.known > 0).numpy() & (trunk > 0)[:, None]
    hits = away < 0.2 * trunk[:, None]
    by_name = {
        f"pck20_{name}": round(float(hits[:, n][known[:, n]].mean()), 3)
        for n, name in enumerate(OPENPOSE_18.names)
        if known[:, n].any()
    }
    return {"pck20": round(float(hits[known].mean()), 4)} | by_name


def distances(network: Spotter, posed: Posed) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how far each point is from its label (N, 18), and how long each trunk is (N,), in pixels."""
    found = []
    for start in range(0, len(posed.xy), EXAM):
        maps = look(network, posed.pictures[start : start + EXAM].float() / 255)[1]
        found.append(read_points(maps, NEAR)[0] * (HALVED * STEP) - 0.5)
    xy, names = posed.xy.numpy(), OPENPOSE_18.names
    sides = [
        np.linalg.norm(xy[:, names.index(f"{one}_shoulder")] - xy[:, names.index(f"{other}_hip")], axis=1)
        for one, other in (("left", "right"), ("right", "left"))
    ]
    return np.linalg.norm(torch.cat(found).numpy() - xy, axis=2), np.maximum(*sides)
