"""A real server and a real browser for the tests of the page."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

from tests.browser.server import Server, free_port, running

CHROMIUM = Path(os.environ.get("FIVE_DOORS_CHROMIUM", "/usr/bin/chromium"))
UPLOAD_BYTES = 500_000  # the server's limit in these tests: less to send than at the usual one
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 20_000  # milliseconds: a machine that does other work beside is slow, and that is no fault of the page
expect.set_options(timeout=PATIENCE)


@dataclass
class Visit:
    """One opened page, and what went wrong on it so far."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def watch(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob") and address.hostname != "127.0.0.1":
            self.complaints.append(f"a request to {request.url}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("no browser: install the Debian package `chromium`")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(
        tmp_path_factory.mktemp("server"), port=free_port(), FIVE_DOORS_UPLOAD_MB=f"{UPLOAD_BYTES / 1e6}"
    ) as server:
        yield server


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Callable[..., Page]]:
    """Opens the page, with options of `browser.new_context`. In the end nothing may have gone wrong on any page."""
    visits: list[Visit] = []

    def open_page(**options: Any) -> Page:
        usual: dict[str, Any] = {"locale": "en-US", "viewport": {"width": 1280, "height": 800}}
        context = browser.new_context(**(usual | options))
        context.set_default_timeout(120_000)  # the first visitor waits for torch and the network
        visit = Visit(context.new_page())
        visits.append(visit)
        visit.page.on("console", visit.hear)
        visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        visit.page.on("request", visit.watch)
        visit.page.goto(f"{server.url}#sketch")
        visit.page.locator("[data-awake]").wait_for(state="attached")
        return visit.page

    yield open_page
    for visit in visits:
        visit.page.context.close()
        assert visit.complaints == []
    assert "Traceback" not in server.printed
