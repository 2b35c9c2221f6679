"""Feet that slide are held, bones keep their lengths, and what was right stays."""

import numpy as np
import pytest

from engines.dance.footlock import LEGS, lock_feet, steady
from engines.dance.physics import ANKLES, HIPS, KNEES, LEVEL, TOES, measure
from engines.models.humanml import Motion
from tests.engines.dance.bodies import bone_lengths, drifting, standing_still

ARMS_AND_HEAD = [joint for joint in range(22) if joint not in LEGS]


def walking(frames: int = 80, sunk: float = 0.0) -> Motion:
    """A march on the spot: by turns one foot is lifted to 25 cm; `sunk` metres too low."""
    joints = standing_still(frames).joints.copy()
    t = np.arange(frames) / 20
    for side in (0, 1):
        lift = 0.25 * np.maximum(0, np.sin(2 * np.pi * t) * (1 - 2 * side))
        joints[:, [ANKLES[side], TOES[side]], 1] += lift[:, None]
    joints[..., 1] -= sunk
    return lock_feet(Motion(joints.astype(np.float32)))  # brings the knees to where they belong


def test_a_drifting_stand_is_held() -> None:
    motion = steady(drifting())
    locked = lock_feet(motion)
    # The body wanders 18 cm, further than a stand may be held: it is cut short of that.
    slow = steady(drifting(40, 0.03))
    held = lock_feet(slow)
    slid = np.abs(np.diff(held.joints[:, TOES][..., LEVEL], axis=0)).max()
    assert slid < 1e-4 < np.abs(np.diff(slow.joints[:, TOES][..., LEVEL], axis=0)).max()
    assert measure(held).jerk < measure(slow).jerk
    np.testing.assert_allclose(locked.joints[:, ARMS_AND_HEAD], motion.joints[:, ARMS_AND_HEAD], atol=0.05)


def test_bones_keep_their_lengths() -> None:
    motion = steady(drifting(40, 0.05))
    np.testing.assert_allclose(bone_lengths(lock_feet(motion)), bone_lengths(motion), atol=1e-4)


def test_what_stands_still_is_left_alone() -> None:
    motion = standing_still()
    np.testing.assert_allclose(lock_feet(motion).joints, motion.joints, atol=2e-3)


def test_a_second_time_changes_little() -> None:
    once = lock_feet(steady(drifting(40, 0.03)))
    np.testing.assert_allclose(lock_feet(once).joints, once.joints, atol=1e-2)


def test_steps_stay_steps() -> None:
    motion = walking()
    lifted = motion.joints[:, TOES, 1].max(0)
    assert (lifted > 0.2).all()
    np.testing.assert_allclose(lock_feet(motion).joints[:, TOES, 1].max(0), lifted, atol=0.01)


def test_nothing_stays_under_the_floor() -> None:
    joints = walking().joints.copy()
    joints[..., 1] -= 0.06
    joints[10:30, 20, 1] = -0.1  # a wrist
    assert measure(Motion(joints)).sunk > 0.09
    assert measure(lock_feet(Motion(joints))).sunk < 0.005


def test_a_leg_that_is_too_short_brings_the_pelvis_down_a_little() -> None:
    joints = standing_still(60).joints.copy()
    upper = [joint for joint in range(22) if joint not in [*KNEES, *ANKLES, *TOES]]
    joints[20:40, upper, 1] += 0.04 * np.sin(np.linspace(0, np.pi, 20))[:, None]
    stretched = Motion(joints.astype(np.float32))
    lengths = bone_lengths(standing_still(60))
    kept = steady(stretched)  # legs of one length: the feet leave the floor
    locked = lock_feet(kept)
    np.testing.assert_allclose(bone_lengths(locked), lengths, atol=2e-3)
    assert (kept.joints[:, HIPS, 1] - locked.joints[:, HIPS, 1]).max() < 0.06


def test_steady_bones_have_one_length_each() -> None:
    swelling = drifting()
    assert np.ptp(bone_lengths(swelling), axis=0).max() > 0.005
    kept = steady(swelling)
    np.testing.assert_allclose(bone_lengths(kept), np.median(bone_lengths(swelling), 0)[None].repeat(60, 0), atol=1e-4)
    np.testing.assert_allclose(kept.joints[:, 0], swelling.joints[:, 0], atol=1e-5)


@pytest.mark.parametrize("frames", [4, 10])
def test_short_motions_pass(frames: int) -> None:
    assert lock_feet(standing_still(frames)).joints.shape == (frames, 22, 3)
