"""What the page of the Dance room sends is read part by part, and nothing else is believed."""

import base64
from typing import Any

import numpy as np
import pytest

from engines.dance.results import LONGEST_TEXT, Wish
from engines.models.humanml import FPS
from engines.runtime import InputError
from tabs import dance_calls as calls
from tabs.dance_calls import MOST_FRAMES, Figure, Format, Kind
from tests.engines.dance.tiny import swaying

FRAME = bytes(22 * 3 * 2)


def raised(work: Any, *arguments: Any) -> str:
    with pytest.raises(InputError) as caught:
        work(*arguments)
    return caught.value.key


def test_wish():
    told = {"text": "spin", "seconds": 8, "style": "salsa", "seed": 3, "energy": 0.5, "beats": [0, 0.5], "lock": False}
    assert calls.wish_of(told) == Wish("spin", 8.0, "salsa", 3, 0.5, (0.0, 0.5), False)
    assert calls.wish_of({"text": "돌고 점프", "style": "", "energy": None}) == Wish("돌고 점프")


@pytest.mark.parametrize(
    ("part", "key"),
    [
        ({"text": None}, "dance_text_empty"),
        ({"text": "  \n"}, "dance_text_empty"),
        ({"text": "a" * (LONGEST_TEXT + 1)}, "dance_text_long"),
        ({"seconds": "long"}, "dance_seconds"),
        ({"seconds": True}, "dance_seconds"),
        ({"seconds": float("nan")}, "dance_seconds"),
        ({"seconds": 10**400}, "dance_seconds"),
        ({"style": ["salsa"]}, "dance_style"),
        ({"seed": -1}, "seed_out_of_range"),
        ({"seed": 1.5}, "seed_out_of_range"),
        ({"seed": True}, "seed_out_of_range"),
        ({"energy": "wild"}, "dance_energy"),
        ({"beats": "0.5"}, "dance_beats"),
        ({"beats": [None]}, "dance_beats"),
        ({"beats": [0.0] * 401}, "dance_beats"),
    ],
)
def test_wish_that_was_tampered_with(part: dict[str, Any], key: str):
    assert raised(calls.wish_of, {"text": "spin"} | part) == key


def test_joints_come_back_as_they_went():
    motion = swaying()
    text = calls.joints_to_text(motion.joints)
    assert len(text) < 4 * len(motion.joints) * len(FRAME) / 3 + 4
    back = calls.motion_of({"joints": text})
    assert back.fps == FPS
    assert np.abs(back.joints - motion.joints).max() <= 0.0006  # metres: half a millimetre, and what float32 adds


def test_joints_far_away_are_held_at_the_border():
    far = np.full((1, 22, 3), 1e6, np.float32)
    assert calls.motion_of({"joints": calls.joints_to_text(far)}).joints.max() == pytest.approx(32.767)


@pytest.mark.parametrize(
    "joints",
    [
        None,
        7,
        "",
        "not base64!",
        base64.b64encode(FRAME[:-1]).decode(),
        base64.b64encode(FRAME * (MOST_FRAMES + 1)).decode(),
    ],
)
def test_joints_that_are_none(joints: object):
    assert raised(calls.motion_of, {"joints": joints}) == "dance_motion_wrong"


def test_sound():
    assert calls.sound_of({"music": base64.b64encode(b"hello").decode()}, 5) == b"hello"


@pytest.mark.parametrize(
    ("music", "key"),
    [
        (None, "dance_sound_none"),
        ("", "dance_sound_none"),
        ("%%%%", "dance_sound_unreadable"),
        ("A" * 1000, "dance_sound_heavy"),
    ],
)
def test_sound_that_is_none(music: object, key: str):
    assert raised(calls.sound_of, {"music": music}, 100) == key


def test_names():
    assert calls.kind_of({}) is Kind.DANCE
    assert calls.kind_of({"kind": "arms"}) is Kind.ARMS
    assert calls.format_of("gif") is Format.GIF
    assert calls.figure_of("") is Figure.KID
    assert calls.figure_of("robot") is Figure.ROBOT
    assert raised(calls.kind_of, {"kind": ["on"]}) == "failed"
    assert raised(calls.format_of, "exe") == "dance_file_kind"
    assert raised(calls.figure_of, "../kid") == "dance_figure"
