"""The stage checks what strangers send and answers with parts and a dance, or the key of a sentence."""

import base64
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engines.dance.engine import DanceEngine
from engines.dance.styles import STYLES
from engines.models.dancer import Dancer
from engines.models.humanml import FPS
from engines.runtime import InputError
from settings import Settings
from tabs.dance_calls import Figure, Format, joints_to_text, motion_of
from tabs.stage import LOOPS, Report, Stage, reported, tunes
from tabs.words import WORDS
from tests.engines.dance.tiny import swaying, tiny_dancer

VISITOR = "visitor-1"
JOINTS = joints_to_text(swaying().joints)


class Studio:
    """Lends one tiny dancer, so that these tests need no weight."""

    def __init__(self) -> None:
        self.dancer = tiny_dancer()

    def ready(self, _: tuple[str, ...]) -> bool:
        return False

    @contextmanager
    def use(self, _: str) -> Iterator[Dancer]:
        yield self.dancer

    def steps(self, _: str, make: Callable[[Dancer], Iterator[Any]]) -> Iterator[Any]:
        return make(self.dancer)

    def version(self, name: str) -> str:
        return name


@pytest.fixture(scope="module")
def stage() -> Stage:
    engine = DanceEngine()
    engine._networks = Studio()  # type: ignore[assignment]
    return Stage(engine, Settings())


def danced(stage: Stage, **parts: Any) -> list[dict[str, Any]]:
    return [*stage.dance({"visitor": VISITOR, "number": 5, "text": "a person spins", "seconds": 3} | parts)]


def test_the_room_opens_with_its_styles(stage: Stage):
    styles = stage.open_room({"visitor": VISITOR})["styles"]
    assert [style["id"] for style in styles] == [style.id for style in STYLES]
    assert all(all(style["names"]) for style in styles)


def test_parts_come_first_and_then_the_dance(stage: Stage):
    warming, *parts, dance = danced(stage, beats=[0.5, 1.0])
    assert warming == {"number": 5, "warming": True}
    frames = 0
    for part in parts:
        assert (part["number"], part["first"], part["total"], part["beats"]) == (5, frames, 3 * FPS, [0.5, 1.0])
        frames += len(motion_of(part).joints)
    assert frames == dance["frames"] == len(motion_of(dance).joints) == 3 * FPS
    assert (dance["fps"], dance["beats"], dance["notes"], dance["network"]) == (FPS, [0.5, 1.0], [], "dancer")
    assert {"skating", "sunk", "bent"} <= dance["physics"].keys()
    assert sum(dance["seconds"].values()) > 0


def test_words_that_are_not_known_are_told(stage: Stage):
    notes = danced(stage, text="spinns blorp")[-1]["notes"]
    assert notes == [
        {"reading": "corrected", "word": "spinns", "taken": "spins"},
        {"reading": "unknown", "word": "blorp", "taken": ""},
    ]


@pytest.mark.parametrize(("kind", "frames"), [("on", 6 * FPS), ("arms", 3 * FPS), ("between", 3 * FPS)])
def test_a_dance_is_worked_on(stage: Stage, kind: str, frames: int):
    _, dance = danced(stage, kind=kind, joints=JOINTS)
    assert abs(dance["frames"] - frames) <= 2
    if kind == "on":
        begun = motion_of({"joints": JOINTS}).joints
        assert np.abs(motion_of(dance).joints[: len(begun) - 10] - begun[:-10]).max() < 0.01


@pytest.mark.parametrize(
    ("parts", "key"),
    [
        ({"text": " "}, "dance_text_empty"),
        ({"text": "🕺🕺"}, "dance_text_empty"),
        ({"text": "blorp"}, "dance_words_unknown"),
        ({"text": "a" * 5000}, "dance_text_long"),
        ({"seconds": 3600}, "dance_seconds"),
        ({"style": "unheard of"}, "dance_style"),
        ({"energy": 7}, "dance_energy"),
        ({"beats": [2.0, 1.0]}, "dance_beats"),
        ({"kind": "on"}, "dance_motion_wrong"),
        ({"kind": "arms", "joints": joints_to_text(np.zeros((1, 22, 3), np.float32))}, "dance_motion_wrong"),
        ({"kind": "fly"}, "failed"),
        ({"visitor": "x"}, "failed"),
    ],
)
def test_bad_wishes_get_a_sentence(stage: Stage, parts: dict[str, Any], key: str, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.INFO):
        answer = danced(stage, **parts)[-1]
    assert answer == {"number": 5, "error": key}
    assert key in WORDS


def test_no_call_at_all(stage: Stage):
    assert [*stage.dance(None)] == [{"number": 0, "error": "failed"}]
    assert stage.hear([1]) == {"error": "failed"}


def test_beats_of_a_tune(stage: Stage):
    tune = tunes()[0]
    music = base64.b64encode((LOOPS / tune["file"]).read_bytes()).decode()
    heard = stage.hear({"visitor": VISITOR, "music": music})
    assert heard["seconds"] == pytest.approx(tune["seconds"], abs=0.2)
    assert heard["tempo"] == pytest.approx(tune["bpm"], rel=0.05)
    assert len(heard["beats"]) > 8
    broken = stage.hear({"visitor": VISITOR, "music": base64.b64encode(b"%PDF-1.7 no music").decode()})
    assert broken == {"error": "dance_sound_unreadable"}


@pytest.mark.parametrize("kind", Format)
def test_every_kind_of_file(stage: Stage, kind: Format, tmp_path: Path):
    call = {"visitor": VISITOR, "joints": joints_to_text(swaying(0.5).joints), "kind": kind, "look": "robot"}
    tune = tunes()[0]["id"] if kind is Format.MP4 else ""
    *shares, file = stage.keep(call | {"tune": tune}, b"", tmp_path)
    assert isinstance(file, Path)
    assert file.suffix == f".{kind}"
    assert file.stat().st_size > 1000
    if kind is Format.MP4:
        assert shares == sorted(share for share in shares if isinstance(share, float))
        assert shares[-1] == 1


@pytest.mark.parametrize(
    ("parts", "music", "key"),
    [
        ({"kind": "exe"}, b"", "dance_file_kind"),
        ({"look": "cat"}, b"", "dance_figure"),
        ({"joints": ""}, b"", "dance_motion_wrong"),
        ({"tune": "../pop"}, b"", "dance_sound_none"),
        ({}, b"%PDF-1.7 no music", "dance_sound_unreadable"),
    ],
)
def test_bad_files_get_a_sentence(stage: Stage, parts: dict[str, Any], music: bytes, key: str, tmp_path: Path):
    call = {"visitor": VISITOR, "joints": JOINTS, "kind": "mp4", "look": Figure.KID}
    with pytest.raises(InputError) as caught:
        [*stage.keep(call | parts, music, tmp_path)]
    assert caught.value.key == key
    assert [*tmp_path.iterdir()] == []


def test_work_that_nobody_waits_for_ends():
    told: list[float] = []

    def work(report: Report) -> None:
        for number in range(5000):
            report(number)
            told.append(number)
            time.sleep(0.002)

    steps = reported(work)
    assert next(steps) == 0
    steps.close()
    assert len(told) < 5000


def test_work_that_fails_says_so():
    def work(report: Report) -> None:
        report(0.5)
        raise InputError("dance_motion_wrong", "No.")

    with pytest.raises(InputError):
        [*reported(work)]
