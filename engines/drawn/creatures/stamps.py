"""Small marks on a sheet: shapes and lines that touch only the part of the page where they are, so they are quick.

Points are (N, 2) x, y with the page's side as 1, as in `engines.drawn.forms`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from engines.drawn.forms import Colour, Plane, Points, Sheet

SMOOTH = 4  # masks are drawn this much larger and scaled down
LIGHT_SIDE = 64  # light is soft: it is worked out on a page of this side
STEP = 3.0  # pixels between the points of a painted line
EDGE = 4  # pixels around a window's mask, so that its borders are borders
CUSHION = (0.025, 0.06, 0.11, 0.2)  # the blurs, of the page, whose sum is its height
TOWARDS_LIGHT = (-0.44, -0.635, 0.635)  # x, y, z, of length 1

Paint = Sequence[float] | Colour | NDArray[np.float32]


@dataclass(frozen=True)
class Window:
    """A rectangle of the page, in pixels; right and bottom exclusive."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def part(self) -> tuple[slice, slice]:
        """Rows and columns."""
        return slice(self.top, self.bottom), slice(self.left, self.right)


def around(points: Points, side: int, margin: float = 0.0) -> Window:
    """The window that holds the points and a margin, of the page's side, around them; at least one pixel."""
    low = np.floor((points.min(0) - margin) * side).astype(int) - 1
    high = np.ceil((points.max(0) + margin) * side).astype(int) + 1
    left, top = (int(v) for v in low.clip(0, side - 1))
    right, bottom = (int(v) for v in high.clip(1, side))
    return Window(left, top, max(right, left + 1), max(bottom, top + 1))


def shape(points: Points, window: Window, side: int) -> Plane:
    """(h, w) the inside of a closed line, in a window of the page."""
    page, brush = _page(window)
    brush.polygon(_scaled(points, window, side), fill=255)
    return _shrunk(page)


def stroke(points: Points, width: float, window: Window, side: int) -> Plane:
    """(h, w) a line with round ends, in a window of the page; width of the page's side."""
    page, brush = _page(window)
    line, thick = _scaled(_thinned(points, STEP / side), window, side), max(1, round(width * side * SMOOTH))
    brush.line(line, fill=255, width=thick, joint="curve")
    for x, y in (line[:2], line[-2:]):
        brush.ellipse((x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), fill=255)
    return _shrunk(page)


def cover(sheet: Sheet, window: Window, mask: Plane, colour: Paint) -> None:
    """Paint over a window of the sheet; colour is (3,) or (h, w, 3)."""
    pixels = sheet.pixels[window.part]
    pixels += mask[..., None] * (np.asarray(colour, np.float32) - pixels)


def fill_shape(sheet: Sheet, points: Points, colour: Paint, opacity: float = 1.0) -> None:
    """Fill a closed line with one colour."""
    window = around(points, sheet.side)
    cover(sheet, window, shape(points, window, sheet.side) * np.float32(opacity), colour)


def draw_line(sheet: Sheet, points: Points, width: float, colour: Paint, opacity: float = 1.0) -> None:
    """Paint a line with round ends; width of the page's side."""
    window = around(points, sheet.side, width)
    cover(sheet, window, stroke(points, width, window, sheet.side) * np.float32(opacity), colour)


def touch(centre: Points, radii: Sequence[float] | Points, window: Window, side: int) -> Plane:
    """(h, w) a soft round touch in a window of the page, 1 in its middle, that fades out at its radii."""
    y, x = np.mgrid[window.part].astype(np.float32)
    away = ((x + 0.5) / side - centre[0]) ** 2 / radii[0] ** 2 + ((y + 0.5) / side - centre[1]) ** 2 / radii[1] ** 2
    return (1 - away).clip(0, 1).astype(np.float32) ** 2


def dab(sheet: Sheet, centre: Points, radii: Sequence[float] | Points, colour: Paint, opacity: float = 1.0) -> None:
    """Paint a soft round touch of colour."""
    reach = np.asarray(radii, float)
    window = around(np.stack([centre - reach, centre + reach]), sheet.side)
    cover(sheet, window, touch(centre, radii, window, sheet.side) * np.float32(opacity), colour)


@cache
def smoothing(side: int, sigma: float) -> Plane:
    """(side, side) matrix G that blurs a small page by G @ page @ G.T; sigma in pixels."""
    away = np.arange(side)[:, None] - np.arange(side)
    weights = np.exp(-0.5 * (away / sigma) ** 2)
    return (weights / weights.sum(1, keepdims=True)).astype(np.float32)


def soft_light(mask: Plane, depth: float = 1.0) -> Plane:
    """(h, w) how much light the mask's cushion gets from the upper left, about -0.5 in shade to 0.4.

    A cushion as in `engines.drawn.forms.light`, a little softer. It is worked out on a small square page that the
    window just fills.
    """
    h, w = mask.shape
    longest = max(h, w) + 2 * EDGE
    top, left = (longest - h) // 2, (longest - w) // 2
    square = np.pad(mask, ((top, longest - h - top), (left, longest - w - left)))
    small = np.asarray(Image.fromarray(square).resize((LIGHT_SIDE, LIGHT_SIDE), Image.Resampling.BILINEAR))
    height = np.zeros_like(small)
    for share in CUSHION:
        blur = smoothing(LIGHT_SIDE, share * LIGHT_SIDE)
        height += blur @ small @ blur.T * small * np.float32(share)
    down, right = np.gradient(height * np.float32(LIGHT_SIDE * depth))
    to_x, to_y, to_z = TOWARDS_LIGHT
    lit = (-right * to_x - down * to_y + to_z) / np.sqrt(1 + down**2 + right**2) - to_z
    page = Image.fromarray(lit.astype(np.float32)).resize((longest, longest), Image.Resampling.BILINEAR)
    return np.asarray(page)[top : top + h, left : left + w]


def blurred(mask: Plane, sigma: float) -> Plane:
    """(h, w) a mask blurred in steps of 1/255: quick, for what is seen and not derived further; sigma in pixels."""
    page = Image.fromarray((mask * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(sigma))
    return np.asarray(page, np.float32) / np.float32(255)


def shaded(shade: Paint, colour: Paint, bright: Paint, share: Plane) -> NDArray[np.float32]:
    """(h, w, 3) from shade by a colour of its own to light as the share goes from 0 by 0.5 to 1."""
    low, high = (share * 2).clip(0, 1)[..., None], (share * 2 - 1).clip(0, 1)[..., None]
    dark, own, pale = (np.asarray(tone, np.float32) for tone in (shade, colour, bright))
    return dark + (own - dark) * low + (pale - own) * high


def within(points: Points, ring: Points) -> NDArray[np.bool_]:
    """(N,) which of the points lie inside a closed line (even-odd rule)."""
    x, y = points[:, :1], points[:, 1:]
    x0, y0 = ring.T
    x1, y1 = np.roll(ring, -1, 0).T
    rise = np.where(y1 == y0, 1e-12, y1 - y0)
    crossed = ((y0 > y) != (y1 > y)) & (x < (x1 - x0) * (y - y0) / rise + x0)
    return crossed.sum(1) % 2 == 1


def outside(points: Points, *rings: Points) -> list[Points]:
    """The pieces of a line that no ring covers, of three points and more."""
    seen = ~np.any([within(points, ring) for ring in rings], 0)
    cuts = np.flatnonzero(np.diff(seen)) + 1
    pieces = np.split(points, cuts)
    return [piece for piece, free in zip(pieces, np.split(seen, cuts), strict=True) if free[0] and len(piece) >= 3]


def _page(window: Window) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    size = ((window.right - window.left) * SMOOTH, (window.bottom - window.top) * SMOOTH)
    page = Image.new("L", size)
    return page, ImageDraw.Draw(page)


def _thinned(points: Points, step: float) -> Points:
    """The line with its ends and no more points than one a step: dense ones make a thick line ragged."""
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    at = np.unique(np.searchsorted(along, np.linspace(0, along[-1], max(2, int(along[-1] / step) + 1))))
    return points[np.minimum(at, len(points) - 1)]


def _scaled(points: Points, window: Window, side: int) -> list[float]:
    """x, y, x, y ... in pixels of the enlarged window."""
    flat: list[float] = ((points * side - (window.left, window.top)).ravel() * SMOOTH).tolist()
    return flat


def _shrunk(page: Image.Image) -> Plane:
    return np.asarray(page.reduce(SMOOTH), np.float32) / np.float32(255)
