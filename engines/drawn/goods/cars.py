"""Cars that never existed, from the side, as people draw them: a box or a dome on two wheels, plain or elaborate."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.random import Generator

from engines.drawn.forms import Colour, DrawnThing, Plane, Points, Sheet, colour, mixed
from engines.drawn.goods.car_bodies import Build, Fitting, Wheel, any_build, any_roof, any_wheels, with_wells
from engines.drawn.goods.materials import BLACK, GOLD, STEEL, WHITE, beside, glass, metal, paint, rubber, toned, vivid
from engines.drawn.goods.patches import Patch, lay, patch, shade
from engines.drawn.goods.shapes import (
    Place,
    any_place,
    closed_ribbon,
    cut,
    even,
    inset,
    moved,
    oval,
    rounded,
    uncovered,
)

BUMPER = 0.025  # how far it stands out
PILLAR = 0.018  # half of what stands between two windows
GLASSES = ((0.57, 0.6, 0.8), (0.54, 0.5, 0.75), (0.6, 0.3, 0.5), (0.5, 0.45, 0.7))  # hue, saturation, value
HEADLIGHT, TAILLIGHT = (1.0, 0.95, 0.70), (0.95, 0.20, 0.15)
NO_WHEELS = 0.04  # share of the drawings that leave them out; out of hollows that tell where they are, more often


@dataclass(frozen=True)
class Look:
    """The colours of one car, and whether it is drawn by its bare outline."""

    paint: Colour
    second: Colour
    glass: Colour
    hub: Colour
    spokes: int
    two_tone: bool
    plain: bool


def draw_car(rng: Generator, side: int = 256) -> DrawnThing:
    """A car seen from the side, its nose to the right or to the left, on white paper."""
    hollow = bool(rng.random() < 0.3)
    build, wheels = any_build(rng), any_wheels(rng, hollow)
    if hollow:
        build = with_wells(build, wheels)
    roof, look = any_roof(rng, build), any_look(rng)
    bumpers = [moved(build.body, way * BUMPER, 0) for way in (-1, 1)]
    reach = [*bumpers, *(wheel.border for wheel in wheels), *(part.shape for part in roof)]
    place = any_place(rng, np.concatenate(reach), turn=2.5)
    sheet = Sheet(side)
    for shape in (*build.wells, *(_strut(wheel) for wheel in wheels)):
        lay(sheet, patch(place(shape), side), BLACK)
    for part in roof:
        _paint_fitting(sheet, place, part, look)
    _paint_body(sheet, place, build, look)
    x_ray = rng.random() < 0.5  # many people draw a wheel right over the body's border
    hidden = np.zeros((side, side), np.float32) if x_ray else _covered([place(w.border) for w in wheels], side)
    for line in uncovered(place(build.body), hidden):
        sheet.line(line)
    _paint_windows(sheet, place, build, look)
    if look.plain:
        _paint_plain_lights(sheet, place, build)
    else:
        _paint_details(rng, sheet, place, build, look)
    drawn = rng.random() > (0.3 if hollow else NO_WHEELS)
    for wheel in wheels:
        _paint_wheel(sheet, place, wheel, look, drawn)
    return sheet.finish()


def any_look(rng: Generator) -> Look:
    """Colours that go together."""
    body = vivid(rng)
    return Look(
        paint=body,
        second=beside(rng, body),
        glass=colour(*GLASSES[rng.integers(len(GLASSES))]),
        hub=(STEEL, STEEL, beside(rng, body), WHITE * np.float32(0.93), GOLD)[rng.integers(5)],
        spokes=int(rng.choice([0, 5, 6])),
        two_tone=bool(rng.random() < 0.15),
        plain=bool(rng.random() < 0.5),
    )


def _strut(wheel: Wheel) -> Points:
    """What joins a wheel to a body that hangs above it."""
    x, y = wheel.middle
    return closed_ribbon(even(np.array([(x, -0.03), (x, max(y, 0.0))])), wheel.size * 0.7)


def _paint_fitting(sheet: Sheet, place: Place, part: Fitting, look: Look) -> None:
    tints = {
        "red lamp": np.array([0.98, 0.25, 0.22], np.float32),
        "blue lamp": np.array([0.20, 0.50, 1.00], np.float32),
        "ray": np.array([1.00, 0.72, 0.15], np.float32),
        "aerial": BLACK,
        "seat": np.array([0.76, 0.42, 0.24], np.float32),
        "windscreen": look.glass,
    }
    piece, tint = patch(place(part.shape), sheet.side), tints[part.kind]
    _, y, _ = piece.relief()
    lay(sheet, piece, tint if part.width else toned(tint, np.float32(0.1) - np.float32(0.7) * y))
    sheet.line(place(part.points))  # one stroke draws a rod


def _paint_body(sheet: Sheet, place: Place, build: Build, look: Look) -> None:
    piece = patch(place(build.body), sheet.side)
    x, y = piece.grid()
    waist, road = (_level(place, height, x) for height in (build.waist, 0.0))
    flank = ((y - waist) / (road - waist).clip(0.02)).clip(-1, 1)
    base = mixed(look.paint, look.second, (y < waist).astype(np.float32) if look.two_tone else 0.0)
    if build.load is not None and not look.plain:
        load = patch(place(cut(build.body, (build.load, 0), (-1, 0))), sheet.side)
        share = _page(load)[piece.window]
        base = mixed(base, look.second, share)
    lay(sheet, piece, paint(base, piece, flank))
    if build.load is not None and not look.plain:
        at = build.body[np.abs(build.body[:, 0] - build.load) < 0.03][:, 1]
        sheet.line(place(even(np.array([(build.load, at.min()), (build.load, 0.0)]))), 0.9)


def _level(place: Place, height: float, x: Plane) -> Plane:
    """(1, w) where a height of the car lies in every column of a patch."""
    line = place(even(np.array([(-0.2, height), (1.2, height)])))
    order = line[:, 0].argsort()
    return np.interp(x[0], line[order, 0], line[order, 1]).astype(np.float32)[None]


def _paint_windows(sheet: Sheet, place: Place, build: Build, look: Look) -> None:
    """As many as a plain outline lets one expect; where they are drawn, as many as there are."""
    cabin = build.cabin
    if cabin is None or len(cabin) < 4:
        return
    window, long = inset(cabin, min(0.03, 0.16 * float(np.ptp(cabin[:, 1])))), float(np.ptp(cabin[:, 0]))
    count = 1 + (long > 0.34) + (long > 0.7) if look.plain else build.panes
    low, high = window[:, 0].min(), window[:, 0].max()
    for left, right in pairwise(np.linspace(low, high, count + 1)):
        pane = cut(window, (left + PILLAR * (left > low), 0), (1, 0))
        if len(pane):
            pane = cut(pane, (right - PILLAR * (right < high), 0), (-1, 0))
        if len(pane) < 4 or np.ptp(pane[:, 0]) < 0.03:
            continue
        line = place(rounded(pane[:-1], 0.012) if len(pane) < 12 else even(pane))
        piece = patch(line, sheet.side)
        lay(sheet, piece, glass(look.glass, piece))
        if not look.plain:
            sheet.line(line, 0.6)


def _ends(build: Build) -> tuple[float, float]:
    """x of the body's tail and nose at the height of the lights."""
    near = np.abs(build.body[:, 1] - build.waist * 0.55) < 0.03
    level = build.body[near if near.any() else slice(None), 0]
    return float(level.min()), float(level.max())


def _paint_plain_lights(sheet: Sheet, place: Place, build: Build) -> None:
    """Those that nobody drew: only where the form tells the front from the back."""
    if build.faces:
        tail, nose = _ends(build)
        _paint_light(sheet, place, (nose - 0.03, build.waist * 0.6), 0.028, HEADLIGHT, 0.0)
        _paint_light(sheet, place, (tail + 0.02, build.waist * 0.6), 0.02, TAILLIGHT, 0.0)


def _paint_details(rng: Generator, sheet: Sheet, place: Place, build: Build, look: Look) -> None:
    """A stripe, doors, lights and bumpers."""
    waist = build.waist
    tail, nose = _ends(build)
    if rng.random() < 0.3:
        middle = even(np.array([(tail + 0.01, waist * 0.5), (nose - 0.01, waist * 0.5)]))
        stripe = closed_ribbon(middle, -waist * rng.uniform(0.15, 0.35))
        piece = patch(place(stripe), sheet.side)
        lay(sheet, piece, mixed(sheet.pixels[piece.window], look.second, 0.85))
        sheet.line(place(stripe), 0.9)
    if rng.random() < 0.6:
        _paint_doors(rng, sheet, place, build)
    size = rng.uniform(0.02, 0.045)
    _paint_light(sheet, place, (nose - size * 0.8, waist * rng.uniform(0.5, 0.75)), size, HEADLIGHT, 0.7)
    _paint_light(sheet, place, (tail + size * 0.6, waist * rng.uniform(0.5, 0.75)), size * 0.7, TAILLIGHT, 0.5)
    if rng.random() < 0.35:
        low, high = build.body[:, 0].min(), build.body[:, 0].max()
        for start, end in ((low - BUMPER, low + 0.06), (high - 0.06, high + BUMPER)):
            bar = place(rounded([(start, -0.045), (end, -0.045), (end, 0.0), (start, 0.0)], 0.02))
            piece = patch(bar, sheet.side)
            lay(sheet, piece, metal(STEEL, piece))
            sheet.line(bar, 0.8)


def _paint_doors(rng: Generator, sheet: Sheet, place: Place, build: Build) -> None:
    waist = build.waist
    middle = 0.45 if build.cabin is None else float(build.cabin[:, 0].min() + build.cabin[:, 0].max()) / 2
    for x in (middle, middle + rng.choice([-1, 1]) * rng.uniform(0.12, 0.2))[: int(rng.integers(1, 3))]:
        seam = even(np.array([(x, waist), (x, waist * 0.12)]))
        groove = patch(place(closed_ribbon(seam, 0.010)), sheet.side)
        sheet.pixels[groove.window] *= 1 - 0.5 * groove.mask[..., None]
        sheet.line(place(seam), 0.6)
    if rng.random() < 0.5:
        handle = even(np.array([(middle - 0.07, waist * 0.78), (middle - 0.02, waist * 0.78)]))
        lay(sheet, patch(place(closed_ribbon(handle, 0.016)), sheet.side), STEEL)
        sheet.line(place(handle), 0.7)


def _paint_light(
    sheet: Sheet, place: Place, middle: tuple[float, float], size: float, tint: tuple[float, ...], strength: float
) -> None:
    line = place(oval(middle, (size, size)))
    piece = patch(line, sheet.side)
    x, y, _ = piece.relief()
    lay(sheet, piece, toned(np.array(tint, np.float32), np.float32(0.05) - np.float32(0.4) * (x + y)))
    if strength > 0:
        sheet.line(line, strength)


def _paint_wheel(sheet: Sheet, place: Place, wheel: Wheel, look: Look, drawn: bool) -> None:
    tyre, inner, hub = (place(wheel.middle + (wheel.border - wheel.middle) * share) for share in (1.0, 0.6, 0.16))
    piece, disc = patch(tyre, sheet.side), patch(inner, sheet.side)
    shade(sheet, piece, 0.4, 0.01)
    lay(sheet, piece, rubber(BLACK * np.float32(1.5), piece))
    lay(sheet, disc, metal(look.hub, disc))
    for turn in np.arange(look.spokes) * 2 * np.pi / max(1, look.spokes):
        hole = wheel.middle + wheel.size * 0.4 * np.array([np.sin(turn), -np.cos(turn)])
        lay(sheet, patch(place(oval(hole, (wheel.size * 0.1, wheel.size * 0.1))), sheet.side), BLACK * np.float32(2.2))
    lay(sheet, patch(hub, sheet.side), look.hub * np.float32(0.45))
    if drawn:
        sheet.line(tyre)
        if not look.plain:
            sheet.line(inner, 0.6)
            sheet.line(hub, 0.3)


def _covered(shapes: list[Points], side: int) -> Plane:
    """(S, S) what closed shapes on the page cover."""
    pages = [_page(patch(shape, side)) for shape in shapes]
    return np.maximum.reduce(pages)


def _page(piece: Patch) -> Plane:
    """(S, S) a patch on its page."""
    page = np.zeros((piece.side, piece.side), np.float32)
    page[piece.window] = piece.mask
    return page
