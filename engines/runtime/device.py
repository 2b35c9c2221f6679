"""Where a network runs, in which number format, and on how many threads."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

BF16_FLAGS = frozenset({"amx_bf16", "avx512_bf16"})
CPUINFO = Path("/proc/cpuinfo")
ZERO_GPU = "SPACES_ZERO_GPU"  # set on a Space whose GPUs are lent by the call; the package `spaces` alone says nothing
CGROUPS = Path("/sys/fs/cgroup")
CGROUP_MEMBERSHIP = Path("/proc/self/cgroup")


F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Device:
    """A torch device (`cpu`, `cuda`, `cuda:1`) and the torch dtype (`float32`, `bfloat16`) that is fast on it."""

    name: str
    dtype: str


def choose_device(name: str = "auto", *, lent: bool = False) -> Device:
    """Return the device to run on: `auto` is the GPU where there is one.

    Where GPUs are lent by the call, `auto` is the processor, which is faster for a small network than the lending is;
    only what runs inside of `on_gpu` asks for the `lent` one.

    bfloat16 is chosen only where the hardware computes in it: a processor that has to emulate it is
    three to five times slower than in float32.

    Raises:
        ValueError: the name is unknown, or names a GPU that is not there.
    """
    if re.fullmatch(r"auto|cpu|cuda(:\d+)?", name) is None:
        raise ValueError(f"`device` must be auto, cpu, cuda or cuda:N, but is {name!r}.")
    if name == "cpu" or (name == "auto" and by_call() and not lent):
        return Device("cpu", cpu_dtype())

    import torch  # here, because the page must be up before torch is imported

    found = torch.cuda.device_count() if torch.cuda.is_available() else 0
    if name == "auto":
        return choose_device("cuda" if found else "cpu")
    if int(name.partition(":")[2] or 0) >= found:
        raise ValueError(f"`device` is {name!r}, but torch sees {found} GPUs; use auto or cpu.")
    with torch.cuda.device(name):
        fast = torch.cuda.is_bf16_supported(including_emulation=False)
    return Device(name, "bfloat16" if fast else "float32")


def by_call() -> bool:
    """Whether GPUs are lent by the call here, as on a ZeroGPU Space."""
    return os.environ.get(ZERO_GPU, "").lower() in ("1", "t", "true") and find_spec("spaces") is not None


def on_gpu(seconds: int | Callable[..., int]) -> Callable[[F], F]:
    """Decorate a function of a module that computes on a GPU, so that one is lent for it where that is the rule.

    It runs in another process then: what goes in and out is pickled, and what it leaves in memory may be gone.

    Args:
        seconds: that a call may take at most, or a function of the call's arguments that tells them.
    """
    if not by_call():
        return lambda function: function
    import spaces

    lend: Callable[[F], F] = spaces.GPU(duration=seconds)
    return lend


def cpu_dtype(cpuinfo: Path = CPUINFO) -> str:
    """Return `bfloat16` if the processor's flags say that it multiplies in bfloat16, else `float32`.

    A system without the file (anything but Linux) counts as one without the flags.
    """
    if not cpuinfo.is_file():
        return "float32"
    for line in cpuinfo.read_text(errors="replace").splitlines():
        key, _, flags = line.partition(":")
        if key.strip() == "flags":  # one line a core, all alike
            return "bfloat16" if BF16_FLAGS & set(flags.split()) else "float32"
    return "float32"


def allowed_cores(cgroups: Path = CGROUPS, membership: Path = CGROUP_MEMBERSHIP) -> int:
    """Return the number of cores that this process may really use, at least 1.

    It is the smaller of the processor affinity and the container's quota. torch looks at neither quota,
    so in a container of two cores on a host of 64 it would start 64 threads and crawl.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota = cpu_quota(cgroups, membership)
    return cores if quota is None else max(1, min(cores, round(quota)))


def share_processor() -> None:
    """Set how torch's threads will behave, for this process and those that it starts; a host's own setting stays.

    To be called before torch is imported, which reads this once. Threads that wait for each other sleep
    instead of spinning: where other programs run on the same cores (a shared machine, a training beside the
    page) spinning makes small networks ten to fifty times slower.
    """
    os.environ.setdefault("OMP_NUM_THREADS", str(allowed_cores()))
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def cpu_quota(cgroups: Path = CGROUPS, membership: Path = CGROUP_MEMBERSHIP) -> float | None:
    """Return the tightest cgroup limit on processor time in cores, or None where there is none.

    Every group from the process's own up to the root may hold a limit, in version 2 (`cpu.max`) or in
    version 1 (`cpu/cpu.cfs_quota_us`). Inside a container the own path often does not exist and the
    root holds the limit.
    """
    if not membership.is_file():
        return None
    quotas = []
    for line in membership.read_text().splitlines():
        _, controllers, group = line.split(":", 2)
        if controllers == "":
            root, read = cgroups, _quota_v2
        elif "cpu" in controllers.split(","):
            root, read = cgroups / "cpu", _quota_v1
        else:
            continue
        own = root / group.lstrip("/")
        for folder in (own, *own.parents):
            quota = read(folder)
            if quota is not None:
                quotas.append(quota)
            if folder == root:
                break
    return min(quotas, default=None)


def _quota_v2(folder: Path) -> float | None:
    file = folder / "cpu.max"
    if not file.is_file():
        return None
    quota, period = file.read_text().split()
    return None if quota == "max" else int(quota) / int(period)


def _quota_v1(folder: Path) -> float | None:
    file = folder / "cpu.cfs_quota_us"
    if not file.is_file():
        return None
    quota = int(file.read_text())
    return None if quota < 0 else quota / int((folder / "cpu.cfs_period_us").read_text())
