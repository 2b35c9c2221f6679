"""Hair in strands, before and behind the head, and hats."""

import numpy as np

from engines.drawn.garments import folds
from engines.drawn.garments.tubes import Plane
from engines.drawn.people.canvas import Canvas, Colours, Spots, lit
from engines.drawn.people.heads import Head
from engines.drawn.people.looks import Look

HAT, HAIR = 1, 2
SIDES = {"short": 0.02, "crop": -0.1, "bob": 0.95, "long": 0.9, "bun": 0.0, "tail": 0.0, "curls": 0.55, "bald": -9.0}


def paint_hair_behind(canvas: Canvas, head: Head, look: Look) -> None:
    """What falls behind neck and shoulders; painted before them."""
    if look.style not in ("long", "bob", "curls", "tail"):
        return
    low = {"long": look.length + 0.2, "bob": 1.05, "curls": 0.75, "tail": look.length * 0.8}[look.style]
    spots = canvas.within(head.box(-1.9, -1.4, 1.9, low + 0.2))
    x, y = head.local(spots)
    wave = 0.05 * np.sin(4 * y + look.seed % 7)
    if look.style == "curls":
        inside = (1 - np.hypot((x + wave) / 1.42, (y + 0.25) / 1.3)) * 1.3 + _frizz(x, y, look) * 0.5
    elif look.style == "tail":
        side = 1 if look.part > 0 else -1
        inside = np.minimum(
            0.32 - np.abs(x - side * (0.95 + 0.15 * np.sin(2 * y))) * (1 + 0.4 * (y - low).clip(0, 9)), low - y
        )
        inside = np.where(y > -0.3, inside, -1)
    else:
        width = 1.16 + 0.13 * np.sin((y.clip(-1, low) + 0.4) * 1.1) + wave
        inside = np.minimum(width - np.abs(x), (low + 0.08 * np.cos(5 * x) - y) * 0.8)
        inside = np.maximum(np.where(y > -0.35, inside, -1), (1 - np.hypot(x / 1.2, (y + 0.1) / 1.05)) * 1.1)
    _paint(canvas, spots, (inside * head.wide).astype(np.float32), x, y, look, 0.78)


def paint_hair(canvas: Canvas, head: Head, look: Look) -> None:
    """The hair on the head, and a hat."""
    spots = canvas.within(head.box(-2.0, -1.9, 2.0, 1.2))
    if look.style == "bald" and not look.hat:
        return
    x, y = head.local(spots)
    if look.style != "bald":
        swell = {"short": 1.07, "crop": 1.02, "curls": 1.32, "bald": 1.0}.get(look.style, 1.09)
        cap = (1 - np.hypot(x / (0.97 * swell), (y + 0.04) / (1.0 * swell))) * swell
        if look.style == "curls":
            cap = cap + _frizz(x, y, look) * 0.6
        part = 0.45 * look.part
        high = 0.62 - 0.42 * look.fringe
        brow = (
            -high
            + 0.30 * np.abs(x - part) ** 1.5 * (1 - look.fringe)
            + 0.03 * np.sin(9 * x + look.seed % 5) * look.fringe
        )
        open_face = np.minimum(
            (0.84 + 0.06 * (look.style in ("short", "crop")) - np.abs(x - 0.08 * head.turn)), y - brow
        )
        side = SIDES[look.style]
        inside = np.minimum(np.minimum(cap, -open_face), (side - y) * 0.8)
        _paint(canvas, spots, (inside * head.wide).astype(np.float32), x - part, y, look, 1.0)
    if look.style == "bun" and not look.hat:
        ball = (1 - np.hypot(x - 0.1 * look.part, y + 1.22) / 0.42) * 0.42 * head.wide
        _paint(canvas, spots, ball.astype(np.float32), x * 1.5, y, look, 0.95)
    if look.hat:
        _hat(canvas, spots, x, y, head, look)


def paint_hair_before(canvas: Canvas, head: Head, look: Look) -> None:
    """Strands that fall over the shoulders; painted last."""
    if look.style != "long":
        return
    low = look.length
    spots = canvas.within(head.box(-1.8, -0.4, 1.8, low + 0.3))
    x, y = head.local(spots)
    for side in (-1, 1):
        if (look.seed >> (side + 1)) % 3 == 0:  # brushed behind the shoulder
            continue
        middle = side * (0.97 + 0.1 * (y * 0.7).clip(0, 1) + 0.05 * np.sin(2.2 * y + look.seed % 5))
        end = low - 0.25 * ((look.seed >> 4) % 3 == side + 1)
        half = (
            0.24 * (1 - ((y - 0.2) / (end + 0.1)).clip(0, 1) ** 2.5 * 0.85) * (0.4 + 0.6 * ((y + 0.3) / 0.7).clip(0, 1))
        )
        inside = np.minimum(half - np.abs(x - middle), np.minimum((y + 0.25) * 0.7, end - y))
        cover = canvas.cover((inside * head.wide).astype(np.float32))
        canvas.shadow(spots, cover, 1.5, 1, 0.2)
        _paint(canvas, spots, (inside * head.wide).astype(np.float32), x, y, look, 0.93)


def _paint(canvas: Canvas, spots: Spots, inside: Plane, x: Plane, y: Plane, look: Look, light: float) -> None:
    curly = look.style == "curls"
    flow = x * 26 + 5 * np.sin(1.6 * y + 2 * x)
    strands = folds.sample(folds.clouds(1.0, 21), flow, y * (26 if curly else 4.5) + look.seed % 251)
    wide = folds.sample(folds.clouds(1.6, 22), x * 12, y * (10 if curly else 2.5) + look.seed % 97)
    cover = canvas.cover((inside + 0.45 * (strands + wide) * (np.abs(inside) < 3)).astype(np.float32))
    gloss = np.exp(-(((y + 0.62 + 0.16 * x * x) / 0.24) ** 2)) * (0.5 if curly else 1.0)
    tone = light * (1 + 0.13 * strands + 0.12 * wide) + 0.42 * gloss * (0.7 + 0.3 * strands)
    colour = np.array(look.hair, np.float32) * tone[:, None] + (0.03 * gloss)[..., None]
    nx, ny = (0.6 * x).clip(-0.85, 0.85), (0.45 * y).clip(-0.7, 0.5)
    canvas.paint(spots, cover, lit(np.asarray(colour, np.float32), nx, ny, canvas.sun), HAIR)


def _frizz(x: Plane, y: Plane, look: Look) -> Plane:
    return 0.12 * folds.sample(folds.clouds(1.4, 23), x * 22 + look.seed % 131, y * 22)


def _hat(canvas: Canvas, spots: Spots, x: Plane, y: Plane, head: Head, look: Look) -> None:
    crown = np.minimum(1 - np.hypot(x / 1.13, (y + 0.12) / 1.12), -0.34 - y)
    rib = 1 + 0.06 * np.sin(x * 26)
    colour = np.asarray(look.hat, np.float32) * (rib if not look.brim else np.ones_like(x))[..., None]
    band = ((y > -0.62) & (y < -0.3))[..., None]
    colour = colour * np.where(band, 0.82 if look.brim else 1.07, 1.0)
    nx, ny = (0.75 * x).clip(-0.9, 0.9), (0.7 * (y + 0.4)).clip(-0.8, 0.8)
    shown: Colours = np.asarray(colour, np.float32)
    cover = canvas.cover((crown * head.wide).astype(np.float32))
    canvas.shadow(spots, cover, 2, 2.0, 0.35)
    canvas.paint(spots, cover, lit(shown, nx, ny, canvas.sun), HAT)
    if look.brim:
        brim = (1 - np.hypot(x / 1.75, (y + 0.36 - 0.06 * x * x) / 0.17)) * 0.2 * head.wide
        cover = canvas.cover(brim.astype(np.float32))
        canvas.shadow(spots, cover, 2, 3.0, 0.3)
        canvas.paint(spots, cover, lit(shown, 0.3 * x, np.zeros_like(x), canvas.sun), HAT)
