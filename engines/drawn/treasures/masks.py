"""Many forms painted at once, which is quicker than a mask for each, and lines that are hidden in part."""

from collections.abc import Iterable, Iterator

import numpy as np
from PIL import Image, ImageDraw

from engines.drawn.forms import SMOOTH, Plane, Points, light


def areas(loops: Iterable[Points], side: int) -> Plane:
    """(S, S) the inside of any of the closed lines."""
    page = Image.new("L", (side * SMOOTH, side * SMOOTH))
    brush = ImageDraw.Draw(page)
    for loop in loops:
        brush.polygon([(float(x), float(y)) for x, y in loop * side * SMOOTH], fill=255)
    return _small(page)


def bands(lines: Iterable[Points], width: float, side: int, taper: float = 0.0) -> Plane:
    """(S, S) lines of some width, of the page's side, with round ends; they lose the share `taper` of it on the way."""
    page = Image.new("L", (side * SMOOTH, side * SMOOTH))
    brush = ImageDraw.Draw(page)
    for line in lines:
        dots = (line * side * SMOOTH).tolist()
        widths = (width * side * SMOOTH * (1 - taper * np.linspace(0, 1, len(dots)))).tolist()
        for (x, y), (next_x, next_y), wide in zip(dots, dots[1:] + dots[-1:], widths, strict=True):
            brush.line((x, y, next_x, next_y), fill=255, width=max(1, round(wide)))
            brush.ellipse((x - wide / 2, y - wide / 2, x + wide / 2, y + wide / 2), fill=255)
    return _small(page)


def cushion(mask: Plane, depth: float = 1.0) -> Plane:
    """(S, S) `forms.light`, found at half the size: smooth all the same, and four times as quick."""
    S = len(mask)
    small = light(np.asarray(Image.fromarray(mask).reduce(2)), depth)
    return np.asarray(Image.fromarray(small).resize((S, S), Image.Resampling.BILINEAR))


def seen_runs(points: Points, seen: Plane) -> Iterator[Points]:
    """The pieces of a line that lie where `seen` (S, S) is over a half; the shortest pieces are left out."""
    S = len(seen)
    x, y = (points * S).astype(int).clip(0, S - 1).T
    shown = seen[y, x] > 0.5
    cuts = np.flatnonzero(np.diff(shown)) + 1
    for run, first in zip(np.split(points, cuts), [0, *cuts.tolist()], strict=True):
        if shown[first] and len(run) > 3:
            yield run


def _small(page: Image.Image) -> Plane:
    return np.asarray(page.reduce(SMOOTH), np.float32) / np.float32(255)
