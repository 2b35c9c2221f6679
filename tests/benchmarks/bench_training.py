"""What the trainings' list, followers and events cost, each beside the plain way of doing it.

    uv run python -m tests.benchmarks.bench_training [--count 5] [--json FILE]

Peers in the same run: a folder of JSON files instead of the list, a reader of its own for every follower instead of
one for all, and a training that nobody follows.
"""

from __future__ import annotations

import json
import os
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

import torch
from torch import Tensor, nn

from engines.runtime.apprentice import Apprentice
from engines.runtime.course import Limits, run
from engines.runtime.telling import EVENTS, _opened, tell
from engines.training.job import Status, TrainingJob
from engines.training.manager import FOLLOWED, TrainingManager
from engines.training.processes import processes_of
from engines.training.store import JobStore
from engines.training.tail import Tail
from tests.benchmarks.measure import arguments, report, seconds_of
from tests.engines.training.counter import COUNTER

JOBS = 1000
LINES, FOLLOWERS, LASTING = 1000, 20, 5.0  # lines a second, who follow, seconds
STEPS = 60
TELLING = 2000  # events, to know what one costs


def main() -> None:
    chosen = arguments(__doc__ or "", count=(5, "rounds"))
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store, files = filled(folder)
        shared, alone = followed(folder, one_reader(folder)), followed(folder, own_readers(folder))
        told, silent, event = learning(folder, chosen.count)
        figures = {
            f"{JOBS} jobs listed, ms": 1000 * median(seconds_of(store.all) for _ in range(chosen.count)),
            "the same from a folder of JSON files, ms": 1000 * median(seconds_of(files) for _ in range(chosen.count)),
            f"{LINES} lines a second, {FOLLOWERS} followers, share of a core": shared,
            "the same with a reader for each": alone,
            f"a step that is told, ms (median of {chosen.count} runs)": 1000 * told,
            "the same untold, ms": 1000 * silent,
            "an event alone, us": 1e6 * event,
            "overhead of telling, share of such a step": event / silent,
            "from an event to who follows, s": delay(folder, chosen.count),
        }
    report(figures, chosen.json)


def filled(folder: Path) -> tuple[JobStore, Callable[[], object]]:
    """A list of many jobs, and a way to read the same from a file each."""
    store, plain = JobStore(folder / "jobs"), folder / "plain"
    plain.mkdir()
    for number in range(JOBS):
        job = TrainingJob(
            f"{number:012x}", "tiny", Status.COMPLETED, float(number), folder, config={"epochs": 20, "data": ""},
            metrics={"loss": 0.1, "miou": 0.4},
        )  # fmt: skip
        store.add(job)
        (plain / f"{number}.json").write_text(json.dumps(vars(job) | {"output": ""}))
    return store, lambda: [json.loads(file.read_bytes()) for file in plain.iterdir()]


def one_reader(folder: Path) -> Callable[[], Callable[[int], tuple[bytes, int]]]:
    """All who follow look through one tail."""
    tail = Tail(folder / "log.txt")
    return lambda: tail.read


def own_readers(folder: Path) -> Callable[[], Callable[[int], tuple[bytes, int]]]:
    """Who follows reads the file himself, from its start as a page would that keeps nothing."""

    def read(after: int) -> tuple[bytes, int]:
        text = (folder / "log.txt").read_bytes()
        return text[after:], len(text)

    return lambda: read


def followed(folder: Path, reader: Callable[[], Callable[[int], tuple[bytes, int]]]) -> float:
    """Share of one core that followers take of a log that grows; writing it is not counted."""
    log, stop = folder / "log.txt", threading.Event()
    log.write_bytes(b"")

    def follow() -> None:
        look, after = reader(), 0
        while not stop.is_set():
            after = look(after)[1]
            time.sleep(FOLLOWED)

    threads = [threading.Thread(target=follow) for _ in range(FOLLOWERS)]
    writing = 0.0
    started, cpu = time.monotonic(), time.process_time()
    for thread in threads:
        thread.start()
    with log.open("ab", buffering=0) as file:
        while time.monotonic() - started < LASTING:
            begun = time.thread_time()
            file.write(b"step 1 loss 0.123 and some more words of a usual line of a log\n" * (LINES // 20))
            writing += time.thread_time() - begun
            time.sleep(1 / 20)
    spent = time.process_time() - cpu - writing
    stop.set()
    for thread in threads:
        thread.join()
    return spent / LASTING


def learning(folder: Path, count: int) -> tuple[float, float, float]:
    """Seconds of a step that is told and of one that is not, in turns, and of one event."""
    times: dict[str, list[float]] = {"": [], str(folder / "events.jsonl"): []}
    for number in range(count):
        for path in times:
            os.environ[EVENTS] = path
            times[path].append(seconds_of(partial(learn, folder / f"run{number}")) / STEPS)
    event = seconds_of(tell_often) / TELLING
    os.environ.pop(EVENTS)
    _opened.cache_clear()
    silent, told = (median(values) for values in times.values())
    return told, silent, event


def tell_often() -> None:
    for step in range(TELLING):
        tell("metrics", step=step, epoch=0.1, loss=0.123)


def learn(folder: Path) -> None:
    """A short training of a small network, of some ten milliseconds a step."""
    torch.manual_seed(0)
    layers = [nn.Conv2d(3, 24, 3, 1, 1), nn.ReLU(), nn.Conv2d(24, 24, 3, 1, 1), nn.ReLU(), nn.Conv2d(24, 3, 3, 1, 1)]
    apprentice = Apprentice(nn.Sequential(*layers), "cpu", 1e-3, 0.9)

    def loss() -> Tensor:
        x = torch.rand(4, 3, 64, 64)
        return (apprentice.network(x) - x).square().mean()

    folder.mkdir(exist_ok=True)
    run(apprentice, loss, folder, "small", Limits(STEPS, 1e9, 1e9))


def delay(folder: Path, count: int) -> float:
    """Median seconds from when a training tells an event until a follower has it."""
    manager = TrainingManager(folder / "runs", folder, recipes={"counter": COUNTER})
    job = manager.start("counter", {"epochs": count * 4, "pause": 0.1})
    late = [time.time() - event["time"] for event in manager.follow(job.job_id) if event["event"] == "metrics"]
    while processes_of(job.output.parent):
        time.sleep(0.1)
    return median(late)


if __name__ == "__main__":
    main()
