"""Memory and processor, read from real files in a folder that looks like the kernel's, and from this machine."""

import subprocess
import sys
import time
from mmap import mmap
from pathlib import Path

import psutil
import pytest

from engines.runtime.machine import SHORTEST_SPAN, Meter, memory

MB = 1_000_000
TOTAL = psutil.virtual_memory().total


@pytest.mark.parametrize(
    ("membership", "files", "expected"),
    [
        # version 2, in a container: the root holds the limit
        (
            "0::/",
            {"memory.max": 500 * MB, "memory.current": 300 * MB, "memory.stat": f"anon 1\ninactive_file {50 * MB}"},
            (250 * MB, 500 * MB),
        ),
        # the own group is not there, as seen from inside a container
        (
            "0::/docker/abc",
            {"memory.max": 500 * MB, "memory.current": 300 * MB, "memory.stat": "anon 1"},
            (300 * MB, 500 * MB),
        ),
        # the tightest of the groups above
        (
            "0::/a/b",
            {
                "a/memory.max": 400 * MB,
                "a/memory.current": 100 * MB,
                "a/memory.stat": "inactive_file 0",
                "a/b/memory.max": "max",
                "memory.max": 500 * MB,
                "memory.current": 300 * MB,
                "memory.stat": "inactive_file 0",
            },
            (100 * MB, 400 * MB),
        ),
        # version 1, beside controllers of something else
        (
            "9:name=systemd:/\n4:cpu,memory:/job\n1:cpu:/\n0::/",
            {
                "memory/job/memory.limit_in_bytes": 600 * MB,
                "memory/job/memory.usage_in_bytes": 200 * MB,
                "memory/job/memory.stat": f"inactive_file 7\ntotal_inactive_file {20 * MB}",
            },
            (180 * MB, 600 * MB),
        ),
        # no limit: the machine's own memory
        ("0::/", {"memory.max": "max"}, None),
        ("0::/", {}, None),
        ("", {}, None),
        # no limit in version 1 is a huge number
        (
            "4:memory:/",
            {
                "memory/memory.limit_in_bytes": 9223372036854771712,
                "memory/memory.usage_in_bytes": 200 * MB,
                "memory/memory.stat": "total_inactive_file 0",
            },
            None,
        ),
    ],
)
def test_memory(tmp_path: Path, membership: str, files: dict[str, int | str], expected: tuple[int, int] | None) -> None:
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"{content}\n")
    (tmp_path / "membership").write_text(membership)
    used, limit = memory(tmp_path, tmp_path / "membership")
    if expected is None:
        assert limit == TOTAL
        assert 0 < used < TOTAL
    else:
        assert (used, limit) == expected


def test_a_system_without_cgroups(tmp_path: Path) -> None:
    assert memory(tmp_path, tmp_path / "nothing")[1] == TOTAL


def test_this_machine() -> None:
    machine = Meter().read()
    assert 1 * MB < machine.process_bytes < machine.limit_bytes <= TOTAL
    assert 0 < machine.memory_share < 1
    assert machine.memory_share == machine.used_bytes / machine.limit_bytes


def test_memory_of_this_process_grows() -> None:
    meter = Meter()
    before = meter.read().process_bytes
    # Straight from the system: a process that has had much memory may still hold some that it no longer uses.
    with mmap(-1, 100 * MB) as held:
        held.write(b"x" * len(held))  # touched, or the system would not have given it yet
        assert meter.read().process_bytes - before > 90 * MB


def test_share_of_the_processor(tmp_path: Path) -> None:
    """One thread that works all the time, on a machine that is said to have one core."""
    (tmp_path / "cpu.max").write_text("100000 100000")
    (tmp_path / "membership").write_text("0::/")
    meter = Meter(tmp_path, tmp_path / "membership")
    assert meter.read().cpu_share == 0.0
    start = (time.perf_counter(), time.process_time())
    while time.process_time() - start[1] < SHORTEST_SPAN:
        pass
    expected = min(1.0, (time.process_time() - start[1]) / (time.perf_counter() - start[0]))
    assert meter.read().cpu_share == pytest.approx(expected, abs=0.1)
    assert meter.read().cpu_share == pytest.approx(expected, abs=0.1)  # too soon for another look
    time.sleep(SHORTEST_SPAN + 0.1)
    assert meter.read().cpu_share < expected


def test_looking_imports_no_torch() -> None:
    program = (
        "import sys; from engines.runtime.machine import Meter; "
        "assert Meter().read().gpus == (); assert 'torch' not in sys.modules; import torch; print(Meter().read().gpus)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "()\n"  # torch is there, but has started no GPU


def test_memory_of_a_gpu() -> None:
    torch = pytest.importorskip("torch")
    if not torch.cuda.is_available():
        pytest.skip("this machine has no GPU")
    held = torch.zeros(100 * MB, dtype=torch.uint8, device="cuda")
    (gpu,) = Meter().read().gpus
    assert gpu.index == held.device.index
    assert 100 * MB <= gpu.process_bytes <= gpu.used_bytes <= gpu.limit_bytes
