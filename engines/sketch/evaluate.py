"""Measure the painter, the guesser of worlds and the judge on the validation part.

    python -m engines.sketch.evaluate --data ../shared/data
    python -m engines.sketch.evaluate --only painter-worlds --file runs/worlds/painter.safetensors
    python -m engines.sketch.evaluate --sheet sheet.png --file runs/worlds/painter.safetensors

Prints JSON, for each network: its figures on the validation part (`val`) and on a sample of the training part
(`train`), and what needs no learning (see `baselines`) on the validation part (`trivial`). Of guesser and judge these
are the shares of right answers, see `guess_drawings` and `guess_pictures`. Of the painter, for people's drawings
(`people_`) and drawings by program (`program_`: edges of the photos drawn again) apart, the means over the worlds, and
each of them under `worlds`:

    obeyed      share of the drawn lines that the picture shows as an edge within NEAR pixels
    filled      agreement (intersection over union) of the drawn outline's inside with what is not paper in the picture
    spilled     share of the page outside the outline that is not paper
    variety     mean difference of the colours inside the outline between two seeds, of 1
    vivid       mean spread of the colour channels inside the outline, of 1
    recognised  share of pictures in which a classifier that knows only real pictures sees their world
    distance    Frechet distance of that classifier's features from those of the real pictures of the part, as in FID
                (Heusel et al. 2017); it grows where there are fewer pictures, as there are of the training part

`filled` and `spilled` are told for worlds on paper only.
"""

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from engines.checkpoints import Weights, load
from engines.drawn.edges import canny
from engines.sketch.baselines import flat_painter, nearest_right
from engines.sketch.data import Lesson, Pack, Sampler, load_drawings, load_photos
from engines.sketch.guess_drawings import DrawingLessons
from engines.sketch.guess_figures import Questions, accuracy
from engines.sketch.guess_pictures import PictureLessons
from engines.sketch.judge import WEIGHT as JUDGE
from engines.sketch.judge import features, frechet, load_judge, recognised
from engines.sketch.lessons import PACKS, PEOPLE, validation_drawings
from engines.sketch.sheet import sheet
from engines.sketch.styles import inside, paint, painted
from engines.sketch.subjects import Picture, Studies
from engines.sketch.train_guess import SHIPPED, GuessConfig, prepare
from engines.sketch.worlds import PAINTER, WORLDS, World

if TYPE_CHECKING:
    from torch import nn

    from engines.models.painter import Painter
    from engines.models.world_classifier import WorldClassifier

GUESSER: Final = SHIPPED["drawings"]
NEAR = 4
LINE = 100  # ink, of 255, from which a pixel is of a line
SEEDS = (0, 1, 2, 3)
BY_PROGRAM = 40  # drawings by program of each world
FEW: Final = 5  # drawings of each kind of a world's training part
ASKED: Final = {"people": 10, "photos": 60}  # lines of each world's training part
KNOWN: Final = 2000  # training examples among which the nearest is looked for

T = TypeVar("T")


@dataclass(frozen=True)
class Figures:
    """Means over drawings and seeds; the module's docstring says of what."""

    drawings: int
    obeyed: float
    filled: float | None
    spilled: float | None
    variety: float
    vivid: float
    recognised: float


def obeyed(ink: Picture, picture: Picture) -> float:
    """Share of the ink within NEAR pixels of an edge of the picture."""
    edges = Image.fromarray(((canny(picture, 1.2, 0.3, 0.6) > 0) * 255).astype(np.uint8))
    near = np.asarray(edges.filter(ImageFilter.MaxFilter(2 * NEAR + 1))) > 0
    return float(near[ink > LINE].mean())


def measure(
    painter: "Painter", judge: "WorldClassifier", world: World, inks: list[Picture]
) -> tuple[Figures, list[Picture]]:
    """Paint drawings (S, S), 255 is ink, in several styles, and measure the pictures, which come back too."""
    bank = painter.styles[world.number]
    by_seed = [paint(painter, inks, world.number, bank[seed % len(bank)]) for seed in SEEDS]
    rows = []
    for i, ink in enumerate(inks):
        body = inside(ink)
        body = body if body.any() else ink > 0  # a drawing that encloses nothing
        pictures = [pictures[i] for pictures in by_seed]
        seen = [painted(p) for p in pictures]
        colours: list[NDArray[np.float32]] = [p[body].astype(np.float32) / 255 for p in pictures]
        rows.append(
            (
                np.mean([obeyed(ink, p) for p in pictures]),
                np.mean([(s & body).sum() / max(1, (s | body).sum()) for s in seen]),
                np.mean([s[~body].mean() for s in seen]),
                np.mean([np.abs(a - b).mean() for a, b in pairwise(colours)]),
                np.mean([np.ptp(c, axis=1).mean() for c in colours]),
            )
        )
    every = [picture for pictures in by_seed for picture in pictures]
    obeys, fills, spills, varies, vivid = (round(float(v), 4) for v in np.mean(rows, axis=0))
    on_paper = world.kind == "paper"
    known = round(float(np.mean([found == world.id for found in recognised(every, judge)])), 4)
    figures = Figures(len(inks), obeys, fills if on_paper else None, spills if on_paper else None, varies, vivid, known)
    return figures, every


def painter_figures(painter: "nn.Module", data: Path, studies: Path) -> dict[str, Any]:
    """Figures of a painter."""
    lessons: dict[str, list[Lesson]] = {"val": [], "train": []}
    for split, part in lessons.items():
        for world in WORLDS:
            photos = [photo for pack in PACKS for photo in load_photos(Pack(data / pack), world.id, split)]
            drawings = load_drawings(Pack(data / PEOPLE), world.id, split)
            subjects = Studies(studies).of(f"{world.id}-{split}", photos)
            part.append(Lesson(world.number, subjects, people=drawings))
    some = [replace(one, photos=some_of(one.photos, FEW), people=some_of(one.people, FEW)) for one in lessons["train"]]
    network = cast("Painter", painter)
    val, worlds = evaluate(network, lessons["val"])
    return {
        "val": val,
        "trivial": evaluate(flat_painter(lessons["train"]), lessons["val"])[0],
        "train": evaluate(network, some)[0],
        "worlds": worlds,
    }


def evaluate(painter: "Painter", lessons: Sequence[Lesson]) -> tuple[dict[str, float], dict[str, dict[str, Any]]]:
    """Means of the figures over worlds, and those of every world, on people's drawings and on drawings by program.

    lessons: what is asked of each world, in the order of the worlds.
    """
    judge = load_judge()
    told: dict[str, dict[str, Any]] = {}
    real: list[Picture] = []
    made: dict[str, list[Picture]] = {"people": [], "program": []}
    for world, lesson in zip(WORLDS, lessons, strict=True):
        sampler = Sampler([lesson])
        by_program = [sampler.by_program(subject)[0] for subject in lesson.photos[:BY_PROGRAM]]
        inks = {
            "people": [drawing.ink for drawing in lesson.people],
            "program": [ink for ink in by_program if (ink > LINE).any()],
        }
        real += [subject.photo for subject in lesson.photos]
        told[world.id] = {}
        for kind, drawings in inks.items():
            figures, pictures = measure(painter, judge, world, drawings)
            told[world.id][kind] = asdict(figures)
            made[kind] += pictures
    seen = features(real, judge)
    means: dict[str, float] = {}
    for kind, pictures in made.items():
        means |= {f"{kind}_{name}": value for name, value in _means([one[kind] for one in told.values()]).items()}
        means[f"{kind}_distance"] = round(frechet(features(pictures, judge), seen), 2)
    return means, told


def _means(rows: list[dict[str, float | None]]) -> dict[str, float]:
    """The mean of each figure over the worlds that have it."""
    known = {name: [row[name] for row in rows if row[name] is not None] for name in rows[0]}
    return {name: round(float(np.mean(cast("list[float]", values))), 4) for name, values in known.items()}


def load_painter(path: Path | None) -> "Painter":
    """The painter of a run, or the shipped one."""
    weights = Weights()
    found = load(path, "painter") if path else weights.network(weights.choose(PAINTER))
    return cast("Painter", found)


def guesser_figures(guesser: "nn.Module", data: Path, studies: Path) -> dict[str, Any]:
    """Figures of what guesses the world of a drawing."""
    lessons = prepare(GuessConfig("drawings", data, studies=studies))
    assert isinstance(lessons, DrawingLessons)  # for the type checker, as below
    learnt = [
        line
        for sources in lessons.by_world
        for source in ("people", "photos")
        for line in some_of(sources.get(source, []), ASKED[source])
    ]
    known = lessons.batch(KNOWN, np.random.default_rng(0))
    return _guessed(guesser, known, lessons.exams(), DrawingLessons(learnt, learnt).exams())


def judge_figures(judge: "nn.Module", data: Path, studies: Path) -> dict[str, Any]:  # noqa: ARG001  # it needs no lines
    """Figures of what judges pictures."""
    lessons = prepare(GuessConfig("pictures", data))
    assert isinstance(lessons, PictureLessons)
    things = [thing for world in lessons.by_world for thing in world]
    known = PictureLessons(things, some_of(things, KNOWN)).exams()["pictures"]
    learnt = PictureLessons(things, some_of(things, len(lessons.val))).exams()
    return _guessed(judge, known, lessons.exams(), learnt)


def _guessed(
    network: "nn.Module", known: Questions, val: dict[str, Questions], train: dict[str, Questions]
) -> dict[str, Any]:
    """Shares of right answers to the questions of both parts, and those by the nearest of some known pages."""
    return {
        "val": {name: round(accuracy(network, exam), 4) for name, exam in val.items()},
        "trivial": {name: nearest_right(known, exam) for name, exam in val.items()},
        "train": {name: round(accuracy(network, exam), 4) for name, exam in train.items()},
    }


def some_of(things: Sequence[T], count: int) -> list[T]:
    """So many of them, from first to last."""
    return [things[int(i)] for i in np.linspace(0, len(things) - 1, min(count, len(things)))]


MODELS: Final[Mapping[str, Callable[["nn.Module", Path, Path], dict[str, Any]]]] = {
    PAINTER: painter_figures,
    GUESSER: guesser_figures,
    JUDGE: judge_figures,
}


def main() -> None:
    """Read the arguments, print the figures or save the sheet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--only", choices=MODELS, help="one network; without it all")
    parser.add_argument("--file", type=Path, help="of a run, for the network named by --only; without it the shipped")
    parser.add_argument(
        "--sheet", type=Path, help="paint twelve drawings by people of each world into this file, instead of measuring"
    )
    parser.add_argument("--studies", type=Path, default=Path("runs/studies"))
    options = parser.parse_args()
    if options.sheet:
        people = validation_drawings(options.data)
        inks = {number: [drawing.ink for drawing in drawings] for number, drawings in people.items()}
        sheet(load_painter(options.file), inks).save(options.sheet)
        return
    shipped = Weights()
    told = {}
    for name in [options.only] if options.only else MODELS:
        network = load(options.file) if options.file else shipped.network(shipped.choose(name))
        told[name] = MODELS[name](network.eval(), options.data, options.studies)
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
