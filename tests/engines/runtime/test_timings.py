"""Durations by name."""

import threading
import time

import pytest

from engines.runtime import Timings
from engines.runtime.timings import Summary


@pytest.mark.parametrize(
    ("seconds", "summary"),
    [
        ([2.0], Summary(1, 2.0, 2.0)),
        # even count: the median lies between two
        ([4.0, 1.0], Summary(2, 2.5, 4.0)),
        # 19 of 20 lie at or below the 95th percentile
        ([float(n) for n in range(20, 0, -1)], Summary(20, 10.5, 19.0)),
        ([1.0] * 99 + [50.0], Summary(100, 1.0, 1.0)),
    ],
)
def test_summary(seconds: list[float], summary: Summary) -> None:
    timings = Timings()
    for second in seconds:
        timings.add("paint", second)
    assert timings.summary() == {"paint": summary}


def test_nothing_was_measured() -> None:
    assert Timings().summary() == {}


def test_only_the_last_ones_count() -> None:
    timings = Timings(window=3)
    for second in (100.0, 1.0, 2.0, 3.0):
        timings.add("paint", second)
    assert timings.summary()["paint"] == Summary(3, 2.0, 3.0)


def test_names_are_apart() -> None:
    timings = Timings()
    timings.add("paint", 1.0)
    timings.add("load", 2.0)
    assert {name: summary.median for name, summary in timings.summary().items()} == {"paint": 1.0, "load": 2.0}


def test_measure_takes_the_time_of_its_block() -> None:
    timings = Timings()
    with timings.measure("nap"):
        time.sleep(0.02)
    assert 0.02 <= timings.summary()["nap"].median < 2


def test_a_block_that_raises_is_not_counted() -> None:
    timings = Timings()
    with pytest.raises(RuntimeError), timings.measure("paint"):
        raise RuntimeError
    assert timings.summary() == {}


def test_no_duration_is_lost_between_threads() -> None:
    timings = Timings(window=4000)

    def add() -> None:
        for _ in range(500):
            timings.add("paint", 1.0)
            timings.summary()

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert timings.summary()["paint"].count == 2000


def test_a_window_needs_room() -> None:
    with pytest.raises(ValueError, match="`window` must be at least 1, but is 0"):
        Timings(window=0)
