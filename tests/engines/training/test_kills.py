"""A hundred starts, cancels and kills by chance: nothing is lost, nothing is left over."""

import os
import random
import signal
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from engines.runtime.errors import InputError
from engines.training.job import Status
from engines.training.manager import Bounds, TrainingManager
from engines.training.processes import processes_of

ACTS = 100
LONGEST = 120.0  # seconds that a busy machine may take until all is calm


def test_a_hundred_kills_cancels_and_starts_leave_the_list_whole(
    open_manager: Callable[..., TrainingManager], tmp_path: Path
) -> None:
    chance = random.Random(7)
    bounds = Bounds(running=3, waiting=200, grace=2.0, spare_disk=1_000_000, nice=0)
    managers = [open_manager(bounds=bounds) for _ in range(2)]  # two servers on one folder
    started: list[str] = []
    finished: dict[str, int] = {}
    for _ in range(ACTS):
        manager, act = chance.choice(managers), chance.random()
        if act < 0.4 or not started:
            epochs = chance.randint(1, 4)
            started.append(manager.start("counter", {"epochs": epochs, "pause": 0.01}).job_id)
            continue
        job = manager.get(chance.choice(started))
        try:
            if act < 0.55:
                manager.cancel(job.job_id)
            elif act < 0.7:
                manager.resume(job.job_id)
            elif act < 0.85 and job.status is Status.RUNNING and job.pid:
                os.kill(job.pid, signal.SIGKILL)
            elif victims := processes_of(job.output.parent):
                victims[-1].kill()
        except (InputError, ProcessLookupError, psutil.NoSuchProcess):
            pass  # it ended a moment ago, or may not do this now
        time.sleep(chance.uniform(0, 0.1))
        finished |= {one.job_id: one.attempt for one in manager.list() if one.status is Status.COMPLETED}
    end = time.monotonic() + LONGEST
    while not all(job.ended for job in managers[0].list()):
        assert time.monotonic() < end
        time.sleep(0.1)
    jobs = {job.job_id: job for job in managers[1].list()}
    assert set(jobs) == set(started)
    assert all(jobs[job_id].status is Status.COMPLETED for job_id in finished)
    for job in jobs.values():
        events, _ = managers[0].events(job.job_id)
        done = any(event["event"] == "result" for event in events)
        assert job.status is not Status.COMPLETED or (done and job.progress == 100)
    while any(processes_of(job.output.parent) for job in jobs.values()):
        assert time.monotonic() < end
        time.sleep(0.1)
    with sqlite3.connect(tmp_path / "jobs" / "jobs.sqlite") as link:
        assert link.execute("PRAGMA integrity_check").fetchone() == ("ok",)
