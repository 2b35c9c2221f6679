"""The choice of device, number format and threads, against files written as Linux writes them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from engines.runtime import choose_device
from engines.runtime.device import Device, allowed_cores, cpu_dtype, cpu_quota

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("cpuinfo", "dtype"),
    [
        ("flags\t\t: fpu avx512f avx512_bf16\n", "bfloat16"),
        ("processor\t: 0\nflags\t\t: fpu amx_bf16 amx_tile\n\nprocessor\t: 1\n", "bfloat16"),
        # AVX-512 alone has to emulate bfloat16
        ("flags\t\t: fpu avx2 avx512f\n", "float32"),
        # a flag that only begins like the wanted one
        ("flags\t\t: avx512_bf16x\n", "float32"),
        # an ARM processor has no such line
        ("Features\t: fp asimd bf16\n", "float32"),
        ("", "float32"),
    ],
)
def test_cpu_dtype_follows_the_processors_flags(tmp_path: Path, cpuinfo: str, dtype: str) -> None:
    file = tmp_path / "cpuinfo"
    file.write_text(cpuinfo)
    assert cpu_dtype(file) == dtype


def test_cpu_dtype_without_the_file(tmp_path: Path) -> None:
    assert cpu_dtype(tmp_path / "cpuinfo") == "float32"


def test_choosing_the_cpu() -> None:
    assert choose_device("cpu") == Device("cpu", cpu_dtype())


def test_auto_takes_the_gpu_where_there_is_one() -> None:
    assert choose_device() == choose_device("cuda" if torch.cuda.is_available() else "cpu")


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA GPU on this machine")
def test_choosing_a_gpu() -> None:
    device = choose_device("cuda:0")
    assert device.name == "cuda:0"
    assert torch.zeros(1, device=device.name, dtype=getattr(torch, device.dtype)).is_cuda


@pytest.mark.parametrize("name", ["gpu", "", "cuda:", "cuda:x", "cpu "])
def test_an_unknown_device_is_an_error(name: str) -> None:
    with pytest.raises(ValueError, match="`device` must be auto, cpu, cuda or cuda:N"):
        choose_device(name)


def test_a_gpu_that_is_not_there_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"torch sees \d+ GPUs; use auto or cpu"):
        choose_device(f"cuda:{torch.cuda.device_count()}")


V2, V1 = "0::", "3:cpu,cpuacct:"


@pytest.mark.parametrize(
    ("membership", "files", "quota"),
    [
        # version 2: the limit in the root, as inside a container
        (f"{V2}/\n", {"cpu.max": "200000 100000\n"}, 2.0),
        (f"{V2}/\n", {"cpu.max": "max 100000\n"}, None),
        # the tightest of all groups above the process
        (f"{V2}/a/b\n", {"a/cpu.max": "150000 100000", "a/b/cpu.max": "400000 100000"}, 1.5),
        (f"{V2}/a/b\n", {"a/cpu.max": "max 100000", "a/b/cpu.max": "50000 100000"}, 0.5),
        # a sibling's limit is not ours
        (f"{V2}/a\n", {"b/cpu.max": "50000 100000"}, None),
        # version 1: the own path is seldom visible inside a container
        (f"{V1}/docker/1f\n", {"cpu/cpu.cfs_quota_us": "300000", "cpu/cpu.cfs_period_us": "100000"}, 3.0),
        (f"{V1}/\n", {"cpu/cpu.cfs_quota_us": "-1", "cpu/cpu.cfs_period_us": "100000"}, None),
        # other controllers of version 1, and both versions at once
        ("4:memory:/x\n3:cpuset:/\n", {"cpu.max": "100000 100000"}, None),
        (f"{V1}/\n{V2}/\n", {"cpu/cpu.cfs_quota_us": "100000", "cpu/cpu.cfs_period_us": "50000"}, 2.0),
        # seen from outside its namespace
        (f"{V2}/../..\n", {"cpu.max": "100000 100000"}, 1.0),
        ("", {}, None),
    ],
)
def test_cpu_quota(tmp_path: Path, membership: str, files: dict[str, str], quota: float | None) -> None:
    cgroups = tmp_path / "fs" / "kernel" / "cgroup"
    for name, text in files.items():
        (cgroups / name).parent.mkdir(parents=True, exist_ok=True)
        (cgroups / name).write_text(text)
    (tmp_path / "membership").write_text(membership)
    assert cpu_quota(cgroups, tmp_path / "membership") == quota


def test_cpu_quota_without_cgroups(tmp_path: Path) -> None:
    assert cpu_quota(tmp_path, tmp_path / "membership") is None


@pytest.mark.parametrize(
    ("quota", "cores"),
    [
        ("max", "all"),
        ("100000", 1),
        # less than half a core is still one thread
        ("20000", 1),
        # more than the machine has
        ("99900000", "all"),
    ],
)
def test_allowed_cores(tmp_path: Path, quota: str, cores: int | str) -> None:
    (tmp_path / "membership").write_text("0::/\n")
    (tmp_path / "cpu.max").write_text(f"{quota} 100000\n")
    expected = len(os.sched_getaffinity(0)) if cores == "all" else cores
    assert allowed_cores(tmp_path, tmp_path / "membership") == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, (str(allowed_cores()), "PASSIVE")),
        # what a host has set stays
        ({"OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "ACTIVE"}, ("1", "ACTIVE")),
    ],
)
def test_share_processor(given: dict[str, str], expected: tuple[str, str]) -> None:
    program = (
        "import os; from engines.runtime.device import share_processor; share_processor();"
        "print((os.environ['OMP_NUM_THREADS'], os.environ['OMP_WAIT_POLICY']))"
    )
    clean = {name: value for name, value in os.environ.items() if not name.startswith("OMP_")}
    result = subprocess.run(
        [sys.executable, "-c", program], env={**clean, **given}, cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert result.stdout == f"{expected}\n"


def test_importing_the_packages_imports_no_torch() -> None:
    program = (
        "import sys, engines.runtime, engines.checkpoints; from engines.runtime.device import allowed_cores;"
        "engines.runtime.choose_device('cpu'); allowed_cores(); sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, timeout=60).returncode == 0
