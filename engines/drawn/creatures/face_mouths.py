"""Noses and mouths of drawn faces, as many people draw them."""

import numpy as np
from numpy.random import Generator

from engines.drawn.creatures.face_looks import Look
from engines.drawn.creatures.face_marks import WHITE, Paint, paint_line, ring_at
from engines.drawn.creatures.parts import Line, Part
from engines.drawn.creatures.stamps import around, cover, dab, draw_line, fill_shape, shape, stroke
from engines.drawn.forms import Colour, Points, Sheet, blob, curve, mixed

TONGUE, THROAT = np.array([1.0, 0.45, 0.5], np.float32), np.array([0.42, 0.1, 0.14], np.float32)
TEETH = np.array([1.0, 0.99, 0.96], np.float32)


def any_nose(rng: Generator, look: Look, height: float, room: float) -> Part:
    size = min(rng.uniform(0.05, 0.2), room * 0.35)
    kind = rng.choice(["dot", "corner", "bow", "ring", "line", "wedge"])
    at = np.array([rng.normal(0, 0.03), height])
    tone = look.shade * np.float32(0.72)
    flip = rng.choice([-1.0, 1.0])
    if kind == "ring":
        ring = ring_at(rng, at, (size * 0.9, size * 0.75), 0.08)
        return Part(_paint_ball(mixed(look.shade, look.blush, 0.6)), [ring], [Line(ring)])
    if kind == "dot":
        ring = ring_at(rng, at, (0.03, 0.03), 0.1)
        return Part(_paint_ball(tone), [ring], [Line(ring)])
    through = {
        "corner": [(0.25 * flip, -1.4), (-0.45 * flip, 0.7), (0.6 * flip, 0.8)],
        "bow": [(0.3 * flip, -0.9), (-0.5 * flip, 0.0), (0.3 * flip, 0.8)],
        "line": [(0, -1.0), (0.08, 0.0), (0, 1.0)],
        "wedge": [(0, -1.0), (-0.7, 0.8), (0.7, 0.8), (0, -1.0)],
    }[kind]
    knots = np.array(through) * size
    line = (knots if kind in ("corner", "wedge") else curve(knots, 24)) + at
    return Part(paint_line(tone, 0.05), [line], [Line(line)])


def _paint_ball(colour: Colour) -> Paint:
    def paint(sheet: Sheet, curves: list[Points], _: float) -> None:
        ring = curves[0]
        fill_shape(sheet, ring, colour)
        middle, half = ring.mean(0), np.ptp(ring, axis=0) / 2
        dab(sheet, middle - half * np.array([0.25, 0.35]), half * 0.7, WHITE, 0.55)

    return paint


def any_mouth(rng: Generator, look: Look, height: float) -> list[Part]:
    """A smile of any kind: a line, open with tongue and teeth, a tongue stuck out, an o, a cat's."""
    kind = rng.choice(
        ["line", "open", "tongue", "grin", "round", "cat", "fang"], p=[0.5, 0.25, 0.08, 0.06, 0.04, 0.03, 0.04]
    )
    wide = rng.uniform(0.16, 0.75) if kind in ("line", "fang") else rng.uniform(0.25, 0.7)
    mood = rng.random()
    deep = wide * (rng.uniform(0.25, 0.95) if mood < 0.9 else rng.uniform(-0.5, 0.15))
    power = float(rng.choice([2.0, 2.0, 2.5, 3.5, 1.3]))
    t = np.linspace(-1, 1, 48)
    skew, lift = rng.normal(0, 0.12, 2) if rng.random() < 0.5 else (0.0, 0.0)

    def bow(depth: float) -> Points:
        x = t * wide + skew * wide * (1 - t**2)
        return np.stack([x, height + depth * (1 - np.abs(t) ** power) - depth * 0.5 + lift * t * wide], 1)

    rosy = look.person and float(look.skin.mean()) > 0.55 and rng.random() < 0.4
    line_tone = mixed(look.blush, look.dark, 0.45) if rosy else look.dark
    if kind == "round":
        ring = blob(rng, (0, height), (wide * 0.4, wide * rng.uniform(0.35, 0.6)), 0.06)
        return [Part(_paint_open(line_tone), [ring], [Line(ring)])]
    if kind == "cat":
        w = curve([(-wide * 0.6, height), (-wide * 0.3, height + 0.13), (0, height), (wide * 0.3, height + 0.13)], 40)
        w = np.concatenate([w, [[wide * 0.6, height]]])
        return [Part(paint_line(line_tone, 0.06), [w], [Line(w)])]
    smile = bow(deep)
    if kind in ("line", "tongue", "fang"):
        parts = [Part(paint_line(line_tone, rng.uniform(0.055, 0.08)), [smile], [Line(smile)])]
        if kind == "tongue":
            parts.insert(0, _tongue_out(rng, smile))
        if kind == "fang":
            parts.insert(0, _tooth(rng, smile))
        return parts
    deep = max(abs(deep), 0.3 * wide)
    lower, upper = bow(deep), bow(deep * rng.uniform(-0.1, 0.35))
    upper = upper + lower[0] - upper[0]
    ring = np.concatenate([upper, lower[::-1]])
    lines = [Line(upper), Line(lower)] if rng.random() < 0.5 else [Line(np.concatenate([ring, ring[:1]]))]
    if kind == "open":
        return [Part(_paint_open(line_tone), [ring], lines)]
    middle = (upper + lower) / 2
    bars = [np.stack([upper[i], lower[i]]) for i in np.linspace(0, 47, rng.integers(4, 8)).astype(int)[1:-1]]
    lines += [Line(bar, 0.6) for bar in bars]
    if rng.random() < 0.5:
        bars.append(middle)
        lines.append(Line(middle, 0.7))
    return [Part(_paint_grin(line_tone), [ring, *bars], lines)]


def _tongue_out(rng: Generator, smile: Points) -> Part:
    """A tongue that hangs from the mouth."""
    at = smile[int(rng.uniform(0.35, 0.65) * len(smile))]
    wide, long = rng.uniform(0.08, 0.16), rng.uniform(0.14, 0.34)
    t = np.linspace(0, np.pi, 30)
    tip = np.stack([np.cos(t) * wide, long * (0.45 + 0.55 * np.sin(t))], 1)
    line = np.concatenate([[[wide, 0]], tip, [[-wide, 0]]]) + at
    split = np.stack([at, at + np.array([0, long * 0.6])])

    def paint(sheet: Sheet, curves: list[Points], unit: float) -> None:
        fill_shape(sheet, curves[0], TONGUE)
        draw_line(sheet, curves[1], 0.025 * unit, TONGUE * 0.8)
        draw_line(sheet, curves[0], 0.025 * unit, TONGUE * 0.75)

    lines = [Line(line)]
    if rng.random() < 0.3:
        lines.append(Line(split, 0.6))
    return Part(paint, [line, split], lines)


def _tooth(rng: Generator, smile: Points) -> Part:
    """One or two teeth under the line of a smile."""
    at = smile[int(rng.uniform(0.3, 0.7) * len(smile))]
    wide, long = rng.uniform(0.05, 0.1), rng.uniform(0.1, 0.18)
    box = np.array([(-wide, 0), (-wide, long), (wide, long), (wide, 0)]) + at

    def paint(sheet: Sheet, curves: list[Points], unit: float) -> None:
        fill_shape(sheet, curves[0], TEETH)
        draw_line(sheet, curves[0], 0.03 * unit, THROAT)

    return Part(paint, [box], [Line(box)])


def _paint_open(tone: Colour) -> Paint:
    """Throat, tongue and a row of teeth, all inside the mouth."""

    def paint(sheet: Sheet, curves: list[Points], unit: float) -> None:
        ring = curves[0]
        window = around(ring, sheet.side, 0.05 * unit)
        inside = shape(ring, window, sheet.side)
        cover(sheet, window, inside, THROAT)
        low, high = ring.min(0), ring.max(0)
        middle, half = (low + high) / 2, (high - low) / 2
        t = np.linspace(0, 2 * np.pi, 40)
        tongue = np.stack([np.cos(t) * half[0] * 0.6, np.sin(t) * half[1] * 0.65], 1) + np.array([middle[0], high[1]])
        cover(sheet, window, inside * shape(tongue, window, sheet.side), TONGUE)
        teeth = ring + np.array([0, 0.42 * half[1]])
        biting = inside * (1 - shape(teeth, window, sheet.side))
        above = np.zeros_like(inside)
        above[: int((middle[1] - window.top / sheet.side) * sheet.side)] = 1
        cover(sheet, window, biting * above, TEETH)
        cover(sheet, window, stroke(np.concatenate([ring, ring[:1]]), 0.045 * unit, window, sheet.side), tone)

    return paint


def _paint_grin(tone: Colour) -> Paint:
    def paint(sheet: Sheet, curves: list[Points], unit: float) -> None:
        fill_shape(sheet, curves[0], TEETH)
        for bar in curves[1:]:
            draw_line(sheet, bar, 0.022 * unit, mixed(TEETH, tone, 0.45))
        draw_line(sheet, np.concatenate([curves[0], curves[0][:1]]), 0.045 * unit, tone)

    return paint
