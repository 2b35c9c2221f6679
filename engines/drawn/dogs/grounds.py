"""Where a drawn dog is: a soft ground with a horizon, and the dog's shadow on it."""

from dataclasses import dataclass
from math import tan

import numpy as np
from numpy.random import Generator
from PIL import Image, ImageDraw, ImageFilter

from engines.drawn.dogs.camera import Camera
from engines.drawn.dogs.flesh import Flesh
from engines.drawn.dogs.surface import Plane
from engines.drawn.dogs.traits import RGB
from engines.drawn.forms import clouds, grid, mixed

SOFT = 2  # grounds are soft: made this much smaller


@dataclass(frozen=True)
class Ground:
    """Colours from the horizon upward and from it down to the feet; grain: how rough the ground is; lumps: how many
    soft shapes stand behind; boards: whether it is a floor."""

    above: tuple[RGB, RGB]
    below: tuple[RGB, RGB]
    behind: tuple[RGB, ...] = ()
    grain: float = 0.08
    boards: bool = False


GROUNDS: dict[str, Ground] = {
    "meadow": Ground(
        ((0.80, 0.88, 0.94), (0.58, 0.76, 0.92)), ((0.66, 0.76, 0.50), (0.50, 0.65, 0.37)), ((0.42, 0.58, 0.38),), 0.16
    ),
    "park": Ground(
        ((0.66, 0.76, 0.60), (0.50, 0.64, 0.50)),
        ((0.52, 0.66, 0.38), (0.36, 0.52, 0.28)),
        ((0.36, 0.50, 0.36), (0.52, 0.62, 0.42)),
        0.16,
    ),
    "autumn": Ground(
        ((0.86, 0.78, 0.62), (0.80, 0.70, 0.58)),
        ((0.80, 0.68, 0.50), (0.70, 0.57, 0.40)),
        ((0.74, 0.50, 0.26), (0.60, 0.46, 0.30)),
        0.2,
    ),
    "snow": Ground(
        ((0.82, 0.88, 0.94), (0.70, 0.80, 0.92)), ((0.92, 0.94, 0.97), (0.84, 0.89, 0.95)), ((0.62, 0.70, 0.74),), 0.05
    ),
    "beach": Ground(
        ((0.80, 0.90, 0.95), (0.55, 0.77, 0.92)), ((0.90, 0.82, 0.66), (0.84, 0.73, 0.55)), ((0.42, 0.66, 0.76),), 0.08
    ),
    "room": Ground(
        ((0.86, 0.82, 0.76), (0.90, 0.87, 0.82)),
        ((0.68, 0.50, 0.35), (0.60, 0.43, 0.29)),
        ((0.62, 0.68, 0.70),),
        0.05,
        True,
    ),
    "kitchen": Ground(
        ((0.80, 0.86, 0.86), (0.88, 0.92, 0.92)), ((0.78, 0.76, 0.72), (0.68, 0.66, 0.62)), (), 0.04, True
    ),
    "sofa": Ground(
        ((0.48, 0.56, 0.62), (0.72, 0.74, 0.72)), ((0.60, 0.67, 0.72), (0.52, 0.60, 0.66)), ((0.80, 0.58, 0.42),), 0.07
    ),
    "blanket": Ground(((0.74, 0.56, 0.54), (0.84, 0.76, 0.70)), ((0.78, 0.60, 0.57), (0.68, 0.48, 0.47)), (), 0.09),
    "studio": Ground(((0.78, 0.80, 0.83), (0.68, 0.71, 0.76)), ((0.80, 0.82, 0.85), (0.70, 0.73, 0.77)), (), 0.02),
    "street": Ground(
        ((0.74, 0.72, 0.70), (0.82, 0.84, 0.86)),
        ((0.62, 0.61, 0.60), (0.52, 0.51, 0.51)),
        ((0.60, 0.48, 0.42), (0.56, 0.58, 0.62)),
        0.1,
    ),
    "sky": Ground(((0.86, 0.91, 0.95), (0.52, 0.72, 0.92)), ((0.66, 0.74, 0.58), (0.55, 0.66, 0.46)), (), 0.06),
}


def any_ground(rng: Generator, side: int, camera: Camera, body: Flesh, fine: float, height: float) -> Image.Image:
    """A ground of `side` pixels, seen by the dog's camera, with the dog's shadow.

    fine: pixels of the camera's picture on one of this; height: of the dog in metres.
    """
    look = GROUNDS[str(rng.choice(list(GROUNDS)))]
    small = side // SOFT
    x, y = grid(small)
    up = float(np.arcsin(np.clip(camera.view[2, 2], -1, 1)))
    level = max((camera.centre[1] - camera.scale * camera.distance * tan(up)) / (fine * side), -1.0)
    hills = level + 0.02 * np.sin(4 * x + rng.uniform(0, 6)) * (not look.boards)
    near = np.clip((y - hills) / max(1.05 - level, 0.2), 0, 1)
    picture = mixed(*look.above, np.clip((hills - y) / 0.7, 0, 1))
    for colour in look.behind:
        top = rng.uniform(0.1, 0.4) * clouds(rng, small, int(rng.integers(2, 5)), 3)[:1]
        picture += (np.clip((y - hills + top) * 16, 0, 1) * 0.75)[..., None] * (np.array(colour, np.float32) - picture)
    picture *= 1 + 0.12 * (clouds(rng, small, 3, 3) - 0.5)[..., None]
    floor = mixed(*look.below, near)
    rough = clouds(rng, small, int(rng.integers(8, 16)), 4, 0.85) - 0.5
    floor *= (1 + 2.4 * look.grain * rough * (0.3 + near))[..., None]
    if look.boards:
        across = (x - 0.5) / (0.25 + near) * rng.uniform(4, 8)
        gap = np.clip(np.abs((across + rng.random()) % 1 - 0.5) - 0.47, 0, 0.03) / 0.03
        floor *= (1 - 0.18 * gap)[..., None]
    picture += np.clip((y - hills) * 40, 0, 1)[..., None] * (floor - picture)
    picture *= np.float32(rng.uniform(0.85, 1.08)) * (1 - 0.55 * _shadow(small, camera, body, fine, height))[..., None]
    page = Image.fromarray((picture.clip(0, 1) * 255).round().astype(np.uint8))
    return page.resize((side, side), Image.Resampling.BICUBIC)


def _shadow(side: int, camera: Camera, body: Flesh, fine: float, height: float) -> Plane:
    """(S, S) 0 to 1: each ball's shade under it, the deeper the nearer it is to the ground."""
    page = Image.new("L", (side, side))
    brush = ImageDraw.Draw(page)
    shadow = body.places * (1, 1, 0)
    spots, near = camera.project(shadow)
    wide = body.radii[:, :2].max(1) * near / (fine * SOFT)
    flat = wide * max(float(camera.view[2, 2]), 0.12)
    depth = 255 * np.exp(-2.2 * np.maximum(body.places[:, 2], 0) / height)
    for i in np.argsort(depth):
        x, y = spots[i, :2] / (fine * SOFT)
        brush.ellipse((x - wide[i], y - flat[i], x + wide[i], y + flat[i]), fill=int(depth[i]))
    return np.asarray(page.filter(ImageFilter.GaussianBlur(side / 50)), np.float32) / np.float32(255)
