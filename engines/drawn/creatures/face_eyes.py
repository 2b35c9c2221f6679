"""Eyes of drawn faces, with their brows and lashes, as many people draw them."""

from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from engines.drawn.creatures.face_looks import Look
from engines.drawn.creatures.face_marks import WHITE, Paint, paint_line, ring_at, scribbled
from engines.drawn.creatures.parts import Line, Part
from engines.drawn.creatures.stamps import around, cover, dab, draw_line, fill_shape, shape, stroke
from engines.drawn.forms import Points, Sheet, blob, mixed, turned

LEAST_EYE = 0.016  # of the page: a dot becomes a button at least so large


def any_eyes(rng: Generator, look: Look, height: float) -> tuple[list[Part], Points]:
    """Two eyes of a kind (rarely one, or unlike ones), and where they are, (2, 2)."""
    kind = str(rng.choice(list(EYES), p=EYE_CHANCES))
    apart, size = rng.uniform(0.2, 0.52), rng.uniform(0.0, 1.0)
    spots = np.array([[-apart, height], [apart, height]]) + rng.normal(0, 0.03, (2, 2))
    parts = []
    for sign, spot in zip((-1, 1), spots, strict=True):
        if rng.random() < 0.02:
            continue
        other = str(rng.choice(list(EYES), p=EYE_CHANCES)) if sign > 0 and rng.random() < 0.06 else kind
        parts.append(EYES[other](rng, look, spot, float(np.clip(size + rng.normal(0, 0.1), 0, 1)), apart))
    if rng.random() < 0.15:
        parts += _brows(rng, look, spots)
    if rng.random() < 0.06:
        parts += _lashes(look, spots, 0.1 + 0.1 * size)
    return parts, spots


def _dot_eye(rng: Generator, look: Look, spot: Points, size: float, _apart: float) -> Part:
    """A dot or a little ring: a shiny button."""
    radius = 0.02 + 0.09 * size
    ring = ring_at(rng, spot, (radius, radius * np.exp(rng.normal(0.1, 0.2))), 0.1)
    lines = [Line(ring)]
    if rng.random() < 0.35:
        lines = [Line(scribbled(rng, ring))]
    return Part(_paint_button(look), [ring], lines)


def _tall_eye(rng: Generator, look: Look, spot: Points, size: float, _apart: float) -> Part:
    """An upright line: a tall shiny eye."""
    tall = 0.08 + 0.22 * size
    lean = rng.normal(0, 0.12)
    line = turned(np.stack([np.full(12, 0.0), np.linspace(-tall, tall, 12)], 1), lean) + spot
    ring = turned(blob(rng, (0, 0), (0.035 + 0.03 * size, tall), 0.02), lean) + spot
    return Part(_paint_button(look), [ring], [Line(line)] if rng.random() < 0.75 else [Line(ring)])


def _ring_eye(rng: Generator, look: Look, spot: Points, size: float, apart: float) -> Part:
    """A ring, with or without a pupil: a white eye that looks at you."""
    radius = min(0.13 + 0.18 * size, apart * 0.9)
    ring = ring_at(
        rng, spot, (radius, radius * np.exp(rng.normal(0, 0.2))), rng.uniform(0.02, 0.12), rng.normal(0, 0.3)
    )
    if rng.random() < 0.12:  # square eyes
        ring = spot + np.sign(ring - spot) * np.abs((ring - spot) / radius) ** 0.5 * radius * 0.9
    lines, centre, iris = [Line(ring)], spot, radius * 0.52
    if rng.random() < 0.55:
        centre = spot + rng.uniform(-0.3, 0.3, 2) * radius
        small = radius * rng.uniform(0.12, 0.4)
        iris = max(small, radius * 0.36)
        pupil = ring_at(rng, centre, (small, small * rng.uniform(0.9, 1.5)), 0.1)
        lines.append(Line(scribbled(rng, pupil) if rng.random() < 0.4 else pupil))
    return Part(_paint_open_eye(look), [ring, ring_at(rng, centre, (iris, iris), 0.02)], lines)


def _almond_eye(rng: Generator, look: Look, spot: Points, size: float, apart: float) -> Part:
    """Two bows that meet at the corners, or a half moon."""
    wide, tall = min(0.14 + 0.14 * size, apart * 0.85), 0.06 + 0.08 * size
    t = np.linspace(-1, 1, 40)
    upper = np.stack([t * wide, -tall * (1 - t**2)], 1)
    low = 0.15 if rng.random() < 0.35 else rng.uniform(0.5, 1.0)
    lower = np.stack([t[::-1] * wide, low * tall * (1 - t**2)], 1)
    ring = turned(np.concatenate([upper, lower]), rng.normal(0, 0.12)) + spot
    iris = tall * rng.uniform(0.6, 0.85)
    pupil = ring_at(rng, spot + np.array([0, 0.1 * (low - 1) * tall]), (iris, iris), 0.04)
    lines = [Line(ring)]
    if rng.random() < 0.7:
        lines.append(Line(pupil))
    return Part(_paint_open_eye(look), [ring, pupil], lines)


def _closed_eye(rng: Generator, look: Look, spot: Points, size: float, apart: float) -> Part:
    """A bow or a bar: eyes closed for joy, or asleep."""
    wide = min(0.1 + 0.14 * size, apart * 0.85)
    bend = rng.choice([-1.0, -1.0, 0.7, 0.0]) * wide * rng.uniform(0.5, 1.0)
    t = np.linspace(-1, 1, 24)
    line = turned(np.stack([t * wide, bend * (1 - t**2)], 1), rng.normal(0, 0.1)) + spot
    return Part(paint_line(look.dark, 0.07), [line], [Line(line)])


def _heart_eye(rng: Generator, look: Look, spot: Points, size: float, apart: float) -> Part:
    """A heart, or a star."""
    radius = min(0.18 + 0.1 * size, apart * 0.85)
    t = np.linspace(0, 2 * np.pi, 60) + np.pi
    if rng.random() < 0.6:
        ring = np.stack([np.sin(t) ** 3, -(13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t)) / 16], 1)
        tone = np.array([0.98, 0.22, 0.32], np.float32)
    else:
        points = np.array([(1.0 if k % 2 == 0 else 0.45) for k in range(11)])
        angle = np.arange(11) * np.pi / 5 - np.pi / 2
        ring = np.stack([np.cos(angle), np.sin(angle)], 1) * points[:, None]
        tone = np.array([1.0, 0.85, 0.2], np.float32) if look.person else np.array([1.0, 0.97, 0.7], np.float32)
    ring = ring * radius + spot

    def paint(sheet: Sheet, curves: list[Points], unit: float) -> None:
        fill_shape(sheet, curves[0], tone)
        middle, half = curves[0].mean(0), np.ptp(curves[0], axis=0) / 2
        dab(sheet, middle - half * np.array([0.35, 0.4]), half * 0.4, WHITE, 0.7)
        draw_line(sheet, curves[0], 0.02 * unit, tone * 0.72)

    return Part(paint, [ring], [Line(ring)])


EYES: dict[str, Callable[[Generator, Look, Points, float, float], Part]] = {
    "dot": _dot_eye,
    "tall": _tall_eye,
    "ring": _ring_eye,
    "almond": _almond_eye,
    "closed": _closed_eye,
    "heart": _heart_eye,
}
EYE_CHANCES = [0.33, 0.2, 0.26, 0.08, 0.09, 0.04]


def _paint_button(look: Look) -> Paint:
    def paint(sheet: Sheet, curves: list[Points], _: float) -> None:
        ring = curves[0]
        middle, half = ring.mean(0), np.ptp(ring, axis=0) / 2
        grow = max(1.0, LEAST_EYE / float(half.min()))
        ring, half = (ring - middle) * grow + middle, half * grow
        fill_shape(sheet, ring, look.dark)
        across = float(half.min())
        dab(sheet, middle + half * np.array([0.1, 0.45]), half * 0.6, mixed(look.dark, look.iris, 0.8), 0.7)
        dab(sheet, middle - half * np.array([0.3, 0.4]), (across * 0.5, across * 0.5), WHITE, 1.0)

    return paint


def _paint_open_eye(look: Look) -> Paint:
    def paint(sheet: Sheet, curves: list[Points], unit: float) -> None:
        ring, iris = curves
        window = around(ring, sheet.side, 0.05 * unit)
        inside = shape(ring, window, sheet.side)
        cover(sheet, window, inside, WHITE)
        cover(sheet, window, inside * shape(iris, window, sheet.side), look.iris)
        middle, half = iris.mean(0), np.ptp(iris, axis=0) / 2
        cover(sheet, window, inside * shape((iris - middle) * 0.62 + middle, window, sheet.side), look.dark)
        dab(sheet, middle - half * 0.38, half * 0.42, WHITE, 1.0)
        cover(sheet, window, stroke(np.concatenate([ring, ring[:1]]), 0.035 * unit, window, sheet.side), look.dark)

    return paint


def _brows(rng: Generator, look: Look, spots: Points) -> list[Part]:
    slant, bend, wide = rng.normal(0, 0.25), rng.uniform(0, 0.08), rng.uniform(0.1, 0.2)
    t = np.linspace(-1, 1, 16)
    parts = []
    for sign, spot in zip((-1, 1), spots, strict=True):
        line = np.stack([t * wide, -bend * (1 - t**2)], 1)
        line = turned(line, sign * slant) + spot - np.array([0, rng.uniform(0.26, 0.34)])
        tone = look.hair * 0.8 if look.person else look.shade * 0.55
        parts.append(Part(paint_line(tone, 0.07), [line], [Line(line, 0.8)]))
    return parts


def _lashes(look: Look, spots: Points, radius: float) -> list[Part]:
    parts = []
    for spot in spots:
        for angle in np.linspace(-0.6, 0.6, 3) - np.pi / 2:
            way = np.array([np.cos(angle), np.sin(angle)])
            line = spot + way * np.linspace(radius * 1.05, radius * 1.05 + 0.1, 6)[:, None]
            parts.append(Part(paint_line(look.dark, 0.03), [line], [Line(line, 0.6)]))
    return parts
