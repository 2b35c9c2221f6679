"""Motions as strips of small pictures, from left to right, to be looked at."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from engines.dance.data import Features, Sample
from engines.dance.language import is_korean
from engines.dance.pictures.looks import LOOKS
from engines.dance.pictures.painter import FigurePainter
from engines.models.humanml import FPS, Motion, recover_from_ric
from engines.runtime.preview import Preview

CELL: Final = (118, 150)  # pixels of a picture
FRAMES: Final = 8  # pictures of a row
LINE: Final = 20  # pixels of a row's name
MOST: Final = 12  # motions on a preview
INK: Final = (74, 62, 54)
LONGEST: Final = 52  # letters of the name of half a row


def strip(features: Features, frames: int, name: str) -> Image.Image:
    """Return a motion (T, 263) as so many pictures side by side under its name, of moments equally far apart."""
    motion = Motion(recover_from_ric(features).astype(np.float32))
    painted = list(FigurePainter(LOOKS["kid"], CELL).frames(motion, frames * FPS / len(features)))[:frames]
    whole = Image.new("RGB", (frames * CELL[0], CELL[1] + LINE), "white")
    whole.paste(Image.fromarray(np.concatenate(painted, 1)), (0, LINE))
    ImageDraw.Draw(whole).text((4, LINE / 2), name, INK, ImageFont.load_default(12), "lm")
    return whole


def sheet(strips: Sequence[Image.Image]) -> Image.Image:
    """Return strips below each other, and beside each other as far as there is room."""
    columns = FRAMES * CELL[0] // strips[0].width
    rows = -(-len(strips) // columns)
    whole = Image.new("RGB", (FRAMES * CELL[0], rows * strips[0].height), "white")
    for number, one in enumerate(strips):
        whole.paste(one, (number % columns * one.width, number // columns * one.height))
    return whole


def preview_of(samples: Sequence[Sample], counts: Mapping[str, int]) -> Preview:
    """Return the first motions, two in a row, with what is said of them."""
    strips = [strip(sample.features, FRAMES // 2, name_of(sample)) for sample in samples[:MOST]]
    return Preview(sheet(strips), counts)


def name_of(sample: Sample) -> str:
    """Return what is said of a motion; the font has no Korean letters."""
    said = next((text for text in sample.texts if not is_korean(text)), "")
    return said if len(said) <= LONGEST else f"{said[:LONGEST]}..."
