"""Whether the visitor who asked is still there: others wait while something is made for one who left."""

from __future__ import annotations

from anyio import from_thread
from gradio.context import LocalContext


def has_left() -> bool:
    """Whether the connection is closed on which the page called the server function that runs in this thread.

    Events of Gradio's queue are ended by Gradio itself, and what runs outside of a call has nobody who could leave.
    """
    request = LocalContext.request.get(None)
    if request is None or LocalContext.event_id.get(None) is not None:
        return False
    return from_thread.run(request.is_disconnected)
