"""Motions of one body whose bones keep their lengths, and the same motions as others would write them."""

import numpy as np
from scipy.spatial.transform import Rotation

from engines.dance.files.posing import NODES, Posed, posed
from engines.models.humanml import NAMES, PARENTS, Motion, align
from tests.engines.dance.bodies import standing_still


def dancing(frames=40):
    """Someone who turns once, swings both arms and a leg, and walks a metre."""
    still = posed(standing_still(frames).joints)
    turns = still.turns.copy()
    swing = np.sin(np.arange(frames) / 6)
    for name, axis, most in (
        ("pelvis", "y", 6.3 * np.arange(frames) / frames),
        ("left_shoulder", "z", 1.2 * swing),
        ("right_elbow", "x", -1.4 * swing**2),
        ("left_hip", "x", -1.3 * swing**2),
        ("left_knee", "x", 1.1 * swing**2),
        ("spine2", "z", 0.3 * swing),
    ):
        own = Rotation.from_quat(turns[:, NODES.index(name)], scalar_first=True)
        new = own * Rotation.from_euler(axis, np.broadcast_to(most, frames)[:, None])
        turns[:, NODES.index(name)] = new.as_quat(scalar_first=True)
    root = still.root + np.linspace(0, 1, frames)[:, None] * (0.6, 0, 0.8)
    return Motion(align(Posed(still.offsets, root, turns).places()).astype(np.float32))


def bvh(frames=8, seconds=0.1, rows=None, tree=None):
    """A BVH file of someone who stands, by the joints' own offsets: one root that moves, and no turns."""
    pose = standing_still(1).joints[0]
    lines = ["HIERARCHY", *(_tree(pose, 0) if tree is None else tree), "MOTION", f"Frames: {frames}"]
    row = "0 0.92 0 " + "0 0 0 " * len(NAMES)
    return "\n".join([*lines, f"Frame Time: {seconds}", *([row] * frames if rows is None else rows)]).encode()


def _tree(pose, joint):
    offset = pose[joint] - (pose[PARENTS[joint]] if joint else 0)
    channels = "CHANNELS 6 Xposition Yposition Zposition" if joint == 0 else "CHANNELS 3"
    lines = ["ROOT" if joint == 0 else "JOINT", "{", "OFFSET {} {} {}".format(*offset)]
    lines[0] += f" mixamorig:{MIXAMO[joint]}"
    lines.append(f"{channels} Zrotation Xrotation Yrotation")
    for child in (child for child, parent in enumerate(PARENTS) if parent == joint and child):
        lines += _tree(pose, child)
    return [*lines, "}"]


MIXAMO = (
    *("Hips", "LeftUpLeg", "RightUpLeg", "Spine", "LeftLeg", "RightLeg", "Spine1", "LeftFoot", "RightFoot", "Spine2"),
    *("LeftToeBase", "RightToeBase", "Neck", "LeftShoulder", "RightShoulder", "Head", "LeftArm", "RightArm"),
    *("LeftForeArm", "RightForeArm", "LeftHand", "RightHand"),
)
