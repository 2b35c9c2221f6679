"""Patches: the part of a page that one shape covers, so that painting a small thing costs little."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from engines.drawn.forms import Colour, Plane, Points, Sheet

SMOOTH = 4  # masks are drawn this much larger and scaled down
PADDING = 2  # pixels round a shape


@dataclass(frozen=True)
class Patch:
    """How much (h, w) of each pixel a shape covers, and where on the page of `side` pixels that piece lies."""

    mask: Plane
    left: int
    top: int
    side: int

    @property
    def window(self) -> tuple[slice, slice]:
        """The rows and columns of the page."""
        H, W = self.mask.shape
        return slice(self.top, self.top + H), slice(self.left, self.left + W)

    def grid(self) -> tuple[Plane, Plane]:
        """x and y of every pixel, each (h, w), of the page's side."""
        H, W = self.mask.shape
        y, x = np.mgrid[0:H, 0:W].astype(np.float32)
        return (x + self.left) / self.side, (y + self.top) / self.side

    def relief(self, depth: float = 1.0) -> tuple[Plane, Plane, Plane]:
        """The shape blown up like a cushion: x, y and z of its normals, each (h, w)."""
        height = sum(soft(self.mask, share * self.side) * share for share in (0.018, 0.05, 0.13))
        down, right = np.gradient(height * self.mask * (self.side * depth))
        z = 1 / np.sqrt(1 + down**2 + right**2)
        return (-right * z).astype(np.float32), (-down * z).astype(np.float32), z.astype(np.float32)

    def __and__(self, other: Plane) -> "Patch":
        """Only where a mask (S, S) of the page is."""
        return Patch(self.mask * other[self.window], self.left, self.top, self.side)


def patch(points: Points, side: int) -> Patch:
    """The inside of a closed line, soft at its border."""
    low = np.floor(points.min(0) * side).astype(int) - PADDING
    high = np.ceil(points.max(0) * side).astype(int) + PADDING
    left, top = (int(v) for v in low.clip(0, side - 1))
    W, H = (int(v) for v in np.maximum(1, high.clip(1, side) - (left, top)))
    page = Image.new("L", (W * SMOOTH, H * SMOOTH))
    corners = (points * side - (left, top)) * SMOOTH
    ImageDraw.Draw(page).polygon(corners.ravel().tolist(), fill=255)
    return Patch(np.asarray(page.reduce(SMOOTH), np.float32) / np.float32(255), left, top, side)


def lay(sheet: Sheet, piece: Patch, colour: Sequence[float] | Colour | NDArray[np.float32]) -> None:
    """Paint a patch over the sheet: one colour (3,), or one for every pixel of it (h, w, 3)."""
    ground = sheet.pixels[piece.window]
    ground += piece.mask[..., None] * (np.asarray(colour, np.float32) - ground)


def shade(sheet: Sheet, piece: Patch, strength: float = 0.35, distance: float = 0.012) -> None:
    """Darken what lies right and below under a patch, where the sheet is painted already. Call before `lay`."""
    reach = round(distance * piece.side) + 1
    grown = np.pad(piece.mask, 3 * reach)
    thrown = soft(np.roll(grown, (reach, reach), (0, 1)), reach)
    top, left = max(0, piece.top - 3 * reach), max(0, piece.left - 3 * reach)
    thrown = thrown[top - piece.top + 3 * reach :, left - piece.left + 3 * reach :][
        : piece.side - top, : piece.side - left
    ]
    H, W = thrown.shape
    ground = sheet.pixels[top : top + H, left : left + W]
    painted = ((1 - ground.min(-1)) * 12).clip(0, 1)
    ground *= (1 - strength * thrown * painted)[..., None]


def soft(values: Plane, sigma: float) -> Plane:
    """(h, w) blurred by sigma pixels, quickly: made small, blurred and scaled up again; nothing lies outside."""
    H, W = values.shape
    shrink = max(1, int(sigma / 0.9))
    room = 2 * shrink
    wide = np.zeros((H + 2 * room + -H % shrink, W + 2 * room + -W % shrink), np.float32)
    wide[room : room + H, room : room + W] = values
    small = _blurred(np.asarray(Image.fromarray(wide).reduce(shrink)), sigma / shrink)
    large = Image.fromarray(small).resize(wide.shape[::-1], Image.Resampling.BICUBIC)
    return np.asarray(large)[room : room + H, room : room + W]


def _blurred(values: Plane, sigma: float) -> Plane:
    """A Gaussian blur; what is outside counts as nothing."""
    radius = max(1, round(2.5 * sigma))
    kernel = np.exp(-0.5 * (np.arange(-radius, radius + 1) / sigma) ** 2).astype(np.float32)
    for _ in range(2):
        W, H = values.shape
        padded = np.zeros((H, W + 2 * radius), np.float32)
        padded[:, radius : radius + W] = values.T
        values = np.zeros((H, W), np.float32)
        for i, share in enumerate(kernel / kernel.sum()):
            values += share * padded[:, i : i + W]
    return values
