"""Contact sheets: drawings beside what a painter makes of them."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engines.models.painter import Painter
from engines.sketch.styles import paint


def sheet(
    painter: Painter,
    drawings: dict[int, list[NDArray[np.uint8]]],
    seeds: tuple[int, ...] = (0, 1, 2),
    side: int = 128,
    across: int = 12,
) -> Image.Image:
    """One row of drawings a world, under it its pictures by seed. drawings: of each world, by its number, (S, S)."""
    rows = 1 + len(seeds)
    page = Image.new("RGB", (across * side, len(drawings) * rows * side), "white")
    for line, (world, inks) in enumerate(drawings.items()):
        shown = inks[:across]
        if not shown:
            continue
        bank = painter.styles[world]
        pictures = [np.stack([255 - np.stack([ink] * 3, -1) for ink in shown])]
        pictures += [paint(painter, shown, world, bank[seed % len(bank)]) for seed in seeds]
        for r, row in enumerate(pictures):
            for i, picture in enumerate(row):
                small = Image.fromarray(picture).resize((side, side), Image.Resampling.LANCZOS)
                page.paste(small, (i * side, (line * rows + r) * side))
    return page
