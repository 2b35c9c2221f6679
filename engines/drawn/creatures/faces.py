"""Faces without end: glossy emoji and soft avatars, each with the lines with which a person would draw it.

A face is planned around (0, 0) with a head of about radius 1, then moved onto the page and painted.
"""

import numpy as np
from numpy.random import Generator

from engines.drawn.creatures.face_features import features
from engines.drawn.creatures.face_hair import Crop, hair, hat
from engines.drawn.creatures.face_looks import Look, any_look
from engines.drawn.creatures.heads import any_head, by_turns, depth, head_around, toward
from engines.drawn.creatures.parts import Line, Part, paint_parts, placement, reach
from engines.drawn.creatures.stamps import (
    Window,
    around,
    blurred,
    cover,
    draw_line,
    fill_shape,
    outside,
    shaded,
    shape,
    soft_light,
    touch,
)
from engines.drawn.forms import Colour, DrawnThing, Plane, Points, Sheet, curve, mixed, turned

CHEEK = 0.75  # of the way to the head's outline: cheeks lie no further out
BLUSH = 0.14  # radius of a rosy cheek, of the head's shorter side


def draw_face(rng: Generator, side: int = 256) -> DrawnThing:
    """A face on white paper. Everything that is drawn shows; a head that is not drawn is made up around the rest."""
    look = any_look(rng)
    bare = rng.random() < 0.14  # eyes and a mouth, no head
    head = any_head(rng)
    inner, cheeks = features(rng, look, head, bare)
    if bare:
        head = head_around(*reach(inner))
    behind, before = ([], []) if bare else _around_the_head(rng, look, head, inner)
    parts = [*behind, _head_part(rng, look, head, cheeks, bare, before), *inner, *before]
    move = placement(rng, parts, *((0.92, 0.97) if bare else (0.74, 0.95)))
    sheet = Sheet(side)
    paint_parts(sheet, parts, move)
    return sheet.finish()


def _around_the_head(rng: Generator, look: Look, head: Points, inner: list[Part]) -> tuple[list[Part], list[Part]]:
    """What lies behind the head, and what lies over it: ears, hair, hats."""
    behind: list[Part] = []
    before: list[Part] = []
    if rng.random() < 0.16:
        behind += _animal_ears(rng, look, head)
    else:
        if rng.random() < (0.3 if look.person else 0.12):
            behind += _ears(rng, look, head)
        top = float(reach(inner)[0, 1]) if inner else 0.0
        crop = hair(rng, look, head, top) if rng.random() < (0.75 if look.person else 0.22) else Crop()
        behind, before = crop.behind + behind, crop.before
    if rng.random() < 0.07:
        before = [*before, hat(rng, look, head)]
    return behind, before


def _head_part(rng: Generator, look: Look, head: Points, cheeks: Points, bare: bool, before: list[Part]) -> Part:
    middle = (head.min(0) + head.max(0)) / 2
    cheeks = middle + (cheeks - middle) * np.minimum(1, CHEEK / depth(head, cheeks))[:, None]
    lines: list[Line] = []
    if not bare:
        covers = [part.curves[0] for part in before if part.outline]
        pieces = outside(head, *covers) if covers and rng.random() < 0.75 else [by_turns(rng, head)]
        lines = [Line(piece) for piece in pieces]

    def paint(sheet: Sheet, curves: list[Points], unit: float) -> None:
        _paint_head(sheet, curves[0], curves[1], look, unit)

    return Part(paint, [head, cheeks], lines, outline=True)


def _paint_head(sheet: Sheet, ring: Points, cheeks: Points, look: Look, unit: float) -> None:
    """A ball of skin with rosy cheeks, lit from the upper left; the glossier, the more it shines."""
    side = sheet.side
    window = around(ring, side)
    mask = shape(ring, window, side)
    rim = (1 - blurred(mask, 0.035 * side)) * mask
    share = 0.5 + soft_light(mask, 0.9) * (0.75 + 0.45 * look.gloss) - rim * (0.5 * look.gloss)
    cover(sheet, window, mask, shaded(look.shade, look.skin, look.light, share.astype(np.float32)))
    size = np.ptp(ring, axis=0).min() * BLUSH
    for cheek in cheeks:
        rose = touch(cheek, (size, 0.8 * size), window, side)
        cover(sheet, window, mask * rose * np.float32(look.rosy), look.blush)
    if look.gloss > 0.5:
        cover(sheet, window, _crescent(ring, window, side) * np.float32(0.75 * look.gloss - 0.2), (1, 1, 1))
    if look.ink_width:
        draw_line(sheet, ring, look.ink_width * unit, look.ink)


def _crescent(ring: Points, window: Window, side: int) -> Plane:
    """(h, w) the window's shine along the upper left of a glossy head."""
    middle = ring.mean(0)
    inner = (ring - middle) * 0.88
    away = np.ptp(ring, axis=0) * np.array([0.05, 0.075])
    rest = shape(inner * 0.98 + middle + away, window, side)
    return blurred((shape(inner + middle, window, side) - rest).clip(0, 1), 0.012 * side)


def _ears(rng: Generator, look: Look, head: Points) -> list[Part]:
    """An ear at each side, the lines where the head does not cover them."""
    size, height = rng.uniform(0.14, 0.32), rng.uniform(-0.25, 0.2)
    inner = rng.random() < 0.3
    parts = []
    for sign in (-1, 1):
        if rng.random() < 0.05:
            continue
        at = toward(head, 0 if sign > 0 else np.pi, height)
        angle = np.linspace(0, 2 * np.pi, 60) + (np.pi if sign > 0 else 0)
        tall, wide = np.exp(rng.normal(0.15, 0.2)), np.exp(rng.normal(-0.1, 0.15))
        ring = np.stack([np.cos(angle) * wide, np.sin(angle) * tall], 1) * size * (1 + rng.normal(0, 0.05))
        ring = turned(ring, rng.normal(0, 0.3)) + at + np.array([sign * 0.35 * size, 0])
        shell = (ring - ring.mean(0)) * 0.5 + ring.mean(0)
        lines = [Line(piece) for piece in outside(ring, head)]
        if inner:
            lines += [Line(piece, 0.4) for piece in outside(shell, head)]
        parts.append(_ear_part(look, ring, shell, lines, look.skin, look.shade))
    return parts


def _ear_part(look: Look, ring: Points, shell: Points, lines: list[Line], outer: Colour, inner: Colour) -> Part:
    def paint(sheet: Sheet, curves: list[Points], unit: float) -> None:
        fill_shape(sheet, curves[0], mixed(outer, look.shade, 0.12))
        fill_shape(sheet, curves[1], inner, 0.8)
        if look.ink_width:
            draw_line(sheet, curves[0], look.ink_width * unit, look.ink)

    return Part(paint, [ring, shell], lines)


def _animal_ears(rng: Generator, look: Look, head: Points) -> list[Part]:
    """Ears of a cat, a bear or a rabbit on top of the head."""
    kind = rng.choice(["cat", "bear", "rabbit"])
    apart, size = rng.uniform(0.45, 0.8), rng.uniform(0.3, 0.5)
    inner = rng.random() < 0.5
    parts = []
    for sign in (-1, 1):
        way = -np.pi / 2 + sign * (apart if kind != "rabbit" else apart * 0.6)
        at = toward(head, way, 0.0)
        if kind == "cat":
            out = np.array([np.cos(way), np.sin(way)]) * size * rng.uniform(1.4, 2.0)
            across = np.array([-np.sin(way), np.cos(way)]) * size * rng.uniform(0.7, 1.0)
            base = at * 0.82
            ring = curve(np.stack([base - across, base - across * 0.75 + out * 0.5, base + out * 0.97]), 24)
            ring = np.concatenate(
                [ring, curve(np.stack([base + out, base + across * 0.75 + out * 0.5, base + across]), 24)]
            )
        else:
            tall = rng.uniform(2.0, 3.0) if kind == "rabbit" else rng.uniform(0.85, 1.15)
            angle = np.linspace(0, 2 * np.pi, 64) + np.pi
            ring = np.stack([np.cos(angle) * tall, np.sin(angle)], 1) * size * (0.55 if kind == "rabbit" else 0.85)
            ring = turned(ring, way + sign * rng.normal(0, 0.15)) + at * (1.0 + 0.4 * size * tall * 0.6)
        shell = (ring - ring.mean(0)) * 0.55 + ring.mean(0)
        lines = [Line(piece) for piece in outside(ring, head)]
        if inner:
            lines += [Line(piece, 0.5) for piece in outside(shell, head)]
        pink = np.array([1.0, 0.66, 0.7], np.float32)
        parts.append(_ear_part(look, ring, shell, lines, look.skin, pink if kind != "bear" else look.shade))
    return parts
