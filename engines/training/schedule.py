"""Who trains next, and what became of those who train: looked at twice a second while anything is open."""

import logging
import threading
import time
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from engines.training.backends import Backend, Handle
from engines.training.job import Status, TrainingJob
from engines.training.processes import born
from engines.training.store import JobStore

LOOK: Final = 0.5  # seconds
IDLE: Final = 5.0  # seconds from look to look while nothing waits or runs here; another server may put jobs on the list
BEGINS: Final = 20.0  # seconds in which a watcher has to say that it is there
LOST: Final = 60.0  # seconds without a sign of life after which a job of another machine counts as dead

log = logging.getLogger("five_doors.training")


@dataclass(frozen=True)
class Places:
    """Where jobs may run: the devices, and how many at the same time where that is the processor."""

    devices: Collection[str]
    on_processor: int


class Schedule:
    """A thread that starts waiting jobs and finds those whose watcher died."""

    def __init__(self, store: JobStore, backend: Backend, places: Places) -> None:
        self._store, self._backend, self._places = store, backend, places
        self._woken = threading.Event()
        self._thread: threading.Thread | None = None
        self._guard = threading.Lock()

    def wake(self) -> None:
        """Look now, and from now on."""
        with self._guard:
            if self._thread is None:
                self._thread = threading.Thread(target=self._turn, name="training", daemon=True)
                self._thread.start()
        self._woken.set()

    def _turn(self) -> None:
        while True:
            busy = self.look()
            self._woken.wait(LOOK if busy else IDLE)
            self._woken.clear()

    def look(self) -> bool:
        """Settle what ended, start what waits. Returns whether anything is open."""
        for job in self._store.with_status(Status.RUNNING):
            if self._is_dead(job):
                self._settle(job)
        places = self._places
        while next_one := self._store.claim(places.on_processor, places.devices, self._backend.host, time.time()):
            self._launch(next_one)
        return bool(self._store.with_status(Status.RUNNING, Status.PENDING))

    def _is_dead(self, job: TrainingJob) -> bool:
        inner = self._store.inner(job.job_id)
        silent = time.time() - (inner.get("heard_at") or 0.0)
        if inner.get("host") != self._backend.host:
            return silent > LOST
        if self._backend.is_alive(self._handle(job, inner.get("pid_born"))):
            return False
        return job.pid is not None or silent > BEGINS

    def _settle(self, job: TrainingJob) -> None:
        """A job whose watcher is gone without a word: what is left of it ends."""
        self._backend.end(self._handle(job))
        asked = self._store.inner(job.job_id).get("asked") == "cancel"
        status = Status.CANCELLED if asked else Status.INTERRUPTED
        sentence = "" if asked else "It was ended from outside: please let it go on from what was saved."
        key = "" if asked else "training_killed"
        changed = self._store.change(
            job.job_id, only=(Status.RUNNING,), status=status, error=sentence, error_key=key, completed_at=time.time()
        )
        if changed:
            log.info("%s %s: %s", job.model_type, job.job_id, status)

    def _handle(self, job: TrainingJob, birthday: float | None = None) -> Handle:
        return Handle(job, self._store.folder_of(job.job_id), birthday)

    def _launch(self, job: TrainingJob) -> None:
        try:
            pid = self._backend.launch(self._handle(job))
        except (OSError, RuntimeError, ImportError) as problem:  # no process to be had, no cluster, no Ray
            log.warning("%s %s did not start: %s", job.model_type, job.job_id, problem)
            sentence = "It could not be started here: please look at the server's log."
            self._store.change(
                job.job_id, only=(Status.RUNNING,), status=Status.FAILED, error=sentence,
                error_key="training_not_started", completed_at=time.time(),
            )  # fmt: skip
            return
        if pid is not None:
            self._store.change(job.job_id, only=(Status.RUNNING,), pid=pid, pid_born=born(pid))
