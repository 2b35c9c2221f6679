"""What the points of a pose say about how somebody stands. Everything is measured in trunks, not in pixels."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.models.skeletons import Keypoints

SURE_POINT = 0.1  # score from which a point counts
LENGTH = 1.35  # of a trunk, by its width: that of most people who face us
SIDES = ("left", "right")

Points = NDArray[np.float32]


@dataclass(frozen=True)
class Trunk:
    """`shoulders` and `hips`: the middle between left and right, (2,) pixels. `width`: from shoulder to shoulder."""

    shoulders: Points
    hips: Points
    width: float

    @property
    def length(self) -> float:
        """From shoulders to hips, pixels."""
        return float(np.linalg.norm(self.hips - self.shoulders))

    @property
    def lean(self) -> float:
        """Degrees from upright: 0 standing, 90 lying, 180 head down."""
        across, down = self.hips - self.shoulders
        return float(np.degrees(np.arctan2(abs(across), down)))


def points(pose: Keypoints, *names: str, sure: float = SURE_POINT) -> Points | None:
    """Return (N, 2) pixels of the named points; None if one of them has a score below `sure`.

    Example:
        points(pose, "left_wrist", "right_wrist")
    """
    rows = [pose.names.index(name) for name in names]
    return pose.xy[rows] if (pose.score[rows] >= sure).all() else None


def both(pose: Keypoints, part: str, sure: float = SURE_POINT) -> Points | None:
    """Return (2, 2) pixels of the left and the right `part`."""
    return points(pose, *(f"{side}_{part}" for side in SIDES), sure=sure)


def trunk(pose: Keypoints) -> Trunk | None:
    """Return the trunk, None where the shoulders were not found; hips that were not found are guessed below them."""
    shoulders, hips = both(pose, "shoulder"), both(pose, "hip")
    if shoulders is None:
        return None
    width = float(np.linalg.norm(shoulders[1] - shoulders[0]))
    middle = shoulders.mean(0)
    below = middle + np.array((0, LENGTH * width), np.float32) if hips is None else hips.mean(0)
    return Trunk(middle, below, width)


def trunk_outline(pose: Keypoints) -> Points | None:
    """Return (4, 2) pixels: shoulders and hips, once around."""
    return points(pose, "left_shoulder", "right_shoulder", "right_hip", "left_hip")


def arms(pose: Keypoints) -> list[Points]:
    """Return shoulder, elbow and wrist (3, 2) of each arm that was found whole."""
    chains = (points(pose, *(f"{side}_{part}" for part in ("shoulder", "elbow", "wrist"))) for side in SIDES)
    return [chain for chain in chains if chain is not None]
