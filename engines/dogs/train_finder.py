"""Train the network that finds dogs.

    python -m engines.dogs.train_finder --data ../shared/data --out runs/finder --seconds 1200
    python -m engines.dogs.train_finder --data ../shared/data --out runs/finder --seconds 1200        # goes on

    python -m engines.dogs.train_finder --data= --start shipped --out runs/drawn                       # no photos

What is no dog comes from the packs of the other rooms: people, garments, pandas, cars, drawings. Without data all is
drawn. The run folder gets `state.pt`, `finder.safetensors` (averaged, float16), `training_history.json` and
`figures.json`: the share of validation dogs whose best box
overlaps theirs by half or more, and the shares of pictures with and without a dog in which one is found.
"""

import io
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, cast

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from engines.dogs.beginning import begin_with
from engines.dogs.data import (
    CANVAS,
    Photos,
    load_all_boxes,
    load_photos,
    open_pack,
    pack_photos,
    photos_of,
    split_rows,
)
from engines.dogs.drawn_lessons import VAL, Part, any_dogs, draw_others
from engines.dogs.finder import MAPS, STEP, find_dogs, overlap
from engines.dogs.scenes import Scenes, finder_loss
from engines.dogs.sheets import FOUND, LABEL, sheet, with_boxes
from engines.models.spotter import Spotter
from engines.runtime.apprentice import Apprentice, read_settings
from engines.runtime.course import Exam, limits_of, report, run
from engines.runtime.preview import Preview

PACK: Final = "dogs.zip"
WEIGHT: Final = "dog-finder"  # the shipped weights

OTHERS = ("sketch-things.zip", "sketch-worlds.zip", "sketch-human.zip", "tryon-people.zip", "tryon-garments.zip")
EXAMINED: Final = 80  # pictures with a dog of the exams on the way, and of those without one
ASKED: Final = 500  # pictures without a dog of the figures at the end
SHOWN, ACROSS = 12, 4  # pictures on a sheet, and in a row of it


@dataclass(frozen=True)
class FinderConfig:
    """Settings of a run. The defaults are those of the shipped weights."""

    data: Path = Path("../shared/data")  # folder with the packs; none: all is drawn
    out: Path = Path("runs/finder")
    start: Path = Path()  # weights to begin with, as far as they fit; `shipped`: those of the program
    drawn: int = 400  # dogs by program, where there are no data
    backbone: str = "regnetx_002"
    width: int = 48
    steps: int = 4000
    epoch: int = 0  # steps to an exam; 0: a twentieth of the run
    seconds: float = 1e9  # stops after this long, to go on later
    batch: int = 32
    accumulate: int = 1  # batches to a step
    others: int = 3000  # pictures without a dog
    learning_rate: float = 2e-3
    averaging: float = 0.998
    patience: int = 0  # exams without a better figure after which the run ends; 0: it goes on
    save_every: float = 240  # seconds
    device: str = "auto"
    seed: int = 0


def load_others(data: Path, split: str, count: int, seed: int = 0) -> Photos:
    """Pictures without a dog, of all other packs alike, at most CANVAS pixels a side."""
    rng = np.random.default_rng(seed)
    pictures = []
    for name in OTHERS:
        with open_pack(data / name) as archive:
            files = [row["file"] for row in split_rows(archive, split)]
            for file in rng.permutation(files)[: count // len(OTHERS)]:
                picture = Image.open(io.BytesIO(archive.read(str(file)))).convert("RGB")
                picture.thumbnail((CANVAS, CANVAS))
                pictures.append(np.asarray(picture))
    whole = [[0.0, 0.0, picture.shape[1], picture.shape[0]] for picture in pictures]
    return pack_photos(pictures, whole, [-1] * len(pictures))


@dataclass(frozen=True)
class Material:
    """Photos of dogs, every dog's box on each (left, top, width, height), and pictures without a dog."""

    dogs: Photos
    boxes: list[list[list[float]]]
    others: Photos


def gather(config: FinderConfig, part: Part) -> Material:
    """What is learnt from, or asked about."""
    if config.data == Path():
        count = config.drawn if part == "train" else config.drawn // VAL
        dogs = any_dogs(config.out, part, count, config.seed, CANVAS).photos
        return Material(dogs, [[box] for box in dogs.boxes.tolist()], draw_others(part, count // 2, config.seed))
    pack = config.data / PACK
    count = config.others if part == "train" else ASKED
    return Material(load_photos(pack, part), load_all_boxes(pack, part), load_others(config.data, part, count))


def train(config: FinderConfig) -> Path:
    """Run until the steps, the time or the patience end. Returns the path of the finder.

    Raises:
        InputError: `training_*`, the data do not fit.
    """
    torch.manual_seed(config.seed)
    config.out.mkdir(parents=True, exist_ok=True)
    network = Spotter(MAPS, config.backbone, STEP, config.width)
    bias = cast("Tensor", network.head.bias)
    torch.nn.init.constant_(bias[:1], -3.0)  # few places are a dog's centre
    torch.nn.init.constant_(bias[3:], -0.7)  # and dogs fill half of a photo
    begin_with(network, config.start, WEIGHT)
    apprentice = Apprentice(network, config.device, config.learning_rate, config.averaging)
    apprentice.resume(config.out)
    device = apprentice.device.name
    learnt, asked = gather(config, "train"), gather(config, "val")
    scenes = Scenes(learnt.dogs.to(device), learnt.boxes, learnt.others.to(device))

    def loss() -> Tensor:
        x, heat, told = scenes.batch(config.batch)
        return finder_loss(network(x).float(), heat, told)

    dogs, others = some_of(asked.dogs, EXAMINED), some_of(asked.others, EXAMINED)
    exam = Exam(
        lambda: measure(apprentice.master, dogs, others),
        "half",
        picture=lambda: painted(apprentice.master, some_of(dogs, SHOWN)),
    )
    path = run(apprentice, loss, config.out, "finder", limits_of(config), exam)
    figures = measure(apprentice.master, asked.dogs, asked.others)
    (config.out / "figures.json").write_text(json.dumps(figures, indent=1))
    print(figures)
    return path


def examine(finder: Spotter, data: Path) -> dict[str, float]:
    """Figures on the validation parts of the packs; see the module's docstring."""
    return measure(finder, load_photos(data / PACK, "val"), load_others(data, "val", ASKED))


def measure(finder: Spotter, dogs: Photos, others: Photos) -> dict[str, float]:
    """Figures on photos of dogs and pictures without any."""
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


def some_of(photos: Photos, count: int) -> Photos:
    """So many of the photos, from first to last."""
    return photos.some(torch.linspace(0, len(photos) - 1, min(count, len(photos))).long())


def painted(finder: Spotter, dogs: Photos) -> Image.Image:
    """A sheet of dogs in the boxes that the finder puts around them."""
    tiles = []
    for photo in photos_of(dogs):
        boxes = np.array([(box.x, box.y, box.w, box.h) for box in find_dogs(finder, photo)]).reshape(-1, 4)
        tiles.append(with_boxes(photo, boxes, FOUND))
    return sheet(tiles, ACROSS)


def preview(config: FinderConfig) -> Preview:
    """Show some of the photos with the boxes of their dogs, and some pictures without a dog.

    Raises:
        InputError: `training_*`, the data do not fit.
    """
    if config.data == Path():
        some = gather(replace(config, drawn=SHOWN), "train")
        counts = {"drawn": config.drawn, "examined": config.drawn // VAL, "no_dog": config.drawn // 2}
        tiles = [*zip(photos_of(some.dogs), some.boxes, strict=True)]
        others = photos_of(some_of(some.others, ACROSS))
    else:
        boxes, dogs = load_all_boxes(config.data / PACK, "train"), load_photos(config.data / PACK, "train", SHOWN)
        asked = len(load_all_boxes(config.data / PACK, "val"))
        counts = {"dogs": len(boxes), "examined": asked, "no_dog": config.others}
        tiles = [*zip(photos_of(dogs), boxes[:: -(-len(boxes) // SHOWN)], strict=True)]
        others = photos_of(some_of(load_others(config.data, "train", len(OTHERS)), ACROSS))
    pictures = [with_boxes(photo, np.array(found), LABEL) for photo, found in tiles[:SHOWN]]
    return Preview(sheet([*pictures, *others], ACROSS), counts)


if __name__ == "__main__":
    report(train, preview, read_settings(FinderConfig, __doc__))
