"""Starts the real program for a test and ends it again."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_PATIENCE = 180.0  # seconds; a first start compiles Gradio and its packages


@dataclass(frozen=True)
class Server:
    """A running program: its address, its process, and the file with everything that it printed."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def printed(self) -> str:
        return self.log.read_text("utf-8")


def free_port() -> int:
    """A port that nobody listens on now; far from the default, so that a page of the developer stays untouched."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    folder: Path,
    *arguments: str,
    port: int,
    answers_at: int | None = None,
    program: Path = ROOT,
    before: Sequence[str] = (),
    **variables: str,
) -> Iterator[Server]:
    """`app.py --port PORT` with more arguments and environment variables, from the moment when its page answers.

    The page is expected at `answers_at`, if given, else at `port`. `program` is the folder of the program, `before` a
    command that starts it.
    """
    log = folder / f"server-{port}.txt"
    url = f"http://127.0.0.1:{answers_at or port}"
    ours = ("FIVE_DOORS_", "GRADIO_", "HOST_TOOLS")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    own = {name: str(folder / name.lower()) for name in ("WEIGHTS", "WORLDS", "BIG", "DOGS", "JOBS", "LESSONS")}
    environment |= {"FIVE_DOORS_CACHE": str(folder)} | {f"FIVE_DOORS_{k}": v for k, v in own.items()} | variables
    command = [*before, sys.executable, "app.py", "--port", str(port), *arguments]
    with log.open("wb") as file:
        process = subprocess.Popen(command, cwd=program, env=environment, stdout=file, stderr=subprocess.STDOUT)
    try:
        wait_for(url, process, log)
        yield Server(url, process, log)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return when the page answers; `AssertionError` with the program's output when it ended or takes too long."""
    ending = time.monotonic() + START_PATIENCE
    while process.poll() is None and time.monotonic() < ending:
        try:
            with urllib.request.urlopen(url, timeout=10) as page:
                page.read()
            return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError(f"the page did not answer; the program printed: {log.read_text('utf-8')}")
