"""How the server closes: what is in hand is finished, listeners are let go, who comes now hears that it closes."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import Any, Final

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tabs.words import error

GRACE: Final = 5.0  # seconds that what is in hand may still take
AGAIN: Final = 0.2  # seconds between two requests to listeners to let go
LAST_WORDS: Final = 1.0  # seconds to tell those whose answer did not come in time
# An open page asks nothing through the first; the second are the events of a training, which goes on without a server.
LISTENERS: Final = ("/gradio_api/heartbeat/", "/events")
PAGE_CALL: Final = "/component_server"  # a room reads the key of an error out of the answer
RETRY: Final = "30"  # seconds


class Farewell:
    """ASGI, around the whole server.

    Example:
        farewell = Farewell(server)
        threading.Thread(target=uvicorn.Server(uvicorn.Config(farewell)).run, daemon=True).start()
        farewell.say()  # from another thread; then the program can end
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._closing = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._in_hand: dict[asyncio.Task[Any], bool] = {}  # whether it only listens
        self._empty = threading.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._loop = asyncio.get_running_loop()
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if self._closing.is_set():
            await closed(scope["path"])(scope, receive, send)
            return
        begun = asyncio.Event()

        async def noted(message: Message) -> None:
            begun.set()
            await send(message)

        task = asyncio.current_task()
        assert task is not None  # for the type checker: each request is a task of its own
        self._in_hand[task] = any(where in scope["path"] for where in LISTENERS)
        try:
            await self.app(scope, receive, noted)
        except asyncio.CancelledError:
            if not self._closing.is_set():
                raise
            if begun.is_set():
                await send({"type": "http.response.body", "body": b""})
            else:
                await closed(scope["path"])(scope, receive, send)
        finally:
            del self._in_hand[task]
            self._look()

    def say(self, grace: float = GRACE) -> None:
        """Close; returns when nothing is in hand any more, at the latest after the grace and the last words."""
        if self._loop is None:  # it never began
            return
        self._loop.call_soon_threadsafe(self._close)
        end = time.monotonic() + grace
        while not self._empty.wait(AGAIN) and time.monotonic() < end:
            self._loop.call_soon_threadsafe(self._let_go, True)  # one that was about to send something did not hear it
        if not self._empty.is_set():
            self._loop.call_soon_threadsafe(self._let_go, False)
            self._empty.wait(LAST_WORDS)

    def _close(self) -> None:
        self._closing.set()
        self._let_go(True)
        self._look()

    def _let_go(self, listeners_only: bool) -> None:
        for task, listens in self._in_hand.items():
            if listens or not listeners_only:
                task.cancel()

    def _look(self) -> None:
        if self._closing.is_set() and not self._in_hand:
            self._empty.set()


def closed(path: str) -> JSONResponse:
    """What somebody hears who is too late."""
    problem = error("closing")
    status = 200 if PAGE_CALL in path else 503
    return JSONResponse({"error": problem.key, "detail": str(problem)}, status, {"Retry-After": RETRY})
