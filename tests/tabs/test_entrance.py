"""What this page needs is open; all else that Gradio brings is shut, and an odd call gets a sentence."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from tabs.entrance import Entrance

METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"]
API = "/gradio_api"


@pytest.fixture(scope="module")
def page() -> gr.Blocks:
    def hello(call: Any) -> Any:
        return call

    with gr.Blocks(analytics_enabled=False) as page:
        gr.HTML("", server_functions=[hello])
        file, answer = gr.File(visible=False), gr.JSON(visible=False)
        gr.Button(visible=False).click(lambda _: None, file, answer, api_name="look")
        gr.Button(visible=False).click(lambda: None, None, answer, api_name="secret", api_visibility="private")
    return page


@pytest.fixture
def ask(page: gr.Blocks, tmp_path: Path) -> Callable[..., Response]:
    async def answer(request: Request) -> Response:
        return PlainTextResponse((await request.body()).decode())

    app = Starlette(routes=[Route("/{rest:path}", answer, methods=METHODS)])
    (tmp_path / "uploads").mkdir()
    app.add_middleware(Entrance, page=page, uploads=tmp_path / "uploads")
    client = TestClient(app)

    def send(method: str, path: str, body: Any = None) -> Any:
        return client.request(method, path, content=body if isinstance(body, bytes) else json.dumps(body).encode())

    return send


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"), ("HEAD", "/"), ("GET", "/config"), ("GET", "/theme.css"), ("GET", "/assets/index.js"),
        ("GET", "/docs"), ("GET", "/docs/parts/swagger-ui.css"), ("GET", "/pwa_icon/192"), ("GET", "/metrics"),
        ("GET", f"{API}/info"), ("GET", f"{API}/file=/tmp/x.png"), ("GET", f"{API}/heartbeat/abc123"),
        ("GET", f"{API}/queue/data"), ("GET", f"{API}/call/look/0d35d55adf"), ("POST", f"{API}/upload"),
        ("GET", "/api/training/list"), ("DELETE", "/api/training/abc"), ("OPTIONS", f"{API}/call/look"),
    ],
)  # fmt: skip
def test_open(ask: Callable[..., Any], method: str, path: str):
    assert ask(method, path).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"{API}/proxy=http://127.0.0.1/"), ("GET", f"{API}/file=http://127.0.0.1/"),
        ("GET", f"{API}/vibe-code"),
        ("POST", f"{API}/process_recording"), ("GET", f"{API}/stream/a/b/1/playlist-file"), ("GET", "/pwa_icon/30000"),
        ("GET", f"{API}/custom_component/x/client/y/z"), ("POST", f"{API}/run/look"), ("GET", f"{API}/deep_link"),
        ("GET", f"{API}/dev/reload"), ("GET", "/monitoring"), ("POST", "/login"), ("GET", f"{API}/file=%00"),
        ("PUT", "/"), ("DELETE", "/config"), ("GET", f"{API}/heartbeat/" + "x" * 65), ("POST", "/docs"),
        ("GET", "/svelte/x"), ("GET", "/anything"), ("PATCH", "/api/training/list"),
    ],
)  # fmt: skip
def test_shut(ask: Callable[..., Any], method: str, path: str):
    answer = ask(method, path)
    assert answer.status_code == 404
    if method != "HEAD":
        assert answer.json()["error"] == "not_here"


def test_a_call_of_a_server_function_comes_through_unchanged(ask: Callable[..., Any], page: gr.Blocks):
    body = {
        "data": {"x": [1, None, "탈춤"]},
        "component_id": min(page.blocks),
        "session_hash": "abc",
        "fn_name": "hello",
    }
    answer = ask("POST", f"{API}/component_server/", body)
    assert (answer.status_code, answer.json()) == (200, body)


@pytest.mark.parametrize(
    "change",
    [
        {"component_id": 99999}, {"component_id": "x"}, {"component_id": None}, {"fn_name": "__init__"},
        {"fn_name": []},
        {"fn_name": "preprocess"}, {"session_hash": ""}, {"session_hash": "a" * 65}, {"session_hash": 7},
        {"session_hash": "../x"},
    ],
)  # fmt: skip
def test_an_odd_call_of_a_server_function(ask: Callable[..., Any], page: gr.Blocks, change: dict[str, Any]):
    body = {"data": {}, "component_id": min(page.blocks), "session_hash": "abc", "fn_name": "hello"}
    answer = ask("POST", f"{API}/component_server/", body | change)
    assert (answer.status_code, answer.json()["error"]) == (400, "call_odd")


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 100_000, b"null", b"\xff", b'{"data": 1}'])
@pytest.mark.parametrize("call", ["component_server", "queue/join", "call/look", "cancel"])
def test_what_is_no_call(ask: Callable[..., Any], call: str, body: bytes):
    assert ask("POST", f"{API}/{call}", body).status_code == 400


@pytest.mark.parametrize(("name", "status"), [("look", 200), ("secret", 400), ("nothing", 400)])
def test_only_public_names_can_be_called(ask: Callable[..., Any], name: str, status: int):
    assert ask("POST", f"{API}/call/{name}", {"data": []}).status_code == status


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("uploads/photo.png", 200),
        ("uploads/../secret.txt", 400),
        ("uploads/link.png", 400),
        ("uploads/gone.png", 400),
        ("secret.txt", 400),
        ("uploads", 400),
        ("x" * 5000, 400),
    ],
)
def test_only_uploads_are_handed_over(ask: Callable[..., Any], tmp_path: Path, path: str, status: int):
    (tmp_path / "uploads" / "photo.png").write_bytes(b"x")
    (tmp_path / "secret.txt").write_bytes(b"x")
    (tmp_path / "uploads" / "link.png").symlink_to(tmp_path / "secret.txt")
    told = [[{"deep": {"path": str(tmp_path / path), "meta": {"_type": "gradio.FileData"}}}]]
    assert ask("POST", f"{API}/call/look", {"data": told}).status_code == status


@pytest.mark.parametrize("path", ["http://example.org/x.png", 7, ["x"], "a\0b", ""])
def test_no_file_is_an_address(ask: Callable[..., Any], path: object):
    body = {"data": [{"path": path}], "fn_index": 0, "session_hash": "abc"}
    assert ask("POST", f"{API}/queue/join", body).status_code == 400
