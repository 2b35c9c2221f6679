"""Few arenas, counted where the C library counts them."""

import platform
import re
import subprocess
import sys

import pytest

PROGRAM = """
import ctypes, threading
from engines.runtime.arenas import share_memory
if {shared}:
    assert share_memory()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
together = threading.Barrier(8)

def work():
    together.wait()
    libc.malloc(1000)
    together.wait()

threads = [threading.Thread(target=work) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
libc.malloc_stats()
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="arenas are glibc's")
def test_threads_share_a_few_arenas() -> None:
    def arenas(shared: bool) -> int:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM.format(shared=shared)], capture_output=True, text=True, check=True
        )
        return len(re.findall(r"^Arena \d+:", done.stderr, re.MULTILINE))

    assert arenas(shared=True) <= 2 < arenas(shared=False)
