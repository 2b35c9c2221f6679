"""The Dogs room in a real browser, by role and label, with drawn dogs as photos."""

import io
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from gradio_client import Client, handle_file
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from engines.dogs.breeds import BY_ID
from tabs.dogs import EXAMPLES
from tabs.kennel import PAGE
from tabs.words import say
from tests.browser.server import Server

pytestmark = pytest.mark.browser

DOGS = sorted(EXAMPLES.glob("*.webp"))
Visit = Callable[..., Page]


def enter(visit: Visit, **options: object) -> Page:
    """The room with its first dog found."""
    page = visit(**options)
    page.get_by_role("tab", name="Dogs").or_(page.get_by_role("tab", name=say("dogs_door", "ko"))).click()
    settle(page)
    return page


def cards(page: Page) -> Locator:
    return page.locator(".kennel-card[data-record]")


def settle(page: Page) -> None:
    expect(page.locator(".kennel-frame")).to_have_attribute("aria-busy", "false", timeout=120_000)
    expect(cards(page).first).to_be_visible(timeout=60_000)
    expect(page.locator(".kennel-cards[aria-busy]")).to_have_count(0)


def order(page: Page) -> list[str | None]:
    return [one.get_attribute("data-record") for one in cards(page).all()]


def press(page: Page, key: str) -> None:
    page.get_by_role("button", name=say(key, "en"), exact=True).click()


def show(page: Page, picture: Image.Image) -> None:
    """Choose a picture file."""
    file = io.BytesIO()
    picture.save(file, "PNG")
    with page.expect_file_chooser() as waiting:
        press(page, "dog_file")
    waiting.value.set_files(FilePayload(name="dog.png", mimeType="image/png", buffer=file.getvalue()))


def opened(number: int, side: int = 256) -> Image.Image:
    return Image.open(DOGS[number]).convert("RGB").resize((side, side))


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second of a dog that moves a little."""
    file = tmp_path_factory.mktemp("clip") / "clip.webm"
    writer = cv2.VideoWriter(str(file), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*"VP80"), 10, (256, 256))
    frame = cv2.cvtColor(np.asarray(opened(0)), cv2.COLOR_RGB2BGR)
    for number in range(10):
        writer.write(np.roll(frame, number, 1))
    writer.release()
    return file


def test_it_opens_with_a_dog_found(visit: Visit):
    page = enter(visit)
    expect(cards(page)).to_have_count(PAGE)
    expect(page.get_by_text(say("dog_looks_like", "en")).first).to_be_visible()
    points = page.locator("[data-point]")
    assert 10 <= points.count() <= 17
    slider = page.get_by_role("slider")
    slider.fill("1")
    expect(page.locator("[data-sure=true]")).to_have_count(0)
    slider.fill("0")
    press(page, "dog_names")
    expect(page.locator(".kennel-name")).to_have_count(points.count())
    press(page, "switch_language_label")
    expect(page.locator(".kennel-name").filter(has_text=say("point_nose", "ko"))).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_have_text(say("dogs_headline", "ko"))
    before = order(page)
    page.get_by_role("button", name=say("dog_example", "ko")).nth(1).click()
    expect(page.locator(".kennel-card.waiting").first).to_be_visible()  # what comes is shown as empty cards
    settle(page)
    assert order(page) != before


def test_filters_thumbs_more_and_compare(visit: Visit):
    page = enter(visit)
    before = order(page)
    cards(page).first.get_by_role("button", name=say("dog_dislike", "en")).click()
    forget = page.get_by_role("button", name=say("dog_forget", "en"), exact=True)
    expect(forget).to_be_visible()
    settle(page)
    assert order(page)[0] != before[0]
    forget.click()
    expect(forget).to_be_hidden()
    settle(page)
    assert order(page) == before
    press(page, "dog_more")
    expect(cards(page)).to_have_count(2 * PAGE)
    press(page, "dog_filters")
    name = cards(page).first.locator("[data-name-en]").text_content() or ""
    page.get_by_role("searchbox").fill(name[:5].lower())
    page.get_by_role("group", name=say("dog_breed", "en"), exact=True).get_by_role("button", name=name).click()
    expect(cards(page).filter(has_not_text=name)).to_have_count(0)
    press(page, "dog_size_giant" if BY_ID[name.lower().replace(" ", "-")].size != "giant" else "dog_size_toy")
    expect(page.get_by_text(say("dog_filter_none", "en"))).to_be_visible()
    press(page, "dog_filters_clear")
    expect(cards(page)).to_have_count(PAGE)
    cards(page).first.get_by_role("button", name=say("dog_compare", "en")).click()
    pair = page.get_by_role("dialog", name=say("dog_compare", "en"))
    expect(pair.get_by_role("img", name=say("dog_compare_picture", "en"))).to_be_visible(timeout=30_000)
    page.keyboard.press("Escape")
    expect(pair).to_be_hidden()


def test_several_dogs_and_none(visit: Visit):
    page = enter(visit)
    two = Image.new("RGB", (512, 256))
    for number in (0, 1):
        two.paste(opened(number), (256 * number, 0))
    show(page, two)
    dogs = page.get_by_role("group", name=say("dog_boxes", "en")).get_by_role("button")
    expect(dogs).to_have_count(2)
    expect(page.get_by_role("alert").filter(has_text=say("dog_several", "en"))).to_be_visible()
    first = page.locator("[data-point=nose] circle").first.get_attribute("cx")
    dogs.nth(1).click()
    expect(dogs.nth(1)).to_have_attribute("aria-pressed", "true")
    settle(page)
    assert page.locator("[data-point=nose] circle").first.get_attribute("cx") != first
    show(page, Image.new("RGB", (300, 200), "#2288cc"))
    expect(page.get_by_role("alert").filter(has_text=say("dog_none", "en"))).to_be_visible()
    expect(cards(page)).to_have_count(0)
    show(page, opened(2))
    settle(page)
    expect(page.get_by_role("alert").filter(has_text=say("dog_none", "en"))).to_be_hidden()


def test_a_film_gets_its_moving_skeleton_and_leaves_nothing(visit: Visit, server: Server, clip: Path):
    page = enter(visit)
    chooser = page.locator("input[name=clip]")
    chooser.set_input_files(clip)
    press(page, "dog_film_stop")
    expect(page.locator("[data-point]").first).to_be_visible()
    chooser.set_input_files(clip)
    film = page.get_by_label(say("dog_film_done", "en"))
    expect(film).to_be_visible(timeout=60_000)
    page.wait_for_function("document.querySelector('.kennel-film video').videoWidth > 0")
    expect(page.get_by_role("link", name=say("dog_film_keep", "en"))).to_be_visible()
    left = [file.name for file in server.log.parent.rglob("*.webm") if file.stat().st_size]
    assert [name for name in left if not name.startswith("skeleton-")] == []  # the visitor's own clip is gone
    press(page, "dog_film_back")
    expect(film).to_be_hidden()
    chooser.set_input_files(FilePayload(name="clip.mp4", mimeType="video/mp4", buffer=b"I am a text"))
    expect(page.get_by_role("alert").filter(has_text=say("clip_unreadable", "en"))).to_be_visible(timeout=30_000)


def test_phone(visit: Visit):
    page = enter(visit, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, locale="ko-KR")
    page.get_by_role("button", name=say("dog_filters", "ko"), exact=True).tap()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for button in page.locator(".kennel").get_by_role("button").all():
        if (box := button.bounding_box()) is not None:
            assert min(box["width"], box["height"]) >= 48, button.get_attribute("aria-label")
    frame = page.locator(".kennel-frame").bounding_box()
    assert frame is not None
    assert frame["width"] >= 330
    assert frame["y"] + frame["height"] < 640  # the buttons below are seen, too


def test_the_api(server: Server, tmp_path: Path):
    client = Client(server.url, verbose=False, download_files=str(tmp_path))
    told = client.predict(photo=handle_file(DOGS[0]), api_name="/dog_points")
    assert len(told["dogs"][0]["points"]) == 17
    found = client.predict(photo=handle_file(DOGS[0]), k=3, api_name="/dog_search")
    assert [match["breed"] in {*BY_ID, ""} for match in found] == [True] * 3
