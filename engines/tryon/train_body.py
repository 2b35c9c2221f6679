"""Train the network that reads a person's parts and points (`--part parse` or `--part pose`: they are one network).

It learns parts from parsed people, where a person ends from studio people with a mask, points from people with joints,
and all of it from people drawn by program. Steps over pictures of full size and over pictures half as fine, which
cost a quarter, follow each other by chance: the engine looks at both.

Without packs (`--data=`) all people are drawn, those that it is examined on as well.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import torch
from PIL import Image
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional as F

from engines.models.changes import Augmentation, damaged, normalise, recoloured
from engines.models.heatmaps import points_loss
from engines.models.skeletons import OPENPOSE_18
from engines.models.spotter import Spotter
from engines.runtime.apprentice import Apprentice, read_settings
from engines.runtime.course import Exam, limits_of, report, run
from engines.runtime.preview import Preview
from engines.tryon import sheets
from engines.tryon.body import LABELS, STEP
from engines.tryon.body_exam import examine, shown
from engines.tryon.data import UNKNOWN, Parsed, Posed, load_parsed, load_posed, load_studio
from engines.tryon.drawn import EXAMINED, DrawnConfig, draw_scenes, load_scenes, own_people, scenes_of
from engines.tryon.results import HEIGHT, WIDTH
from engines.tryon.scenes import Scenes
from engines.tryon.views import Spread, random_views, view_labels, view_pictures, view_points

SOMEBODY = 254  # a label: a person, nobody knows which part
POINTS = len(OPENPOSE_18.names)
LIGHT = Augmentation(crop=(1.0, 1.0), jitter=0.4, grey=0.05, blur=0.15, erase=0.1)
SPREAD = Spread()
HALF = (HEIGHT // 2, WIDTH // 2)
POSE_WEIGHT = 0.15  # its cross entropy is over all places of a map and so much larger than that of 20 labels
RARE = 0.25  # a label's weight is its share to the power of minus this
QUICK = 24  # people of the exams on the way


@dataclass(frozen=True)
class BodyConfig:
    """Settings of a run. The defaults are those of the shipped weights."""

    data: Path = Path("../shared/data")  # with the packs; empty: there are none
    out: Path = Path("runs/body")
    start: Path = Path()  # a network of the same kind whose fitting tensors are begun with, such as the dog embedder
    backbone: str = "regnetx_004"
    width: int = 40
    drawn: Path = Path("runs/drawn")  # a folder of people by program, see `engines.tryon.drawn`
    parsed_share: float = 0.45  # of the batch
    studio_share: float = 0.1
    posed_share: float = 0.25  # the rest is drawn, where people are drawn
    people: int = 96  # to be drawn where there are no packs
    judged: str = "miou"  # the figure that tells the best network, or pck20
    steps: int = 2400
    epoch: int = 0  # steps from one exam to the next; 0: a twentieth of the run
    half_share: float = 0.5  # of the steps, over pictures half as fine
    seconds: float = 1e9  # stops after this long, to go on later
    batch: int = 32  # of the pictures half as fine; of the fine ones half as many
    accumulate: int = 1
    learning_rate: float = 2e-3
    averaging: float = 0.998
    patience: int = 0
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


class Matter(NamedTuple):
    """What is learnt from, each sort with its share of a batch, and what the network is examined on."""

    people: list[People]
    shares: list[float]
    parsed: Parsed
    posed: Posed


def gather(config: BodyConfig) -> Matter:
    """Read the packs, or draw people."""
    if config.data == Path():
        learnt, examined = own_people(config.out, config.people, config.seed)
        return Matter([people_of(learnt)], [1.0], *exam_of(examined))
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
        sorts.append(people_of(drawn))
        shares.append(1 - sum(shares))
    return Matter(sorts, shares, load_parsed(config.data, "val"), load_posed(config.data, "val"))


def people_of(drawn: Scenes) -> People:
    """Return drawn people, of whom all is known."""
    return People(drawn.after, drawn.after_labels, drawn.xy, drawn.known)


def exam_of(drawn: Scenes) -> tuple[Parsed, Posed]:
    """Return drawn people as those of the packs; a point that something hides is not asked for."""
    seen = (drawn.known == 1).float()
    return Parsed(drawn.after, drawn.after_labels, []), Posed(drawn.after, drawn.xy, seen)


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
    matter = gather(config)
    network = Spotter(LABELS + POINTS, config.backbone, STEP, config.width)
    if config.start.is_file():
        begin_with(network, config.start)
    apprentice = Apprentice(network, config.device, config.learning_rate, config.averaging)
    apprentice.resume(config.out)
    lessons, weight = BodyLessons(matter.people, matter.shares), label_weights(matter.people[0].labels)

    def loss() -> Tensor:
        coarse = torch.rand(()) < config.half_share
        batch = lessons.batch(config.batch, HALF) if coarse else lessons.batch(-(-config.batch // 2), (HEIGHT, WIDTH))
        x, labels, places, known = (part.to(apprentice.device.name) for part in batch)
        maps = network(x).float()
        return parts_loss(maps[:, :LABELS], labels, weight.to(x)) + POSE_WEIGHT * points_loss(
            maps[:, LABELS:], places, known
        )

    parsed, posed = quick(matter.parsed, matter.posed)
    exam = Exam(
        lambda: chosen(examine(apprentice.master, parsed, posed), "miou", "pixels", "pck20"),
        config.judged,
        picture=lambda: shown(apprentice.master, parsed.pictures),
    )
    path = run(apprentice, loss, config.out, "body", limits_of(config), exam)
    conclude(config.out, examine(apprentice.master, matter.parsed, matter.posed))
    return path


def quick(parsed: Parsed, posed: Posed) -> tuple[Parsed, Posed]:
    """Return the few people of the exams on the way."""
    few = slice(QUICK)
    return (
        Parsed(parsed.pictures[few], parsed.labels[few], parsed.rows[few]),
        Posed(posed.pictures[few], posed.xy[few], posed.known[few]),
    )


def chosen(figures: dict[str, float], *names: str) -> dict[str, float]:
    """Return the few figures that are followed on the way."""
    return {name: figures[name] for name in names}


def conclude(out: Path, figures: dict[str, float]) -> None:
    """Write the figures of a run that has ended."""
    (out / "figures.json").write_text(json.dumps(figures, indent=1))
    print(figures)


def begin_with(network: torch.nn.Module, path: Path) -> None:
    """Take what fits by name and shape from the weights of another network."""
    own = network.state_dict()
    known = {key: value.float() for key, value in load_file(path).items()}
    fitting = {key: value for key, value in known.items() if key in own and own[key].shape == value.shape}
    network.load_state_dict(fitting, strict=False)


def preview(config: BodyConfig) -> Preview:
    """Return people of each sort with what is known of them."""
    if config.data == Path():
        few = scenes_of(draw_scenes(DrawnConfig(sheets.COLUMNS, config.seed)))
        counts = {"drawn": config.people, "examined": -(-config.people // EXAMINED)}
        return Preview(sheets.sheet(_told(people_of(few))), counts)
    matter = gather(config)
    names = ("parsed", "studio", "posed", "drawn")[: len(matter.people)]
    counts = {name: len(people.xy) for name, people in zip(names, matter.people, strict=True)}
    counts["examined"] = len(matter.parsed.labels) + len(matter.posed.xy)
    return Preview(sheets.sheet([row for people in matter.people for row in _told(people)]), counts)


def _told(people: People) -> list[tuple[str, list[Image.Image]]]:
    """Rows of a sheet: the first people, their parts and their points, as far as they are known."""
    few = range(min(sheets.COLUMNS, len(people.xy)))
    photos = [sheets.photo(people.pictures[n]) for n in few]
    rows = [("people", photos)]
    if bool((people.labels[: len(few)] != UNKNOWN).any()):
        rows.append(("parts", [sheets.parts(people.labels[n]) for n in few]))
    if bool(people.known[: len(few)].any()):
        rows.append(("points", [sheets.points(photos[n], people.xy[n], people.known[n]) for n in few]))
    return rows


if __name__ == "__main__":
    report(train, preview, read_settings(BodyConfig, __doc__))
