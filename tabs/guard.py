"""What stands between strangers and the painters: who may pass, and how much they may carry.

Gradio's server functions bypass its queue, so the page keeps its own order.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tabs.presence import has_left
from tabs.words import error

PICTURE_URL = re.compile(r"data:image/[a-z0-9.+-]{1,40};base64,", re.IGNORECASE)
UPLOAD = "/gradio_api/upload"
TELL = 2.0  # seconds of waiting after which visitors hear how many come before them
MISSED = 0.3  # seconds of waiting in which hardly anybody leaves
BODY_PATIENCE = 30.0  # seconds for a request's body, and so many more as it takes ...
SLOWEST = 5_000  # ... at this many bytes a second


@dataclass(eq=False)
class Caller:
    """A call of a visitor, in the line or inside."""

    visitor: str


class Gate:
    """Lets `at_once` calls pass together, one a visitor, in the order in which they came.

    A visitor has one place in the line: a new call takes the place of an older one that still waits there.
    """

    def __init__(self, at_once: int, waiting: int, patience: float) -> None:
        self._at_once, self._waiting, self._patience = at_once, waiting, patience
        self._changed = threading.Condition()
        self._line: list[Caller] = []
        self._inside: list[Caller] = []

    @contextmanager
    def enter(self, visitor: str) -> Iterator[None]:
        """Hold a place while the `with` block runs.

        Raises `InputError` "busy" when the line is full, when no place became free within the patience, when a newer
        call of this visitor came, or when the visitor left.
        """
        with self.turn(visitor) as before:
            for _ in before:
                pass
            yield

    @contextmanager
    def turn(self, visitor: str) -> Iterator[Iterator[int]]:
        """Stand in the line while the `with` block runs, and inside as soon as the iterator has ended.

        Every two seconds it tells how many come before this visitor. Raises as `enter`.
        """
        caller = Caller(visitor)
        with self._changed:
            self._join(caller)
        try:
            yield self._wait(caller)
        finally:
            with self._changed:
                self._line = [one for one in self._line if one is not caller]
                self._inside = [one for one in self._inside if one is not caller]
                self._changed.notify_all()

    def _join(self, caller: Caller) -> None:
        for place, one in enumerate(self._line):
            if one.visitor == caller.visitor:
                self._line[place] = caller
                self._changed.notify_all()
                return
        if len(self._inside) >= self._at_once and len(self._line) >= self._waiting:
            raise error("busy")
        self._line.append(caller)

    def _wait(self, caller: Caller) -> Iterator[int]:
        ending = time.monotonic() + self._patience
        while True:
            with self._changed:
                begun = time.monotonic()
                self._changed.wait_for(lambda: self._is_decided(caller), min(TELL, ending - begun))
                if self._is_next(caller):
                    self._line.remove(caller)
                    self._inside.append(caller)
                    self._changed.notify_all()
                    break
                if caller not in self._line or time.monotonic() >= ending:
                    raise error("busy")
                before = len(self._inside) + self._line.index(caller)
            if has_left():
                raise error("busy")
            yield before
        if time.monotonic() - begun > MISSED and has_left():
            raise error("busy")

    def _is_decided(self, caller: Caller) -> bool:
        return caller not in self._line or self._is_next(caller)

    def _is_next(self, caller: Caller) -> bool:
        visitors = {one.visitor for one in self._inside}
        first = next((one for one in self._line if one.visitor not in visitors), None)
        return first is caller and len(self._inside) < self._at_once


def picture_bytes(url: object, max_bytes: int, too_heavy: str) -> bytes:
    """The file inside a `data:image/...;base64,` address.

    Raises `InputError`: `picture_unreadable` for anything else, `too_heavy` (a key) before decoding too much.
    """
    head = PICTURE_URL.match(url) if isinstance(url, str) else None
    if not isinstance(url, str) or head is None:
        raise error("picture_unreadable")
    if (len(url) - head.end()) * 3 // 4 > max_bytes + 2:  # base64 pads by up to two bytes
        raise error(too_heavy)
    try:
        return base64.b64decode(url[head.end() :], validate=True)
    except (binascii.Error, ValueError) as problem:
        raise error("picture_unreadable") from problem


class BodyLimit:
    """ASGI middleware: a request whose body is larger than `max_bytes` is answered 413 before it is read.

    A body that dawdles ends the connection as if the visitor had left, and so does one that is larger than it
    announced.

    Args:
        app: what answers.
        max_bytes: of a body.
        hosts_bytes: of what the host uploads, which goes to the disk and not into memory; where that is more.
        is_host: tells who the host is.
    """

    def __init__(
        self, app: ASGIApp, max_bytes: int, hosts_bytes: int = 0, is_host: Callable[[Scope], bool] = lambda _: False
    ) -> None:
        self.app, self.max_bytes, self.hosts_bytes, self._is_host = app, max_bytes, hosts_bytes, is_host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self.max_bytes
        if self.hosts_bytes > limit and scope["path"].endswith(UPLOAD) and self._is_host(scope):
            limit = self.hosts_bytes
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) > limit:
            await send({"type": "http.response.start", "status": 413, "headers": [(b"connection", b"close")]})
            await send({"type": "http.response.body", "body": b"The request is too large."})
            return
        read, whole, begun = 0, False, time.monotonic()

        async def counted() -> Message:
            nonlocal read, whole
            if whole:  # then this waits for the visitor to leave
                return await receive()
            ending = begun + BODY_PATIENCE + read / SLOWEST
            try:
                message = await asyncio.wait_for(receive(), ending - time.monotonic())
            except TimeoutError:
                return {"type": "http.disconnect"}
            read += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            return {"type": "http.disconnect"} if read > limit else message

        await self.app(scope, counted, send)
