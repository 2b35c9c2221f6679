"""Forms, light and colour: what the drawn worlds are made of.

A drawn thing is a picture and the lines that draw it, made from the same curves, so that a network can learn the one
from the other. Points are (N, 2) arrays of x, y with the page's side as 1; masks and light are (S, S) float32.
"""

import colorsys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from engines.drawn.edges import gaussian
from engines.drawn.strokes import Stroke

Points = NDArray[np.float64]
Plane = NDArray[np.float32]
Colour = NDArray[np.float32]  # (3,) RGB, 0 to 1
Vector = Sequence[float] | NDArray[np.floating[Any]]

SMOOTH = 3  # masks are drawn this much larger and scaled down


@dataclass(frozen=True)
class DrawnThing:
    """picture: (S, S, 3) uint8 RGB; strokes: the lines that draw it, in pixels of the page, the outline first."""

    picture: NDArray[np.uint8]
    strokes: list[Stroke]


class Sheet:
    """A page under the brush."""

    def __init__(self, side: int, ground: Vector = (1.0, 1.0, 1.0)) -> None:
        self.side = side
        self.pixels = np.broadcast_to(np.asarray(ground, np.float32), (side, side, 3)).copy()
        self.strokes: list[Stroke] = []

    def fill(self, mask: Plane, colour: Vector) -> None:
        """Paint over: mask (S, S) is how much of the colour, (3,) or (S, S, 3), covers what was there."""
        cover = mask[..., None]
        self.pixels += cover * (np.asarray(colour, np.float32) - self.pixels)

    def lighten(self, mask: Plane, light: Plane | float) -> None:
        """Add light (S, S), positive or negative, where the mask is."""
        self.pixels += (mask * light)[..., None]

    def line(self, points: NDArray[np.floating[Any]], strength: float = 1.0) -> None:
        """Note a line of the drawing; strength 0 to 1 says how surely a person would draw it. Paints nothing."""
        self.strokes.append(Stroke((np.asarray(points) * self.side).astype(np.float32), strength))

    def finish(self) -> DrawnThing:
        """The picture with its lines."""
        return DrawnThing((self.pixels.clip(0, 1) * 255).round().astype(np.uint8), self.strokes)


def curve(through: Sequence[Vector] | NDArray[np.floating[Any]], count: int = 80, closed: bool = False) -> Points:
    """(count, 2) points of a smooth curve through the given ones (Catmull and Rom 1974)."""
    knots = np.asarray(through, float)
    knots = np.concatenate([knots[-1:], knots, knots[:2]] if closed else [knots[:1], knots, knots[-1:]])
    where = np.linspace(0, len(knots) - 3 - 1e-6, count)
    i, t = where.astype(int), (where % 1)[:, None]
    a, b, c, d = (knots[i + k] for k in range(4))
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))


def blob(
    rng: Generator,
    centre: Vector,
    radii: Vector,
    wobble: float = 0.05,
    turn: float = 0.0,
    count: int = 96,
) -> Points:
    """(count, 2) a closed ellipse as a hand draws it: its radius strays slowly by about `wobble` of itself."""
    angle = np.linspace(0, 2 * np.pi, count)
    stray = np.zeros(count)
    for wave in (2, 3, 4):
        stray += rng.normal(0, wobble / wave) * np.cos(wave * angle + rng.uniform(0, 2 * np.pi))
    ring = np.stack([np.cos(angle) * radii[0], np.sin(angle) * radii[1]], 1) * (1 + stray)[:, None]
    return turned(ring, turn) + np.asarray(centre, float)


def turned(points: NDArray[np.floating[Any]], angle: float, about: Vector = (0.0, 0.0)) -> Points:
    """Points turned by an angle in radians, clockwise on the page."""
    c, s = np.cos(angle), np.sin(angle)
    return (points - np.asarray(about)) @ np.array([[c, s], [-s, c]]) + np.asarray(about)


def area(points: NDArray[np.floating[Any]], side: int) -> Plane:
    """(S, S) the inside of a closed line, soft at its border."""
    return _drawn(side, lambda brush, scale: brush.polygon([tuple(p) for p in points * scale], fill=255))


def band(points: NDArray[np.floating[Any]], width: float, side: int) -> Plane:
    """(S, S) a line of some width, of the page's side, with round ends."""

    def draw(brush: ImageDraw.ImageDraw, scale: int) -> None:
        thick = max(1, round(width * scale))
        line = [(float(x), float(y)) for x, y in points * scale]
        brush.line(line, fill=255, width=thick, joint="curve")
        for x, y in (line[0], line[-1]):
            brush.ellipse((x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), fill=255)

    return _drawn(side, draw)


def soft(values: Plane, sigma: float) -> Plane:
    """(S, S) blurred; sigma in pixels. Wide blurs are made small and scaled up again: smooth, and quick."""
    side = len(values)
    shrink = max(1, int(sigma / 2.5))
    image = Image.fromarray(values.astype(np.float32)).reduce(shrink)
    blurred = Image.fromarray(gaussian(np.asarray(image), sigma / shrink))
    return np.asarray(blurred.resize((side, side), Image.Resampling.BICUBIC)).astype(np.float32)


def relief(mask: Plane, depth: float = 1.0) -> tuple[Plane, Plane, Plane]:
    """The mask blown up like a cushion: x, y and z of its normals, each (S, S), of length 1 together."""
    height = np.zeros_like(mask)
    for share in (0.015, 0.04, 0.09, 0.18):
        height += soft(mask, share * len(mask)) * mask * share
    down, right = np.gradient(height * len(mask) * depth)
    z = 1 / np.sqrt(1 + down**2 + right**2)
    return (-right * z).astype(np.float32), (-down * z).astype(np.float32), z.astype(np.float32)


def light(mask: Plane, depth: float = 1.0, towards: Vector = (-0.45, -0.65, 0.65)) -> Plane:
    """(S, S) how much light each pixel of the cushion gets, about -0.5 in shade to 0.5 where it looks to the light."""
    x, y, z = relief(mask, depth)
    to_x, to_y, to_z = np.asarray(towards, np.float32) / np.linalg.norm(towards)
    return (x * to_x + y * to_y + z * to_z - to_z).astype(np.float32)


def shine(mask: Plane, sharpness: float = 24.0, depth: float = 1.0, towards: Vector = (-0.4, -0.6, 0.8)) -> Plane:
    """(S, S) the highlight on the cushion, 0 to 1."""
    x, y, z = relief(mask, depth)
    half = np.asarray(towards, np.float32) + np.array([0, 0, 1], np.float32)
    half /= np.linalg.norm(half)
    return ((x * half[0] + y * half[1] + z * half[2]).clip(0, 1) ** sharpness * mask).astype(np.float32)


def clouds(rng: Generator, side: int, coarse: int = 3, octaves: int = 4, roughness: float = 0.5) -> Plane:
    """(S, S) smooth noise, 0 to 1, with `coarse` lumps across."""
    total, weight = np.zeros((side, side), np.float32), 0.0
    for octave in range(octaves):
        cells = min(side, coarse * 2**octave + 2)
        values = Image.fromarray(rng.random((cells, cells), dtype=np.float32))
        total += roughness**octave * np.asarray(values.resize((side, side), Image.Resampling.BICUBIC))
        weight += roughness**octave
    return (total / weight).clip(0, 1).astype(np.float32)


def grid(side: int) -> tuple[Plane, Plane]:
    """x and y of every pixel, each (S, S), of the page's side."""
    y, x = np.mgrid[0:side, 0:side].astype(np.float32) / np.float32(side)
    return x, y


def colour(hue: float, saturation: float, value: float) -> Colour:
    """(3,) RGB; hue in turns."""
    return np.array(colorsys.hsv_to_rgb(hue % 1, min(1, max(0, saturation)), min(1, max(0, value))), np.float32)


def mixed(first: Vector, second: Vector, share: Plane | float) -> NDArray[np.float32]:
    """Between two colours; a share (S, S) gives (S, S, 3)."""
    a, b = np.asarray(first, np.float32), np.asarray(second, np.float32)
    part = np.asarray(share, np.float32)
    return a + (b - a) * (part[..., None] if part.ndim else part)


def _drawn(side: int, draw: Callable[[ImageDraw.ImageDraw, int], None]) -> Plane:
    page = Image.new("L", (side * SMOOTH, side * SMOOTH))
    draw(ImageDraw.Draw(page), side * SMOOTH)
    return np.asarray(page.resize((side, side), Image.Resampling.BOX), np.float32) / np.float32(255)
