"""What the benchmarks share: a drawing, a server with its start measured, medians, the table they print."""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

import psutil
from PIL import Image, ImageDraw

ROOT = Path(__file__).parents[2]
START_LIMIT = 120.0  # seconds; a cold machine needs about 20
POLL = 0.02  # seconds between two looks at a starting page

# A shoe in the units of a 256 x 256 page: the outline, the edge of the sole, three laces.
SHOE = (
    ((24, 176), (28, 112), (60, 96), (92, 124), (144, 140), (208, 152), (234, 178), (228, 196), (28, 196), (24, 176)),
    ((26, 180), (100, 184), (232, 182)),
    ((88, 116), (104, 104)),
    ((104, 124), (120, 112)),
    ((120, 131), (136, 119)),
)


def shoe_drawing(size: int = 256) -> Image.Image:
    """A shoe in dark strokes on white paper: (size, size) RGB."""
    page = Image.new("RGB", (size, size), "white")
    pen = ImageDraw.Draw(page)
    for stroke in SHOE:
        points = [(x * size / 256, y * size / 256) for x, y in stroke]
        pen.line(points, fill="#222222", width=max(1, round(size / 85)), joint="curve")
    return page


def seconds_of(call: Callable[[], object]) -> float:
    """Wall-clock seconds of one call."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


@dataclass(frozen=True)
class Server:
    """A running page: its address, its process, and what it took until it answered: seconds by the clock and of work.

    The seconds of work (user and system time) say more than the clock where other programs share the cores.
    """

    url: str
    process: subprocess.Popen[bytes]
    start_seconds: float
    start_work: float


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def answers(url: str) -> bool:
    """Whether the page is there: HTTP 200."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return bool(response.status == 200)
    except (URLError, ConnectionError, TimeoutError):
        return False


@contextmanager
def served(arguments: Sequence[str], port: int, environment: Mapping[str, str]) -> Iterator[Server]:
    """Start `python ARGUMENTS`, wait until the page at `port` answers, and end it afterwards."""
    url = f"http://127.0.0.1:{port}/"
    quiet = {"GRADIO_ANALYTICS_ENABLED": "False", "HF_HUB_OFFLINE": "1"}
    begin = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, env={**os.environ, **quiet, **environment}, stdout=subprocess.DEVNULL
    )
    try:
        while not answers(url):
            if process.poll() is not None:
                raise RuntimeError(f"{' '.join(arguments)} ended with {process.returncode} before its page answered.")
            if time.perf_counter() - begin > START_LIMIT:
                raise RuntimeError(f"{' '.join(arguments)} did not answer within {START_LIMIT:g} s.")
            time.sleep(POLL)
        start_seconds = time.perf_counter() - begin
        work = psutil.Process(process.pid).cpu_times()
        yield Server(url, process, start_seconds, work.user + work.system)
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextmanager
def served_app(**variables: str) -> Iterator[Server]:
    """The program itself on a free port, with more environment variables."""
    port = free_port()
    with served(["app.py"], port, {"FIVE_DOORS_PORT": str(port)} | variables) as server:
        yield server


def machine() -> str:
    """The processor and the cores that this process may use."""
    info = Path("/proc/cpuinfo")
    names = [line.split(":")[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
    return f"{names[0]}, {len(os.sched_getaffinity(0))} cores"


def arguments(doc: str, **numbers: tuple[int, str]) -> argparse.Namespace:
    """The command line of a benchmark: each of `numbers` (default, help) and `--json FILE`."""
    parser = argparse.ArgumentParser(description=doc.splitlines()[0])
    for name, (default, help_line) in numbers.items():
        parser.add_argument(f"--{name}", type=int, default=default, help=f"{help_line} (default {default})")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    return parser.parse_args()


def report(figures: Mapping[str, float], json_file: Path | None) -> None:
    """Print one figure a line under the machine's name; write them to `json_file` if there is one."""
    width = max(map(len, figures))
    print(machine())
    for name, value in figures.items():
        print(f"  {name:<{width}}  {value:10.3f}")
    if json_file is not None:
        json_file.write_text(json.dumps({"machine": machine(), **figures}, indent=2) + "\n")
