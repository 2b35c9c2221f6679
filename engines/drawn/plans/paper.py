"""What a scanner makes of a sheet: the shade of its paper, folds, dirt, soft lenses and noise."""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Inks = NDArray[np.float32]

KNOTS = 4  # of the shade across the sheet, both ways


def scanned(rng: Generator, ink: Inks) -> NDArray[np.uint8]:
    """Return the scan (S, S) of a sheet with this ink (S, S) from 0 to 1."""
    side = len(ink)
    picture = _paper(rng, side)
    picture *= 1 - ink * rng.uniform(0.75, 1.0)
    for draw in (_folds, _specks, _smudge):
        if rng.random() < 0.3:
            draw(rng, picture)
    soft = rng.uniform(-0.8, 0.8) * side / 512  # half of the lenses are sharp
    page = Image.fromarray((picture.clip(0, 1) * 255).astype(np.uint8))
    if soft > 0.2:
        page = page.filter(ImageFilter.GaussianBlur(soft))
    noise = rng.standard_normal((side, side), np.float32) * np.float32(rng.uniform(1, 7))
    return (np.asarray(page) + noise).clip(0, 255).astype(np.uint8)


def _paper(rng: Generator, side: int) -> Inks:
    """White to grey, a little darker here and there."""
    knots = rng.normal(0, rng.uniform(0, 0.03), (KNOTS, KNOTS)).astype(np.float32)
    shade = Image.fromarray(knots, "F").resize((side, side), Image.Resampling.BICUBIC)
    return np.asarray(shade) + np.float32(rng.uniform(0.8, 1.0))


def _folds(rng: Generator, picture: Inks) -> None:
    """The sheet lay folded: a soft crease across."""
    side = len(picture)
    place, wide = rng.uniform(0.3, 0.7) * side, rng.uniform(0.8, 2.5) * side / 512
    crease = 1 - rng.uniform(0.05, 0.15) * np.exp(-(((np.arange(side) - place) / wide) ** 2), dtype=np.float32)
    picture *= crease[:, None] if rng.random() < 0.5 else crease[None]


def _specks(rng: Generator, picture: Inks) -> None:
    side = len(picture)
    count = int(rng.integers(10, 80))
    y, x = rng.integers(0, side - 2, (2, count))
    dark = rng.uniform(0.3, 0.9, count)
    picture[y, x] *= dark
    big = rng.random(count) < 0.4
    picture[y[big], x[big] + 1] *= dark[big]
    picture[y[big] + 1, x[big]] *= dark[big]


def _smudge(rng: Generator, picture: Inks) -> None:
    """A thumb, or a cup."""
    side = len(picture)
    ruler = np.arange(side, dtype=np.float32)
    x, y = rng.uniform(0, side, 2)
    radius, wide = rng.uniform(0.03, 0.12) * side, rng.uniform(3, 20) * side / 512
    away = np.abs(np.hypot(ruler[None] - x, ruler[:, None] - y) - radius)
    picture *= 1 - rng.uniform(0.03, 0.12) * np.exp(-((away / wide) ** 2), dtype=np.float32)
