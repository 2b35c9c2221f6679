"""Measure a painter on the validation part.

    python -m engines.sketch.evaluate --data ../shared/data [--painter runs/worlds/painter.safetensors] [--sheet S.png]

Prints JSON, for every world and for people's drawings and drawings by program (edges of the validation photos drawn
again) apart:

    obeyed      share of the drawn lines that the picture shows as an edge within NEAR pixels
    filled      agreement (intersection over union) of the drawn outline's inside with what is not paper in the picture
    spilled     share of the page outside the outline that is not paper
    variety     mean difference of the colours inside the outline between two seeds, of 1
    vivid       mean spread of the colour channels inside the outline, of 1
    recognised  share of pictures in which a classifier that knows only real pictures sees their world
    distance    Frechet distance of that classifier's features from those of the real validation pictures, as in
                FID (Heusel et al. 2017); only told for all worlds together

`filled` and `spilled` are told for worlds on paper only.
"""

import argparse
import json
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from engines.checkpoints import Weights, load
from engines.drawn.edges import canny
from engines.sketch.data import Lesson, Pack, Sampler, load_photos
from engines.sketch.judge import features, frechet, load_judge, recognised
from engines.sketch.lessons import PACKS, validation_drawings
from engines.sketch.sheet import sheet
from engines.sketch.styles import inside, paint, painted
from engines.sketch.subjects import Picture, Studies
from engines.sketch.worlds import PAINTER, WORLDS, World

if TYPE_CHECKING:
    from engines.models.painter import Painter
    from engines.models.world_classifier import WorldClassifier

NEAR = 4
SEEDS = (0, 1, 2, 3)
BY_PROGRAM = 40  # drawings by program of each world


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
    return float(near[ink > 100].mean())


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


def evaluate(painter: "Painter", data: Path, studies: Studies) -> dict[str, dict[str, object]]:
    """Figures of every world on people's drawings and on drawings by program; `all` has their means over worlds."""
    judge = load_judge()
    people = validation_drawings(data)
    told: dict[str, dict[str, object]] = {}
    real: list[Picture] = []
    made: dict[str, list[Picture]] = {"people": [], "program": []}
    for world in WORLDS:
        photos = [photo for pack in PACKS for photo in load_photos(Pack(data / pack), world.id, "val")]
        lesson = Lesson(world.number, studies.of(f"{world.id}-val", photos))
        sampler = Sampler([lesson])
        inks = {
            "people": [drawing.ink for drawing in people[world.number]],
            "program": [sampler.by_program(subject)[0] for subject in lesson.photos[:BY_PROGRAM]],
        }
        real += [subject.photo for subject in lesson.photos]
        told[world.id] = {}
        for kind, drawings in inks.items():
            figures, pictures = measure(painter, judge, world, drawings)
            told[world.id][kind] = asdict(figures)
            made[kind] += pictures
    seen = features(real, judge)
    told["all"] = {
        kind: {
            **_means([told[world.id][kind] for world in WORLDS]),
            "distance": round(frechet(features(pictures, judge), seen), 2),
        }
        for kind, pictures in made.items()
    }
    return told


def _means(figures: list[object]) -> dict[str, float]:
    """The mean of each figure over the worlds that have it."""
    rows = [cast("dict[str, float | None]", row) for row in figures]
    known = {name: [row[name] for row in rows if row[name] is not None] for name in rows[0]}
    return {name: round(float(np.mean(cast("list[float]", values))), 4) for name, values in known.items()}


def load_painter(path: Path | None) -> "Painter":
    """The painter of a run, or the shipped one."""
    weights = Weights()
    found = load(path, "painter") if path else weights.network(weights.choose(PAINTER))
    return cast("Painter", found)


def main() -> None:
    """Read the arguments, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--painter", type=Path, help="of a run; without it the shipped one")
    parser.add_argument(
        "--sheet", type=Path, help="write twelve drawings by people of each world, painted, to this file"
    )
    parser.add_argument("--studies", type=Path, default=Path("runs/studies"))
    options = parser.parse_args()
    painter = load_painter(options.painter)
    if options.sheet:
        people = validation_drawings(options.data)
        sheet(painter, {number: [d.ink for d in drawings] for number, drawings in people.items()}).save(options.sheet)
    print(json.dumps(evaluate(painter, options.data, Studies(options.studies)), indent=2))


if __name__ == "__main__":
    main()
