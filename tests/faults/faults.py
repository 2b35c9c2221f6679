"""The faults. Each one breaks something, looks at what visitors see of it, and mends it again."""

from __future__ import annotations

import asyncio
import os
import random
import resource
import signal
import socket
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
import psutil

from tests.faults.house import House
from tests.faults.visitor import drawn, looked, opened
from tests.load.wire import API, Wire, read_plan

Answer = dict[str, Any]
Fault = Callable[[House], Awaitable[str]]

DROPPED: Final = 200
SPARE_FILES: Final = 12  # that the server may still open
SPARE_MEMORY: Final = 8_000_000  # bytes that it may still take
GARBAGE: Final = bytes(range(256)) * 400
TRAINING: Final = {"model_type": "sketch_world"}
LONGEST: Final = 150.0  # seconds that a busy machine takes to begin or end a training
ENDS: Final = 10.0  # seconds in which a server ends that is asked to


class Unmet(Exception):
    """This machine cannot show the fault."""


async def dropped_connections(house: House, count: int = DROPPED) -> str:
    """Visitors go in the middle of an upload, of an answer, of a stream."""
    plan, chance = await read_plan(house.url), random.Random(3)
    process = psutil.Process(house.server.process.pid)
    wire = opened(house.url, plan)
    await drawn(wire)
    before = process.num_fds()

    async def leave(number: int) -> None:
        if number % 4 == 0:
            await asyncio.to_thread(_half_an_upload, house.url)
            return
        gone = opened(house.url, plan, 1000 + number)
        work = [drawn(gone), looked(gone), _danced(gone)][number % 3]
        with suppress(TimeoutError):
            async with asyncio.timeout(chance.uniform(0.01, 1.0)):
                await work
        await gone.close()

    for first in range(0, count, 20):
        await asyncio.gather(*(leave(number) for number in range(first, min(first + 20, count))))
    begun = time.monotonic()
    while process.num_fds() > before + 5:
        assert time.monotonic() - begun < 90, f"{process.num_fds() - before} connections stay open"
        await asyncio.sleep(0.5)
    await wire.close()
    return f"{count} left; every connection was closed again after {time.monotonic() - begun:.1f} s"


async def weight_removed(house: House) -> str:
    """The file of a network is gone before it is needed for the first time."""
    return await _with_broken_weight(house, None)


async def weight_damaged(house: House) -> str:
    """The file of a network holds something else."""
    return await _with_broken_weight(house, GARBAGE)


async def files_used_up(house: House) -> str:
    """The server may open no more files, and so no more connections."""
    process = psutil.Process(house.server.process.pid)
    highest = max(int(file.name) for file in Path(f"/proc/{process.pid}/fd").iterdir())
    address = urlsplit(house.url)
    with house.limit(resource.RLIMIT_NOFILE, highest + SPARE_FILES):
        lines = []
        for _ in range(3 * SPARE_FILES):
            lines.append(socket.create_connection((str(address.hostname), address.port or 80), timeout=5))
        await asyncio.sleep(2)
        assert process.is_running()
        for line in lines:
            line.close()
    return f"{3 * SPARE_FILES} connections where {SPARE_FILES} fit: the rest waited outside"


async def memory_used_up(house: House) -> str:
    """There is no memory for one more network."""
    wire = opened(house.url, await read_plan(house.url))
    await drawn(wire)
    taken = psutil.Process(house.server.process.pid).memory_info().vms
    with house.limit(resource.RLIMIT_AS, taken + SPARE_MEMORY):
        refused = await wire.ask("dance", "open_room")
    assert refused.get("error", "memory_low") in ("memory_low", "network_broken"), refused
    answer = await wire.ask("dance", "open_room")
    assert "styles" in answer, answer
    await wire.close()
    return f"the dancer said {refused.get('error', 'nothing of it')}; with memory there it came"


async def disk_full(house: House) -> str:
    """There is no room for what visitors bring."""
    if not house.small_disk:
        raise Unmet("a small disk can be mounted by root alone")
    wire = opened(house.url, await read_plan(house.url))
    with house.full_disk():
        async with httpx.AsyncClient(base_url=house.url, timeout=60) as http:
            sent = await http.post(f"{API}/upload", files={"files": ("dog.jpg", bytes(400_000))})
        painted = await drawn(wire)
    assert "picture" in painted, painted
    assert sent.status_code == 507, (sent.status_code, sent.text)
    assert "Traceback" not in sent.text
    async with httpx.AsyncClient(base_url=house.url, timeout=60) as http:
        again = await http.post(f"{API}/upload", files={"files": ("dog.jpg", bytes(400_000))})
    assert again.status_code == 200, again.text
    await wire.close()
    return f"an upload was answered {sent.status_code} with a sentence, painting went on; with room there it was taken"


async def clock_jumps(house: House) -> str:
    """The machine's clock goes two days on, and four days back."""
    if not house.clock:
        raise Unmet("libfaketime is not installed (Debian: faketime)")
    wire, seen = opened(house.url, await read_plan(house.url)), []
    for shift in ("+2d", "-2d", "+0"):
        house.set_clock(shift)
        await asyncio.sleep(1.5)
        begun = time.monotonic()
        answer = await drawn(wire)
        assert "picture" in answer, answer
        dance = await _danced(wire)
        assert "joints" in dance, dance
        seen.append(f"{shift}: {time.monotonic() - begun:.1f} s")
    await wire.close()
    return "a picture and a dance each time: " + ", ".join(seen)


async def training_killed(house: House) -> str:
    """The process that watches over a training is killed, and so is the training."""
    async with httpx.AsyncClient(base_url=house.url, timeout=60) as http:
        job = (await http.post("/api/training/start", params=TRAINING, json={})).raise_for_status().json()
        path = f"/api/training/{job['job_id']}"
        running = await _until(http, path, lambda one: one["status"] == "running" and one["pid"])
        os.kill(running["pid"], signal.SIGKILL)
        ended = await _until(http, path, lambda one: one["status"] not in ("running", "pending"))
        assert ended["status"] == "interrupted", ended
        again = (await http.post(f"{path}/resume")).raise_for_status().json()
        assert again["status"] in ("pending", "running"), again
        await _until(http, path, lambda one: one["status"] == "running")
        await http.post(f"{path}/cancel")
        await _until(http, path, lambda one: one["status"] == "cancelled")
    return "the list said interrupted; it went on when it was asked to"


async def ended_with_work_in_hand(house: House) -> str:
    """SIGTERM comes while a dance is made and a training runs."""
    wire = opened(house.url, await read_plan(house.url))
    async with httpx.AsyncClient(base_url=house.url, timeout=60) as http:
        job = (await http.post("/api/training/start", params=TRAINING, json={})).raise_for_status().json()
        running = await _until(http, f"/api/training/{job['job_id']}", lambda one: one["status"] == "running")
    work = asyncio.create_task(_danced(wire))
    await asyncio.sleep(0.3)
    begun = time.monotonic()
    house.server.process.send_signal(signal.SIGTERM)
    await asyncio.to_thread(house.server.process.wait, ENDS)
    took = time.monotonic() - begun
    with suppress(httpx.HTTPError):
        await work
    await wire.close()
    watcher = psutil.Process(running["pid"])
    assert watcher.status() != psutil.STATUS_ZOMBIE
    watcher.terminate()
    return f"ended after {took:.1f} s; the training went on"


async def server_killed(house: House) -> str:
    """The server itself is killed in the middle of an answer."""
    wire = opened(house.url, await read_plan(house.url))
    await drawn(wire)
    work = asyncio.create_task(_danced(wire))
    await asyncio.sleep(0.3)
    house.kill()
    with suppress(httpx.HTTPError):
        await work
    await wire.close()
    return "the answer broke off"


async def _with_broken_weight(house: House, content: bytes | None) -> str:
    wire = opened(house.url, await read_plan(house.url))
    with house.broken_weight("dog-finder", content):
        answer = await looked(wire)
        assert answer == {"error": "network_broken"}, answer
        painted = await drawn(wire)
        assert "picture" in painted, painted
    answer = await looked(wire)
    assert "points" in answer, answer
    await wire.close()
    return "the dogs' room said so, the others went on; with the file back the dog was looked at"


async def _danced(wire: Wire) -> Answer:
    last: Answer = {}
    async for answer in wire.submit("dance", 1, text="spin then jump", seconds=4.0, style="", seed=1):
        last = answer
    return last


async def _until(http: httpx.AsyncClient, path: str, is_so: Callable[[Answer], object]) -> Answer:
    ending, job = time.monotonic() + LONGEST, Answer()
    while time.monotonic() < ending:
        job = (await http.get(path)).json()
        if is_so(job):
            return job
        await asyncio.sleep(0.3)
    raise AssertionError(job)


def _half_an_upload(url: str) -> None:
    address = urlsplit(url)
    with socket.create_connection((str(address.hostname), address.port or 80), timeout=10) as line:
        head = f"POST {API}/upload HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Length: 400000\r\n"
        line.sendall(f"{head}Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\n".encode() + bytes(20_000))
