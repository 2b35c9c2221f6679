"""The page as an app that tablets and phones can install.

Gradio's own manifest names its icons from the root of the address, where a page below a path has none; this one names
all from where the page is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse
from starlette.routing import Route

from tabs.theme import ASSETS, PAPER
from tabs.words import WORDS

ICONS: Final = {size: ASSETS / "icons" / f"{size}.png" for size in (192, 512)}
HEAD: Final = (
    "<script>document.querySelector('link[rel=manifest]').href = 'manifest.json'</script>"
    f'<link rel="apple-touch-icon" href="pwa_icon/192"><meta name="theme-color" content="{PAPER}">'
)


def manifest() -> dict[str, Any]:
    """What a tablet asks before it offers to install the page."""
    icons = [
        {"src": f"pwa_icon/{size}", "sizes": f"{size}x{size}", "type": "image/png", "purpose": "any maskable"}
        for size in ICONS
    ]
    return {
        "name": " · ".join(WORDS["title"]), "short_name": WORDS["title"][0], "description": WORDS["sketch_headline"][0],
        "id": "./", "start_url": "./", "scope": "./", "display": "standalone",
        "background_color": PAPER, "theme_color": PAPER, "icons": icons,
    }  # fmt: skip


def manifest_routes() -> list[Route]:
    """The manifest and its icons, for the page's own server."""

    def told(_: Request) -> JSONResponse:
        return JSONResponse(manifest(), media_type="application/manifest+json")

    return [Route("/manifest.json", told), *(Route(f"/pwa_icon/{size}", _icon(size)) for size in ICONS)]


def _icon(size: int) -> Callable[[Request], FileResponse]:
    def icon(_: Request) -> FileResponse:
        return FileResponse(ICONS[size])

    return icon
