"""Contact sheets: drawings beside what a painter makes of them."""

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from engines.models.painter import Painter
from engines.sketch.styles import to_pictures


@torch.no_grad()
def paint_inks(painter: Painter, inks: list[NDArray[np.uint8]], seed: int) -> NDArray[np.uint8]:
    """Paint drawings (S, S), 0 paper to 255 ink, in one style. Returns (N, S, S, 3)."""
    device = next(painter.parameters()).device
    ink = torch.from_numpy(np.stack(inks)[:, None]).to(device).float() / 255
    style = painter.styles[seed % len(painter.styles)].expand(len(ink), -1)
    pictures = torch.cat([painter(i, s) for i, s in zip(ink.split(8), style.split(8), strict=True)])
    return to_pictures(pictures)


def validation_sheet(
    painter: Painter,
    inks: list[NDArray[np.uint8]],
    seeds: tuple[int, ...] = (0, 1, 2),
    side: int = 160,
    across: int = 10,
) -> Image.Image:
    """Rows of drawings, under each row its pictures by seed."""
    rows = [[np.stack([255 - i] * 3, -1) for i in inks], *(list(paint_inks(painter, inks, seed)) for seed in seeds)]
    lines = -(-len(inks) // across)
    sheet = Image.new("RGB", (across * side, lines * len(rows) * side), "white")
    for r, row in enumerate(rows):
        for i, picture in enumerate(row):
            where = ((i % across) * side, ((i // across) * len(rows) + r) * side)
            sheet.paste(Image.fromarray(picture).resize((side, side)), where)
    return sheet
