"""What a file does not say: which way is up, how long a unit is, whether left is left, how many frames are a second."""

from typing import Final

import numpy as np
from scipy.interpolate import CubicSpline
from scipy.spatial.transform import Rotation

from engines.dance.files.clips import Remark
from engines.dance.files.rigs import to_humanml
from engines.dance.files.takes import Array, Take, check_length
from engines.dance.skeleton import BONES
from engines.models.humanml import FPS, NAMES, PARENTS, align
from engines.runtime import InputError

LEG: Final = float(BONES[[NAMES.index("left_knee"), NAMES.index("left_ankle")]].sum())  # metres
UNITS: Final = {  # metres
    "m": 1.0, "cm": 0.01, "mm": 0.001, "in": 0.0254, "CMU": 0.0254 / 0.45,
}  # fmt: skip
UNIT_NAMES: Final = {"m": "metres", "cm": "centimetres", "mm": "millimetres", "in": "inches", "CMU": "CMU's units"}
OFF: Final = 1.35  # a leg so many times longer or shorter than the standard one is still a person's
AXES: Final = ("X", "Y", "Z")
UPRIGHT: Final = 0.5  # of a leg: how much higher the head is than the ankles, on the mean, for that way to be up

CORE: Final = [
    NAMES.index(f"{side}_{part}") for side in ("left", "right") for part in ("knee", "ankle", "elbow", "wrist")
]
ODD: Final = 3.0  # times as long or as short as usual: no limb is
STRETCHED: Final = 1.8  # times as long at its longest as at its shortest: no bone is
ANKLES: Final = [NAMES.index("left_ankle"), NAMES.index("right_ankle")]
FEET: Final = [NAMES.index("left_foot"), NAMES.index("right_foot")]
HEAD, PELVIS = NAMES.index("head"), 0
HIGHEST: Final = 1.5  # metres that both feet may be above the floor
QUICKEST: Final = 12.0  # m/s of the pelvis


def surveyed(take: Take) -> tuple[Array, tuple[Remark, ...]]:
    """Return a take as the house keeps motions: joints (T, 22, 3) as `Clip` describes them, and what was found out.

    Raises:
        InputError: `dance_clip_numbers`, `dance_clip_limbs`, `dance_clip_flies`, `dance_clip_leaps`, those of
            `check_length` and of `to_humanml`.
    """
    fps = take.fps
    check_length(len(take.positions), fps)
    if not np.isfinite(take.positions).all() or np.abs(take.positions).max() > 1e6:
        raise InputError("dance_clip_numbers", "Some places in this motion are no numbers: please export it again.")
    mapped = to_humanml(take)
    joints, up = _upright(mapped.joints.astype(np.float64))
    joints, unit = _metric(joints)
    joints, mirrored = _handed(joints)
    joints = _resampled(joints, fps)
    _check_limbs(joints)
    with np.errstate(invalid="ignore", divide="ignore"):  # hips or shoulders in one place have no front
        joints = align(joints)
    if not np.isfinite(joints).all():
        raise _impossible()
    _check_way(joints)
    remarks = [
        Remark("dance_found_rig", take.rig, f"Its skeleton: {take.rig} joints."),
        Remark("dance_found_unit", unit, f"Its unit: {UNIT_NAMES[unit]}.")
        if unit
        else Remark("dance_found_no_unit", "", "Its unit is unknown: it was made as tall as a grown-up."),
        Remark("dance_found_up", up, f"Its upright axis: {up}."),
        Remark("dance_found_rate", f"{fps:.4g}", f"Its frames a second: {fps:.4g}.")
        if take.tells_rate
        else Remark("dance_assumed_rate", f"{fps:g}", f"It says no frame rate: {fps:g} a second were taken."),
    ]
    if mirrored:
        remarks.append(Remark("dance_found_mirrored", "", "Left and right were exchanged: it was mirrored back."))
    if mapped.guessed_feet:
        remarks.append(Remark("dance_guessed_feet", "", "It has no feet: they were added."))
    return joints, tuple(remarks)


def _upright(joints: Array) -> tuple[Array, str]:
    """Return the joints with Y up, and the axis that was: the one along which the head is above the ankles."""
    rise = (joints[:, HEAD] - joints[:, ANKLES].mean(1)).mean(0)
    axis = int(np.abs(rise).argmax())
    if abs(rise[axis]) < UPRIGHT * _leg(joints):
        axis = 1  # somebody who lies or tumbles: most files have Y up
    sign = -1 if rise[axis] < 0 else 1
    name = "-" * (sign < 0) + AXES[axis]
    if axis == 1:
        turn = Rotation.from_euler("x", 0 if sign > 0 else 180, degrees=True)
    elif axis == 2:
        turn = Rotation.from_euler("x", -90 * sign, degrees=True)
    else:
        turn = Rotation.from_euler("z", 90 * sign, degrees=True)
    return joints @ turn.as_matrix().T, name


def _metric(joints: Array) -> tuple[Array, str]:
    """Return the joints in metres, and the unit that was; empty where none gives a leg of a person's length."""
    leg = _leg(joints)
    if leg < 1e-9:
        raise _impossible()
    unit = min(UNITS, key=lambda name: abs(np.log(leg * UNITS[name] / LEG)))
    if abs(np.log(leg * UNITS[unit] / LEG)) > np.log(OFF):
        return joints * (LEG / leg), ""
    return joints * UNITS[unit], unit


def _handed(joints: Array) -> tuple[Array, bool]:
    """Return the joints mirrored where the toes point backwards: the file counts an axis the other way."""
    left = joints[:, NAMES.index("left_hip")] - joints[:, NAMES.index("right_hip")]
    forward = np.cross(left, joints[:, NAMES.index("neck")] - joints[:, PELVIS])
    toes = (joints[:, FEET] - joints[:, ANKLES]).mean(1)
    cosine = (toes * forward).sum(-1) / (np.linalg.norm(toes, axis=-1) * np.linalg.norm(forward, axis=-1) + 1e-12)
    backwards = bool(cosine.mean() < -0.25)
    return joints * np.array([-1, 1, 1]) if backwards else joints, backwards


def _resampled(joints: Array, fps: float) -> Array:
    if abs(fps - FPS) < 0.01:
        return joints
    times = np.arange(len(joints)) / fps
    wanted = np.arange(int(times[-1] * FPS + 1e-6) + 1) / FPS
    return np.asarray(CubicSpline(times, joints)(wanted))


def _check_limbs(joints: Array) -> None:
    lengths = np.linalg.norm(joints[:, 1:] - joints[:, PARENTS[1:]], axis=-1)  # (T, 21)
    core = lengths[:, [joint - 1 for joint in CORE]]
    ratio = np.median(core, axis=0) / BONES[CORE]
    stretched = core.max(0) > STRETCHED * core.min(0)
    if lengths.min() < 1e-4 or stretched.any() or ratio.max() > ODD or ratio.min() < 1 / ODD:
        raise _impossible()


def _check_way(joints: Array) -> None:
    """Check that somebody on the floor could move so."""
    if joints[..., 1].min(1).max() > HIGHEST:
        raise InputError("dance_clip_flies", "The feet of this motion are in the sky: set it on the floor.")
    if np.linalg.norm(np.diff(joints[:, PELVIS], axis=0), axis=-1).max() * FPS > QUICKEST:
        raise InputError("dance_clip_leaps", "The body of this motion leaps from place to place: cut it at the leaps.")


def _leg(joints: Array) -> float:
    """Return the length of thigh and shin, on the mean of both legs and all frames."""
    bones = [NAMES.index(f"{side}_{part}") for side in ("left", "right") for part in ("knee", "ankle")]
    lengths = np.linalg.norm(joints[:, bones] - joints[:, [PARENTS[bone] for bone in bones]], axis=-1)
    return float(lengths.mean() * 2)


def _impossible() -> InputError:
    return InputError("dance_clip_limbs", "The limbs of this motion have impossible lengths: check its joints.")
