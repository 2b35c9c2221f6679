"""The page a person is painted on: colours, labels, how much of each pixel is person, and where the cloth came from."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from engines.drawn.garments.tubes import Plane

WIDTH, HEIGHT = 192, 256
NOBODY = -1
SHADE = np.array([0.85, 1.0, 1.0], np.float32)  # shadows on cloth and skin keep a little warmth

Colours = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Sun:
    """Where the light comes from (of length 1, z towards us), and how much there is in the shade."""

    x: float
    y: float
    z: float
    shade: float


def any_sun(rng: Generator) -> Sun:
    x, y, z = float(rng.uniform(-0.6, 0.6)), float(rng.uniform(-0.75, -0.25)), 0.8
    length = float(np.sqrt(x * x + y * y + z * z))
    return Sun(x / length, y / length, z / length, float(rng.uniform(0.5, 0.72)))


@dataclass(frozen=True)
class Spots:
    """Some pixels of the page: their numbers row by row, (N,), and their places in the 192 x 256 frame, (N,) each."""

    index: NDArray[np.intp]
    x: Plane
    y: Plane

    def only(self, keep: NDArray[np.bool_]) -> "Spots":
        return Spots(self.index[keep], self.x[keep], self.y[keep])


class Canvas:
    """A page of 192 x 256 times `scale` pixels; all places are pixels of the 192 x 256 frame."""

    def __init__(self, scale: float, sun: Sun) -> None:
        self.H, self.W = round(HEIGHT * scale), round(WIDTH * scale)
        self.scale, self.sun = scale, sun
        count = self.H * self.W
        self.pixels = np.zeros((count, 3), np.float32)  # times alpha
        self.labels = np.zeros(count, np.uint8)
        self.alpha = np.zeros(count, np.float32)
        self.garment = np.full(count, NOBODY, np.int8)
        self.flow = np.full((count, 2), np.nan, np.float32)

    def within(self, box: tuple[float, float, float, float]) -> Spots:
        """The pixels within left, top, right, bottom; none where that lies outside the page."""
        left, top, right, bottom = (round(v * self.scale) for v in box)
        rows = np.arange(max(top, 0), max(min(bottom, self.H), 0))
        columns = np.arange(max(left, 0), max(min(right, self.W), 0))
        index = (rows[:, None] * self.W + columns).ravel()
        x = np.tile((columns.astype(np.float32) + 0.5) / np.float32(self.scale), len(rows))
        y = np.repeat((rows.astype(np.float32) + 0.5) / np.float32(self.scale), len(columns))
        return Spots(index, x, y)

    def cover(self, inside: Plane) -> Plane:
        """How much of each pixel is covered, from how far inside it lies, in pixels of the frame."""
        return (inside * self.scale + 0.5).clip(0, 1).astype(np.float32)

    def paint(
        self,
        spots: Spots,
        cover: Plane,
        colour: Colours,
        label: int | None,
        garment: int = NOBODY,
        flow: NDArray[np.float32] | None = None,
    ) -> None:
        """Paint over. label None: what is there keeps its name, as under a shadow or a tint, and nothing is added."""
        at = spots.index
        if label is None:
            self.pixels[at] += cover[:, None] * (colour * self.alpha[at][:, None] - self.pixels[at])
            return
        self.pixels[at] += cover[:, None] * (colour - self.pixels[at])
        self.alpha[at] += cover * (1 - self.alpha[at])
        most = cover > 0.5
        mine = at[most]
        self.labels[mine] = label
        self.garment[mine] = garment
        if flow is not None:
            self.flow[mine] = flow[most]

    def shadow(self, spots: Spots, cover: Plane, blur: float, shift: float, strength: float) -> None:
        """Darken what of the person is already there, as under something that lies on it; blur, shift in pixels."""
        room = round((2 * blur + 2 * shift) * self.scale) + 1
        rows, columns = np.divmod(spots.index[cover > 0], self.W)
        if not len(rows):
            return
        top, bottom = int(rows.min()) - room, int(rows.max()) + room + 1
        left, right = int(columns.min()) - room, int(columns.max()) + room + 1
        page = np.zeros((bottom - top, right - left), np.uint8)
        page[rows - top, columns - left] = 255 * cover[cover > 0]
        blurred = Image.fromarray(page).filter(ImageFilter.BoxBlur(blur * self.scale))
        down, side = round(shift * self.scale), round(-1.5 * shift * self.sun.x * self.scale)
        soft = np.roll(np.asarray(blurred), (down, side), (0, 1))
        soft = soft[max(-top, 0) : self.H - top, max(-left, 0) : self.W - left]
        at = (slice(max(top, 0), bottom), slice(max(left, 0), right))
        dark = np.float32(strength / 255) * soft * (self.alpha.reshape(self.H, self.W)[at] > 0)
        self.pixels.reshape(self.H, self.W, 3)[at] *= 1 - dark[..., None] * SHADE

    def darken(self, spots: Spots, by: Plane, label: int, colour: NDArray[np.float32]) -> None:
        """Darken what bears a label; by: how much, 0 to 1; colour: how much of it in red, green and blue."""
        dark = by * (self.labels[spots.index] == label)
        self.pixels[spots.index] *= 1 - dark[:, None] * colour


def lit(colour: Colours, nx: Plane, ny: Plane, sun: Sun, sheen: float = 0.0, warm: float = 0.0) -> Colours:
    """A surface that looks to nx, ny in the sun. sheen: how much it shines; warm: how red its shade is, as skin's."""
    nz = np.sqrt(np.maximum(1 - nx * nx - ny * ny, 0.04))
    facing = (nx * sun.x + ny * sun.y + nz * sun.z) / np.float32(0.93)
    light = sun.shade + (1.04 - sun.shade) * facing.clip(-0.1, 1.1)
    dark = (1 - light).clip(0, 1)
    shaded = colour * light[..., None]
    if warm:
        shaded = shaded * (1 + dark[..., None] * np.array([0.30, -0.02, -0.12], np.float32) * warm)
    if sheen:
        half = np.array([sun.x, sun.y, sun.z + 1], np.float32)
        half /= np.linalg.norm(half)
        shine = (nx * half[0] + ny * half[1] + nz * half[2]).clip(0, 1) ** 18
        shaded = shaded + (sheen * shine)[..., None]
    return np.asarray(shaded, np.float32)
