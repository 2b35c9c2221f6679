"""Drawn cars."""

import numpy as np
import pytest

from engines.drawn.goods.car_bodies import any_build, any_wheels, with_wells
from engines.drawn.goods.cars import draw_car
from tests.engines.drawn.things import check_small, check_thing, check_variety, drawn, thing_mask


@pytest.mark.parametrize("seed", range(4))
def test_a_car_and_its_lines(seed: int) -> None:
    check_thing(draw_car, seed)


def test_a_small_car_is_the_same_car() -> None:
    check_small(draw_car, 4)


def test_cars_vary() -> None:
    check_variety(draw_car, range(10))


def test_cars_lie_longer_than_high() -> None:
    for seed in range(4):
        rows, columns = (np.flatnonzero(thing_mask(drawn(draw_car, seed, 96).picture).any(axis)) for axis in (1, 0))
        assert np.ptp(columns) > np.ptp(rows)


def test_hollows_leave_room_for_the_wheels() -> None:
    for seed in range(12):
        rng = np.random.default_rng(seed)
        build, wheels = any_build(rng), any_wheels(rng, inside=True)
        hollow = with_wells(build, wheels)
        assert len(hollow.wells) == len(wheels)
        assert np.allclose(hollow.body[0], hollow.body[-1])
        for wheel in wheels:
            top = np.array([wheel.middle[0], -wheel.size])
            assert np.hypot(*(hollow.body - top).T).min() < 0.8 * wheel.size
            assert np.hypot(*(hollow.body - wheel.middle * (1, 0)).T).min() > 0.5 * wheel.size
