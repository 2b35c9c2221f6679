"""Drawn dances: bodies that keep their bones, feet that stand still, and nothing that was held back."""

import numpy as np
import pytest
from numpy.typing import NDArray

from engines.drawn.dances import draw_dance, held_back
from engines.drawn.dances.catalogue import MOVES
from engines.drawn.dances.moods import MOODS, PACES
from engines.drawn.dances.moves import Role
from engines.drawn.dances.phrase import FPS, Part, Phrase, perform
from engines.drawn.dances.rig import SOLE
from engines.models import humanml

# The HumanML3D skeleton, each side the mean of both.
LENGTHS = {
    "left_hip": 0.106, "spine1": 0.132, "left_knee": 0.392, "spine2": 0.143, "left_ankle": 0.429, "spine3": 0.057,
    "left_foot": 0.146, "neck": 0.219, "left_collar": 0.140, "head": 0.103, "left_shoulder": 0.127,
    "left_elbow": 0.260, "left_wrist": 0.268,
}  # fmt: skip
FASTEST = 12.0  # m/s, of any joint
ROUGHEST = 250.0  # m/s^2
SLIDING = {"moonwalk", "running_man", "shuffle", "releve"}  # moves whose feet slide over the floor
GRAVITY = 9.81
CASES = [
    (name, tuple(MOODS)[number % len(MOODS)], "slow" if move.calm else tuple(PACES)[number % len(PACES)])
    for number, (name, move) in enumerate(MOVES.items())
]


def danced(name: str, mood: str = "neutral", pace: str = "normal", size: float = 1.0) -> NDArray[np.floating]:
    """Four beats of a move, and then of the common groove."""
    move, groove = MOVES[name], MOVES["groove"]
    legs, arms = (groove, move) if move.role is Role.ARMS else (move, None)
    bpm = PACES[pace][1]
    parts = (Part(legs, arms, len(name) % 2 == 1, "", 0, 4), Part(groove, None, False, "", 5, 40))
    return perform(Phrase(parts, MOODS[mood], bpm, size, 2.0, round(60 * FPS / bpm * 7)), np.random.default_rng(1))


def joint(name: str) -> int:
    return humanml.NAMES.index(name)


def bent_forwards(joints: NDArray[np.floating], side: str) -> NDArray[np.floating]:
    """(T,): metres by which a knee is in front of the straight line from hip to ankle, seen across that line."""
    hip, knee, ankle = (joints[:, joint(f"{side}_{name}")] for name in ("hip", "knee", "ankle"))
    line = ankle - hip
    share = ((knee - hip) * line).sum(-1, keepdims=True) / (line**2).sum(-1, keepdims=True)
    across = joints[:, joint("left_hip")] - joints[:, joint("right_hip")]
    front = np.cross(line, across)  # up to its length: to the front of a leg that hangs
    return ((knee - hip - share * line) * front).sum(-1) / np.linalg.norm(front, axis=-1)


@pytest.mark.parametrize(("name", "mood", "pace"), CASES)
def test_a_move_obeys_a_body(name: str, mood: str, pace: str):
    joints = danced(name, mood, pace, 1.2)
    bones = np.linalg.norm(joints[:, 1:] - joints[:, humanml.PARENTS[1:]], axis=-1)
    assert np.ptp(bones, axis=0).max() < 1e-4
    assert joints[..., 1].min() > -0.01
    assert np.linalg.norm(np.diff(joints, axis=0), axis=-1).max() * FPS < FASTEST
    assert np.linalg.norm(np.diff(joints, 2, axis=0), axis=-1).max() * FPS**2 < ROUGHEST
    for side in ("left", "right"):
        assert bent_forwards(joints, side).min() > -0.02
        foot = joints[:, joint(f"{side}_foot")]
        stands = np.isclose(foot[1:, 1], SOLE, atol=1e-6) & np.isclose(foot[:-1, 1], SOLE, atol=1e-6)
        if name not in SLIDING:
            assert (np.linalg.norm(np.diff(foot, axis=0), axis=-1) * stands).max() < 1e-3


@pytest.mark.parametrize("mood", MOODS)
def test_moods_change_the_posture(mood: str):
    joints = danced("two_step", mood)
    assert np.isfinite(joints).all()
    if mood != "neutral":
        assert np.abs(joints - danced("two_step")).max() > 0.03


def test_sad_hangs_the_head_and_proud_lifts_it():
    ahead = {}
    for mood in ("sad", "proud"):
        joints = danced("two_step", mood)
        ahead[mood] = (joints[:, joint("head"), 1] - joints[:, joint("neck"), 1]).mean()
    assert ahead["sad"] < ahead["proud"] - 0.02


def test_bones_are_those_of_the_data_set():
    lengths = humanml.bone_lengths(danced("stand")[0])
    for name, length in LENGTHS.items():
        assert lengths[joint(name)] == pytest.approx(length, abs=1e-4)
        if name.startswith("left"):
            assert lengths[joint(name.replace("left", "right"))] == pytest.approx(length, abs=1e-4)


def test_a_jump_flies_by_gravity():
    joints = danced("jump")
    flying = joints[:, [joint("left_foot"), joint("right_foot")], 1].min(1) > SOLE + 0.03
    middle = np.flatnonzero(flying[:-2] & flying[1:-1] & flying[2:])
    falls = np.diff(joints[:, 0, 1], 2)[middle] * FPS**2
    assert len(falls) > 2
    assert np.median(falls) == pytest.approx(-GRAVITY, rel=0.35)  # the groove goes on in the air


@pytest.mark.parametrize(("moves", "mood"), [(("spin", "jump", "arms_up"), "sad"), (("clap",), None)])
def test_what_is_asked_for_is_danced(moves: tuple[str, ...], mood: str | None):
    dance = draw_dance(np.random.default_rng(3), seconds=6.0, moves=moves, mood=mood, pace="slow")
    assert dance.moves == moves
    assert dance.pace == "slow"
    assert PACES["slow"][0] <= dance.bpm <= PACES["slow"][1]
    assert mood in (None, dance.mood)
    assert dance.joints.shape == (120, 22, 3)
    assert dance.joints.dtype == np.float32


@pytest.mark.parametrize(
    ("direction", "way"),
    [("forwards", (0, 1)), ("backwards", (0, -1)), ("left", (1, 0)), ("right", (-1, 0))],
)
def test_a_direction_is_kept(direction: str, way: tuple[int, int]):
    parts = (Part(MOVES["march"], None, False, direction, 0, 8),)
    joints = perform(Phrase(parts, MOODS["neutral"], 120.0, 1.0, 0.0, 80), np.random.default_rng(0))
    moved = joints[-1, 0, [0, 2]] - joints[0, 0, [0, 2]]
    assert moved @ way > 1.0
    assert abs(moved @ way[::-1]) < 0.15


@pytest.mark.parametrize(("direction", "sign"), [("turning_left", 1), ("turning_right", -1)])
def test_a_turn_goes_the_way_it_says(direction: str, sign: int):
    parts = (Part(MOVES["march"], None, False, direction, 0, 4),)
    joints = perform(Phrase(parts, MOODS["neutral"], 120.0, 1.0, 0.0, 40), np.random.default_rng(0))
    across = joints[-1, joint("left_shoulder")] - joints[-1, joint("right_shoulder")]
    assert np.arctan2(-across[2], across[0]) * sign > 1.0


def test_a_spin_turns_round_once_every_two_beats():
    dance = draw_dance(np.random.default_rng(0), seconds=6.0, moves=("spin",), pace="normal")
    across = dance.joints[:, joint("left_hip")] - dance.joints[:, joint("right_hip")]
    turned = np.ptp(np.unwrap(np.arctan2(across[:, 2], across[:, 0])))
    assert turned / (2 * np.pi) == pytest.approx(6.0 * dance.bpm / 60 / 2, abs=0.5)


@pytest.mark.parametrize("asked", [False, True])
def test_dances_are_long_enough_placed_and_held_back_or_not(asked: bool):
    rng = np.random.default_rng(11)
    for _ in range(20):
        dance = draw_dance(rng, held_back=asked)
        assert 40 <= len(dance.joints) <= 196
        assert held_back(dance.moves, dance.mood) == asked
        np.testing.assert_allclose(dance.joints[0, 0, [0, 2]], 0, atol=1e-6)
        placed = humanml.align(dance.joints.astype(np.float64))
        assert np.ptp((dance.joints - placed)[..., 1]) < 1e-4
        np.testing.assert_allclose(dance.joints[..., [0, 2]], placed[..., [0, 2]], atol=1e-4)
        assert len(dance.beats) > 2
        np.testing.assert_allclose(np.diff(dance.beats), 60 * FPS / dance.bpm, rtol=1e-4)
        assert dance.beats[0] >= 0
        assert dance.beats[-1] < len(dance.joints)


def test_about_an_eighth_of_the_pairs_is_held_back():
    pairs = [(first, second) for first in MOVES for second in MOVES if first != second]
    assert np.mean([held_back(pair, "neutral") for pair in pairs]) == pytest.approx(0.12, abs=0.02)
    assert np.mean([held_back((move,), mood) for move in MOVES for mood in MOODS]) == pytest.approx(0.11, abs=0.03)


def test_the_same_seed_is_the_same_dance_and_another_is_another():
    first, again, other = (draw_dance(np.random.default_rng(seed), moves=("salsa",), seconds=4) for seed in (5, 5, 6))
    np.testing.assert_array_equal(first.joints, again.joints)
    assert first.text_ko == again.text_ko
    assert np.abs(first.joints - other.joints).max() > 0.05
