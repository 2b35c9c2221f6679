"""The body that all dancers of the house share, and their motions as the 263 features of HumanML3D.

The house reads a dancer's heading by a rule of its own. The data set's rule sets the hips against the shoulders and
smooths over two seconds, so in a spin the heading cancels out and jumps; a network cannot learn from that. What the
features mean, and how joints come back from them, is the same.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from engines.models import quaternions
from engines.models.humanml import (
    FACING,
    LEFT_HIP,
    LEFT_SHOULDER,
    LEVEL,
    RIGHT_HIP,
    RIGHT_SHOULDER,
    align,
    extract_features,
    retarget,
)

SMOOTHING = 3.0  # frames, the standard deviation of the Gaussian that steadies the heading

BONES = np.array(  # metres, of the bone that ends at each joint of `humanml.NAMES`
    [
        0, 0.106, 0.106, 0.132, 0.392, 0.392, 0.143, 0.429, 0.429, 0.057, 0.146, 0.146, 0.219, 0.140, 0.140, 0.103,
        0.127, 0.127, 0.260, 0.260, 0.268, 0.268,
    ]
)  # fmt: skip


def features_of(joints: NDArray[np.floating], bones: NDArray[np.floating] | None = BONES) -> NDArray[np.float32]:
    """Return the features (T - 1, 263) of joints (T, 22, 3), placed as `humanml.align` does.

    Args:
        joints: metres, Y up, 20 frames a second.
        bones: (22,), lengths that the body is given; None: its own.
    """
    own = joints.astype(np.float64)
    placed = align(own if bones is None else retarget(own, bones))
    return extract_features(placed, heading(placed)).astype(np.float32)


def heading(joints: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return (T, 4): how to turn each frame of joints (T, 22, 3) so that hips and shoulders face Z+."""
    across = (joints[:, LEFT_HIP] - joints[:, RIGHT_HIP]) + (joints[:, LEFT_SHOULDER] - joints[:, RIGHT_SHOULDER])
    across = across * LEVEL
    across = across / np.linalg.norm(across, axis=-1, keepdims=True)
    ahead = np.cross(across, np.array([0.0, 1.0, 0.0]))
    return quaternions.between(gaussian_filter1d(ahead, SMOOTHING, axis=0, mode="nearest"), FACING)
