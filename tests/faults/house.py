"""A server whose surroundings can be broken: a program of its own, a small disk, a clock that can jump."""

from __future__ import annotations

import resource
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from tests.browser.server import ROOT, Server, free_port, running

PARTS: Final = ("engines", "tabs", "assets")
CLOCKS: Final = ("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1", "/usr/lib/faketime/libfaketimeMT.so.1")
DISK_MB: Final = 24
# Mounts a small disk that only this process sees, and becomes the program.
SMALL_DISK: Final = ("unshare", "--mount", "sh", "-c", f'mount -t tmpfs -o size={DISK_MB}m none "$0" && exec "$@"')


@dataclass(frozen=True)
class House:
    """A running server and what it stands on."""

    server: Server
    folder: Path
    program: Path
    small_disk: bool
    clock: bool

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def disk(self) -> Path:
        """The folder of the server's visits, as the server sees it."""
        return Path(f"/proc/{self.server.process.pid}/root") / (self.folder / "disk").relative_to("/")

    @contextmanager
    def broken_weight(self, name: str, content: bytes | None) -> Iterator[None]:
        """One of the bundled files is gone, or holds something else."""
        file = self.program / "weights" / f"{name}.safetensors"
        real = file.readlink()
        file.unlink()
        if content is not None:
            file.write_bytes(content)
        try:
            yield
        finally:
            file.unlink(missing_ok=True)
            file.symlink_to(real)

    @contextmanager
    def limit(self, kind: int, most: int) -> Iterator[None]:
        """The running server may take no more of something than this (`resource.RLIMIT_...`)."""
        pid = self.server.process.pid
        soft, hard = resource.prlimit(pid, kind)
        resource.prlimit(pid, kind, (most, hard))
        try:
            yield
        finally:
            resource.prlimit(pid, kind, (soft, hard))

    @contextmanager
    def full_disk(self) -> Iterator[None]:
        """Nothing more can be written where visits are kept."""
        filler = self.disk / "filler"
        try:
            with suppress(OSError), filler.open("wb", buffering=0) as file:
                while True:
                    file.write(bytes(100_000))
            yield
        finally:
            filler.unlink()

    def set_clock(self, shift: str) -> None:
        """Let the server's clock jump, for example to "+2d"."""
        (self.folder / "clock").write_text(shift, "utf-8")

    def kill(self) -> None:
        """End the server without a word."""
        self.server.process.send_signal(signal.SIGKILL)
        self.server.process.wait(20)


@contextmanager
def open_house(folder: Path, *, with_clock: bool = False) -> Iterator[House]:
    """A server of a copy of the program, whose weights are links that can be broken, and perhaps its clock."""
    program = folder / "program"
    if not program.is_dir():
        copy_program(program)
    disk = folder / "disk"
    clock = next((file for file in CLOCKS if with_clock and Path(file).is_file()), None)
    for place in (disk, folder / "jobs", folder / "lessons"):
        place.mkdir(exist_ok=True)
    (folder / "clock").write_text("+0", "utf-8")
    own: dict[str, Any] = {"FIVE_DOORS_CACHE": str(disk), "FIVE_DOORS_JOBS": str(folder / "jobs")}
    own |= {"FIVE_DOORS_LESSONS": str(folder / "lessons"), "HOST_TOOLS": "1"}
    if clock:
        own |= {"LD_PRELOAD": clock, "FAKETIME_TIMESTAMP_FILE": str(folder / "clock"), "FAKETIME_CACHE_DURATION": "1"}
        own |= {"FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    before = [*SMALL_DISK, str(disk)] if may_mount() else []
    with running(folder, port=free_port(), program=program, before=before, **own) as server:
        yield House(server, folder, program, bool(before), clock is not None)


def copy_program(program: Path) -> None:
    """The program with links for its weights."""
    for part in PARTS:
        shutil.copytree(ROOT / part, program / part, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ROOT.glob("*.py"):
        shutil.copy(file, program)
    (program / "weights").mkdir()
    for file in (ROOT / "weights").iterdir():
        (program / "weights" / file.name).symlink_to(file)


@cache
def may_mount() -> bool:
    """Whether this user may mount a disk."""
    command = [*SMALL_DISK, "/mnt", "true"]
    return bool(shutil.which("unshare")) and subprocess.run(command, capture_output=True, check=False).returncode == 0
