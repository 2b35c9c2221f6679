"""Dogs of seventeen points made by hand, seen from their left side, for tests of what is done with points."""

import numpy as np

from engines.models.skeletons import AP_10K, Keypoints

Points = dict[str, tuple[float, float]]

_HEAD: Points = {"left_eye": (22, 20), "right_eye": (18, 20), "nose": (10, 28), "neck": (35, 35)}
STANDING: Points = {
    **_HEAD, "root_of_tail": (95, 38),
    "left_shoulder": (40, 55), "left_elbow": (40, 72), "left_front_paw": (40, 90),
    "right_shoulder": (44, 55), "right_elbow": (45, 72), "right_front_paw": (46, 90),
    "left_hip": (88, 55), "left_knee": (92, 74), "left_back_paw": (90, 90),
    "right_hip": (84, 55), "right_knee": (87, 74), "right_back_paw": (84, 90),
}  # fmt: skip
SITTING: Points = {
    **_HEAD, "root_of_tail": (75, 88),
    "left_shoulder": (40, 55), "left_elbow": (40, 72), "left_front_paw": (40, 90),
    "right_shoulder": (44, 55), "right_elbow": (44, 72), "right_front_paw": (44, 90),
    "left_hip": (62, 76), "left_knee": (66, 88), "left_back_paw": (52, 91),
    "right_hip": (60, 76), "right_knee": (64, 87), "right_back_paw": (50, 90),
}  # fmt: skip
LYING: Points = {
    "left_eye": (22, 50), "right_eye": (18, 50), "nose": (10, 58), "neck": (35, 62), "root_of_tail": (95, 80),
    "left_shoulder": (40, 82), "left_elbow": (28, 90), "left_front_paw": (10, 91),
    "right_shoulder": (44, 80), "right_elbow": (32, 88), "right_front_paw": (14, 89),
    "left_hip": (85, 82), "left_knee": (92, 90), "left_back_paw": (76, 91),
    "right_hip": (82, 81), "right_knee": (88, 88), "right_back_paw": (72, 89),
}  # fmt: skip


def dog(points: Points, scale: float = 1.0, without: tuple[str, ...] = ()) -> Keypoints:
    """The points with a score of 1, and of 0 those left out."""
    xy = np.array([points[name] for name in AP_10K.names]) * scale
    return AP_10K.keypoints(xy, np.array([float(name not in without) for name in AP_10K.names]))


def mirrored(points: Keypoints) -> Keypoints:
    """The same dog in a mirrored picture, its left now its right."""
    order = list(AP_10K.mirrored)
    return AP_10K.keypoints(points.xy[order] * [-1, 1] + [100, 0], points.score[order])
