"""Ears and faces of drawn pandas; what a drawing leaves out is made up where one expects it."""

from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from engines.drawn.creatures.face_features import fitted
from engines.drawn.creatures.face_marks import ring_at, scribbled
from engines.drawn.creatures.fur import WHITE, Coat, paint_fur, paint_patch
from engines.drawn.creatures.heads import by_turns
from engines.drawn.creatures.parts import Line, Part
from engines.drawn.creatures.stamps import around, cover, dab, draw_line, fill_shape, outside, shape
from engines.drawn.forms import Points, Sheet, blob, curve, mixed, turned

EYES = ["dot", "patch", "filled", "ring", "both", "tall", "closed"]
EYE_CHANCES = [0.3, 0.15, 0.15, 0.18, 0.12, 0.06, 0.04]
PUPIL = np.array([0.05, 0.04, 0.05], np.float32)
ROSE = (1.0, 0.5, 0.55)


def panda_head(rng: Generator, coat: Coat, head: Points, covers: list[Points] | None = None) -> list[Part]:
    """A head with ears behind it and a face on it; its line is left out where it lies within the covers."""
    parts = _ears(rng, coat, head)
    hidden = list(covers or [])
    if rng.random() < 0.3:
        hidden += [part.curves[0] for part in parts if part.lines]
    lines = [Line(piece) for piece in outside(head, *hidden)] if hidden else [Line(by_turns(rng, head))]
    skull = Part(lambda sheet, curves, _: paint_fur(sheet, curves[0], coat.head), [head], lines, outline=True)
    return [*parts, skull, *_face(rng, coat, head)]


def _ears(rng: Generator, coat: Coat, head: Points) -> list[Part]:
    low, high = head.min(0), head.max(0)
    middle, half = (low + high) / 2, (high - low) / 2
    drawn = rng.random() < 0.9
    size = rng.uniform(0.22, 0.5) if drawn else 0.36
    way = rng.uniform(0.5, 1.2) if drawn else 0.8
    out = rng.uniform(0.3, 0.6) if drawn else 0.4
    kind = str(rng.choice(["round", "round", "round", "long", "pointed"])) if drawn else "round"
    filled, inner = rng.random() < 0.22, rng.random() < 0.25
    parts = []
    for sign in (-1, 1):
        toward = np.array([sign * np.sin(way + rng.normal(0, 0.06)), -np.cos(way)])
        ring = _ear(rng, kind, middle + toward * half * (1 + size * out), toward, size * np.exp(rng.normal(0, 0.08)))
        shell = (ring - ring.mean(0)) * 0.55 + ring.mean(0)
        lines = [Line(piece) for piece in outside(ring, head)]
        if filled:
            lines += [Line(piece, 0.9) for piece in outside(scribbled(rng, ring), head)]
        elif inner:
            lines += [Line(piece, 0.5) for piece in outside(shell, head)]
        parts.append(Part(_paint_ear(coat), [ring, shell], lines if drawn else []))
    return parts


def _ear(rng: Generator, kind: str, at: Points, toward: Points, size: float) -> Points:
    """An ear's closed line, its foot in the head."""
    if kind == "pointed":
        across = np.array([-toward[1], toward[0]])
        knots = [(-0.9, -0.7), (-0.75, 0.1), (-0.25, 0.9), (0.1, 1.0), (0.6, 0.3), (0.9, -0.7)]
        return curve(np.array([at + (across * a + toward * b) * size * 1.1 for a, b in knots]), 60)
    long = size * (rng.uniform(1.3, 1.8) if kind == "long" else rng.uniform(0.9, 1.15))
    spin = np.arctan2(toward[1], toward[0]) + rng.normal(0, 0.25) + np.pi
    return turned(blob(rng, (0, 0), (long, size), 0.08), spin) + at


def _paint_ear(coat: Coat) -> Callable[[Sheet, list[Points], float], None]:
    def paint(sheet: Sheet, curves: list[Points], _: float) -> None:
        paint_fur(sheet, curves[0], coat.ears)
        fill_shape(sheet, curves[1], mixed(coat.ears, (0.8, 0.55, 0.58), 0.22), 0.8)

    return paint


def _face(rng: Generator, coat: Coat, head: Points) -> list[Part]:
    """Eyes in their patches, cheeks, muzzle, nose and mouth."""
    drawn = rng.random() < 0.86
    height, apart = (rng.uniform(-0.4, 0.0), rng.uniform(0.28, 0.5)) if drawn else (-0.16, 0.4)
    kind, size = str(rng.choice(EYES, p=EYE_CHANCES)) if drawn else "dot", rng.uniform(0, 1)
    parts = [_snout(rng, coat, max(0.2, height + 0.42))]
    for sign in (-1, 1):
        spot = np.array([sign * apart, height]) + (rng.normal(0, 0.03, 2) if drawn else 0)
        parts.append(_eye(rng, coat, spot, sign, kind, size, drawn))
    parts, cheeks = fitted(rng, parts, np.array([(-0.58, height + 0.42), (0.58, height + 0.42)]), head)

    def blush(sheet: Sheet, curves: list[Points], unit: float) -> None:
        for spot in curves[0]:
            dab(sheet, spot, (0.22 * unit, 0.17 * unit), ROSE, coat.blush)

    return [Part(blush, [cheeks]), *parts]


def _eye(rng: Generator, coat: Coat, spot: Points, sign: int, kind: str, size: float, drawn: bool) -> Part:
    """An eye in its patch; the patch is what is drawn, or lies around it."""
    lean = sign * 0.55
    radius = {"dot": 0.09, "closed": 0.09, "ring": 0.08 + 0.06 * size}.get(kind, 0.1)
    eye = ring_at(rng, spot, (radius, radius * rng.uniform(0.95, 1.2)), 0.03)
    wide = 0.16 + 0.1 * size
    if kind in ("patch", "filled", "both"):
        ring = ring_at(rng, spot, (wide, wide * rng.uniform(1.0, 1.6)), 0.08, lean * rng.uniform(0, 1.2))
    else:
        ring = turned(blob(rng, (0, 0), (0.19, 0.25), 0.0), lean) + spot + np.array([sign * 0.02, 0.04])
    t = np.linspace(-1, 1, 9)
    bow = spot + np.stack([0.11 * t, 0.08 * t**2 - 0.05], 1)
    bar = spot + np.stack([0 * t, 0.1 * t], 1)
    lines = {
        "dot": [Line(ring_at(rng, spot, (0.03 + 0.03 * size,) * 2, 0.1))],
        "tall": [Line(bar)],
        "closed": [Line(bow)],
        "ring": [Line(eye)],
        "patch": [Line(ring)],
        "both": [Line(ring), Line(eye)],
        "filled": [Line(ring), Line(scribbled(rng, ring))],
    }[kind]
    paint = _paint_closed_eye(coat) if kind == "closed" else _paint_eye(coat)
    return Part(paint, [ring, bow if kind == "closed" else eye], lines if drawn else [])


def _paint_eye(coat: Coat) -> Callable[[Sheet, list[Points], float], None]:
    def paint(sheet: Sheet, curves: list[Points], _: float) -> None:
        ring, eye = curves
        paint_patch(sheet, ring, coat.patches)
        middle, half = eye.mean(0), np.ptp(eye, axis=0) / 2
        fill_shape(sheet, (eye - middle) * 1.12 + middle, mixed(coat.iris, WHITE, 0.35))
        fill_shape(sheet, eye, PUPIL)
        dab(sheet, middle + half * 0.3, half * 0.75, coat.iris, 1.0)
        fill_shape(sheet, (eye - middle) * 0.34 + middle - half * 0.32, WHITE)
        dab(sheet, middle + half * 0.42, half * 0.3, WHITE, 0.8)

    return paint


def _paint_closed_eye(coat: Coat) -> Callable[[Sheet, list[Points], float], None]:
    tone = mixed(coat.patches, WHITE, 0.8) if float(np.mean(coat.patches)) < 0.3 else PUPIL

    def paint(sheet: Sheet, curves: list[Points], unit: float) -> None:
        paint_patch(sheet, curves[0], coat.patches)
        draw_line(sheet, curves[1], 0.045 * unit, tone)

    return paint


def _snout(rng: Generator, coat: Coat, height: float) -> Part:
    """Muzzle, nose and mouth, of which a drawing may have all or none."""
    share = rng.random()
    has_muzzle, has_nose = share < 0.4, share < 0.85
    mouth = str(rng.choice(["bow", "smile", "none"], p=[0.45, 0.4, 0.15])) if share < 0.8 else "none"
    wide = rng.uniform(0.28, 0.45) if has_muzzle else 0.36
    muzzle = blob(rng, (0, height), (wide, wide * rng.uniform(0.65, 0.9)), 0.05 if has_muzzle else 0.0)
    at, lip = np.array([0, height - wide * 0.35]), height + wide * 0.12
    wedge = curve(np.array([(-0.11, -0.06), (0.11, -0.06), (0, 0.09)]) + at, 40, closed=True)
    nose = ring_at(rng, at, (0.11, 0.075), 0.06) if rng.random() < 0.7 else wedge
    stem = np.array([(0, at[1] + 0.07), (0, lip)])
    t, smile = np.linspace(-1, 1, 30), rng.uniform(0.14, 0.26)
    bow = np.stack([t * smile * 0.8, lip + 0.09 * np.abs(np.sin(np.pi * t))], 1)
    lips = np.stack([t * smile, lip + 0.12 * (1 - t**2)], 1) if mouth == "smile" else bow
    lines = [Line(muzzle)] if has_muzzle else []
    if has_nose:
        lines.append(Line(nose, 0.9))
    if mouth != "none":
        lines.append(Line(lips, 0.9))
        if rng.random() < 0.5:
            lines.append(Line(stem, 0.6))
    return Part(_paint_snout(coat), [muzzle, nose, stem, lips], lines)


def _paint_snout(coat: Coat) -> Callable[[Sheet, list[Points], float], None]:
    def paint(sheet: Sheet, curves: list[Points], unit: float) -> None:
        muzzle, nose, stem, lips = curves
        window = around(muzzle, sheet.side)
        cover(sheet, window, shape(muzzle, window, sheet.side), mixed(coat.muzzle, (0.78, 0.76, 0.8), 0.3))
        middle, half = muzzle.mean(0), np.ptp(muzzle, axis=0) / 2
        dab(sheet, middle - half * 0.12, half * 0.95, mixed(coat.muzzle, WHITE, 0.5), 0.9)
        draw_line(sheet, stem, 0.028 * unit, coat.nose)
        draw_line(sheet, lips, 0.035 * unit, coat.nose)
        fill_shape(sheet, nose, coat.nose)
        middle, half = nose.mean(0), np.ptp(nose, axis=0) / 2
        dab(sheet, middle - half * np.array([0.25, 0.35]), half * 0.6, WHITE, 0.9)

    return paint
