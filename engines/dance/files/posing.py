"""From places to rotations: a skeleton at rest, arms out, and how each of its joints turns, as BVH and glTF want it.

Three bones begin at the pelvis and three at the chest, and in real motions these do not keep their angles. So each of
the six has a stem: a joint at the same place that turns it alone. The pelvis turns with hips and spine, the chest with
collars and neck, a leg as its knee and foot point; every other joint turns the shortest way from where its bone rests,
so that nothing twists without need.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from engines.models import quaternions
from engines.models.humanml import DOWN, FORTH, LEFT, NAMES, PARENTS, RIGHT, UP

Array = NDArray[np.floating]

SPLIT: Final = (NAMES.index("pelvis"), NAMES.index("spine3"))  # where several bones begin
STEM: Final = "_stem"
STEMMED: Final = tuple(joint for joint, parent in enumerate(PARENTS) if parent in SPLIT)
# Nodes: the joints in the order of `humanml.NAMES`, and the stems after them.
NODES: Final = (*NAMES, *(NAMES[joint] + STEM for joint in STEMMED))
ABOVE: Final = (
    *(len(NAMES) + STEMMED.index(joint) if joint in STEMMED else parent for joint, parent in enumerate(PARENTS)),
    *(PARENTS[joint] for joint in STEMMED),
)
BELOW: Final = tuple(tuple(node for node, above in enumerate(ABOVE) if above == this) for this in range(len(NODES)))
# Where the bone that ends at a joint points at rest. What begins at pelvis and chest rests as it lies on the mean.
REST: Final = {
    **dict.fromkeys(("left_knee", "right_knee", "left_ankle", "right_ankle"), DOWN),
    **dict.fromkeys(("left_foot", "right_foot"), FORTH),
    **dict.fromkeys(("spine2", "spine3", "head"), UP),
    **dict.fromkeys(("left_shoulder", "left_elbow", "left_wrist"), LEFT),
    **dict.fromkeys(("right_shoulder", "right_elbow", "right_wrist"), RIGHT),
}
LEGS: Final = {f"{side}_{part}" for side in ("left", "right") for part in ("hip", "knee")}
CALM: Final = 0.3  # how much the shortest way counts in a leg's twist, beside a right angle of knee or foot


def _downwards(node: int = 0) -> tuple[int, ...]:
    return (node, *(lower for child in BELOW[node] for lower in _downwards(child)))


TREE: Final = _downwards()  # the nodes, each after the one above it


@dataclass(frozen=True)
class Posed:
    """A motion as rotations of the nodes.

    Args:
        offsets: (28, 3) metres, from the node above to a node at rest, when nothing is turned; zeros for the pelvis.
        root: (T, 3) metres, the pelvis.
        turns: (T, 28, 4), quaternions (w, x, y, z), each as the node above sees it, without leaps of sign.
    """

    offsets: Array
    root: Array
    turns: Array

    def places(self) -> Array:
        """Return the joints (T, 22, 3): forward kinematics."""
        turns: dict[int, Array] = {0: self.turns[:, 0]}
        places: dict[int, Array] = {0: self.root}
        for node in TREE[1:]:
            above = ABOVE[node]
            places[node] = places[above] + quaternions.rotate(turns[above], self.offsets[node])
            turns[node] = quaternions.multiply(turns[above], self.turns[:, node])
        return np.stack([places[joint] for joint in range(len(NAMES))], 1)

    def at_rest(self) -> Array:
        """Return where the nodes (28, 3) are when nothing is turned and the pelvis is at the origin."""
        places = np.zeros((len(NODES), 3))
        for node in TREE[1:]:
            places[node] = places[ABOVE[node]] + self.offsets[node]
        return places


def posed(joints: Array) -> Posed:
    """Return the rotations of joints (T, 22, 3), metres. Bones get one length each, their median, and keep their ways.

    Example:
        places = posed(motion.joints).places()
    """
    joints = joints.astype(np.float64)
    bones = np.zeros_like(joints)  # from a joint's parent to it
    bones[:, 1:] = joints[:, 1:] - joints[:, PARENTS[1:]]
    frames = {joint: _trunk(joints, joint) for joint in SPLIT}
    offsets = np.zeros((len(NODES), 3))
    for joint in range(1, len(NAMES)):
        offsets[joint] = _resting(joint, bones, frames) * np.median(np.linalg.norm(bones[:, joint], axis=-1))
    whole: dict[int, Array] = {-1: np.tile([1.0, 0, 0, 0], (len(joints), 1))}
    for node in TREE:
        if node in frames:
            whole[node] = frames[node]
        elif BELOW[node]:
            (end,) = BELOW[node]
            above = whole[ABOVE[node]]
            shortest = quaternions.between(quaternions.rotate(above, offsets[end]), bones[:, end])
            whole[node] = quaternions.multiply(shortest, above)
            if NODES[node] in LEGS:
                whole[node] = _leg(bones, node, quaternions.rotate(whole[node], np.array(FORTH, np.float64)))
        else:
            whole[node] = whole[ABOVE[node]]
    turns = np.stack(
        [quaternions.multiply(quaternions.inverse(whole[ABOVE[node]]), whole[node]) for node in range(len(NODES))], 1
    )
    signs = np.where((turns[1:] * turns[:-1]).sum(-1, keepdims=True) < 0, -1.0, 1.0)
    turns[1:] *= np.cumprod(signs, 0)
    return Posed(offsets, joints[:, 0], turns)


def _resting(joint: int, bones: Array, frames: dict[int, Array]) -> Array:
    """Return (3,), the direction in which the bone that ends at a joint rests."""
    if joint not in STEMMED:
        return np.array(REST[NAMES[joint]], np.float64)
    mean = quaternions.rotate(quaternions.inverse(frames[PARENTS[joint]]), bones[:, joint]).mean(0)
    return np.asarray(mean / np.linalg.norm(mean))


def _trunk(joints: Array, joint: int) -> Array:
    """Return (T, 4): how pelvis or chest is turned."""
    left, right, top = (NAMES.index(name) for name in (
        ("left_hip", "right_hip", "spine1") if joint == 0 else ("left_shoulder", "right_shoulder", "neck")
    ))  # fmt: skip
    low = (joints[:, left] + joints[:, right]) / 2 if joint == 0 else joints[:, joint]
    across = joints[:, left] - joints[:, right]
    front = np.cross(across, joints[:, top] - low)
    return _frame(np.cross(front, across), front)


def _leg(bones: Array, joint: int, calm: Array) -> Array:
    """Return (T, 4): how thigh or shin is turned, so that the knee bends forward and the foot points there.

    Args:
        joint: hip or knee.
        calm: (T, 3), where its front would be without a twist.
    """
    (end,) = BELOW[joint]
    side = NAMES[joint].split("_")[0]
    thigh, shin, foot = (_unit(bones[:, NAMES.index(f"{side}_{part}")]) for part in ("knee", "ankle", "foot"))
    front = thigh - shin + CALM * calm
    if NAMES[joint].endswith("knee"):
        front = front + foot
    return _frame(-bones[:, end], front)


def _frame(up: Array, front: Array) -> Array:
    """Return (T, 4): the turn of Y to `up` and of Z as near to `front` as that leaves it."""
    y = _unit(up)
    x = _unit(np.cross(y, front))
    return Rotation.from_matrix(np.stack([x, y, np.cross(x, y)], -1)).as_quat(scalar_first=True)


def _unit(vectors: Array) -> Array:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True))
