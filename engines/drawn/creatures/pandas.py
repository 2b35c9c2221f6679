"""Pandas without end, and now and then another bear, in a bamboo grove: each with the lines that draw it.

A panda is planned around (0, 0) with a head of about radius 1, then moved onto the page and painted.
"""

import numpy as np
from numpy.random import Generator

from engines.drawn.creatures.fur import Coat, any_coat, paint_fur, paint_saddled
from engines.drawn.creatures.heads import any_head
from engines.drawn.creatures.panda_faces import panda_head
from engines.drawn.creatures.parts import Line, Part, moved, paint_parts, placement, reach
from engines.drawn.creatures.scenes import bamboo
from engines.drawn.creatures.stamps import dab, outside
from engines.drawn.forms import DrawnThing, Plane, Points, Sheet, blob, grid, turned

SHADOW = (0.12, 0.3, 0.14)


def draw_panda(rng: Generator, side: int = 256) -> DrawnThing:
    """A panda's head, a panda that sits or stands, or one that walks, in front of bamboo."""
    coat, kind = any_coat(rng), rng.random()
    if kind < 0.5:
        parts = panda_head(rng, coat, any_head(rng))
    else:
        parts = _teddy(rng, coat) if kind < 0.9 else _walker(rng, coat)
    sheet = Sheet(side, bamboo(rng, side))
    move = placement(rng, parts)
    if kind >= 0.5:
        _paint_shadow(sheet, moved(reach(parts), move))
    paint_parts(sheet, parts, move)
    return sheet.finish()


def _paint_shadow(sheet: Sheet, box: Points) -> None:
    """A soft shadow on the grass under what stands there."""
    (left, _), (right, foot) = box.min(0), box.max(0)
    dab(sheet, np.array([(left + right) / 2, foot - 0.01]), ((right - left) / 2, 0.06), SHADOW, 0.45)


def _teddy(rng: Generator, coat: Coat) -> list[Part]:
    """A head on a body with arms and legs, seen from the front."""
    head = any_head(rng) * rng.uniform(0.75, 1.0)
    wide, tall = rng.uniform(0.6, 1.25), rng.uniform(0.75, 1.35)
    centre = np.array([rng.normal(0, 0.08), head[:, 1].max() + tall * rng.uniform(0.62, 0.95)])
    body = any_head(rng) * (wide, tall) + centre
    limbs = _limbs(rng, centre, np.array([wide, tall]))
    whole = rng.random() < 0.3  # one line around everything
    apart = rng.random() < 0.3  # arms and legs lie over the body
    trunk_lines = [Line(piece) for piece in outside(body, head, *(limbs if whole or apart else []))]
    covers = [head] if apart and not whole else [head, body]
    parts = [_fur_part(coat, limb, [Line(piece) for piece in outside(limb, *covers)]) for limb in limbs]
    trunk = _trunk(rng, coat, body, trunk_lines)
    ordered = [trunk, *parts] if apart else [*parts, trunk]
    return [*ordered, *panda_head(rng, coat, head, [body] if whole else [])]


def _limbs(rng: Generator, centre: Points, half: Points) -> list[Points]:
    """Arms and legs, or only some of them, that stand out from a body."""
    pairs = []
    if rng.random() < 0.85:
        pairs.append((rng.uniform(-1.0, 0.4), rng.uniform(0.3, 0.65), rng.uniform(0.15, 0.3)))
    if rng.random() < 0.85:
        pairs.append((rng.uniform(0.7, 1.35), rng.uniform(0.25, 0.6), rng.uniform(0.18, 0.34)))
    limbs = []
    for usual, long, broad in pairs:
        for sign in (-1, 1):
            way = usual + rng.normal(0, 0.15)
            out = np.array([sign * np.cos(way), np.sin(way)])
            limb = turned(blob(rng, (0, 0), (long, broad), 0.06), np.arctan2(out[1], out[0]) + rng.normal(0, 0.2))
            limbs.append(limb + centre + out * (half * 0.9 + long * 0.5))
    return limbs


def _walker(rng: Generator, coat: Coat) -> list[Part]:
    """A bear on four legs, seen from the side."""
    wide, tall = rng.uniform(1.2, 1.7), rng.uniform(0.6, 0.9)
    body = blob(rng, (0, 0), (wide, tall), 0.06)
    size = rng.uniform(0.55, 0.85)
    head = any_head(rng) * size + np.array([-wide - size * 0.25, -tall * rng.uniform(0.1, 0.7)])
    long, broad = rng.uniform(0.5, 0.8), rng.uniform(0.18, 0.28)
    parts = []
    for at in rng.permutation([-0.78, -0.42, 0.4, 0.76]):
        leg = turned(blob(rng, (0, 0), (broad, long), 0.05), rng.normal(0, 0.1))
        leg = leg + np.array([at * wide, tall * 0.55 + long * 0.5])
        strength = 1.0 if abs(at) > 0.5 else 0.7
        parts.append(_fur_part(coat, leg, [Line(piece, strength) for piece in outside(leg, body, head)]))
    if rng.random() < 0.5:
        tail = blob(rng, (wide, -tall * 0.2), (0.2, 0.16), 0.1)
        lines = [Line(piece, 0.8) for piece in outside(tail, body)]
        parts.append(Part(lambda sheet, curves, _: paint_fur(sheet, curves[0], coat.body), [tail], lines))
    parts.append(_trunk(rng, coat, body, [Line(piece) for piece in outside(body, head)], head))
    return [*parts, *panda_head(rng, coat, head, [body] if rng.random() < 0.5 else [])]


def _fur_part(coat: Coat, limb: Points, lines: list[Line]) -> Part:
    return Part(lambda sheet, curves, _: paint_fur(sheet, curves[0], coat.limbs), [limb], lines)


def _trunk(rng: Generator, coat: Coat, body: Points, lines: list[Line], head: Points | None = None) -> Part:
    """The body. A panda's saddle lies across its shoulders: at the top, or at the head's end of a walking one."""
    hatched = rng.random() < 0.05
    if hatched:
        lines = [*lines, Line(_hatching(rng, body))]
    start = body.mean(0)[None] if head is None else head.mean(0)[None]

    def paint(sheet: Sheet, curves: list[Points], _: float) -> None:
        if coat.saddle is None or hatched:
            paint_fur(sheet, curves[0], coat.limbs if hatched else coat.body)
            return
        paint_saddled(sheet, curves[0], coat.body, coat.saddle, _saddle(sheet.side, curves, head is not None))

    return Part(paint, [body, start], lines)


def _saddle(side: int, curves: list[Points], walking: bool) -> Plane:
    """(S, S) 1 where the saddle lies. curves: the body, and a point at its head's end."""
    x, y = grid(side)
    low, high = curves[0].min(0), curves[0].max(0)
    along, down = (x - low[0]) / (high[0] - low[0]), (y - low[1]) / (high[1] - low[1])
    if walking:
        along = along if curves[1][0, 0] < (low[0] + high[0]) / 2 else 1 - along
        return (2.6 - np.abs(along - 0.24 + 0.1 * (down - 0.5)) / 0.05).clip(0, 1).astype(np.float32)
    return ((0.3 - 0.28 * (along - 0.5) ** 2 - down) * 14).clip(0, 1).astype(np.float32)


def _hatching(rng: Generator, ring: Points) -> Points:
    """A slanting zigzag that fills a shape."""
    low, high = ring.min(0), ring.max(0)
    steps = int(rng.integers(10, 22))
    share = np.linspace(0.12, 0.88, steps)
    height = np.sin(np.pi * share) * 0.85 * np.where(np.arange(steps) % 2 == 0, 1, -1)
    knots = np.stack([share * 2 - 1 + 0.15 * height, height], 1)
    return knots * (high - low) / 2 + (low + high) / 2
