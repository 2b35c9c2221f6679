"""Sheets of dogs for whoever looks at a training: tiles with words under them and frames that say right or wrong."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from engines.dogs.drawing import PAPER, draw_points
from engines.models.skeletons import Keypoints

WIDTH: Final = 960  # pixels
GAP: Final = 8
LETTERS: Final = 13
INK: Final = (43, 42, 51)
RIGHT, WRONG, PLAIN = (63, 167, 110), (229, 104, 90), PAPER
LABEL, FOUND = (255, 201, 61), (108, 123, 232)  # boxes by people or by program, and by the network

Colour = tuple[int, int, int]


def sheet(
    pictures: Sequence[Image.Image], across: int, words: Sequence[str] = (), frames: Sequence[Colour] = ()
) -> Image.Image:
    """Lay pictures out in rows of `across`, with a frame of its colour and some words for each."""
    side = (WIDTH - GAP) // across - GAP
    strip = LETTERS + 6 if words else 0
    rows = -(-len(pictures) // across)
    page = Image.new("RGB", (WIDTH, rows * (side + strip + GAP) + GAP), PAPER)
    brush, font = ImageDraw.Draw(page), ImageFont.load_default(LETTERS)
    for number, picture in enumerate(pictures):
        x, y = GAP + number % across * (side + GAP), GAP + number // across * (side + strip + GAP)
        if frames:
            brush.rounded_rectangle((x - 4, y - 4, x + side + 3, y + side + 3), 6, frames[number])
        tile = fitted(picture, side)
        page.paste(tile, (x + (side - tile.width) // 2, y + (side - tile.height) // 2))
        if words:
            text = words[number]
            while brush.textlength(text, font) > side:
                text = text[:-1]
            brush.text((x + side / 2, y + side + strip / 2), text, INK, font, "mm")
    return page


def fitted(picture: Image.Image, side: int) -> Image.Image:
    """The picture with a longer side of so many pixels."""
    scale = side / max(picture.size)
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    return picture.resize(size, Image.Resampling.LANCZOS)


def with_points(picture: Image.Image, points: Keypoints, side: int = 232) -> Image.Image:
    """The picture, `side` pixels large, with points that are given in its own pixels."""
    large = fitted(picture, side)
    scale = side / max(picture.size)
    return draw_points(large, replace(points, xy=((points.xy + 0.5) * scale - 0.5).astype(np.float32)))


def with_boxes(picture: Image.Image, boxes: NDArray[np.float64], colour: Colour, side: int = 232) -> Image.Image:
    """The picture, `side` pixels large, with boxes (N, 4) left, top, width, height in its own pixels."""
    large = fitted(picture.convert("RGB"), side)
    scale = side / max(picture.size)
    brush = ImageDraw.Draw(large)
    for left, top, w, h in boxes * scale:
        brush.rectangle((left, top, left + w, top + h), outline=colour, width=3)
    return large
