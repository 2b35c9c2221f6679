"""Edge detectors on pictures whose edges are known."""

import numpy as np
import pytest
from numpy.typing import NDArray

from engines.drawn.edges import box, canny, difference_of_gaussians, foreground, gaussian, outline


def square_on_white(side: int = 64, colour: tuple[int, int, int] = (200, 40, 40)) -> NDArray[np.uint8]:
    picture = np.full((side, side, 3), 255, np.uint8)
    picture[16:48, 16:48] = colour
    return picture


def test_gaussian_keeps_the_mean_and_flat_ground() -> None:
    values = np.random.default_rng(0).random((32, 40)).astype(np.float32)
    assert gaussian(values, 1.5).mean() == pytest.approx(values.mean(), abs=0.01)
    assert np.allclose(gaussian(np.ones((20, 20, 3), np.float32), 2.0), 1)


@pytest.mark.parametrize("detect", [lambda p: canny(p, 1.0), lambda p: difference_of_gaussians(p, 1.0)])
def test_a_square_has_four_edges_and_no_others(detect) -> None:
    edges = detect(square_on_white())
    y, x = np.nonzero(edges)
    away = np.minimum.reduce([np.abs(y - 16), np.abs(y - 47), np.abs(x - 16), np.abs(x - 47)])
    assert len(y) >= 100
    assert away.max() <= 2
    assert not edges[24:40, 24:40].any()


def test_canny_sees_an_edge_of_colour_alone() -> None:
    picture = np.zeros((40, 40, 3), np.uint8)
    picture[:, :20] = (90, 0, 0)
    picture[:, 20:] = (0, 90, 0)  # as bright, another colour
    assert canny(picture, 1.0)[5:35, 18:22].any(1).all()


def test_canny_is_one_pixel_wide() -> None:
    edges = canny(square_on_white(), 1.0) > 0
    assert edges[30, 10:24].sum() == 1


def test_a_flat_picture_has_no_edges() -> None:
    flat = np.full((32, 32, 3), 127, np.uint8)
    assert not canny(flat, 1.0).any()
    assert not difference_of_gaussians(flat, 1.0).any()


def test_foreground_fills_holes() -> None:
    ring = square_on_white()
    ring[26:38, 26:38] = 255  # a white hole inside
    mask = foreground(ring)
    assert mask[30, 30]
    assert not mask[2, 2]
    assert box(mask) == pytest.approx((16, 16, 48, 48), abs=2)


def test_foreground_of_winding_paper() -> None:
    picture = np.full((40, 40, 3), 255, np.uint8)
    for row in (8, 16, 24, 32):  # walls with a way through at alternating ends: paper all the same
        picture[row, 4:40] = 0
        if row % 16:
            picture[row] = np.roll(picture[row], -4, axis=0)
    assert not foreground(picture)[12, 20]


@pytest.mark.parametrize(
    ("set_pixels", "expected"),
    [
        ([], None),  # nothing
        ([(3, 5)], (5, 3, 6, 4)),  # one pixel
        ([(0, 0), (9, 7)], (0, 0, 8, 10)),  # corners
    ],
)
def test_box(set_pixels: list[tuple[int, int]], expected: tuple[int, int, int, int] | None) -> None:
    mask = np.zeros((10, 8), bool)
    for pixel in set_pixels:
        mask[pixel] = True
    assert box(mask) == expected


def test_outline_is_the_border_of_a_mask() -> None:
    mask = np.zeros((10, 10), bool)
    mask[2:8, 2:8] = True
    assert outline(mask).sum() == 20
