"""Bodies that do one thing, with the answer known."""

import numpy as np
from numpy.typing import NDArray

from engines.models.humanml import NAMES, PARENTS, Motion

HIP, KNEE, ANKLE, TOE = 0.88, 0.49, 0.07, 0.02  # metres above the floor, of someone who stands
HEIGHTS = {"pelvis": 0.92, "spine1": 1.05, "spine2": 1.18, "spine3": 1.25, "neck": 1.45, "head": 1.58}


def standing_still(frames: int = 60) -> Motion:
    """Upright, arms down, facing Z+."""
    pose = np.zeros((len(NAMES), 3))
    for joint, name in enumerate(NAMES):
        side = 1 if name.startswith("left") else -1
        if name in HEIGHTS:
            pose[joint, 1] = HEIGHTS[name]
            continue
        part = name.split("_")[1]
        pose[joint] = {
            "hip": (side * 0.1, HIP, 0),
            "knee": (side * 0.1, KNEE, 0.03),
            "ankle": (side * 0.1, ANKLE, 0),
            "foot": (side * 0.1, TOE, 0.13),
            "collar": (side * 0.07, 1.38, 0),
            "shoulder": (side * 0.18, 1.4, 0),
            "elbow": (side * 0.2, 1.14, 0),
            "wrist": (side * 0.2, 0.88, 0.03),
        }[part]
    return Motion(np.repeat(pose[None], frames, 0).astype(np.float32))


def drifting(frames: int = 60, speed: float = 0.06) -> Motion:
    """Someone who stands while everything slides to the left, metres a second, and trembles a little."""
    motion = standing_still(frames)
    noise = np.random.default_rng(0).normal(0, 0.002, motion.joints.shape)
    joints = motion.joints + noise
    joints[..., 0] += np.arange(frames)[:, None] / motion.fps * speed
    return Motion(joints.astype(np.float32))


def bone_lengths(motion: Motion) -> NDArray[np.float32]:
    """(T, 21)."""
    return np.asarray(np.linalg.norm(motion.joints[:, 1:] - motion.joints[:, PARENTS[1:]], axis=-1))
