"""What a drawn person looks like beside her clothes: skin, hair, eyes, shoes, and what she carries."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from engines.drawn.garments.designs import RGB, any_colour
from engines.drawn.people.bodies import Body

SKINS: tuple[RGB, ...] = (
    *((0.98, 0.86, 0.79), (0.95, 0.80, 0.70), (0.91, 0.74, 0.61), (0.84, 0.65, 0.50)),
    *((0.74, 0.54, 0.39), (0.60, 0.41, 0.29), (0.46, 0.30, 0.21), (0.34, 0.22, 0.16)),
)
HAIRS: tuple[RGB, ...] = (
    *((0.08, 0.07, 0.07), (0.14, 0.10, 0.09), (0.25, 0.17, 0.12), (0.38, 0.25, 0.16), (0.55, 0.39, 0.23)),
    *((0.80, 0.66, 0.42), (0.62, 0.30, 0.16), (0.72, 0.71, 0.70), (0.45, 0.44, 0.44)),
)
STYLES = ("short", "crop", "bob", "long", "bun", "tail", "curls", "bald")
EYES: tuple[RGB, ...] = ((0.22, 0.14, 0.09), (0.30, 0.20, 0.12), (0.28, 0.38, 0.46), (0.30, 0.40, 0.28))


@dataclass(frozen=True)
class Look:
    """skin, hair, eyes: colours; style: one of STYLES; fringe: how far the hair comes down the forehead, 0 to 1;
    part: where it is parted, -1 to 1; length: of long hair, shares of the head's height; beard, glasses, smile: 0 to 1;
    shoes, socks, tights, hat, bag: colours, or None where there is none; seed: of folds and strands."""

    skin: RGB
    hair: RGB
    eyes: RGB
    style: str
    fringe: float
    part: float
    length: float
    beard: float
    glasses: str
    smile: float
    lips: float
    shoes: RGB
    boots: float
    socks: RGB | None
    tights: RGB | None
    hat: RGB | None
    brim: bool
    bag: RGB | None
    seed: int


def any_look(rng: Generator, body: Body) -> Look:
    """A look by chance."""
    tone = rng.uniform(0, len(SKINS) - 1)
    low = int(tone)
    skin = np.array(SKINS[low]) + (tone - low) * (np.array(SKINS[low + 1]) - np.array(SKINS[low]))
    skin = (skin + rng.normal(0, 0.012, 3)).clip(0.12, 0.99)
    light = max(0.0, 1 - tone / 4)
    shares = np.array([0.26, 0.2, 0.2, 0.1, 0.06 * light, 0.07 * light, 0.04 * light, 0.03, 0.04])
    hair = np.array(HAIRS[rng.choice(len(HAIRS), p=shares / shares.sum())]) + rng.normal(0, 0.012, 3)
    if body.woman:
        style = str(rng.choice(STYLES, p=[0.06, 0.03, 0.17, 0.42, 0.13, 0.1, 0.08, 0.01]))
    else:
        style = str(rng.choice(STYLES, p=[0.52, 0.26, 0.03, 0.05, 0.02, 0.01, 0.06, 0.05]))
    grown = body.child == 0
    return Look(
        skin=_rgb(skin),
        hair=_rgb(hair.clip(0.04, 0.95)),
        eyes=EYES[int(rng.choice(4, p=[0.5, 0.3, 0.12, 0.08]) if light > 0.3 else 0)],
        style=style,
        fringe=float(rng.uniform(0.5, 1.0) if rng.random() < 0.35 else rng.uniform(0, 0.35)),
        part=float(rng.uniform(-0.6, 0.6)),
        length=float(rng.uniform(1.15, 2.5)),
        beard=float(rng.uniform(0.25, 1.0)) if grown and not body.woman and rng.random() < 0.35 else 0.0,
        glasses=str(rng.choice(["none", "clear", "dark"], p=[0.83, 0.08, 0.09])),
        smile=float(rng.uniform(0.0, 1.0)),
        lips=float(rng.uniform(0.2, 1.0)) if body.woman and grown else float(rng.uniform(0, 0.3)),
        shoes=any_colour(rng),
        boots=float(rng.uniform(0.15, 0.75)) if rng.random() < 0.22 else 0.0,
        socks=any_colour(rng) if rng.random() < 0.3 else None,
        tights=any_colour(rng) if body.woman and rng.random() < 0.12 else None,
        hat=any_colour(rng) if rng.random() < 0.09 else None,
        brim=bool(rng.random() < 0.5),
        bag=any_colour(rng) if rng.random() < 0.2 else None,
        seed=int(rng.integers(2**31)),
    )


def _rgb(colour: np.ndarray) -> RGB:
    return float(colour[0]), float(colour[1]), float(colour[2])
