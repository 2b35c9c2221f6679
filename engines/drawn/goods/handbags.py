"""Bags that never existed, from the front, as people draw them: totes, satchels, backpacks, clutches and purses.

A bag is built about 1 wide; x to the right, y down, the middle of its opening at (0, 0).
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from engines.drawn.forms import DrawnThing, Plane, Points, Sheet, curve
from engines.drawn.goods.bench import Bench, Stuff, any_cloth, emblem
from engines.drawn.goods.shapes import any_place, closed_ribbon, cut, even, oval, ribbon, rounded


@dataclass(frozen=True)
class Loop:
    """A handle or strap: the line it follows, how wide it is, whether it hangs behind the bag and is one stroke."""

    line: Points
    width: float
    behind: bool = True
    single: bool = False


@dataclass(frozen=True)
class Bag:
    """The body's closed outline, its loops, and the style of its front."""

    body: Points
    loops: list[Loop]
    front: str
    wide: float
    tall: float


def draw_handbag(rng: Generator, side: int = 256) -> DrawnThing:
    """A bag on white paper; through its handle one sees the paper."""
    kinds = (_tote, _tote, _satchel, _satchel, _backpack, _clutch, _duffel, _purse)
    bag = kinds[rng.integers(len(kinds))](rng)
    everything = [bag.body, *(edge for loop in bag.loops for edge in ribbon(loop.line, loop.width))]
    place = any_place(rng, np.concatenate(everything), sway=0.018)
    bench = Bench(Sheet(side), place, any_cloth(rng, side))
    body = bench.mask(bag.body)
    for loop in bag.loops:
        if loop.behind:
            _lay_loop(bench, loop, 1 - body if rng.random() < 0.85 else None)
    bench.part(bag.body)
    plain = rng.random() < 0.2
    if bag.front == "flap":
        _flap(rng, bench, bag, body)
    if not plain:
        _front(rng, bench, bag, body)
    for loop in bag.loops:
        if not loop.behind:
            _lay_loop(bench, loop)
            if not loop.single and rng.random() < 0.5:
                _tabs(rng, bench, loop)
    if not plain and rng.random() < 0.15:
        _sash(rng, bench, bag)
    return bench.sheet.finish()


def _tote(rng: Generator) -> Bag:
    tall = rng.uniform(0.6, 1.25)
    top, foot = rng.uniform(0.38, 0.55), rng.uniform(0.34, 0.52)
    dip = rng.normal(0, 0.03)
    mouth = curve([(-top, 0), (0, dip), (top, 0)], 20)
    flare = [(foot, tall), (-foot, tall)]
    body = rounded(np.concatenate([mouth, flare]), [*[0.01] * 20, *[rng.choice([0.01, 0.06, 0.15])] * 2])
    return Bag(body, _handles(rng, top, 0), "open", 2 * min(top, foot), tall)


def _satchel(rng: Generator) -> Bag:
    tall = rng.uniform(0.5, 0.95)
    top, foot = 0.5, rng.uniform(0.42, 0.56)
    body = rounded([(-top, 0), (top, 0), (foot, tall), (-foot, tall)], rng.choice([0.02, 0.08, 0.16, 0.24]))
    loops = [] if rng.random() < 0.25 else _handles(rng, top * 0.8, 0, short=True)
    if rng.random() < 0.25:
        loops = [_shoulder(rng, top, tall)]
    return Bag(body, loops, "flap", 2 * min(top, foot), tall)


def _backpack(rng: Generator) -> Bag:
    tall = rng.uniform(1.05, 1.6)
    shoulder = rng.uniform(0.15, 0.5)
    body = rounded([(-0.48, 0), (0.48, 0), (0.5, tall), (-0.5, tall)], [shoulder, shoulder, 0.12, 0.12])
    loops = []
    grip = rng.uniform(0.08, 0.16)
    loops.append(Loop(curve([(-grip, 0.03), (-grip * 0.9, -0.13), (grip * 0.9, -0.13), (grip, 0.03)], 30), 0.05))
    if rng.random() < 0.75:
        out, up = rng.uniform(0.05, 0.45), rng.uniform(-0.3, 0.25)
        wide = rng.uniform(0.05, 0.11)
        for hand in (-1, 1):
            way = [(hand * 0.2, 0.06), (hand * (0.3 + out * 0.5), up), (hand * (0.5 + out), up + 0.35)]
            way += [(hand * (0.48 + out * 0.6), tall * 0.6), (hand * 0.46, tall * 0.88)]
            loops.append(Loop(curve(way, 60), wide))
    return Bag(body, loops, "flap" if rng.random() < 0.35 else "pocket", 0.96, tall)


def _clutch(rng: Generator) -> Bag:
    tall = rng.uniform(0.32, 0.66)
    slope = rng.normal(0, 0.03)
    body = rounded([(-0.5, slope), (0.5, -slope), (0.5, tall), (-0.5, tall)], rng.choice([0.01, 0.05, 0.12, 0.2]))
    if rng.random() < 0.2:
        body = even(np.concatenate([oval((0, 0), (0.5, tall), 0, 0.5), [(0.5, 0)]]))
    loops = []
    if rng.random() < 0.45:
        side = rng.choice([-1, 1])
        y = rng.uniform(0.04, 0.14)
        drop, out = rng.uniform(0.15, 0.4), rng.uniform(0.05, 0.2)
        way = [(side * 0.47, y), (side * (0.52 + out), y + drop * 0.3), (side * (0.5 + out), y + drop)]
        way += [(side * (0.5 + out * 0.4), y + drop * 0.6), (side * 0.47, y + 0.03)]
        loops = [Loop(curve(way, 50), 0.028, single=bool(rng.random() < 0.6))]
    return Bag(body, loops, str(rng.choice(["flap", "zip", "zip", "open"])), 1.0, tall)


def _duffel(rng: Generator) -> Bag:
    tall = rng.uniform(0.5, 0.75)
    top = rng.uniform(0.3, 0.48)
    swell = rng.uniform(0.5, 0.56)
    radii = [rng.uniform(0.1, 0.3)] * 2 + [rng.uniform(0.05, 0.25)] * 4
    corners = [(-top, 0), (top, 0), (swell, tall * 0.55), (0.48, tall), (-0.48, tall), (-swell, tall * 0.55)]
    body = rounded(corners, radii)
    reach, rise, low = rng.uniform(0.14, 0.26), rng.uniform(0.18, 0.42), rng.choice([0.12, 0.12, tall * 0.86])
    way = [(-reach, low), (-reach * 0.97, -rise * 0.5), (-reach * 0.5, -rise), (reach * 0.5, -rise)]
    way += [(reach * 0.97, -rise * 0.5), (reach, low)]
    wide = rng.uniform(0.035, 0.07)
    loops = [Loop(curve(way, 70), wide, behind=False)]
    if rng.random() < 0.4:
        loops.insert(0, Loop(curve(np.array(way) * (0.86, 1.12), 70), wide, behind=True))
    return Bag(body, loops, "zip", 0.9, tall)


def _purse(rng: Generator) -> Bag:
    """A pouch with a clasp, or a bucket drawn together."""
    tall = rng.uniform(0.6, 0.95)
    neck, swell = rng.uniform(0.22, 0.42), rng.uniform(0.48, 0.6)
    corners = [
        (-neck, 0),
        (neck, 0),
        (swell, tall * 0.6),
        (swell * 0.7, tall),
        (-swell * 0.7, tall),
        (-swell, tall * 0.6),
    ]
    body = rounded(corners, [0.03, 0.03, 0.25, 0.25, 0.25, 0.25])
    return Bag(body, _handles(rng, neck, 0), "frame", 2 * neck, tall)


def _handles(rng: Generator, reach: float, y: float, short: bool = False) -> list[Loop]:
    """One handle or two over the opening."""
    half = reach * rng.uniform(0.35, 0.85)
    rise = rng.uniform(0.12, 0.3) if short else rng.uniform(0.22, 0.7)
    square = rng.uniform(0.5, 0.95)
    way = np.array([(-half, y + 0.02), (-half * 0.98, y - rise * 0.55), (-half * square * 0.6, y - rise)])
    line = curve(np.concatenate([way, (way * (-1, 1))[::-1]]), 60)
    single = bool(rng.random() < 0.35)
    wide = rng.uniform(0.022, 0.035) if single else rng.uniform(0.035, 0.085)
    behind = bool(rng.random() < 0.6)
    if not behind:
        line[[0, -1], 1] += 0.1
        line = even(line)
    loops = [Loop(line, wide, behind, single)]
    if rng.random() < 0.3:
        back = line * (rng.uniform(0.8, 1.0), 1.0) + (rng.normal(0, 0.03), -rng.uniform(0.03, 0.08))
        back[:, 1] = np.minimum(back[:, 1], 0.03)
        loops.insert(0, Loop(even(back), wide, True, single))
    return loops


def _shoulder(rng: Generator, top: float, tall: float) -> Loop:
    """A long strap that hangs beside and below the bag."""
    side = rng.choice([-1, 1])
    out, low = rng.uniform(0.1, 0.3), rng.uniform(0.5, 1.15) * tall
    way = [(side * top * 0.9, 0.05), (side * (top + out), tall * 0.3), (side * (top + out * 0.9), low * 0.9)]
    way += [(side * top * 0.8, low + 0.04), (side * top * 0.4, tall * 0.9)]
    return Loop(curve(way, 70), rng.uniform(0.03, 0.06))


def _lay_loop(bench: Bench, loop: Loop, seen: Plane | None = None) -> None:
    """A handle, drawn as far as it is seen."""
    shape = closed_ribbon(loop.line, loop.width)
    bench.part(shape, "second", 0.0)
    bench.line(loop.line if loop.single else shape, 1.0, seen)


def _tabs(rng: Generator, bench: Bench, loop: Loop) -> None:
    """What holds a handle to the bag."""
    size = loop.width * rng.uniform(0.8, 1.3)
    stuff: Stuff = "metal" if rng.random() < 0.3 else "second"
    for x, y in (loop.line[0], loop.line[-1]):
        corners = [(x - size, y - size), (x + size, y - size), (x + size, y + size * 1.2), (x - size, y + size * 1.2)]
        bench.part(rounded(corners, 0.01), stuff, 0.7)


def _flap(rng: Generator, bench: Bench, bag: Bag, body: Plane) -> None:
    """The upper part that folds over the front, with what closes it."""
    low = bag.tall * rng.uniform(0.3, 0.72)
    edge = bag.tall * rng.uniform(0.15, 0.5) if rng.random() < 0.6 else low * 0.98
    edge = min(edge, low)
    half = np.abs(bag.body[:, 0]).max() + 0.05
    form = rng.integers(3)
    if form == 0:
        border = even(np.array([(half, edge), (0, low), (-half, edge)]))
    elif form == 1:
        border = curve([(half, edge), (half * 0.5, low * 0.97), (0, low), (-half * 0.5, low * 0.97), (-half, edge)], 40)
    else:
        border = rounded([(half, edge * 0.5), (half * 0.86, low), (-half * 0.86, low), (-half, edge * 0.5)], 0.1, False)
    shape = np.concatenate([[(-half, -0.3)], [(half, -0.3)], border, [(-half, -0.3)]])
    second = rng.random() < 0.35
    bench.part(shape, "second" if second else "main", 0.0, body)
    bench.line(border, 1.0, body)
    if rng.random() < 0.75:
        _clasp(rng, bench, (0.0, low))
    elif rng.random() < 0.6:
        for x in (-0.25, 0.25):
            wide = rng.uniform(0.035, 0.06)
            strap = [(x - wide, low * 0.5), (x + wide, low * 0.5), (x + wide, low + 0.1), (x - wide, low + 0.1)]
            bench.part(rounded(strap, 0.03), "second", 0.9)
            _clasp(rng, bench, (x, low * 0.9), 0.6)


def _clasp(rng: Generator, bench: Bench, middle: tuple[float, float], size: float = 1.0) -> None:
    x, y = middle
    wide, tall = rng.uniform(0.04, 0.08) * size, rng.uniform(0.03, 0.09) * size
    if rng.random() < 0.5:
        bench.part(
            rounded([(x - wide, y - tall), (x + wide, y - tall), (x + wide, y + tall), (x - wide, y + tall)], 0.02),
            "metal",
            0.9,
        )
    else:
        bench.part(oval(middle, (wide, wide)), "metal", 0.9)


def _front(rng: Generator, bench: Bench, bag: Bag, body: Plane) -> None:
    """Pockets, seams, stripes, an emblem: a few of them."""
    wide, tall = bag.wide, bag.tall
    if bag.front == "zip" and rng.random() < 0.8:
        y = tall * rng.uniform(0.08, 0.22)
        line = even(np.array([(-wide * 0.44, y), (wide * 0.44, y)]))
        bench.ribbon(line, 0.022, "metal", 0.9, single=True)
        bench.part(oval((wide * 0.42 * rng.choice([-1, 1]), y + 0.03), (0.022, 0.05)), "metal", 0.6)
    if bag.front == "frame":
        top = cut(bag.body, (0, 0.1), (0, -1))
        bench.part(top, "metal", 0.9)
        for x in (-0.035, 0.035):
            bench.part(oval((x, -0.03), (0.045, 0.045)), "metal", 0.9)
    if bag.front == "pocket" or rng.random() < 0.18:
        _pocket(rng, bench, wide, tall)
    chance = rng.random()
    if chance < 0.14:
        y = tall * rng.uniform(0.72, 0.88)
        bench.part(cut(bag.body, (0, y), (0, 1)), "second", 0.0)
        bench.line(even(np.array([(-1.0, y), (1.0, y)])), 0.95, body)
    elif chance < 0.30:
        _stripes(rng, bench, bag, body)
    elif chance < 0.38:
        _dots(rng, bench, wide, tall)
    elif chance < 0.55 and bag.front in ("open", "zip"):
        size = rng.uniform(0.1, 0.22)
        bench.part(
            emblem(rng, (rng.normal(0, 0.03), tall * rng.uniform(0.45, 0.65)), min(size, tall * 0.3)), "second", 1.0
        )
    elif chance < 0.65:
        for x in (-wide * 0.5, wide * 0.5):
            corner = oval((x, tall), (wide * 0.22, wide * 0.22))
            bench.part(corner, "second", 0.9, body)
    elif chance < 0.75:
        x = rng.choice([-1, 1]) * wide * rng.uniform(0.25, 0.38)
        string = even(np.array([(x, 0.0), (x + rng.normal(0, 0.02), 0.14)]))
        bench.ribbon(string, 0.016, "second", 0.8, single=True)
        size = rng.uniform(0.04, 0.07)
        tag = (
            emblem(rng, (x, 0.14 + size), size)
            if rng.random() < 0.4
            else rounded(
                [
                    (x - size * 0.7, 0.14),
                    (x + size * 0.7, 0.14),
                    (x + size * 0.7, 0.14 + 2 * size),
                    (x - size * 0.7, 0.14 + 2 * size),
                ],
                0.01,
            )
        )
        bench.part(tag, "second", 0.9)


def _pocket(rng: Generator, bench: Bench, wide: float, tall: float) -> None:
    half, top, foot = wide * rng.uniform(0.24, 0.38), tall * rng.uniform(0.5, 0.62), tall * rng.uniform(0.84, 0.93)
    shape = rounded([(-half, top), (half, top), (half, foot), (-half, foot)], rng.choice([0.02, 0.08]))
    bench.part(shape, "second" if rng.random() < 0.4 else "main", 1.0)
    if rng.random() < 0.7:
        y = top + (foot - top) * rng.uniform(0.15, 0.4)
        bench.seam(even(np.array([(-half, y), (half, y)])), 0.8)


def _stripes(rng: Generator, bench: Bench, bag: Bag, body: Plane) -> None:
    """Bands or a check that cross the front."""
    ways = ([0], [1], [0, 1])[rng.integers(3)]
    for axis in ways:
        count = int(rng.integers(2, 5))
        size = bag.wide if axis == 0 else bag.tall
        low = -size / 2 if axis == 0 else 0.0
        for share in np.linspace(0, 1, count + 2)[1:-1]:
            at = low + share * size
            line = np.array([(at, -0.3), (at, bag.tall + 0.3)] if axis == 0 else [(-0.9, at), (0.9, at)])
            line = even(line)
            band_width = size / count * 0.36 if len(ways) == 1 and rng.random() < 0.6 else 0.02
            bench.part(closed_ribbon(line, band_width), "second", 0.0, body)
            for edge in ribbon(line, band_width) if band_width > 0.03 else (line,):
                bench.line(edge, 0.9, body)


def _dots(rng: Generator, bench: Bench, wide: float, tall: float) -> None:
    rows, columns = int(rng.integers(2, 5)), int(rng.integers(3, 6))
    size = rng.uniform(0.018, 0.034)
    for y in np.linspace(0.25, 0.85, rows) * tall:
        for x in np.linspace(-0.36, 0.36, columns) * wide:
            bench.part(oval((x, y), (size, size)), "second", 0.9)


def _sash(rng: Generator, bench: Bench, bag: Bag) -> None:
    """A long strap that lies across the front."""
    side = rng.choice([-1, 1])
    start, end = (side * bag.wide * 0.46, 0.02), (side * bag.wide * rng.uniform(-0.4, 0.1), bag.tall * 0.99)
    bend = ((start[0] + end[0]) / 2 + rng.normal(0, 0.04), bag.tall * 0.5)
    bench.ribbon(curve([start, bend, end], 40), rng.uniform(0.05, 0.09), "second", 0.95)
