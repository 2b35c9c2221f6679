"""A short raid; the long one is `python -m tests.hostile`. And that the raid would notice."""

import random
from pathlib import Path

import pytest

from tests.hostile.__main__ import raid
from tests.hostile.files import EVERYTHING
from tests.hostile.raid import LEAKS, Outcome
from tests.hostile.shots import Thrower
from tests.load.wire import Plan

PLAN = Plan(
    {room: number for number, room in enumerate(["sketch", "dogs", "tryon", "dance", "training"])},
    {"tryon": 4, "dance": 14},
)


def test_150_hostile_requests(tmp_path: Path):
    outcome = raid(tmp_path, 150, seed=10)
    assert outcome.faults == []
    assert sum(outcome.answers.values()) == 150
    assert {status for _, status in outcome.answers} >= {200, 400, 404}


def test_a_seed_throws_the_same_again_and_another_one_others():
    def thrown(seed: int) -> list[object]:
        thrower = Thrower(seed, PLAN)
        return [thrower.shot(number) for number in range(40)]

    assert thrown(1) == thrown(1) != thrown(2)


@pytest.mark.parametrize(
    "text",
    [
        "Traceback (most recent call last)",
        'File "/srv/x.py", line 3, in f',
        '{"detail": "File \\"/srv/x.py\\""}',
        "/usr/lib/python3/site-packages/gradio",
        "root:x:0:0",
    ],
)
def test_a_leak_is_seen(text: str):
    assert LEAKS.search(text)


def test_growth_is_the_last_third_beside_the_first():
    assert Outcome(memory=[(i, 100 if i < 3 else 150) for i in range(9)]).growth() == 1.5


@pytest.mark.parametrize("name", EVERYTHING)
def test_every_file_is_small_to_send(name: str):
    assert len(EVERYTHING[name](random.Random(1))) < 1_000_000
