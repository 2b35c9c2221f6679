"""Coats that many breeds wear, in any colours."""

from collections.abc import Callable

from engines.drawn.dogs.traits import RGB, Coat

WHITE: RGB = (0.96, 0.95, 0.92)
BLACK: RGB = (0.17, 0.16, 0.17)
TAN: RGB = (0.73, 0.53, 0.34)


def solid(colour: str, base: RGB) -> Coat:
    """One colour, a little paler below."""
    red, green, blue = (min(1.0, channel * 1.1 + 0.02) for channel in base)
    return Coat(colour, base, (("belly", (red, green, blue)),))


def tricolour() -> Coat:
    """White below, dark above, a tan head: a hound's."""
    return Coat("mixed", WHITE, (("head", TAN), ("saddle", BLACK), ("blaze", WHITE), ("tip", WHITE)))


def swiss() -> Coat:
    """Black with tan points, a white blaze, chest and tip of the tail."""
    return Coat("mixed", BLACK, (("points", TAN), ("blaze", WHITE), ("chest", WHITE), ("tip", WHITE)))


def black_tan(base: RGB = BLACK, points: RGB = TAN) -> Coat:
    """Tan points on black."""
    return Coat("mixed", base, (("points", points),))


def bicolour(colour: str, dark: RGB) -> Coat:
    """Large patches and a coloured head with a blaze, on white."""
    return Coat(colour, WHITE, (("patches", dark), ("head", dark), ("blaze", WHITE), ("chest", WHITE)))


def collared(colour: str, base: RGB) -> Coat:
    """White blaze, collar, chest, feet and tip of the tail: a border collie's."""
    return Coat(colour, base, (("collar", WHITE), ("blaze", WHITE), ("socks", WHITE), ("tip", WHITE)))


def masked(colour: str, base: RGB, dark: RGB = BLACK) -> Coat:
    """A dark muzzle."""
    return Coat(colour, base, (("mask", dark),))


def pale_faced(colour: str, base: RGB) -> Coat:
    """A sledge dog's: white below and in the face."""
    return Coat(colour, base, (("belly", WHITE), ("cheeks", WHITE), ("legs", WHITE)))


def saddled(back: RGB, base: RGB) -> Coat:
    """A dark back on tan."""
    return Coat("mixed", base, (("saddle", back),))


MAKERS: dict[str, Callable[..., Coat]] = {
    maker.__name__: maker
    for maker in (solid, tricolour, swiss, black_tan, bicolour, collared, masked, pale_faced, saddled)
}
