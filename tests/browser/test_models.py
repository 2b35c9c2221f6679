"""The host's room in a real browser: from a dropped file to the picture that a visitor gets, and back."""

import base64
import io
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
import pytest
import torch
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect
from safetensors.torch import load_file

from engines.checkpoints import find_weight
from tabs.words import say
from tests.browser.conftest import Visit
from tests.browser.server import Server, free_port, running
from tests.browser.test_sketch import OUTLINE, draw, press, settled

pytestmark = pytest.mark.browser

PATIENCE = 60_000.0  # ms; the first inspection loads torch

# Gradio's own upload says this on every file; it is about its progress bar.
GRADIOS_OWN = "Method not implemented."


@pytest.fixture(scope="module")
def hosts_server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("server"), port=free_port(), HOST_TOOLS="1") as server:
        yield server


@pytest.fixture
def page(browser: Browser, hosts_server: Server) -> Iterator[Page]:
    context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE)
    visit = Visit(context.new_page())
    visit.page.on("console", visit.hear)
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    visit.page.on("request", visit.watch)
    visit.page.goto(f"{hosts_server.url}#models")
    yield visit.page
    context.close()
    assert [complaint for complaint in visit.complaints if complaint != GRADIOS_OWN] == []
    assert "Traceback" not in hosts_server.printed


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped painter with other colours, as somebody else would bring it."""
    state = load_file(find_weight("painter-worlds").path)
    for last in ("to_half.bias", "to_full.bias"):
        state[last] = state[last] + 0.5
    file = tmp_path_factory.mktemp("weights") / "my-painter.pth"
    torch.save({"state_dict": {f"module.{key}": tensor for key, tensor in state.items()}}, file)
    return file


def table(page: Page) -> Locator:
    return page.locator("#models-weights")


def drop(page: Page) -> Locator:
    return page.locator("#models-drop")


def pixels(url: str) -> np.ndarray:
    """(H, W, 3) of a picture's data URL."""
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))).convert("RGB"), float)


def shows(part: Locator, text: str | re.Pattern[str]) -> None:
    expect(part).to_contain_text(text, timeout=PATIENCE)


def bring(page: Page, file: Path | FilePayload) -> None:
    page.get_by_label(say("models_drop", "en")).set_input_files(file)


def open_room(page: Page, door: str) -> None:
    page.get_by_role("tab", name=say(f"{door}_door", "en")).click()
    expect(page.locator("#models-weights [aria-busy]")).to_have_count(0, timeout=PATIENCE)


def test_a_dropped_file_paints_and_goes_again(page: Page, good: Path):
    open_room(page, "sketch")
    draw(page, OUTLINE)
    bundled = pixels(settled(page))

    open_room(page, "models")
    shows(table(page), "It came with the program.")
    bring(page, good)
    shows(drop(page), "painter (100.0% of the keys)")
    shows(drop(page), "4,402,400")
    press(page, "Register")
    shows(drop(page), "Kept as version 1 of painter-worlds. It is not in use yet.")
    shows(table(page), "from my-painter.pth")
    table(page).get_by_role("button", name="Activate").click()
    shows(table(page), "Version 1 of painter-worlds is in use, from the next call on.")

    open_room(page, "sketch")
    press(page, "New page")
    draw(page, OUTLINE)
    assert np.abs(pixels(settled(page)) - bundled).mean() > 8

    open_room(page, "models")
    press(page, "Refresh")
    shows(page.locator("#models-doing"), re.compile(r"painter-worlds@1 *\d+ calls, 0 failed"))
    press(page, "Roll back")
    shows(table(page), "painter-worlds uses the bundled weight again.")
    open_room(page, "sketch")
    press(page, "New page")
    draw(page, OUTLINE)
    assert np.abs(pixels(settled(page)) - bundled).mean() < 4  # a hand never draws the same line twice

    open_room(page, "models")
    press(page, "Remove")
    shows(table(page), "from my-painter.pth")  # asked twice
    press(page, "Really remove?")
    shows(table(page), "Version 1 of painter-worlds is removed.")


def test_what_is_no_weight_changes_nothing(page: Page, hosts_server: Server):
    shows(table(page), "painter-worlds")
    before = table(page).inner_text()
    web_page = b"<!doctype html><html><body>Not found</body></html>"
    bring(page, FilePayload(name="painter.pth", mimeType="application/octet-stream", buffer=web_page))
    alert = drop(page).get_by_role("alert").filter(visible=True)
    shows(alert, "painter.pth is a web page")
    bring(page, FilePayload(name="shoe.png", mimeType="image/png", buffer=b"x"))
    expect(alert).to_have_text(say("version_suffix", "en"))
    press(page, say("switch_language_label", "en"))
    expect(alert).to_have_text(say("version_suffix", "ko"))
    press(page, say("switch_language_label", "ko"))
    open_room(page, "sketch")
    open_room(page, "models")  # reads the table again
    assert table(page).inner_text() == before
    assert not list(hosts_server.log.parent.glob("weights/*/[1-9]*"))


def test_phone(page: Page):
    page.set_viewport_size({"width": 360, "height": 740})
    shows(table(page), "painter-worlds")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for button in page.locator("button:visible, select:visible, .drop").all():
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44, button.inner_text()


def test_metrics_of_the_running_page(hosts_server: Server):
    answer = httpx.get(f"{hosts_server.url}/metrics")
    assert answer.status_code == 200
    assert "five_doors_memory_limit_bytes" in answer.text
