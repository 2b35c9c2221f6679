"""A connection that asks nothing is closed: uvicorn by itself waits for ever until a request's head is complete."""

from __future__ import annotations

import asyncio
from typing import Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_PATIENCE: Final = 15.0  # seconds


class PatientProtocol(H11Protocol):
    """uvicorn's own, with an end to its patience."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._calm_down()

    def _watch(self) -> None:
        if self.conn.their_state is not h11.IDLE:  # a request is here
            self._calm_down()
        elif self._late is None:
            self._late = self.loop.call_later(HEAD_PATIENCE, self.transport.close)

    def _calm_down(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None
