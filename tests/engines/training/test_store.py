import threading
from dataclasses import replace
from pathlib import Path

from engines.training.job import Status, TrainingJob
from engines.training.store import JobStore


def job(number: int, **changes: object) -> TrainingJob:
    made = TrainingJob(f"{number:012x}", "tiny", Status.PENDING, float(number), Path())
    return replace(made, **changes)  # type: ignore[arg-type]


def test_a_job_comes_back_as_it_went_in(tmp_path: Path) -> None:
    store = JobStore(tmp_path / "jobs")
    assert store.all() == []
    assert store.get("0") is None
    assert not (tmp_path / "jobs").exists()
    one = job(1, config={"epochs": 3, "data": "개"}, metrics={"loss": 0.5}, name="first", priority=2)
    store.add(one)
    assert store.get(one.job_id) == replace(one, output=tmp_path / "jobs" / one.job_id / "out")


def test_the_newest_stands_first_and_the_most_urgent_goes_first(tmp_path: Path) -> None:
    store = JobStore(tmp_path)
    for number, priority in ((1, 0), (2, 5), (3, 0)):
        store.add(job(number, priority=priority))
    assert [one.created_at for one in store.all()] == [3, 2, 1]
    assert [one.created_at for one in store.with_status(Status.PENDING)] == [2, 1, 3]


def test_a_change_happens_only_from_the_right_status(tmp_path: Path) -> None:
    store = JobStore(tmp_path)
    store.add(job(1))
    name = job(1).job_id
    assert not store.change(name, only=(Status.RUNNING,), status=Status.COMPLETED)
    assert store.change(name, only=(Status.PENDING,), status=Status.CANCELLED, metrics={"loss": 1.0})
    found = store.get(name)
    assert found
    assert (found.status, found.metrics) == (Status.CANCELLED, {"loss": 1.0})
    assert not store.remove(name, (Status.RUNNING,))
    assert store.remove(name, (Status.CANCELLED,))
    assert store.all() == []


def test_each_gpu_has_one_place_and_a_job_may_want_two(tmp_path: Path) -> None:
    store = JobStore(tmp_path)
    for number, gpus in ((1, 1), (2, 2), (3, 1)):
        store.add(job(number, config={"gpus": gpus}))
    devices = ("cuda:0", "cuda:1")
    first = store.claim(1, devices, "here", 10.0)
    assert first
    assert (first.created_at, first.device, first.started_at) == (1, "cuda:0", 10.0)
    assert store.claim(1, devices, "here", 11.0) is None  # the second wants both, and is not overtaken
    store.change(first.job_id, status=Status.COMPLETED)
    second = store.claim(1, devices, "here", 12.0)
    assert second
    assert second.device == "cuda:0,cuda:1"


def test_many_servers_never_start_the_same_job(tmp_path: Path) -> None:
    store = JobStore(tmp_path)
    for number in range(40):
        store.add(job(number))
    claimed: list[str] = []

    def claim() -> None:
        own = JobStore(tmp_path)
        while found := own.claim(100, ("cpu",), "here", 1.0):
            claimed.append(found.job_id)

    threads = [threading.Thread(target=claim) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claimed) == [job(number).job_id for number in range(40)]
