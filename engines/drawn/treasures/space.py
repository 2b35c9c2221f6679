"""Night skies that never existed, and what shines in them: a picture and the lines that draw it."""

from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from engines.drawn.edges import gaussian
from engines.drawn.forms import DrawnThing, Plane, Points, Sheet, clouds, colour, grid, mixed
from engines.drawn.treasures.crafts import rocket, ufo
from engines.drawn.treasures.planets import banded_planet, plain_planet, ringed_planet, round_moon, wet_planet
from engines.drawn.treasures.stars import comet, crescent, crossed_star, galaxy, glint, star, sun

Painter = Callable[[Sheet, Generator, Points, float], None]

# what is drawn, and how often: people draw stars, moons and suns first
THINGS: list[tuple[Painter, float]] = [
    (star, 0.14),
    (crossed_star, 0.12),
    (crescent, 0.17),
    (round_moon, 0.1),
    (sun, 0.17),
    (plain_planet, 0.06),
    (banded_planet, 0.04),
    (wet_planet, 0.05),
    (ringed_planet, 0.06),
    (rocket, 0.04),
    (ufo, 0.02),
    (comet, 0.02),
    (galaxy, 0.01),
]
STARS = 110  # tiny ones, in the sky


def draw_space(rng: Generator, side: int = 256) -> DrawnThing:
    """One thing that fills the page, two side by side, or one among drawn little stars."""
    sheet = Sheet(side, _sky(rng, side))
    middle = 0.5 + rng.uniform(-0.02, 0.02, 2)
    way = rng.random()
    if way < 0.76:
        _any_thing(rng)(sheet, rng, middle, rng.uniform(0.36, 0.47))
    elif way < 0.9:
        whole, share, gap = rng.uniform(0.8, 0.94), rng.uniform(0.35, 0.65), rng.uniform(0.02, 0.08)
        start = 0.5 - whole / 2
        for part in (share, 1 - share):
            reach = part * (whole - gap) / 2
            _any_thing(rng)(sheet, rng, np.array([start + reach, rng.uniform(0.35, 0.65)]), reach)
            start += 2 * reach + gap
    else:
        _any_thing(rng)(sheet, rng, middle, rng.uniform(0.22, 0.3))
        for angle in rng.uniform(0, 2 * np.pi) + np.linspace(0, 2 * np.pi, int(rng.integers(3, 7)), endpoint=False):
            away = rng.uniform(0.36, 0.41)
            at = middle + away * np.array([np.cos(angle), np.sin(angle)])
            (star if rng.random() < 0.4 else glint)(sheet, rng, at, rng.uniform(0.03, 0.055))
    return sheet.finish()


def _any_thing(rng: Generator) -> Painter:
    shares = np.array([share for _, share in THINGS])
    return THINGS[rng.choice(len(THINGS), p=shares / shares.sum())][0]


def _sky(rng: Generator, side: int) -> Plane:
    """(S, S, 3) deep blue to violet, with a breath of mist and tiny stars."""
    hue = rng.uniform(0.58, 0.76)
    x, y = grid(side)
    slope = rng.uniform(0, 2 * np.pi)
    along = ((x - 0.5) * np.cos(slope) + (y - 0.5) * np.sin(slope) + 0.5).clip(0, 1)
    sky = mixed(colour(hue, 0.9, 0.12), colour(hue + rng.normal(0, 0.04), 0.8, 0.3), along)
    mist = (clouds(rng, side, 2, 4) - 0.42).clip(0, 1) * rng.uniform(0.4, 1.2)
    sky += mist[..., None] * colour(hue + rng.uniform(-0.12, 0.2), 0.65, 0.8)
    specks = np.zeros((side, side), np.float32)
    specks[rng.integers(0, side, STARS), rng.integers(0, side, STARS)] = rng.random(STARS) ** 2 * 0.85 + 0.15
    shine = specks + 4 * gaussian(np.where(specks > 0.6, specks, 0), 0.9 * side / 256)
    return np.asarray(sky + shine[..., None], np.float32)
