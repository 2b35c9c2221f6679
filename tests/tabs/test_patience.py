"""A connection on which no request ever becomes whole is closed; one that waits for an answer is not."""

import asyncio
import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from tabs.patience import PatientProtocol
from tests.browser.server import free_port

PATIENCE = 0.3  # seconds, here
SLOW = 3 * PATIENCE


async def slow(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "http":
        await asyncio.sleep(SLOW)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr("tabs.patience.HEAD_PATIENCE", PATIENCE)
    number = free_port()
    config = uvicorn.Config(slow, port=number, http=PatientProtocol, log_level="error", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        pass
    yield number
    server.should_exit = True
    thread.join()


@pytest.mark.parametrize("begun", [b"", b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: "])
def test_half_a_head_is_given_up(port: int, begun: bytes):
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(begun)
        assert line.recv(100) == b""


def test_a_slow_answer_comes(port: int):
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        with line.makefile("rb") as answer:
            assert answer.read().endswith(b"ok")
