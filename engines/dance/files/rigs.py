"""Any skeleton of a human as the 22 joints of HumanML3D.

Limbs are found by the names that common programs give them (SMPL, CMU, LAFAN, Mixamo, Rokoko, Unreal, Blender, 3ds
Max, COCO). What lies between hips and neck is taken anew from the curve of the rig's own spine, however many bones it
has, in the proportions of the standard body.
"""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from engines.dance.files.bvh import END
from engines.dance.files.takes import Array, Take
from engines.dance.skeleton import BONES
from engines.models.humanml import FPS, NAMES
from engines.models.skeletons import COCO_17
from engines.runtime import InputError

HANDS: Final = ("left_hand", "right_hand")
RIGS: Final = {  # of arrays without names, by the number of their joints; of larger bodies the first 22 are used
    17: ("COCO, 17", COCO_17.names),
    22: ("SMPL, 22", NAMES),
    24: ("SMPL, 24", (*NAMES, *HANDS)),
    52: ("SMPL-H, 52", NAMES),
    55: ("SMPL-X, 55", NAMES),
}
SIDES: Final = ("left", "right")
# The first of its names that a rig has, and that no joint above it has taken, is the joint.
LIMBS: Final = {
    "hip": ("upleg", "thigh", "femur", "upperleg", "hip", "hipjoint"),
    "knee": ("leg", "lowerleg", "lowleg", "calf", "shin", "tibia", "knee"),
    "ankle": ("ankle", "foot"),
    "foot": ("toebase", "toe", "toes", "toe0", "ball", "foot"),
    "shoulder": ("arm", "upperarm", "uparm", "shldr", "humerus", "shoulder"),
    "elbow": ("forearm", "lowerarm", "lowarm", "radius", "elbow"),
    "wrist": ("hand", "wrist"),
    "collar": ("collar", "clavicle", "shoulder"),
    "ear": ("ear",),
}
TRUNK: Final = {
    "pelvis": ("pelvis", "hips", "hip", "root", "cg"),
    "neck": ("neck", "neck1", "neck01", "lowerneck"),
    "head": ("head",),
    "spine": ("spine", "spine0", "torso"),
    "spine1": ("spine1",),
    "spine2": ("spine2",),
    "spine3": ("spine3",),
    "chest": ("chest2", "upperchest", "chest", "thorax", "spine4", "spine05", "spine04", "spine03", "spine02"),
    "belly": ("lowerback", "abdomen", "belly", "spine01"),
    "nose": ("nose",),
}
PREFIX: Final = re.compile(r"^(mixamorig\d*|valvebiped|bip\d*|ccbase|character\d*)(?=.)")
NEEDED: Final = tuple(f"{side}_{limb}" for limb in list(LIMBS)[:3] + list(LIMBS)[4:7] for side in SIDES)
HEIGHTS: Final = np.cumsum(BONES[[NAMES.index(name) for name in ("spine1", "spine2", "spine3", "neck")]])
NEAR: Final = 0.05  # of the trunk: joints nearer than this are one

Found = dict[str, Array]


@dataclass(frozen=True)
class Mapped:
    """The 22 joints (T, 22, 3) in the take's unit and axes; whether the feet had to be guessed."""

    joints: Array
    guessed_feet: bool


def named(positions: Array, fps: float | None) -> Take:
    """Return joints (T, J, 3) that have no names as a take; without `fps`, 20 a second are assumed.

    Raises:
        InputError: `dance_clip_joints`.
    """
    J = positions.shape[1]
    if J not in RIGS:
        raise InputError(
            "dance_clip_joints", f"This motion has {J} joints: I know skeletons of {', '.join(map(str, RIGS))}."
        )
    rig, names = RIGS[J]
    return Take(names, positions[:, : len(names)], FPS if fps is None else fps, rig, fps is not None)


def to_humanml(take: Take) -> Mapped:
    """Return a take's 22 joints.

    Raises:
        InputError: `dance_clip_rig`.
    """
    if set(NAMES) <= set(take.names):
        return Mapped(take.positions[:, [take.names.index(name) for name in NAMES]], guessed_feet=False)
    found = _find(take)
    missing = [name.replace("_", " ") for name in NEEDED if name not in found]
    if missing:
        raise InputError(
            "dance_clip_rig",
            f"I don't know this skeleton: I can't find its {', '.join(missing[:3])}. Name the joints as Mixamo does.",
        )
    joints = dict(found)
    _trunk(joints)
    for side in SIDES:
        joints[f"{side}_collar"] = _collar(joints, side)
    guessed = any(f"{side}_foot" not in joints for side in SIDES)
    if guessed:
        for side in SIDES:
            joints[f"{side}_foot"] = _foot(joints, side)
    return Mapped(np.stack([joints[name] for name in NAMES], 1), guessed)


def _find(take: Take) -> Found:
    """Return the joints (T, 3) that the rig has, by our names for them."""
    places = {_plain(name): take.positions[:, joint] for joint, name in reversed(list(enumerate(take.names)))}
    found: Found = {}
    for limb, parts in LIMBS.items():
        for side in SIDES:
            forms = [form for part in parts for form in (side + part, side[0] + part, part + side, part + side[0])]
            _take(places, forms, f"{side}_{limb}", found)
    for name, parts in TRUNK.items():
        _take(places, list(parts), name, found)
    for side in SIDES:  # without a toe, the foot ends where its end site is
        ends = [places[_plain(name)] for name in take.names if name.endswith(END) and _is_ankle(name, side)]
        if ends and f"{side}_foot" not in found:
            found[f"{side}_foot"] = ends[0]
    return found


def _take(places: Found, forms: list[str], name: str, found: Found) -> None:
    form = next((form for form in forms if form in places), None)
    if form is not None:
        found[name] = places.pop(form)


def _plain(name: str) -> str:
    """Return a joint's name without its namespace, the prefix of its program, capitals and marks."""
    if name.endswith(END):
        return _plain(name.removesuffix(END)) + END
    return PREFIX.sub("", re.sub(r"[^a-z0-9]", "", name.rpartition(":")[2].lower()))


def _is_ankle(name: str, side: str) -> bool:
    plain = _plain(name).removesuffix(END)
    return any(plain in (side + part, side[0] + part, part + side, part + side[0]) for part in LIMBS["ankle"])


def _trunk(joints: Found) -> None:
    """Fill in pelvis, spine, neck and head."""
    hips, shoulders = (_middle(joints, part) for part in ("hip", "shoulder"))
    up = shoulders - hips
    size = np.linalg.norm(up, axis=-1).mean()
    if "pelvis" not in joints or np.linalg.norm(joints["pelvis"] - hips, axis=-1).mean() < NEAR * size:
        joints["pelvis"] = hips + 0.17 * up
    neck = joints.setdefault("neck", shoulders + 0.15 * up)
    if "head" not in joints:
        face = joints.get("nose", neck + 0.3 * up)
        ears = _middle(joints, "ear") if "left_ear" in joints and "right_ear" in joints else face
        joints["head"] = neck + 0.7 * (ears - neck)
    if all(f"spine{k}" in joints for k in (1, 2, 3)) and "spine" not in joints:
        return
    between = ("spine", "belly", "spine1", "spine2", "spine3", "chest")
    _bend(joints, [joints["pelvis"], *(joints[name] for name in between if name in joints), neck])


def _bend(joints: Found, curve: list[Array]) -> None:
    """Place the three spine joints on the polyline from pelvis to neck, at the standard body's heights."""
    lengths = [np.linalg.norm(end - start, axis=-1).mean() for start, end in pairwise(curve)]
    along = np.cumsum([0.0, *lengths]) / sum(lengths)
    for k, height in enumerate(HEIGHTS[:3] / HEIGHTS[3], 1):
        piece = int(np.searchsorted(along[1:-1], height))
        share = (height - along[piece]) / (along[piece + 1] - along[piece])
        joints[f"spine{k}"] = curve[piece] + share * (curve[piece + 1] - curve[piece])


def _collar(joints: Found, side: str) -> Array:
    """Return the rig's own collar, or one on the way to the shoulder where it has none, or lays it into the chest."""
    shoulder, chest, neck = joints[f"{side}_shoulder"], joints["spine3"], joints["neck"]
    size = np.linalg.norm(neck - joints["pelvis"], axis=-1).mean()
    own = joints.get(f"{side}_collar")
    if own is not None:
        gaps = [np.linalg.norm(own - other, axis=-1).mean() for other in (shoulder, chest)]
        if min(gaps) > NEAR * size:
            return own
    return 0.42 * shoulder + 0.29 * (chest + neck)


def _foot(joints: Found, side: str) -> Array:
    """Return the ball of a foot that the rig lacks: before the ankle, where the body faces, upright to the shin."""
    ankle, knee = joints[f"{side}_ankle"], joints[f"{side}_knee"]
    forward = np.cross(joints["left_hip"] - joints["right_hip"], joints["neck"] - joints["pelvis"])
    shin = ankle - knee
    length = np.linalg.norm(shin, axis=-1, keepdims=True)
    shin = shin / length
    forward = forward - (forward * shin).sum(-1, keepdims=True) * shin
    forward = forward / np.maximum(np.linalg.norm(forward, axis=-1, keepdims=True), 1e-9)
    return ankle + length * (0.31 * forward + 0.14 * shin)


def _middle(joints: Found, part: str) -> Array:
    return (joints[f"left_{part}"] + joints[f"right_{part}"]) / 2
