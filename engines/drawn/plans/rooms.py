"""A floor plan: walls, doors, windows, and the chain of lengths around them."""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from engines.drawn.plans.marks import length_mark
from engines.drawn.plans.parts import DOWN, OUTER, RIGHT, Frame
from engines.drawn.plans.shapes import arc, at
from engines.drawn.plans.sheet import Sheet

Points = NDArray[np.float64]

NAMES = ("KITCHEN", "BATH", "LIVING", "BED", "STORE", "OFFICE", "HALL")
PANES = (0.25, 0.5, 0.75)  # where the lines of a window run in its wall


def draw_rooms(sheet: Sheet, rng: Generator, frame: Frame) -> None:
    """Two or three rooms."""
    left, top, right, bottom = frame
    wall = rng.uniform(9, 13)
    column, row = at(left, top) + frame.size * rng.uniform(0.42, 0.58, 2)
    width, height = frame.size
    walls = [
        (at(left, top), RIGHT, width, "window"),
        (at(left, bottom - wall), RIGHT, width, str(rng.choice(["window", "door"]))),
        (at(left, top), DOWN, height, "window"),
        (at(right - wall, top), DOWN, height, "window"),
        (at(column, top), DOWN, height, "door"),
        (at(column, row), RIGHT, right - column, "door"),
    ]
    walls = walls[: 6 if height > 140 and rng.random() < 0.7 else 5]
    openings = [_opening(rng, length) for _, _, length, _ in walls]
    pieces = [
        piece
        for (start, along, length, _), (first, last) in zip(walls, openings, strict=True)
        for piece in (_piece(start, along, 0, first, wall), _piece(start, along, last, length, wall))
    ]
    sheet.union(pieces)
    if rng.random() < 0.6:
        gap = rng.uniform(4.5, 7)
        for piece in pieces:
            sheet.hatch([piece], gap, np.pi / 4)
    for (start, along, _, kind), (first, last) in zip(walls, openings, strict=True):
        if kind == "window":
            _window(sheet, start, along, (first, last), wall)
        else:
            _door(sheet, start, along, (first, last))
    names = rng.permutation(NAMES)
    for name, x in zip(names, ((left + column) / 2, (column + right) / 2), strict=False):
        sheet.letters(str(name), at(x, top + 0.3 * height), RIGHT, 0.8 * sheet.style.letter)
    _chain(sheet, frame, column, row if len(walls) == 6 else None)


def _chain(sheet: Sheet, frame: Frame, column: float, row: float | None) -> None:
    reach = sheet.style.reach
    left, top, right, bottom = frame
    length_mark(sheet, at(left, top), at(column, top), -reach)
    length_mark(sheet, at(column, top), at(right, top), -reach)
    length_mark(sheet, at(left, top), at(right, top), -OUTER * reach)
    length_mark(sheet, at(left, bottom), at(left, top), -reach)
    if row is not None:
        length_mark(sheet, at(right, row), at(right, top), reach)
        length_mark(sheet, at(right, bottom), at(right, row), reach)


def _opening(rng: Generator, length: float) -> tuple[float, float]:
    """Where along a wall it is, clear of the corners and of the walls in the middle."""
    wide = rng.uniform(0.18, 0.24) * length
    first = rng.choice([0.1, 0.64]) * length + rng.uniform(0, 0.05) * length
    return first, first + wide


def _piece(start: Points, along: Points, first: float, last: float, wall: float) -> Points:
    across = along[::-1] * wall
    return np.array(
        [start + along * first, start + along * last, start + along * last + across, start + along * first + across]
    )


def _window(sheet: Sheet, start: Points, along: Points, opening: tuple[float, float], wall: float) -> None:
    for pane in PANES:
        sheet.line(np.array([start + along * end + along[::-1] * pane * wall for end in opening]))


def _door(sheet: Sheet, start: Points, along: Points, opening: tuple[float, float]) -> None:
    """The leaf, open at a right angle, and the way of its edge."""
    first, last = opening
    hinge = start + along * first
    leaf = -along[::-1] * (last - first)
    turn = -np.pi / 2 if along[0] else np.pi
    sheet.line(np.array([hinge, hinge + leaf]))
    sheet.line(arc(hinge, last - first, turn, 0.0 if along[0] else np.pi / 2))
