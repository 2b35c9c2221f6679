"""Marks that touch only a part of the page, against the same marks on the whole page."""

import numpy as np
import pytest

from engines.drawn.creatures.parts import Line, Part, moved, paint_parts, placement
from engines.drawn.creatures.stamps import (
    around,
    dab,
    draw_line,
    fill_shape,
    outside,
    shaded,
    shape,
    smoothing,
    soft_light,
    within,
)
from engines.drawn.forms import Sheet, area, band, blob

SIDE = 128
WHITE, BLACK = (1.0, 1.0, 1.0), (0.0, 0.0, 0.0)


def ring(at: tuple[float, float] = (0.4, 0.6), radius: float = 0.2):
    return blob(np.random.default_rng(0), at, (radius, radius), 0.05)


def test_a_shape_is_the_same_as_on_the_whole_page() -> None:
    sheet = Sheet(SIDE)
    fill_shape(sheet, ring(), BLACK)
    assert np.abs((1 - sheet.pixels[..., 0]) - area(ring(), SIDE)).mean() < 0.004


def test_a_line_is_the_same_as_on_the_whole_page() -> None:
    sheet = Sheet(SIDE)
    draw_line(sheet, ring(), 0.03, BLACK)
    assert np.abs((1 - sheet.pixels[..., 0]) - band(ring(), 0.03, SIDE)).mean() < 0.01


@pytest.mark.parametrize("at", [(-0.5, 0.5), (1.4, 1.4), (0.0, 1.0)])
def test_marks_over_the_edge_of_the_page_and_off_it_are_allowed(at) -> None:
    sheet = Sheet(SIDE)
    fill_shape(sheet, ring(at), BLACK)
    dab(sheet, np.array(at), (0.1, 0.1), BLACK)
    assert sheet.pixels.shape == (SIDE, SIDE, 3)
    seen = (sheet.pixels < 0.5).any()
    assert seen == (at == (0.0, 1.0))


def test_a_dab_fades_out() -> None:
    sheet = Sheet(SIDE)
    dab(sheet, np.array([0.5, 0.5]), (0.2, 0.1), BLACK)
    assert sheet.pixels[64, 64, 0] < 0.05
    assert (np.diff(sheet.pixels[64, 64:92, 0]) >= 0).all()
    assert sheet.pixels[64, 92, 0] == 1
    assert sheet.pixels[80, 64, 0] == 1


def test_light_comes_from_the_upper_left_in_a_window_of_any_shape() -> None:
    wide = blob(np.random.default_rng(1), (0.5, 0.5), (0.4, 0.2), 0.0)
    window = around(wide, SIDE)
    mask = shape(wide, window, SIDE)
    lit = soft_light(mask)
    assert lit.shape == mask.shape
    h, w = mask.shape
    assert lit[h // 4, w // 4] > lit[h // 2, w // 2] > lit[3 * h // 4, 3 * w // 4]


def test_shaded_goes_from_shade_by_its_colour_to_light() -> None:
    tones = shaded((0.1,) * 3, (0.4,) * 3, (0.9,) * 3, np.array([[0, 0.5, 1]], np.float32))
    assert np.allclose(tones[0, :, 0], [0.1, 0.4, 0.9])


def test_smoothing_keeps_a_flat_page() -> None:
    blur = smoothing(32, 2.0)
    assert np.allclose(blur @ np.ones((32, 32), np.float32) @ blur.T, 1, atol=1e-5)


def test_within_and_outside_know_a_square() -> None:
    square = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], float)
    assert within(np.array([(0.5, 0.5), (1.5, 0.5), (0.5, -0.1)]), square).tolist() == [True, False, False]
    across = np.stack([np.linspace(-1, 2, 31), np.full(31, 0.5)], 1)
    pieces = outside(across, square)
    assert len(pieces) == 2
    assert pieces[0][:, 0].max() <= 0 <= 1 <= pieces[1][:, 0].min()


@pytest.mark.parametrize("seed", range(5))
def test_parts_are_laid_large_into_the_middle(seed) -> None:
    tall = np.array([(50.0, 10.0), (52.0, 10.0), (52.0, 30.0), (50.0, 30.0)])
    part = Part(lambda sheet, curves, _: fill_shape(sheet, curves[0], BLACK), [tall], [Line(tall)])
    first = Part(lambda sheet, curves, _: None, [tall], [Line(tall[:2], 0.5)], outline=True)
    placed = moved(tall, placement(np.random.default_rng(seed), [part]))
    assert 0.74 - 1e-6 <= np.ptp(placed, axis=0).max() <= 0.95 + 1e-6
    assert np.abs((placed.min(0) + placed.max(0)) / 2 - 0.5).max() <= 0.04 + 1e-6
    sheet = Sheet(64)
    paint_parts(sheet, [part, first], placement(np.random.default_rng(seed), [part]))
    assert [stroke.strength for stroke in sheet.strokes] == [0.5, 1.0]
