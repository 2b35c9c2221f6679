"""What is true of every thing that a program draws with its lines."""

from collections.abc import Callable

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from engines.drawn.edges import box, canny
from engines.drawn.forms import DrawnThing

Drawer = Callable[[Generator, int], DrawnThing]
PEN = 3  # pixels that a line may lie beside its edge


def drawn(draw: Drawer, seed: int, side: int = 256) -> DrawnThing:
    """The thing of that seed."""
    return draw(np.random.default_rng(seed), side)


def thing_mask(picture: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """(S, S) what is not paper."""
    return (255 - picture.astype(int)).max(-1) > 10


def share_on_edges(thing: DrawnThing) -> float:
    """How much of the lines lies where the picture has an edge."""
    edges = canny(thing.picture, 1.0, 0.1, 0.3) > 0
    reach = range(-PEN, PEN + 1)
    near = np.maximum.reduce([np.roll(edges, (dy, dx), (0, 1)) for dy in reach for dx in reach])
    x, y = np.concatenate([s.points for s in thing.strokes]).astype(int).clip(0, len(edges) - 1).T
    return float(near[y, x].mean())


def longest_side(picture: NDArray[np.uint8]) -> float:
    """Of the thing, as a share of its page."""
    where = box(thing_mask(picture))
    assert where is not None
    left, top, right, bottom = where
    return max(right - left, bottom - top) / len(picture)


def check_thing(draw: Drawer, seed: int) -> None:
    """A thing on white paper that fills its page, with lines that lie on it, the same again for the same seed."""
    thing = drawn(draw, seed)
    assert thing.picture.shape == (256, 256, 3)
    assert thing.picture.dtype == np.uint8
    assert (thing.picture[[0, -1]] == 255).all()
    assert (thing.picture[:, [0, -1]] == 255).all()
    assert 0.7 < longest_side(thing.picture) < 0.99
    points = np.concatenate([s.points for s in thing.strokes])
    assert points.min() >= 0
    assert points.max() <= 256
    assert {s.strength for s in thing.strokes} <= set(np.linspace(0, 1, 21).round(2).tolist())
    assert any(s.strength == 1 for s in thing.strokes)
    assert share_on_edges(thing) > 0.85
    again = drawn(draw, seed)
    assert np.array_equal(thing.picture, again.picture)
    assert len(thing.strokes) == len(again.strokes)


def check_small(draw: Drawer, seed: int) -> None:
    """At half the size it is about the same thing."""
    large, small = thing_mask(drawn(draw, seed).picture), thing_mask(drawn(draw, seed, 128).picture)
    assert np.mean(large[::2, ::2] == small) > 0.97


def check_variety(draw: Drawer, seeds: range) -> None:
    """Colours, forms and completeness vary."""
    things = [drawn(draw, seed, 96) for seed in seeds]
    masks = [thing_mask(t.picture) for t in things]
    hues = np.stack([t.picture[m].mean(0) for t, m in zip(things, masks, strict=True)])
    assert hues.std(0).min() > 25
    assert np.ptp([m.mean() for m in masks]) > 0.1
    assert np.ptp([len(t.strokes) for t in things]) > 5
