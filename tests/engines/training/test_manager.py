"""Jobs from their start to their end, with real processes and a tiny real training."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from engines.checkpoints import Weights
from engines.checkpoints.manifest import WEIGHTS
from engines.checkpoints.store import VersionStore
from engines.runtime.errors import InputError
from engines.training.job import Status, TrainingJob
from engines.training.manager import Bounds, TrainingManager
from engines.training.processes import processes_of
from tests.engines.training.counter import COUNTER
from tests.engines.training.tiny import TINY

Open = Callable[..., TrainingManager]
LONGEST = 60.0  # seconds that a busy machine may take for anything here


def wait(manager: TrainingManager, job_id: str, until: Callable[[TrainingJob], bool]) -> TrainingJob:
    end = time.monotonic() + LONGEST
    while not until(job := manager.get(job_id)):
        assert time.monotonic() < end, job
        time.sleep(0.05)
    return job


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + LONGEST
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def ended(job: TrainingJob) -> bool:
    return job.ended


def runs(job: TrainingJob) -> bool:
    assert not job.ended, job
    return job.progress > 0


def curve(manager: TrainingManager, job_id: str) -> dict[int, float]:
    """Loss by step; what was told later counts."""
    events, _ = manager.events(job_id)
    return {event["step"]: event["loss"] for event in events if "loss" in event}


def test_a_training_runs_to_its_end_and_leaves_its_result(open_manager: Open) -> None:
    manager = open_manager()
    job = manager.start("tiny", {"epochs": 8}, name="first")
    told = list(manager.follow(job.job_id))
    job = manager.get(job.job_id)
    assert (job.status, job.progress, job.current_epoch, job.name) == (Status.COMPLETED, 100.0, 8, "first")
    assert told[0]["event"] == "begin"
    assert told[-1]["event"] == "result"
    away = [event["away"] for event in told if "away" in event]
    assert len(away) == 9
    assert away[-1] < away[0]
    assert job.metrics["away"] == away[-1]
    assert [one.step for one in manager.samples(job.job_id)] == list(range(0, 41, 5))
    assert "tiny.safetensors" in {one.name for one in manager.artifacts(job.job_id)}
    assert "step" in manager.log(job.job_id)[0]
    history = json.loads(manager.artifact(job.job_id, "training_history.json").read_text())
    assert [row["step"] for row in history] == list(range(0, 41, 5))


def test_a_killed_run_is_found_and_goes_on_as_if_unbroken(open_manager: Open) -> None:
    manager = open_manager(bounds=Bounds(running=2, spare_disk=1_000_000, nice=0))
    whole = manager.start("tiny", {"epochs": 10, "seed": 3})
    broken = manager.start("tiny", {"epochs": 10, "seed": 3, "pause": 0.05})
    wait(manager, broken.job_id, runs)
    os.kill(manager.get(broken.job_id).pid or 0, signal.SIGKILL)
    job = wait(manager, broken.job_id, ended)
    assert (job.status, job.error_key) == (Status.INTERRUPTED, "training_killed")
    wait_until(lambda: not processes_of(job.output.parent))
    assert len(curve(manager, broken.job_id)) < 50
    job = wait(manager, manager.resume(broken.job_id).job_id, ended)
    assert (job.status, job.attempt) == (Status.COMPLETED, 2)
    wait(manager, whole.job_id, ended)
    assert curve(manager, broken.job_id) == pytest.approx(curve(manager, whole.job_id), rel=1e-3)


SERVER = """
import sys, time
from pathlib import Path
from engines.training.manager import TrainingManager
from tests.engines.training.counter import COUNTER
manager = TrainingManager(Path(sys.argv[1]) / "jobs", Path(sys.argv[1]) / "data", recipes={"counter": COUNTER})
print(manager.start("counter", {"epochs": 10, "pause": 0.1}).job_id, flush=True)
time.sleep(600)
"""


def test_a_run_outlives_its_server(open_manager: Open, tmp_path: Path) -> None:
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert server.stdout
    job_id = server.stdout.readline().strip()
    manager = open_manager()
    wait(manager, job_id, runs)
    server.kill()
    server.wait()
    manager.open()
    job = wait(manager, job_id, ended)
    assert job.status is Status.COMPLETED
    events, _ = manager.events(job_id)
    assert [event["step"] for event in events if event["event"] == "metrics"] == list(range(1, 51))


def test_cancelling_keeps_what_was_learnt(open_manager: Open) -> None:
    manager = open_manager()
    job = manager.start("counter", {"epochs": 100, "pause": 0.05})
    waiting = manager.start("counter", {})
    wait(manager, job.job_id, runs)
    assert manager.cancel(waiting.job_id).status is Status.CANCELLED
    manager.cancel(job.job_id)
    job = wait(manager, job.job_id, ended)
    assert job.status is Status.CANCELLED
    assert (job.output / "count.txt").is_file()
    wait_until(lambda: not processes_of(job.output.parent))
    with pytest.raises(InputError, match="ended already"):
        manager.cancel(job.job_id)


def test_the_queue_serves_by_priority_one_at_a_time(open_manager: Open) -> None:
    manager = open_manager()
    first = manager.start("counter", {"epochs": 6, "pause": 0.05})
    wait(manager, first.job_id, lambda job: job.status is Status.RUNNING)
    late, early = manager.start("counter", {"epochs": 1}), manager.start("counter", {"epochs": 1}, priority=5)
    assert manager.get(early.job_id).status is Status.PENDING
    done = [wait(manager, one.job_id, ended) for one in (first, late, early)]
    assert [job.status for job in done] == [Status.COMPLETED] * 3
    assert (done[2].started_at or 0) < (done[1].started_at or 0)
    assert (done[2].started_at or 0) >= (done[0].completed_at or 0) - 0.5


def test_a_loss_that_is_no_number_ends_the_run_and_keeps_the_last_good_weights(open_manager: Open) -> None:
    manager = open_manager()
    job = wait(manager, manager.start("tiny", {"breaks_at": 12}).job_id, ended)
    assert (job.status, job.error_key) == (Status.FAILED, "training_not_a_number")
    assert "learning rate" in job.error
    assert max(curve(manager, job.job_id)) == 11
    assert (job.output / "tiny.safetensors").is_file()


def test_a_run_that_takes_too_much_memory_is_ended_with_the_cure(open_manager: Open) -> None:
    manager = open_manager(bounds=Bounds(memory_share=1e-4, spare_disk=1_000_000, nice=0))
    job = wait(manager, manager.start("counter", {"epochs": 1000, "pause": 0.1}).job_id, ended)
    assert (job.status, job.error_key) == (Status.FAILED, "training_memory")
    assert "batch" in job.error


def test_a_full_disk_lets_nothing_start(open_manager: Open, tmp_path: Path) -> None:
    manager = open_manager(bounds=Bounds(spare_disk=10**15))
    with pytest.raises(InputError, match="disk is full"):
        manager.start("tiny", {})
    assert not list((tmp_path / "jobs").glob("*/"))


@pytest.mark.parametrize(
    ("model_type", "config", "key"),
    [
        ("giant", {}, "training_model_unknown"),
        ("../tiny", {}, "training_model_unknown"),
        ("tiny", {"epochs": -1}, "training_setting_range"),
        ("tiny", {"epochs": 10**9}, "training_setting_range"),
        ("tiny", {"epochs": "three"}, "training_setting_kind"),
        ("tiny", {"epochs": True}, "training_setting_kind"),
        ("tiny", {"learning_rate": float("nan")}, "training_setting_range"),
        ("tiny", {"output": "/etc"}, "training_setting_unknown"),
        ("tiny", {"data": "../.."}, "training_data_unknown"),
        ("tiny", {"data": "nothing"}, "training_data_unknown"),
        ("tiny", {"data": "empty"}, "training_data_empty"),
        ("tiny", {"gpus": 9}, "training_gpus"),
    ],
)
def test_a_wrong_start_says_so_and_leaves_nothing(
    open_manager: Open, tmp_path: Path, model_type: str, config: dict[str, object], key: str
) -> None:
    (tmp_path / "data" / "empty").mkdir(parents=True)
    with pytest.raises(InputError) as caught:
        open_manager().start(model_type, config)
    assert caught.value.key == key
    assert not (tmp_path / "jobs").exists()


@pytest.mark.parametrize("job_id", ["", "../x", "zzzzzzzzzzzz", "000000000000", "0" * 5000])
def test_an_unknown_job_is_nobodys(open_manager: Open, job_id: str) -> None:
    manager = open_manager()
    for call in (manager.get, manager.cancel, manager.resume, manager.remove, manager.events, manager.samples):
        with pytest.raises(InputError) as caught:
            call(job_id)
        assert caught.value.key == "training_job_unknown"


def test_a_run_is_renamed_and_removed_once_it_ended(open_manager: Open) -> None:
    manager = open_manager()
    job = manager.start("counter", {"epochs": 1000, "pause": 0.1})
    assert manager.rename(job.job_id, "n" * 100, "a note").name == "n" * 60
    with pytest.raises(InputError, match="cancel it first"):
        manager.remove(job.job_id)
    manager.cancel(job.job_id)
    wait(manager, job.job_id, ended)
    for file in ("../job.json", "state.pt", "missing.json"):
        with pytest.raises(InputError, match="no such file"):
            manager.artifact(job.job_id, file)
    manager.remove(job.job_id)
    assert not manager.list()
    assert not job.output.parent.exists()


def test_a_result_is_put_to_use_and_what_was_there_comes_back(open_manager: Open, tmp_path: Path) -> None:
    weights = Weights(VersionStore(tmp_path / "versions"))
    judging = replace(COUNTER, model="world-judge", weights="judge.safetensors")
    manager = open_manager(recipes={"counter": judging}, weights=weights)
    jobs = [wait(manager, manager.start("counter", {"epochs": 1}).job_id, ended) for _ in range(2)]
    for job in jobs:
        shutil.copy(WEIGHTS / "world-judge.safetensors", job.output / judging.weights)
    for job in jobs:
        assert manager.use(job.job_id) == "world-judge"
        assert manager.in_use() == {job.job_id}
    with pytest.raises(InputError, match="not in use"):
        manager.put_back(jobs[0].job_id)
    manager.put_back(jobs[1].job_id)
    assert manager.in_use() == {jobs[0].job_id}
    manager.put_back(jobs[0].job_id)
    assert not manager.in_use()
    assert weights.choose("world-judge").source == "bundled"


def test_a_preview_comes_from_the_program_and_so_do_its_complaints(open_manager: Open) -> None:
    manager = open_manager()
    found = manager.preview("tiny", {})
    assert (found.picture.size, found.counts) == ((64, 32), {"points": 64})
    with pytest.raises(InputError, match="nothing to learn from"):
        manager.preview("tiny", {"batch": 13})


def test_what_takes_more_memory_than_there_is_does_not_start(open_manager: Open) -> None:
    giant = replace(TINY, cost=replace(TINY.cost, memory=(10**15, 0)))
    with pytest.raises(InputError, match="smaller batch"):
        open_manager(recipes={"tiny": giant}).start("tiny", {})
