"""From whatever a visitor drew or brought along to the drawing that a painter knows, and back to its place.

A painter has learnt drawings of SIDE pixels with dark lines on white paper that nearly fill the page, and colour hints
beside them. Here a picture of any size and mode becomes that, and the painted picture goes back to where the drawing
was. Strokes that one can half see through are crayon: they tell colours and are no lines.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageFilter, ImageOps

from engines.drawn.edges import Mask, box
from engines.runtime import InputError
from engines.sketch.hints import FOLD, LINE_GAIN, Hint

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
SHEER = (60, 195)  # of 255: the alpha of crayon
RIM = 2  # pixels, of an opaque line, that one can half see through
COLOURED = 0.25  # of 1: a line whose channels differ by more is drawn in a colour

Ink = NDArray[np.float32]
Picture = NDArray[np.uint8]


@dataclass(frozen=True)
class Page:
    """What was drawn. ink: (SIDE, SIDE), 0 paper to 1 ink; colours: (SIDE, SIDE, 4), see `engines.sketch.hints`."""

    ink: Ink
    colours: Hint

    @property
    def hint(self) -> Hint:
        """(SIDE / 4, SIDE / 4, 4) the colours as the painter takes them."""
        side = SIDE // FOLD
        mean = self.colours.reshape(side, FOLD, side, FOLD, 4).mean((1, 3))
        sure = mean[..., 3:]
        return mean * np.minimum(1, sure * LINE_GAIN) / np.maximum(sure, 1e-3)


@dataclass(frozen=True)
class Placement:
    """Where a part of the page went: `left`, `top` and `side` of the square, in pixels of the SIDE page."""

    left: int
    top: int
    side: int


EVERYWHERE = Placement(0, 0, SIDE)


def to_page(sketch: Image.Image) -> Page:
    """The lines and colours of a sketch.

    Takes dark or coloured lines on light paper, light lines on dark, and lines on nothing (transparent). The shorter
    side is padded with paper.

    Raises:
        InputError: `picture_too_small`, `drawing_empty`, `drawing_too_small` (a dot).
    """
    if min(sketch.size) < LEAST_SIDE:
        raise InputError("picture_too_small", f"This picture is too small. Take one of {LEAST_SIDE} pixels or more.")
    sketch = sketch.convert("RGBA")
    sketch = sketch.reduce(max(1, max(sketch.size) // LARGE))
    crayon = _crayon(sketch)
    lines = _without(sketch, crayon)
    ink = _to_side(_square(_contrast(lines)))
    drawn = ink > INK
    if drawn.sum() < LEAST_INK:
        raise InputError("drawing_empty", "There is nothing on the page yet. Draw something and I will paint it.")
    if max(_box(drawn)[2:]) < LEAST_DRAWING:
        raise InputError("drawing_too_small", "That is only a dot. Draw a little more.")
    return Page(ink, _colours(sketch, crayon, lines))


def bring_near(page: Page) -> tuple[Page, Placement]:
    """Bring a small drawing nearer; a drawing of usual size stays as it is.

    Returns what the painter shall see, and the square of the page that it shows.
    """
    left, top, width, height = _box(page.ink > INK)
    longest = max(width, height)
    if longest >= SMALL * SIDE:
        return page, EVERYWHERE
    side = round(max(longest / USUAL, SIDE / NEAREST))
    left, top = _start(left, width, side), _start(top, height, side)
    part = (slice(top, top + side), slice(left, left + side))
    colours = np.stack([_scaled(page.colours[part][..., c]) for c in range(4)], -1)
    return Page(_scaled(page.ink[part]), colours), Placement(left, top, side)


def put_back(picture: Picture, placement: Placement) -> Picture:
    """Lay a painted picture (S, S, 3) back where its drawing was, on white; S is SIDE or a part of it."""
    if placement.side == SIDE:
        return picture
    part = len(picture) / SIDE
    page = Image.new("RGB", (len(picture), len(picture)), "white")
    side = round(placement.side * part)
    small = Image.fromarray(picture).resize((side, side), Image.Resampling.BOX)
    page.paste(small, (round(placement.left * part), round(placement.top * part)))
    return np.asarray(page)


def _crayon(sketch: Image.Image) -> Mask:
    """(H, W) where one can half see through; the thin rims of opaque lines are none of it."""
    alpha = np.asarray(sketch.getchannel("A"))
    sheer = (alpha > SHEER[0]) & (alpha < SHEER[1])
    return _grown(~_grown(~sheer)) if sheer.any() else sheer


def _grown(mask: Mask) -> Mask:
    """A mask with RIM pixels more on every side."""
    for axis in (0, 1):
        padded = np.pad(mask, [(RIM, RIM) if axis == each else (0, 0) for each in (0, 1)], "edge")
        size = mask.shape[axis]
        mask = np.logical_or.reduce([padded.take(range(i, i + size), axis) for i in range(2 * RIM + 1)])
    return mask


def _without(sketch: Image.Image, crayon: Mask) -> Image.Image:
    """The sketch with nothing where the crayon is."""
    pixels = np.array(sketch)
    pixels[crayon] = 0
    return Image.fromarray(pixels)


def _colours(sketch: Image.Image, crayon: Mask, lines: Image.Image) -> Hint:
    """(SIDE, SIDE, 4) crayon, and over it the lines that have a colour."""
    over = Image.alpha_composite(Image.new("RGBA", lines.size, "white"), lines)
    red, green, blue, _ = over.split()
    lightest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    darkest = ImageChops.darker(ImageChops.darker(red, green), blue)
    spread = np.asarray(ImageChops.subtract(lightest, darkest))
    coloured = (spread > 255 * COLOURED) & (np.asarray(lines.getchannel("A")) > SHEER[1])
    colours, pen = _hint(sketch, crayon), _hint(over, coloured)
    return colours * (1 - pen[..., 3:]) + pen


def _hint(picture: Image.Image, mask: Mask) -> Hint:
    """(SIDE, SIDE, 4) the colours of the picture where the mask is."""
    if not mask.any():
        return np.zeros((SIDE, SIDE, 4), np.float32)
    seen = np.asarray(picture, np.float32)[..., :3] / np.float32(255)
    return _planes_to_side(np.dstack([seen * mask[..., None], mask.astype(np.float32)]))


def _planes_to_side(planes: NDArray[np.float32]) -> Hint:
    """(H, W, C) padded to a square and scaled to (SIDE, SIDE, C)."""
    return np.stack([_scaled(_square(planes[..., c].astype(np.float32))) for c in range(planes.shape[-1])], -1)


def _start(start: int, length: int, side: int) -> int:
    """Where a stretch of `side` pixels begins that has the given one in its middle, kept on the page."""
    return min(max(0, round(start + length / 2 - side / 2)), SIDE - side)


def _contrast(sketch: Image.Image) -> Ink:
    """(H, W) how much darker each pixel is than the paper around it, in any colour channel, 0 to 1.

    Light lines on dark ground are turned round first. sketch: RGBA.
    """
    page = sketch
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
    darker = (paper - np.asarray(seen, np.float32)) / np.maximum(paper, 32)
    return np.maximum(np.maximum(darker[..., 0], darker[..., 1]), darker[..., 2]).clip(0, 1)


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
