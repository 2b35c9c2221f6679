"""Rulers, compasses, scissors, and where things lie."""

import numpy as np
import pytest

from engines.drawn.forms import Sheet, area, soft
from engines.drawn.goods.patches import lay, patch
from engines.drawn.goods.patches import soft as quick_soft
from engines.drawn.goods.shapes import (
    any_place,
    closed_ribbon,
    cut,
    even,
    inset,
    joined,
    oval,
    ribbon,
    rounded,
    uncovered,
)

SQUARE = joined(np.array([(0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8)]))


def test_even_keeps_the_ends_and_the_step() -> None:
    line = even(np.array([(0, 0), (0.1, 0), (0.6, 0)]), 0.051)
    assert np.allclose(line[[0, -1]], [(0, 0), (0.6, 0)])
    assert np.allclose(np.hypot(*np.diff(line, axis=0).T), 0.6 / 11)


@pytest.mark.parametrize("radius", [0.0, 0.1, 9.0])  # sharp, round, and more than there is room for
def test_rounded_corners_are_cut_by_their_radius(radius: float) -> None:
    shape = rounded([(0, 0), (1, 0), (1, 1), (0, 1)], radius)
    assert np.allclose(shape[0], shape[-1])
    nearest = np.hypot(*(shape - (1, 0)).T).min()
    assert nearest == pytest.approx(min(radius, 0.48) * 2**0.5 / 4, abs=0.012)


def test_an_open_line_keeps_its_ends() -> None:
    line = rounded([(0, 0), (1, 0), (1, 1)], 0.2, closed=False)
    assert np.allclose(line[[0, -1]], [(0, 0), (1, 1)])


@pytest.mark.parametrize(
    ("at", "towards", "left"),
    [
        ((0.5, 0.5), (1, 0), 0.5),  # halved
        ((0.5, 0.5), (1, 1), 0.5),  # across
        ((0.0, 0.0), (1, 0), 1.0),  # beside it: nothing taken
        ((0.9, 0.0), (1, 0), 0.0),  # everything taken
    ],
)
def test_cut(at: tuple[float, float], towards: tuple[float, float], left: float) -> None:
    shape = cut(SQUARE, at, towards)
    share = area(shape, 64).sum() / area(SQUARE, 64).sum() if len(shape) else 0.0
    assert share == pytest.approx(left, abs=0.03)


def test_inset_goes_in_on_all_sides() -> None:
    assert np.allclose(inset(SQUARE, 0.1).min(0), 0.3)
    assert np.allclose(inset(SQUARE, 0.1).max(0), 0.7)


def test_a_ribbon_is_as_wide_as_asked() -> None:
    one, other = ribbon(even(np.array([(0.1, 0.5), (0.9, 0.5)])), 0.2)
    assert np.allclose(np.abs(one - other)[:, 1], 0.2)
    shape = closed_ribbon(oval((0.5, 0.5), (0.3, 0.3), 0, 0.5), 0.1)
    assert area(shape, 64).mean() == pytest.approx(np.pi * 0.3 * 0.1, rel=0.1)


def test_what_a_mask_hides_is_left_out() -> None:
    line = even(np.array([(0.0, 0.5), (1.0, 0.5)]))
    parts = uncovered(line, area(SQUARE, 64))
    assert len(parts) == 2
    assert max(parts[0][:, 0].max(), 1 - parts[1][:, 0].min()) < 0.23
    assert uncovered(line, np.ones((64, 64), np.float32)) == []


@pytest.mark.parametrize("seed", range(5))
def test_a_place_fills_the_page_and_keeps_a_margin(seed: int) -> None:
    place = any_place(np.random.default_rng(seed), SQUARE * (2, 1), turn=20)
    laid = place(SQUARE * (2, 1))
    assert 0.73 < np.ptp(laid, axis=0).max() < 0.96
    assert laid.min() > 0.01
    assert laid.max() < 0.99
    assert place.scale > 0


def test_a_patch_paints_what_a_whole_page_would() -> None:
    shape = oval((0.3, 0.6), (0.2, 0.1))
    whole, quick = Sheet(96), Sheet(96)
    whole.fill(area(shape, 96), (1.0, 0.2, 0.1))
    lay(quick, patch(shape, 96), (1.0, 0.2, 0.1))
    assert np.abs(whole.pixels - quick.pixels).mean() < 0.003


def test_a_patch_may_hang_over_the_border_of_the_page() -> None:
    sheet = Sheet(64)
    lay(sheet, patch(oval((1.0, 0.0), (0.3, 0.3)), 64), (0.0, 0.0, 0.0))
    assert sheet.pixels[0, -1].max() < 0.1
    assert sheet.pixels.mean() == pytest.approx(1 - np.pi * 0.09 / 4, abs=0.02)


@pytest.mark.parametrize("sigma", [1.0, 4.0, 12.0])
def test_quick_blur_is_a_blur(sigma: float) -> None:
    mask = area(oval((0.5, 0.5), (0.2, 0.2)), 128)
    assert np.abs(quick_soft(mask, sigma) - soft(mask, sigma)).max() < 0.06
