"""A short visit of a few simulated visitors: nothing breaks, and everybody gets their own."""

from pathlib import Path

import pytest

from tests.load.__main__ import run
from tests.load.diary import Diary, End, Moment
from tests.load.judge import SAME, apart
from tests.load.tables import tables
from tests.load.watch import MEGABYTE, Reading, level

ROOMS = {"Draw", "Dogs", "Wardrobe", "Dance", "Workshop"}


def test_visitors_play_in_all_rooms(tmp_path: Path) -> None:
    outcome = run(tmp_path, visitors=8, seconds=0, seed=1)
    diary = outcome.diary
    assert diary.problems == []
    assert "Traceback" not in outcome.printed
    assert {what.partition(":")[0] for what in diary.seconds()} == ROOMS
    assert not any(moment.end is End.ERROR for moment in diary.moments)
    assert outcome.verdicts
    for verdict in outcome.verdicts.values():
        assert verdict.wrong == 0
        assert verdict.nearest is None or verdict.nearest > SAME  # else a mistake would not show
    told = tables(diary, outcome.watch, outcome.verdicts)
    assert all(f"**{room}**" in told for room in ROOMS)


@pytest.mark.parametrize(
    ("first", "second", "distance"),
    [
        ({"a": [1, 2]}, {"a": [1, 2]}, 0.0),
        ({"a": "boxer"}, {"a": "beagle"}, 1.0),
        ({"a": 1.0}, {"b": 1.0}, 1.0),
        ([1.0, 2.0], [1.0], 1.0),
        (1.0, 1.001, 0.001),
    ],
)
def test_how_far_two_answers_are_apart(first: object, second: object, distance: float) -> None:
    assert apart(first, second) == pytest.approx(distance, rel=0.01)


def test_memory_that_grows_is_told() -> None:
    def readings(growth: float) -> list[Reading]:
        return [Reading(10.0 * i, round((1000 + growth * i) * MEGABYTE), 0, 0) for i in range(30)]

    assert level(readings(0)) == 0
    assert level(readings(10)) == pytest.approx(0.234, abs=0.01)
    assert level(readings(0)[:4]) is None


def test_what_was_given_is_kept_once_for_each_different_answer() -> None:
    diary = Diary()
    for answer in ("a", "a", "b"):
        diary.claim(1, "sketch", "paint", {"seed": 1}, {"picture": answer})
    assert len(diary.claims) == 2
    diary.moments += [Moment("Draw: opens", 0, 1.5, End.ANSWER), Moment("Draw: opens", 0, 9, End.BUSY)]
    assert diary.seconds() == {"Draw: opens": [1.5]}
