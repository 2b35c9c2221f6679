"""Parts of machines, drawn into a frame of the page with their dimensions around: flat plates, hatched sections."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from engines.drawn.plans.marks import angle_mark, diameter_mark, fits, length_mark, radius_mark
from engines.drawn.plans.shapes import arc, at, heading, rectangle, rounded, slot
from engines.drawn.plans.sheet import Sheet

Points = NDArray[np.float64]

CROSS = 5.0  # of a centre line beyond its circle
OUTER = 1.9  # the outer dimension line's distance, in those of the inner one
RIGHT, DOWN = np.array([1.0, 0.0]), np.array([0.0, 1.0])


class Frame(NamedTuple):
    """The room of the part itself, in pixels of the page."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> Points:
        return at((self.left + self.right) / 2, (self.top + self.bottom) / 2)

    @property
    def size(self) -> Points:
        return at(self.right - self.left, self.bottom - self.top)


Part = Callable[[Sheet, Generator, Frame], None]


def draw_plate(sheet: Sheet, rng: Generator, frame: Frame) -> None:
    """A flat plate with holes, its corners round, cut or sharp."""
    least, reach = min(frame.size), sheet.style.reach
    corners, kind = rectangle(*frame), rng.choice(["round", "sharp", "slant", "slant", "notch"])
    radius = rng.uniform(0.08, 0.2) * least if kind == "round" else 0.0
    x, y = at(frame.right, frame.top) + frame.size * rng.uniform(0.2, 0.4, 2) * [-1, 1]
    away = {"slant": [(x, frame.top), (frame.right, y)], "notch": [(x, frame.top), (x, y), (frame.right, y)]}
    if kind in away:
        corners = np.concatenate([corners[:1], away[kind], corners[2:]])
    sheet.edge(rounded(corners, [radius] * len(corners)), closed=True)
    place = _holes(sheet, rng, frame, corner=kind not in away)

    if rng.random() < 0.9:
        length_mark(sheet, corners[-1], corners[-2], OUTER * reach)
    if rng.random() < 0.9:
        length_mark(sheet, corners[-1], corners[0], -OUTER * reach)
    if rng.random() < 0.6:
        length_mark(sheet, corners[-1], at(place, frame.bottom), reach)
    if kind == "round" and rng.random() < 0.8:
        radius_mark(sheet, corners[2] - radius, radius, rng.uniform(0.4, 1.1), rng.uniform(14, 24))
    if kind == "slant":
        leg, turn = frame.right - x, float(np.arctan2(y - frame.top, frame.right - x))
        angle_mark(sheet, at(x, frame.top), 0.0, turn, min(0.8 * leg, 60.0), (0.0, np.inf))
    if kind == "notch" and rng.random() < 0.8:
        length_mark(sheet, at(frame.right, frame.top), at(frame.right, y), -reach)


def _holes(sheet: Sheet, rng: Generator, frame: Frame, corner: bool) -> float:
    """Holes of a plate, one of them with its diameter. Returns where from left to right that one is."""
    least, middle = min(frame.size), frame.middle
    radius = rng.uniform(0.05, 0.09) * least
    pattern = rng.choice(["corners", "row", "slots"] if corner else ["row", "slots"])
    if pattern == "slots":
        length = rng.uniform(0.2, 0.4) * frame.size[0]
        for y in (0.3, 0.7) if rng.random() < 0.5 else (0.55,):
            place = at(frame.left + 0.4 * frame.size[0], frame.top + y * frame.size[1])
            sheet.edge(slot(place, length, radius), closed=True)
            cross(sheet, place, radius, length / 2)
        radius_mark(sheet, place - at(length / 2, 0), radius, rng.uniform(2.4, 2.9), rng.uniform(14, 22))
        return float(place[0])
    if pattern == "row":
        count = int(rng.integers(2, 5))
        places = [
            at(x, frame.top + 0.6 * frame.size[1]) for x in np.linspace(0.2, 0.8, count) * frame.size[0] + frame.left
        ]
    else:
        inset = rng.uniform(0.16, 0.22) * least
        places = list(rectangle(frame.left + inset, frame.top + inset, frame.right - inset, frame.bottom - inset))
        hub = rng.uniform(0.14, 0.24) * least
        hole(sheet, rng, middle, hub)
        diameter_mark(sheet, middle, hub, rng.uniform(-1.0, -0.5), rng.uniform(20, 30))
    for place in places:
        hole(sheet, rng, place, radius)
    diameter_mark(sheet, places[0], radius, rng.uniform(-2.2, -1.0), rng.uniform(0.25, 0.4) * least)
    return float(places[0][0])


def draw_section(sheet: Sheet, rng: Generator, frame: Frame) -> None:
    """A profile cut through and hatched: an angle bar whose upper leg may lean, or a channel."""
    (width, height), reach = frame.size, sheet.style.reach
    wall = rng.uniform(0.18, 0.28) * min(width, height)
    foot, corner = at(frame.left, frame.bottom), at(frame.right, frame.bottom)
    if rng.random() < 0.5:
        lean = float(rng.uniform(np.radians(50), np.radians(75)))
        way = heading(-lean)
        over = wall / np.sin(lean)
        head = foot + way * height / np.sin(lean)
        loop = np.array(
            [
                foot,
                head,
                head + RIGHT * over,
                foot + RIGHT * over + way * wall / np.sin(lean),
                foot + at(width, -wall),
                corner,
            ]
        )
        angle_mark(sheet, foot, -lean, 0.0, 0.5 * width, (np.inf, np.inf))
        length_mark(sheet, loop[4], loop[5], -reach)
        length_mark(sheet, head, loop[2], -reach)
    else:
        floor = frame.bottom - wall
        left, right = frame.left + wall, frame.right - wall
        outside = [foot, at(frame.left, frame.top), at(left, frame.top), at(left, floor)]
        loop = np.array([*outside, at(right, floor), at(right, frame.top), at(frame.right, frame.top), corner])
        length_mark(sheet, loop[1], loop[2], -OUTER * reach)
        if fits(sheet, right - left):
            length_mark(sheet, loop[2], loop[5], -reach)
        length_mark(sheet, foot, loop[1], -reach)
    bend = rng.choice([0.0, 0.4]) * wall
    inner = [bend if place == 3 or (len(loop) == 8 and place == 4) else 0.0 for place in range(len(loop))]
    loop = rounded(loop, inner)
    sheet.edge(loop, closed=True)
    sheet.hatch([loop], rng.uniform(6, 11), np.pi / 4 * rng.choice([-1, 1]))
    length_mark(sheet, foot, corner, reach)


def draw_gusset(sheet: Sheet, rng: Generator, frame: Frame) -> None:
    """A plate between a beam and a post: a foot, one or two leaning sides, a hole."""
    (width, height), reach, least = frame.size, sheet.style.reach, min(frame.size)
    left, right = at(frame.left, frame.bottom), at(frame.right, frame.bottom)
    leans = np.array([rng.choice([0.0, rng.uniform(0.15, 0.35)]), rng.uniform(0.2, 0.45)]) * width
    head = at(frame.left + leans[0], frame.top), at(frame.right - leans[1], frame.top)
    sheet.edge(np.array([left, *head, right]), closed=True)
    for foot, lean, side in ((left, leans[0], 0.0), (right, leans[1], np.pi)):
        if lean:
            turn = float(np.arctan2(height, lean))
            start, end = sorted((-side, -abs(side - turn)))
            angle_mark(sheet, foot, start, end, rng.uniform(0.3, 0.45) * least, (width, height))
    place, radius = at(*(head[0] + head[1]) / 2) + at(0, 0.35 * height), rng.uniform(0.07, 0.13) * least
    hole(sheet, rng, place, radius)
    diameter_mark(sheet, place, radius, rng.uniform(-1.2, -0.6), 0.35 * height + rng.uniform(4, 10))
    length_mark(sheet, left, right, reach)
    length_mark(sheet, right, at(frame.right, frame.top), reach)
    if leans[0] or rng.random() < 0.5:
        length_mark(sheet, *head, -OUTER * reach)


def hole(sheet: Sheet, rng: Generator, place: Points, radius: float) -> None:
    """A round hole, some with a countersink or a thread."""
    sheet.edge(arc(place, radius), closed=True)
    kind = rng.random()
    if kind < 0.15:
        sheet.edge(arc(place, 1.6 * radius), closed=True)
    elif kind < 0.35:
        sheet.line(arc(place, 1.35 * radius, 0.2, 4.9))
    cross(sheet, place, 1.35 * radius, 0.0)


def cross(sheet: Sheet, place: Points, radius: float, longer: float) -> None:
    """Centre lines; `longer` is what the level one has more on either side."""
    for way, reach in ((RIGHT, radius + longer + CROSS), (DOWN, radius + CROSS)):
        sheet.line(np.array([place - way * reach, place + way * reach]), "centre")
