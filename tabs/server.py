"""The page and the REST API as one program, and its server."""

from __future__ import annotations

import threading
from typing import Final

import gradio as gr
import uvicorn
from fastapi import FastAPI, Request
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from swagger_ui_bundle import swagger_ui_path

from engines.training.api import add_training
from settings import Settings
from tabs.guard import BodyLimit
from tabs.metrics import metrics_route
from tabs.shared import Shared
from tabs.theme import ASSETS, style, theme

SWAGGER: Final = "/docs/parts"
OPENAPI: Final = "3.0.2"  # the newest that the bundled page of the documentation can read


def build_server(page: gr.Blocks, shared: Shared) -> FastAPI:
    """Return the page at `/`, the REST API below `/api` and its documentation at `/docs`."""
    settings = shared.settings
    server = FastAPI(title="Five Doors", docs_url=None, redoc_url=None)
    server.openapi_version = OPENAPI
    add_training(server, shared.training, shared.admission)
    _add_docs(server)
    largest = settings.upload_bytes
    if settings.host_tools:
        server.router.routes.append(metrics_route(shared.monitor))
        largest = settings.weights_bytes
    server.add_middleware(BodyLimit, max_bytes=settings.request_bytes, upload_bytes=largest)
    page.queue(max_size=settings.waiting + settings.painters)
    # More than the gates of a room let wait. `launch()` would set both; a mounted page has no argument for them.
    page.max_threads = page._queue.max_thread_count = 4 * (settings.waiting + settings.painters)
    return gr.mount_gradio_app(
        server, page, "/", server_name=settings.host, server_port=settings.port, footer_links=[], run_history=False,
        favicon_path=str(ASSETS / "favicon.png"), show_error=False, max_file_size=largest, enable_monitoring=False,
        theme=theme(), css=style(), ssr_mode=False,
    )  # fmt: skip


def serve(server: FastAPI, settings: Settings) -> None:
    """Serve until the program is ended.

    In a thread beside the main one, where uvicorn would put its own answer to Ctrl-C in the place of the program's.
    """
    config = uvicorn.Config(server, settings.host, settings.port, log_level="warning", timeout_keep_alive=5)
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
