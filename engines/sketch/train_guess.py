"""Train the classifier that guesses a drawing's world, or the one that judges painted pictures.

    python -m engines.sketch.train_guess --of drawings --data ../shared/data --out runs/guess-drawings
    python -m engines.sketch.train_guess --of pictures --data ../shared/data --out runs/guess-pictures
    python -m engines.sketch.train_guess --of drawings --data= --drawn 60 --out runs/guess-drawn     # no packs

The run folder gets `state.pt` (all that is needed to go on), `classifier.safetensors` (averaged weights, float16, its
answers calibrated), `training_history.json` and `figures.json`: shares of right answers on the validation part, all and
by world, who was taken for whom, and how far the stated certainty is from the share of right answers.
"""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final, Protocol

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageColor
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.nn import functional as F

from engines.checkpoints import find_weight
from engines.drawn.edges import to_array
from engines.models.world_classifier import WorldClassifier
from engines.runtime.apprentice import Apprentice, read_settings
from engines.runtime.course import Exam, limits_of, report, run
from engines.runtime.preview import Preview
from engines.sketch.data import Lesson, Pack, load_drawings, load_photos
from engines.sketch.guess_drawings import DrawingLessons, lines_of
from engines.sketch.guess_figures import (
    ACROSS,
    SHOWN,
    Questions,
    calibrate,
    examine,
    framed,
    measure,
    painted,
    to_tensor,
)
from engines.sketch.guess_pictures import STORED, PictureLessons, Thing, cut_out, load_things
from engines.sketch.lessons import PACKS, PEOPLE, bundled_lessons, drawn_lesson
from engines.sketch.sheet import WIDTH, lay_out
from engines.sketch.subjects import Studies
from engines.sketch.worlds import WORLDS

FRESH: Final = 8  # steps
MOVED: Final = 4  # pixels
WIDTHS: Final = {"drawings": (24, 48, 96, 160), "pictures": (16, 32, 64, 128)}  # pictures have twice the pixels
SHIPPED: Final = {"drawings": "world-guesser", "pictures": "world-judge"}
LIKE_LIFE: Final = ("people", "people_begun", "pictures", "other_grounds")  # exams that certainty is measured by
ASKED: Final = 5  # for so many things by program there is one that is only asked about


@dataclass(frozen=True)
class GuessConfig:
    """Settings of a run. The defaults are those of the shipped weights."""

    of: str = "drawings"  # or "pictures"
    data: Path = Path("../shared/data")  # folder with the packs; none: only things by program
    out: Path = Path("runs/guess-drawings")
    studies: Path = Path("runs/studies")  # folder that keeps the lines seen in photos
    start: Path = Path()  # weights to begin with; `shipped`: those of the program
    seconds: float = 1e9  # stops after this long, to go on later
    steps: int = 900
    epoch: int = 100  # steps to an exam
    drawn: int = 500  # things by program for each world
    batch: int = 64
    accumulate: int = 1  # batches to a step
    pool: int = 100  # batches that are made at the start; one of them is made anew every FRESH steps
    learning_rate: float = 1e-3
    averaging: float = 0.995  # of the weights that are measured and shipped
    smoothing: float = 0.05  # share of each answer that goes to all worlds alike
    patience: int = 0  # exams without a better figure after which the run ends; 0: it goes on
    save_every: float = 240  # seconds
    device: str = "auto"
    seed: int = 0


class Lessons(Protocol):
    """What a classifier learns from. inputs: 1 for ink, 3 for RGB."""

    inputs: int

    def batch(self, size: int, rng: Generator) -> Questions:
        """(size, inputs, S, S) and the worlds' numbers (size,)."""

    def exams(self) -> dict[str, Questions]:
        """The fixed questions of the validation part, by name."""


def prepare(config: GuessConfig) -> Lessons:
    """Read the packs, or draw.

    Raises:
        ValueError: `of` is neither drawings nor pictures.
        InputError: `training_no_pack`.
    """
    if config.of not in WIDTHS:
        raise ValueError(f"`of` must be drawings or pictures, but is {config.of!r}.")
    if config.data == Path():
        return _drawn(config)
    packs = [Pack(config.data / name) for name in PACKS]
    if config.of == "pictures":
        ids = [world.id for world in WORLDS]
        return PictureLessons(*(load_things(packs, ids, split) for split in ("train", "val")))
    studies, people = Studies(config.studies), Pack(config.data / PEOPLE)
    learnt = bundled_lessons(config.data, studies, config.drawn)
    asked = []
    for world in WORLDS:
        photos = [photo for pack in packs for photo in load_photos(pack, world.id, "val")]
        seen = studies.of(f"{world.id}-val", photos)
        asked.append(Lesson(world.number, seen, people=load_drawings(people, world.id, "val")))
    return DrawingLessons(*([line for one in lessons for line in lines_of(one)] for lessons in (learnt, asked)))


def _drawn(config: GuessConfig) -> Lessons:
    studies = Studies(config.out / "studies")
    learnt = [drawn_lesson(world.id, world.number, studies, config.drawn) for world in WORLDS]
    count = max(1, config.drawn // ASKED)
    asked = [drawn_lesson(world.id, world.number, studies, count, asked=True) for world in WORLDS]
    if config.of == "pictures":
        return PictureLessons(*(_things(lessons) for lessons in (learnt, asked)))
    return DrawingLessons(*([line for one in lessons for line in lines_of(one)] for lessons in (learnt, asked)))


def _things(lessons: list[Lesson]) -> list[Thing]:
    return [
        cut_out(lesson.number, to_array(Image.fromarray(subject.photo), STORED))
        for lesson in lessons
        for subject in lesson.drawn
    ]


class Pool:
    """Batches that are mixed, one of them made anew every FRESH steps; what it holds depends on the step alone."""

    def __init__(self, lessons: Lessons, count: int, size: int, seed: int) -> None:
        self._lessons, self._size, self._seed = lessons, size, seed
        self._numbers = [-1] * count
        self.batches: list[Questions] = [(np.empty(0, np.uint8), np.empty(0, np.int64))] * count

    def at(self, step: int) -> list[Questions]:
        """The batches before this step of the run."""
        count, fresh = len(self.batches), step // FRESH
        for place in range(count):
            number = place if fresh < place else count + place + (fresh - place) // count * count
            if number != self._numbers[place]:
                self.batches[place] = self._lessons.batch(self._size, np.random.default_rng([self._seed, number]))
                self._numbers[place] = number
        return self.batches


def train(lessons: Lessons, config: GuessConfig) -> Path:
    """Run until the steps, the time or the patience end. Returns the path of the classifier.

    Raises:
        InputError: `training_*`.
    """
    torch.manual_seed(config.seed)
    config.out.mkdir(parents=True, exist_ok=True)
    (config.out / "config.json").write_text(json.dumps(asdict(config), default=str, indent=2))
    network = WorldClassifier(lessons.inputs, len(WORLDS), WIDTHS[config.of])
    start = find_weight(SHIPPED[config.of]).path if config.start == Path("shipped") else config.start
    if start.is_file():
        network.load_state_dict({key: tensor.float() for key, tensor in load_file(start).items()})
    apprentice = Apprentice(network, config.device, config.learning_rate, config.averaging)
    apprentice.resume(config.out)
    pool = Pool(lessons, config.pool, config.batch, config.seed + apprentice.ranks.number)
    exams = lessons.exams()

    def loss() -> Tensor:
        rng = np.random.default_rng(int(torch.randint(2**62, ())))
        x, worlds = _mixed(pool.at(apprentice.step), config.batch, rng)
        device = apprentice.device.name
        logits = network(to_tensor(x).to(device)).float()
        return F.cross_entropy(logits, torch.from_numpy(worlds).to(device), label_smoothing=config.smoothing)

    exam = Exam(lambda: measure(apprentice.master, exams), "right", picture=lambda: painted(apprentice.master, exams))
    path = run(apprentice, loss, config.out, "classifier", limits_of(config), exam)
    network.load_state_dict({key: tensor.float() for key, tensor in load_file(path).items()})
    network.cpu().eval()
    temperature = calibrate(network, [exams[name] for name in exams if name in LIKE_LIFE] or [*exams.values()])
    told = {name: examine(network, exam) for name, exam in exams.items()}
    figures = {"steps": apprentice.step, "temperature": temperature, **told}
    (config.out / "figures.json").write_text(json.dumps(figures, indent=1))
    state = {key: t.half() if t.is_floating_point() else t for key, t in network.state_dict().items()}
    save_file({key: tensor.contiguous() for key, tensor in state.items()}, path)
    return path


def preview(config: GuessConfig) -> Preview:
    """Show what would be learnt from, each in the colour of its world.

    Raises:
        InputError: `training_no_pack`.
    """
    if config.data == Path():
        counts = {"drawn": config.drawn * len(WORLDS), "examined": max(1, config.drawn // ASKED) * len(WORLDS)}
        lessons = _drawn(replace(config, drawn=SHOWN // len(WORLDS)))
        x, numbers = lessons.batch(SHOWN, np.random.default_rng(config.seed))
        pages, worlds = [*x], [WORLDS[number] for number in numbers]
    else:
        packs = [Pack(config.data / name) for name in ([PEOPLE] if config.of == "drawings" else PACKS)]
        rows = [(pack, row) for pack in packs for row in pack.rows()]
        learnt = sum(row["split"] == "train" for _, row in rows)
        counts = {"pictures": learnt, "examined": len(rows) - learnt}
        some = rows[:: max(1, len(rows) // SHOWN)][:SHOWN]
        pages = [to_array(pack.picture(row["file"]), STORED).transpose(2, 0, 1) for pack, row in some]
        worlds = [world for _, row in some for world in WORLDS if world.id == row["world"]]
    colours = [ImageColor.getrgb(world.colour)[:3] for world in worlds]
    tiles = [framed(page, colour) for page, colour in zip(pages, colours, strict=True)]
    return Preview(lay_out([tiles[i : i + ACROSS] for i in range(0, len(tiles), ACROSS)], WIDTH // ACROSS), counts)


def _mixed(
    pool: list[tuple[NDArray[np.uint8], NDArray[np.int64]]], size: int, rng: Generator
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """(size, C, S, S) pages from all over the pool, moved by a few pixels, mirrored by chance; and their worlds."""
    pages, worlds = [], []
    for _ in range(size):
        x, y = pool[rng.integers(len(pool))]
        i, (down, right) = rng.integers(len(x)), rng.integers(-MOVED, MOVED + 1, 2)
        page = np.pad(x[i], ((0, 0), (MOVED, MOVED), (MOVED, MOVED)), "edge")
        page = page[:, MOVED + down :, MOVED + right :][:, : x.shape[2], : x.shape[3]]
        pages.append(page[..., ::-1] if rng.random() < 0.5 else page)
        worlds.append(y[i])
    return np.stack(pages), np.array(worlds)


if __name__ == "__main__":
    report(lambda config: train(prepare(config), config), preview, read_settings(GuessConfig, __doc__))
