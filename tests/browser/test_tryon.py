"""The Wardrobe in a real browser, by role and label, with drawn people as photos."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from gradio_client import Client, handle_file
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from engines.tryon.wardrobe import read_wardrobe
from tabs.fitting import PEOPLE
from tabs.words import say
from tests.browser.server import Server

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]


def enter(visit: Visit, **options: object) -> Page:
    """The room with its first person dressed."""
    page = visit(**options)
    page.get_by_role("tab", name="Wardrobe").or_(page.get_by_role("tab", name=say("tryon_door", "ko"))).click()
    settle(page)
    return page


def settle(page: Page) -> None:
    expect(page.locator(".fitting-over")).to_have_attribute("aria-busy", "false", timeout=120_000)


def button(page: Page, key: str, language: str = "en") -> Locator:
    return page.get_by_role("button", name=say(key, language), exact=True)


def after(page: Page) -> str:
    """The picture that hangs in the mirror."""
    return page.locator("#fitting-mirror img").nth(1).get_attribute("src") or ""


def before(page: Page) -> str:
    return page.locator("#fitting-mirror img").first.get_attribute("src") or ""


def changed(page: Page, old: str) -> str:
    """The picture in the mirror, once it is another one."""
    expect(page.locator("#fitting-mirror img").nth(1)).not_to_have_attribute("src", old)
    settle(page)
    return after(page)


def hangers(page: Page) -> Locator:
    return page.get_by_role("list", name=say("tryon_wardrobe", "en"), exact=True).get_by_role("button")


def looks(page: Page) -> Locator:
    return page.get_by_role("list", name=say("tryon_looks", "en")).get_by_role("button")


def bring(page: Page, key: str, picture: Image.Image) -> None:
    """Choose a picture file."""
    file = io.BytesIO()
    picture.save(file, "PNG")
    with page.expect_file_chooser() as waiting:
        button(page, key).click()
    waiting.value.set_files(FilePayload(name="photo.png", mimeType="image/png", buffer=file.getvalue()))


def test_it_opens_with_somebody_dressed(visit: Visit):
    page = enter(visit)
    assert after(page) != before(page) != ""
    steps = page.get_by_role("list", name=say("tryon_steps", "en")).get_by_role("button")
    expect(steps).to_have_count(5)
    for step in steps.all():
        expect(step).to_be_enabled()
    mirror = page.get_by_role("slider", name=say("tryon_slider", "en"))
    mirror.focus()
    mirror.press("ArrowRight")
    mirror.press("ArrowRight")
    expect(page.locator("#fitting-mirror img").nth(1)).to_have_css("clip-path", "inset(0px 0px 0px 10%)")
    button(page, "tryon_gear").click()
    box = page.get_by_role("dialog", name=say("tryon_gear", "en"))
    expect(box).to_contain_text(say("tryon_step_warp", "en"))
    expect(box.get_by_text(" ms")).to_have_count(5)
    page.keyboard.press("Escape")
    expect(page.get_by_text(say("tryon_promise", "en"))).to_be_visible()
    button(page, "switch_language_label").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("tryon_headline", "ko"))
    expect(button(page, "tryon_kind_skirt", "ko")).to_be_visible()


def test_clothes_outfit_nudges_and_looks(visit: Visit):
    page = enter(visit)
    top = after(page)
    for _ in range(3):
        button(page, "tryon_down").click()
    nudged = changed(page, top)
    button(page, "tryon_nudge_back").click()
    changed(page, nudged)
    shown = after(page)
    button(page, "tryon_kind_skirt").click()
    hangers(page).first.click()
    outfit = changed(page, shown)
    expect(looks(page)).to_have_count(2)
    expect(button(page, "tryon_up")).to_be_disabled()  # of two garments, nobody could say which is meant
    hangers(page).first.click()
    alone = changed(page, outfit)
    looks(page).first.click()
    assert changed(page, alone) == outfit  # without asking again
    button(page, "tryon_several_label").click()
    button(page, "tryon_kind_dress").click()
    for number in (0, 1):
        hangers(page).nth(number).click()
    expect(looks(page)).to_have_count(4)
    settle(page)
    button(page, "tryon_restart").click()
    expect(looks(page)).to_have_count(0)
    settle(page)


def test_own_photo_and_own_garment(visit: Visit, server: Server):
    page = enter(visit)
    shown = after(page)
    bring(page, "tryon_file", Image.open(sorted(PEOPLE.glob("*.webp"))[1]))
    shown = changed(page, shown)
    settle(page)
    bring(page, "tryon_bring", Image.open(read_wardrobe()[0].path))
    guess = page.get_by_role("group", name=say("tryon_guess", "en"))
    clothes = page.get_by_role("list", name=say("tryon_wardrobe", "en"), exact=True)
    own = clothes.get_by_role("button", name=say("tryon_own", "en"), pressed=True)
    expect(guess).to_be_visible()
    settle(page)
    guess.get_by_role("button", name=say("tryon_kind_dress", "en")).click()
    guess.get_by_role("button", name=say("tryon_sleeve_long", "en")).click()
    settle(page)
    expect(own).to_be_visible()
    bring(page, "tryon_file", Image.new("RGB", (300, 400), "#2288cc"))
    alert = page.get_by_role("alert").filter(has_text=say("tryon_plain", "en"))
    expect(alert).to_be_visible()
    assert before(page) == after(page) != ""  # the photo stays, and the garment too
    expect(own).to_be_visible()
    left = [file for file in server.log.parent.rglob("*") if file.is_file() and file != server.log]
    assert left == []


def test_phone(visit: Visit):
    page = enter(visit, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, locale="ko-KR")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for one in page.locator(".fitting").get_by_role("button").all():
        if (box := one.bounding_box()) is not None:
            assert min(box["width"], box["height"]) >= 47.9, one.get_attribute("aria-label")
    mirror, rail = (page.locator(name).bounding_box() for name in ("#fitting-mirror", ".fitting-rail"))
    assert mirror is not None
    assert rail is not None
    assert mirror["width"] >= 280
    assert rail["y"] + rail["height"] <= 740  # the clothes are seen below the mirror
    assert page.locator(".fitting-rail").evaluate("one => one.scrollWidth > one.clientWidth")


def test_the_api(server: Server, tmp_path: Path):
    client = Client(server.url, verbose=False, download_files=str(tmp_path))
    photo, garment = sorted(PEOPLE.glob("*.webp"))[0], read_wardrobe()[0].path
    picture, told = client.predict(
        person=handle_file(photo), garment=handle_file(garment), kind="", sleeve="", api_name="/try_on"
    )
    assert Image.open(picture).size == Image.open(photo).size
    assert told["seconds"].keys() == told["networks"].keys()
    labels = client.predict(person=handle_file(photo), api_name="/try_on_parse")
    assert np.asarray(Image.open(labels)).max() < 20
