"""Features <-> joints on a motion made here: a walk along a bow, with swinging arms and legs."""

import numpy as np
import pytest
from numpy.typing import NDArray

from engines.models import humanml, quaternions
from engines.models.humanml import NAMES, PARENTS, REST

T = 50
Array = NDArray[np.floating]
LENGTHS = np.array([0, 0.1, 0.1, 0.12, 0.4, 0.4, 0.14, 0.42, 0.42, 0.06, 0.14, 0.14, 0.2, 0.14, 0.14, 0.1] + [0.2] * 6)


@pytest.fixture(scope="module")
def walk() -> Array:
    """(T, 22, 3): turns by 1.2 radians and never stands exactly straight."""
    random = np.random.default_rng(3)
    time = np.linspace(0, 4, T)
    heading = quaternions.about_y(0.3 * time + 0.05)
    root = np.stack([np.sin(0.3 * time), 0.9 + 0.02 * np.sin(6 * time), time * 0.8], -1)
    joints = np.zeros((T, len(NAMES), 3))
    joints[:, 0] = root
    for joint in range(1, len(NAMES)):
        swing = 0.3 * np.sin(6 * time[:, None] + random.uniform(0, 6, 3)) + 0.1
        bone = REST[joint] + swing
        bone = LENGTHS[joint] * bone / np.linalg.norm(bone, axis=-1, keepdims=True)
        joints[:, joint] = joints[:, PARENTS[joint]] + quaternions.rotate(heading, bone)
    return joints


def test_a_frame_is_263_numbers_and_the_last_frame_has_none(walk: Array) -> None:
    assert humanml.extract_features(walk).shape == (T - 1, 263)
    assert humanml.FEATURES == 263


def test_joints_come_back_from_positions(walk: Array) -> None:
    placed = humanml.align(walk)
    again = humanml.recover_from_ric(humanml.extract_features(placed))
    np.testing.assert_allclose(again, placed[:-1], atol=1e-9)


def test_joints_come_back_wherever_they_turn(walk: Array) -> None:
    """The data's own code loses the sign of the turn in the frame in which the heading passes Z-."""
    spin = quaternions.about_y(np.linspace(0, -4 * np.pi, T))[:, None]
    for turns in (spin, quaternions.inverse(spin)):
        placed = humanml.align(quaternions.rotate(turns, walk))
        np.testing.assert_allclose(humanml.recover_from_ric(humanml.extract_features(placed)), placed[:-1], atol=1e-9)


def test_joints_come_back_from_rotations(walk: Array) -> None:
    placed = humanml.align(walk)
    again = humanml.recover_from_rot(humanml.extract_features(placed), humanml.bone_lengths(placed[0]))
    np.testing.assert_allclose(again, placed[:-1], atol=1e-9)


def test_a_batch_is_recovered_as_each_alone(walk: Array) -> None:
    features = humanml.extract_features(humanml.align(walk))
    batch = np.stack([features[:20], features[20:40]])
    np.testing.assert_array_equal(humanml.recover_from_ric(batch)[1], humanml.recover_from_ric(batch[1]))
    np.testing.assert_array_equal(
        humanml.recover_from_rot(batch, LENGTHS)[1], humanml.recover_from_rot(batch[1], LENGTHS)
    )


def test_kit_has_another_skeleton() -> None:
    assert humanml.recover_from_ric(np.zeros((4, 251), np.float32)).shape == (4, 21, 3)


@pytest.mark.parametrize("width", [0, 11, 250, 264])
def test_other_widths_are_no_features(width: int) -> None:
    with pytest.raises(ValueError, match="12 J - 1"):
        humanml.recover_from_ric(np.zeros((4, width)))


def test_process_forgets_place_heading_and_size(walk: Array) -> None:
    elsewhere = 1.7 * quaternions.rotate(quaternions.about_y(np.array(2.0)), walk) + [5.0, 3.0, -2.0]
    features, joints = humanml.process(walk, LENGTHS)
    again, _ = humanml.process(elsewhere, LENGTHS)
    moving = np.r_[0:259]  # whether a foot stands depends on metres
    np.testing.assert_allclose(again[:, moving], features[:, moving], atol=1e-9)
    np.testing.assert_allclose(joints[0, 0, [0, 2]], 0, atol=1e-12)
    assert joints[..., 1].min() == pytest.approx(0)
    np.testing.assert_allclose(humanml.bone_lengths(joints[7]), LENGTHS, atol=1e-9)


def test_way_grows_with_the_legs(walk: Array) -> None:
    longer = humanml.retarget(walk, 1.5 * LENGTHS)
    np.testing.assert_allclose(longer[:, 0], 1.5 * walk[:, 0])
    np.testing.assert_allclose(longer, 1.5 * walk)


def test_features_of_a_still_body_say_still() -> None:
    body = np.zeros((len(NAMES), 3))
    body[0, 1] = 0.95
    for joint in range(1, len(NAMES)):
        body[joint] = body[PARENTS[joint]] + LENGTHS[joint] * REST[joint]
    body[[16, 18, 20], 0] += 0.3  # arms apart, so that the shoulders outweigh the hips
    body[[17, 19, 21], 0] -= 0.3
    features = humanml.extract_features(np.repeat(body[None], 3, 0))
    np.testing.assert_allclose(features[:, :4], [[0, 0, 0, 0.95]] * 2, atol=1e-9)
    np.testing.assert_allclose(features[:, 4:67].reshape(2, 21, 3)[0], body[1:], atol=1e-9)
    np.testing.assert_allclose(features[:, 67:73], [[1, 0, 0, 0, 1, 0]] * 2, atol=1e-9)  # the left hip is at rest
    np.testing.assert_allclose(features[:, 193:259], 0, atol=1e-9)
    np.testing.assert_array_equal(features[:, 259:], 1)


def test_a_foot_stands_below_the_threshold(walk: Array) -> None:
    moving = np.repeat(walk[:1], 3, 0)
    step = np.sqrt(humanml.STANDING)
    moving[1:, 7, 0] += 1.01 * step  # left ankle
    moving[2, 8, 0] += 0.99 * step  # right ankle
    np.testing.assert_array_equal(humanml.extract_features(moving)[:, 259:], [[0, 1, 1, 1], [1, 1, 1, 1]])


@pytest.mark.parametrize(
    "joints", [np.zeros((3, 21, 3), np.float32), np.zeros((3, 22, 2), np.float32), np.zeros((3, 22, 3))]
)
def test_a_motion_is_22_joints_in_float32(joints: Array) -> None:
    with pytest.raises(ValueError, match="`joints` must be"):
        humanml.Motion(joints)
