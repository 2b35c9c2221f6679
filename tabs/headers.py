"""What every answer tells the browser: what a page of this house may load, who may frame it, what it never asks for."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FILES: Final = "/gradio_api/file="
# Gradio writes its configuration and the scripts of `gr.HTML` into the page itself ('unsafe-inline') and makes
# functions of the text of `js_on_load` ('unsafe-eval'). All of both is the house's own; nothing comes from elsewhere.
# data: and blob: are painted pictures, the webcam's photos, and films and files that the page hands to the visitor.
PAGE_POLICY: Final = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' data: blob:; "
    "worker-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors "
)
FILE_POLICY: Final = "default-src 'none'; sandbox"  # a file that somebody brought is never a page
ALWAYS: Final = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    "cross-origin-opener-policy": "same-origin-allow-popups",
    "cross-origin-resource-policy": "same-origin",
}


class SafeHeaders:
    """ASGI middleware: adds the headers to every answer.

    Args:
        app: what answers.
        framed_by: the sites that may show the page in a frame, as a Content-Security-Policy writes them.
        visitors_files: the folder of visitors' files, which no browser shall keep.
    """

    def __init__(self, app: ASGIApp, framed_by: str, visitors_files: str) -> None:
        self.app = app
        self._page_policy, self._visitors_files = PAGE_POLICY + framed_by, visitors_files

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_file = FILES in scope["path"]

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(ALWAYS)
                headers["content-security-policy"] = FILE_POLICY if is_file else self._page_policy
                if is_file and self._visitors_files in scope["path"]:
                    headers["cache-control"] = "no-store"
            await send(message)

        await self.app(scope, receive, send_safely)
