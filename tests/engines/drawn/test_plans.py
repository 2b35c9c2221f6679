"""Technical drawings made by program."""

import numpy as np
import pytest

from engines.drawn.plans import KINDS, DrawnPlan, draw_plan
from engines.drawn.plans.lettering import GLYPHS, letter_strokes
from engines.drawn.plans.marks import diameter_mark, length_mark, radius_mark
from engines.drawn.plans.shapes import arc, at, rectangle, rounded
from engines.drawn.plans.sheet import Sheet, Style

SIDE = 256
STYLE = Style(3.0, 1.0, 10.0, "filled", 9.0, True, 24.0, 1.0, 1.0)


def plan(seed: int, side: int = SIDE) -> DrawnPlan:
    return draw_plan(np.random.default_rng(seed), side)


PLANS = [plan(seed) for seed in range(12)]


def test_the_same_generator_draws_the_same_plan() -> None:
    again = plan(3)
    assert (again.picture == PLANS[3].picture).all()
    assert (again.edges == PLANS[3].edges).all()
    assert (again.boxes == PLANS[3].boxes).all()


@pytest.mark.parametrize("side", [160, 512])
def test_a_plan_is_as_large_as_asked(side: int) -> None:
    large, usual = plan(5, side), PLANS[5]
    assert large.picture.shape == large.edges.shape == (side, side)
    assert large.boxes / side == pytest.approx(usual.boxes / SIDE, abs=0.01)
    assert (large.kinds == usual.kinds).all()


def test_edges_are_dark_and_few() -> None:
    for one in PLANS:
        assert 0.005 < one.edges.mean() < 0.15
        paper = np.median(one.picture)
        assert np.median(one.picture[one.edges]) < 0.7 * paper


def test_marks_of_every_kind_are_on_the_page_and_have_ink() -> None:
    assert set(np.concatenate([one.kinds for one in PLANS])) == set(range(len(KINDS)))
    for one in PLANS:
        assert len(one.boxes) == len(one.kinds) > 0
        for left, top, right, bottom in one.boxes:
            assert 0 <= left < right <= SIDE
            assert 0 <= top < bottom <= SIDE
            inside = one.picture[int(top) : int(bottom) + 1, int(left) : int(right) + 1]
            assert inside.min() < np.median(one.picture) - 20


def test_a_mark_is_no_edge_and_its_box_holds_all_of_it() -> None:
    sheet = Sheet(512, 0.0, STYLE)
    length_mark(sheet, at(100, 300), at(400, 300), 30)
    radius_mark(sheet, at(200, 100), 20, 0.5, 15)
    diameter_mark(sheet, at(400, 100), 60, 0.5, 15)
    assert not sheet.edges().any()
    boxes, kinds = sheet.marks()
    assert kinds.tolist() == [0, 1, 1]
    rows, columns = np.nonzero(sheet.ink()[260:400] > 0.1)
    assert boxes[0] == pytest.approx([columns.min(), rows.min() + 260, columns.max(), rows.max() + 260], abs=2)


def test_hatching_stays_inside() -> None:
    sheet = Sheet(512, 0.0, STYLE)
    sheet.hatch([rectangle(100, 100, 300, 300), rectangle(150, 150, 250, 250)], 8, np.pi / 4)
    ink = sheet.ink()
    assert ink[110:140, 110:290].mean() > 0.05
    assert ink[155:245, 155:245].max() == ink[310:].max() == ink[:95].max() == 0


def test_walls_that_overlap_have_one_outline() -> None:
    sheet = Sheet(512, 0.0, STYLE)
    sheet.union([rectangle(100, 100, 300, 120), rectangle(180, 100, 200, 300)])
    edges = sheet.edges()
    assert edges[98:103, 190].any()
    assert not edges[104:250, 186:194].any()  # where the second wall leaves the first, nothing lies across


@pytest.mark.parametrize("radius", [0.0, 20.0])
def test_corners_are_rounded(radius: float) -> None:
    loop = rounded(rectangle(0, 0, 100, 60), [radius] * 4)
    nearest = np.hypot(*loop.T).min()
    assert nearest == pytest.approx(radius * (np.sqrt(2) - 1), abs=0.5)
    assert loop.min() >= -1e-9
    assert np.hypot(*(arc(at(3, 4), 5) - at(3, 4)).T) == pytest.approx(5)


def test_every_letter_of_the_notes_is_in_the_stencil() -> None:
    from engines.drawn.plans.plans import NOTES
    from engines.drawn.plans.rooms import NAMES

    assert set("".join((*NOTES, *NAMES, "0123456789.R⌀°"))) <= {*GLYPHS, " "}
    strokes, length = letter_strokes("10")
    assert np.concatenate(strokes)[:, 0].max() == pytest.approx(length, abs=0.1)
