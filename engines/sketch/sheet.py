"""Contact sheets: drawings beside what a painter makes of them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engines.models.painter import Painter
from engines.sketch.styles import paint

WIDTH = 960  # pixels of a sheet that is shown while a painter learns

Picture = NDArray[np.uint8]


def sheet(
    painter: Painter,
    drawings: dict[int, list[Picture]],
    seeds: tuple[int, ...] = (0, 1, 2),
    side: int = 128,
    across: int = 12,
    quick: bool = False,
) -> Image.Image:
    """One row of drawings a world, under it its pictures by seed.

    Args:
        painter: has banks of styles.
        drawings: of each world, by its number, (S, S) uint8, 255 is ink.
        seeds: a row of pictures each.
        side: pixels of a drawing or picture on the sheet.
        across: drawings in a row, at most.
        quick: paint pictures of half the size, in a third of the time.
    """
    rows: list[list[Picture]] = []
    for world, inks in drawings.items():
        shown, bank = inks[:across], painter.styles[world]
        rows.append([255 - np.stack([ink] * 3, -1) for ink in shown])
        rows += [[*paint(painter, shown, world, bank[seed % len(bank)], quick)] if shown else [] for seed in seeds]
    return lay_out(rows, side)


def lay_out(rows: Sequence[Sequence[Picture]], side: int) -> Image.Image:
    """Lay pictures (H, H, 3) of any size out in rows, each on `side` pixels."""
    page = Image.new("RGB", (max(map(len, rows)) * side, len(rows) * side), "white")
    for r, row in enumerate(rows):
        for i, picture in enumerate(row):
            page.paste(Image.fromarray(picture).resize((side, side), Image.Resampling.LANCZOS), (i * side, r * side))
    return page
