"""Colours that somebody gives a drawing: crayon over the paper, or lines drawn with a coloured pen.

A hint is (H, W, 4) at a quarter of the page's side: red, green and blue times how surely, and how surely, 0 to 1.
"""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageDraw

FOLD = 4  # the page's side by the hint's
LINE_GAIN = 1.6  # a line is thinner than a hint's pixel, and counts for more than it covers
PAPER = 235  # from here on, of 255, all channels of a pixel are paper

Hint = NDArray[np.float32]
Picture = NDArray[np.uint8]


def no_hint(side: int) -> Hint:
    """The hint of a drawing without colours, on a page of `side` pixels."""
    return np.zeros((side // FOLD, side // FOLD, 4), np.float32)


def any_hint(picture: Picture, ink: Picture, rng: Generator) -> Hint:
    """What somebody might colour who wants this picture of this drawing: often nothing.

    picture: (S, S, 3) uint8; ink: (S, S) uint8, 255 is ink.
    """
    side = len(picture) // FOLD
    small = np.asarray(Image.fromarray(picture).reduce(FOLD), np.float32)
    thing = small.min(-1) < PAPER
    chance = rng.random()
    if chance < 0.5 or thing.sum() < 20:
        return no_hint(len(picture))
    hint = no_hint(len(picture))
    if chance < 0.8:
        for _ in range(int(rng.integers(1, 6))):
            _colour(hint, _scribble(thing, side, rng), small, thing, rng)
    else:
        lines = np.asarray(Image.fromarray(ink).reduce(FOLD), np.float32) / np.float32(255)
        for part in _halves(side, rng):
            _colour(hint, (lines * LINE_GAIN).clip(0, 1) * part, small, thing, rng)
    return hint


def _colour(hint: Hint, mask: Hint, small: Hint, thing: NDArray[np.bool_], rng: Generator) -> None:
    """Lay the mask (H, W) over the hint in the colour that the picture has near it, a little purer."""
    near = (mask if (mask * thing).sum() > 1 else np.ones_like(mask)) * thing
    colour = (small * near[..., None]).sum((0, 1)) / near.sum()
    pure = colour.mean() + (colour - colour.mean()) * rng.uniform(1.0, 1.6)
    laid = np.concatenate([pure.clip(0, 255) / 255, [1.0]]).astype(np.float32)
    hint += mask[..., None] * (laid - hint)


def _scribble(thing: NDArray[np.bool_], side: int, rng: Generator) -> Hint:
    """(H, W) a few strokes to and fro that begin on the thing."""
    page = Image.new("L", (side, side))
    rows, columns = np.nonzero(thing)
    start = rng.integers(len(rows))
    point = np.array([columns[start], rows[start]], float)
    reach, width = rng.uniform(3, 14), int(rng.integers(1, 7))
    points = [tuple(point + rng.normal(0, reach, 2) * (i > 0)) for i in range(int(rng.integers(1, 6)))]
    brush = ImageDraw.Draw(page)
    brush.line(points, fill=255, width=width, joint="curve")
    for x, y in points:
        brush.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=255)
    return np.asarray(page, np.float32) / np.float32(255)


def _halves(side: int, rng: Generator) -> list[NDArray[np.bool_]]:
    """The whole page, or its two sides of a line through it, or one of them."""
    if rng.random() < 0.5:
        return [np.ones((side, side), bool)]
    angle, offset = rng.uniform(0, 2 * np.pi), rng.uniform(0.3, 0.7) * side
    y, x = np.mgrid[0:side, 0:side] - offset
    first = x * np.cos(angle) + y * np.sin(angle) > 0
    return [first] if rng.random() < 0.4 else [first, ~first]
