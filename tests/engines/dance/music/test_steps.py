"""A dance of known beats, brought to others."""

import numpy as np
import pytest

from engines.dance.music.steps import FASTEST, SLOWEST, alignment, motion_beats, to_the_beat
from engines.dance.physics import measure
from engines.models.humanml import Motion
from tests.engines.dance.bodies import standing_still

PERIOD = 0.6  # seconds between two beats of the dance


def swaying(frames: int = 160) -> Motion:
    """Arms that go to and fro, at rest at 0, 0.6, 1.2 ... seconds."""
    motion = standing_still(frames)
    way = np.cos(np.pi * np.arange(frames) / 20 / PERIOD)
    joints = motion.joints.copy()
    joints[:, 16:, 0] += 0.3 * way[:, None].astype(np.float32)
    return Motion(joints)


def test_a_dance_beats_where_it_is_slowest() -> None:
    beats = motion_beats(swaying())
    np.testing.assert_allclose(beats, PERIOD * np.arange(1, len(beats) + 1), atol=0.03)


def test_alignment_is_one_on_the_beat_and_little_between() -> None:
    motion = swaying()
    assert alignment(motion, np.arange(20) * PERIOD) > 0.85
    assert alignment(motion, (np.arange(20) + 0.5) * PERIOD) < 0.01
    assert alignment(motion, ()) == alignment(standing_still(), (0.5, 1.0)) == 0


@pytest.mark.parametrize(("period", "offset"), [(0.5, 0.1), (0.6, 0.25), (0.7, 0.4)])
def test_a_dance_comes_to_the_beat(period: float, offset: float) -> None:
    motion, beats = swaying(), np.arange(offset, 8, period)
    danced = to_the_beat(motion, tuple(beats))
    assert danced.joints.shape == motion.joints.shape
    assert alignment(danced, beats) > alignment(motion, beats) + 0.2
    np.testing.assert_allclose(danced.joints[[0, -1]], motion.joints[[0, -1]], atol=0.02)
    assert measure(danced).jerk < 2.5 * measure(motion).jerk  # 1.35 cubed is 2.46


def test_no_frame_is_danced_too_fast_or_too_slowly() -> None:
    frames = 160
    clock = standing_still(frames)
    joints = swaying(frames).joints.copy()
    joints[..., 2] += np.arange(frames, dtype=np.float32)[:, None] / 20  # a metre a second: its speed is the clock's
    danced = to_the_beat(Motion(joints), tuple(np.arange(0.3, 8, 0.55)))
    speed = np.diff(danced.joints[:, 0, 2]) * clock.fps
    assert SLOWEST - 0.02 < speed.min() < 0.98
    assert 1.02 < speed.max() < FASTEST + 0.02


def test_without_beats_nothing_changes() -> None:
    motion = swaying()
    assert to_the_beat(motion, ()) is motion
    still = standing_still()
    assert to_the_beat(still, (0.5, 1.0)) is still
