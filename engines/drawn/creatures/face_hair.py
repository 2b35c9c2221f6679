"""Hair and hats of drawn faces."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator

from engines.drawn.creatures.face_looks import Look
from engines.drawn.creatures.parts import Line, Part
from engines.drawn.creatures.stamps import around, cover, draw_line, fill_shape, outside, shape, stroke
from engines.drawn.forms import Colour, Points, Sheet, blob, curve, mixed


@dataclass(frozen=True)
class Crop:
    """Hair: what lies behind the head and what lies over it."""

    behind: list[Part] = field(default_factory=list)
    before: list[Part] = field(default_factory=list)


def hair(rng: Generator, look: Look, head: Points, top: float) -> Crop:
    """Hair of some kind on the head; `top` is the height of the highest feature, which it leaves free."""
    kind = str(rng.choice(list(KINDS), p=CHANCES))
    if kind == "unseen" and not look.person:
        kind = "short"
    return KINDS[kind](rng, look, head, top)


def _cap(rng: Generator, look: Look, head: Points, top: float, drawn: bool = True) -> Part | None:
    """Short hair: the top of the head, a little higher, down to a fringe."""
    low, high = head.min(0), head.max(0)
    half = (high - low) / 2
    middle = (low + high) / 2
    fringe = min(top - 0.06, low[1] + 0.75 * half[1])
    if fringe < low[1] + 0.2 * half[1]:
        return None
    side = min(fringe + half[1] * rng.uniform(0.05, 0.4), middle[1] + 0.1 * half[1])
    grown = (head - middle) * np.array([1.05, rng.uniform(1.04, 1.16)]) + middle
    way = np.arctan2(grown[:, 1] - middle[1], grown[:, 0] - middle[0])
    order = np.argsort(way)
    upper = grown[order][grown[order][:, 1] < side]
    if len(upper) < 8:
        return None
    left, right = upper[0], upper[-1]
    t = np.linspace(0, 1, 50)[:, None]
    lift = max(0.0, min(left[1], right[1]) - fringe)
    across = right + (left - right) * t
    parting = rng.uniform(0.3, 0.7)
    kind = rng.choice(["bow", "parted", "zigzag"]) if drawn else "bow"
    rise = np.sin(np.pi * t[:, 0]) ** 0.5
    if kind == "parted":
        rise = np.minimum(t[:, 0] / parting, (1 - t[:, 0]) / (1 - parting)) ** 0.7
    if kind == "zigzag":
        rise = rise * (1 - 0.22 * np.abs((t[:, 0] * rng.integers(3, 6)) % 1 * 2 - 1))
    across[:, 1] -= lift * rise
    ring = np.concatenate([upper, across])
    lines = [Line(upper), Line(across, 0.9)] if drawn else []
    return Part(_paint_hair(look.hair, look), [ring], lines, outline=drawn)


def _short(rng: Generator, look: Look, head: Points, top: float) -> Crop:
    part = _cap(rng, look, head, top)
    return Crop(before=[part] if part else [])


def _unseen(rng: Generator, look: Look, head: Points, top: float) -> Crop:
    """Hair that nobody drew: it follows the head."""
    part = _cap(rng, look, head, top, drawn=False)
    return Crop(before=[part] if part else [])


def _long(rng: Generator, look: Look, head: Points, top: float) -> Crop:
    """Hair that falls behind the head, to the chin or lower; with a fringe or without."""
    low, high = head.min(0), head.max(0)
    middle, half = (low + high) / 2, (high - low) / 2
    over, wide = rng.uniform(0.06, 0.2), rng.uniform(0.08, 0.35)
    length, flare = rng.uniform(0.3, 1.35), rng.uniform(-0.1, 0.35)
    right = [
        (0.0, -1 - over),
        (0.6, -0.85 - over * 0.8),
        (1 + wide * 0.7, -0.2),
        (1 + wide, length * 0.5),
        (1 + wide + flare, length),
        (0.75, length + rng.uniform(-0.08, 0.12)),
    ]
    left = [(-x, y + rng.normal(0, 0.03)) for x, y in right[:0:-1]]
    ring = np.concatenate([curve(np.array(left + right) * half + middle, 120)])
    lines = [Line(piece) for piece in outside(np.concatenate([ring, ring[:1]]), head)]
    behind = [Part(_paint_hair(look.hair, look), [ring], lines, outline=True)]
    if rng.random() < 0.5:
        part = _cap(rng, look, head, top)
        if part:
            part.lines = [Line(part.lines[1].points, 0.9)]
            return Crop(behind, [part])
    return Crop(behind)


def _strands(rng: Generator, look: Look, head: Points, _top: float) -> Crop:
    """A few long lines from the crown down both sides."""
    low, high = head.min(0), head.max(0)
    middle, half = (low + high) / 2, (high - low) / 2
    crown = middle + np.array([rng.uniform(-0.3, 0.3), -1.06]) * half
    behind = []
    for sign in (-1, 1):
        length, wide = rng.uniform(0.1, 1.2), rng.uniform(0.15, 0.45)
        end = middle + np.array([sign * (1 + wide), length]) * half
        bend = middle + np.array([sign * (0.95 + wide * 0.5), -0.45]) * half
        outer = curve(np.stack([crown, (crown + bend) / 2 + np.array([0, -0.16]) * half, bend, end]), 50)
        tip = middle + np.array([sign * rng.uniform(0.7, 0.95), length]) * half
        within_head = middle + np.array([sign * 0.75, -0.3]) * half
        inner = curve(np.stack([crown, (crown + within_head) / 2, within_head, tip]), 50)
        ring = np.concatenate([outer, inner[::-1]])
        lines = [Line(outer)]
        strands = []
        for share in np.linspace(0, 1, rng.integers(2, 5))[1:]:
            strand = outer + (inner - outer) * share * rng.uniform(0.8, 1.0)
            strands.append(strand)
            lines += [Line(piece, 0.8) for piece in outside(strand, head)]
        behind.append(Part(_paint_strands(look.hair, look), [ring, *strands], lines, outline=True))
    return Crop(behind)


def _spikes(rng: Generator, look: Look, head: Points, top: float) -> Crop:
    """Spikes, curls or a few single hairs that stand out from the crown."""
    low, high = head.min(0), head.max(0)
    middle, half = (low + high) / 2, (high - low) / 2
    kind = rng.choice(["spikes", "curls", "hairs"])
    reach, count = rng.uniform(0.6, 1.7), int(rng.integers(4, 10))
    long = rng.uniform(0.14, 0.5)
    way = -np.pi / 2 + np.linspace(-reach, reach, 2 * count + 1)
    ways = np.stack([np.cos(way), np.sin(way)], 1)
    if kind == "hairs":
        parts = []
        for w in ways[1::2]:
            bend = rng.normal(0, 0.12)
            root, tip = w * 0.97, w * (1.05 + long * rng.uniform(0.6, 1.2))
            knots = np.array([root, (root + tip) / 2 + np.array([-w[1], w[0]]) * bend, tip])
            line = curve(knots * half + middle, 16)
            parts.append(Part(_paint_tuft(look.hair), [line], [Line(line, 0.85)]))
        return Crop(parts)
    if kind == "spikes":
        size = np.where(np.arange(2 * count + 1) % 2 == 1, 1 + long * rng.uniform(0.8, 1.2, 2 * count + 1), 1.02)
        outer = ways * size[:, None]
    else:
        t = np.linspace(0, count, 14 * count)
        angle = -np.pi / 2 + (t / count * 2 - 1) * reach
        size = 1.0 + long * 0.45 + long * 0.4 * np.abs(np.sin(np.pi * t))
        outer = np.stack([np.cos(angle), np.sin(angle)], 1) * size[:, None]
    outer = outer * half + middle
    inner = (ways[::-1] * 0.8) * half + middle
    ring = np.concatenate([outer, inner])
    parts = [Part(_paint_hair(look.hair, look), [ring], [Line(outer)], outline=True)]
    if rng.random() < 0.4:
        part = _cap(rng, look, head, top)
        if part:
            part.lines = [Line(part.lines[1].points, 0.9)]
            return Crop(parts, [part])
    return Crop(parts)


def _bunches(rng: Generator, look: Look, head: Points, top: float) -> Crop:
    """Two bunches, or one bun on top; the cap of hair with them."""
    low, high = head.min(0), head.max(0)
    middle, half = (low + high) / 2, (high - low) / 2
    size = rng.uniform(0.22, 0.45)
    behind = []
    ways = [-np.pi / 2] if rng.random() < 0.35 else [-np.pi + rng.uniform(0.1, 0.8), -rng.uniform(0.1, 0.8)]
    for way in ways:
        at = middle + np.array([np.cos(way), np.sin(way)]) * half * (1.0 + size * 0.8)
        ring = blob(rng, at, (size, size * rng.uniform(0.9, 1.6)), 0.08)
        lines = [Line(piece) for piece in outside(ring, head)]
        behind.append(Part(_paint_hair(look.hair, look), [ring], lines))
    part = _cap(rng, look, head, top)
    if part:
        pieces = outside(part.lines[0].points, *[bunch.curves[0] for bunch in behind])
        part.lines = [Line(piece) for piece in pieces] + part.lines[1:]
        return Crop(behind, [part])
    return Crop()


KINDS: dict[str, Callable[[Generator, Look, Points, float], Crop]] = {
    "short": _short,
    "unseen": _unseen,
    "long": _long,
    "strands": _strands,
    "spikes": _spikes,
    "bunches": _bunches,
}
CHANCES = [0.16, 0.3, 0.16, 0.12, 0.16, 0.1]


def _paint_hair(colour: Colour, look: Look) -> Callable[[Sheet, list[Points], float], None]:
    """Hair as one shape: lighter on top, darker below, with a soft band of shine."""

    def paint(sheet: Sheet, curves: list[Points], unit: float) -> None:
        ring = curves[0]
        window = around(ring, sheet.side)
        mask = shape(ring, window, sheet.side)
        rows = np.linspace(0, 1, mask.shape[0], dtype=np.float32)[:, None] * np.ones_like(mask)
        columns = np.linspace(0, 1, mask.shape[1], dtype=np.float32)[None, :]
        tone = mixed(mixed(colour, (1, 1, 1), 0.16), colour**1.3 * np.float32(0.85), (rows * 1.1).clip(0, 1))
        band = np.exp(-(((rows - 0.2 - 0.12 * (columns * 2 - 1) ** 2) / 0.07) ** 2)).astype(np.float32)
        cover(sheet, window, mask, mixed(tone, mixed(colour, (1, 1, 1), 0.55), band * (0.25 + 0.35 * look.gloss)))
        if look.ink_width:
            draw_line(sheet, np.concatenate([ring, ring[:1]]), look.ink_width * unit, look.ink)

    return paint


def _paint_strands(colour: Colour, look: Look) -> Callable[[Sheet, list[Points], float], None]:
    whole = _paint_hair(colour, look)

    def paint(sheet: Sheet, curves: list[Points], unit: float) -> None:
        whole(sheet, curves[:1], unit)
        for strand in curves[1:]:
            window = around(strand, sheet.side, 0.05)
            cover(sheet, window, stroke(strand, 0.03 * unit, window, sheet.side), colour**1.4 * np.float32(0.75))

    return paint


def _paint_tuft(colour: Colour) -> Callable[[Sheet, list[Points], float], None]:
    def paint(sheet: Sheet, curves: list[Points], unit: float) -> None:
        draw_line(sheet, curves[0], 0.075 * unit, colour)

    return paint


def hat(rng: Generator, look: Look, head: Points) -> Part:
    """A party hat, a crown or a bow on top."""
    low, high = head.min(0), head.max(0)
    middle, half = (low + high) / 2, (high - low) / 2
    kind = rng.choice(["party", "crown", "bow"])
    foot = middle[1] - half[1] * 0.72
    wide = half[0] * rng.uniform(0.45, 0.75)
    tall = half[1] * rng.uniform(0.4, 0.9)
    if kind == "party":
        ring = np.array([(-wide, foot), (rng.normal(0, 0.1), foot - tall * 1.5), (wide, foot), (-wide, foot)])
        tone = look.cloth
    elif kind == "crown":
        points = int(rng.integers(3, 6))
        x = np.linspace(-wide, wide, 2 * points - 1)
        y = np.where(np.arange(2 * points - 1) % 2 == 0, foot - tall * 0.8, foot - tall * 0.4)
        ring = np.concatenate([[(-wide, foot)], np.stack([x, y], 1), [(wide, foot), (-wide, foot)]])
        tone = np.array([1.0, 0.8, 0.25], np.float32)
    else:
        t = np.linspace(0, 2 * np.pi, 80)
        shape_of_bow = np.stack([np.cos(t), np.sin(t) * (0.25 + 0.55 * np.abs(np.cos(t)))], 1)
        ring = shape_of_bow * wide * 0.7 + (rng.normal(0, 0.3), foot - 0.15)
        tone = look.cloth
    ring = ring + np.array([middle[0], 0.0])

    def paint(sheet: Sheet, curves: list[Points], unit: float) -> None:
        fill_shape(sheet, curves[0], tone)
        window = around(curves[0], sheet.side)
        mask = shape(curves[0], window, sheet.side)
        columns = np.linspace(0.35, -0.25, mask.shape[1], dtype=np.float32)[None, :] * np.ones_like(mask)
        cover(sheet, window, mask, mixed(mixed(tone, (1, 1, 1), columns.clip(0, 1)), tone**2, (-columns).clip(0, 1)))
        draw_line(sheet, curves[0], 0.025 * unit, tone**1.6 * np.float32(0.8))

    return Part(paint, [ring], [Line(ring)], outline=True)
