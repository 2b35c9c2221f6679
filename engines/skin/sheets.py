"""Pictures of a table, and of what is foretold of it."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from engines.skin.table import Column, Table

WIDTH: Final = 960  # pixels
GROUND, INK, SOFT = (255, 250, 240), (43, 42, 51), (111, 107, 123)
LINE, GOOD, BAD, MARKED = (233, 223, 207), (63, 167, 110), (229, 104, 90), (255, 236, 184)
ROW: Final = 30
ROWS, COLUMNS = 14, 7  # of a preview, the target beside
LETTERS: Final = 13
BARS: Final = 10  # columns of the table that are named as important


def table_picture(table: Table) -> Image.Image:
    """The first rows and columns, the target last and marked."""
    shown = [*table.columns[:COLUMNS], table.target]
    cells = [[column.name, *(_cell(column, row) for row in range(min(ROWS, len(table))))] for column in shown]
    page = Image.new("RGB", (WIDTH, ROW * len(cells[0]) + 16), GROUND)
    brush, font = ImageDraw.Draw(page), ImageFont.load_default(LETTERS)
    wide = (WIDTH - 16) / len(cells)
    brush.rectangle((8 + wide * (len(cells) - 1), 8, WIDTH - 8, page.height - 8), fill=MARKED)
    for place, column in enumerate(cells):
        for row, text in enumerate(column):
            middle = 8 + (place + 0.5) * wide, 8 + (row + 0.5) * ROW
            brush.text(middle, _short(brush, text, font, wide - 8), INK if row else SOFT, font, "mm")
    for row in range(1, len(cells[0])):
        brush.line((8, 8 + row * ROW, WIDTH - 8, 8 + row * ROW), fill=LINE)
    return page


def classes_picture(
    told: NDArray[np.int64], true: NDArray[np.int64], names: Sequence[str], importance: Mapping[str, float]
) -> Image.Image:
    """How often each class was taken for each, and which columns told most."""
    shown = min(len(names), 12)
    counts = np.zeros((shown, shown), int)
    inside = (told < shown) & (true < shown)
    np.add.at(counts, (true[inside], told[inside]), 1)
    page, brush, font = _page()
    left, top, side = 110, 40, 320 // shown
    brush.text((left + side * shown / 2, 18), "taken for", SOFT, font, "mm")
    shares = counts / np.maximum(counts.sum(1, keepdims=True), 1)
    for row in range(shown):
        brush.text((left - 8, top + (row + 0.5) * side), _short(brush, names[row], font, 96), INK, font, "rm")
        for column in range(shown):
            x, y, share = left + column * side, top + row * side, shares[row, column]
            colour = np.array(GROUND) * (1 - share) + np.array(GOOD if row == column else BAD) * share
            brush.rectangle((x, y, x + side - 2, y + side - 2), tuple(colour.astype(int).tolist()), LINE)
            if side >= 24 and counts[row, column]:
                brush.text((x + side / 2, y + side / 2), str(counts[row, column]), INK, font, "mm")
    _bars(brush, font, importance)
    return page


def numbers_picture(
    told: NDArray[np.float32], true: NDArray[np.float32], importance: Mapping[str, float]
) -> Image.Image:
    """What was foretold above what is true, and which columns told most."""
    page, brush, font = _page()
    left, top, side = 60, 40, 320
    low, high = float(min(true.min(), told.min())), float(max(true.max(), told.max()))
    brush.rectangle((left, top, left + side, top + side), outline=LINE)
    brush.line((left, top + side, left + side, top), fill=SOFT)
    for across, up in zip(true, told, strict=True):
        x = left + side * (across - low) / max(high - low, 1e-9)
        y = top + side - side * (up - low) / max(high - low, 1e-9)
        brush.ellipse((x - 2, y - 2, x + 2, y + 2), fill=GOOD)
    brush.text((left, top - 16), "foretold", SOFT, font, "lm")
    brush.text((left + side, top + side + 12), "true", SOFT, font, "rm")
    _bars(brush, font, importance)
    return page


def _page() -> tuple[Image.Image, ImageDraw.ImageDraw, ImageFont.FreeTypeFont | ImageFont.ImageFont]:
    page = Image.new("RGB", (WIDTH, 390), GROUND)
    return page, ImageDraw.Draw(page), ImageFont.load_default(LETTERS)


def _bars(
    brush: ImageDraw.ImageDraw, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, importance: Mapping[str, float]
) -> None:
    """Bars for the columns that told most."""
    best = sorted(importance.items(), key=lambda one: -one[1])[:BARS]
    for row, (name, gain) in enumerate(best):
        y = 48 + row * 32
        brush.text((620, y), _short(brush, name, font, 130), INK, font, "rm")
        brush.rectangle((632, y - 9, 632 + 300 * gain / best[0][1], y + 9), fill=GOOD)


def _cell(column: Column, row: int) -> str:
    value = column.values[row]
    if not np.isfinite(value):
        return "?"
    return column.categories[int(value)] if column.categories else f"{value:g}"


def _short(
    brush: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, most: float
) -> str:
    while brush.textlength(text, font) > most:
        text = text[:-1]
    return text
