"""What this process and the machine or container around it use: processor, memory, GPU memory."""

import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from engines.runtime.device import CGROUP_MEMBERSHIP, CGROUPS, allowed_cores

SHORTEST_SPAN = 0.5  # seconds over which a share of the processor is told; less would be noise


@dataclass(frozen=True)
class Gpu:
    """Memory of one GPU, in bytes: held by this process, used by all, and there."""

    index: int
    process_bytes: int
    used_bytes: int
    limit_bytes: int


@dataclass(frozen=True)
class Machine:
    """Use at one moment. `cpu_share` is of the cores that the process may use, 0 to 1, since the last look.

    `used_bytes` of `limit_bytes` is the memory of the container where one has a limit, else of the machine; files
    that the system only keeps for speed do not count. `gpus` are those that this process computes on.
    """

    cpu_share: float
    process_bytes: int
    used_bytes: int
    limit_bytes: int
    gpus: tuple[Gpu, ...]

    @property
    def memory_share(self) -> float:
        return self.used_bytes / self.limit_bytes


class Meter:
    """Reads a `Machine`; safe to share between threads."""

    def __init__(self, cgroups: Path = CGROUPS, membership: Path = CGROUP_MEMBERSHIP) -> None:
        self._cgroups, self._membership = cgroups, membership
        self._process = psutil.Process()
        self._cores = allowed_cores(cgroups, membership)
        self._guard = threading.Lock()
        self._since = (time.perf_counter(), time.process_time())
        self._cpu_share = 0.0

    def read(self) -> Machine:
        used, limit = memory(self._cgroups, self._membership)
        return Machine(self._read_cpu(), self._process.memory_info().rss, used, limit, _gpus())

    def _read_cpu(self) -> float:
        with self._guard:
            now, spent = time.perf_counter(), time.process_time()
            span = now - self._since[0]
            if span >= SHORTEST_SPAN:
                self._cpu_share = min(1.0, (spent - self._since[1]) / span / self._cores)
                self._since = (now, spent)
            return self._cpu_share


def memory(cgroups: Path = CGROUPS, membership: Path = CGROUP_MEMBERSHIP) -> tuple[int, int]:
    """Return the bytes used and the limit, of the tightest cgroup that has a limit below the machine's memory.

    Version 2 has `memory.max`, `memory.current` and `inactive_file` in `memory.stat`; version 1 has
    `memory.limit_in_bytes`, `memory.usage_in_bytes` and `total_inactive_file`.
    """
    machine = psutil.virtual_memory()
    found = [(machine.total, machine.total - machine.available)]
    lines = membership.read_text().splitlines() if membership.is_file() else []
    for line in lines:
        _, controllers, group = line.split(":", 2)
        if controllers == "":
            root, names = cgroups, ("memory.max", "memory.current", "inactive_file")
        elif "memory" in controllers.split(","):
            root = cgroups / "memory"
            names = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
        else:
            continue
        # Inside a container the own group often does not exist and the root holds the limit.
        own = root / group.lstrip("/")
        for folder in (own, *own.parents):
            if (limit := _limit(folder / names[0])) is not None:
                found.append((limit, int((folder / names[1]).read_text()) - _stat(folder, names[2])))
            if folder == root:
                break
    limit, used = min(found)
    return used, limit


def _limit(file: Path) -> int | None:
    text = file.read_text().strip() if file.is_file() else "max"
    return None if text == "max" else int(text)


def _stat(folder: Path, name: str) -> int:
    pairs = (line.split() for line in (folder / "memory.stat").read_text().splitlines())
    return next((int(value) for key, value in pairs if key == name), 0)


def _gpus() -> tuple[Gpu, ...]:
    # Looked up and not imported: a look at the memory must not be what loads torch, nor what starts a GPU.
    cuda: Any = getattr(sys.modules.get("torch"), "cuda", None)
    if cuda is None or not cuda.is_initialized():
        return ()
    gpus = []
    for index in range(cuda.device_count()):
        if held := cuda.memory_reserved(index):
            free, total = cuda.mem_get_info(index)
            gpus.append(Gpu(index, held, total - free, total))
    return tuple(gpus)
