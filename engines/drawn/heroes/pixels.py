"""Pixel art: shapes laid on a coarse grid in a few tones a material, with dark borders, as in old games."""

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engines.drawn.edges import Mask, outline
from engines.drawn.forms import Colour, Plane, colour, mixed

GRID = 64  # pixels a side of the coarse grid
NIGHT = np.array([0.09, 0.05, 0.16], np.float32)  # what borders and shadows tend to
SUN = np.array([1.0, 0.97, 0.82], np.float32)  # what lit places tend to

FILLED = 0.45  # share of a pixel that a shape must cover
SIGMAS = (1.2, 3.3, 7.5, 15.0)  # pixels: how far a shape's roundness reaches
TOWARDS = (0.49, 0.71, 0.5)  # the light, from the upper left: a slope against it is bright


def _blur(sigma: float) -> Plane:
    """(GRID, GRID) the matrix that blurs a column."""
    i = np.arange(GRID)
    return (np.exp(-0.5 * ((i - i[:, None]) / sigma) ** 2) / (sigma * np.sqrt(2 * np.pi))).astype(np.float32)


BLURS = tuple(_blur(sigma) for sigma in SIGMAS)

Ramp = NDArray[np.float32]  # (4, 3) the border, the shade, the colour itself, the lit place
DARK, SHADE, PLAIN, LIT = range(4)


class Finish(Enum):
    """How a material takes the light."""

    CLOTH = (0.13, -0.10)
    METAL = (0.06, -0.02)
    SCALES = (0.16, -0.12)
    FEATHERS = (0.05, -0.16)

    def __init__(self, lit: float, shade: float) -> None:
        self.lit, self.shade = lit, shade


def ramp(base: Colour, contrast: float = 1.0) -> Ramp:
    """The four tones of a colour: shades lean to the night's violet, lights to the sun."""
    return np.stack(
        [
            mixed(base * 0.45, NIGHT, 0.62),
            mixed(base * (1 - 0.22 * contrast), NIGHT, 0.16 * contrast),
            base,
            mixed(base, SUN, 0.42 * contrast),
        ]
    ).astype(np.float32)


def hue_ramp(hue: float, saturation: float, value: float) -> Ramp:
    """The four tones of a colour given by hue (turns), saturation and value."""
    return ramp(colour(hue, saturation, value))


@dataclass
class PixelSheet:
    """A page of GRID x GRID pixels: colours (GRID, GRID, 3), and where anything was painted, (GRID, GRID)."""

    colours: NDArray[np.float32]
    covered: Mask

    @classmethod
    def empty(cls) -> "PixelSheet":
        """White paper."""
        return cls(np.ones((GRID, GRID, 3), np.float32), np.zeros((GRID, GRID), bool))

    def put(self, mask: Mask, tones: Ramp, finish: Finish = Finish.CLOTH, border: bool = True) -> None:
        """Lay a shape over the rest, lit from the upper left; without a border it reaches to its rim in plain tones."""
        if not mask.any():
            return
        glow = _glow(mask)
        tone = np.where(glow > finish.lit, LIT, np.where(glow < finish.shade, SHADE, PLAIN))
        if finish is Finish.SCALES:
            tone = np.where(_scales() & (tone > SHADE), tone - 1, tone)
        if border:
            tone = np.where(outline(mask) > 0, DARK, tone)
        self.colours[mask] = tones[tone[mask]]
        self.covered |= mask

    def dot(self, x: float, y: float, paint: Colour, width: int = 1, height: int = 1) -> None:
        """Colour a few pixels of what is painted already; x, y: their upper left corner in pixels."""
        left, top = round(x), round(y)
        place = np.s_[max(0, top) : max(0, top + height), max(0, left) : max(0, left + width)]
        self.colours[place] = np.where(self.covered[place][..., None], paint, self.colours[place])

    def finish(self, side: int) -> NDArray[np.uint8]:
        """The picture (side, side, 3), each pixel a square block."""
        block = side // GRID
        small = (self.colours.clip(0, 1) * 255).round().astype(np.uint8)
        return small.repeat(block, 0).repeat(block, 1)


def on_grid(cover: Mask) -> Mask:
    """(GRID, GRID) the pixels that a finer shape fills; its side is a multiple of GRID."""
    small = Image.fromarray(cover.astype(np.uint8) * 255).reduce(len(cover) // GRID)
    return np.asarray(np.asarray(small) > FILLED * 255, bool)


def _glow(mask: Mask) -> Plane:
    """(GRID, GRID) how much light falls on the shape blown up like a cushion, about -0.5 to 0.5."""
    flat = mask.astype(np.float32)
    height = sum(sigma * (blur @ flat @ blur) * flat for sigma, blur in zip(SIGMAS, BLURS, strict=True))
    down, right = np.gradient(np.asarray(height, np.float32))
    return np.asarray(
        (right * TOWARDS[0] + down * TOWARDS[1] + TOWARDS[2]) / np.sqrt(1 + down**2 + right**2) - TOWARDS[2]
    )


def _scales() -> Mask:
    """(GRID, GRID) the lower borders of overlapping scales."""
    y, x = np.mgrid[0:GRID, 0:GRID]
    across = (x + 2 * (y // 3 % 2)) % 4
    return np.asarray(((y % 3 == 2) & (across != 0)) | ((y % 3 == 1) & (across == 0)), bool)
