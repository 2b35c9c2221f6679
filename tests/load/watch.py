"""What is measured of the server while the visitors play: its memory, and how long its event loop is held up."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass, field

import httpx
import psutil

MEMORY_EVERY = 10.0  # seconds
KNOCK_EVERY = 0.1  # seconds
KNOCK = "/gradio_api/queue/status"  # answered by the event loop itself, with next to nothing to do
BLOCK = re.compile(r"^five_doors_loop_block_seconds (\S+)", re.MULTILINE)
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Reading:
    """At one moment, in seconds since the start.

    Args:
        memory: of the server, bytes.
        inside: the longest block of the event loop in the last seconds, as the server itself measured it.
        outside: the longest answer to a cheap request since the last reading.
    """

    at: float
    memory: int
    inside: float
    outside: float


@dataclass
class Watch:
    """Looks at a server.

    Args:
        url: of the server.
        process: its number.
    """

    url: str
    process: int
    readings: list[Reading] = field(default_factory=list)
    knocks: list[float] = field(default_factory=list)  # seconds of every cheap request
    _since: int = 0

    async def run(self) -> None:
        """Look until it is cancelled."""
        async with httpx.AsyncClient(base_url=self.url, timeout=60) as http, asyncio.TaskGroup() as group:
            group.create_task(self._knock(http))
            group.create_task(self._read(http))

    async def _knock(self, http: httpx.AsyncClient) -> None:
        while True:
            began = time.monotonic()
            (await http.get(KNOCK)).raise_for_status()
            self.knocks.append(time.monotonic() - began)
            await asyncio.sleep(max(0.0, KNOCK_EVERY - self.knocks[-1]))

    async def _read(self, http: httpx.AsyncClient) -> None:
        start, server = time.monotonic(), psutil.Process(self.process)
        while True:
            await asyncio.sleep(MEMORY_EVERY)
            told = BLOCK.search((await http.get("/metrics")).text)
            outside = max(self.knocks[self._since :], default=0.0)
            self._since = len(self.knocks)
            inside = float(told.group(1)) if told else float("nan")
            self.readings.append(Reading(time.monotonic() - start, server.memory_info().rss, inside, outside))


def level(readings: list[Reading]) -> float | None:
    """How much more memory the last fifth of the time took than the first: a share. None for too few readings."""
    part = len(readings) // 5
    if not part:
        return None
    first, last = readings[:part], readings[-part:]
    before, after = (sum(one.memory for one in some) / part for some in (first, last))
    return after / before - 1
