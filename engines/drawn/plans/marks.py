"""Dimension marks: a length between two points, a diameter or a radius, an angle. The numbers are the true ones."""

import numpy as np
from numpy.typing import NDArray

from engines.drawn.plans.shapes import arc, heading, unit
from engines.drawn.plans.sheet import Sheet

Points = NDArray[np.float64]

GAP = 3.0  # from the part to the extension line
OVER = 4.0  # which runs on beyond the dimension line by this
LIFT = 3.0  # of a number above its line
SHELF = 4.0  # of the line below the number of a leader, beside it on both sides
LETTER = 0.93  # width of a letter, in its heights
LEAST_ROUND = 30.0  # radius of a circle that has room for a number inside
LEVEL = np.array([1.0, 0.0])


def length_mark(sheet: Sheet, start: Points, end: Points, away: float) -> None:
    """Measure from point to point, with the dimension line `away` pixels aside (to the left of the way up the page
    where negative)."""
    size, along = float(np.hypot(*(end - start))), unit(end - start)
    across = np.array([-along[1], along[0]]) * np.sign(away)
    first, last = start + across * abs(away), end + across * abs(away)
    number = _number(sheet, size)
    room, tip = _width(sheet, number), sheet.style.tip
    with sheet.mark("length"):
        for point, foot in ((start, first), (end, last)):
            sheet.line(np.array([point + across * GAP, foot + across * OVER]))
        if fits(sheet, size):
            _numbered(sheet, first, last, number)
            _tips(sheet, (first, -along), (last, along))
        else:  # no room inside: the arrows come from outside, and the number stands there
            tail = 1.6 * tip
            sheet.line(np.array([first - along * tail, last + along * (tail + room + 4)]))
            _tips(sheet, (first, along), (last, -along))
            _write(sheet, number, last + along * (tail + room / 2), along)


def fits(sheet: Sheet, size: float) -> bool:
    """Return whether arrows and number have room between the extension lines of a length in pixels of the page."""
    return size > 2 * sheet.style.tip + _width(sheet, _number(sheet, size)) + 8


def diameter_mark(sheet: Sheet, centre: Points, radius: float, angle: float, reach: float) -> None:
    """Across a large circle, else from outside. angle: of the line, radians; reach: of the line beyond the circle."""
    number, way = "⌀" + _number(sheet, 2 * radius), heading(angle)
    if radius < LEAST_ROUND + _width(sheet, number) / 2:
        _leader(sheet, centre + way * radius, way, reach, number)
        return
    with sheet.mark("round"):
        sheet.line(np.array([centre - way * radius, centre + way * radius]))
        _tips(sheet, (centre - way * radius, -way), (centre + way * radius, way))
        _write(sheet, number, centre + way * radius * 0.45, way)


def radius_mark(sheet: Sheet, centre: Points, radius: float, angle: float, reach: float) -> None:
    """From outside to an arc. angle: of the way out, radians; reach: of the line beyond the arc."""
    _leader(sheet, centre + heading(angle) * radius, heading(angle), reach, "R" + _number(sheet, radius))


def angle_mark(sheet: Sheet, apex: Points, start: float, end: float, radius: float, legs: tuple[float, float]) -> None:
    """An arc from direction to direction (radians, start < end) around a point, as far from it as `radius`.

    legs: how far the part's own lines reach; extension lines go on from there.
    """
    number = f"{round(np.degrees(end - start))}°"
    with sheet.mark("angle"):
        for angle, leg in zip((start, end), legs, strict=True):
            if leg < radius:
                sheet.line(np.array([apex + heading(angle) * (leg + GAP), apex + heading(angle) * (radius + OVER)]))
        curve = arc(apex, radius, start, end)
        sheet.line(curve)
        bend = sheet.style.tip / radius / 2  # an arrow is straight, its arc is not
        _tips(sheet, (curve[0], -heading(start + bend + np.pi / 2)), (curve[-1], heading(end - bend + np.pi / 2)))
        middle = heading((start + end) / 2)
        away = radius + 4 + abs(middle[0]) * _width(sheet, number) / 2 + abs(middle[1]) * sheet.style.letter / 2
        sheet.letters(number, apex + middle * away + [0, sheet.style.letter / 2], LEVEL)


def _leader(sheet: Sheet, rim: Points, way: Points, reach: float, number: str) -> None:
    knee = rim + way * reach
    shelf = LEVEL * (1 if way[0] >= 0 else -1) * (_width(sheet, number) + 2 * SHELF)
    with sheet.mark("round"):
        sheet.line(np.array([rim, knee, knee + shelf]))
        _tips(sheet, (rim, -way))
        sheet.letters(number, knee + shelf / 2 - [0, LIFT], LEVEL)


def _number(sheet: Sheet, size: float) -> str:
    value = size * sheet.style.millimetres
    return f"{value:.1f}" if value < 20 else f"{value:.0f}"


def _width(sheet: Sheet, number: str) -> float:
    return len(number) * sheet.style.letter * LETTER


def _upright(along: Points) -> Points:
    """The direction in which a line is written: read from below or from the right."""
    if abs(along[0]) < 0.05:
        return np.array([0.0, -1.0])
    return along if along[0] > 0 else -along


def _write(sheet: Sheet, number: str, middle: Points, along: Points) -> None:
    along = _upright(along)
    sheet.letters(number, middle + np.array([along[1], -along[0]]) * LIFT, along)


def _numbered(sheet: Sheet, first: Points, last: Points, number: str) -> None:
    """The dimension line with its number above it, or in a gap of it."""
    middle, along = (first + last) / 2, unit(last - first)
    if sheet.style.above:
        sheet.line(np.array([first, last]))
        _write(sheet, number, middle, along)
        return
    half, written = along * (_width(sheet, number) / 2 + 2), _upright(along)
    sheet.line(np.array([first, middle - half]))
    sheet.line(np.array([middle + half, last]))
    sheet.letters(number, middle + np.array([-written[1], written[0]]) * sheet.style.letter / 2, written)


def _tips(sheet: Sheet, *ends: tuple[Points, Points]) -> None:
    """Arrows with their points at places (2,), looking in directions (2,)."""
    tip = sheet.style.tip
    for point, way in ends:
        side = np.array([-way[1], way[0]])
        if sheet.style.arrow == "filled":
            sheet.fill(np.array([point, point - way * tip + side * tip / 6, point - way * tip - side * tip / 6]))
        elif sheet.style.arrow == "open":
            sheet.line(np.array([point - way * tip + side * tip / 3, point, point - way * tip - side * tip / 3]))
        elif sheet.style.arrow == "stroke":
            slant = (way + side) * tip / 3
            sheet.line(np.array([point - slant, point + slant]))
        else:
            sheet.fill(arc(point, tip / 5))
