"""Skeletons: consistent tables, and from one data set's points to another's."""

import numpy as np
import pytest

from engines.models.skeletons import AP_10K, COCO_17, OPENPOSE_18, Skeleton, to_coco_17

SKELETONS = (OPENPOSE_18, COCO_17, AP_10K)


@pytest.mark.parametrize("skeleton", SKELETONS, ids=lambda skeleton: skeleton.title)
def test_tables_are_consistent(skeleton: Skeleton) -> None:
    K = len(skeleton.names)
    assert len(set(skeleton.names)) == K
    assert {joint for edge in skeleton.edges for joint in edge} == set(range(K))  # every point hangs on a line
    assert len({frozenset(edge) for edge in skeleton.edges}) == len(skeleton.edges)
    assert [skeleton.mirrored[other] for other in skeleton.mirrored] == list(range(K))
    for name, other in zip(skeleton.names, skeleton.mirrored, strict=True):
        assert (skeleton.names[other] == name) is not name.startswith(("left", "right"))


@pytest.mark.parametrize(
    ("name", "row"),
    [("nose", 0), ("left_eye", 15), ("right_eye", 14), ("left_ear", 17), ("left_wrist", 7), ("right_ankle", 10)],
)
def test_openpose_becomes_coco_by_name(name: str, row: int) -> None:
    xy = np.stack([np.arange(18.0), np.arange(100.0, 118)], 1)
    points = to_coco_17(OPENPOSE_18.keypoints(xy, np.arange(18) / 18))
    assert (points.names, points.skeleton) == (COCO_17.names, COCO_17.edges)
    found = points.names.index(name)
    assert points.xy[found].tolist() == [row, 100 + row]
    assert points.score[found] == pytest.approx(row / 18)


def test_cocos_own_points_stay_as_they_are() -> None:
    points = COCO_17.keypoints(np.random.default_rng(0).random((17, 2)), np.ones(17))
    np.testing.assert_array_equal(to_coco_17(points).xy, points.xy)


def test_animals_have_no_coco_points() -> None:
    points = AP_10K.keypoints(np.zeros((17, 2)), np.zeros(17))
    with pytest.raises(ValueError, match="name all of COCO-17, but lacks left_ear, right_ear, left_wrist"):
        to_coco_17(points)
