"""What stands between strangers and the painters: who may pass, and how much they may carry.

Gradio's server functions bypass its queue, so the page keeps its own order.
"""

from __future__ import annotations

import base64
import binascii
import re
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tabs.words import error

PICTURE_URL = re.compile(r"data:image/[a-z0-9.+-]{1,40};base64,", re.IGNORECASE)
UPLOAD = "/gradio_api/upload"


class Gate:
    """Lets `at_once` calls pass together, one a visitor, in the order in which they came."""

    def __init__(self, at_once: int, waiting: int, patience: float) -> None:
        self._at_once, self._waiting, self._patience = at_once, waiting, patience
        self._changed = threading.Condition()
        self._line: deque[str] = deque()
        self._inside: set[str] = set()

    @contextmanager
    def enter(self, visitor: str) -> Iterator[None]:
        """Hold a place while the `with` block runs.

        Raises `InputError` "busy" when this visitor already has a call, when the line is full, or when no place
        became free within the patience.
        """
        with self._changed:
            self._join(visitor)
            try:
                free = self._changed.wait_for(lambda: self._is_next(visitor), self._patience)
            finally:
                self._line.remove(visitor)
                self._changed.notify_all()
            if not free:
                raise error("busy")
            self._inside.add(visitor)
        try:
            yield
        finally:
            with self._changed:
                self._inside.remove(visitor)
                self._changed.notify_all()

    def _join(self, visitor: str) -> None:
        full = len(self._inside) >= self._at_once and len(self._line) >= self._waiting
        if full or visitor in self._inside or visitor in self._line:
            raise error("busy")
        self._line.append(visitor)

    def _is_next(self, visitor: str) -> bool:
        return self._line[0] == visitor and len(self._inside) < self._at_once


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

    Gradio's upload, which goes to the disk and not into memory, may carry `upload_bytes` where that is more.
    """

    def __init__(self, app: ASGIApp, max_bytes: int, upload_bytes: int = 0) -> None:
        self.app, self.max_bytes, self.upload_bytes = app, max_bytes, upload_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = max(self.max_bytes, self.upload_bytes if scope["path"] == UPLOAD else 0)
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) > limit:
            await send({"type": "http.response.start", "status": 413, "headers": [(b"connection", b"close")]})
            await send({"type": "http.response.body", "body": b"The request is too large."})
            return
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            # A body without an announced length ends the connection as if the visitor had left.
            return {"type": "http.disconnect"} if read > limit else message

        await self.app(scope, counted, send)
