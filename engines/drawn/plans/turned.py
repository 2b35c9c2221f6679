"""Turned parts: a shaft from the side, a gear or a flange from the front."""

from itertools import pairwise

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from engines.drawn.plans.marks import angle_mark, diameter_mark, fits, length_mark
from engines.drawn.plans.parts import CROSS, OUTER, Frame, cross
from engines.drawn.plans.shapes import arc, at, heading, slot
from engines.drawn.plans.sheet import Sheet

Points = NDArray[np.float64]


def draw_shaft(sheet: Sheet, rng: Generator, frame: Frame) -> None:
    """A turned shaft from the side: steps, chamfered ends, perhaps a keyway."""
    count, reach, axis = int(rng.integers(3, 6)), sheet.style.reach, frame.middle[1]
    ends = frame.left + frame.size[0] * np.concatenate([[0], np.cumsum(rng.dirichlet(np.full(count, 6.0)))])
    radii = frame.size[1] / 2 * rng.uniform(0.45, 0.85, count)
    radii[rng.integers(1, count - 1)] = frame.size[1] / 2
    cut = 0.2 * min(radii[0], radii[-1])
    above = [(x, -r) for start, end, r in zip(ends[:-1], ends[1:], radii, strict=True) for x in (start, end)]
    above = [
        (ends[0], cut - radii[0]),
        (ends[0] + cut, -radii[0]),
        *above[1:-1],
        (ends[-1] - cut, -radii[-1]),
        (ends[-1], cut - radii[-1]),
    ]
    top = np.array(above) + at(0, axis)
    sheet.edge(np.concatenate([top, (top * [1, -1] + at(0, 2 * axis))[::-1]]), closed=True)
    for x, radius in zip(
        [ends[0] + cut, *ends[1:-1], ends[-1] - cut],
        [radii[0], *np.minimum(radii[:-1], radii[1:]), radii[-1]],
        strict=True,
    ):
        sheet.edge(np.array([(x, axis - radius), (x, axis + radius)]))
    sheet.line(np.array([(frame.left - 12, axis), (frame.right + 12, axis)]), "centre")
    longest = int(np.diff(ends).argmax())
    room = ends[longest + 1] - ends[longest]
    if rng.random() < 0.7:
        wide = 0.3 * radii[longest]
        sheet.edge(slot(at(ends[longest] + room / 2, axis), max(room - 4 * wide, 4), wide), closed=True)
    for start, end in pairwise(ends):
        if fits(sheet, end - start):
            length_mark(sheet, at(start, frame.bottom), at(end, frame.bottom), reach)
    length_mark(sheet, at(frame.left, frame.bottom), at(frame.right, frame.bottom), OUTER * reach)
    for x, radius, away in ((frame.left, radii[0], -reach), (frame.right, radii[-1], reach)):
        length_mark(sheet, at(x, axis + radius), at(x, axis - radius), away)


def draw_wheel(sheet: Sheet, rng: Generator, frame: Frame) -> None:
    """A gear or a flange from the front: teeth or a rim, bolt holes, a bore with a keyway."""
    centre, rim = frame.middle, min(frame.size) / 2
    if rng.random() < 0.5:
        teeth, depth = int(rng.integers(14, 30)), rng.uniform(0.1, 0.16) * rim
        step = 2 * np.pi / teeth
        angles = np.concatenate([step * (tooth + np.array([-0.27, -0.12, 0.12, 0.27])) for tooth in range(teeth)])
        radii = np.tile([rim - depth, rim, rim, rim - depth], teeth)
        sheet.edge(centre + radii[:, None] * np.stack([np.cos(angles), np.sin(angles)], 1), closed=True)
        sheet.line(arc(centre, rim - depth / 2), "centre")
        inner = rim - 2.2 * depth
    else:
        sheet.edge(arc(centre, rim), closed=True)
        inner = rng.uniform(0.82, 0.9) * rim
    bore = rng.uniform(0.2, 0.3) * rim
    _bore(sheet, rng, centre, bore)
    ring, hole, count = (inner + bore) / 2, rng.uniform(0.08, 0.12) * rim, int(rng.integers(3, 9))
    first = rng.uniform(-np.pi, -np.pi / 2)
    if rng.random() < 0.8:
        sheet.line(arc(centre, ring), "centre")
        for angle in first + np.arange(count) * 2 * np.pi / count:
            sheet.edge(arc(centre + heading(angle) * ring, hole), closed=True)
            sheet.line(
                np.array([centre + heading(angle) * (ring + side * (hole + CROSS)) for side in (-1, 1)]), "centre"
            )
        angle_mark(sheet, centre, first, first + 2 * np.pi / count, rim + 14, (ring + hole, ring + hole))
        diameter_mark(
            sheet, centre + heading(first + np.pi) * ring, hole, first + np.pi, rim - ring + rng.uniform(12, 20)
        )
    else:
        sheet.edge(arc(centre, inner - hole), closed=True)
    cross(sheet, centre, rim, 0.0)
    diameter_mark(sheet, centre, bore, rng.uniform(2.0, 2.6), rim - bore + rng.uniform(12, 20))
    length_mark(sheet, centre - at(rim, 0), centre + at(rim, 0), rim + OUTER * sheet.style.reach)


def _bore(sheet: Sheet, rng: Generator, centre: Points, radius: float) -> None:
    """A hole for a shaft, with or without a keyway on top."""
    if rng.random() < 0.5:
        sheet.edge(arc(centre, radius), closed=True)
        return
    half = 0.28
    sides = arc(centre, radius, -np.pi / 2 + half, 1.5 * np.pi - half)
    lift = at(0.0, -0.35 * radius)
    sheet.edge(np.concatenate([sides, [sides[-1] + lift, sides[0] + lift]]), closed=True)
