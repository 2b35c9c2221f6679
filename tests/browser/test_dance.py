"""The Dance room in a real browser, by role and label."""

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from gradio_client import Client, handle_file
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from tabs.stage import LOOPS, tunes
from tabs.words import say
from tests.browser.server import Server

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
# A browser without a graphics processor is told to be one that has it, so that both stages are seen.
WITH_GRAPHICS = """
const told = WebGL2RenderingContext.prototype.getParameter;
WebGL2RenderingContext.prototype.getParameter = function (name) {
  const value = told.call(this, name);
  return typeof value === "string" ? value.replace(/SwiftShader/g, "graphics") : value;
};
"""


def enter(visit: Visit, **options: object) -> Page:
    """The room with its figure dancing."""
    page = visit(**options)
    page.get_by_role("tab", name="Dance").or_(page.get_by_role("tab", name=say("dance_door", "ko"))).click()
    page.wait_for_function("window.fiveDoorsDance.state().stage !== null")
    return page


def state(page: Page) -> dict[str, Any]:
    told: dict[str, Any] = page.evaluate("window.fiveDoorsDance.state()")
    return told


def button(page: Page, key: str, language: str = "en") -> Locator:
    return page.get_by_role("button", name=say(key, language), exact=True)


def settle(page: Page) -> None:
    expect(page.locator(".hall-floor")).to_have_attribute("aria-busy", "false", timeout=120_000)


def wish(page: Page, text: str) -> dict[str, Any]:
    """What is danced after a wish."""
    page.get_by_role("textbox", name=say("dance_placeholder", "en")).fill(text)
    button(page, "dance_dance").click()
    settle(page)
    return state(page)


def test_it_opens_with_a_figure_that_dances(visit: Visit):
    page = enter(visit)
    first, seen = state(page), page.locator(".hall-stage canvas").screenshot()
    page.wait_for_function(f"window.fiveDoorsDance.state().time > {first['time'] + 0.5}")
    assert state(page)["pose"]["leftWrist"] != first["pose"]["leftWrist"]
    assert page.locator(".hall-stage canvas").screenshot() != seen
    assert first["stage"] == "2d"
    button(page, "dance_play").click()
    still = state(page)["time"]
    button(page, "dance_look_robot").click()
    page.get_by_role("slider", name=say("dance_scrub", "en")).fill("2")
    page.get_by_role("group", name=say("dance_stage", "en")).press("ArrowLeft")
    now = state(page)
    assert (now["time"], now["look"], now["playing"]) == (2, "robot", False)
    assert still != 2
    button(page, "switch_language_label").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("dance_headline", "ko"))


def test_wishes_and_what_cannot_be_danced(visit: Visit):
    page = enter(visit)
    opening = state(page)
    spun = wish(page, "spin, then jump")
    assert spun["frames"] == spun["ready"] == 6 * 20
    assert spun["pose"] != opening["pose"]
    expect(page.get_by_role("status").filter(has_text="spin, then jump")).to_be_visible()
    button(page, "dance_go_on").click()
    settle(page)
    assert state(page)["frames"] > 10 * 20
    wish(page, "  ")
    alert = page.get_by_role("alert").filter(has_text=say("dance_text_empty", "en"))
    expect(alert).to_be_visible()
    assert state(page)["frames"] > 10 * 20  # the dance stays
    button(page, "dance_gear").click()
    box = page.get_by_role("dialog", name=say("dance_gear", "en"))
    box.get_by_role("slider").fill("3")
    expect(box.get_by_text(say("dance_fact_skating", "en"))).to_be_visible()
    page.keyboard.press("Escape")
    button(page, "dance_prompt_moonwalk").click()
    expect(alert).to_be_hidden()
    settle(page)
    assert state(page)["frames"] == 3 * 20


def test_music_and_files(visit: Visit, server: Server):
    page = enter(visit)
    button(page, "dance_tune_pop").click()
    page.locator("input[name=music]").set_input_files(
        FilePayload(name="song.mp3", mimeType="audio/mpeg", buffer=b"%PDF-1.7 no music")
    )
    alert = page.get_by_role("alert").filter(has_text=say("dance_sound_unreadable", "en"))
    expect(alert).to_be_visible(timeout=60_000)  # the first sound loads what reads it
    beaten = wish(page, "spin")
    assert beaten["beats"] == [0.5 * beat for beat in range(13)]
    assert page.locator(".hall-beats i").count() >= 11
    for kind in ("mp4", "bvh"):
        button(page, "dance_keep").and_(page.locator(".hall button")).click()
        with page.expect_download(timeout=60_000) as waiting:
            button(page, f"dance_file_{kind}").click()
        assert waiting.value.suggested_filename == f"five-doors-dance.{kind}"
        assert waiting.value.path().stat().st_size > 5000
    left = {file.name for file in server.log.parent.rglob("*") if file.is_file() and file != server.log}
    assert left <= {"five-doors-dance.mp4", "five-doors-dance.bvh"}  # what waits to be fetched, for some minutes


def test_the_stage_by_webgl(browser: Browser, server: Server):
    """Not by `visit`: here the driver complains that a computer without a graphics processor is slow."""
    page = browser.new_page(viewport={"width": 1280, "height": 800}, locale="en-US")
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.add_init_script(WITH_GRAPHICS)
    page.goto(f"{server.url}#dance")
    page.wait_for_function("window.fiveDoorsDance?.state().stage === '3d'", timeout=120_000)
    first = state(page)["time"]
    page.wait_for_function(f"window.fiveDoorsDance.state().time !== {first}")
    page.close()
    assert wrong == []


def test_phone(visit: Visit):
    page = enter(visit, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, locale="ko-KR")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for one in page.locator(".hall").get_by_role("button").all():
        if (box := one.bounding_box()) is not None:
            assert min(box["width"], box["height"]) >= 47.9, one.get_attribute("aria-label")
    stage, dance = (page.locator(name).bounding_box() for name in (".hall-stage", ".hall [data-act=dance]"))
    assert stage is not None
    assert dance is not None
    assert stage["width"] >= 330
    assert stage["height"] >= 300
    assert dance["y"] + dance["height"] <= 740


def test_the_api(server: Server, tmp_path: Path):
    client = Client(server.url, verbose=False, download_files=str(tmp_path))
    told = client.predict(text="spin", seconds=2, style="", seed=1, energy=None, api_name="/dance")
    joints = np.frombuffer(base64.b64decode(told["joints"]), "<i2").reshape(-1, 22, 3)
    assert len(joints) == told["frames"] == 40
    assert len(client.predict(api_name="/dance_styles")) >= 8
    tune = tunes()[0]
    heard = client.predict(music=handle_file(LOOPS / tune["file"]), api_name="/dance_beats")
    assert heard["tempo"] == pytest.approx(tune["bpm"], rel=0.05)
    file = client.predict(
        text="spin", seconds=2, style="", seed=1, energy=None, format="bvh", look="kid", api_name="/dance_file"
    )
    assert Path(file).read_text("utf-8").startswith("HIERARCHY")
