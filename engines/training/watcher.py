"""The process that stays with one training until it ends, also where the page and its server are gone.

    python -m engines.training.watcher FOLDER/JOB_ID

It starts the training, reads what that tells, keeps the list of jobs up to date, and asks it to end when somebody
cancelled, when the disk is full, or when it takes more memory than it may. It needs no torch.
"""

import ctypes
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType
from typing import IO, Any, Final

from engines.runtime.telling import EVENTS
from engines.training.job import Status
from engines.training.outputs import read_line
from engines.training.processes import JOB, born, end_all, memory_of
from engines.training.store import JobStore
from engines.training.tail import Tail

ORDER: Final = "order.json"
EVENTS_FILE: Final = "events.jsonl"
LOG_FILE: Final = "log.txt"
LOOK: Final = 0.25  # seconds from look to look
HEARD: Final = 5.0  # seconds from one sign of life in the list to the next
MEASURED: Final = 2.0  # seconds from one look at memory and disk to the next
PARENT_DEATH: Final = 1  # PR_SET_PDEATHSIG of Linux
MEMORY_WORDS: Final = ("out of memory", "can't allocate memory", "Cannot allocate memory", "MemoryError")
DISK_WORDS: Final = ("No space left on device", "Disk quota exceeded")
LAST_WORDS: Final = 4000  # bytes of the log in which a reason is looked for


@dataclass(frozen=True)
class Order:
    """What a watcher starts, and within which limits.

    Args:
        command: the training's command line.
        environment: what is added to the environment.
        grace: seconds between the polite request to end and the end.
        memory: bytes that the training may take.
        spare_disk: bytes that must stay free.
        nice: how far the training stands back behind the page, 0 to 19.
    """

    command: tuple[str, ...]
    environment: dict[str, str]
    grace: float
    memory: int
    spare_disk: int
    nice: int

    def write(self, folder: Path) -> None:
        """Keep it in the folder of the job."""
        (folder / ORDER).write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> "Order":
        """Return the order of a job."""
        told = json.loads((folder / ORDER).read_text(encoding="utf-8"))
        return cls(**told | {"command": tuple(told["command"])})


@dataclass
class Known:
    """What the training has told so far."""

    steps: int = 0
    step: int = 0
    epoch: float = 0.0
    epochs: int = 0
    problem: tuple[str, str] | None = None  # key and sentence

    def hear(self, event: dict[str, Any], metrics: dict[str, float]) -> None:
        """Take one event in; its numbers go to `metrics`."""
        kind = event.get("event")
        if kind == "problem":
            self.problem = (str(event["key"]), str(event["sentence"]))
        self.steps, self.epochs = int(event.get("steps", self.steps)), int(event.get("epochs", self.epochs))
        self.step, self.epoch = int(event.get("step", self.step)), float(event.get("epoch", self.epoch))
        if kind == "metrics":
            rest = {name: value for name, value in event.items() if name not in ("time", "event", "step", "epoch")}
            metrics |= {name: float(value) for name, value in rest.items() if isinstance(value, int | float)}

    @property
    def progress(self) -> float:
        """Percent."""
        if self.steps:
            return min(100.0, 100 * self.step / self.steps)
        return min(100.0, 100 * self.epoch / self.epochs) if self.epochs else 0.0


class Watcher:
    """Watches over the training in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._job_id, self._store = folder, folder.name, JobStore(folder.parent)
        self._order = Order.read(folder)
        self._known, self._metrics = Known(), dict[str, float]()
        self._events, self._heard_to = Tail(folder / EVENTS_FILE), 0
        self._log, self._read_to = Tail(folder / LOG_FILE), 0
        self._tells = False  # whether the training tells events itself
        self._ending: tuple[Status, str, str] | None = None  # why it was asked to end
        self._asked_at = 0.0

    def watch(self) -> Status:
        """Start the training, and stay until it ended. Returns how."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._machine_ends)
        os.environ[JOB] = str(self._folder)
        self._heard_to = self._size(EVENTS_FILE)  # a run that goes on has told the rest before
        self._read_to = self._size(LOG_FILE)
        self._store.change(self._job_id, pid=os.getpid(), pid_born=born(os.getpid()), heard_at=time.time())
        with (self._folder / LOG_FILE).open("ab") as log:
            training = self._start(log)
        heard = measured = time.monotonic()
        while training.poll() is None:
            time.sleep(LOOK)
            now = time.monotonic()
            if self._listen() or now - heard > HEARD:
                self._write()
                heard = now
            if self._store.inner(self._job_id).get("asked") == "cancel":
                self._ask(training, Status.CANCELLED)
            if now - measured > MEASURED:
                self._measure(training)
                measured = now
            if self._ending:
                self._ask(training, *self._ending)
                if now - self._asked_at > self._order.grace:
                    end_all(self._folder, but=os.getpid())
        end_all(self._folder, but=os.getpid())
        self._listen()
        return self._finish(training.returncode)

    def _start(self, log: IO[bytes]) -> subprocess.Popen[bytes]:
        environment = os.environ | self._order.environment | {EVENTS: str(self._folder / EVENTS_FILE)}
        environment |= {"PYTHONUNBUFFERED": "1"}
        return subprocess.Popen(
            self._order.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment,
            preexec_fn=self._before,
        )  # fmt: skip

    def _before(self) -> None:
        """In the new process: it stands back behind the page, and dies with its watcher."""
        os.nice(self._order.nice)
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(PARENT_DEATH, signal.SIGKILL)

    def _machine_ends(self, *_: int | FrameType | None) -> None:
        sentence = "The machine was shut down: please let it go on from what was saved."
        self._ending = self._ending or (Status.INTERRUPTED, "training_shut_down", sentence)

    def _listen(self) -> bool:
        """Read what is new. Returns whether anything is."""
        lines, self._heard_to = self._events.lines(self._heard_to)
        self._tells = self._tells or bool(lines)
        for line in lines:
            self._known.hear(json.loads(line), self._metrics)
        if not self._tells:
            self._interpret()
        return bool(lines)

    def _interpret(self) -> None:
        """A foreign program: its output becomes events."""
        lines, self._read_to = self._log.lines(self._read_to)
        told = [found for line in lines if (found := read_line(line.decode(errors="replace")))]
        if not told:
            return
        with (self._folder / EVENTS_FILE).open("a", encoding="utf-8") as events:
            for found in told:
                metrics = found.pop("metrics", {})
                event = {"time": round(time.time(), 3), "event": "metrics", **metrics, **found}
                events.write(json.dumps(event) + "\n")
                self._known.hear(event, self._metrics)
        self._heard_to = self._size(EVENTS_FILE)
        self._write()

    def _measure(self, training: subprocess.Popen[bytes]) -> None:
        if memory_of(self._folder) > self._order.memory:
            sentence = "It took more memory than it may: please choose a smaller batch."
            self._ask(training, Status.FAILED, "training_memory", sentence)
        if shutil.disk_usage(self._folder).free < self._order.spare_disk:
            sentence = "The disk is full: please make room, and then go on with this run."
            self._ask(training, Status.FAILED, "training_disk", sentence)

    def _ask(self, training: subprocess.Popen[bytes], status: Status, key: str = "", sentence: str = "") -> None:
        """Ask the training to end, once; the first reason stays."""
        self._ending = self._ending or (status, key, sentence)
        if not self._asked_at:
            self._asked_at = time.monotonic()
            training.terminate()

    def _write(self) -> None:
        known = self._known
        # Until the run has begun the number of its order stands.
        epochs: dict[str, Any] = {"total_epochs": known.epochs} if known.epochs else {}
        self._store.change(
            self._job_id, heard_at=time.time(), progress=round(known.progress, 2), current_epoch=int(known.epoch),
            metrics=self._metrics, **epochs,
        )  # fmt: skip

    def _finish(self, code: int) -> Status:
        status, key, sentence = self._ending or self._judge(code)
        if status is Status.COMPLETED:
            self._known.step, self._known.epoch = self._known.steps, float(self._known.epochs)
        self._write()
        progress = {"progress": 100.0} if status is Status.COMPLETED else {}
        self._store.change(
            self._job_id, only=(Status.RUNNING,), status=status, error=sentence, error_key=key,
            completed_at=time.time(), **progress,
        )  # fmt: skip
        return status

    def _judge(self, code: int) -> tuple[Status, str, str]:
        """Return how a training ended that nobody asked to."""
        if code == 0:
            return Status.COMPLETED, "", ""
        if self._known.problem:
            return Status.FAILED, *self._known.problem
        said = self._last_words()
        if any(words in said for words in MEMORY_WORDS):
            return Status.FAILED, "training_memory", "The memory is not enough for this: please choose a smaller batch."
        if any(words in said for words in DISK_WORDS):
            sentence = "The disk is full: please make room, and then go on with this run."
            return Status.FAILED, "training_disk", sentence
        if code < 0:
            sentence = "It was ended from outside: please let it go on from what was saved, or choose a smaller batch."
            return Status.INTERRUPTED, "training_killed", sentence
        return Status.FAILED, "training_failed", "The training ended with an error: its log says where."

    def _last_words(self) -> str:
        end = self._size(LOG_FILE)
        return self._log.read(max(0, end - LAST_WORDS))[0].decode(errors="replace")

    def _size(self, name: str) -> int:
        path = self._folder / name
        return path.stat().st_size if path.is_file() else 0


def main() -> None:
    """Watch over the job whose folder the command line names."""
    print(Watcher(Path(sys.argv[1])).watch())


if __name__ == "__main__":
    main()
