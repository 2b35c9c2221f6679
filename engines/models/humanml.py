"""HumanML3D: a motion as 263 numbers a frame, and as 22 joints (Guo, Zou, Zuo, Wang, Ji, Li, Cheng: "Generating Diverse
and Natural 3D Human Motions from Text", CVPR 2022).

The numbers are those of EricGuo5513/HumanML3D (MIT), the code that made the data set. Metres, Y up, 20 frames a second;
frame 0 stands at the origin and faces Z+. A frame's features, in order, for J = 22 joints:

    1           turn about Y to the next frame, *half* its angle
    2           root's velocity along X and Z, seen from the next frame's heading
    1           root's height
    3 (J - 1)   joints 1.. as seen from below the root, facing Z+
    6 (J - 1)   rotations of joints 1.., as two columns of a matrix
    3 J         velocities of all joints, seen from this frame's heading
    4           whether left ankle, left foot, right ankle, right foot stand

Kept as they are, because the published data and models were made so: the hips count *against* the shoulders in the
heading (except in turning frame 0 to Z+), frame 0 counts as facing Z+ exactly, and the heading is smoothed over the
whole clip, so that a frame's features depend on frames far away. One thing is put right: where the heading passes
straight through Z-, the data's code loses the turn's sign for a frame, and all that follows turns the other way.
Recovering asks none of this.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.models import quaternions

Array = NDArray[np.floating]

FPS = 20
NAMES = (
    "pelvis", "left_hip", "right_hip", "spine1", "left_knee", "right_knee", "spine2", "left_ankle", "right_ankle",
    "spine3", "left_foot", "right_foot", "neck", "left_collar", "right_collar", "head", "left_shoulder",
    "right_shoulder", "left_elbow", "right_elbow", "left_wrist", "right_wrist",
)  # fmt: skip
PARENTS = (-1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 12, 13, 14, 16, 17, 18, 19)
# The joint whose rotation a joint's own one follows. Both arms hang on the chest, but turn with the pelvis.
TURNS_WITH = (-1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0, 12, 13, 14, 16, 17, 18, 19)
RIGHT, LEFT, UP, DOWN, FORTH = (-1, 0, 0), (1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1)
# The direction from its parent in which a joint lies when nothing is rotated.
REST = np.array(
    [
        (0, 0, 0), LEFT, RIGHT, UP, DOWN, DOWN, UP, DOWN, DOWN, UP, FORTH, FORTH, UP, LEFT, RIGHT, FORTH,
        DOWN, DOWN, DOWN, DOWN, DOWN, DOWN,
    ],
    np.float64,
)  # fmt: skip
FEATURES = 12 * len(NAMES) - 1
LEFT_HIP, RIGHT_HIP, LEFT_SHOULDER, RIGHT_SHOULDER = (
    NAMES.index(f"{side}_{joint}") for joint in ("hip", "shoulder") for side in ("left", "right")
)
LEG = [NAMES.index("right_knee"), NAMES.index("right_ankle")]  # the joints at whose ends a leg's two bones lie
FEET = [NAMES.index(name) for name in ("left_ankle", "left_foot", "right_ankle", "right_foot")]
STANDING = 0.002  # m^2: a foot stands if it moves by less than the root of this from frame to frame
SMOOTHING = 20  # frames, the standard deviation of the Gaussian that smooths the heading
LEVEL = np.array([1.0, 0.0, 1.0])  # times a place: the point below it, at height 0
FACING = np.array([0.0, 0.0, 1.0])


@dataclass(frozen=True)
class Motion:
    """A moving skeleton.

    Args:
        joints: (T, 22, 3) float32, metres, Y up, joints in the order of `NAMES`.
        fps: frames a second.
    """

    joints: NDArray[np.float32]
    fps: float = FPS

    def __post_init__(self) -> None:
        if self.joints.shape[1:] != (len(NAMES), 3) or self.joints.dtype != np.float32:
            raise ValueError(
                f"`joints` must be (T, {len(NAMES)}, 3) float32, but is {self.joints.shape} {self.joints.dtype}."
            )


def recover_root(features: Array) -> tuple[Array, Array]:
    """Return where the root is and how to turn a frame so that it faces Z+.

    Args:
        features: (..., T, F), not normalised.

    Returns:
        Quaternions (..., T, 4) and positions (..., T, 3).
    """
    turned = np.zeros(features.shape[:-1])
    turned[..., 1:] = np.cumsum(features[..., :-1, 0], -1, np.float64)
    rotation = quaternions.about_y(2 * turned)
    velocity = np.zeros((*features.shape[:-1], 3))
    velocity[..., 1:, [0, 2]] = features[..., :-1, 1:3]
    position = np.cumsum(quaternions.rotate(quaternions.inverse(rotation), velocity), -2)
    position[..., 1] = features[..., 3]
    return rotation, position


def recover_from_ric(features: Array) -> Array:
    """Return the joints (..., T, J, 3) of features (..., T, 12 J - 1) that are not normalised: from their positions.

    Works for every skeleton: HumanML3D has 22 joints, KIT 21 (and other units).
    """
    J = _joints_in(features)
    rotation, root = recover_root(features)
    places = features[..., 4 : 4 + 3 * (J - 1)].reshape(*features.shape[:-1], J - 1, 3)
    joints = quaternions.rotate(quaternions.inverse(rotation)[..., None, :], places) + (root * LEVEL)[..., None, :]
    return np.concatenate([root[..., None, :], joints], -2)


def recover_from_rot(features: Array, lengths: Array) -> Array:
    """Return the joints (..., T, 22, 3) of features (..., T, 263) that are not normalised: from their rotations.

    Args:
        features: as `recover_from_ric` takes them.
        lengths: (22,) of the bones that end at each joint, as `bone_lengths` returns them.
    """
    J = _joints_in(features)
    rotation, root = recover_root(features)
    start = 4 + 3 * (J - 1)
    own = features[..., start : start + 6 * (J - 1)].reshape(*features.shape[:-1], J - 1, 6)
    # What turns a frame to Z+ stands here as the root's rotation: the data hold rotations that follow from that.
    turns = [quaternions.to_matrix(rotation)]
    places = [root]
    for joint in range(1, J):
        turn = turns[TURNS_WITH[joint]] @ quaternions.matrix_from_6d(own[..., joint - 1, :])
        turns.append(turn)
        places.append(places[PARENTS[joint]] + turn @ (REST[joint] * lengths[joint]))
    return np.stack(places, -2)


def bone_lengths(frame: Array) -> Array:
    """Return (22,): how far each joint of a frame (22, 3) is from its parent; 0 for the root."""
    return np.append(0.0, np.linalg.norm(_bones(frame), axis=-1))


def process(positions: Array, lengths: Array) -> tuple[Array, Array]:
    """Return features and joints of a motion whose skeleton, place and heading may be any.

    Args:
        positions: (T, 22, 3), metres, Y up, 20 frames a second.
        lengths: (22,), the bones of the skeleton that all motions are given.

    Returns:
        Features (T - 1, 263) and joints (T, 22, 3), which have the new bones, stand on the floor, and start at the
        origin, facing Z+.
    """
    joints = align(retarget(positions, lengths))
    return extract_features(joints), joints


def retarget(positions: Array, lengths: Array) -> Array:
    """Return (T, 22, 3): the poses with other bones, and the way as much longer as the right leg is.

    Arguments as in `process`. A bone keeps its direction: its rotation, found and applied again, comes to that.
    """
    bones = _bones(positions)  # (T, 21, 3)
    bones = bones / np.linalg.norm(bones, axis=-1, keepdims=True) * lengths[1:, None]
    joints = [positions[:, 0] * (lengths[LEG].sum() / bone_lengths(positions[0])[LEG].sum())]
    for joint in range(1, len(NAMES)):
        joints.append(joints[PARENTS[joint]] + bones[:, joint - 1])
    return np.stack(joints, -2)


def align(joints: Array) -> Array:
    """Return (T, 22, 3): its lowest joint on the floor, frame 0 at the origin and facing Z+."""
    placed = joints - joints[0, 0] * LEVEL
    placed[..., 1] -= joints[..., 1].min()
    hips, shoulders = _across(joints[0])
    return quaternions.rotate(quaternions.between(_forward(hips + shoulders), FACING), placed)


def extract_features(joints: Array, heading: Array | None = None) -> Array:
    """Return the features (T - 1, 263) of joints (T, 22, 3) that `align` has placed, or that were recovered.

    Args:
        joints: metres, Y up, 20 frames a second.
        heading: (T, 4), how to turn each frame so that it faces Z+, by another rule than that of the data.
    """
    T = len(joints)
    rotation = _heading(joints) if heading is None else heading
    moved = np.diff(joints, axis=0)  # (T - 1, 22, 3)
    turn = quaternions.multiply(rotation[1:], quaternions.inverse(rotation[:-1]))
    turn = np.where(turn[:, :1] < 0, -turn, turn)  # the same turn, the short way
    root_velocity = quaternions.rotate(rotation[1:], moved[:, 0])
    local = quaternions.rotate(rotation[:, None], joints - (joints[:, :1] * LEVEL))
    parts = (
        np.arcsin(turn[:, 2:3]),
        root_velocity[:, [0, 2]],
        joints[:-1, 0, 1:2],
        local[:-1, 1:],
        quaternions.to_6d(_joint_rotations(joints, rotation))[:-1],
        quaternions.rotate(rotation[:-1, None], moved),
        (moved[:, FEET] ** 2).sum(-1) < STANDING,
    )
    return np.concatenate([part.reshape(T - 1, -1) for part in parts], -1)


def _joints_in(features: Array) -> int:
    J, rest = divmod(features.shape[-1] + 1, 12)
    if rest or J < 2:
        raise ValueError(f"`features` must have 12 J - 1 numbers a frame, but has shape {features.shape}.")
    return J


def _bones(joints: Array) -> Array:
    """Return (..., 21, 3): from each joint's parent to it, without the root."""
    return joints[..., 1:, :] - joints[..., PARENTS[1:], :]


def _across(joints: Array) -> tuple[Array, Array]:
    """Return (..., 3) twice: from left to right, at the hips and at the shoulders."""
    return (
        joints[..., RIGHT_HIP, :] - joints[..., LEFT_HIP, :],
        joints[..., RIGHT_SHOULDER, :] - joints[..., LEFT_SHOULDER, :],
    )


def _forward(across: Array) -> Array:
    """Return (..., 3): level and upright to `across`, shorter the more the body leans to a side."""
    return np.cross(np.array([0.0, 1.0, 0.0]), across / np.linalg.norm(across, axis=-1, keepdims=True))


def _heading(joints: Array) -> Array:
    """Return (T, 4): how to turn each frame so that it faces Z+, by the data's own rules."""
    from scipy.ndimage import gaussian_filter1d  # here, because the page names motions long before it reads one

    hips, shoulders = _across(joints)
    forward = gaussian_filter1d(_forward(shoulders - hips), SMOOTHING, axis=0, mode="nearest")
    rotation = quaternions.between(forward, FACING)
    rotation[0] = 1, 0, 0, 0
    return rotation


def _joint_rotations(joints: Array, rotation: Array) -> Array:
    """Return (T, 21, 4): each joint's rotation relative to the one that it turns with."""
    bone_rotations = quaternions.between(REST[1:], _bones(joints))
    turns = np.concatenate([rotation[:, None], bone_rotations], 1)  # (T, 22, 4)
    return quaternions.multiply(quaternions.inverse(turns[:, TURNS_WITH[1:]]), bone_rotations)
