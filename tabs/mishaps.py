"""What goes wrong in Gradio's own calls and is nobody's mistake: by itself Gradio would answer that it broke."""

from __future__ import annotations

import errno
from collections.abc import Callable
from typing import Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from tabs.entrance import answer

FULL: Final = (errno.ENOSPC, errno.EDQUOT)


def no_room(_: Request, problem: Exception) -> Response:
    """The answer to a call for which the disk was too full; any other error goes on."""
    if isinstance(problem, OSError) and problem.errno in FULL:
        return answer(507, "no_room")
    raise problem


def nobody_there(_: Request, __: Exception) -> Response:
    """The answer to who left in the middle of an upload, which nobody reads."""
    return Response(status_code=400)


HANDLERS: Final[dict[type[Exception], Callable[[Request, Exception], Response]]] = {
    OSError: no_room,
    ClientDisconnect: nobody_there,
}
