"""Trainings on a Ray cluster of one node, started for this file alone."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engines.training.backends import RayBackend
from engines.training.job import Status
from engines.training.manager import TrainingManager
from engines.training.processes import processes_of
from tests.browser.server import free_port

pytest.importorskip("ray", reason="the extra `ray` is not installed")
Open = Callable[..., TrainingManager]
LONGEST = 180.0  # seconds
COMMAND = [sys.executable, "-m", "ray.scripts.scripts"]
QUIET = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_DISABLE_DOCKER_CPU_WARNING": "1"}


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The address of the dashboard. What Ray keeps lies in a short path: its sockets' names are limited."""
    port, dashboard = free_port(), free_port()
    folder = Path("/tmp") / f"ray-test-{os.getpid()}"
    start = ["start", "--head", "--num-cpus=1", f"--port={port}", f"--dashboard-port={dashboard}"]
    more = [f"--temp-dir={folder}", "--dashboard-host=127.0.0.1", "--object-store-memory=80000000"]
    last = ["--disable-usage-stats", "--block"]
    environment = os.environ | QUIET
    with subprocess.Popen(
        [*COMMAND, *start, *more, *last], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as node:
        address = f"http://127.0.0.1:{dashboard}"
        if not comes_up(address, node):  # Ray's own agents give up after half a minute where too much else runs
            node.kill()
            pytest.skip("Ray did not come up on this machine")
        yield address
        node.terminate()
        node.wait(60)
    subprocess.run(["rm", "-rf", str(folder)], check=False)


def answers(address: str) -> bool:
    """Whether the cluster runs a job to its end; its agents come up long after its dashboard."""
    from ray.job_submission import JobStatus, JobSubmissionClient

    try:
        client = JobSubmissionClient(address)
        name = client.submit_job(entrypoint="true")
        while not (status := client.get_job_status(name)).is_terminal():
            time.sleep(0.2)
    except (ConnectionError, RuntimeError):
        return False
    return status is JobStatus.SUCCEEDED


def comes_up(address: str, node: subprocess.Popen[bytes]) -> bool:
    end = time.monotonic() + LONGEST
    while time.monotonic() < end and node.poll() is None:
        if answers(address):
            return True
        time.sleep(0.5)
    return False


def wait(true: Callable[[], bool]) -> None:
    end = time.monotonic() + LONGEST
    while not true():
        assert time.monotonic() < end
        time.sleep(0.2)


def test_a_training_runs_on_the_cluster_and_another_is_cancelled_there(open_manager: Open, cluster: str) -> None:
    manager = open_manager(backend=RayBackend(cluster))
    first = manager.start("counter", {"epochs": 2})
    told = [event for event in manager.follow(first.job_id) if event["event"] == "metrics"]
    assert [event["step"] for event in told] == list(range(1, 11))
    assert manager.get(first.job_id).status is Status.COMPLETED
    assert "counted to 10" in manager.log(first.job_id)[0]
    assert manager.artifact(first.job_id, "count.txt").read_text() == "10"
    second = manager.start("counter", {"epochs": 1000, "pause": 0.1})
    wait(lambda: manager.get(second.job_id).progress > 0)
    manager.cancel(second.job_id)
    wait(lambda: manager.get(second.job_id).ended)
    assert manager.get(second.job_id).status is Status.CANCELLED
    wait(lambda: not processes_of(second.output.parent))


def test_a_cluster_that_does_not_answer_is_said(open_manager: Open) -> None:
    manager = open_manager(backend=RayBackend(f"http://127.0.0.1:{free_port()}"))
    job = manager.start("counter", {})
    wait(lambda: manager.get(job.job_id).ended)
    assert (manager.get(job.job_id).status, manager.get(job.job_id).error_key) == (
        Status.FAILED, "training_not_started",
    )  # fmt: skip
