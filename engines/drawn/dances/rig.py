"""A dancer's body: what is written of a pose (channels, feet, place) becomes 22 joints.

The trunk is turned joint by joint; arms and legs are two bones each whose ends are known, so that standing feet stay
where they are, whatever the hips do. All frames are solved at once. Metres, radians, Y up, left is +X, forwards is +Z.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d, maximum_filter1d

Array = NDArray[np.floating]

# Hips: where the pelvis is off the middle of the feet, how deep it sinks, how it is turned against the way one faces.
# Spine: where the chest is turned, bend forwards, side and twist to the left; pop pushes the chest out.
# Head, on top of the chest: nod down, tilt and look to the left. The shoulders' shrug is up.
TRUNK = (
    "sway", "forth", "drop", "hip_yaw", "hip_pitch", "hip_roll", "bend", "side", "twist", "pop", "nod", "tilt", "look",
    "shrug_left", "shrug_right",
)  # fmt: skip
# A hand, as seen from its shoulder, in lengths of the arm: outwards, upwards, forwards, how far in all. An elbow of 0
# hangs, one of 1 is lifted out to the side.
HAND = ("out", "up", "fore", "reach", "elbow")
CHANNELS = (*TRUNK, *(f"{name}_left" for name in HAND), *(f"{name}_right" for name in HAND))
INDEX = {name: index for index, name in enumerate(CHANNELS)}
MIRRORED = [
    INDEX[
        name.replace("left", "right")
        if name.endswith("left")
        else name.replace("right", "left")
        if name.endswith("right")
        else name
    ]
    for name in CHANNELS
]
SIGNS = np.array(
    [-1.0 if n in ("sway", "hip_yaw", "hip_roll", "side", "twist", "tilt", "look") else 1.0 for n in CHANNELS]
)

# Bones, from parent to joint, of somebody who stands upright; their lengths are HumanML3D's.
_BONES = {
    "hip": ((0.062, -0.086, 0.0), 0.106),
    "spine1": ((0.0, 0.128, -0.02), 0.132),
    "spine2": ((0.0, 0.142, 0.008), 0.143),
    "spine3": ((0.0, 0.057, 0.0), 0.057),
    "neck": ((0.0, 0.218, 0.008), 0.219),
    "collar": ((0.078, 0.115, 0.0), 0.140),
    "head": ((0.0, 0.096, 0.037), 0.103),
    "shoulder": ((0.123, 0.03, -0.005), 0.127),
    "ankle": ((0.0, 0.062, -0.132), 0.146),  # from the ball of the foot
}
BONES = {name: np.array(bone) / np.linalg.norm(bone) * length for name, (bone, length) in _BONES.items()}
THIGH, SHIN, UPPER_ARM, FOREARM = 0.392, 0.429, 0.260, 0.268
LEG, ARM = THIGH + SHIN, UPPER_ARM + FOREARM
STRAIGHT = 0.992  # of a limb's length: how far it ever reaches
FOLDED = 0.36  # of a limb's length: how near its end ever comes
SOLE = 0.015  # metres, height of the ball's joint in a standing foot
STANDING = 0.972  # metres, the pelvis of somebody who stands at ease
FOLLOWS = 0.65  # how far a knee turns outwards with its foot
SETTLE = 3  # frames before and after, over which the pelvis gives way to a foot that would not reach
SIDES = np.array([1.0, -1.0])


@dataclass(frozen=True)
class Feet:
    """Both feet, left and right.

    Args:
        balls: (T, 2, 3), in the world; on the floor their height is 0.
        yaw: (T, 2), where they point, in the world.
        pitch: (T, 2), above 0 the heel is lifted, below 0 the toes.
        stands: (T, 2) bool.
        load: (T, 2), how much of the weight rests there.
    """

    balls: Array
    yaw: Array
    pitch: Array
    stands: NDArray[np.bool_]
    load: Array


def solve(channels: Array, yaw: Array, middle: Array, rise: Array, feet: Feet) -> Array:
    """Return the joints (T, 22, 3).

    Args:
        channels: (T, C), as `CHANNELS` names them.
        yaw: (T,), where the dancer faces.
        middle: (T, 2), X and Z of the point over which the pelvis is when sway and forth are 0.
        rise: (T,), how far a jump or a crouch lifts the pelvis.
        feet: where they are.
    """
    c = {name: channels[:, index] for name, index in INDEX.items()}
    pelvis_turn = turned(yaw + c["hip_yaw"], c["hip_pitch"], c["hip_roll"])
    places = _pelvis(c, yaw, middle, rise)
    hips = np.einsum("tij,sj->tsi", pelvis_turn, _both("hip"))  # from the pelvis
    ankles, foot_turn = _ankles(feet)
    places[:, 1] -= _too_far(places[:, None] + hips, ankles, feet.stands)
    hips += places[:, None]
    knees, ankles = _legs(hips, ankles, yaw + c["hip_yaw"], feet.yaw)
    balls = ankles - foot_turn @ BONES["ankle"]

    bends = [
        turned(
            yaw + c["hip_yaw"] * (1 - share) + c["twist"] * share,
            c["hip_pitch"] * (1 - share) + c["bend"] * share + c["pop"] * push,
            c["hip_roll"] * (1 - share) - c["side"] * share,
        )
        for share, push in ((0.3, 1.0), (0.65, 0.6), (1.0, -0.7))
    ]
    spine1 = places + pelvis_turn @ BONES["spine1"]
    spine2 = spine1 + bends[0] @ BONES["spine2"]
    spine3 = spine2 + bends[1] @ BONES["spine3"]
    chest = bends[2]
    neck = spine3 + chest @ BONES["neck"]
    head_turn = turned(
        yaw + 0.7 * c["twist"] + c["look"],
        0.5 * c["bend"] - 0.3 * c["pop"] + c["nod"],
        -0.6 * c["side"] - c["tilt"],
    )
    head = neck + head_turn @ BONES["head"]
    collars = spine3[:, None] + np.einsum("tij,sj->tsi", chest, _both("collar"))
    shrug = np.stack([c["shrug_left"], c["shrug_right"]], 1)  # (T, 2)
    shoulder_bones = _both("shoulder")[None].repeat(len(yaw), 0)
    across, up = shoulder_bones[..., 0].copy(), shoulder_bones[..., 1].copy()
    shoulder_bones[..., 0] = across * np.cos(shrug) - SIDES * up * np.sin(shrug)
    shoulder_bones[..., 1] = SIDES * across * np.sin(shrug) + up * np.cos(shrug)
    shoulders = collars + np.einsum("tij,tsj->tsi", chest, shoulder_bones)
    elbows, wrists = _arms(c, chest, shoulders)

    joints = [places, hips[:, 0], hips[:, 1], spine1, knees[:, 0], knees[:, 1], spine2, ankles[:, 0], ankles[:, 1]]
    joints += [spine3, balls[:, 0], balls[:, 1], neck, collars[:, 0], collars[:, 1], head]
    joints += [side for pair in (shoulders, elbows, wrists) for side in (pair[:, 0], pair[:, 1])]
    return np.stack(joints, 1)


def turned(yaw: Array, pitch: Array, roll: Array) -> Array:
    """Return rotations (T, 3, 3): roll about Z first, then pitch about X, then yaw about Y."""
    cy, sy, cp, sp, cr, sr = np.cos(yaw), np.sin(yaw), np.cos(pitch), np.sin(pitch), np.cos(roll), np.sin(roll)
    rows = [
        [cy * cr + sy * sp * sr, -cy * sr + sy * sp * cr, sy * cp],
        [cp * sr, cp * cr, -sp],
        [-sy * cr + cy * sp * sr, sy * sr + cy * sp * cr, cy * cp],
    ]
    return np.stack([np.stack(row, -1) for row in rows], -2)


def level(yaw: Array, x: Array, z: Array) -> Array:
    """Return (..., 2): the way x to the left and z forwards of somebody who faces `yaw`, in the world's X and Z."""
    return np.stack([x * np.cos(yaw) + z * np.sin(yaw), z * np.cos(yaw) - x * np.sin(yaw)], -1)


def mirror(channels: Array) -> Array:
    """Return the channels (T, C) of the same pose as a mirror shows it."""
    return channels[:, MIRRORED] * SIGNS


def _both(bone: str) -> Array:
    return BONES[bone] * np.stack([SIDES, np.ones(2), np.ones(2)], 1)


def _pelvis(c: dict[str, Array], yaw: Array, middle: Array, rise: Array) -> Array:
    ground = middle + level(yaw, c["sway"], c["forth"])
    return np.stack([ground[:, 0], STANDING - c["drop"] + rise, ground[:, 1]], 1)


def _ankles(feet: Feet) -> tuple[Array, Array]:
    """Return where the ankles are (T, 2, 3), and the feet's rotations (T, 2, 3, 3).

    A foot turns about its ball when the heel lifts, and about its ankle when the toes do.
    """
    turn = turned(feet.yaw, feet.pitch, np.zeros_like(feet.yaw))
    flat = turned(feet.yaw, np.maximum(feet.pitch, 0), np.zeros_like(feet.yaw))
    return feet.balls + np.array([0, SOLE, 0]) + flat @ BONES["ankle"], turn


def _too_far(hips: Array, ankles: Array, stands: NDArray[np.bool_]) -> Array:
    """Return (T,): how far the pelvis must come down for the legs to reach the feet that stand."""
    away = ankles - hips
    below = np.sqrt(np.maximum((LEG * STRAIGHT) ** 2 - away[..., 0] ** 2 - away[..., 2] ** 2, 0.09))
    lacking = np.where(stands, -away[..., 1] - below, 0).max(1).clip(0)
    return gaussian_filter1d(maximum_filter1d(lacking, 2 * SETTLE + 1), SETTLE / 2, truncate=2.0)


def _legs(hips: Array, ankles: Array, pelvis_yaw: Array, foot_yaw: Array) -> tuple[Array, Array]:
    """Return knees and ankles (T, 2, 3); the knees bend forwards, between where the pelvis and the foot face."""
    out = _near(foot_yaw, pelvis_yaw[:, None]) - pelvis_yaw[:, None]
    middle = pelvis_yaw[:, None] + FOLLOWS * out + 0.05 * SIDES
    forwards = np.stack([np.sin(middle), np.zeros_like(middle), np.cos(middle)], -1)
    way = ankles - hips
    far = np.linalg.norm(way, axis=-1, keepdims=True)
    way = way / far
    down = np.array([0.0, -1.0, 0.0])
    # What is forwards of a leg that hangs, carried along to where this leg points.
    along = (way * forwards).sum(-1, keepdims=True) / np.maximum(1 + (way * down).sum(-1, keepdims=True), 0.05)
    far = np.clip(far, FOLDED * LEG, 0.999 * LEG)  # no softer: what stands must not move
    return _bend(hips, way, far, forwards - along * (way + down), THIGH, SHIN)


def _arms(c: dict[str, Array], chest: Array, shoulders: Array) -> tuple[Array, Array]:
    """Return elbows and wrists (T, 2, 3)."""
    hand = np.stack([np.stack([c[f"{name}_{side}"] for name in HAND], -1) for side in ("left", "right")], 1)
    place, reach, lift = hand[..., :3], hand[..., 3:4], hand[..., 4:]
    # On its way between two poses a hand goes round the shoulder, outwards and forwards, not through it.
    short = np.maximum(reach - np.linalg.norm(place, axis=-1, keepdims=True), 0)
    place = place + 1.5 * short * np.array([0.6, 0.0, 0.8])
    far = np.maximum(np.linalg.norm(place, axis=-1, keepdims=True), 1e-6)
    way = place / far
    far = np.maximum(far * (short == 0) + reach * (short > 0), 1e-6) * ARM
    hanging, lifted = np.array([0.35, -0.6, -0.7]), np.array([0.85, 0.35, -0.1])
    pole = hanging + np.clip(lift, -0.5, 1) * (lifted - hanging)
    pole = pole - (pole * way).sum(-1, keepdims=True) * way
    size = np.linalg.norm(pole, axis=-1, keepdims=True)
    outwards = np.array([1.0, 0, 0]) - way[..., :1] * way
    pole = pole + outwards * np.clip(0.4 - size, 0, None)
    sides = np.stack([SIDES, np.ones(2), np.ones(2)], 1)
    way = np.einsum("tij,tsj->tsi", chest, way * sides)
    pole = np.einsum("tij,tsj->tsi", chest, pole * sides)
    return _bend(shoulders, way, _reached(far, ARM), pole, UPPER_ARM, FOREARM)


def _reached(far: Array, length: float) -> Array:
    """Return the distances, gently kept to what a limb of `length` metres can do."""
    far = far / length
    soft = 0.04
    over = np.maximum(far - (STRAIGHT - soft), 0)
    far = np.where(over > 0, STRAIGHT - soft + soft * np.tanh(over / soft), far)
    return np.maximum(far, FOLDED) * length


def _bend(start: Array, way: Array, far: Array, pole: Array, first: float, second: float) -> tuple[Array, Array]:
    """Return the middle and end joints of two bones that lead `far` along `way` and bend towards `pole`."""
    pole = pole - (pole * way).sum(-1, keepdims=True) * way
    pole = pole / np.maximum(np.linalg.norm(pole, axis=-1, keepdims=True), 1e-9)
    along = (first**2 - second**2 + far**2) / (2 * far)
    out = np.sqrt(np.maximum(first**2 - along**2, 0))
    return start + along * way + out * pole, start + far * way


def _near(angle: Array, other: Array) -> Array:
    """Return the angle, whole turns taken off, that lies nearest to the other."""
    return other + (angle - other + np.pi) % (2 * np.pi) - np.pi
