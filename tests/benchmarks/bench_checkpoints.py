"""How long a checkpoint of 400 MB takes to inspect and to load, beside the bare reading of the same file.

    uv run python -m tests.benchmarks.bench_checkpoints [--count 5] [--json FILE]

Tensors are mapped from the file, so a bare read alone would measure nothing: both sides are timed until every number
was added up once, from the disk (the system's copy of the file is dropped before each) and from memory. They
alternate, so that a busy machine slows both. The peak of memory is measured in a process of its own, from after the
imports to after the numbers were added up.
"""

from __future__ import annotations

import multiprocessing
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from engines.checkpoints import inspect, load
from engines.models.pix2pix import PatchDiscriminator, UNetGenerator
from tests.benchmarks.measure import arguments, report, seconds_of

WIDTH = 86  # of a pix2pix U-Net with 98 million parameters, 393 MB


def write_files(folder: Path) -> dict[str, Path]:
    """Write the same network as .safetensors and .pth."""
    state = UNetGenerator(ngf=WIDTH).state_dict()
    files = {"safetensors": folder / "network.safetensors", "pth": folder / "network.pth"}
    save_file(state, files["safetensors"])
    torch.save({"state_dict": state}, files["pth"])
    return files


def bare_read(path: Path) -> Mapping[str, Tensor]:
    """The file's tensors by the library's own call."""
    if path.suffix == ".safetensors":
        return load_file(path)
    state: Mapping[str, Tensor] = torch.load(path, mmap=True, weights_only=True)["state_dict"]
    return state


def add_up(tensors: Mapping[str, Tensor]) -> float:
    """Touch every number."""
    return sum(float(tensor.sum()) for tensor in tensors.values())


def peak_growth(path: Path) -> float:
    """The most memory that loading added, in bytes."""
    with tempfile.TemporaryDirectory() as folder:  # a small one first: imports and torch's own pools are not counted
        small = Path(folder) / "small.safetensors"
        save_file(PatchDiscriminator(ndf=4).state_dict(), small)
        add_up(load(small).state_dict())
    before = peak()
    add_up(load(path).state_dict())
    return peak() - before


def peak() -> int:
    """The most memory that this program ever had, in bytes. Not `ru_maxrss`, which counts the starting process in."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def forget(path: Path) -> None:
    """Drop the system's copy of a file, so that the next read comes from the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def alternate(count: int, *calls: Callable[[], object], before: Callable[[], object] = bool) -> list[float]:
    """The median seconds of each call, `count` rounds after one that does not count; `before` each, uncounted."""
    rounds = []
    for _ in range(1 + count):
        row = []
        for call in calls:
            before()
            row.append(seconds_of(call))
        rounds.append(row)
    return [median(column) for column in zip(*rounds[1:], strict=True)]


def figures_of(path: Path, count: int) -> dict[str, float]:
    """Everything that is measured of one file, but for the memory."""

    def ours() -> object:
        return add_up(load(path).state_dict())

    def bare() -> object:
        return add_up(bare_read(path))

    first = seconds_of(lambda: inspect(path))
    (again,) = alternate(count, lambda: inspect(path))
    disk = alternate(count, ours, bare, before=lambda: forget(path))
    memory = alternate(count, ours, bare)
    return {
        "size, MB": path.stat().st_size / 1e6,
        "inspect, the first time, s": first,
        "inspect, median, s": again,
        "from the disk: load and use once, median, s": disk[0],
        "from the disk: bare read and use once, median, s": disk[1],
        "from the disk: speed of load / bare read": disk[1] / disk[0],
        "from memory: load and use once, median, s": memory[0],
        "from memory: bare read and use once, median, s": memory[1],
        "from memory: speed of load / bare read": memory[1] / memory[0],
    }


def main() -> None:
    chosen = arguments(__doc__ or "", count=(5, "measured rounds"))
    figures: dict[str, float] = {}
    # A process a measurement: the peak of a process never falls.
    with (
        tempfile.TemporaryDirectory() as folder,
        multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as apart,
    ):
        for name, path in write_files(Path(folder)).items():
            figures |= {f"{name}: {what}": number for what, number in figures_of(path, chosen.count).items()}
            figures[f"{name}: peak of memory / weights"] = apart.apply(peak_growth, (path,)) / path.stat().st_size
    report(figures, chosen.json)


if __name__ == "__main__":
    main()
