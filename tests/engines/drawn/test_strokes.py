"""Tracing edges into strokes and drawing them again."""

import numpy as np
import pytest

from engines.drawn.strokes import Hand, Stroke, any_hand, forget, redraw, simplify, trace

STEADY = Hand(wobble=0, corner=0.1, gap=0, overshoot=0, forgetting=0, pen=3)


def line(*points: tuple[float, float], strength: float = 1.0) -> Stroke:
    return Stroke(np.array(points, np.float32), strength)


def test_trace_follows_one_line_from_end_to_end() -> None:
    edges = np.zeros((40, 40), np.float32)
    edges[10, 5:35] = 0.5
    (stroke,) = trace(edges)
    assert {tuple(stroke.points[0]), tuple(stroke.points[-1])} == {(5, 10), (34, 10)}
    assert stroke.length == pytest.approx(29)
    assert stroke.strength == pytest.approx(0.5)


def test_trace_goes_straight_over_a_crossing() -> None:
    edges = np.zeros((41, 41), np.float32)
    edges[20, 5:36] = edges[5:36, 20] = 1
    longest = trace(edges)[0]
    assert len(longest.points) == 31
    assert len(np.unique(longest.points[:, 0])) == 1 or len(np.unique(longest.points[:, 1])) == 1


def test_trace_uses_every_pixel_of_a_loop_once() -> None:
    edges = np.zeros((30, 30), np.float32)
    edges[5, 5:25] = edges[24, 5:25] = edges[5:25, 5] = edges[5:25, 24] = 1
    (stroke,) = trace(edges)
    assert len({tuple(p) for p in stroke.points.tolist()}) == len(stroke.points) >= 72


def test_trace_leaves_specks_out() -> None:
    edges = np.zeros((20, 20), np.float32)
    edges[4, 4:9] = 1
    assert trace(edges) == []


@pytest.mark.parametrize(
    ("points", "tolerance", "left"),
    [
        ([(0, 0), (5, 0), (10, 0)], 0.5, 2),  # straight
        ([(0, 0), (5, 4), (10, 0)], 0.5, 3),  # a corner
        ([(0, 0), (5, 4), (10, 0)], 5.0, 2),  # a corner smaller than the tolerance
        ([(0, 0), (9, 0), (9, 9), (0, 9), (0, 0)], 1.0, 5),  # a loop: its ends are one point
    ],
)
def test_simplify(points: list[tuple[float, float]], tolerance: float, left: int) -> None:
    assert len(simplify(np.array(points, np.float32), tolerance)) == left


def test_a_steady_hand_draws_where_the_line_is() -> None:
    ink = redraw([line((40, 100), (200, 100))], STEADY, np.random.default_rng(0))
    assert ink.shape == (256, 256)
    assert ink.dtype == np.uint8
    assert ink[100, 50:190].min() > 200
    assert not ink[:95].any()
    assert not ink[105:].any()


def test_a_wobbly_hand_strays_but_stays_near() -> None:
    ink = redraw([line((40, 100), (200, 100))], Hand(wobble=2, gap=0, overshoot=0), np.random.default_rng(1))
    rows = np.nonzero(ink.any(1))[0]
    assert np.ptp(rows) > 4
    assert np.abs(rows - 100).max() < 14


def test_forgetting_takes_faint_lines_first() -> None:
    strokes = [line((0, 0), (9, 9), strength=s) for s in (1.0,) * 50 + (0.1,) * 50]
    left = forget(strokes, Hand(forgetting=0.8), np.random.default_rng(0))
    assert sum(s.strength == 1.0 for s in left) == 50
    assert sum(s.strength < 1.0 for s in left) < 30


def test_hands_differ_and_repeat_with_the_seed() -> None:
    assert any_hand(np.random.default_rng(1)) == any_hand(np.random.default_rng(1))
    assert len({any_hand(np.random.default_rng(i)).pen for i in range(30)}) > 3
