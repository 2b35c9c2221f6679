"""Every answer carries the headers; visitors' files are no pages and stay in no browser."""

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from tabs.headers import ALWAYS, SafeHeaders


@pytest.fixture
def client() -> TestClient:
    def answer(request: Request) -> PlainTextResponse:
        return PlainTextResponse("hello")

    app = Starlette(routes=[Route("/{rest:path}", answer)])
    app.add_middleware(SafeHeaders, framed_by="'self' https://example.org", visitors_files="/tmp/visitors")
    return TestClient(app)


@pytest.mark.parametrize("path", ["/", "/docs", "/gradio_api/info", "/gradio_api/file=/tmp/visitors/a/b.png"])
def test_every_answer_has_them(client: TestClient, path: str):
    headers = client.get(path).headers
    assert {name: headers[name] for name in ALWAYS} == ALWAYS


def test_the_page_loads_nothing_from_elsewhere_and_only_known_sites_frame_it(client: TestClient):
    rules = dict(rule.strip().split(" ", 1) for rule in client.get("/").headers["content-security-policy"].split(";"))
    assert rules["frame-ancestors"] == "'self' https://example.org"
    assert rules["object-src"] == "'none'"
    assert "http" not in " ".join(text for name, text in rules.items() if name != "frame-ancestors")


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/gradio_api/file=/tmp/visitors/a/b.png", "no-store"),
        ("/below/gradio_api/file=/tmp/visitors/a/b.png", "no-store"),
        ("/gradio_api/file=/srv/doors/assets/tune.mp3", None),
    ],
)
def test_a_file_is_no_page(client: TestClient, path: str, kept: str | None):
    headers = client.get(path).headers
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert headers.get("cache-control") == kept
