from dataclasses import replace

import numpy as np
import pytest
import torch

from engines.dance.choreographer import (
    appended,
    choreograph,
    finished,
    goes_between,
    goes_on,
    keeps_legs,
    read_card,
    read_wish,
)
from engines.dance.results import Part, Reading, Wish
from engines.dance.sampling import OVERLAP, WINDOW, Given, Recipe, Score
from engines.models.dancer import Dancer
from engines.models.humanml import FPS, NAMES, recover_from_ric
from engines.runtime import InputError
from tests.engines.dance.tiny import standing, swaying, tiny_dancer

FEW = Recipe(steps=3, solver="dpm", guidance=1.5)
WISH = Wish("a person waves", 3.0)
SCORE = Score("a person waves", None, np.zeros(0, np.float32))


@pytest.fixture(scope="module")
def dancer() -> Dancer:
    return tiny_dancer()


def parts_of(dancer: Dancer, wish: Wish, given: Given | None = None) -> list[Part]:
    return list(choreograph(dancer, wish, SCORE, FEW, given))


def test_the_card_tells_the_words(dancer: Dancer):
    lexicon, styles = read_card(dancer)
    assert {"spins", "jumps", "점프해요"} < lexicon.words
    assert styles == []


def test_a_wish_is_read_with_notes(dancer: Dancer):
    score, notes = read_wish(dancer, Wish("a persn waves", beats=(0.5, 1.0), energy=0.3, style="salsa"))
    assert score.text == "a person waves, salsa"
    assert [note.reading for note in notes] == [Reading.CORRECTED]
    assert score.beats.tolist() == [10, 20]
    assert score.energy == 0.3
    with pytest.raises(InputError) as error:
        read_wish(dancer, Wish("xyzzy"))
    assert error.value.key == "dance_words_unknown"


def test_a_short_dance_is_one_part_and_the_seed_decides(dancer: Dancer):
    (part,) = parts_of(dancer, WISH)
    assert (part.first, part.total, part.joints.shape) == (0, 60, (60, 22, 3))
    assert np.array_equal(part.joints, parts_of(dancer, WISH)[0].joints)
    assert not np.array_equal(part.joints, parts_of(dancer, replace(WISH, seed=1))[0].joints)


def test_a_long_dance_comes_in_parts_that_join(dancer: Dancer):
    parts = parts_of(dancer, Wish("a person waves", 14.0))
    assert [part.first for part in parts] == [0, WINDOW, 2 * WINDOW - OVERLAP]
    whole = np.concatenate([part.joints for part in parts])
    assert len(whole) == 14 * FPS
    steps = np.abs(np.diff(whole, axis=0)).max((1, 2))
    assert steps.max() < 20 * np.median(steps)  # no jump where a part ends


def test_words_energy_and_beats_change_the_dance(dancer: Dancer):
    torch.nn.init.normal_(dancer.change.weight, std=0.2)
    plain = next(choreograph(dancer, WISH, SCORE, FEW)).joints
    beats = np.arange(0, 60, 10, dtype=np.float32)
    for other in (replace(SCORE, text="a person spins"), replace(SCORE, energy=0.9), replace(SCORE, beats=beats)):
        assert not np.array_equal(plain, next(choreograph(dancer, WISH, other, FEW)).joints)


def test_finished_dances_keep_their_bones(dancer: Dancer):
    motion = finished(parts_of(dancer, WISH)[0].joints, True)
    thighs = np.linalg.norm(motion.joints[:, 4] - motion.joints[:, 1], axis=-1)
    assert np.ptp(thighs) < 1e-3
    assert motion.joints[..., 1].min() > -0.01


def test_going_on_begins_where_the_old_dance_ends(dancer: Dancer):
    old = swaying()
    given = goes_on(old, 2.0)
    new = parts_of(dancer, WISH, given)[0].joints
    assert len(new) == OVERLAP + 40
    whole = appended(old, finished(new, False)).joints
    assert len(whole) == len(old.joints) - 1 + 40
    assert np.array_equal(whole[: len(old.joints) - 1], old.joints[:-1])
    seam = len(old.joints) - 1
    assert np.abs(whole[seam, 0] - whole[seam - 1, 0]).max() < 0.1


def test_in_between_begins_and_ends_with_the_given_poses(dancer: Dancer):
    last = standing()
    last[20] += 0.1, 0.5, 0.1  # a hand raised
    joints = parts_of(dancer, WISH, goes_between(standing(), last, 2.0))[0].joints
    hand = NAMES.index("left_wrist")
    assert abs(joints[0, hand, 1] - standing()[hand, 1]) < 1e-3
    assert abs(joints[-1, hand, 1] - last[hand, 1]) < 1e-3


def test_the_legs_stay_when_the_upper_body_is_wished_for(dancer: Dancer):
    old = swaying()
    given = keeps_legs(old)
    joints = parts_of(dancer, WISH, given)[0].joints
    wanted = recover_from_ric(given.features)
    legs = [NAMES.index(name) for name in ("pelvis", "left_knee", "right_foot")]
    assert np.abs(joints[:, legs] - wanted[:, legs]).max() < 1e-4
    assert np.abs(joints[:, NAMES.index("left_wrist")] - wanted[:, NAMES.index("left_wrist")]).max() > 1e-3
