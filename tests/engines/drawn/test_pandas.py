"""Drawn pandas: a bear in a grove that fills the page, and the lines it follows."""

import numpy as np
import pytest
from PIL import Image

from engines.drawn.creatures.fur import any_coat, tufted
from engines.drawn.creatures.pandas import draw_panda
from engines.drawn.creatures.scenes import bamboo
from engines.drawn.forms import DrawnThing
from tests.engines.drawn.test_faces import SIDE, on_edges, points_of


@pytest.fixture(scope="module")
def pandas() -> list[DrawnThing]:
    return [draw_panda(np.random.default_rng(seed), SIDE) for seed in range(12)]


def test_the_same_numbers_make_the_same_panda(pandas) -> None:
    again = draw_panda(np.random.default_rng(2), SIDE)
    assert np.array_equal(pandas[2].picture, again.picture)
    assert all(np.array_equal(a.points, b.points) for a, b in zip(pandas[2].strokes, again.strokes, strict=True))


def test_a_grove_fills_the_whole_page(pandas) -> None:
    for panda in pandas:
        assert panda.picture.shape == (SIDE, SIDE, 3)
        red, green, blue = panda.picture[-3:].mean((0, 1))
        assert green > red
        assert green > blue + 20


def test_lines_stay_on_the_page_nearly_fill_it_and_follow_the_picture(pandas) -> None:
    for panda in pandas:
        points = points_of(panda)
        assert points.min() >= 0
        assert points.max() <= SIDE
        assert np.ptp(points, axis=0).max() >= 0.6 * SIDE
    shares = [on_edges(panda) for panda in pandas]
    assert np.mean(shares) > 0.9
    assert min(shares) > 0.75


def test_most_bears_are_black_and_white() -> None:
    coats = [any_coat(np.random.default_rng(seed)) for seed in range(60)]
    pandas = [coat for coat in coats if coat.head.mean() > 0.9 and coat.ears.mean() < 0.25]
    assert 0.6 * len(coats) < len(pandas) < len(coats)


def test_a_larger_page_shows_the_same_panda(pandas) -> None:
    large = draw_panda(np.random.default_rng(0), 2 * SIDE)
    shrunk = np.asarray(Image.fromarray(large.picture).reduce(2), float)
    assert np.abs(pandas[0].picture - shrunk).mean() < 5
    assert np.allclose(pandas[0].strokes[0].points * 2, large.strokes[0].points, atol=0.01)


def test_some_are_heads_and_some_have_a_body(pandas) -> None:
    strokes = [len(panda.strokes) for panda in pandas]
    assert min(strokes) <= 8
    assert max(strokes) >= 14


def test_a_grove_is_calm() -> None:
    grove = bamboo(np.random.default_rng(0), 128)
    assert grove.shape == (128, 128, 3)
    assert np.abs(np.diff(grove, axis=1)).max() < 0.06
    assert grove[:40, :40].mean() > grove[-20:, -40:].mean()


def test_tufts_stand_out_from_a_shape_by_no_more_than_their_length() -> None:
    angle = np.linspace(0, 2 * np.pi, 90)
    ring = np.stack([np.cos(angle), np.sin(angle)], 1) * 0.3 + 0.5
    radius = np.hypot(*(tufted(ring, 0.02) - 0.5).T)
    assert radius.max() == pytest.approx(0.3 + 0.6 * 0.02, abs=0.002)
    assert radius.min() > 0.3 - 0.45 * 0.02
