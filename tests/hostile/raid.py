"""Throws the shots at a server, and looks at what comes back, at the disk, and at the memory."""

from __future__ import annotations

import json
import random
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
import psutil

from tabs.desk import picture_url
from tests.benchmarks.measure import shoe_drawing
from tests.browser.server import ROOT, Server
from tests.hostile.files import photo
from tests.hostile.shots import API, FILE_CALLS, FORM, Shot, Thrower, upload
from tests.load.wire import Plan

PATIENCE: Final = 60.0  # seconds for an answer
AT_ONCE: Final = 6
VISIT_EVERY: Final = 40  # shots between two looks at whether a normal visitor is served
LEAKS: Final = re.compile(
    r"Traceback|File \\?\"|site-packages|line \d+, in |/proc/|root:x:0|" + re.escape(str(ROOT)), re.IGNORECASE
)
BUSY: Final = 503
DRAWING: Final = picture_url(shoe_drawing(256))
NO_ANSWER: Final = 0  # the connection ended without one, as it may for half a request


@dataclass
class Outcome:
    """What the raid found.

    Args:
        answers: how often (kind, status) came.
        faults: sentences on what should not have happened.
        memory: (shot, bytes) of the server with its children.
        slowest: seconds of a normal visit.
    """

    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    memory: list[tuple[int, int]] = field(default_factory=list)
    slowest: float = 0.0

    def growth(self) -> float:
        """The last third's memory beside the first's."""
        third = max(1, len(self.memory) // 3)
        first, last = self.memory[:third], self.memory[-third:]
        return median(size for _, size in last) / median(size for _, size in first)


class Raid:
    """One raid on one server.

    Args:
        server: to throw at.
        plan: of its rooms.
        folder: where it may write, with its cache.
        seed: of the shots.
    """

    def __init__(self, server: Server, plan: Plan, folder: Path, seed: int) -> None:
        self._server, self._plan, self._folder = server, plan, folder
        self._thrower = Thrower(seed, plan)
        self._http = httpx.Client(base_url=server.url, timeout=PATIENCE)
        self._lock = threading.Lock()
        self.outcome = Outcome()

    def run(self, count: int) -> Outcome:
        """Throw so many shots; a normal visitor comes in between, and in the end."""
        self._use_every_room()
        before = listing(self._folder)
        numbers = iter(range(count))
        with ThreadPoolExecutor(AT_ONCE) as throwers:
            for done in [throwers.submit(self._throw_all, numbers) for _ in range(AT_ONCE)]:
                done.result()
        self.visit()
        new = sorted(listing(self._folder) - before)
        self.outcome.faults += [f"a file in a strange place: {name}" for name in new]
        return self.outcome

    def _throw_all(self, numbers: Iterator[int]) -> None:
        while True:
            with self._lock:
                number = next(numbers, None)
                if number is None:
                    return
                shot = self._thrower.shot(number)
            self._throw(shot)
            if number % VISIT_EVERY == 0:
                self.visit()
                self.outcome.memory.append((number, memory_of(self._server.process.pid)))

    def _use_every_room(self) -> None:
        """So that every network is in memory, and what packages write when they are first used is written."""
        self.visit()
        honest = photo(random.Random(0))
        for name in ("dog_points", "try_on", "dance_beats", "dance"):
            takes = FILE_CALLS[name]
            words = ("a person spins", 2, "", 0, None) if name == "dance" else ("",) * len(takes)
            self._called(
                Shot("", "POST", f"{API}/call/{name}", files=(honest,) * takes.count("F"), takes=takes, parts=words)
            )

    def visit(self) -> None:
        """A normal visitor draws a shoe, and gets a picture."""
        begin = time.monotonic()
        call = {"visitor": f"a-normal-visitor-{threading.get_ident()}", "world": "shoes", "seed": 1, "drawing": DRAWING}
        body = {
            "data": call,
            "component_id": self._plan.components["sketch"],
            "session_hash": "normal",
            "fn_name": "paint",
        }
        answer: dict[str, Any] = {}
        for _ in range(20):
            try:  # on a line of its own, as somebody who comes anew
                answer = httpx.post(f"{self._server.url}{API}/component_server/", json=body, timeout=PATIENCE).json()
            except httpx.TransportError as problem:
                answer = {"error": str(problem)}
            if answer.get("error") != "busy":
                break
            time.sleep(0.5)
        if "picture" not in answer:
            self.outcome.faults.append(f"a normal visitor got {str(answer)[:200]}")
        self.outcome.slowest = max(self.outcome.slowest, time.monotonic() - begin)

    def _throw(self, shot: Shot) -> None:
        try:
            status, text = self._raw(shot) if shot.raw or shot.leave is not None else self._answered(shot)
        except httpx.ReadTimeout:
            status, text = NO_ANSWER, "TIMEOUT"
        except (httpx.TransportError, httpx.InvalidURL, ValueError):  # hung up on, or not even sent
            status, text = NO_ANSWER, ""
        with self._lock:
            self.outcome.answers[shot.kind, status] += 1
            where = f"{shot.kind}: {shot.method} {shot.path[:150]} {shot.body[:300]!r}"
            if status >= 500 and status != BUSY:
                self.outcome.faults.append(f"status {status} for {where}")
            if text == "TIMEOUT":
                self.outcome.faults.append(f"no answer in {PATIENCE} s for {where}")
            if found := LEAKS.search(text):
                self.outcome.faults.append(f"{found[0]!r} in the answer to {where}")

    def _answered(self, shot: Shot) -> tuple[int, str]:
        if shot.takes or shot.parts:
            return self._called(shot)
        url = self._server.url + shot.path
        with self._http.stream(shot.method, url, headers=shot.headers, content=shot.body) as answer:
            return answer.status_code, read(answer)

    def _called(self, shot: Shot) -> tuple[int, str]:
        """Bring the files, call by name, and wait for what comes of it."""
        places = [self._brought(data) for data in shot.files]
        left = iter(places)
        data = [next(left) if kind == "F" else part for kind, part in zip(shot.takes, shot.parts, strict=True)]
        begun = self._http.post(shot.path, content=dumps({"data": data}), headers={"content-type": "application/json"})
        if begun.status_code != 200:
            return begun.status_code, begun.text
        with self._http.stream("GET", f"{shot.path}/{begun.json()['event_id']}") as answer:
            return answer.status_code, read(answer, most=2_000_000)

    def _brought(self, data: bytes) -> dict[str, Any]:
        answer = self._http.post(f"{API}/upload", content=upload(data), headers=FORM)
        return {"path": answer.json()[0], "meta": {"_type": "gradio.FileData"}}

    def _raw(self, shot: Shot) -> tuple[int, str]:
        """Bytes on the bare socket, and what comes back at once."""
        address = urlsplit(self._server.url)
        data = shot.raw
        if not data:
            names = {"Host": address.netloc, "Content-Length": str(len(shot.body))} | shot.headers
            head = "".join(f"{name}: {text}\r\n" for name, text in names.items())
            data = f"{shot.method} {shot.path} HTTP/1.1\r\n{head}\r\n".encode() + shot.body[: shot.leave]
        with socket.create_connection((str(address.hostname), address.port or 80), timeout=PATIENCE) as line:
            line.settimeout(1.0)
            try:
                line.sendall(data)
                text = line.recv(20_000).decode("latin-1")
            except OSError:
                return NO_ANSWER, ""
        found = re.match(r"HTTP/1\.1 (\d+)", text)
        return int(found[1]) if found else NO_ANSWER, text


def read(answer: httpx.Response, most: int = 200_000) -> str:
    """The beginning of an answer; a stream without end is left."""
    parts, size = [], 0
    for part in answer.iter_text():
        parts.append(part)
        size += len(part)
        if size > most or "ALIVE" in part:
            break
    return "".join(parts)


def dumps(body: Any) -> bytes:
    """JSON, with what is none."""
    return json.dumps(body).encode()


def listing(folder: Path) -> set[str]:
    """Every file outside of where visitors' files may lie: beside the cache, and what the program serves."""
    own = {str(path) for path in folder.rglob("*") if "five-doors-" not in str(path)}
    house = {f"{path} {path.stat().st_size}" for name in ("assets", "weights") for path in (ROOT / name).rglob("*.*s")}
    return own | house


def memory_of(process: int) -> int:
    """Bytes of the server and its children."""
    top = psutil.Process(process)
    return sum(one.memory_info().rss for one in [top, *top.children(recursive=True)])


def table(outcome: Outcome) -> Iterator[str]:
    """Kinds against statuses."""
    kinds = sorted({kind for kind, _ in outcome.answers})
    statuses = sorted({status for _, status in outcome.answers})
    yield (
        "| kind | " + " | ".join("cut off" if status == NO_ANSWER else str(status) for status in statuses) + " | all |"
    )
    yield "|---" * (len(statuses) + 2) + "|"
    for kind in kinds:
        row = [outcome.answers[kind, status] for status in statuses]
        yield f"| {kind} | " + " | ".join(str(count or "") for count in row) + f" | {sum(row)} |"
