"""How long a checkpoint of 400 MB takes to inspect and to load, beside the bare reading of the same file.

    uv run python -m tests.benchmarks.bench_checkpoints [--count 5] [--json FILE]

Tensors are mapped from the file, so a bare read alone would measure nothing: both sides are timed until every number
was added up once. They alternate, so that a busy machine slows both. The peak of memory is measured in a process of
its own, from after the imports to after the numbers were added up.
"""

from __future__ import annotations

import multiprocessing
import resource
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
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    add_up(load(path).state_dict())
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024


def alternate(count: int, *calls: Callable[[], object]) -> list[float]:
    """The median seconds of each call, `count` rounds after one that does not count."""
    rounds = [[seconds_of(call) for call in calls] for _ in range(1 + count)]
    return [median(column) for column in zip(*rounds[1:], strict=True)]


def main() -> None:
    chosen = arguments(__doc__ or "", count=(5, "measured rounds"))
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder, multiprocessing.get_context("spawn").Pool(1) as apart:
        files = write_files(Path(folder))
        for name, path in files.items():
            size = path.stat().st_size
            first = seconds_of(lambda path=path: inspect(path))  # type: ignore[misc]
            (again,) = alternate(chosen.count, lambda path=path: inspect(path))  # type: ignore[misc]
            ours, bare = alternate(
                chosen.count,
                lambda path=path: add_up(load(path).state_dict()),  # type: ignore[misc]
                lambda path=path: add_up(bare_read(path)),  # type: ignore[misc]
            )
            figures |= {
                f"{name}: size, MB": size / 1e6,
                f"{name}: inspect, the first time, s": first,
                f"{name}: inspect, median, s": again,
                f"{name}: load and use once, median, s": ours,
                f"{name}: bare read and use once, median, s": bare,
                f"{name}: speed of load / bare read": bare / ours,
                f"{name}: peak of memory / weights": apart.apply(peak_growth, (path,)) / size,
            }
    report(figures, chosen.json)


if __name__ == "__main__":
    main()
