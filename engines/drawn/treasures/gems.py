"""Gemstones that never existed: a picture and the lines that draw it.

Which light a facet shows follows from where it lies in its gem, so that it can be guessed from the lines alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from engines.drawn.forms import DrawnThing, Plane, Points, Sheet, area, blob, colour, grid, light, soft, turned
from engines.drawn.treasures.bends import Move, any_bend, fitted
from engines.drawn.treasures.cuts import (
    Cut,
    cleaved,
    crystal,
    crystals,
    lidded,
    many_sided,
    profile,
    round_cut,
    round_rim,
    stepped,
)
from engines.drawn.treasures.masks import areas, bands, seen_runs

FINE = 2  # facets are painted this much larger and scaled down
STEPS = 256  # of a ramp of colours
LIGHT = np.array([-0.6, -0.8])  # where it comes from, on the page
FLATTEST = 1.8  # nobody draws a gem as flat as a leaf: no side is more than so many times the other

# hue in turns, saturation, how bright the deep facets are
JEWELS = {
    "ruby": (0.965, 0.95, 0.34),
    "garnet": (0.005, 0.92, 0.28),
    "fire opal": (0.05, 0.95, 0.46),
    "topaz": (0.09, 0.92, 0.44),
    "citrine": (0.135, 0.9, 0.52),
    "peridot": (0.23, 0.85, 0.36),
    "emerald": (0.4, 0.95, 0.24),
    "tourmaline": (0.46, 0.92, 0.3),
    "aquamarine": (0.52, 0.75, 0.44),
    "blue topaz": (0.56, 0.92, 0.4),
    "sapphire": (0.625, 0.92, 0.32),
    "tanzanite": (0.69, 0.82, 0.36),
    "amethyst": (0.765, 0.82, 0.34),
    "pink sapphire": (0.87, 0.82, 0.42),
    "rose quartz": (0.935, 0.55, 0.54),
    "diamond": (0.57, 0.34, 0.4),
    "onyx": (0.68, 0.5, 0.06),
}

# a cut, or several in one picture, and how often; a polished stone has none
KINDS: list[tuple[Callable[[Generator], Cut | list[Cut]] | None, float]] = [
    (profile, 0.4),
    (lidded, 0.04),
    (cleaved, 0.1),
    (many_sided, 0.12),
    (stepped, 0.08),
    (round_cut, 0.11),
    (crystal, 0.03),
    (crystals, 0.04),
    (None, 0.08),
]


@dataclass(frozen=True)
class Jewel:
    """Two ramps of (STEPS, 3) colours, deepest facet to brightest; twin: the second takes the lower half of the gem."""

    body: NDArray[np.float32]
    fire: NDArray[np.float32]
    twin: bool

    def at(self, value: Plane, share: Plane) -> NDArray[np.float32]:
        """(S, S, 3) the colour for a light of 0 to 1, `share` of it from the second ramp."""
        place = (value * (STEPS - 1)).astype(np.uint8)
        return self.body[place] * (1 - share[..., None]) + self.fire[place] * share[..., None]


def draw_gem(rng: Generator, side: int = 256) -> DrawnThing:
    """A gemstone on white paper: cut ones of many shapes, round polished ones, and crystals."""
    sheet = Sheet(side)
    jewel = any_jewel(rng)
    make = KINDS[rng.choice(len(KINDS), p=[share for _, share in KINDS])][0]
    if make is None:
        _polished(sheet, rng, jewel)
        return sheet.finish()
    made = make(rng)
    cuts = made if isinstance(made, list) else [made]
    sparkling = rng.random() < 0.08
    place = _placing(rng, cuts, 0.64 if sparkling else 1.0)
    _paint(sheet, [[place(cut.path(loop, closed=True)) for loop in cut.facets] for cut in cuts], jewel)
    _note(sheet, rng, cuts, place)
    if sparkling:
        _sparkle(sheet, rng, place(np.concatenate([cut.path(cut.rim) for cut in cuts])), jewel)
    return sheet.finish()


def any_jewel(rng: Generator) -> Jewel:
    """Colours of some jewel."""
    hue, saturation, depth = list(JEWELS.values())[rng.integers(len(JEWELS))]
    hue += float(rng.normal(0, 0.012))
    drift = float(rng.choice([-1, 1]) * rng.uniform(0.01, 0.05))
    twin = rng.random() < 0.3
    other = hue + float(np.sign(drift) * rng.uniform(0.08, 0.22)) if twin else hue + 2 * drift
    return Jewel(_ramp(hue, saturation, depth, drift), _ramp(other, saturation * 0.95, depth + 0.06, drift), twin)


def _ramp(hue: float, saturation: float, depth: float, drift: float) -> NDArray[np.float32]:
    """(STEPS, 3) from the deepest to the brightest facet; the hue drifts a little on the way."""
    stops = np.stack(
        [
            colour(hue - drift, saturation * 1.05, depth * 0.65),
            colour(hue - drift * 0.5, saturation * 1.05, depth + 0.12),
            colour(hue, saturation, depth + 0.47),
            colour(hue + drift, saturation * 0.55, 1.0),
            colour(hue + drift, saturation * 0.1, 1.0),
        ]
    )
    at = np.linspace(0, 1, STEPS)
    channels = [np.interp(at, [0, 0.25, 0.5, 0.8, 1], stops[:, c]) for c in range(3)]
    return np.stack(channels, 1).astype(np.float32)


def _placing(rng: Generator, cuts: list[Cut], share: float) -> Move:
    """Turned, bent as a hand would, and laid on the page, `share` of the usual size."""
    turn, stretch, mirror = rng.normal(0, 0.1), np.exp(rng.normal(0, 0.08)), rng.choice([-1, 1])
    bend = any_bend(rng)
    everything = np.concatenate([cut.path(cut.rim, closed=True) for cut in cuts])
    extent = np.ptp(everything, axis=0)
    size = np.maximum(extent.max() / extent / FLATTEST, 1.0) * [stretch * mirror, 1 / stretch]

    def shape(points: Points) -> Points:
        return bend(turned(points * size, turn))

    lay = fitted(shape(everything), 0.5 + rng.uniform(-0.025, 0.025, 2), share * rng.uniform(0.36, 0.47))
    return lambda points: lay(shape(points))


def _note(sheet: Sheet, rng: Generator, cuts: list[Cut], place: Move) -> None:
    """The lines, the outline in as many strokes as somebody takes, without what lies behind a gem in front."""
    for number, cut in enumerate(cuts):
        before = [place(other.path(other.rim, closed=True)) for other in cuts[number + 1 :]]
        seen = 1 - areas(before, sheet.side)
        (outline, strength), *inner = cut.lines
        ends = [0, len(outline) - 1]
        if len(outline) < 12 and rng.random() < 0.5:
            ends = sorted({*ends, *rng.integers(1, len(outline) - 1, 3).tolist()})
        outer = [(outline[a : b + 1], strength) for a, b in pairwise(ends)]
        for path, plain in outer + inner:
            for run in seen_runs(place(cut.path(path)), seen):
                sheet.line(run, plain)


def _paint(sheet: Sheet, gems: list[list[Points]], jewel: Jewel) -> None:
    """Each facet by where it lies in its gem: light, a gradient, and the far side shining through."""
    fine = sheet.side * FINE
    near, far, edges = (Image.new("L", (side, side)) for side in (fine, sheet.side, fine))
    front, behind, ridge = (ImageDraw.Draw(page) for page in (near, far, edges))
    slopes = [(0.0, 0.0, 0.0)]
    for facets in gems:
        every = np.concatenate(facets)
        middle, reach = (every.min(0) + every.max(0)) / 2, float(np.ptp(every, axis=0).max()) / 2
        for number, points in enumerate(facets):
            slopes.append(_lit(points.mean(0), middle, reach, number % 2 == 1))
            front.polygon(_pixels(points, fine), fill=len(slopes) - 1)
            behind.polygon(_pixels(middle - (points - middle) * 0.72, sheet.side), fill=len(slopes) - 1)
            ridge.line(_pixels(points, fine), fill=255, width=max(1, round(fine / 220)))
    table = np.array(slopes, np.float32)
    through = Image.fromarray(_values(table, np.asarray(far))).resize((fine, fine), Image.Resampling.BILINEAR)
    value = 0.78 * _values(table, np.asarray(near)) + 0.22 * np.asarray(through)
    value += np.float32(0.2 / 255) * np.asarray(edges)
    inside = (np.asarray(near) > 0).astype(np.float32)
    mask, total = (np.asarray(Image.fromarray(part).reduce(FINE)) for part in (inside, value * inside))
    _colour_in(sheet, mask, total / np.maximum(mask, np.float32(0.05)), jewel)
    for facets in gems:
        _glint(sheet, mask, np.concatenate([points[:1] for points in facets]))


def _lit(centre: Points, middle: Points, reach: float, odd: bool) -> tuple[float, float, float]:
    """The light of a facet as a plane: value at the page's corner, and its slopes to the right and down.

    Bright towards the light, and again on the far side, where it leaves the stone.
    """
    away = (centre - middle) / reach
    facing = float(away @ LIGHT)
    value = max(0.18, 0.47 + 0.5 * facing + 0.95 * max(0.0, -facing) ** 1.4 + (0.16 if odd else -0.14))
    if np.hypot(*away) < 0.1:
        value = 0.62
    tilt = LIGHT * (-0.38 if odd else 0.38) / reach
    return value - float(tilt @ centre), float(tilt[0]), float(tilt[1])


def _values(table: NDArray[np.float32], labels: NDArray[np.uint8]) -> Plane:
    x, y = grid(len(labels))
    return table[:, 0][labels] + table[:, 1][labels] * x + table[:, 2][labels] * y


def _colour_in(sheet: Sheet, mask: Plane, value: Plane, jewel: Jewel) -> None:
    """The jewel's colours by light; a glow within, towards the lower right; a deep rim; a breath of colour around."""
    x, y = grid(sheet.side)
    columns, rows = np.flatnonzero(mask.max(0) > 0.5) / sheet.side, np.flatnonzero(mask.max(1) > 0.5) / sheet.side
    u = (x - float(columns[0])) / float(np.ptp(columns))
    v = (y - float(rows[0])) / float(np.ptp(rows))
    glow: Plane = np.exp(-((u - 0.6) ** 2 + (v - 0.6) ** 2) / 0.09)
    share: Plane = (v * 1.6 - 0.3).clip(0, 1) if jewel.twin else 0.7 * glow
    sheet.fill(soft(mask, 0.012 * sheet.side) * (1 - mask) * 0.1, jewel.body[170])
    sheet.fill(mask, jewel.at((value + 0.16 * glow).clip(0, 1), share))
    sheet.fill((mask * (1 - soft(mask, 0.006 * sheet.side))).clip(0, 0.45), jewel.body[30])


def _glint(sheet: Sheet, mask: Plane, corners: Points) -> None:
    """A star of light on the corner, well inside, that looks most to the light."""
    middle, reach = (corners.min(0) + corners.max(0)) / 2, float(np.ptp(corners, axis=0).max()) / 2 + 1e-6
    inner = corners[np.hypot(*((corners - middle) / reach).T) < 0.75]
    if len(inner) == 0:
        return
    at = inner[(inner @ LIGHT).argmax()]
    x, y = grid(sheet.side)
    across, down = np.abs(x - float(at[0])) / reach, np.abs(y - float(at[1])) / reach
    away = across**2 + down**2
    star = np.exp(-across * down * 900 - away * 28) + np.exp(-away * 500)
    sheet.fill((star * mask).clip(0, 0.95), (1, 1, 1))


def _polished(sheet: Sheet, rng: Generator, jewel: Jewel) -> None:
    """A round stone without facets: a soft glow below, a window of light above."""
    ring = turned(round_rim(rng, 64), rng.normal(0, 0.15))
    rim = any_bend(rng, 0.02)(np.concatenate([ring, ring[:1]]))
    rim = fitted(rim, 0.5 + rng.uniform(-0.025, 0.025, 2), rng.uniform(0.36, 0.47))(rim)
    mask = area(rim, sheet.side)
    x, y = grid(sheet.side)
    middle, reach = rim.mean(0), float(np.ptp(rim, axis=0).max()) / 2
    u, v = (x - float(middle[0])) / reach, (y - float(middle[1])) / reach
    glow: Plane = np.exp(-2.5 * ((u - 0.25) ** 2 + (v - 0.45) ** 2))
    _colour_in(sheet, mask, 0.36 + 0.55 * light(mask) + 0.42 * glow, jewel)
    wide = float(np.ptp(rim, axis=0).min()) / 2
    spot = blob(rng, middle - wide * np.array([0.3, 0.42]), (0.28 * wide, 0.16 * wide), 0.02, -0.6)
    sheet.fill(soft(area(spot, sheet.side), 0.008 * sheet.side) * mask * 0.85, (1, 1, 1))
    sheet.line(rim)
    if rng.random() < 0.3:
        sheet.line(spot, 0.9)


def _sparkle(sheet: Sheet, rng: Generator, rim: Points, jewel: Jewel) -> None:
    """Short lines above it or all around: it sparkles."""
    middle = (rim.min(0) + rim.max(0)) / 2
    count = int(rng.integers(4, 10))
    around = rng.random() < 0.4
    angles = np.linspace(0, 2 * np.pi, count, endpoint=False) if around else np.linspace(np.pi, 2 * np.pi, count)
    lines = []
    for angle in angles + rng.normal(0, 0.06, count):
        heading = np.array([np.cos(angle), np.sin(angle)])
        start = ((rim - middle) @ heading).max() + rng.uniform(0.015, 0.04)
        lines.append(middle + heading * np.linspace(start, start + rng.uniform(0.04, 0.08), 12)[:, None])
        sheet.line(lines[-1], 0.9)
    sheet.fill(bands(lines, 0.02, sheet.side, taper=0.6), jewel.body[STEPS // 2])


def _pixels(points: Points, side: int) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in points * side]
