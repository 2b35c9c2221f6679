"""Drawn bags."""

import pytest

from engines.drawn.edges import foreground
from engines.drawn.goods.handbags import draw_handbag
from tests.engines.drawn.things import check_small, check_thing, check_variety, drawn, thing_mask


@pytest.mark.parametrize("seed", range(4))
def test_a_bag_and_its_lines(seed: int) -> None:
    check_thing(draw_handbag, seed)


def test_a_small_bag_is_the_same_bag() -> None:
    check_small(draw_handbag, 3)


def test_bags_vary() -> None:
    check_variety(draw_handbag, range(10))


def test_one_sees_the_paper_through_most_handles() -> None:
    pictures = [drawn(draw_handbag, seed, 96).picture for seed in range(10)]
    holes = [(foreground(picture) & ~thing_mask(picture)).mean() > 0.005 for picture in pictures]
    assert sum(holes) >= 4
