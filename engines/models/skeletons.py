"""Points of a body, and the points that data sets mark on it: names in their order, and which of them a line joins.

COCO: Lin et al., "Microsoft COCO: Common Objects in Context", ECCV 2014. AP-10K: Yu et al., "AP-10K: A Benchmark for
Animal Pose Estimation in the Wild", NeurIPS 2021 (CC BY 4.0). OpenPose-18 is COCO in another order, with a neck.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

OTHER_SIDE = {"left": "right", "right": "left"}


@dataclass(frozen=True)
class Keypoints:
    """Named points on one body.

    Args:
        xy: (K, 2) float32, pixels of the picture, (0, 0) the centre of its top left pixel.
        score: (K,) float32, 0 where the point was not found.
        names: K names, in the data set's order.
        skeleton: pairs of indices that a line joins.
    """

    xy: NDArray[np.float32]
    score: NDArray[np.float32]
    names: tuple[str, ...]
    skeleton: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        K = len(self.names)
        if self.xy.shape != (K, 2) or self.score.shape != (K,):
            raise ValueError(
                f"`xy` and `score` must have shapes ({K}, 2) and ({K},), one row a name, "
                f"but have {self.xy.shape} and {self.score.shape}."
            )

    def to_coco17(self) -> "Keypoints":
        """Return the points in COCO's order; see `to_coco_17`."""
        return to_coco_17(self)


@dataclass(frozen=True)
class Skeleton:
    """K points by name and `edges`, pairs of indices that a line joins."""

    title: str
    names: tuple[str, ...]
    edges: tuple[tuple[int, int], ...]

    @cached_property
    def mirrored(self) -> tuple[int, ...]:
        """For each point, the index of what it is called in a mirrored picture: left and right change places."""
        return tuple(self.names.index(_mirror(name)) for name in self.names)

    def keypoints(self, xy: NDArray[np.floating], score: NDArray[np.floating]) -> Keypoints:
        """Return (K, 2) pixels and (K,) scores as named points."""
        return Keypoints(xy.astype(np.float32), score.astype(np.float32), self.names, self.edges)


def _mirror(name: str) -> str:
    side, _, part = name.partition("_")
    return f"{OTHER_SIDE[side]}_{part}" if side in OTHER_SIDE else name


OPENPOSE_18 = Skeleton(
    title="OpenPose-18",
    names=(
        "nose",
        "neck",
        "right_shoulder",
        "right_elbow",
        "right_wrist",
        "left_shoulder",
        "left_elbow",
        "left_wrist",
        "right_hip",
        "right_knee",
        "right_ankle",
        "left_hip",
        "left_knee",
        "left_ankle",
        "right_eye",
        "left_eye",
        "right_ear",
        "left_ear",
    ),
    edges=(
        *((1, 2), (1, 5), (2, 3), (3, 4), (5, 6), (6, 7)),  # shoulders and arms
        *((1, 8), (8, 9), (9, 10), (1, 11), (11, 12), (12, 13)),  # trunk and legs
        *((1, 0), (0, 14), (14, 16), (0, 15), (15, 17)),  # head
    ),
)

COCO_17 = Skeleton(
    title="COCO-17",
    names=(
        "nose",
        "left_eye",
        "right_eye",
        "left_ear",
        "right_ear",
        "left_shoulder",
        "right_shoulder",
        "left_elbow",
        "right_elbow",
        "left_wrist",
        "right_wrist",
        "left_hip",
        "right_hip",
        "left_knee",
        "right_knee",
        "left_ankle",
        "right_ankle",
    ),
    edges=(
        *((15, 13), (13, 11), (16, 14), (14, 12), (11, 12), (5, 11), (6, 12), (5, 6)),  # legs and trunk
        *((5, 7), (6, 8), (7, 9), (8, 10)),  # arms
        *((1, 2), (0, 1), (0, 2), (1, 3), (2, 4), (3, 5), (4, 6)),  # head
    ),
)

AP_10K = Skeleton(
    title="AP-10K",
    names=(
        "left_eye",
        "right_eye",
        "nose",
        "neck",
        "root_of_tail",
        "left_shoulder",
        "left_elbow",
        "left_front_paw",
        "right_shoulder",
        "right_elbow",
        "right_front_paw",
        "left_hip",
        "left_knee",
        "left_back_paw",
        "right_hip",
        "right_knee",
        "right_back_paw",
    ),
    edges=(
        *((0, 1), (0, 2), (1, 2), (2, 3), (3, 4)),  # head and back
        *((3, 5), (5, 6), (6, 7), (3, 8), (8, 9), (9, 10)),  # forelegs
        *((4, 11), (11, 12), (12, 13), (4, 14), (14, 15), (15, 16)),  # hind legs
    ),
)


def to_coco_17(points: Keypoints) -> Keypoints:
    """Return the points in COCO's order: OpenPose-18 without its neck.

    Raises:
        ValueError: a point of COCO is missing, as in AP-10K.
    """
    missing = [name for name in COCO_17.names if name not in points.names]
    if missing:
        raise ValueError(f"`points` must name all of {COCO_17.title}, but lacks {', '.join(missing)}.")
    order = [points.names.index(name) for name in COCO_17.names]
    return COCO_17.keypoints(points.xy[order], points.score[order])


def to_openpose_18(points: Keypoints) -> Keypoints:
    """Return COCO-17's points in OpenPose's order, with a neck in the middle between the shoulders.

    The neck is as sure as the less sure shoulder, and not found where one of them was not.

    Raises:
        ValueError: a point of COCO is missing.
    """
    points = to_coco_17(points)
    shoulders = [points.names.index(f"{side}_shoulder") for side in OTHER_SIDE]
    xy = np.concatenate([points.xy, points.xy[shoulders].mean(0, keepdims=True)])
    score = np.append(points.score, points.score[shoulders].min())
    names = (*points.names, "neck")
    order = [names.index(name) for name in OPENPOSE_18.names]
    return OPENPOSE_18.keypoints(xy[order], score[order])
