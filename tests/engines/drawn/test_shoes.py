"""Drawn shoes."""

import numpy as np
import pytest

from engines.drawn.goods.bench import emblem
from engines.drawn.goods.shoes import draw_shoe
from tests.engines.drawn.things import check_small, check_thing, check_variety


@pytest.mark.parametrize("seed", range(4))
def test_a_shoe_and_its_lines(seed: int) -> None:
    check_thing(draw_shoe, seed)


def test_a_small_shoe_is_the_same_shoe() -> None:
    check_small(draw_shoe, 1)


def test_shoes_vary() -> None:
    check_variety(draw_shoe, range(10))


def test_emblems_are_closed_and_of_their_size() -> None:
    for seed in range(8):
        shape = emblem(np.random.default_rng(seed), (0.5, 0.4), 0.1)
        assert np.allclose(shape[0], shape[-1], atol=1e-6)
        assert 0.04 < np.abs(shape - (0.5, 0.4)).max() < 0.13
