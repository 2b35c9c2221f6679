from dataclasses import replace

import numpy as np
import pytest

from engines.dance.checks import check_motion, check_wish
from engines.dance.results import Style, Wish
from engines.models.humanml import Motion
from engines.runtime import InputError

GOOD = Wish("spin then jump")
STYLES = [Style("salsa", "Salsa", "살사")]


def test_good_wishes_pass():
    check_wish(GOOD, [])
    check_wish(replace(GOOD, style="salsa", energy=1.0, beats=(0.1, 0.6), seconds=30.0), STYLES)


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"text": ""}, "dance_text_empty"),
        ({"text": "💃🎉 ?!"}, "dance_text_empty"),
        ({"text": "a" * 5000}, "dance_text_long"),
        ({"seconds": 1.0}, "dance_seconds"),
        ({"seconds": 31.0}, "dance_seconds"),
        ({"seconds": float("nan")}, "dance_seconds"),
        ({"energy": 1.2}, "dance_energy"),
        ({"energy": float("nan")}, "dance_energy"),
        ({"style": "polka"}, "dance_style"),
        ({"beats": (0.5, 0.4)}, "dance_beats"),
        ({"beats": (0.5, float("inf"))}, "dance_beats"),
        ({"beats": tuple(float(n) for n in range(500))}, "dance_beats"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(changes: dict, key: str):
    with pytest.raises(InputError, match=r"^[A-Z].*\.$") as error:
        check_wish(replace(GOOD, **changes), STYLES)
    assert error.value.key == key


@pytest.mark.parametrize(
    "joints",
    [
        np.zeros((2, 22, 3), np.float32),
        np.zeros((5000, 22, 3), np.float32),
        np.full((20, 22, 3), np.nan, np.float32),
        np.full((20, 22, 3), 1e4, np.float32),
    ],
    ids=["short", "long", "nan", "far"],
)
def test_motions_that_cannot_be_worked_on(joints: np.ndarray):
    with pytest.raises(InputError) as error:
        check_motion(Motion(joints))
    assert error.value.key == "dance_motion_wrong"
    check_motion(Motion(np.zeros((20, 22, 3), np.float32)))
