"""How a face is coloured: all that a seed decides about it."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from engines.drawn.forms import Colour, mixed

SKINS = ["ffe2c8", "fbd3ac", "f0b98c", "dfa070", "c98a5a", "b0714a", "945a3b", "7a4630"]
CANDIES = ["ffcd2e", "ffcd2e", "ffc21f", "ff8a72", "7fe0b8", "74c4ff", "b99bff", "ff9fcb", "ffab45", "bfe35a"]
HAIRS = ["2f2422", "402a22", "633f28", "96572c", "d9a441", "f0cd78", "d4602c", "cfcfd8"]
FUN_HAIRS = ["ff6fa8", "35bfae", "8a63e0", "4a7ff0", "f2503f", "7ac943"]
IRISES = ["5a3a24", "3f7fd0", "3f9a5a", "7a5230", "6a55c0", "2a9db0"]
CLOTHES = ["ff6f61", "3fa7d6", "fac05e", "59cd90", "ee6352", "8e7dff", "ff8fb1"]
NIGHT, WALNUT = "2b2433", "4a2a1c"


@dataclass(frozen=True)
class Look:
    """Colours are (3,) RGB, 0 to 1; `ink_width` is that of a dark outline, of the head's radius, 0 for none."""

    person: bool
    skin: Colour
    shade: Colour
    light: Colour
    blush: Colour
    hair: Colour
    iris: Colour
    dark: Colour
    ink: Colour
    cloth: Colour
    ink_width: float
    gloss: float
    rosy: float


def hexed(text: str) -> Colour:
    """(3,) a colour written as rrggbb."""
    return np.array([int(text[i : i + 2], 16) for i in (0, 2, 4)], np.float32) / np.float32(255)


def any_look(rng: Generator) -> Look:
    """The colours of somebody: half of them people, half of them emoji."""
    person = rng.random() < 0.5
    skin = _nudged(rng, hexed(str(rng.choice(SKINS if person else CANDIES))))
    hairs = HAIRS if rng.random() < (0.75 if person else 0.5) else FUN_HAIRS
    gloss = rng.uniform(0.0, 0.45) if person else rng.uniform(0.55, 1.0)
    inked = rng.random() < 0.2
    return Look(
        person=person,
        skin=skin,
        shade=np.maximum(skin**1.55 * np.float32(0.93), skin * np.float32(0.66)),
        light=mixed(skin**0.6, (1, 1, 1), 0.08),
        blush=mixed(skin**1.3, hexed("ff5a66"), 0.55) if person else hexed("ff7f8e"),
        hair=_nudged(rng, hexed(str(rng.choice(hairs)))),
        iris=hexed(str(rng.choice(IRISES))),
        dark=hexed(NIGHT if rng.random() < 0.5 else WALNUT),
        ink=hexed(NIGHT),
        cloth=_nudged(rng, hexed(str(rng.choice(CLOTHES)))),
        ink_width=float(rng.uniform(0.03, 0.045)) if inked else 0.0,
        gloss=float(gloss),
        rosy=float(rng.choice([0.0, 0.4, 0.6, 0.8])),
    )


def _nudged(rng: Generator, colour: Colour) -> Colour:
    """Nearly the same colour."""
    return (colour + rng.normal(0, 0.02, 3)).clip(0.02, 1).astype(np.float32)
