"""Which of the server's doors are open to the street, and in what shape a call must come.

Gradio brings many more than this page needs: proxies, streams, recordings, an editor of code. A list of what is open
keeps shut what a later version adds. And Gradio takes the shape of a call for granted, so it is checked here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Final

import gradio as gr
from pydantic import BaseModel, Field, ValidationError
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tabs.words import error

LOOK: Final = frozenset({"GET", "HEAD", "OPTIONS"})
ASK: Final = frozenset({"POST", "OPTIONS"})
ANY: Final = LOOK | ASK | {"DELETE"}
NAME: Final = r"[A-Za-z0-9_-]{1,64}"
GRADIO: Final = "/gradio_api"
OPEN: Final = tuple(
    (methods, re.compile(path))
    for methods, path in (
        (
            LOOK,
            r"/|/(config|theme\.css|favicon\.ico|robots\.txt|manifest\.json|pwa_icon(/(192|512))?|health|metrics)/?",
        ),
        (LOOK, r"/(docs|openapi\.json)|/(assets|static|docs/parts)/.+"),
        (LOOK, rf"{GRADIO}/(info|openapi\.json|app_id|startup-events|queue/(data|status)|upload_progress)/?"),
        (LOOK, rf"{GRADIO}/heartbeat/{NAME}|{GRADIO}/call/(v2/)?{NAME}/{NAME}|{GRADIO}/file=(?!https?:).+"),
        (ASK, rf"{GRADIO}/(queue/join|component_server|call/(v2/)?{NAME}|upload|cancel|reset)/?"),
        (ANY, r"/api/training(/.*)?"),
        (ANY, rf"{GRADIO}/mcp(/.*)?"),  # 404 unless the host wants it
    )
)
CALL: Final = re.compile(rf"{GRADIO}/call/(?:v2/)?({NAME})/?")
LONGEST_PATH: Final = 1000
LONGEST_NAME: Final = 255  # bytes of a part of it, as file systems have it

Visit = Annotated[str, Field(pattern=rf"^{NAME}$")]


class Ask(BaseModel):
    """A call of one of the page's own server functions."""

    component_id: int
    fn_name: str
    session_hash: Visit
    data: Any


class Join(BaseModel):
    """A call that waits for its turn."""

    data: list[Any]
    fn_index: int
    session_hash: Visit
    event_data: Any = None
    trigger_id: int | None = None


class NamedCall(BaseModel):
    """A call by a name of the API."""

    data: list[Any]
    session_hash: Visit | None = None


class Cancel(BaseModel):
    """Somebody does not wait any more."""

    session_hash: Visit
    fn_index: int
    event_id: Visit


class Reset(BaseModel):
    """An older client's way to say so."""

    event_id: Visit


class Entrance:
    """ASGI middleware: answers 404 at a door that is shut, 400 to a call that nothing could answer.

    Args:
        app: the page and all else.
        page: whose functions there are.
        uploads: the folder where Gradio puts what visitors bring.
    """

    def __init__(self, app: ASGIApp, page: gr.Blocks, uploads: Path) -> None:
        self.app, self._page, self._uploads = app, page, uploads.resolve()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        odd = "\0" in path or max(map(len, path.encode().split(b"/"))) > LONGEST_NAME
        if odd or not any(scope["method"] in methods and where.fullmatch(path) for methods, where in OPEN):
            await answer(404, "not_here")(scope, receive, send)
        elif scope["method"] == "POST" and path.startswith(f"{GRADIO}/") and not path.startswith(f"{GRADIO}/upload"):
            await self._checked(path.removeprefix(GRADIO).rstrip("/"), scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _checked(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        body = await whole(receive)
        if body is None:  # the visitor left
            return
        try:
            found = self._is_known(path, body)
        except ValidationError:
            found = False
        if not found:
            await answer(400, "call_odd")(scope, receive, send)
            return
        told = False

        async def again() -> Message:
            nonlocal told
            if told:
                return await receive()
            told = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self.app(scope, again, send)

    def _is_known(self, path: str, body: bytes) -> bool:
        """Whether there is what is called, and it comes in a shape that Gradio expects. Raises what pydantic does."""
        if path == "/component_server":
            ask = Ask.model_validate_json(body)
            function = getattr(self._page.blocks.get(ask.component_id), ask.fn_name, None)
            return getattr(function, "_is_server_fn", False) is True
        if path == "/queue/join":
            join = Join.model_validate_json(body)
            return join.fn_index in self._page.fns and self._are_own_files([join.data, join.event_data])
        if path == "/cancel":
            return Cancel.model_validate_json(body).fn_index in self._page.fns
        if path == "/reset":
            return Reset.model_validate_json(body).event_id != ""
        name = CALL.fullmatch(GRADIO + path)
        if name is None:  # the language models' own protocol checks itself
            return True
        call = NamedCall.model_validate_json(body)
        known = {one.api_name for one in self._page.fns.values() if one.api_visibility != "private"}
        return name[1] in known and self._are_own_files(call.data)

    def _are_own_files(self, told: object) -> bool:
        """Whether every file in a call was uploaded: Gradio would hand over files of the program as well."""
        return all(self._is_upload(one["path"]) for one in dictionaries(told) if one.get("path") is not None)

    def _is_upload(self, path: object) -> bool:
        if not isinstance(path, str) or len(path) > LONGEST_PATH or "\0" in path:
            return False
        file = Path(path).resolve()
        return file.is_relative_to(self._uploads) and file.is_file()


async def whole(receive: Receive) -> bytes | None:
    """The body of a request; None where the visitor left before its end."""
    parts: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)


def dictionaries(told: object) -> Iterator[dict[Any, Any]]:
    """Every dictionary in what JSON can hold, however deep."""
    left = [told]
    while left:
        one = left.pop()
        if isinstance(one, dict):
            yield one
            left += one.values()
        elif isinstance(one, list):
            left += one


def answer(status: int, key: str) -> JSONResponse:
    """A refusal in one sentence."""
    problem = error(key)
    return JSONResponse({"error": problem.key, "detail": str(problem)}, status)
