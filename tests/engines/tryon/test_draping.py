"""A garment read through a grid."""

import numpy as np
import pytest

from engines.tryon.draping import areas, drape, finer, without_ground
from engines.tryon.results import HEIGHT, WIDTH
from tests.engines.tryon.figures import garment, grid_to

AS_IT_IS = (40, 40, 152, 216)  # the box that the garment of `figures` fills in its own frame


def test_the_frame_laid_over_the_window_changes_nothing() -> None:
    picture = np.asarray(garment().picture, np.float32)
    np.testing.assert_allclose(drape(picture, grid_to(AS_IT_IS)), picture, atol=0.1)


def test_a_garment_comes_to_lie_in_its_box() -> None:
    mask = drape(garment().mask.values, grid_to((70, 60, 126, 200)), beyond=0) > 0.5
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    assert (columns[0], rows[0], columns[-1], rows[-1]) == (70, 60, 125, 199)


def test_a_sharper_picture_and_a_finer_grid_put_it_in_the_same_place() -> None:
    grid = grid_to((70, 60, 126, 200))
    large = garment().mask.values.repeat(4, 0).repeat(4, 1)
    sharp = drape(large, finer(grid, (4 * WIDTH, 4 * HEIGHT)), beyond=0) > 0.5
    small = drape(garment().mask.values, grid, beyond=0) > 0.5
    assert (sharp == small.repeat(4, 0).repeat(4, 1)).mean() > 0.995


@pytest.mark.parametrize(("beyond", "corner"), [(None, 7), (0.0, 0)])
def test_beyond_its_frame_a_picture_goes_on_or_ends(beyond: float | None, corner: float) -> None:
    picture = np.full((HEIGHT, WIDTH), 7, np.float32)
    assert drape(picture, grid_to((70, 60, 126, 200)), beyond=beyond)[0, 0] == pytest.approx(corner)


def test_a_fine_print_that_shrinks_becomes_its_mean() -> None:
    print_ = np.zeros((4 * HEIGHT, 4 * WIDTH), np.float32)
    print_[::2] = 200
    shrunk = drape(print_, grid_to((68, 84, 124, 172)))
    np.testing.assert_allclose(shrunk[100:150, 80:110], 100, atol=8)


def test_none_of_the_ground_comes_along() -> None:
    seen = garment()
    cloth = without_ground(np.asarray(seen.picture.resize((384, 512))), seen.mask.values)
    own = np.array([(30, 90, 200), (240, 220, 60)])
    nearest = np.abs(cloth.reshape(-1, 1, 3).astype(int) - own).sum(2).min(1)
    between = np.mean(nearest > 60)  # pixels between two stripes
    white = np.mean(cloth.min(2) > 230)
    assert (between < 0.15, white) == (True, 0)
    inner = (slice(120, 400), slice(110, 280))
    np.testing.assert_array_equal(cloth[inner], np.asarray(seen.picture.resize((384, 512)))[inner])


@pytest.mark.parametrize(("box", "area"), [(AS_IT_IS, 1), ((40, 40, 96, 128), 4), ((152, 40, 40, 216), -1)])
def test_areas_say_how_much_is_squeezed_or_folded(box: tuple[float, float, float, float], area: float) -> None:
    np.testing.assert_allclose(areas(grid_to(box)), area, rtol=1e-3)
