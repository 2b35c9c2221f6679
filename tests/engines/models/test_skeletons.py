"""Skeletons: consistent tables, and from one data set's points to another's."""

import numpy as np
import pytest

from engines.models.skeletons import AP_10K, COCO_17, OPENPOSE_18, Keypoints, Skeleton, to_coco_17, to_openpose_18

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


def numbered(skeleton: Skeleton, missing: tuple[str, ...] = ()) -> Keypoints:
    """Every point at its own place with its own score, those that are missing at (0, 0) with score 0."""
    K = len(skeleton.names)
    found = np.array([name not in missing for name in skeleton.names])
    xy = np.stack([np.arange(1.0, K + 1), np.arange(101.0, K + 101)], 1) * found[:, None]
    return skeleton.keypoints(xy, np.arange(1, K + 1) / K * found)


@pytest.mark.parametrize(
    "missing",
    [(), *((name,) for name in OPENPOSE_18.names), ("left_hip", "right_hip", "left_knee"), OPENPOSE_18.names],
    ids=lambda names: "+".join(names) if len(names) < 4 else "all",
)
def test_every_point_of_openpose_keeps_its_place_and_score_in_coco(missing: tuple[str, ...]) -> None:
    before = numbered(OPENPOSE_18, missing)
    after = before.to_coco17()
    assert (after.names, after.skeleton) == (COCO_17.names, COCO_17.edges)
    for row, name in enumerate(COCO_17.names):
        source = OPENPOSE_18.names.index(name)
        assert after.xy[row].tolist() == before.xy[source].tolist()
        assert after.score[row] == before.score[source]
        assert bool(after.score[row] == 0) is (name in missing)


@pytest.mark.parametrize("missing", [(), *((name,) for name in COCO_17.names), COCO_17.names[:7], COCO_17.names])
def test_every_point_of_coco_comes_back_from_openpose(missing: tuple[str, ...]) -> None:
    before = numbered(COCO_17, missing)
    middle = to_openpose_18(before)
    assert (middle.names, middle.skeleton) == (OPENPOSE_18.names, OPENPOSE_18.edges)
    np.testing.assert_array_equal(middle.to_coco17().xy, before.xy)
    np.testing.assert_array_equal(middle.to_coco17().score, before.score)


def test_the_neck_lies_between_the_shoulders_and_is_as_sure_as_they_are() -> None:
    before = numbered(COCO_17)
    left, right = (COCO_17.names.index(f"{side}_shoulder") for side in ("left", "right"))
    neck = OPENPOSE_18.names.index("neck")
    after = to_openpose_18(before)
    np.testing.assert_array_equal(after.xy[neck], (before.xy[left] + before.xy[right]) / 2)
    assert after.score[neck] == min(before.score[left], before.score[right]) > 0
    for side in ("left", "right"):
        assert to_openpose_18(numbered(COCO_17, (f"{side}_shoulder",))).score[neck] == 0


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
