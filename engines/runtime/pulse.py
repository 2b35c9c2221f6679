"""How long a page's event loop is held up: while it is, nobody's request moves."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

BEAT: Final = 0.02  # seconds from one beat to the next
WINDOW: Final = 60.0  # seconds that are remembered


class Pulse:
    """Beats in an event loop, and remembers how late each beat came.

    Example:
        async with pulse.beating():
            await serve()
        pulse.longest()  # meanwhile, from any thread
    """

    def __init__(self) -> None:
        self._late: deque[tuple[float, float]] = deque(maxlen=round(WINDOW / BEAT))  # when, and seconds

    @asynccontextmanager
    async def beating(self) -> AsyncIterator[None]:
        """Beat in the running loop while the block runs."""
        task = asyncio.create_task(self._beat())
        yield
        task.cancel()

    async def _beat(self) -> None:
        while True:
            due = time.monotonic() + BEAT
            await asyncio.sleep(BEAT)
            now = time.monotonic()
            self._late.append((now, now - due))

    def longest(self) -> float:
        """Seconds of the longest block in the last minute; 0 where nothing beats."""
        since = time.monotonic() - WINDOW
        return max((late for when, late in self._late.copy() if when > since), default=0.0)
