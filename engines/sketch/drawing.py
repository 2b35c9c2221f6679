"""From whatever a visitor drew or brought along to the drawing that a painter knows, and back to its place.

A painter has learnt drawings of SIDE pixels with dark lines on white paper that nearly fill the page. Here a picture
of any size and mode becomes that, and the painted picture goes back to where the drawing was.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engines.drawn.edges import Mask, box
from engines.runtime import InputError

SIDE = 256
LEAST_SIDE = 16  # pixels of the shorter side of what comes in
LEAST_DRAWING = 20  # pixels of the longer side of what is drawn, on the SIDE page
LARGE = 1024  # pixels of the longer side; a larger picture is brought down to between this and twice as much
INK = 0.3  # from here on it counts as a line
SMALL = 0.6  # a drawing whose longer side is less of the page than this is brought nearer,
USUAL = 0.8  # to this,
NEAREST = 2.5  # but not by more: its lines grow with it

Ink = NDArray[np.float32]
Picture = NDArray[np.uint8]


@dataclass(frozen=True)
class Placement:
    """Where a part of the page went: `left`, `top` and `side` of the square, in pixels of the SIDE page."""

    left: int
    top: int
    side: int


def to_ink(sketch: Image.Image) -> Ink:
    """The lines of a sketch, (SIDE, SIDE), 0 paper to 1 ink.

    Takes dark lines on light paper, light lines on dark, and lines on nothing (transparent). The shorter side is
    padded with paper.

    Raises:
        InputError: `picture_too_small`, `drawing_empty`, `drawing_too_small` (a dot).
    """
    if min(sketch.size) < LEAST_SIDE:
        raise InputError("picture_too_small", f"This picture is too small. Take one of {LEAST_SIDE} pixels or more.")
    ink = _to_side(_square(_contrast(sketch)))
    lines = ink > INK
    if not lines.any():
        raise InputError("drawing_empty", "There is nothing on the page yet. Draw something and I will paint it.")
    if max(_box(lines)[2:]) < LEAST_DRAWING:
        raise InputError("drawing_too_small", "That is only a dot. Draw a little more.")
    return ink


def bring_near(ink: Ink) -> tuple[Ink, Placement]:
    """Bring a small drawing nearer; a drawing of usual size stays as it is.

    Returns the ink, (SIDE, SIDE), and the square of the page that it shows.
    """
    left, top, width, height = _box(ink > INK)
    longest = max(width, height)
    if longest >= SMALL * SIDE:
        return ink, Placement(0, 0, SIDE)
    side = round(max(longest / USUAL, SIDE / NEAREST))
    left, top = _start(left, width, side), _start(top, height, side)
    part = ink[top : top + side, left : left + side]
    return _scaled(part), Placement(left, top, side)


def put_back(picture: Picture, placement: Placement) -> Picture:
    """Lay a painted picture (SIDE, SIDE, 3) back where its drawing was, on white."""
    if placement.side == SIDE:
        return picture
    page = Image.new("RGB", (SIDE, SIDE), "white")
    small = Image.fromarray(picture).resize((placement.side, placement.side), Image.Resampling.BOX)
    page.paste(small, (placement.left, placement.top))
    return np.asarray(page)


def _start(start: int, length: int, side: int) -> int:
    """Where a stretch of `side` pixels begins that has the given one in its middle, kept on the page."""
    return min(max(0, round(start + length / 2 - side / 2)), SIDE - side)


def _contrast(sketch: Image.Image) -> Ink:
    """(H, W) how far each pixel is from the paper, in any colour channel, 0 to 1; large pictures scaled down."""
    page = sketch.convert("RGBA")
    page = page.reduce(max(1, max(page.size) // LARGE))
    rgba = np.asarray(page, np.float32) / np.float32(255)
    alpha = rgba[..., 3:]
    seen = rgba[..., :3] * alpha + (1 - alpha)
    if (alpha < 0.5).any() and seen.min() > 1 - INK:  # white lines on nothing
        return alpha[..., 0]
    paper = np.median(np.concatenate([seen[0], seen[-1], seen[:, 0], seen[:, -1]]), axis=0)
    return np.abs(seen - paper).max(-1).astype(np.float32)


def _square(ink: Ink) -> Ink:
    H, W = ink.shape
    side = max(H, W)
    top, left = (side - H) // 2, (side - W) // 2
    return np.pad(ink, ((top, side - H - top), (left, side - W - left))).astype(np.float32)


def _to_side(ink: Ink) -> Ink:
    """Scale to SIDE; lines that grow thin and pale by it, or were pale, become dark again."""
    scaled = _scaled(ink)
    faint = scaled[scaled > 0.08]
    if faint.size == 0:
        return np.zeros((SIDE, SIDE), np.float32)
    return np.clip((scaled - 0.04) / max(0.15, float(np.quantile(faint, 0.9)) - 0.04), 0, 1).astype(np.float32)


def _scaled(ink: Ink) -> Ink:
    """A square part of a page as a whole page (SIDE, SIDE); averages when it shrinks."""
    way = Image.Resampling.BOX if len(ink) > SIDE else Image.Resampling.BICUBIC
    return np.asarray(Image.fromarray(ink).resize((SIDE, SIDE), way)).clip(0, 1)


def _box(lines: Mask) -> tuple[int, int, int, int]:
    """Left, top, width and height of what is set."""
    left, top, right, bottom = box(lines) or (0, 0, 0, 0)
    return left, top, right - left, bottom - top
