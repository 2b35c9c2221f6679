"""How well a motion keeps to the laws of nature: feet that slide, a floor that is pierced, joints bent the wrong way,
jerk, and whether the body is moved by feet that stand.

Sliding is measured with the thresholds of Karunratanakul, Preechakul, Suwajanakorn, Tang: "Guided Motion Diffusion for
Controllable Human Motion Synthesis" (GMD), ICCV 2023; PFC is that of Tseng, Castellon, Liu: "EDGE: Editable Dance
Generation From Music", CVPR 2023.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter1d

from engines.dance.results import Physics
from engines.models.humanml import NAMES, Motion

Array = NDArray[np.floating]

TOES: Final = [NAMES.index("left_foot"), NAMES.index("right_foot")]
ANKLES: Final = [NAMES.index("left_ankle"), NAMES.index("right_ankle")]
KNEES: Final = [NAMES.index("left_knee"), NAMES.index("right_knee")]
HIPS: Final = [NAMES.index("left_hip"), NAMES.index("right_hip")]
WRISTS: Final = [NAMES.index("left_wrist"), NAMES.index("right_wrist")]
ELBOWS: Final = [NAMES.index("left_elbow"), NAMES.index("right_elbow")]
SHOULDERS: Final = [NAMES.index("left_shoulder"), NAMES.index("right_shoulder")]
CHEST, NECK = NAMES.index("spine3"), NAMES.index("neck")
LEVEL: Final = [0, 2]  # the axes along the floor

ON_THE_FLOOR: Final = 0.05  # metres, the height below which a toe is on the floor
SLIDING: Final = 0.5  # m/s, above which it slides
MEAN_OVER: Final = 5  # frames, over which it must slide on average too

STRAIGHT: Final = 0.34  # sine of 20 degrees: less is no bend that could be wrong
FLAT: Final = 0.3  # of the foot's length: a foot in line with its shin does not show where the knee's front is
WRONG: Final = 0.75  # cosine of about 40 degrees around the one direction in which no elbow bends

PFC_FPS: Final = 30  # EDGE's frames, in whose steps the feet are measured
PFC_SCALE: Final = 10_000


def measure(motion: Motion) -> Physics:
    """Return what a motion of 4 frames or more comes to.

    Example:
        measure(lock_feet(motion)).skating <= measure(motion).skating    # True
    """
    joints = motion.joints.astype(np.float64)
    return Physics(
        skating=skating(joints, motion.fps),
        sunk=max(0.0, -float(joints[..., 1].min())),
        bent=float(np.concatenate([_knees_bent(joints), _elbows_bent(joints)], -1).mean()),
        jerk=float(np.linalg.norm(np.diff(joints, 3, axis=0), axis=-1).mean() * motion.fps**3),
        contact=physical_contact(joints, motion.fps),
    )


def skating(joints: Array, fps: float) -> float:
    """Return the share of a motion's steps (frame to frame, each foot) with a toe on the floor in which it slides.

    0 for a motion whose feet never touch the floor.
    """
    toes = joints[:, TOES]
    low = toes[..., 1] < ON_THE_FLOOR
    speed = np.linalg.norm(np.diff(toes[..., LEVEL], axis=0), axis=-1) * fps  # (T - 1, 2)
    slides = np.minimum(speed, uniform_filter1d(speed, MEAN_OVER, axis=0, mode="constant")) > SLIDING
    touches = low[:-1] & low[1:]
    return float((slides & touches).sum() / max(1, touches.sum()))


def physical_contact(joints: Array, fps: float) -> float:
    """Return PFC: 10,000 times the mean over frames of |a| |v left| |v right| / max |a|.

    a is the root's acceleration without its downward part, which gravity may give. v of a side is the slower one of
    ankle's and toe's speed along the floor, in metres a thirtieth of a second, so the whole is in (cm a frame)^2 at 30
    frames a second, whatever the motion's own rate is. A body that speeds up while both feet slide scores badly.
    """
    acceleration = np.diff(joints[:, 0], 2, axis=0)  # (T - 2, 3), its unit falls out
    acceleration[:, 1] = acceleration[:, 1].clip(0)
    push = np.linalg.norm(acceleration, axis=-1)
    feet = joints[1:, [ANKLES, TOES]][..., LEVEL]  # (T - 1, 2, sides, 2)
    speed = np.linalg.norm(np.diff(feet, axis=0), axis=-1).min(1) * (fps / PFC_FPS)  # (T - 2, sides)
    largest = push.max()
    return float((push * speed.prod(-1)).mean() / largest * PFC_SCALE) if largest else 0.0


def _knees_bent(joints: Array) -> NDArray[np.bool_]:
    """Whether each knee (T, 2) bends forwards. Its front is where the foot points, seen from the shin."""
    shin = _unit(joints[:, KNEES] - joints[:, ANKLES])
    thigh = _unit(joints[:, HIPS] - joints[:, KNEES])
    foot = _unit(joints[:, TOES] - joints[:, ANKLES])
    front = _across(foot, shin)
    return ((_unit(front) * thigh).sum(-1) > STRAIGHT) & (np.linalg.norm(front, axis=-1) > FLAT)


def _elbows_bent(joints: Array) -> NDArray[np.bool_]:
    """Whether each elbow (T, 2) bends the way that no turn of the shoulder allows.

    A hanging arm does not bend backwards and outwards, one held to the side not backwards, one held forwards not
    outwards: never towards what lies behind and outside, as far as that is upright to the upper arm.
    """
    outwards = _unit(joints[:, SHOULDERS[0]] - joints[:, SHOULDERS[1]])
    up = _unit(joints[:, NECK] - joints[:, CHEST])
    back = np.cross(up, outwards)
    forbidden = np.stack([back + outwards, back - outwards], 1)  # left, right
    upper = _unit(joints[:, ELBOWS] - joints[:, SHOULDERS])
    lower = _unit(joints[:, WRISTS] - joints[:, ELBOWS])
    bend = _across(lower, upper)
    cosine = (_unit(bend) * _unit(_across(forbidden, upper))).sum(-1)
    return (np.linalg.norm(bend, axis=-1) > STRAIGHT) & (cosine > WRONG)


def _unit(vectors: Array) -> Array:
    return vectors / (np.linalg.norm(vectors, axis=-1, keepdims=True) + 1e-9)


def _across(vectors: Array, axis: Array) -> Array:
    """The part of vectors that is upright to a unit axis."""
    return vectors - (vectors * axis).sum(-1, keepdims=True) * axis
