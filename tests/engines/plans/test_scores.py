"""Average precision against numbers worked out by hand."""

import numpy as np
import pytest

from engines.plans.scores import Boxes, average_precision, mean_average_precision, overlaps

ONE, TWO = (0.0, 0.0, 10.0, 10.0), (20.0, 20.0, 40.0, 30.0)
FAR = (100.0, 100.0, 110.0, 110.0)
HALF = (0.0, 0.0, 10.0, 5.0)  # of ONE


def boxes(*rows: tuple[tuple[float, ...], int, float]) -> Boxes:
    return Boxes(
        np.array([row[0] for row in rows], np.float32).reshape(-1, 4),
        np.array([row[1] for row in rows], np.int64),
        np.array([row[2] for row in rows], np.float32),
    )


@pytest.mark.parametrize(
    ("scores", "hits", "count", "expected"),
    [
        ([], [], 3, 0.0),
        ([0.9], [True], 1, 1.0),
        ([0.9], [True], 2, 0.5),
        ([0.9, 0.8, 0.7], [True, False, True], 2, 0.5 + 0.5 * 2 / 3),
        ([0.7, 0.8, 0.9], [True, False, True], 2, 0.5 + 0.5 * 2 / 3),  # in any order
        ([0.9, 0.8], [False, True], 1, 0.5),
        ([0.9, 0.8, 0.7, 0.6], [False, True, True, True], 3, 0.75),  # the envelope lifts what came before
    ],
)
def test_average_precision(scores: list[float], hits: list[bool], count: int, expected: float) -> None:
    found = average_precision(np.array(scores, np.float32), np.array(hits, bool), count)
    assert found == pytest.approx(expected)


@pytest.mark.parametrize(
    ("found", "true", "overlap", "expected"),
    [
        (boxes((ONE, 0, 0.9), (TWO, 1, 0.8)), boxes((ONE, 0, 1), (TWO, 1, 1)), 0.5, 1.0),
        (boxes((ONE, 1, 0.9), (TWO, 0, 0.8)), boxes((ONE, 0, 1), (TWO, 1, 1)), 0.5, 0.0),  # the wrong classes
        (boxes((ONE, 0, 0.9)), boxes((ONE, 0, 1), (TWO, 1, 1)), 0.5, 0.5),  # a class is missed
        (boxes((ONE, 0, 0.9), (ONE, 0, 0.8)), boxes((ONE, 0, 1), (TWO, 0, 1)), 0.5, 0.5),  # found twice: once wrong
        (boxes((HALF, 0, 0.9)), boxes((ONE, 0, 1)), 0.5, 1.0),
        (boxes((HALF, 0, 0.9)), boxes((ONE, 0, 1)), 0.75, 0.0),
        (boxes((ONE, 2, 0.9), (ONE, 0, 0.8)), boxes((ONE, 0, 1)), 0.5, 1.0),  # a class that nobody asked for
        (boxes(), boxes((ONE, 0, 1)), 0.5, 0.0),
        (boxes((ONE, 0, 0.9)), boxes(), 0.5, 0.0),
    ],
)
def test_mean_average_precision(found: Boxes, true: Boxes, overlap: float, expected: float) -> None:
    assert mean_average_precision([found], [true], overlap) == pytest.approx(expected)


def test_scores_are_compared_across_pictures() -> None:
    """A false box in another picture, surer than the right one, halves the precision."""
    found = [boxes((ONE, 0, 0.5)), boxes((FAR, 0, 0.9))]
    assert mean_average_precision(found, [boxes((ONE, 0, 1)), boxes()]) == pytest.approx(0.5)


def test_overlaps() -> None:
    some = np.array([ONE, HALF, FAR], np.float32)
    assert overlaps(some, np.array([ONE], np.float32))[:, 0] == pytest.approx([1, 0.5, 0])
