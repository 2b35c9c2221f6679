"""From whatever a visitor drew or brought along to the drawing that a painter knows, and back to its place.

A painter has learnt drawings of SIDE pixels with dark lines on white paper that nearly fill the page. Here a picture
of any size and mode becomes that, and the painted picture goes back to where the drawing was.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps

from engines.drawn.edges import Mask, box
from engines.runtime import InputError

SIDE = 256
LEAST_SIDE = 16  # pixels of the shorter side of what comes in
LEAST_INK = 12  # pixels of line on the SIDE page; less is a speck
LEAST_DRAWING = 20  # pixels of the longer side of what is drawn, on the SIDE page
LARGE = 1024  # pixels of the longer side; a larger picture is brought down to between this and twice as much
LIGHTEST = 0.7  # of a neighbourhood's pixels, from dark to light, this one is paper
COARSE = 32  # pixels of the longer side at which the paper is looked for
INK = 0.3  # from here on it counts as a line
GRAIN = 0.15  # up to here it is the paper's grain
PALEST = 0.25  # what is paler than this is not drawn up to full ink
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
    if lines.sum() < LEAST_INK:
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
    """(H, W) how much darker each pixel is than the paper around it, in any colour channel, 0 to 1.

    Light lines on dark ground are turned round first; large pictures are scaled down.
    """
    page = sketch.convert("RGBA")
    page = page.reduce(max(1, max(page.size) // LARGE))
    alpha = page.getchannel("A")
    seen = Image.new("RGB", page.size, "white")
    seen.paste(page, mask=alpha)
    lines_are_white = np.asarray(seen.convert("L")).min() > 255 * (1 - INK)
    if lines_are_white and np.asarray(alpha).min() < 128:  # and there is nothing around them
        return np.asarray(alpha, np.float32) / np.float32(255)
    seen = seen.filter(ImageFilter.GaussianBlur(max(seen.size) / 512))  # takes the grain of a photo
    if _border(seen) < 128:
        seen = ImageOps.invert(seen)
    paper = np.asarray(_paper(seen), np.float32)
    return ((paper - np.asarray(seen, np.float32)) / np.maximum(paper, 32)).max(-1).clip(0, 1)


def _border(page: Image.Image) -> float:
    """The median brightness of the page's rim, 0 to 255."""
    grey = np.asarray(page.convert("L"))
    return float(np.median(np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])))


def _paper(page: Image.Image) -> Image.Image:
    """The page without its lines: the lightest colours near each place, so that a shadow on a photo is paper too."""
    small = page.reduce(max(1, max(page.size) // COARSE))
    window = COARSE // 4 | 1
    lightest = small.filter(ImageFilter.RankFilter(window, round(LIGHTEST * window**2)))
    return lightest.filter(ImageFilter.GaussianBlur(COARSE / 10)).resize(page.size, Image.Resampling.BILINEAR)


def _square(ink: Ink) -> Ink:
    H, W = ink.shape
    side = max(H, W)
    top, left = (side - H) // 2, (side - W) // 2
    return np.pad(ink, ((top, side - H - top), (left, side - W - left))).astype(np.float32)


def _to_side(ink: Ink) -> Ink:
    """Scale to SIDE; lines that grow thin and pale by it, or were pale, become dark again."""
    scaled = _scaled(ink)
    faint = scaled[scaled > GRAIN]
    if faint.size == 0:
        return np.zeros((SIDE, SIDE), np.float32)
    darkest = max(PALEST, float(np.quantile(faint, 0.9)))
    return np.clip((scaled - GRAIN / 2) / (darkest - GRAIN / 2), 0, 1).astype(np.float32)


def _scaled(ink: Ink) -> Ink:
    """A square part of a page as a whole page (SIDE, SIDE); averages when it shrinks."""
    way = Image.Resampling.BOX if len(ink) > SIDE else Image.Resampling.BICUBIC
    return np.asarray(Image.fromarray(ink).resize((SIDE, SIDE), way)).clip(0, 1)


def _box(lines: Mask) -> tuple[int, int, int, int]:
    """Left, top, width and height of what is set."""
    left, top, right, bottom = box(lines) or (0, 0, 0, 0)
    return left, top, right - left, bottom - top
