"""Dogs of hand-made points: their pose, their proportions, and what cannot be said."""

import numpy as np
import pytest

from engines.dogs.measures import Pose, alike, compare, measure, proportions
from engines.dogs.results import Box
from engines.models.skeletons import AP_10K
from tests.engines.dogs.figures import LYING, SITTING, STANDING, Points, dog, mirrored

LEGS = tuple(name for name in AP_10K.names if name not in ("left_eye", "right_eye", "nose", "neck", "root_of_tail"))
BOXES = {"stand": Box(5, 10, 95, 85), "sit": Box(5, 10, 75, 85), "lie": Box(5, 45, 95, 50)}
POSES: list[tuple[Points, Pose]] = [(STANDING, "stand"), (SITTING, "sit"), (LYING, "lie")]


@pytest.mark.parametrize(("points", "pose"), POSES)
@pytest.mark.parametrize("scale", [0.3, 10])
def test_poses(points: Points, pose: Pose, scale: float) -> None:
    for points_seen in (dog(points, scale), mirrored(dog(points, scale))):
        measures = measure(points_seen)
        assert measures.pose == pose
        assert 0.6 <= measures.certainty <= 1
    helped, misled = (measure(dog(points), BOXES[each]) for each in (pose, "lie" if pose == "sit" else "sit"))
    assert helped.pose == pose
    assert helped.certainty > misled.certainty


def test_a_face_tells_no_pose() -> None:
    measures = measure(dog(STANDING, without=(*LEGS, "root_of_tail")), BOXES["stand"])
    assert (measures.pose, measures.certainty) == ("unknown", 0)
    assert measures.head_to_body is None
    assert measures.foreleg_to_body is None
    assert measures.symmetry is None


def test_nothing_seen() -> None:
    nothing = measure(dog(STANDING, without=AP_10K.names))
    assert nothing.pose == "unknown"
    assert {nothing.head_to_body, nothing.hindleg_to_body, nothing.length_to_height, nothing.symmetry} == {None}


def test_all_in_one_place() -> None:
    one_place = measure(AP_10K.keypoints(np.ones((17, 2)), np.ones(17)))
    assert one_place.head_to_body is None
    assert proportions(AP_10K.keypoints(np.ones((17, 2)), np.ones(17))) is None


def test_lengths_are_shares_of_the_body() -> None:
    measures = measure(dog(STANDING, 3))
    body = np.hypot(95 - 35, 38 - 35)
    assert measures.head_to_body == pytest.approx(np.hypot(25, 7) / body)
    assert measures.foreleg_to_body == pytest.approx((35 + np.hypot(1, 17) + np.hypot(1, 18)) / 2 / body)
    assert measures.length_to_height == pytest.approx(body / (90 - 36.5))
    assert measure(dog(SITTING)).length_to_height is None  # a sitting dog's height is not its own


def test_a_leg_seen_on_one_side_is_enough() -> None:
    one_side = measure(dog(STANDING, without=("right_shoulder", "right_elbow", "left_elbow")))
    assert one_side.foreleg_to_body == pytest.approx(35 / np.hypot(60, 3))  # straight past the elbow


def test_a_trunk_that_comes_towards_the_camera_is_no_measure() -> None:
    front: Points = {**STANDING, "root_of_tail": (50, 36)}
    assert measure(dog(front)).foreleg_to_body is None
    assert proportions(dog(front)) is None


def test_symmetry() -> None:
    straight: Points = {name: STANDING[name.replace("right", "left")] for name in STANDING}
    assert measure(dog(straight)).symmetry == pytest.approx(1)
    shorter: Points = {**straight, "right_elbow": (40, 63.5), "right_front_paw": (40, 72.5)}  # both bones half as long
    assert measure(dog(shorter)).symmetry == pytest.approx(1 - 2 * 0.5 / 5, abs=0.01)


def test_a_score_below_the_threshold_does_not_count() -> None:
    unsure = AP_10K.keypoints(dog(STANDING).xy, np.where(np.array(AP_10K.names) == "neck", 0.4, 0.9))
    assert measure(unsure, threshold=0.3).head_to_body is not None
    assert measure(unsure, threshold=0.5).head_to_body is None
    assert proportions(unsure, threshold=0.5) is None


def test_proportions_know_no_size_and_no_side() -> None:
    numbers = proportions(dog(STANDING))
    assert numbers is not None
    assert numbers == pytest.approx(proportions(dog(STANDING, 7)))
    assert numbers == pytest.approx(proportions(mirrored(dog(STANDING))))


@pytest.mark.parametrize(
    ("first", "second", "want"),
    [
        ((0.5, 1.0), (0.5, 1.0), 1.0),
        ((0.5, 1.0), (1.0, 2.0), 0.5),
        ((1.0, 2.0), (0.5, 1.0), 0.5),
        ((1.0, 1.0), (1.0, 4.0), 0.5),  # half of them four times as large
    ],
)
def test_alike(first: tuple[float, ...], second: tuple[float, ...], want: float) -> None:
    assert alike(first, second) == pytest.approx(want)


def test_two_dogs() -> None:
    same = compare(dog(STANDING), mirrored(dog(STANDING, 2)))
    assert same.alike == pytest.approx(1)
    long_head: Points = {**STANDING, "nose": (0, 30)}
    other = compare(dog(STANDING), dog(long_head))
    assert other.alike is not None
    assert other.alike < 0.95
    assert other.second.head_to_body > other.first.head_to_body  # type: ignore[operator]
    assert compare(dog(STANDING), dog(STANDING, without=("neck",))).alike is None
