"""Night skies drawn by program."""

import numpy as np
import pytest

from engines.drawn.edges import canny, gaussian
from engines.drawn.forms import DrawnThing, Sheet
from engines.drawn.treasures.space import THINGS, Painter, draw_space

SKIES = [draw_space(np.random.default_rng(seed)) for seed in range(4)]


def near_edges(thing: DrawnThing) -> float:
    """Share of the points of the lines that lie within some 4 pixels of an edge of the picture."""
    edges = gaussian((canny(thing.picture, 1.0, 0.1, 0.4) > 0).astype(np.float32), 2.0) > 0.03
    points = np.concatenate([stroke.points for stroke in thing.strokes]).round().astype(int)
    x, y = points.clip(0, len(edges) - 1).T
    return float(edges[y, x].mean())


def test_the_same_generator_draws_the_same_sky() -> None:
    again = draw_space(np.random.default_rng(2))
    assert (again.picture == SKIES[2].picture).all()
    assert all((a.points == b.points).all() for a, b in zip(again.strokes, SKIES[2].strokes, strict=True))


def test_the_sky_is_dark_and_the_things_are_not() -> None:
    for sky in SKIES:
        border = np.concatenate([sky.picture[[0, -1]].reshape(-1, 3), sky.picture[:, [0, -1]].reshape(-1, 3)])
        assert np.median(border.mean(-1)) < 90
        assert np.quantile(sky.picture.max(-1), 0.98) > 170


@pytest.mark.parametrize("paint", [paint for paint, _ in THINGS])
def test_every_thing_shows_its_lines(paint: Painter) -> None:
    sheet = Sheet(256, (0.06, 0.05, 0.2))
    paint(sheet, np.random.default_rng(0), np.array([0.5, 0.5]), 0.44)
    thing = sheet.finish()
    points = np.concatenate([stroke.points for stroke in thing.strokes])
    assert points.min() >= 0
    assert points.max() <= 256
    assert np.ptp(points, axis=0).max() > 0.65 * 256
    assert near_edges(thing) > 0.85


def test_another_size() -> None:
    sky = draw_space(np.random.default_rng(1), side=128)
    assert sky.picture.shape == (128, 128, 3)
    assert np.concatenate([stroke.points for stroke in sky.strokes]).max() <= 128
