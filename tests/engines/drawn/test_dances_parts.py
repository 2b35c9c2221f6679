"""What drawn dances are made of: curves between keys, steps, flights, and limbs that reach."""

import numpy as np
import pytest

from engines.drawn.dances import rig
from engines.drawn.dances.curves import cycle, path, smooth, through
from engines.drawn.dances.feet import BALL, Timed, walk
from engines.drawn.dances.hands import POSES, keys
from engines.drawn.dances.moves import Jump, Move, Role, Step
from engines.drawn.dances.schedule import GRAVITY, Cue, flights, footwork

FRAMES = 40
BEAT = 10.0


def still(frames):
    """A dancer who stays at the origin and faces Z+."""
    return np.zeros((len(frames), 2)), np.zeros(len(frames))


def standing() -> rig.Feet:
    stance = Step("L", 0, 0, 0.1, yaw=0.0), Step("R", 0, 0, -0.1, yaw=0.0)
    return walk([], stance, still, np.zeros(FRAMES))


@pytest.mark.parametrize("hold", [0.0, 0.2, 0.6])
def test_a_cycle_meets_its_keys_and_never_passes_them(hold: float):
    values = np.array([0.0, 1.0, -0.5, 0.25])
    np.testing.assert_allclose(cycle(values, np.arange(8) / 4, hold), np.tile(values, 2), atol=1e-12)
    between = cycle(values, np.linspace(-1, 2, 301), hold)
    assert between.min() >= -0.5
    assert between.max() <= 1.0


def test_a_hold_waits_before_it_goes_on():
    early = cycle(np.array([0.0, 1.0]), np.array([0.2]), 0.5)
    assert early[0] == pytest.approx(0.0)


def test_a_path_goes_on_from_phase_to_phase():
    np.testing.assert_allclose(path(np.array([0.0, 1.0, 3.0]), np.array([0.0, 0.5, 1.0, 2.5])), [0, 1, 3, 7])


def test_through_rests_at_its_ends():
    times = np.array([0.0, 0.5, 1.0])
    values = through(times, np.array([[0.0], [1.0], [0.0]]), np.array([0.0, 0.01, 0.5, 1.0]))[:, 0]
    assert values[[0, 2, 3]] == pytest.approx([0, 1, 0])
    assert values[1] < 0.005


def test_smooth_is_flat_outside():
    np.testing.assert_allclose(smooth(np.array([-1.0, 0.0, 0.5, 1.0, 2.0])), [0, 0, 0.5, 1, 1])


def test_a_step_moves_one_foot_only_while_it_lasts():
    stance = (Step("L", 0, 0, 0.1), Step("R", 0, 0, -0.1))
    feet = walk([Timed(Step("L", 0, 0, 0.4, 0.2, yaw=0.0), 10.0, 20.0)], stance, still, np.zeros(FRAMES))
    left, right = feet.balls[:, 0], feet.balls[:, 1]
    assert np.ptp(right, axis=0).max() == 0
    assert np.ptp(left[:11], axis=0).max() == 0
    assert np.ptp(left[20:], axis=0).max() == 0
    np.testing.assert_allclose(left[20], [0.4, 0, 0.2 + BALL])
    assert left[15, 1] > 0.05
    np.testing.assert_array_equal(feet.stands[:, 0], (np.arange(FRAMES) <= 10) | (np.arange(FRAMES) >= 20))


def test_flights_last_as_long_as_gravity_says():
    move = Move("up", Role.LEGS, 4, jumps=(Jump(2.0, 0.3),))
    flight, crouch = flights([Cue(move, False, 0.0, FRAMES)], BEAT, 1.0, FRAMES)
    assert flight.max() == pytest.approx(0.3)
    assert (flight > 0).sum() / 20 == pytest.approx(2 * np.sqrt(2 * 0.3 / GRAVITY), abs=0.1)
    assert crouch.min() < -0.03
    assert crouch[flight > 0].max() == 0


def test_mirrored_footwork_steps_with_the_other_foot():
    move = Move("side", Role.LEGS, 4, steps=(Step("L", 0.0, 1.0, 0.3),))
    (step,), _ = footwork([Cue(move, True, 0.0, FRAMES)], BEAT, 1.0)
    assert (step.step.foot, step.step.x) == ("R", -0.3)


def test_parts_are_joined_by_steps_to_the_next_stance():
    move = Move("wide", Role.LEGS, 4, stance=(0.3, 0, -0.3, 0))
    plain = Move("plain", Role.LEGS, 4)
    steps, _ = footwork([Cue(plain, False, 0.0, 20.0), Cue(move, False, 30.0, 60.0)], BEAT, 1.0)
    assert [(one.step.foot, one.step.x) for one in steps] == [("L", 0.3), ("R", -0.3)]
    assert 20 < steps[0].start < steps[0].end < steps[1].start < steps[1].end < 30


@pytest.mark.parametrize("pose", POSES)
def test_hands_reach_their_poses_and_no_further(pose: str):
    channels = np.zeros((FRAMES, len(rig.CHANNELS)))
    channels[:, rig.INDEX["out_left"] :] = np.tile(keys(pose, 1.0), 2)
    feet = standing()
    zero = np.zeros(FRAMES)
    joints = rig.solve(channels, zero, np.zeros((FRAMES, 2)), zero, feet)
    for side, (shoulder, wrist) in {1: (16, 20), -1: (17, 21)}.items():
        hand = (joints[0, wrist] - joints[0, shoulder]) / rig.ARM * (side, 1, 1)
        away = np.linalg.norm(hand)
        assert rig.FOLDED - 1e-6 <= away <= rig.STRAIGHT
        np.testing.assert_allclose(hand / away, np.array(POSES[pose][:3]) / np.linalg.norm(POSES[pose][:3]), atol=1e-6)


def test_the_pelvis_comes_down_where_a_foot_would_not_reach():
    feet = standing()
    feet.balls[:, 0, 0] += np.linspace(0, 0.6, FRAMES)
    zero = np.zeros(FRAMES)
    joints = rig.solve(np.zeros((FRAMES, len(rig.CHANNELS))), zero, np.zeros((FRAMES, 2)), zero, feet)
    np.testing.assert_allclose(joints[:, 10], feet.balls[:, 0] + (0, rig.SOLE, 0), atol=1e-9)
    assert joints[-1, 0, 1] < joints[0, 0, 1] - 0.05


def test_a_mirrored_pose_is_the_mirror_of_the_pose():
    rng = np.random.default_rng(0)
    channels = rng.normal(size=(FRAMES, len(rig.CHANNELS))) * 0.1
    feet, zero = standing(), np.zeros(FRAMES)
    joints, mirrored = (
        rig.solve(posed, zero, np.zeros((FRAMES, 2)), zero, feet) for posed in (channels, rig.mirror(channels))
    )
    swapped = [1, 2, 4, 5, 7, 8, 10, 11, 13, 14, 16, 17, 18, 19, 20, 21]
    order = np.arange(22)
    order[swapped] = np.array(swapped).reshape(-1, 2)[:, ::-1].ravel()
    np.testing.assert_allclose(mirrored[:, order] * (-1, 1, 1), joints, atol=1e-9)
