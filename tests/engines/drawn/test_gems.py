"""Gemstones drawn by program."""

import numpy as np
import pytest

from engines.drawn.edges import canny, gaussian
from engines.drawn.forms import DrawnThing
from engines.drawn.treasures.gems import KINDS, draw_gem

GEMS = [draw_gem(np.random.default_rng(seed)) for seed in range(5)]


def near_edges(thing: DrawnThing) -> float:
    """Share of the points of the lines that lie within some 4 pixels of an edge of the picture."""
    edges = gaussian((canny(thing.picture, 1.0, 0.1, 0.4) > 0).astype(np.float32), 2.0) > 0.03
    points = np.concatenate([stroke.points for stroke in thing.strokes]).round().astype(int)
    x, y = points.clip(0, len(edges) - 1).T
    return float(edges[y, x].mean())


def test_the_same_generator_draws_the_same_gem() -> None:
    again = draw_gem(np.random.default_rng(3))
    assert (again.picture == GEMS[3].picture).all()
    assert all((a.points == b.points).all() for a, b in zip(again.strokes, GEMS[3].strokes, strict=True))


def test_lines_lie_on_the_page_and_on_edges_of_the_picture() -> None:
    for gem in GEMS:
        points = np.concatenate([stroke.points for stroke in gem.strokes])
        assert points.min() >= 0
        assert points.max() <= 256
    assert np.mean([near_edges(gem) for gem in GEMS]) > 0.9


def test_the_paper_is_white_and_the_gem_is_not() -> None:
    for gem in GEMS:
        border = np.concatenate([gem.picture[[0, -1]].reshape(-1, 3), gem.picture[:, [0, -1]].reshape(-1, 3)])
        assert border.min() >= 245
        assert (gem.picture.min(-1) < 230).mean() > 0.15


def test_gems_differ_in_colour() -> None:
    middles = np.array([gem.picture[100:156, 100:156].reshape(-1, 3).mean(0) for gem in GEMS])
    assert (middles.std(0) > 25).all()


@pytest.mark.parametrize("number", range(len(KINDS) - 1))
def test_every_cut_covers_what_its_outline_holds(number: int) -> None:
    make = KINDS[number][0]
    assert make is not None
    made = make(np.random.default_rng(number))
    for cut in made if isinstance(made, list) else [made]:
        assert sum(_area(cut.path(loop, closed=True)) for loop in cut.facets) == pytest.approx(
            _area(cut.path(cut.rim, closed=True)), rel=0.12
        )
        assert cut.lines[0][1] == 1.0


def test_another_size() -> None:
    gem = draw_gem(np.random.default_rng(1), side=128)
    assert gem.picture.shape == (128, 128, 3)
    assert np.concatenate([stroke.points for stroke in gem.strokes]).max() <= 128


def _area(loop: np.ndarray) -> float:
    x, y = loop.T
    return abs(float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum())) / 2
