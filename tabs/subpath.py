"""A page that a proxy shows below a path of its own, such as /doors."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send


class SubPath:
    """ASGI middleware: requests arrive with the path `below` in front, whether the proxy left it in or took it off."""

    def __init__(self, app: ASGIApp, below: str) -> None:
        self.app, self.below = app, below

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        if path != self.below and not path.startswith(f"{self.below}/"):
            path = self.below + path
        await self.app({**scope, "path": path, "root_path": self.below}, receive, send)
