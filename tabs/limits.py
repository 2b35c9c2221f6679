"""How much one address may ask for: requests a minute, bytes an hour, open connections.

Generous on purpose: a school class sits behind one address. Whoever asks for more hears when to come back.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Final

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tabs.words import error

MOST_ADDRESSES: Final = 10_000  # remembered; who was quiet for longest is forgotten first
NETWORK: Final = 64  # bits of an IPv6 address that one household or school has
MINUTE, HOUR = 60.0, 3600.0


@dataclass(frozen=True)
class Allowance:
    """What one address may take."""

    requests_a_minute: int
    bytes_an_hour: int
    connections: int  # open at the same time


class Bucket:
    """Fills with time, empties with use; a big drink may leave it below empty.

    Args:
        size: what it holds, full.
        seconds: in which it fills.
        now: of a steady clock.
    """

    def __init__(self, size: int, seconds: float, now: float) -> None:
        self._size, self._rate = size, size / seconds
        self._level, self._at = float(size), now

    def wait(self, now: float) -> float:
        """Seconds until one can drink from it; 0 for now."""
        self._level, self._at = min(self._size, self._level + (now - self._at) * self._rate), now
        return max(0.0, 1.0 - self._level) / self._rate

    def drink(self, amount: int) -> None:
        """Take from it."""
        self._level -= amount


class Guest:
    """What an address has taken."""

    def __init__(self, allowance: Allowance, now: float) -> None:
        self.requests = Bucket(allowance.requests_a_minute, MINUTE, now)
        self.bytes = Bucket(allowance.bytes_an_hour, HOUR, now)
        self.connections = 0


class Limits:
    """ASGI middleware: answers 429 to an address that takes more than it may.

    Args:
        app: what answers everybody else.
        allowance: of each address.
        clock: seconds that never jump.
    """

    def __init__(self, app: ASGIApp, allowance: Allowance, clock: Callable[[], float] = time.monotonic) -> None:
        self.app, self._allowance, self._clock = app, allowance, clock
        self._guests: OrderedDict[str, Guest] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        guest = self._guest(network_of(scope["client"][0] if scope["client"] else ""))
        now = self._clock()
        wait = max(guest.requests.wait(now), guest.bytes.wait(now))
        if wait or guest.connections >= self._allowance.connections:
            await too_many(wait)(scope, receive, send)
            return
        guest.requests.drink(1)

        async def counted() -> Message:
            message = await receive()
            guest.bytes.drink(len(message.get("body", b"")))
            return message

        guest.connections += 1
        try:
            await self.app(scope, counted, send)
        finally:
            guest.connections -= 1

    def _guest(self, network: str) -> Guest:
        guest = self._guests.pop(network, None) or Guest(self._allowance, self._clock())
        self._guests[network] = guest
        if len(self._guests) > MOST_ADDRESSES:
            self._guests.popitem(last=False)
        return guest


def network_of(address: str) -> str:
    """The address, or what one household has of the sixth version's."""
    try:
        known = ip_address(address)
    except ValueError:  # a socket in the file system has none
        return address
    if isinstance(known, IPv6Address):
        return str(known.ipv4_mapped or int(known) >> (128 - NETWORK))
    return address


def too_many(wait: float) -> JSONResponse:
    """The answer to who asks too much, and after how many seconds the next question is welcome."""
    problem = error("too_many")
    seconds = str(max(1, math.ceil(wait)))
    return JSONResponse({"error": problem.key, "detail": str(problem)}, 429, {"retry-after": seconds})
