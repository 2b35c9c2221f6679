"""A server that closes: real requests to a real uvicorn, in every state that one can be in."""

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Route

from tabs.farewell import Farewell

PATIENCE = 20.0  # seconds; what a test waits for comes at once or not at all


@dataclass
class House:
    """A running server, and what its visitors wait for."""

    farewell: Farewell
    url: str
    arrived: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    finish: asyncio.Event = field(default_factory=asyncio.Event)


@pytest.fixture
def house() -> Iterator[House]:
    async def paint(_: Request) -> PlainTextResponse:
        built.arrived.release()
        await built.finish.wait()
        return PlainTextResponse("painted")

    async def listen(_: Request) -> StreamingResponse:
        async def beats() -> AsyncIterator[str]:
            yield "beat"
            built.arrived.release()
            await asyncio.Event().wait()

        return StreamingResponse(beats())

    routes = [
        Route("/paint", paint),
        Route("/gradio_api/heartbeat/me", listen),
        Route("/gradio_api/queue/data", listen),
    ]
    farewell = Farewell(Starlette(routes=[*routes, Route("/gradio_api/component_server/", paint, methods=["POST"])]))
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        built = House(farewell, f"http://127.0.0.1:{line.getsockname()[1]}")
        server = uvicorn.Server(uvicorn.Config(farewell, log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [line]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield built
        server.should_exit = True
        thread.join(PATIENCE)


@pytest.fixture
def visitors() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


def test_nothing_in_hand_is_no_wait(house: House):
    assert httpx.get(f"{house.url}/nowhere").status_code == 404
    house.farewell.say(grace=PATIENCE)
    late = httpx.get(f"{house.url}/paint")
    assert (late.status_code, late.json()["error"], late.headers["retry-after"]) == (503, "closing", "30")


def test_a_server_that_nobody_asked_closes():
    Farewell(Starlette()).say(grace=PATIENCE)


def test_what_is_in_hand_is_finished_and_listeners_do_not_hold_it_up(house: House, visitors: ThreadPoolExecutor):
    painting = visitors.submit(httpx.get, f"{house.url}/paint", timeout=PATIENCE)
    listening = visitors.submit(httpx.get, f"{house.url}/gradio_api/heartbeat/me", timeout=PATIENCE)
    assert house.arrived.acquire(timeout=PATIENCE)
    assert house.arrived.acquire(timeout=PATIENCE)
    closing = visitors.submit(house.farewell.say, PATIENCE)
    assert listening.result(PATIENCE).text == "beat"  # a whole answer, not a broken line
    assert not closing.done()
    assert house.farewell._loop is not None
    house.farewell._loop.call_soon_threadsafe(house.finish.set)
    assert painting.result(PATIENCE).text == "painted"
    closing.result(PATIENCE)


def test_what_takes_too_long_hears_that_the_house_closes(house: House, visitors: ThreadPoolExecutor):
    painting = visitors.submit(httpx.get, f"{house.url}/paint", timeout=PATIENCE)
    room = visitors.submit(httpx.post, f"{house.url}/gradio_api/component_server/", timeout=PATIENCE)
    waiting = visitors.submit(httpx.get, f"{house.url}/gradio_api/queue/data", timeout=PATIENCE)
    for _ in range(3):
        assert house.arrived.acquire(timeout=PATIENCE)
    house.farewell.say(grace=0.1)
    assert (painting.result(PATIENCE).status_code, painting.result().json()["error"]) == (503, "closing")
    assert (room.result(PATIENCE).status_code, room.result().json()["error"]) == (
        200,
        "closing",
    )  # a room shows its word
    assert waiting.result(PATIENCE).text == "beat"
