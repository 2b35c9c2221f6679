"""Drawn heroes: a pixel picture, and the lines it follows."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from engines.drawn.edges import box, canny
from engines.drawn.forms import DrawnThing
from engines.drawn.heroes.figures import Figure, smooth, straight
from engines.drawn.heroes.heroes import draw_hero
from engines.drawn.heroes.pixels import DARK, GRID, PLAIN, SHADE, PixelSheet, hue_ramp, on_grid

SIDE = 256


@pytest.fixture(scope="module")
def heroes() -> list[DrawnThing]:
    return [draw_hero(np.random.default_rng(seed)) for seed in range(12)]


def wide(mask: NDArray[np.bool_], by: int) -> NDArray[np.bool_]:
    """The mask grown by some pixels."""
    return np.asarray(Image.fromarray(mask.astype(np.uint8)).filter(ImageFilter.MaxFilter(2 * by + 1)), bool)


def along(thing: DrawnThing) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
    """Rows and columns of all points of the lines."""
    x, y = np.concatenate([s.points for s in thing.strokes]).astype(int).T
    return y, x


def test_the_same_numbers_make_the_same_hero() -> None:
    first, second = (draw_hero(np.random.default_rng(5)) for _ in range(2))
    assert np.array_equal(first.picture, second.picture)
    assert all(np.array_equal(a.points, b.points) for a, b in zip(first.strokes, second.strokes, strict=True))


def test_a_hero_is_made_of_square_pixels_on_white_paper(heroes) -> None:
    block = SIDE // GRID
    for hero in heroes:
        assert hero.picture.shape == (SIDE, SIDE, 3)
        assert np.array_equal(hero.picture, hero.picture[::block, ::block].repeat(block, 0).repeat(block, 1))
        assert (hero.picture[[0, -1]] == 255).all()
        assert (hero.picture[:, [0, -1]] == 255).all()


def test_a_smaller_page_shows_the_same_hero(heroes) -> None:
    small = draw_hero(np.random.default_rng(0), 128)
    assert np.array_equal(small.picture, heroes[0].picture[::2, ::2])
    assert np.allclose(small.strokes[0].points * 2, heroes[0].strokes[0].points, atol=0.01)


@pytest.mark.parametrize("side", [0, 100, 63])
def test_a_side_that_the_grid_does_not_fit_is_refused(side) -> None:
    with pytest.raises(ValueError, match="multiple of 64"):
        draw_hero(np.random.default_rng(0), side)


def test_a_hero_fills_the_page_and_stands_in_its_middle(heroes) -> None:
    for hero in heroes:
        y, x = along(hero)
        assert min(x.min(), y.min()) >= 0
        assert max(x.max(), y.max()) < SIDE
        where = box((hero.picture < 255).any(-1))
        assert where is not None
        left, top, right, bottom = where
        assert 0.68 * SIDE <= max(right - left, bottom - top) <= 0.97 * SIDE
        assert abs(left + right - SIDE) / 2 < 0.06 * SIDE
        assert abs(top + bottom - SIDE) / 2 < 0.06 * SIDE


def test_the_lines_lie_on_the_hero_and_mostly_on_its_edges(heroes) -> None:
    on, near = [], []
    block = SIDE // GRID
    for hero in heroes:
        y, x = (place // block for place in along(hero))
        small = hero.picture[::block, ::block]
        on.append(wide((small < 255).any(-1), 1)[y, x].mean())
        near.append(wide(canny(small, 0.6) > 0, 1)[y, x].mean())
    assert min(on) > 0.95
    assert np.mean(near) > 0.8


def test_heroes_differ_in_build_and_in_colour(heroes) -> None:
    covered = np.stack([(hero.picture < 255).any(-1) for hero in heroes])
    shares = covered.mean((1, 2))
    assert shares.max() > 1.8 * shares.min()
    colours = np.stack([hero.picture[mask].mean(0) for hero, mask in zip(heroes, covered, strict=True)])
    assert (colours.std(0) > 10).all()
    counts = [len(hero.strokes) for hero in heroes]
    assert max(counts) > 2 * min(counts)


def test_a_line_behind_a_shape_is_hidden_and_one_in_front_is_not() -> None:
    figure = Figure()
    square = straight([(0, 0), (2, 0), (2, 2), (0, 2), (0, 0)])
    across = smooth([(-1, 1), (3, 1)], 80)
    figure.shape(square, "coat", 1.0)
    figure.line(across, 1.0, 0.0)
    figure.line(across + np.array([0, 0.3]), 1.0, 2.0)
    figure.fit(np.random.default_rng(0), 0.0)
    lines = figure.drawn([piece.cover() for piece in figure.pieces], 100)
    assert len(lines) == 1 + 2 + 1  # the square, the ends of the line behind it, the line before it


def test_pieces_with_one_contour_are_drawn_as_one_line() -> None:
    figure = Figure()
    figure.contour([figure.limb(smooth(line), 0.5, "coat", 1.0) for line in ([(0, 0), (4, 0)], [(2, -1), (2, 2)])])
    figure.fit(np.random.default_rng(0), 0.0)
    covers = [piece.cover() for piece in figure.pieces]
    (line,) = figure.drawn(covers, len(covers[0]))
    x, y = line.points.astype(int).T
    inside = np.asarray(
        Image.fromarray((covers[0] | covers[1]).astype(np.uint8)).filter(ImageFilter.MinFilter(7)), bool
    )
    assert not inside[y, x].any()


def test_a_shape_is_dark_at_its_border_and_bright_at_the_upper_left() -> None:
    sheet, tones = PixelSheet.empty(), hue_ramp(0.0, 0.8, 0.8)
    y, x = np.mgrid[0:192, 0:192]
    disc = on_grid(np.hypot(x - 96, y - 96) < 60)
    sheet.put(disc, tones)
    assert np.allclose(sheet.colours[32, np.flatnonzero(disc[32])[0]], tones[DARK])
    assert sheet.colours[20, 20].sum() > tones[PLAIN].sum()
    assert np.allclose(sheet.colours[44, 44], tones[SHADE])
