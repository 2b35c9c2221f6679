"""Sheets for whoever follows a training: pages side by side, with what is to be found on them in colour."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

WIDTH: Final = 960  # pixels
GAP: Final = 8
GROUND: Final = (255, 250, 240)
RIGHT, MISSED, FALSE = (24, 140, 84), (222, 68, 54), (52, 110, 226)
COLOURS: Final = ((222, 68, 54), (52, 110, 226), (24, 140, 84), (214, 140, 20), (140, 70, 190), (20, 150, 160))
PALE: Final = 0.55  # how much of a picture fades where something is drawn on it

Mask = NDArray[np.bool_]


def sheet(tiles: Sequence[Image.Image], across: int) -> Image.Image:
    """Lay tiles out in rows of `across`."""
    side = (WIDTH - GAP) // across - GAP
    rows = -(-len(tiles) // across)
    page = Image.new("RGB", (WIDTH, rows * (side + GAP) + GAP), GROUND)
    for number, tile in enumerate(tiles):
        place = GAP + number % across * (side + GAP), GAP + number // across * (side + GAP)
        page.paste(tile.resize((side, side), Image.Resampling.LANCZOS), place)
    return page


def with_edges(picture: NDArray[np.uint8], found: Mask, true: Mask) -> Image.Image:
    """A grey picture (S, S) with edges that are right, missed, and found where none are."""
    colours = np.repeat((255 - (255 - picture[..., None]) * (1 - PALE)).astype(np.uint8), 3, -1)
    for mask, colour in ((found & true, RIGHT), (true & ~found, MISSED), (found & ~true, FALSE)):
        colours[mask] = colour
    return Image.fromarray(colours)


def with_boxes(picture: Image.Image, boxes: NDArray[np.float32], kinds: NDArray[np.int64], side: int) -> Image.Image:
    """A picture as a tile of `side` pixels with boxes (N, 4) left, top, right, bottom in its own pixels."""
    tile = picture.convert("RGB").resize((side, side), Image.Resampling.LANCZOS)
    brush = ImageDraw.Draw(tile)
    for box, kind in zip(boxes * (side / picture.width), kinds, strict=True):
        brush.rectangle(tuple(box.tolist()), outline=COLOURS[kind % len(COLOURS)], width=2)
    return tile
