"""Visitors play in all five rooms of a real server, and everything that they see is written down.

    uv run python -m tests.load [--visitors 30] [--minutes 10] [--seed 1] [--out FILE]

The server runs in a process of its own with folders of its own; the visitors share the cores with it.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from engines.runtime.device import share_processor
from tests.benchmarks.measure import machine
from tests.browser.server import Server, free_port, running
from tests.load.belongings import Belongings
from tests.load.child import Child
from tests.load.diary import Diary
from tests.load.judge import Judge, Verdict
from tests.load.tables import tables
from tests.load.watch import Watch
from tests.load.wire import read_plan
from tests.loops import run_apart

FOLDERS = ("JOBS", "LESSONS")


@dataclass(frozen=True)
class Outcome:
    """Everything that a run showed."""

    diary: Diary
    watch: Watch
    verdicts: dict[str, Verdict]
    printed: str


def run(folder: Path, visitors: int, seconds: float, seed: int) -> Outcome:
    """Let visitors play in a server of their own, and judge what they were given.

    For no time at all each of them goes through one door.
    """
    share_processor()  # the judge's threads and the server's wait for each other asleep
    everybody = [Belongings(seed, number) for number in range(visitors)]
    for one in everybody:  # drawn before the clock runs
        _ = one.strokes, one.dog, one.clothes
    own: dict[str, Any] = {f"FIVE_DOORS_{name}": str(folder / name.lower()) for name in FOLDERS}
    with running(folder, port=free_port(), HOST_TOOLS="1", **own) as server:
        diary, watch = run_apart(play(server, everybody, seconds))
        alive = server.process.poll() is None
        printed = server.printed
    if not alive:
        diary.problems.append(f"the server ended: {printed[-1000:]}")
    return Outcome(diary, watch, Judge(folder / "judge").judge(diary.claims.values()), printed)


async def play(server: Server, everybody: list[Belongings], seconds: float) -> tuple[Diary, Watch]:
    """The visit of all of them."""
    diary, watch, plan = Diary(), Watch(server.url, server.process.pid), await read_plan(server.url)
    start = time.monotonic()
    looking = asyncio.create_task(watch.run())
    children = [Child(server.url, plan, one, diary, start) for one in everybody]
    async with asyncio.TaskGroup() as group:
        for child in children:
            group.create_task(child.play(start + seconds) if seconds else child.look_in())
    looking.cancel()
    with suppress(asyncio.CancelledError):
        await looking
    return diary, watch


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--visitors", type=int, default=30)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="write the tables there too")
    chosen = parser.parse_args()
    with TemporaryDirectory() as folder:
        outcome = run(Path(folder), chosen.visitors, 60 * chosen.minutes, chosen.seed)
    told = f"{machine()}: {chosen.visitors} visitors, {chosen.minutes:g} minutes, seed {chosen.seed}\n\n"
    told += tables(outcome.diary, outcome.watch, outcome.verdicts)
    if "Traceback" in outcome.printed:
        told += "\n\nThe server printed:\n\n" + outcome.printed[-3000:]
    print(told)
    if chosen.out:
        chosen.out.write_text(told + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
