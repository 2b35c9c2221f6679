"""Where a drawn person stands: plain, a wall and a floor, or a street or room out of focus."""

from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from engines.drawn.forms import colour
from engines.drawn.garments import folds
from engines.drawn.people.poses import HEIGHT, WIDTH, Pose

KINDS = ("plain", "wall", "street")
SHRINK = 2  # grounds out of focus are made this much smaller

Colours = NDArray[np.floating[Any]]


def any_ground(
    rng: Generator, pose: Pose, scale: float = 1.0, kind: str | None = None, hue: float | None = None
) -> Colours:
    """(H, W, 3) float32 of 0 to 1, with the shade of the feet where they show."""
    kind = kind or str(rng.choice(KINDS, p=[0.3, 0.3, 0.4]))
    hue = float(rng.random()) if hue is None else hue
    H, W = round(HEIGHT * scale), round(WIDTH * scale)
    feet = max(leg.ankle[1] for leg in pose.legs)
    level = (feet - 0.06 * pose.unit * rng.uniform(0.3, 2.5)) / HEIGHT
    if kind == "street":
        picture = _street(rng, level, scale)
    else:
        y, x = np.mgrid[0:H, 0:W].astype(np.float32)
        wall = colour(hue, float(rng.uniform(0.02, 0.35)), float(rng.uniform(0.55, 0.97)))
        far = np.hypot((x / W - rng.uniform(0.2, 0.8)), (y / H - rng.uniform(0.1, 0.5)))
        picture = wall * (1.04 - 0.22 * float(rng.uniform(0.3, 1)) * far)[..., None]
        if kind == "wall":
            floor = wall * np.array([0.86, 0.82, 0.78], np.float32) * float(rng.uniform(0.75, 1.0))
            below = ((y / H - level) * H * 0.5 + 0.5).clip(0, 1)[..., None]
            picture = picture + below * (floor * (1 - 0.1 * (y / H - level).clip(0, 1))[..., None] - picture)
        picture = (
            picture * (1 + 0.006 * folds.sample(folds.clouds(1.0, 31), x / scale * 1.3, y / scale * 1.3))[..., None]
        )
    return np.asarray(picture * (1 - _shade(pose, scale))[..., None], np.float32)


def _street(rng: Generator, level: float, scale: float) -> Colours:
    """Blocks, trees and lights out of focus."""
    W, H = round(WIDTH * scale / SHRINK), round(HEIGHT * scale / SHRINK)
    warm = float(rng.uniform(0.02, 0.16))

    def tone(low: float, high: float, grey: float = 0.25) -> tuple[int, int, int]:
        hue = float(rng.choice([warm, 0.58, 0.3]) + rng.normal(0, 0.04))
        r, g, b = (
            255
            * colour(hue, float(rng.beta(1.5, 4) * (1 if rng.random() > grey else 0.3)), float(rng.uniform(low, high)))
        ).astype(int)
        return int(r), int(g), int(b)

    page = Image.new("RGB", (W, H), tone(0.55, 0.95))
    brush = ImageDraw.Draw(page)
    edge = min(level, 1.5) * H
    for _ in range(int(rng.integers(4, 11))):  # houses, doors, people far off
        x, wide, top = rng.uniform(-0.1, 1) * W, rng.uniform(0.05, 0.4) * W, rng.uniform(-0.1, 0.8) * edge
        brush.rectangle((x, top, x + wide, edge + 1), fill=tone(0.2, 0.95))
        if rng.random() < 0.5:
            ink, gap = tone(0.1, 0.9), max(4.0, float(rng.uniform(0.03, 0.1)) * W)
            for wx in np.arange(x + gap * 0.3, x + wide - gap * 0.6, gap):
                for wy in np.arange(top + gap * 0.4, edge, gap * 1.6):
                    brush.rectangle((wx, wy, wx + gap * 0.5, wy + gap * 0.9), fill=ink)
    for _ in range(int(rng.integers(0, 6))):
        x, y, r = rng.uniform(0, 1) * W, rng.uniform(0, 0.9) * edge, rng.uniform(0.05, 0.2) * W
        green = tuple(
            int(255 * c)
            for c in colour(float(rng.uniform(0.2, 0.38)), float(rng.uniform(0.2, 0.5)), float(rng.uniform(0.25, 0.6)))
        )
        brush.ellipse((x - r, y - r, x + r, y + r), fill=green)
    brush.rectangle((0, edge, W, edge + H), fill=tone(0.4, 0.85, 0.8))
    if rng.random() < 0.6:
        brush.rectangle((0, edge, W, edge + rng.uniform(0.01, 0.05) * H), fill=tone(0.3, 0.9, 0.8))
    page = page.filter(ImageFilter.GaussianBlur(float(rng.uniform(1.2, 4.0)) * scale))
    noise = (
        folds.clouds(0.9, 33)[:H, :W]
        if H <= 256 and W <= 256
        else folds.sample(
            folds.clouds(0.9, 33), *np.meshgrid(np.arange(W, dtype=np.float32), np.arange(H, dtype=np.float32))
        )
    )
    rough = Image.fromarray(noise).resize((round(WIDTH * scale), round(HEIGHT * scale)), Image.Resampling.BICUBIC)
    full = page.resize(rough.size, Image.Resampling.BICUBIC)
    return np.asarray(full, np.float32) / np.float32(255) * (1 + 0.018 * np.asarray(rough))[..., None]


def _shade(pose: Pose, scale: float) -> Colours:
    H, W = round(HEIGHT * scale), round(WIDTH * scale)
    page = Image.new("L", (W // SHRINK, H // SHRINK))
    brush = ImageDraw.Draw(page)
    unit = pose.unit * scale / SHRINK
    for leg in pose.legs:
        x, y = leg.ankle * scale / SHRINK
        brush.ellipse((x - 0.075 * unit, y + 0.018 * unit, x + 0.075 * unit, y + 0.062 * unit), fill=150)
    soft = page.filter(ImageFilter.GaussianBlur(0.018 * unit + 0.3)).resize((W, H), Image.Resampling.BILINEAR)
    return np.asarray(soft, np.float32) / np.float32(255)
