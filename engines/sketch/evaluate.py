"""Measure a painter on the validation part.

    python -m engines.sketch.evaluate --world shoes --data ../shared/data [--painter runs/shoes/painter.safetensors]

Prints JSON, for people's drawings and for drawings by program (edges of the validation photos drawn again) apart:

    obeyed    share of the drawn lines that the picture shows as an edge within NEAR pixels
    filled    agreement (intersection over union) of the drawn outline's inside with what is not white in the picture
    spilled   share of the page outside the outline that is not white
    variety   mean difference of the colours inside the outline between two seeds, of 1
    vivid     mean spread of the colour channels inside the outline, of 1; `photos` gives that of the photos
"""

import argparse
import json
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from engines.checkpoints import find_weight, load_state
from engines.drawn.edges import canny
from engines.models.painter import Painter, PainterConfig
from engines.sketch.data import Pack, Picture, Sampler, load_drawings, load_photos, study_all
from engines.sketch.sheet import paint_inks
from engines.sketch.styles import inside, painted, vividness

NEAR = 4
SEEDS = (0, 1, 2, 3)


@dataclass(frozen=True)
class Figures:
    """Means over drawings and seeds; the module's docstring says of what."""

    drawings: int
    obeyed: float
    filled: float
    spilled: float
    variety: float
    vivid: float


def obeyed(ink: Picture, picture: Picture) -> float:
    """Share of the ink within NEAR pixels of an edge of the picture."""
    edges = Image.fromarray(((canny(picture, 1.2, 0.3, 0.6) > 0) * 255).astype(np.uint8))
    near = np.asarray(edges.filter(ImageFilter.MaxFilter(2 * NEAR + 1))) > 0
    return float(near[ink > 100].mean())


def measure(painter: Painter, inks: list[Picture]) -> Figures:
    """Paint drawings, each (S, S) with 255 for ink, in several styles, and measure the pictures."""
    by_seed = [paint_inks(painter, inks, seed) for seed in SEEDS]
    rows = []
    for i, ink in enumerate(inks):
        body = inside(ink)
        pictures = [pictures[i] for pictures in by_seed]
        seen = [painted(p) for p in pictures]
        colours: list[NDArray[np.float32]] = [p[body].astype(np.float32) / 255 for p in pictures]
        rows.append(
            (
                np.mean([obeyed(ink, p) for p in pictures]),
                np.mean([(s & body).sum() / (s | body).sum() for s in seen]),
                np.mean([s[~body].mean() for s in seen]),
                np.mean([np.abs(a - b).mean() for a, b in pairwise(colours)]),
                np.mean([np.ptp(c, axis=1).mean() for c in colours]),
            )
        )
    return Figures(len(inks), *(round(float(v), 4) for v in np.mean(rows, axis=0)))


def load_painter(path: Path | None, world: str) -> Painter:
    """The painter of a run, or the shipped one."""
    if path is None:
        weight = find_weight(f"painter-{world}")
        painter = Painter(PainterConfig(**weight.config))
        painter.load_state_dict(load_state(weight))
    else:
        from safetensors.torch import load_file

        painter = Painter()
        painter.load_state_dict({name: tensor.float() for name, tensor in load_file(path).items()})
    return painter.eval()


def evaluate(painter: Painter, data: Path, world: str) -> dict[str, object]:
    """Figures on people's drawings, on drawings by program, and what the photos themselves have."""
    photos = load_photos(Pack(data / "sketch-things.zip"), world, "val")
    people = load_drawings(Pack(data / "sketch-human.zip"), world, "val")
    sampler = Sampler(study_all(photos), [], seed=0)
    by_program = [sampler.by_program(subject)[0] for subject in sampler.subjects]
    return {
        "people": asdict(measure(painter, [drawing.ink for drawing in people])),
        "program": asdict(measure(painter, by_program)),
        "photos": {"vivid": round(float(np.mean([vividness(photo) for photo in photos])), 4)},
    }


def main() -> None:
    """Read the arguments, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--world", default="shoes")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--painter", type=Path, help="of a run; without it the shipped one")
    options = parser.parse_args()
    print(json.dumps(evaluate(load_painter(options.painter, options.world), options.data, options.world), indent=2))


if __name__ == "__main__":
    main()
