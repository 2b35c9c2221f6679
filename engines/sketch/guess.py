"""Guess the world: what does this drawing show? The page asks while a child draws.

A drawing is brought near first, so that its place and size on the page do not matter.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engines.drawn.edges import box
from engines.sketch.worlds import WORLDS

if TYPE_CHECKING:
    from engines.models.world_classifier import WorldClassifier

SIDE = 64  # of what the classifier sees
LINE = 0.3  # from here on ink counts as a line
MARGIN = 0.06  # of paper around the drawing, of its longer side
LEAST = 0.25  # of the page's side; a smaller drawing is not brought nearer than this

Ink = NDArray[np.float32]


@dataclass(frozen=True)
class Guess:
    """The likeliest world's id, how sure the guess is (0 to 1), and the shares of all worlds, which add up to 1."""

    world: str
    share: float
    shares: dict[str, float]


def guess(classifier: "WorldClassifier", ink: Ink) -> Guess:
    """Say which world a drawing belongs to.

    ink: (S, S), 0 paper to 1, of any side; a blank page is a guess like any other.
    """
    import torch

    with torch.inference_mode():
        page = torch.from_numpy(near(ink))[None, None].to(classifier.worlds.weight)
        shares = classifier(page)[0].float().softmax(0).tolist()
    by_world = dict(zip((world.id for world in WORLDS), shares, strict=True))
    best = max(by_world, key=by_world.__getitem__)
    return Guess(best, by_world[best], by_world)


def near(ink: Ink) -> Ink:
    """The drawn part of a page (S, S) in a square that it nearly fills, (SIDE, SIDE)."""
    page = len(ink)
    left, top, right, bottom = box(ink > LINE) or (0, 0, page, page)
    half = max(right - left, bottom - top, LEAST * page) * (0.5 + MARGIN)
    x, y = (left + right) / 2, (top + bottom) / 2
    square = Image.fromarray(ink).crop((round(x - half), round(y - half), round(x + half), round(y + half)))
    return np.array(square.resize((SIDE, SIDE), Image.Resampling.BILINEAR))
