"""What is sewn and printed on a cloth: prints, buttons, zips, pockets, seams, the weave of the thread."""

import numpy as np
from PIL import Image, ImageDraw

from engines.drawn.garments import folds
from engines.drawn.garments.cloths import Colours
from engines.drawn.garments.designs import Cloth, Cut, Design
from engines.drawn.garments.panels import MANNEQUIN, neck_edge
from engines.drawn.garments.shapes import figure
from engines.drawn.garments.tubes import Plane

FINE = 3
TALL = MANNEQUIN.trunk


def add_details(
    sheet: Colours, name: str, design: Design, s: Plane, x: Plane, half: Plane, along: Plane, unit: float
) -> Colours:
    """The sheet of one panel with all that is on it.

    s, x, half, along: places on the panel, the last three in shares of height; unit: pixels of the picture on that.
    """
    cut, cloth = design.cut, design.cloth
    if cloth.sleeves and name.endswith("sleeve"):
        sheet = np.broadcast_to(np.array(cloth.sleeves, np.float32), sheet.shape)
    sheet = sheet * _weave(cloth, x, along, unit)[..., None]
    trim = np.array(cloth.trim or tuple(0.82 * c for c in cloth.colours[0]), np.float32)
    stitch = 0.0025

    def line(away: Plane, width: float) -> Plane:
        return ((width / 2 - np.abs(away)) * unit + 0.5).clip(0, 1)

    def over(cover: Plane, colour: Colours | tuple[float, float, float], strength: float = 1.0) -> None:
        nonlocal sheet
        sheet = sheet + (strength * cover)[..., None].astype(np.float32) * (np.asarray(colour, np.float32) - sheet)

    dark, deep = sheet * 0.80, sheet * 0.6
    if name == "trunk":
        y = s * TALL
        end = cut.last * TALL
        if cut.kind != "trousers":
            over(line(y - end + 0.012, stitch), dark)
        if cloth.trim and cut.first < 0.3 and cut.neck in ("round", "v", "boat"):
            over(_trim(cut, x, y, unit), trim)
        if cut.neck == "collar" and cut.first < 0.3:
            inside = _flap(cut, x, y) * unit
            over((inside + 0.5).clip(0, 1), np.clip(trim * 1.22 if cloth.trim else sheet * 1.06, 0, 1))
            over((1.2 - np.abs(inside + 0.6)).clip(0, 1), sheet * 0.62, 0.75)
        if cut.first > 0.3:
            top = cut.first * TALL
            over(line(y - top - 0.022, stitch), deep)
            over(((0.022 - (y - top)) * unit).clip(0, 1), trim, 0.35)
        if cut.kind == "dress" and cut.fitted > 0.4:
            over(line(y - 0.63 * TALL, 0.003), dark)
        if cloth.motif:
            sheet = _print(sheet, cloth, x, y, unit)
        if cut.front != "none":
            start = cut.first * TALL if cut.first > 0.3 else cut.depth
            stop = TALL * 0.95 if cut.kind == "trousers" else end
            within = ((y - start) * unit).clip(0, 1) * ((stop - y) * unit).clip(0, 1)
            over(line(x - 0.012, stitch) * within, dark)
            if cut.front == "zip" and cut.kind != "trousers":
                over(line(x, 0.007) * within, (0.5, 0.5, 0.52))
                over(line(x, 0.002) * within, (0.28, 0.28, 0.3))
            if cut.front in ("buttons", "open") and cut.kind != "trousers":
                gap = 0.042
                dot = np.hypot(x, (y - start - 0.02 + gap / 2) % gap - gap / 2)
                over(
                    ((0.0052 - dot) * unit + 0.5).clip(0, 1) * within,
                    cloth.trim or tuple(0.5 * np.array(cloth.colours[0]) + 0.35),
                )
        if cut.pockets:
            sheet = _pockets(sheet, cut, x, y, half, unit)
    if name.endswith("sleeve"):
        length = sum(MANNEQUIN.arm_lengths)
        rest = (cut.reach - s) * length
        over(line(rest - (0.028 if cut.cuffs else 0.012), stitch), dark)
        if cloth.trim and not cloth.sleeves:
            over(((0.014 - rest) * unit).clip(0, 1), trim)
    if name.endswith("leg"):
        rest = (cut.leg - s) * sum(MANNEQUIN.leg_lengths)
        over(line(rest - 0.014, stitch), dark)
        over(line(np.abs(x) - half + 0.006, stitch), dark, 0.6)
    if name == "neck":
        over(line(s - 0.5, 0.004), dark, 0.5)
        if cloth.trim:
            over(np.ones_like(s), trim)
    if name == "hood":
        hollow = (1 - np.hypot(x / 0.042, (s - 0.62) / 0.36)).clip(0, 1)
        over((hollow * 4).clip(0, 1), deep)
    return sheet


def _weave(cloth: Cloth, x: Plane, y: Plane, unit: float) -> Plane:
    """How light the thread makes the cloth, about 1."""
    a, b = x * unit, y * unit
    noise = folds.sample(folds.grain(), a * 0.9, b * 0.9)
    match cloth.texture:
        case "knit":
            rib = np.sin(a * 2 * np.pi / max(3.2, 0.011 * unit)) * (1 + 0.25 * np.sin(b * 2.4))
            return (1 + 0.07 * rib + 0.03 * noise).astype(np.float32)
        case "denim":
            worn = folds.sample(folds.clouds(1.7, 3), 90 * x + cloth.seed % 97, 60 * y)
            twill = np.sin((a + b) * 2.1)
            return (1 + 0.07 * worn + 0.045 * noise + 0.02 * twill).astype(np.float32)
        case "leather" | "satin":
            return (1 + 0.02 * folds.sample(folds.clouds(1.2, 5), a, b)).astype(np.float32)
        case "jersey":
            return (1 + 0.022 * noise).astype(np.float32)
    return (1 + 0.01 * noise).astype(np.float32)


def _trim(cut: Cut, x: Plane, y: Plane, unit: float) -> Plane:
    return ((0.011 - neck_edge(cut, np.abs(x), y)) * unit).clip(0, 1)


def _flap(cut: Cut, x: Plane, y: Plane) -> Plane:
    """How far inside the flaps of a collar a place is, in shares of height."""
    away, low = np.abs(x), y - cut.depth
    outer = (cut.width + 0.012 - away) * 0.9 + 0.25 * (0.03 - y)
    inner = away - 0.004 - 0.42 * low
    return np.minimum(np.minimum(outer, inner), 0.036 - low - 0.25 * away)


def _print(sheet: Colours, cloth: Cloth, x: Plane, y: Plane, unit: float) -> Colours:
    """The sheet with the print on its chest; the sheet must be a rectangle of the page."""
    size = 0.062
    middle = np.array([np.interp(0.0, x[0], np.arange(x.shape[1])), np.interp(0.145, y[:, 0], np.arange(y.shape[0]))])
    H, W = x.shape
    page = Image.new("RGBA", (W * FINE, H * FINE), (*_bytes(cloth.ink), 0))
    brush = ImageDraw.Draw(page)
    ink, second = (*_bytes(cloth.ink), 255), (*_bytes(cloth.colours[2]), 255)
    if cloth.motif == "band":
        for shift, height, colour in ((0.0, 0.03, ink), (0.034, 0.012, second)):
            low, high = (middle[1] + (shift + k * height) * unit for k in (-0.5, 0.5))
            brush.rectangle((0, low * FINE, W * FINE, high * FINE), fill=colour)
    else:
        figure(brush, cloth.motif, ((middle + 0.5) * FINE).tolist(), size * unit * FINE, ink, 0.0, second, cloth.word)
    art = np.asarray(page.resize((W, H), Image.Resampling.BOX), np.float32) / np.float32(255)
    return sheet + 0.94 * art[..., 3:] * (art[..., :3] - sheet)


def _pockets(sheet: Colours, cut: Cut, x: Plane, y: Plane, half: Plane, unit: float) -> Colours:
    """The sheet with the seams of its pockets."""
    away, thin = np.abs(x), 0.0032
    within: Plane | float = 1.0
    if cut.kind in ("trousers", "skirt"):
        top = cut.first * TALL
        seam = away - (half - 0.045) - 0.35 * (y - (top + 0.03))
        within = ((y > top + 0.024) & (y < top + 0.09) & (away < half)).astype(np.float32)
    elif cut.front == "none":
        seam = np.maximum(np.abs(x - 0.055) - 0.026, np.abs(y - 0.125) - 0.03)
    else:
        middle = min(0.27, cut.last * TALL - 0.065)
        seam = np.maximum(np.abs(away - 0.07) - 0.03, np.abs(y - middle) - 0.034)
    cover = ((thin / 2 - np.abs(seam)) * unit + 0.5).clip(0, 1) * within
    return np.asarray(sheet * (1 - 0.27 * cover[..., None]), np.float32)


def _bytes(colour: tuple[float, float, float]) -> tuple[int, int, int]:
    r, g, b = (round(255 * c) for c in colour)
    return r, g, b
