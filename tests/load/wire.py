"""An open page as the server sees it: the requests that Gradio's own script sends for it."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
from gradio_client.utils import apply_diff

Answer = dict[str, Any]

API = "/gradio_api"
PATIENCE = 120.0  # seconds until a page gives a call up
BUSY = 503  # Gradio's own queue is full
# A function of each room's page that no other room has, and so tells which component the room is.
MARKS = {"sketch": "paint", "dogs": "compare", "tryon": "see_garment", "dance": "hear", "training": "news"}


@dataclass(frozen=True)
class Plan:
    """Where the rooms are: the number of each one's component, and of the event that it submits."""

    components: dict[str, int]
    submits: dict[str, int]


async def read_plan(url: str) -> Plan:
    """What the page reads when it opens."""
    async with httpx.AsyncClient(base_url=url, timeout=PATIENCE) as http:
        config = (await http.get("/config")).json()
    offered = {part["id"]: part["props"].get("server_fns") or () for part in config["components"]}
    components = {room: one for room, mark in MARKS.items() for one, names in offered.items() if mark in names}
    rooms = {one: room for room, one in components.items()}
    submits = {
        rooms[target]: event["id"]
        for event in config["dependencies"]
        for target, kind in event["targets"]
        if kind == "submit" and target in rooms
    }
    return Plan(components, submits)


class Wire:
    """One open page.

    Args:
        url: of the server.
        plan: of its rooms.
        chance: gives the page its names.
    """

    def __init__(self, url: str, plan: Plan, chance: random.Random) -> None:
        self._plan = plan
        self._http = httpx.AsyncClient(base_url=url, timeout=PATIENCE)
        self._session = f"{chance.getrandbits(48):012x}"
        self._visitor = f"{chance.getrandbits(64):016x}"
        self._alive: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Read the page, and keep it open."""
        _checked(await self._http.get("/"))
        self._alive = asyncio.create_task(self._stay())

    async def close(self) -> None:
        """Leave: every connection is dropped."""
        if self._alive:
            self._alive.cancel()
        await self._http.aclose()

    async def get(self, path: str) -> Any:
        """A call by REST."""
        return _checked(await self._http.get(path)).json()

    async def ask(self, room: str, name: str, **parts: Any) -> Answer:
        """One of the page's own functions."""
        body = {
            "session_hash": self._session,
            "component_id": self._plan.components[room],
            "fn_name": name,
            "data": {"visitor": self._visitor, **parts},
        }
        answer: Answer = _checked(await self._http.post(f"{API}/component_server", json=body)).json()
        return answer

    async def submit(self, room: str, number: int, **parts: Any) -> AsyncIterator[Answer]:
        """A wish that goes through the queue: the answers to it, one after the other."""
        body = {
            "data": [],
            "event_data": {"visitor": self._visitor, "number": number, **parts},
            "fn_index": self._plan.submits[room],
            "session_hash": self._session,
            "trigger_id": self._plan.components[room],
        }
        joined = await self._http.post(f"{API}/queue/join", json=body)
        if joined.status_code == BUSY:
            yield {"number": number, "error": "busy"}
            return
        _checked(joined)
        told: Any = None
        async for message in self._events(f"{API}/queue/data", session_hash=self._session):
            if message["msg"] == "process_generating" and message["success"]:
                (sent,) = message["output"]["data"]
                told = sent if told is None else apply_diff(told, sent)
                yield told
            elif message["msg"] == "process_completed" and not message["success"]:
                raise Broken(f"{room}: {message['output']}")

    async def _events(self, path: str, **parameters: str) -> AsyncIterator[dict[str, Any]]:
        async with self._http.stream("GET", path, params=parameters) as stream:
            _checked(stream)
            async for line in stream.aiter_lines():
                if line.startswith("data:"):
                    yield json.loads(line.removeprefix("data:"))

    async def named(self, name: str, data: list[Any]) -> Any:
        """A call of the API by its name: what it answers in the end."""
        joined = await self._http.post(f"{API}/call/{name}", json={"data": data, "session_hash": f"{self._session}x"})
        if joined.status_code == BUSY:
            return {"error": "busy"}
        event, last = _checked(joined).json()["event_id"], None
        async with self._http.stream("GET", f"{API}/call/{name}/{event}") as stream:
            _checked(stream)
            kind = ""
            async for line in stream.aiter_lines():
                if line.startswith("event:"):
                    kind = line.removeprefix("event:").strip()
                elif line.startswith("data:") and kind in ("generating", "complete"):
                    last = json.loads(line.removeprefix("data:")) or last
                elif line.startswith("data:") and kind == "error":
                    told = json.loads(line.removeprefix("data:")) or {}
                    return {"error": told.get("title", "failed")}
        return last

    async def file(self, path: str) -> bytes:
        """A file that an answer named."""
        return _checked(await self._http.get(f"{API}/file={path}")).content

    async def _stay(self) -> None:
        async with self._http.stream("GET", f"{API}/heartbeat/{self._session}", timeout=None) as stream:
            async for _ in stream.aiter_lines():
                pass


class Broken(Exception):
    """The server did what it never may."""


def _checked(answer: httpx.Response) -> httpx.Response:
    if answer.status_code >= 400:
        raise Broken(f"{answer.request.url.path}: {answer.status_code}")
    return answer
