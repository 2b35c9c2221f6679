import numpy as np

from engines.dance.files.posing import NODES, posed
from engines.models.humanml import PARENTS
from tests.engines.dance.files.motions import dancing


def test_rotations_give_the_places_back():
    joints = dancing().joints
    assert np.abs(posed(joints).places() - joints).max() < 1e-4


def test_three_bones_at_one_joint_move_freely():
    joints = dancing().joints.astype(np.float64)
    joints[:, 15] += np.sin(np.arange(len(joints)))[:, None] * (0.03, 0, 0)  # the head alone, and with it its bone
    lengths = np.linalg.norm(joints[:, 1:] - joints[:, PARENTS[1:]], axis=-1)
    back = posed(joints).places()
    assert np.allclose(np.linalg.norm(back[:, 1:] - back[:, PARENTS[1:]], axis=-1), np.median(lengths, axis=0))
    assert np.abs(back - joints).max() < 0.01


def test_nothing_turns_suddenly():
    turns = posed(dancing().joints).turns
    assert (turns[1:] * turns[:-1]).sum(-1).min() > np.cos(np.radians(30) / 2)


def test_at_rest_the_arms_are_out_and_the_legs_down():
    rest = dict(zip(NODES, posed(dancing().joints).at_rest(), strict=True))
    arm, leg = rest["left_wrist"] - rest["left_shoulder"], rest["right_ankle"] - rest["right_hip"]
    assert np.allclose(arm / np.linalg.norm(arm), (1, 0, 0))
    assert np.allclose(leg / np.linalg.norm(leg), (0, -1, 0))
