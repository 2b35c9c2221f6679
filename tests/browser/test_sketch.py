"""The drawing desk in a real browser, by role and label, with real strokes."""

import io
import re
import time
from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload, Locator, Page, expect

from tabs.words import say
from tests.browser.conftest import UPLOAD_BYTES
from tests.browser.server import Server

pytestmark = pytest.mark.browser

Points = list[tuple[int, int]]  # px of the 512 px sheet
OUTLINE: Points = [(75, 300), (85, 180), (170, 180), (260, 250), (430, 320), (430, 370), (75, 370), (75, 300)]
LACE: Points = [(200, 215), (250, 185)]
PEN, ERASER, UNDO, REDO, NEW_PAGE = "Pen", "Eraser", "Undo", "Redo", "New page"


def sheet(page: Page) -> Locator:
    return page.get_by_role("img", name=re.compile("Your drawing|내 그림$"))


def picture(page: Page) -> Locator:
    return page.get_by_role("img", name=re.compile("The picture painted|내 그림으로 칠한"))


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def draw(page: Page, points: Points, steps: int = 4) -> None:
    box = sheet(page).bounding_box()
    assert box is not None
    side = box["width"] / 512
    places = [(box["x"] + x * side, box["y"] + y * side) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=steps)
    page.mouse.up()


def drawing(page: Page) -> bytes:
    """The pixels of the sheet, as the file that would be painted."""
    url: str = sheet(page).evaluate("canvas => canvas.toDataURL()")
    return url.encode()


def painted(page: Page, other_than: str | None = None) -> str:
    """The address of the picture in the frame, once there is one, and none of an older drawing."""
    if other_than is not None:
        expect(picture(page)).not_to_have_attribute("src", other_than)
    src = picture(page).get_attribute("src")
    assert src is not None
    return src


def settled(page: Page) -> str:
    """The picture after the last change: the one that stays for longer than any painting takes."""
    last = painted(page)
    while True:
        page.wait_for_timeout(1500)
        if (now := painted(page)) == last:
            return now
        last = now


def test_a_stroke_becomes_a_picture(visit: Callable[..., Page]):
    page = visit()
    expect(page.get_by_text(say("trace", "en"))).to_be_visible()
    draw(page, OUTLINE)
    first = painted(page)
    assert first.startswith("data:image/png;base64,")
    expect(page.get_by_text(say("trace", "en"))).to_be_hidden()
    settled(page)
    started = time.perf_counter()
    before = painted(page)
    draw(page, LACE, steps=1)
    painted(page, other_than=before)
    print(f"page to picture, warm: {time.perf_counter() - started:.2f} s")


def test_it_is_painted_while_the_pen_is_down(visit: Callable[..., Page]):
    page = visit()
    box = sheet(page).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 80, box["y"] + 100)
    page.mouse.down()
    for x, y in ((80, 340), (400, 340), (400, 250), (200, 110)):
        page.mouse.move(box["x"] + x, box["y"] + y, steps=5)
    painted(page)  # although the pen is still on the sheet
    page.mouse.up()


def test_undo_redo_and_new_page_are_exact(visit: Callable[..., Page]):
    page = visit()
    for name in (UNDO, REDO, NEW_PAGE):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_disabled()
    states = [drawing(page)]
    draw(page, OUTLINE)
    states.append(drawing(page))
    draw(page, LACE)
    states.append(drawing(page))
    press(page, NEW_PAGE)
    states.append(drawing(page))
    assert states[3] == states[0]
    assert len(set(states)) == 3
    expect(picture(page)).to_be_hidden()
    for state in (states[2], states[1], states[0]):
        press(page, UNDO)
        assert drawing(page) == state
    expect(picture(page)).to_be_hidden()
    for state in states[1:]:
        press(page, REDO)
        assert drawing(page) == state
    press(page, UNDO)
    painted(page)


def test_eraser_and_widths(visit: Callable[..., Page]):
    page = visit()
    across: Points = [(100, 256), (400, 256)]
    dark = []
    for name in ("Thin line", "Middle line", "Thick line"):
        page.get_by_role("radio", name=name, exact=True).click()
        draw(page, across)
        dark.append(ink(page))
        press(page, UNDO)
    assert dark == sorted(dark)
    assert dark[0] > 300
    draw(page, across)
    press(page, ERASER)
    expect(page.get_by_role("button", name=ERASER, exact=True)).to_have_attribute("aria-pressed", "true")
    draw(page, [(250, 200), (250, 320)])
    assert 0 < ink(page) < dark[2]
    draw(page, [(60, 256), (440, 256)])
    assert ink(page) == 0


def ink(page: Page) -> int:
    """Number of dark pixels on the sheet."""
    count: int = sheet(page).evaluate(
        "c => c.getContext('2d').getImageData(0, 0, 512, 512).data.filter((v, i) => i % 4 === 0 && v < 128).length"
    )
    return count


def test_keys(visit: Callable[..., Page]):
    page = visit()
    blank = drawing(page)
    draw(page, OUTLINE)
    one = drawing(page)
    page.keyboard.press("Control+z")
    assert drawing(page) == blank
    page.keyboard.press("Control+Shift+z")
    assert drawing(page) == one
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+y")
    assert drawing(page) == one
    page.keyboard.press("e")
    expect(page.get_by_role("button", name=ERASER, exact=True)).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("p")
    expect(page.get_by_role("button", name=PEN, exact=True)).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("3")
    expect(page.get_by_role("radio", name="Thick line")).to_have_attribute("aria-checked", "true")
    page.keyboard.press("n")
    assert drawing(page) == blank


def test_nothing_is_lost_when_the_tool_or_the_window_changes(visit: Callable[..., Page]):
    page = visit()
    for number in range(6):  # each stroke right after a change of tool, where the stock canvas lost some
        press(page, ERASER)
        press(page, PEN)
        draw(page, [(60 + 60 * number, 100), (60 + 60 * number, 400)])
    before = drawing(page)
    assert ink(page) > 6 * 250 * 5
    page.set_viewport_size({"width": 700, "height": 900})
    page.set_viewport_size({"width": 1280, "height": 800})
    assert drawing(page) == before


def test_the_newest_drawing_wins(visit: Callable[..., Page]):
    page = visit()
    draw(page, OUTLINE)
    for number in range(8):
        draw(page, [(100 + 40 * number, 350), (120 + 40 * number, 385 - 20 * number)], steps=1)
    last = settled(page)
    # The same drawing painted again, alone: the picture must be the one of the newest drawing.
    draw(page, LACE)
    settled(page)
    press(page, UNDO)
    assert settled(page) == last


def test_another_one(visit: Callable[..., Page]):
    page = visit()
    draw(page, OUTLINE)
    first = settled(page)
    press(page, "Another one")
    assert painted(page, other_than=first) != first


def test_keep_it_downloads_the_picture(visit: Callable[..., Page]):
    page = visit()
    expect(page.get_by_role("button", name="Keep it")).to_be_disabled()
    draw(page, OUTLINE)
    settled(page)
    with page.expect_download() as waiting:
        press(page, "Keep it")
    assert waiting.value.suggested_filename == "five-doors-shoes.png"
    with Image.open(waiting.value.path()) as file:
        assert (file.format, file.width >= 256) == ("PNG", True)


def test_language_switch_keeps_the_drawing_and_is_remembered(visit: Callable[..., Page]):
    page = visit()
    draw(page, OUTLINE)
    before = drawing(page)
    assert page.evaluate("document.documentElement.lang") == "en"
    press(page, say("switch_language_label", "en"))
    expect(page.get_by_role("heading", level=1)).to_have_text(say("sketch_headline", "ko"))
    expect(page.get_by_role("button", name=say("eraser", "ko"), exact=True)).to_be_visible()
    assert page.evaluate("[document.documentElement.lang, document.title]") == ["ko", say("title", "ko")]
    assert drawing(page) == before
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("sketch_headline", "ko"))


def test_language_of_the_browser(visit: Callable[..., Page]):
    page = visit(locale="ko-KR")
    expect(page.get_by_role("heading", level=1)).to_have_text(say("sketch_headline", "ko"))
    expect(page).to_have_title(say("title", "ko"))
    page = visit(locale="fr-FR")
    expect(page.get_by_role("heading", level=1)).to_have_text(say("sketch_headline", "en"))


def test_about(visit: Callable[..., Page]):
    page = visit()
    press(page, say("about", "en"))
    about = page.get_by_role("dialog", name=say("about", "en"))
    expect(about).to_contain_text("Nothing you draw is kept.")
    expect(about).to_contain_text("non-commercial demonstrations")
    press(page, "Close")
    expect(about).to_be_hidden()


def png(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def choose(page: Page, name: str, content: bytes) -> None:
    with page.expect_file_chooser() as waiting:
        press(page, "Photo of my drawing")
    waiting.value.set_files(FilePayload(name=name, mimeType="image/png", buffer=content))


def test_an_uploaded_drawing_is_painted_and_can_be_undone(visit: Callable[..., Page]):
    page = visit()
    blank = drawing(page)
    photo = Image.new("RGB", (900, 600), "white")
    ImageDraw.Draw(photo).line([(100, 500), (120, 150), (300, 150), (800, 400), (800, 500), (100, 500)], "black", 9)
    choose(page, "shoe.png", png(photo))
    painted(page)
    assert ink(page) > 1000
    press(page, UNDO)
    assert drawing(page) == blank


BAD_UPLOADS = {
    "picture_unreadable": b"I am a text",
    "picture_none": b"",
    "picture_too_small": png(Image.new("RGB", (1, 1))),
    "picture_too_many_pixels": png(Image.new("1", (8000, 8000))),
    "picture_too_heavy": bytes(UPLOAD_BYTES + 1),
}


def test_bad_upload_is_one_sentence_and_loses_nothing(visit: Callable[..., Page], server: Server):
    page = visit()
    draw(page, OUTLINE)
    shown = settled(page)
    before, lines = drawing(page), len(server.printed.splitlines())
    for key, content in BAD_UPLOADS.items():
        choose(page, "shoe.png", content)
        expect(page.get_by_role("alert").filter(has_text=say(key, "en"))).to_be_visible()
        assert drawing(page) == before
        assert painted(page) == shown
    press(page, say("switch_language_label", "en"))
    expect(page.get_by_role("alert").filter(has_text=say(key, "ko"))).to_be_visible()
    assert len(server.printed.splitlines()) <= lines + len(BAD_UPLOADS)


def test_a_dot_is_one_sentence(visit: Callable[..., Page]):
    page = visit()
    draw(page, [(256, 256), (256, 256)])
    expect(page.get_by_role("alert").filter(has_text=say("drawing_too_small", "en"))).to_be_visible()
    assert ink(page) > 0


def test_phone(visit: Callable[..., Page]):
    page = visit(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for button in page.get_by_role("button").or_(page.get_by_role("radio")).all():
        if (box := button.bounding_box()) is not None:
            assert min(box["width"], box["height"]) >= 44, button.get_attribute("aria-label")
    touch(page, OUTLINE)
    assert ink(page) > 1000
    painted(page)
    assert page.evaluate("scrollY") == 0
    sheet_box, tools_box = sheet(page).bounding_box(), page.get_by_role("toolbar").bounding_box()
    assert sheet_box is not None
    assert tools_box is not None
    assert sheet_box["width"] > 320
    assert sheet_box["y"] + sheet_box["height"] <= tools_box["y"] <= 740 - 56


def touch(page: Page, points: Points) -> None:
    """A finger's stroke, as the browser itself makes it."""
    box = sheet(page).bounding_box()
    assert box is not None
    side = box["width"] / 512
    hand = page.context.new_cdp_session(page)
    for number, (x, y) in enumerate(points):
        kind = "touchMove" if number else "touchStart"
        place = {"x": box["x"] + x * side, "y": box["y"] + y * side}
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [place]})
    hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_dark_and_calm(visit: Callable[..., Page]):
    page = visit(color_scheme="dark", reduced_motion="reduce")
    assert page.evaluate("getComputedStyle(document.querySelector('.gradio-container')).backgroundColor") == (
        "rgb(30, 28, 36)"
    )
    assert page.locator(".tool").first.evaluate("one => getComputedStyle(one).transitionDuration") == "0s"


def test_words_have_their_letters(visit: Callable[..., Page]):
    """The display face is loaded from the page itself."""
    page = visit()
    page.evaluate("document.fonts.ready.then(() => 0)")
    assert page.evaluate("document.fonts.check('44px Jua')")


def test_nothing_of_the_drawing_lies_on_the_disk(visit: Callable[..., Page], server: Server):
    page = visit()
    draw(page, OUTLINE)
    painted(page)
    assert [file for file in server.log.parent.rglob("*") if file.is_file()] == [server.log]
