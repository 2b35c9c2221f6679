"""The visitor moves the garment."""

import numpy as np
import pytest

from engines.tryon.draping import drape
from engines.tryon.nudges import nudge_grid
from engines.tryon.results import HEIGHT, WIDTH, Nudge
from tests.engines.tryon.figures import Figure, figure, garment, grid_to

BOX = (60, 60, 132, 150)
GARMENT = garment()


def worn(nudge: Nudge, one: Figure | None = None) -> np.ndarray:
    """Where the garment lies after a nudge."""
    grid = nudge_grid(grid_to(BOX), GARMENT.mask, (one or figure()).pose, nudge)
    return drape(GARMENT.mask.values, grid, beyond=0) > 0.5


def box(mask: np.ndarray) -> tuple[int, int, int, int]:
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def test_no_nudge_changes_nothing() -> None:
    grid = grid_to(BOX)
    assert nudge_grid(grid, GARMENT.mask, figure().pose, Nudge()) is grid


@pytest.mark.parametrize(
    ("nudge", "wanted"),
    [
        (Nudge(right=0.125), (84, 60, 156, 150)),
        (Nudge(down=-0.0625), (60, 44, 132, 134)),
        (Nudge(scale=1.5), (42, 38, 150, 172)),
        (Nudge(scale=0.5), (78, 82, 114, 128)),
        (Nudge(right=0.125, scale=0.5), (102, 82, 138, 128)),
    ],
)
def test_the_garment_moves_and_grows_around_its_middle(nudge: Nudge, wanted: tuple[int, int, int, int]) -> None:
    np.testing.assert_allclose(box(worn(nudge)), wanted, atol=1.5)


def test_a_garment_that_shows_nowhere_is_moved_all_the_same() -> None:
    grid = grid_to((400, 400, 500, 500))
    assert np.isfinite(nudge_grid(grid, GARMENT.mask, figure().pose, Nudge(scale=1.2))).all()


def sleeve_end(longer: float, one: Figure) -> float:
    """How far down the left arm a garment shows that reaches to the elbow, share of the arm's length."""
    mask = GARMENT.mask
    elbow = one.pose.xy[one.pose.names.index("left_elbow"), 1]
    grid = nudge_grid(grid_to((20, 40, 172, elbow)), mask, one.pose, Nudge(sleeve=longer))
    shown = drape(mask.values, grid, beyond=0) > 0.5
    shoulder, _, wrist = (one.pose.xy[one.pose.names.index(f"left_{name}")] for name in ("shoulder", "elbow", "wrist"))
    steps = np.linspace(0, 1, 101)[:, None]
    upper = one.pose.xy[one.pose.names.index("left_elbow")]
    line = np.where(steps < 0.5, shoulder + (upper - shoulder) * 2 * steps, upper + (wrist - upper) * (2 * steps - 1))
    x, y = np.rint(line).astype(int).T
    return float(np.flatnonzero(shown[y, x])[-1]) / 100


@pytest.mark.parametrize(("longer", "wanted"), [(1.0, 0.5), (1.5, 0.75), (0.5, 0.25)])
def test_sleeves_grow_along_the_arms(longer: float, wanted: float) -> None:
    assert sleeve_end(longer, figure()) == pytest.approx(wanted, abs=0.06)


def test_longer_sleeves_leave_the_middle_of_the_body_alone() -> None:
    before, after = worn(Nudge()), worn(Nudge(sleeve=1.5))
    np.testing.assert_array_equal(before[:, 88:104], after[:, 88:104])


def test_an_arm_that_was_not_found_has_no_sleeve_to_move() -> None:
    one = figure().without("wrist")
    np.testing.assert_array_equal(worn(Nudge(sleeve=1.5), one), worn(Nudge(), one))


def test_grids_stay_grids() -> None:
    grid = nudge_grid(grid_to(BOX), GARMENT.mask, figure().pose, Nudge(0.1, 0.1, 1.2, 0.7))
    assert grid.shape == (HEIGHT, WIDTH, 2)
    assert grid.dtype == np.float32
    assert np.isfinite(grid).all()
