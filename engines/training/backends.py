"""Where trainings run: in processes of this machine, or on a Ray cluster that sees the same folders.

Both start the same watcher (`engines.training.watcher`), which writes into the job's folder and the list of jobs; so
following, logs and cancelling work alike, and a server that starts anew finds everything.
"""

import os
import shlex
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from engines.training.job import TrainingJob
from engines.training.processes import JOB, end_all, is_alive

if TYPE_CHECKING:
    from ray.job_submission import JobSubmissionClient

PROGRAM: Final = Path(__file__).parent.parent.parent  # where `python -m engines...` is understood
WATCHER: Final = "engines.training.watcher"
RAY: Final = "ray:"  # before the address, as host of a job
AGENTS_COME: Final = 90.0  # seconds in which the agents of a cluster that just began come up
NO_AGENT: Final = "No available agent"  # what Ray says until then


@dataclass(frozen=True)
class Handle:
    """A job with its folder, and when its watcher was born, as far as that is known."""

    job: TrainingJob
    folder: Path
    born: float | None = None


class Backend(Protocol):
    """How a job's watcher is started, found and ended."""

    @property
    def host(self) -> str:
        """The name of the machine or cluster, as it stands in the list of jobs."""

    def launch(self, handle: Handle) -> int | None:
        """Start the watcher of a job. Returns its process, where that is one of this machine."""

    def is_alive(self, handle: Handle) -> bool:
        """Whether the watcher is there."""

    def end(self, handle: Handle) -> None:
        """End what is left of a job, at once."""


class LocalBackend:
    """Processes of this machine, each job in a group of its own."""

    def __init__(self) -> None:
        self._children: list[subprocess.Popen[bytes]] = []

    @property
    def host(self) -> str:
        return socket.gethostname()

    def launch(self, handle: Handle) -> int | None:
        environment = os.environ | {JOB: str(handle.folder), "PYTHONPATH": str(PROGRAM)}
        command = [sys.executable, "-m", WATCHER, str(handle.folder)]
        with (handle.folder / "watcher.txt").open("ab") as words:
            started = subprocess.Popen(
                command, cwd=PROGRAM, env=environment, stdin=subprocess.DEVNULL, stdout=words, stderr=words,
                start_new_session=True,
            )  # fmt: skip
        self._children.append(started)
        return started.pid

    def is_alive(self, handle: Handle) -> bool:
        # A child that nobody waits for stays in the system's table after its end.
        self._children = [child for child in self._children if child.poll() is None]
        return is_alive(handle.job.pid, handle.born)

    def end(self, handle: Handle) -> None:
        end_all(handle.folder)


class RayBackend:
    """Jobs of a Ray cluster (`ray job submit`) that sees the program and the folder of jobs under the same paths.

    Args:
        address: of the cluster's dashboard, http://HOST:8265.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._client: JobSubmissionClient | None = None

    @property
    def host(self) -> str:
        return RAY + self._address

    def launch(self, handle: Handle) -> int | None:
        end = time.monotonic() + AGENTS_COME
        while True:
            try:
                self._submit(handle)
            except RuntimeError as problem:
                if NO_AGENT not in str(problem) or time.monotonic() > end:
                    raise
                time.sleep(1)
            else:
                return None

    def _submit(self, handle: Handle) -> None:
        self._cluster().submit_job(
            entrypoint=f"{sys.executable} -m {WATCHER} {shlex.quote(str(handle.folder))}",
            submission_id=_name(handle.job),
            runtime_env={"env_vars": {JOB: str(handle.folder), "PYTHONPATH": str(PROGRAM)}},
            metadata={"model_type": handle.job.model_type},
        )

    def is_alive(self, handle: Handle) -> bool:
        from ray.job_submission import JobStatus

        try:
            return self._cluster().get_job_status(_name(handle.job)) in (JobStatus.PENDING, JobStatus.RUNNING)
        except (RuntimeError, ConnectionError):  # a cluster that was started anew knows the job no more
            return False

    def end(self, handle: Handle) -> None:
        try:
            self._cluster().stop_job(_name(handle.job))
        except (RuntimeError, ConnectionError):  # it ended meanwhile
            return

    def _cluster(self) -> "JobSubmissionClient":
        """The cluster's client, made at the first call: the page starts where the cluster is not up yet."""
        if self._client is None:
            from ray.job_submission import JobSubmissionClient

            self._client = JobSubmissionClient(self._address)
        return self._client


def _name(job: TrainingJob) -> str:
    """A job that goes on is another one for Ray."""
    return f"five-doors-{job.job_id}-{job.attempt}"
