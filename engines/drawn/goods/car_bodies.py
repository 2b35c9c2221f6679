"""The forms of cars as people draw them from the side, and what stands under and on them.

Lengths are in lengths of the car; x goes from its tail at 0 to its nose at 1, y down from the lower border of its body.
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.random import Generator

from engines.drawn.forms import Points, blob, curve
from engines.drawn.goods.shapes import closed_ribbon, cut, even, joined, oval, rounded

Kind = Literal["red lamp", "blue lamp", "ray", "aerial", "seat", "windscreen"]


@dataclass(frozen=True)
class Build:
    """The body of a car before anything is fixed to it.

    body: its closed outline, from the tail over the roof to the nose; cabin: the closed shape that windows fill, if
    any; panes: how many of them; waist: the height of their lower border; faces: whether its form tells its front;
    load: where what it carries ends; wells: closed shapes of the hollows for the wheels.
    """

    body: Points
    cabin: Points | None
    panes: int
    waist: float
    faces: bool = True
    load: float | None = None
    wells: tuple[Points, ...] = ()


@dataclass(frozen=True)
class Wheel:
    """A wheel: its closed border, its middle and its size."""

    border: Points
    middle: Points
    size: float


@dataclass(frozen=True)
class Fitting:
    """What stands on a car. points: a closed shape, or, with a width, the line of a rod."""

    kind: Kind
    points: Points
    width: float = 0.0

    @property
    def shape(self) -> Points:
        """Its closed border."""
        return closed_ribbon(self.points, self.width) if self.width else self.points


def any_build(rng: Generator) -> Build:
    """Some car's body."""
    kinds = (_sedan, _sedan, _sedan, _pickup, _van, _bus, _truck, _dome, _bell, _sports, _open)
    return kinds[rng.integers(len(kinds))](rng)


def any_wheels(rng: Generator, inside: bool) -> list[Wheel]:
    """Two wheels or more; `inside` the body's hollows, else anywhere from there to hanging well below it."""
    count = int(rng.choice([2, 2, 2, 2, 2, 2, 3, 3, 4]))
    size = min(rng.uniform(0.07, 0.15), 0.42 / count)
    first, last = rng.uniform(0.13, 0.26), rng.uniform(0.74, 0.87)
    middles = np.linspace(first, last, count) + rng.normal(0, 0.012, count)
    if count > 2 and rng.random() < 0.5:  # those of a lorry stand close together behind
        middles[1:] = last - np.arange(count - 1)[::-1] * size * 2.25
    drop = rng.uniform(0.0, 0.3) if inside else rng.uniform(-0.1, 1.05)
    wheels = []
    for x in middles:
        own = size * np.exp(rng.normal(0, 0.06))
        middle = np.array([x, drop * own + rng.normal(0, 0.004)])
        border = blob(rng, middle.tolist(), (own, own * np.exp(rng.normal(0, 0.06))), 0.035)
        wheels.append(Wheel(border, middle, own))
    return wheels


def with_wells(build: Build, wheels: list[Wheel]) -> Build:
    """The same body with hollows for the wheels in its lower border."""
    body = build.body[:-1]
    low = body[:, 1] > -0.015
    start = int(np.flatnonzero(low & ~np.roll(low, -1))[0]) + 1
    upper = np.roll(body, -start, axis=0)[~np.roll(low, -start)]
    wells = []
    for wheel in sorted(wheels, key=lambda w: -float(w.middle[0])):
        reach = wheel.size * 1.22
        wells.append(oval((wheel.middle[0], 0), (reach, reach - wheel.middle[1] * 0.8), 0.0, -0.5))
    ends = [np.array([[upper[at][0], 0.0]]) for at in (0, -1)]
    return replace(build, body=joined(ends[0], upper, ends[1], *wells), wells=tuple(joined(well) for well in wells))


def any_roof(rng: Generator, build: Build) -> list[Fitting]:
    """What stands on the roof: a lamp with its rays, an aerial; or what one sees of an open car's inside."""
    if build.cabin is None:
        return _cockpit(rng, build)
    x, y = build.body[build.body[:, 1].argmin()]
    chance = rng.random()
    if chance < 0.16:
        return _beacon(rng, x, y)
    if chance < 0.22:
        tip = (x + rng.uniform(-0.06, 0.06), y - rng.uniform(0.1, 0.2))
        return [Fitting("aerial", even(np.array([(x, y + 0.01), tip])), 0.016)]
    return []


def _beacon(rng: Generator, x: float, y: float) -> list[Fitting]:
    """A police car's or a fire engine's lamp."""
    wide, tall = rng.uniform(0.04, 0.09), rng.uniform(0.03, 0.08)
    corners = [(x - wide, y + 0.02), (x - wide, y - tall), (x + wide, y - tall), (x + wide, y + 0.02)]
    kind: Kind = "red lamp" if rng.random() < 0.5 else "blue lamp"
    parts = [Fitting(kind, rounded(corners, 0.02))]
    if rng.random() < 0.7:
        for angle in np.linspace(-0.9, 0.9, int(rng.integers(3, 6))) + rng.normal(0, 0.1):
            way = np.array([np.sin(angle), -np.cos(angle)])
            start = np.array([x, y - tall * 0.5]) + way * (wide + 0.03)
            ray = even(np.array([start, start + way * rng.uniform(0.05, 0.13)]))
            parts.append(Fitting("ray", ray, 0.018))
    return parts


def _cockpit(rng: Generator, build: Build) -> list[Fitting]:
    front = rng.uniform(0.55, 0.68)
    high = rng.uniform(0.1, 0.2)
    pane = even(np.array([(front, build.waist + 0.02), (front - rng.uniform(0.0, 0.1), build.waist - high)]))
    parts = [Fitting("windscreen", pane, 0.028)]
    low, top = build.waist + 0.04, build.waist - high * 0.6
    for x in (0.3, 0.45)[: int(rng.integers(1, 3))]:
        corners = [(x - 0.05, low), (x - 0.06, top), (x + 0.01, top), (x + 0.04, low)]
        parts.append(Fitting("seat", rounded(corners, 0.03)))
    return parts


def _sedan(rng: Generator) -> Build:
    """A box with a cabin on it; without a boot, a hatchback."""
    low, high = rng.uniform(0.13, 0.26), rng.uniform(0.12, 0.28)
    boot, nose = rng.uniform(0.0, 0.28), rng.uniform(0.66, 0.88)
    back = min(boot + rng.uniform(0.02, 0.18), 0.4)
    front = max(nose - rng.uniform(0.02, 0.22), back + 0.16)
    droop = rng.uniform(0.6, 1.0)
    top = [(back, -low - high), (front, -low - high * rng.uniform(0.9, 1.0))]
    body = [(0, 0), (rng.uniform(-0.02, 0.02), -low * rng.uniform(0.7, 1)), (boot, -low), *top, (nose, -low)]
    body += [(1, -low * droop), (1 + rng.uniform(-0.02, 0.02), 0)]
    cabin = [(boot, -low), *top, (nose, -low)]
    radius = rng.choice([0.005, 0.04, 0.08, 0.14])
    return Build(rounded(body, radius), rounded(cabin, radius), int(rng.choice([1, 2, 2, 2, 3])), -low)


def _pickup(rng: Generator) -> Build:
    """A cab before an open bed."""
    low, high = rng.uniform(0.14, 0.25), rng.uniform(0.13, 0.3)
    bed = rng.uniform(0.25, 0.58)
    nose = rng.choice([1.0, rng.uniform(0.75, 0.95)])
    front = max(bed + 0.14, nose - rng.uniform(0.0, 0.14))
    wall = low * rng.uniform(0.55, 1.1)
    top = [(bed, -low - high), (front, -low - high)]
    body = [(0, 0), (0, -wall), (bed, -wall), *top, (nose, -low), *([(1, -low * 0.9)] if nose < 1 else []), (1, 0)]
    radius = rng.choice([0.005, 0.03, 0.06])
    cabin = [(bed, -low), *top, (nose if nose < 1 else front, -low)]
    return Build(rounded(body, radius), rounded(cabin, radius), 1, -low, load=bed)


def _van(rng: Generator) -> Build:
    """A cabin as long as the car."""
    low, high = rng.uniform(0.15, 0.28), rng.uniform(0.14, 0.26)
    nose = rng.uniform(0.8, 0.98)
    front = nose - rng.uniform(0.04, 0.2)
    back = rng.uniform(0, 0.08)
    body = [(0, 0), (0, -low), (back, -low - high), (front, -low - high), (nose, -low), (1, -low * 0.85), (1, 0)]
    cabin = [(0, -low), (back, -low - high), (front, -low - high), (nose, -low)]
    radius = rng.choice([0.01, 0.05, 0.1])
    return Build(rounded(body, radius), rounded(cabin, radius), int(rng.integers(2, 5)), -low)


def _bus(rng: Generator) -> Build:
    """One tall box, wider above or below, that looks the same from both ends."""
    tall, taper = rng.uniform(0.32, 0.75), rng.normal(0, 0.07)
    lean = rng.normal(0, 0.04)
    low = tall * rng.uniform(0.45, 0.58)
    left, right = min(0.0, lean - taper), 1 + max(0.0, lean + taper)
    body = [(max(0, taper), 0), (lean - taper, -tall), (1 + lean + taper, -tall), (1 - max(0, taper), 0)]
    outline = rounded(body, rng.choice([0.01, 0.08, 0.16]))
    cabin = cut(cut(outline, (0, -low), (0, -1)), (0, -tall * 0.97), (0, 1))
    cabin = cut(cut(cabin, (left + 0.03, 0), (1, 0)), (right - 0.03, 0), (-1, 0))
    return Build(outline, cabin, int(rng.integers(2, 6)), -low, faces=False)


def _truck(rng: Generator) -> Build:
    """A load higher than the cab before it, or as high."""
    low, high = rng.uniform(0.16, 0.28), rng.uniform(0.1, 0.22)
    load, more = rng.uniform(0.5, 0.72), rng.uniform(-0.1, 0.25)
    tall = max(low + 0.08, low + high + more)
    nose = rng.choice([1.0, rng.uniform(load + 0.14, 0.92)])
    front = nose - rng.uniform(0, 0.06)
    body = [(0, 0), (0, -tall), (load, -tall), (load, -low - high), (front, -low - high), (nose, -low)]
    body += [*([(1, -low * 0.9)] if nose < 1 else []), (1, 0)]
    cabin = [(load, -low), (load, -low - high), (front, -low - high), (nose, -low)]
    radius = rng.choice([0.005, 0.03, 0.06])
    return Build(rounded(body, radius), rounded(cabin, radius), 1, -low, load=load)


def _dome(rng: Generator) -> Build:
    """One round back, as a beetle has."""
    tall = rng.uniform(0.3, 0.58)
    skew = rng.normal(0, 0.06)
    power = rng.uniform(0.5, 0.9)
    t = np.linspace(0, np.pi, 60)
    x = 0.5 - 0.5 * np.cos(t) + skew * np.sin(t)
    arc = np.stack([x, -tall * np.sin(t) ** power - rng.uniform(0, 0.05)], 1)
    outline = even(np.concatenate([arc, [(1, 0), (0, 0)], arc[:1]]))
    low = tall * rng.uniform(0.42, 0.55)
    cabin = cut(outline, (0, -low), (0, -1))
    return Build(outline, cabin, int(rng.integers(1, 4)), -low, faces=abs(skew) > 0.05)


def _bell(rng: Generator) -> Build:
    """A dome on a flat box."""
    low, high, wide = rng.uniform(0.12, 0.24), rng.uniform(0.2, 0.42), rng.uniform(0.25, 0.4)
    middle = rng.uniform(0.4, 0.6)
    t = np.linspace(np.pi, 2 * np.pi, 40)
    dome = np.stack([middle + wide * np.cos(t), -low + high * np.sin(t)], 1)
    radius = rng.choice([0.01, 0.06, 0.1])
    over = dome[(dome[:, 0] > 0.02) & (dome[:, 0] < 0.98)]
    corner = rounded([(0, 0), (0, -low), tuple(over[0])], [0, radius, 0], closed=False)
    end = rounded([tuple(over[-1]), (1, -low), (1, 0)], [0, radius, 0], closed=False)
    outline = even(np.concatenate([corner, over, end, corner[:1]]))
    cabin = np.concatenate([over, over[:1]])
    return Build(outline, cabin, int(rng.integers(1, 3)), -low, faces=False)


def _sports(rng: Generator) -> Build:
    """Low and flowing."""
    low, high = rng.uniform(0.1, 0.17), rng.uniform(0.09, 0.17)
    peak = rng.uniform(0.35, 0.5)
    roof = [(0.13, -low * 1.08), (peak - 0.08, -low - high), (peak + 0.1, -low - high * 0.98)]
    bonnet = [(rng.uniform(0.68, 0.76), -low * 1.05), (0.9, -low * 0.8), (1.0, -low * 0.3)]
    top = curve([(0, -low * rng.uniform(0.7, 1.05)), *roof, *bonnet], 70)
    outline = even(np.concatenate([top, [(0.99, 0), (0.02, 0)], top[:1]]))
    cabin = cut(outline, (0, -low * 1.1), (0, -1))
    cabin = cut(cabin, (peak - 0.17, 0), (1, 0))
    return Build(outline, cabin, int(rng.choice([1, 2, 2])), -low * 1.1)


def _open(rng: Generator) -> Build:
    """A low body without a roof."""
    low = rng.uniform(0.15, 0.26)
    tail, nose = low * rng.uniform(0.8, 1.2), low * rng.uniform(0.7, 1.0)
    body = [(0, 0), (0, -tail), (0.2, -low), (0.62, -low), (1, -nose), (1, 0)]
    return Build(rounded(body, rng.choice([0.02, 0.06, 0.1])), None, 0, -low)
