"""What this machine has, and how busy it is."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

GPUS: Final = Path("/proc/driver/nvidia/gpus")  # one folder a GPU; asked without torch, which takes seconds
ASKED: Final = "name,memory.total,memory.used,utilization.gpu"
PATIENCE: Final = 5.0  # seconds
MIB: Final = 2**20


@dataclass(frozen=True)
class Gpu:
    """One GPU: bytes of memory, and its load in percent."""

    name: str
    memory: int
    memory_used: int
    load: float


@dataclass(frozen=True)
class Machine:
    """Loads in percent, sizes in bytes."""

    cores: int
    load: float
    memory: int
    memory_used: int
    disk_free: int
    gpus: tuple[Gpu, ...]


def look(folder: Path) -> Machine:
    """Return how the machine does now; the disk is the one of a folder, or of what lies above it."""
    memory = psutil.virtual_memory()
    there = next(one for one in (folder, *folder.parents) if one.is_dir())
    free = shutil.disk_usage(there).free
    return Machine(
        psutil.cpu_count() or 1, psutil.cpu_percent(), memory.total, memory.total - memory.available, free, _gpus()
    )


def devices() -> tuple[str, ...]:
    """Return where trainings may run: each GPU, or the processor."""
    if os.environ.get("CUDA_VISIBLE_DEVICES") == "":
        return ("cpu",)
    count = len(list(GPUS.iterdir())) if GPUS.is_dir() else 0
    return tuple(f"cuda:{number}" for number in range(count)) or ("cpu",)


def _gpus() -> tuple[Gpu, ...]:
    if devices() == ("cpu",) or shutil.which("nvidia-smi") is None:
        return ()
    command = ["nvidia-smi", f"--query-gpu={ASKED}", "--format=csv,noheader,nounits"]
    told = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False).stdout
    rows = [[part.strip() for part in line.split(",")] for line in told.splitlines()]
    return tuple(Gpu(row[0], int(row[1]) * MIB, int(row[2]) * MIB, float(row[3])) for row in rows if len(row) == 4)
