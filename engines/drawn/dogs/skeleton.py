"""The bones of a dog in some pose: frames that flesh is hung on.

Metres; x forward, y to the dog's left, z up, the ground at z = 0. A frame is a place and three axes, so that a point
of the body keeps its coordinates in it through every pose: that is how a spot of the coat stays where it is.
"""

from dataclasses import dataclass
from math import cos, radians, sin
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.drawn.dogs.poses import GAZE, REST, REST_FRONT, REST_HIND, Angles, DogPose
from engines.drawn.dogs.traits import DogTraits

Vec = NDArray[np.floating[Any]]  # (3,)
LEFT, RIGHT = 1.0, -1.0
SHOULDER_HEIGHT, HIP_HEIGHT = 0.42, 0.55  # above the elbow, of the chest's depth
TAIL_BONES = 9
PAW = 0.105  # radius of a paw, of the chest's depth


@dataclass(frozen=True)
class Frame:
    """A place (3,) and axes (3, 3), whose columns are its x, y and z."""

    place: Vec
    axes: Vec

    def at(self, x: float, y: float, z: float) -> Vec:
        """(3,) in the world of a point in the frame."""
        return self.place + self.axes @ np.array([x, y, z])

    def child(self, x: float, y: float, z: float, turn: Vec | None = None) -> "Frame":
        """A frame at a point of this one, turned against it."""
        return Frame(self.at(x, y, z), self.axes if turn is None else self.axes @ turn)


@dataclass(frozen=True)
class Skeleton:
    """The frames of one posed dog.

    trunk: its middle, x along it; neck: from its base to the head; head: the middle of the skull; legs: left and right
    foreleg, left and right hind leg, four joints each from the body to the paw; tail: its root and bones.
    """

    traits: DogTraits
    pose: DogPose
    trunk: Frame
    neck: tuple[Vec, Vec]
    head: Frame
    legs: tuple[tuple[Vec, ...], ...]
    tail: tuple[Frame, ...]

    def spine(self, share: float) -> Frame:
        """A cross-section of the trunk: -0.5 at the hips, 0.5 at the shoulders, curved as the pose says."""
        arch, bend = radians(self.pose.arch), radians(self.pose.bend)
        length = self.traits.length * self.traits.height
        sag = (0.25 - share**2) * length / 2
        return self.trunk.child(share * length, -bend * sag, arch * sag, yaw(bend * share) @ pitch(-arch * share))


def skeleton(traits: DogTraits, pose: DogPose = REST) -> Skeleton:
    """The bones of a dog in a pose, its lowest paw on the ground."""
    H, depth = traits.height, chest_depth(traits)
    fore = _drop(_foreleg(traits), pose.front)
    hind = _drop(_hind_leg(traits), pose.hind)
    level = HIP_HEIGHT - SHOULDER_HEIGHT
    # The chest cannot sink below the ground, however the forelegs fold.
    fore = max(fore, 0.5 * depth * (1 if pose.kind in ("lie", "bow") else 0))
    slope = np.arcsin(np.clip((fore - hind + level * depth) / (traits.length * H), -0.95, 0.95))
    tilt = roll(-radians(pose.lean)) @ pitch(float(slope))
    middle = (fore + hind) / 2 - level * depth / 2 + (0.5 - SHOULDER_HEIGHT) * depth + pose.lift * H
    bones = _hung(traits, pose, Frame(np.array([0.0, 0.0, middle]), tilt))
    lowest = min(leg[-1][2] for leg in bones.legs) - PAW * depth
    if pose.lift or abs(pose.lean) > GAZE / 2:
        return bones
    return _hung(traits, pose, Frame(bones.trunk.place - np.array([0, 0, lowest]), tilt))


def chest_depth(traits: DogTraits) -> float:
    """Metres from the withers to the breast bone."""
    return traits.height * (1 - traits.leg)


def skull_radius(traits: DogTraits) -> float:
    """Metres, half the width of the skull."""
    return 0.122 * traits.head * traits.height


def _hung(traits: DogTraits, pose: DogPose, trunk: Frame) -> Skeleton:
    """Neck, head, legs and tail on a trunk."""
    H, depth, length = traits.height, chest_depth(traits), traits.length * traits.height
    bare = Skeleton(traits, pose, trunk, (trunk.place, trunk.place), trunk, (), ())
    shoulders, hips = bare.spine(0.5), bare.spine(-0.5)
    tipped = roll(-radians(pose.lean))
    nod, turn, tilt = (radians(angle) for angle in pose.head)
    nose_down = trunk.axes[2, 0]  # a sitting dog's trunk points up, its head does not
    base = shoulders.at(0.02 * length, 0, 0.2 * depth)
    along = tipped @ yaw(turn * 0.45) @ pitch(radians(pose.neck) + 0.25 * nose_down)
    top = base + along @ np.array([traits.neck * H, 0, 0])
    head = Frame(
        top + along @ np.array([0.45 * skull_radius(traits), 0, 0]), tipped @ yaw(turn) @ pitch(nod) @ roll(tilt)
    )
    legs = []
    for front, angles in ((True, pose.front), (False, pose.hind)):
        joint, bones = (shoulders, _foreleg(traits)) if front else (hips, _hind_leg(traits))
        low = SHOULDER_HEIGHT - 0.5 if front else HIP_HEIGHT - 0.5
        for side, leg in ((LEFT, angles[0]), (RIGHT, angles[1])):
            root = joint.at(0, side * traits.girth * depth * (0.66 if front else 0.52), low * depth)
            legs.append(_leg(root, bones, leg, tipped @ roll(radians(side * pose.spread[0 if front else 1]))))
    rump = hips.child(-0.10 * length - 0.04 * depth, 0, 0.36 * depth, pitch(-0.25 * nose_down))
    return Skeleton(traits, pose, trunk, (base, top), head, tuple(legs), _tail(traits, pose, rump))


def _leg(root: Vec, bones: tuple[float, ...], angles: Angles, plane: Vec) -> tuple[Vec, ...]:
    joints = [root]
    for bone, angle in zip(bones, angles, strict=True):
        joints.append(joints[-1] + plane @ np.array([sin(radians(angle)), 0, -cos(radians(angle))]) * bone)
    return tuple(joints)


def _foreleg(traits: DogTraits) -> tuple[float, float, float]:
    """Upper arm, forearm, foot in metres, so that a standing dog's leg just reaches the ground."""
    depth, below = chest_depth(traits), traits.leg * traits.height - PAW * chest_depth(traits)
    foot = 0.34 * below
    return SHOULDER_HEIGHT * depth / cos(radians(REST_FRONT[0])), below - foot, foot / cos(radians(REST_FRONT[2]))


def _hind_leg(traits: DogTraits) -> tuple[float, float, float]:
    """Thigh, shin, foot in metres."""
    depth = chest_depth(traits)
    height = traits.leg * traits.height + (HIP_HEIGHT - PAW) * depth
    foot = 0.42 * (traits.leg * traits.height - PAW * depth) + 0.05 * depth
    rest = height - foot
    thigh, shin, last = (cos(radians(angle)) for angle in REST_HIND)
    return 0.52 * rest / thigh, 0.48 * rest / shin, foot / last


def _drop(bones: tuple[float, ...], legs: tuple[Angles, Angles]) -> float:
    """How far the longer of two legs reaches down."""
    return max(sum(bone * cos(radians(a)) for bone, a in zip(bones, leg, strict=True)) for leg in legs)


# Each kind: pitch above the line of the back where it starts, how far it curls up over its length, its length.
_TAILS = {
    "sabre": (-52, 62, 0.42),
    "curl": (72, 330, 0.40),
    "plume": (-22, 50, 0.42),
    "docked": (30, 10, 0.09),
    "otter": (-28, 20, 0.40),
    "whip": (-66, 80, 0.46),
    "up": (48, 34, 0.36),
}


def _tail(traits: DogTraits, pose: DogPose, root: Frame) -> tuple[Frame, ...]:
    start, curl, length = _TAILS[traits.tail]
    step = length * traits.tail_length * traits.height / TAIL_BONES
    rise = start + pose.tail[0]
    ground = 0.03 * traits.height
    back = root.axes @ yaw(np.pi)
    frames = [Frame(root.place, back @ pitch(radians(rise)))]
    for bone in range(1, TAIL_BONES + 1):
        axes = back @ yaw(radians(pose.tail[1]) * bone / TAIL_BONES) @ pitch(radians(rise + curl * bone / TAIL_BONES))
        end = frames[-1].at(step, 0, 0)
        frames.append(Frame(np.array([end[0], end[1], max(end[2], ground)]), axes))
    return tuple(frames)


def pitch(angle: float) -> Vec:
    """(3, 3) x turned up towards z; radians."""
    c, s = cos(angle), sin(angle)
    return np.array([[c, 0, -s], [0, 1, 0], [s, 0, c]])


def yaw(angle: float) -> Vec:
    """(3, 3) x turned towards y, to the left."""
    c, s = cos(angle), sin(angle)
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])


def roll(angle: float) -> Vec:
    """(3, 3) y turned up towards z: positive tips onto the right side."""
    c, s = cos(angle), sin(angle)
    return np.array([[1, 0, 0], [0, c, -s], [0, s, c]])
