"""The page and the REST API as one program, and its server."""

from __future__ import annotations

import sys
import threading
from typing import Final

import gradio as gr
import uvicorn
from fastapi import FastAPI, Request
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from starlette.types import ASGIApp
from swagger_ui_bundle import swagger_ui_path

from engines.training.api import add_training
from settings import Settings
from tabs.entrance import Entrance
from tabs.guard import BodyLimit
from tabs.headers import SafeHeaders
from tabs.limits import Allowance, Limits
from tabs.manifest import HEAD, manifest_routes
from tabs.metrics import metrics_route
from tabs.mishaps import HANDLERS
from tabs.patience import PatientProtocol
from tabs.rights import is_host
from tabs.shared import Shared
from tabs.subpath import SubPath
from tabs.theme import ASSETS, style, theme
from tabs.tools import offer_tools

SWAGGER: Final = "/docs/parts"
CONNECTIONS: Final = 2000  # open ones of everybody; more hear that it is busy
BACKLOG: Final = 100  # that wait to be let in; out of files, Python would try and complain as often as this at once
SESSIONS: Final = 1000  # visits remembered; what Gradio keeps of one is small, but its name is free to invent
# Seconds for which a working thread may keep Python to itself. The server's own thread, which moves everybody's
# requests, may have to wait for a turn of each of them.
TURN: Final = 0.001
UNREAD: Final = 500  # visits whose answers wait to be fetched; nobody need ever fetch them, and each may be a megabyte
LINES: Final = 10  # in which visitors wait, of all rooms together
OPENAPI: Final = "3.0.2"  # the newest that the bundled page of the documentation can read


def build_server(page: gr.Blocks, shared: Shared) -> FastAPI:
    """Return the page at `/`, the REST API below `/api` and its documentation at `/docs`."""
    settings = shared.settings
    server = FastAPI(
        title="Five Doors",
        docs_url=None,
        redoc_url=None,
        lifespan=lambda _: shared.monitor.pulse.beating(),
    )
    server.openapi_version = OPENAPI
    add_training(server, shared.training, shared.admission)
    _add_docs(server)
    largest = settings.request_bytes
    if settings.host_tools:
        server.router.routes.append(metrics_route(shared.monitor, shared.admission))
        largest = max(largest, settings.weights_bytes)
    if settings.pwa:
        server.router.routes.extend(manifest_routes())
    server.add_middleware(Entrance, page=page, uploads=settings.cache)
    server.add_middleware(
        BodyLimit,
        max_bytes=settings.request_bytes,
        hosts_bytes=largest,
        is_host=lambda scope: is_host(shared.admission, Request(scope)),
    )
    server.add_middleware(
        Limits,
        allowance=Allowance(settings.requests_a_minute, settings.received_bytes_an_hour, settings.connections),
    )
    server.add_middleware(SafeHeaders, framed_by=settings.framed_by, visitors_files=str(settings.cache))
    page.queue(max_size=settings.waiting + settings.painters)
    # More than the gates of a room let wait. `launch()` would set both; a mounted page has no argument for them.
    page.state_session_capacity = SESSIONS
    page._queue.pending_messages_per_session.max_size = UNREAD
    page.max_threads = page._queue.max_thread_count = LINES * (settings.waiting + settings.painters)
    gr.mount_gradio_app(
        server, page, "/", server_name=settings.host, server_port=settings.port, footer_links=[], run_history=False,
        favicon_path=str(ASSETS / "favicon.png"), show_error=False, max_file_size=largest, enable_monitoring=False,
        theme=theme(), css=style(), ssr_mode=False, root_path=settings.below or None, mcp_server=settings.mcp_server,
        head=HEAD if settings.pwa else None, app_kwargs={"exception_handlers": HANDLERS},
    )  # fmt: skip
    if settings.mcp_server:
        offer_tools(page, settings)
    if settings.below:
        server.add_middleware(SubPath, below=settings.below)
    return server


def serve(server: ASGIApp, settings: Settings) -> None:
    """Serve until the program is ended.

    In a thread beside the main one, where uvicorn would put its own answer to Ctrl-C in the place of the program's.
    """
    config = uvicorn.Config(
        server, settings.host, settings.port, log_level="warning", server_header=False,
        timeout_keep_alive=5, limit_concurrency=CONNECTIONS, backlog=BACKLOG, http=PatientProtocol, ws="none",
        proxy_headers=bool(settings.proxies), forwarded_allow_ips=settings.proxies,
    )  # fmt: skip
    sys.setswitchinterval(TURN)
    thread = threading.Thread(target=uvicorn.Server(config).run, name="server", daemon=True)
    thread.start()
    thread.join()


def _add_docs(server: FastAPI) -> None:
    """The documentation, with Swagger UI from its package: nothing is fetched from elsewhere."""
    server.mount(SWAGGER, StaticFiles(directory=swagger_ui_path))

    @server.get("/docs", include_in_schema=False)
    def docs(request: Request) -> HTMLResponse:
        root = request.scope.get("root_path", "").rstrip("/")
        parts = root + SWAGGER
        return get_swagger_ui_html(
            openapi_url=root + (server.openapi_url or ""), title=f"{server.title}: API",
            swagger_js_url=f"{parts}/swagger-ui-bundle.js", swagger_css_url=f"{parts}/swagger-ui.css",
            swagger_favicon_url=f"{parts}/favicon-32x32.png",
        )  # fmt: skip
