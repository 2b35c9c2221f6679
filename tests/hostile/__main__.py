"""Raid a server of its own, and print what came of it.

uv run python -m tests.hostile [--count 5000] [--seed 1] [--log FILE]
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.browser.server import free_port, running
from tests.hostile.raid import Outcome, Raid, table
from tests.load.wire import read_plan
from tests.loops import run_apart

MOST_GROWTH = 1.1  # of the last third's memory beside the first's


def main() -> None:
    parser = argparse.ArgumentParser(description="Throw hostile requests at a server.")
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--log", type=Path, help="keep what the server printed in this file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        begin = time.monotonic()
        outcome = raid(Path(folder), options.count, options.seed)
        if options.log:
            shutil.copy(next(Path(folder).glob("server-*.txt")), options.log)
        print("\n".join(table(outcome)))
        print(
            f"\n{options.count} in {time.monotonic() - begin:.0f} s; memory {outcome.growth():.3f} of the first third's"
        )
        print(f"({outcome.memory[0][1] / 1e6:.0f} MB, then {outcome.memory[-1][1] / 1e6:.0f} MB)", end="; ")
        print(f"a normal visitor waited {outcome.slowest:.1f} s at most; {len(outcome.faults)} faults")
    for fault in outcome.faults:
        print("-", fault)
    sys.exit(bool(outcome.faults) or outcome.growth() > MOST_GROWTH)


def raid(folder: Path, count: int, seed: int) -> Outcome:
    """A raid on a fresh server whose every folder lies in `folder`."""
    for name in ("cache", "tmp", "home"):
        (folder / name).mkdir()
    places = {
        "TMPDIR": folder / "tmp",
        "HOME": folder / "home",
        "FIVE_DOORS_CACHE": folder / "cache",
        "FIVE_DOORS_JOBS": folder / "jobs",
        "FIVE_DOORS_LESSONS": folder / "lessons",
    }
    variables: dict[str, Any] = {name: str(place) for name, place in places.items()}
    variables["ADMIN_TOKEN"] = "a word that nobody guesses"
    with running(folder, port=free_port(), **variables) as server:
        return Raid(server, run_apart(read_plan(server.url)), folder, seed).run(count)


if __name__ == "__main__":
    main()
