"""Breeds as the drawn dogs show them: breeds.toml as traits.

There a breed has a kind of build, a size, coats to choose from, and what is special. A coat is a name of its section
`coats`, or a maker of coats.py followed by what it is called and its colours: "masked golden fawn".
"""

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from numpy.random import Generator

from engines.drawn.dogs.coats import MAKERS
from engines.drawn.dogs.traits import RGB, Coat, DogTraits

HEIGHTS = {"toy": 0.24, "small": 0.34, "medium": 0.47, "large": 0.6, "giant": 0.74}  # metres
VARIED = ("leg", "length", "girth", "tuck", "bone", "neck", "head", "muzzle", "jaw", "ear", "tail_length", "fur", "eye")
COLLARS: tuple[RGB, ...] = ((0.8, 0.2, 0.2), (0.2, 0.4, 0.75), (0.25, 0.55, 0.3), (0.9, 0.6, 0.15), (0.2, 0.2, 0.22))
COLLARED, MONGRELS = 0.25, 0.2  # of the dogs whose collar would show; of any dogs
INHERITED = ("coat", "fur", "texture", "ears", "ear", "tail", "tail_length", "iris", "ruff")

_TABLE: dict[str, dict[str, Any]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
PALETTE: dict[str, RGB] = {name: tuple(colour) for name, colour in _TABLE["palette"].items()}
BREEDS = tuple(_TABLE["breeds"])
UNLISTED = ("dachshund", "dalmatian")  # drawn, but not among the 120 breeds of Stanford Dogs
BREEDS_DRAWN = tuple(breed for breed in BREEDS if breed not in UNLISTED)


def traits_like(breed: str, rng: Generator) -> DogTraits:
    """A dog of a breed in BREEDS; no two are quite alike.

    Raises:
        KeyError: the breed is not drawn.
    """
    look = dict(_TABLE["breeds"][breed])
    coats, size, kind = look.pop("coats"), look.pop("size"), look.pop("kind")
    looks = {name: PALETTE.get(value, value) for name, value in (_TABLE["kinds"][kind] | look).items()}
    coat = _tinted(_coat(coats[rng.integers(len(coats))]), rng)
    height = HEIGHTS[size] * float(rng.normal(1, 0.04))
    made = DogTraits(breed, size, coat, int(rng.integers(1, 100_000)), height, **looks)
    bare = made.ruff + made.feather < 0.4  # long fur hides a collar
    collar = COLLARS[rng.integers(len(COLLARS))] if rng.random() < COLLARED and bare else None
    return replace(made, collar=collar, **{name: getattr(made, name) * float(rng.normal(1, 0.035)) for name in VARIED})


def any_traits(rng: Generator) -> DogTraits:
    """A dog of any breed that is drawn, now and then a mongrel: one breed's build and head in another's coat."""
    made = traits_like(BREEDS[rng.integers(len(BREEDS))], rng)
    if rng.random() > MONGRELS:
        return made
    other = traits_like(BREEDS[rng.integers(len(BREEDS))], rng)
    return replace(made, breed="", **{name: getattr(other, name) for name in INHERITED if rng.random() < 0.7})


def _coat(words: str) -> Coat:
    """The coat that breeds.toml names."""
    if words in _TABLE["coats"]:
        row = _TABLE["coats"][words]
        layers = (layer.split() for layer in row["layers"])
        return Coat(row["colour"], PALETTE[row["base"]], tuple((name, PALETTE[tint]) for name, tint in layers))
    maker, *arguments = words.split()
    named = maker in ("solid", "bicolour", "collared", "masked", "pale_faced")
    return MAKERS[maker](*arguments[:named], *(PALETTE[tint] for tint in arguments[named:]))


def _tinted(coat: Coat, rng: Generator) -> Coat:
    """A little lighter or darker, warmer or cooler."""
    light, warm = float(rng.normal(1, 0.05)), float(rng.normal(0, 0.02))

    def tint(colour: RGB) -> RGB:
        red, green, blue = colour
        return min(1.0, red * light * (1 + warm)), min(1.0, green * light), min(1.0, blue * light * (1 - warm))

    return Coat(coat.colour, tint(coat.base), tuple((name, tint(colour)) for name, colour in coat.layers))
