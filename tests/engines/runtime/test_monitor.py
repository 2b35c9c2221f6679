"""The monitor: what it counts, and when it raises an alarm."""

import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from engines.runtime import InputError, Monitor, Thresholds
from engines.runtime.machine import Meter
from engines.runtime.monitor import RELIEF, ModelFigures

GB = 1_000_000_000


def call(monitor: Monitor, name: str, error: BaseException | None = None) -> None:
    """One call that succeeds, or raises the error, which the monitor must let through."""
    with nullcontext() if error is None else pytest.raises(type(error)), monitor.call(name):
        if error is not None:
            raise error


def container(folder: Path, used: int, limit: int = GB) -> Meter:
    """A meter in a container, made of the files that the kernel would write."""
    write_memory(folder, used, limit)
    (folder / "membership").write_text("0::/\n")
    return Meter(folder, folder / "membership")


def write_memory(folder: Path, used: int, limit: int = GB) -> None:
    for name, text in (("memory.max", limit), ("memory.current", used), ("memory.stat", "anon 0")):
        (folder / name).write_text(f"{text}\n")


def test_a_call_is_timed_and_counted() -> None:
    monitor = Monitor()
    for _ in range(3):
        with monitor.call("shoes"):
            time.sleep(0.02)
    figures = monitor.snapshot().models["shoes"]
    assert (figures.calls, figures.errors, figures.error_share) == (3, 0, 0.0)
    assert figures.median is not None
    assert figures.p95 is not None
    assert 0.02 <= figures.median <= figures.p95 < 2
    assert 0.06 <= figures.seconds < 6


@pytest.mark.parametrize(
    ("seconds", "median", "p95"),
    [
        ([2.0], 2.0, 2.0),
        ([4.0, 1.0], 2.5, 4.0),
        ([float(n) for n in range(20, 0, -1)], 10.5, 19.0),
        # only the last twenty count
        ([100.0] * 50 + [1.0] * 20, 1.0, 1.0),
    ],
)
def test_percentiles(seconds: list[float], median: float, p95: float) -> None:
    monitor = Monitor(window=20)
    for one in seconds:
        monitor.done("shoes", one)
    figures = monitor.snapshot().models["shoes"]
    assert (figures.median, figures.p95) == (median, p95)
    assert (figures.calls, figures.seconds) == (len(seconds), sum(seconds))  # since the start


@pytest.mark.parametrize(
    ("error", "calls", "errors"),
    [
        (None, 1, 0),
        (RuntimeError("out of memory"), 1, 1),
        (ValueError("a wrong shape"), 1, 1),
        # what the visitor can mend, and what was broken off, say nothing of the network
        (InputError("picture_none", "There is no picture."), 0, 0),
        (KeyboardInterrupt(), 0, 0),
        (GeneratorExit(), 0, 0),
    ],
)
def test_errors(error: BaseException | None, calls: int, errors: int) -> None:
    monitor = Monitor()
    monitor.loaded("shoes", 0.5, 100)
    call(monitor, "shoes", error)
    figures = monitor.snapshot().models["shoes"]
    assert (figures.calls, figures.errors) == (calls, errors)
    assert (figures.median is None) == (error is not None)  # a failed one did not do the work


def test_the_share_of_errors_is_of_the_last_calls() -> None:
    monitor = Monitor(window=4)
    for failed in (True, True, True, False, False, True, False):
        call(monitor, "shoes", RuntimeError() if failed else None)
    figures = monitor.snapshot().models["shoes"]
    assert (figures.calls, figures.errors, figures.error_share) == (7, 4, 0.25)


def test_loading() -> None:
    monitor = Monitor()
    monitor.loaded("shoes", 1.5, 1000)
    assert monitor.snapshot().models == {
        "shoes": ModelFigures(
            calls=0,
            errors=0,
            error_share=0.0,
            seconds=0.0,
            median=None,
            p95=None,
            loads=1,
            load_seconds=1.5,
            bytes=1000,
        )
    }
    monitor.unloaded("shoes")
    assert monitor.snapshot().models["shoes"].bytes == 0
    monitor.loaded("shoes", 2.5, 2000)
    figures = monitor.snapshot().models["shoes"]
    assert (figures.loads, figures.load_seconds, figures.bytes) == (2, 2.5, 2000)


def test_names_are_apart_and_nothing_is_known_at_first() -> None:
    monitor = Monitor()
    assert monitor.snapshot().models == {}
    call(monitor, "shoes")
    call(monitor, "bags", RuntimeError())
    models = monitor.snapshot().models
    assert (models["shoes"].errors, models["bags"].errors) == (0, 1)


def test_a_snapshot_is_of_its_moment(tmp_path: Path) -> None:
    monitor = Monitor(meter=container(tmp_path, GB // 4))
    first = monitor.snapshot()
    assert abs(datetime.fromisoformat(first.taken) - datetime.now(UTC)) < timedelta(minutes=1)
    assert (first.machine.used_bytes, first.machine.memory_share) == (GB // 4, 0.25)
    call(monitor, "shoes")
    assert first.models == {}


@pytest.mark.parametrize(
    ("calls", "keys"),
    [
        ([], []),
        # durations in seconds, or None for a failed call; late after 1 s, errors from more than a quarter on
        ([0.9] * 20, []),
        ([1.1] * 20, ["alarm_late"]),
        ([0.1] * 19 + [9.0], []),
        ([0.1] * 18 + [9.0] * 2, ["alarm_late"]),
        ([0.1] * 15 + [None] * 5, []),
        ([0.1] * 14 + [None] * 6, ["alarm_errors"]),
        ([None] * 20, ["alarm_errors"]),
        ([2.0] * 14 + [None] * 6, ["alarm_late", "alarm_errors"]),
        # too few to judge
        ([9.0] * 3, []),
        ([None] * 3, []),
        ([9.0] * 4, ["alarm_late"]),
        # long ago
        ([None] * 20 + [0.1] * 20, []),
    ],
)
def test_alarms_of_a_network(tmp_path: Path, calls: list[float | None], keys: list[str]) -> None:
    thresholds = Thresholds(late_seconds=1.0, error_share=0.25, fewest_calls=4)
    monitor = Monitor(thresholds, window=20, meter=container(tmp_path, 0))
    for seconds in calls:
        if seconds is None:
            monitor.failed("shoes", RuntimeError())
        else:
            monitor.done("shoes", seconds)
    alarms = monitor.alarms()
    assert [alarm.key for alarm in alarms] == keys
    assert all(alarm.model == "shoes" and " of shoes " in alarm.sentence for alarm in alarms)
    assert monitor.snapshot().alarms == alarms


@pytest.mark.parametrize(("used", "alarmed"), [(0, False), (GB * 8 // 10, False), (GB * 9 // 10, True), (GB, True)])
def test_alarm_of_memory(tmp_path: Path, used: int, alarmed: bool) -> None:
    alarms = Monitor(Thresholds(memory_share=0.8), meter=container(tmp_path, used)).alarms()
    assert [(alarm.key, alarm.model) for alarm in alarms] == [("alarm_memory", None)] * alarmed
    if alarmed:
        assert alarms[0].sentence.startswith(f"{used / GB:.1f} of 1.0 GB of memory are in use")


def test_an_alarm_does_not_flicker(tmp_path: Path) -> None:
    """It begins above its threshold, stays around it with the time of its beginning, and ends well below."""
    monitor = Monitor(Thresholds(memory_share=0.8), meter=container(tmp_path, 0))

    def look(share: float) -> str | None:
        write_memory(tmp_path, int(share * GB))
        alarms = monitor.alarms()
        return alarms[0].since if alarms else None

    around = [0.79, 0.81, 0.79, 0.801, 0.8 * RELIEF + 0.01]
    assert look(around[0]) is None
    began = look(around[1])
    assert began is not None
    time.sleep(1.1)  # times are told in seconds
    assert [look(share) for share in around] == [began] * len(around)
    assert look(0.8 * RELIEF - 0.01) is None
    assert look(0.79) is None
    again = look(0.81)
    assert again is not None
    assert again > began


def test_alarms_stand_in_the_order_of_their_beginning(tmp_path: Path) -> None:
    monitor = Monitor(Thresholds(late_seconds=1.0), meter=container(tmp_path, 0))
    for name in ("shoes", "bags"):
        for _ in range(5):
            monitor.done(name, 2.0)
        monitor.alarms()
    write_memory(tmp_path, GB)
    alarms = monitor.alarms()
    assert [(alarm.key, alarm.model) for alarm in alarms] == [
        ("alarm_late", "shoes"),
        ("alarm_late", "bags"),
        ("alarm_memory", None),
    ]


def run_threads(count: int, task: Callable[[int], None]) -> None:
    threads = [threading.Thread(target=task, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_nothing_is_lost_between_threads() -> None:
    monitor = Monitor(window=10_000)

    def work(index: int) -> None:
        for step in range(200):
            call(monitor, "shoes", RuntimeError() if step % 4 == 0 else None)
            monitor.loaded(f"network {index}", 1.0, step)
            if step % 20 == 0:
                monitor.snapshot()

    run_threads(4, work)
    figures = monitor.snapshot().models
    assert (figures["shoes"].calls, figures["shoes"].errors, figures["shoes"].error_share) == (800, 200, 0.25)
    assert [figures[f"network {index}"].loads for index in range(4)] == [200] * 4


def test_a_call_costs_microseconds() -> None:
    monitor = Monitor()
    best = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        for _ in range(2000):
            with monitor.call("shoes"):
                pass
        best = min(best, (time.perf_counter() - start) / 2000)
    print(f"a call costs {best * 1e6:.1f} microseconds")
    assert best < 100e-6
