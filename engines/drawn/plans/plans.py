"""A sheet with one to four parts, their dimensions, notes and title block, scanned."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from engines.drawn.plans.paper import scanned
from engines.drawn.plans.parts import RIGHT, Frame, Part, draw_gusset, draw_plate, draw_section
from engines.drawn.plans.rooms import draw_rooms
from engines.drawn.plans.shapes import at, rectangle
from engines.drawn.plans.sheet import PAGE, Sheet, any_style
from engines.drawn.plans.turned import draw_shaft, draw_wheel

MARGIN = 62.0  # around a part, for its marks
BORDER = 14.0  # of the sheet
BLOCK = (170.0, 44.0)  # the title block
ASKEW = 0.025  # radians
LAYOUTS = ((1, 1), (1, 1), (2, 1), (2, 2))  # rows and columns of parts on a sheet
NOTES = (
    "SCALE 1:2",
    "DETAIL A",
    "2x45°",
    "M8x20",
    "PLATE 3",
    "ST 37-2",
    "ALL SHARP EDGES BROKEN",
    "VIEW B",
    "NO. 1047",
    "REV C",
)
PARTS: tuple[tuple[Part, float, float], ...] = (  # with the least and the most of width to height
    (draw_plate, 0.8, 1.7),
    (draw_section, 0.9, 1.5),
    (draw_gusset, 0.9, 1.6),
    (draw_shaft, 1.8, 3.0),
    (draw_wheel, 1.0, 1.0),
    (draw_rooms, 1.0, 1.6),
)


@dataclass(frozen=True)
class DrawnPlan:
    """A drawing and what is to be read in it.

    Args:
        picture: (S, S) uint8 grey.
        edges: (S, S) bool, the visible edges of parts and walls as wide as they are drawn, 2 to 3 pixels of 512,
            without dimension marks, hatching, centre lines, symbols, letters and dirt.
        boxes: (N, 4) float32 left, top, right, bottom of each dimension mark in pixels, its number included.
        kinds: (N,) int64, places in KINDS.
    """

    picture: NDArray[np.uint8]
    edges: NDArray[np.bool_]
    boxes: NDArray[np.float32]
    kinds: NDArray[np.int64]


def draw_plan(rng: Generator, side: int = 512) -> DrawnPlan:
    """A sheet of `side` x `side` pixels, another one each time."""
    sheet = Sheet(side, rng.uniform(-ASKEW, ASKEW), any_style(rng))
    block = rng.random() < 0.6
    bottom = PAGE - BORDER - (BLOCK[1] if block else 0.0)
    rows, columns = LAYOUTS[rng.integers(len(LAYOUTS))]
    downs, acrosses = np.linspace(BORDER, bottom, rows + 1), np.linspace(BORDER, PAGE - BORDER, columns + 1)
    areas = [Frame(x[0], y[0], x[1], y[1]) for y in pairwise(downs) for x in pairwise(acrosses)]
    for area in areas:
        # a floor plan wants the whole sheet
        draw, narrow, wide = PARTS[rng.integers(len(PARTS) - (len(areas) > 1))]
        draw(sheet, rng, _frame(rng, area, rng.uniform(narrow, wide)))
    if block:
        _title(sheet, rng)
    return DrawnPlan(scanned(rng, sheet.ink()), sheet.edges(), *sheet.marks())


def _frame(rng: Generator, area: Frame, ratio: float) -> Frame:
    """A frame of that ratio of width to height somewhere in the area, with room for marks around."""
    room = area.size - 2 * MARGIN
    height = min(room[1], room[0] / ratio) * rng.uniform(0.75, 1.0)
    size = at(height * ratio, height)
    left, top = at(area.left, area.top) + MARGIN + rng.random(2) * (room - size)
    return Frame(left, top, left + size[0], top + size[1])


def _title(sheet: Sheet, rng: Generator) -> None:
    """The title block at the bottom right, and the border that it belongs to."""
    right = bottom = PAGE - BORDER
    left, top = right - BLOCK[0], bottom - BLOCK[1]
    border = rectangle(BORDER, BORDER, right, bottom)
    for loop in (border, rectangle(left, top, right, bottom)):
        sheet.line(np.concatenate([loop, loop[:1]]))
    middle, column = (top + bottom) / 2, left + 0.6 * BLOCK[0]
    sheet.line(np.array([(left, middle), (right, middle)]))
    sheet.line(np.array([(column, top), (column, bottom)]))
    for x, y in (
        ((left + column) / 2, middle - 7),
        ((left + column) / 2, bottom - 7),
        ((column + right) / 2, bottom - 7),
    ):
        sheet.letters(str(rng.choice([note for note in NOTES if len(note) < 10])), at(x, y), RIGHT, 8.0)
    if rng.random() < 0.6:
        sheet.letters(str(rng.choice(NOTES)), at(BORDER + 110, bottom - 12), RIGHT)
