"""What a network's motion is given afterwards: bones that keep their length, and feet that stand where they stand.

A foot stands while it is low and slow. Where that begins and ends, the least of its slides is spread over some frames;
in between the foot swings as it did. The knees follow by two-bone inverse kinematics, in the plane in which they bent,
and the pelvis comes down a little where a leg is too short.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import binary_propagation, gaussian_filter1d, maximum_filter1d

from engines.dance.physics import ANKLES, HIPS, KNEES, LEVEL, TOES
from engines.models.humanml import NAMES, PARENTS, Motion, retarget

Array = NDArray[np.floating]
Mask = NDArray[np.bool_]

# A foot comes to stand below the first and stands on below the second: metres above the floor, m/s.
LOW: Final = {"toe": (0.06, 0.08), "ankle": (0.10, 0.12)}
SLOW: Final = (0.25, 0.5)
SHORTEST: Final = 3  # frames of a stand
MEANT: Final = 0.09  # metres: a foot that wanders further while it seems to stand slides on purpose
BLEND: Final = 8  # frames in which a foot comes back to its own way
STEADYING: Final = 1.0  # frames, the deviation of the Gaussian over the feet before their speed is taken
REACH: Final = 0.998  # of a leg's length: a knee is never quite straight
LOWEST: Final = 0.05  # metres that the pelvis may come down
LIFTED: Final = 0.02  # metres: a body that is raised so far out of the floor is not lowered for its feet
EASE: Final = 2.0  # frames, the deviation of the Gaussian over the pelvis's way down or up
LEGS: Final = [joint for joint, name in enumerate(NAMES) if name.split("_")[-1] in {"knee", "ankle", "foot"}]
OTHERS: Final = [joint for joint in range(len(NAMES)) if joint not in LEGS]
KNEE_FORWARDS: Final = 0.1  # of the foot's length, by which a knee is sent after the toes: it decides for straight legs
LEVELLED: Final = np.array([1.0, 0.0, 1.0])
UP: Final = np.array([0.0, 1.0, 0.0])
ALONG_TIME: Final = np.array([[0, 1, 0]] * 3, bool)  # neighbours of (frame, foot)


def steady(motion: Motion) -> Motion:
    """Return the motion with bones of one length each, their median: what a network makes lets them swell and shrink.

    The pelvis goes where it went.
    """
    joints = motion.joints.astype(np.float64)
    bones = joints[:, 1:] - joints[:, PARENTS[1:]]
    lengths = np.append(0.0, np.median(np.linalg.norm(bones, axis=-1), axis=0))
    kept = retarget(joints, lengths)
    return Motion((kept + joints[:, :1] - kept[:, :1]).astype(np.float32), motion.fps)


def lock_feet(motion: Motion) -> Motion:
    """Return the motion with standing feet held still and nothing under the floor.

    Bones keep their lengths. Above the hips nothing changes but the height, and that only where a leg cannot reach or
    something was under the floor.
    """
    joints = motion.joints.astype(np.float64)
    toes, ankles = joints[:, TOES], joints[:, ANKLES]
    toe_stands = standing(toes, "toe", motion.fps)
    pulled = _to_stand(toes, toe_stands)
    pulled[..., 1] = np.maximum(0.0, -toes[..., 1])
    ankle_stands = standing(ankles, "ankle", motion.fps)
    own = _to_stand(ankles, ankle_stands)
    share = _eased(ankle_stands)[..., None]  # an ankle in the air follows its toe
    new_ankles: Array = ankles + share * own + (1 - share) * pulled
    new_ankles[..., 1] = np.maximum(new_ankles[..., 1], 0.0)
    new_toes, new_ankles = _feet(
        toes + pulled, new_ankles, np.linalg.norm(toes - ankles, axis=-1), toe_stands | (toes[..., 1] < 0)
    )
    placed = _settle(joints, new_ankles)
    return Motion(_legs(placed, joints, new_ankles, new_toes - new_ankles).astype(np.float32), motion.fps)


def standing(feet: Array, kind: str, fps: float) -> Mask:
    """Return (T, 2), when each foot stands.

    Args:
        feet: (T, 2, 3), metres.
        kind: "toe" or "ankle".
        fps: frames a second.
    """
    smooth = gaussian_filter1d(feet, STEADYING, axis=0, mode="nearest")
    speed = np.linalg.norm(np.gradient(smooth, axis=0), axis=-1) * fps
    comes, stays = ((feet[..., 1] < low) & (speed < slow) for low, slow in zip(LOW[kind], SLOW, strict=True))
    found = binary_propagation(comes, ALONG_TIME, mask=stays)
    for side in range(feet.shape[1]):
        for stand in _stands(found[:, side]):
            spread = np.ptp(feet[stand, side][:, LEVEL], axis=0)
            if stand.stop - stand.start < SHORTEST or np.hypot(*spread) > MEANT:
                found[stand, side] = False
    return found


def _to_stand(feet: Array, stands: Mask) -> Array:
    """Return (T, 2, 3): what each foot must be moved by, so that it keeps one place through every stand."""
    moves = np.zeros_like(feet)
    for side in range(feet.shape[1]):
        for stand in _stands(stands[:, side]):
            place = np.median(feet[stand, side], axis=0)
            moves[stand, side] = (place - feet[stand, side]) * LEVELLED
        for swing in _stands(~stands[:, side]):
            frames = np.arange(swing.start, swing.stop)
            if swing.start > 0:
                moves[swing, side] += _fade(frames - swing.start + 1)[:, None] * moves[swing.start - 1, side]
            if swing.stop < len(feet):
                moves[swing, side] += _fade(swing.stop - frames)[:, None] * moves[swing.stop, side]
    return moves


def _stands(stands: Mask) -> list[slice]:
    """The runs of true in (T,)."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], stands, [False]]).astype(np.int8)))
    return [slice(int(start), int(stop)) for start, stop in edges.reshape(-1, 2)]


def _fade(frames: NDArray[np.integer]) -> Array:
    """1 at a stand's edge to 0 after `BLEND` frames, level at both ends."""
    left = 1 - np.clip(frames / (BLEND + 1), 0, 1)
    return left * left * (3 - 2 * left)


def _eased(stands: Mask) -> Array:
    """1 while standing, falling smoothly to 0 beside it."""
    away = np.full(stands.shape, BLEND + 1)
    for shift in range(BLEND, -1, -1):
        near = maximum_filter1d(stands.astype(np.uint8), 2 * shift + 1, axis=0, mode="constant").astype(bool)
        away[near] = shift
    return _fade(away)


def _feet(toes: Array, ankles: Array, lengths: Array, held: Mask) -> tuple[Array, Array]:
    """Give the feet their lengths back: a toe that is held stays, and the ankle moves; else the toe does."""
    across = toes - ankles
    excess = across * (1 - lengths / np.linalg.norm(across, axis=-1))[..., None]
    share = _eased(held)[..., None]
    return toes - (1 - share) * excess, ankles + share * excess


def _settle(joints: Array, ankles: Array) -> Array:
    """Return the joints with everything that is no leg raised out of the floor, and lowered to where feet are."""
    raised = _smooth_hull(np.maximum(0.0, -joints[:, OTHERS, 1].min(1)))
    hips = joints[:, HIPS]
    lengths = _bone(joints, HIPS, KNEES) + _bone(joints, KNEES, ANKLES)
    reach = np.maximum(REACH * lengths, _bone(joints, HIPS, ANKLES))  # a leg that was straight may be so again
    along = np.linalg.norm((ankles - hips)[..., LEVEL], axis=-1)
    height = np.sqrt(np.maximum(reach**2 - along**2, 0.0))
    missing = np.clip((hips - ankles)[..., 1] - height, 0, LOWEST).max(1)
    # What lies on the floor cannot come down to the feet: there the feet come up.
    lowered = _smooth_hull(missing) * np.clip(1 - raised / LIFTED, 0, 1)
    return joints + (raised - lowered)[:, None, None] * UP


def _smooth_hull(values: Array) -> Array:
    """A smooth line (T,) that is nowhere below `values`, as long as they last a little."""
    if not values.any():
        return values
    return gaussian_filter1d(maximum_filter1d(values, int(4 * EASE) + 1), EASE, mode="nearest")


def _legs(placed: Array, joints: Array, ankles: Array, feet: Array) -> Array:
    """Return `placed` with legs from its hips to `ankles` (or as far as they reach) and feet on them."""
    thigh, shin = _bone(joints, HIPS, KNEES), _bone(joints, KNEES, ANKLES)
    hips = placed[:, HIPS]
    line = ankles - hips
    distance = np.linalg.norm(line, axis=-1)
    kept = np.clip(distance, np.abs(thigh - shin) + 1e-4, thigh + shin)
    axis = line / distance[..., None]
    # The knee leaves the line from hip to ankle on the side on which it did.
    before = joints[:, KNEES] - joints[:, HIPS] + KNEE_FORWARDS * feet
    side = before - (before * axis).sum(-1, keepdims=True) * axis
    side /= np.linalg.norm(side, axis=-1, keepdims=True) + 1e-9
    forth = (thigh**2 - shin**2 + kept**2) / (2 * kept)
    aside = np.sqrt(np.maximum(thigh**2 - forth**2, 0.0))
    done = placed.copy()
    done[:, KNEES] = hips + forth[..., None] * axis + aside[..., None] * side
    done[:, ANKLES] = hips + kept[..., None] * axis
    done[:, TOES] = done[:, ANKLES] + feet
    return done


def _bone(joints: Array, start: list[int], end: list[int]) -> Array:
    return np.asarray(np.linalg.norm(joints[:, end] - joints[:, start], axis=-1))
