"""Points over time: still ones hold still, running ones are followed, lost ones start anew."""

import numpy as np
import pytest

from engines.dogs.smoothing import PointFilter
from engines.models.skeletons import AP_10K, Keypoints
from tests.engines.dogs.figures import STANDING, dog

RATE = 12.5


def moved(by: tuple[float, float], noise: float = 0.0, seed: int = 0) -> Keypoints:
    xy = dog(STANDING, 4).xy + by + np.random.default_rng(seed).normal(0, noise, (17, 2))
    return AP_10K.keypoints(xy, np.ones(17))


def test_a_still_dog_trembles_less() -> None:
    smooth = PointFilter(RATE)
    seen = [moved((0, 0), 5, frame) for frame in range(40)]
    steady = [smooth(points, 0.3) for points in seen]
    raw, calm = (np.std([points.xy for points in row[10:] if points], axis=0).mean() for row in (seen, steady))
    assert calm < 0.6 * raw


def test_a_running_dog_is_followed() -> None:
    smooth = PointFilter(RATE)
    for frame in range(25):
        points = moved((frame * 60.0, 0))  # two lengths of its own a second
        steady = smooth(points, 0.3)
    assert steady is not None
    assert np.abs(steady.xy - points.xy).max() < 0.15 * 340  # of the dog's length


def test_size_does_not_matter() -> None:
    filters = PointFilter(RATE), PointFilter(RATE)
    for frame in range(6):
        small = moved((frame * 9.0, 0), 3, frame)
        large = AP_10K.keypoints(small.xy * 5, small.score)
        results = [smooth(points, 0.3) for smooth, points in zip(filters, (small, large), strict=True)]
    assert results[0] is not None
    assert results[1] is not None
    np.testing.assert_allclose(results[0].xy * 5, results[1].xy, rtol=1e-4)


def test_the_first_frame_passes() -> None:
    steady = PointFilter(RATE)(moved((0, 0)), 0.3)
    assert steady is not None
    np.testing.assert_array_equal(steady.xy, moved((0, 0)).xy)


@pytest.mark.parametrize("lost", [None, dog(STANDING, 4, without=AP_10K.names)])
def test_after_a_frame_without_a_dog_all_starts_anew(lost: Keypoints | None) -> None:
    smooth = PointFilter(RATE)
    smooth(moved((0, 0)), 0.3)
    assert smooth(lost, 0.3) is lost
    again = smooth(moved((200, 0)), 0.3)
    assert again is not None
    np.testing.assert_array_equal(again.xy, moved((200, 0)).xy)


def test_a_point_that_was_a_guess_starts_anew() -> None:
    smooth = PointFilter(RATE)
    nose = AP_10K.names.index("nose")
    for by, score in (((0, 0), 1.0), ((30, 0), 0.1), ((60, 0), 1.0)):
        points = moved(by)
        points.score[nose] = score
        steady = smooth(points, 0.3)
        assert steady is not None
        np.testing.assert_array_equal(steady.xy[nose], points.xy[nose])  # each time its first, or a guess
    assert steady is not None
    assert steady.xy[nose + 1, 0] < points.xy[nose + 1, 0]  # its neighbour lags behind
