"""Small pictures side by side: what the try-on's networks learn from, and what they have learnt.

Made by Pillow alone, for trainings run where there is no OpenCV.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFont
from torch import Tensor

from engines.models.skeletons import OPENPOSE_18

PAPER: Final = (252, 249, 243)  # RGB, what is not there
INK: Final = (74, 62, 54)
# By LIP's labels: warm for clothes above the waist, blue and green below, skin as skin.
COLOURS: Final = np.array(
    [
        *(PAPER, (150, 84, 160), (96, 66, 54), (120, 110, 190), (60, 60, 70), (240, 120, 84), (232, 90, 140)),
        *((206, 78, 62), (90, 150, 170), (70, 120, 200), (240, 160, 70), (214, 160, 60), (86, 170, 120)),
        *((250, 212, 176), (244, 190, 150), (236, 172, 134), (226, 186, 160), (214, 170, 146), (80, 84, 96)),
        (104, 108, 120),
    ],
    np.uint8,
)
COLUMNS: Final = 8
CELL: Final = (114, 152)  # pixels, width and height of a picture on a sheet
GAP: Final = 5
LINE: Final = 18  # pixels of a row's name
LEFT, RIGHT, MIDDLE = (226, 84, 62), (44, 116, 200), (64, 64, 72)  # colours of the points
FAINT: Final = 0.55  # of a picture under its points: how much paper shines through
SOMEBODY: Final = (214, 190, 210)  # a label of a person, nobody knows which part


def photo(pixels: Tensor) -> Image.Image:
    """Return pixels (3, H, W), uint8 or 0 to 1, as a picture."""
    if pixels.is_floating_point():
        pixels = pixels.clamp(0, 1) * 255
    return Image.fromarray(pixels.cpu().to(torch.uint8).permute(1, 2, 0).numpy())


def parts(labels: Tensor) -> Image.Image:
    """Return labels (H, W) of LIP as colours; numbers beyond them are somebody whose parts nobody knows."""
    table = np.full((256, 3), SOMEBODY, np.uint8)
    table[: len(COLOURS)] = COLOURS
    return Image.fromarray(table[labels.cpu().numpy()])


def points(picture: Image.Image, xy: Tensor, known: Tensor) -> Image.Image:
    """Return a faint picture with OpenPose's points (18, 2), in its pixels, where they are known, and their joints."""
    faint = Image.blend(picture, Image.new("RGB", picture.size, PAPER), FAINT)
    draw, places = ImageDraw.Draw(faint), xy.tolist()
    for first, second in OPENPOSE_18.edges:
        if known[first] > 0 and known[second] > 0:
            draw.line([*places[first], *places[second]], _side(OPENPOSE_18.names[second]), 3)
    for (x, y), there, name in zip(places, known.tolist(), OPENPOSE_18.names, strict=True):
        if there > 0:
            draw.ellipse([x - 3, y - 3, x + 3, y + 3], _side(name), "white")
    return faint


def _side(name: str) -> tuple[int, int, int]:
    return {"left": LEFT, "right": RIGHT}.get(name.partition("_")[0], MIDDLE)


def on_paper(pixels: Tensor, mask: Tensor) -> Image.Image:
    """Return pixels (3, H, W), uint8 or 0 to 1, where the mask (H, W) of 0 to 1 is; paper elsewhere."""
    picture = photo(pixels)
    cover = Image.fromarray((mask.float().cpu().clamp(0, 1) * 255).to(torch.uint8).numpy())
    return Image.composite(picture, Image.new("RGB", picture.size, PAPER), cover)


def named(picture: Image.Image, words: str) -> Image.Image:
    """Return a picture of a sheet's size with words at its foot."""
    whole = Image.new("RGB", CELL, PAPER)
    height = CELL[1] - LINE
    small = picture.resize((height * picture.width // picture.height, height), Image.Resampling.LANCZOS)
    whole.paste(small, ((CELL[0] - small.width) // 2, 0))
    place = (CELL[0] / 2, CELL[1] - LINE / 2)
    ImageDraw.Draw(whole).text(place, words, INK, ImageFont.load_default(11), "mm")
    return whole


def sheet(rows: Sequence[tuple[str, Sequence[Image.Image]]]) -> Image.Image:
    """Return rows of at most `COLUMNS` pictures, each row under its name, if it has one."""
    width = GAP + COLUMNS * (CELL[0] + GAP)
    height = sum(CELL[1] + GAP + (LINE if name else 0) for name, _ in rows) + GAP
    whole = Image.new("RGB", (width, height), "white")
    draw, top = ImageDraw.Draw(whole), GAP
    for name, pictures in rows:
        if name:
            draw.text((GAP, top + LINE / 2 - 1), name, INK, ImageFont.load_default(13), "lm")
            top += LINE
        for column, picture in enumerate(pictures):
            small = picture.resize(CELL, Image.Resampling.LANCZOS)
            whole.paste(small, (GAP + column * (CELL[0] + GAP), top))
        top += CELL[1] + GAP
    return whole
