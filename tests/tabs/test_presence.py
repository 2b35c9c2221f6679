"""Who closed the connection is known; who waits for an event of the queue, or calls from nowhere, is there."""

import anyio.to_thread
import pytest
from gradio.context import LocalContext
from starlette.requests import Request
from starlette.types import Message

from tabs.presence import has_left
from tests.loops import run_apart


@pytest.mark.parametrize(("message", "left"), [("http.disconnect", True), ("http.request", False)])
def test_a_closed_connection_is_noticed(message: str, left: bool):
    async def receive() -> Message:
        return {"type": message}

    async def ask(event: str | None) -> bool:
        LocalContext.request.set(Request({"type": "http"}, receive))
        LocalContext.event_id.set(event)
        return await anyio.to_thread.run_sync(has_left)

    assert run_apart(ask(None)) is left
    assert run_apart(ask("an event")) is False


def test_outside_of_a_call_nobody_leaves():
    assert has_left() is False
