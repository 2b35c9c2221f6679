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
PEN, CRAYON, ERASER, UNDO, REDO, NEW_PAGE = "Pen", "Crayon", "Eraser", "Undo", "Redo", "New page"
PATIENCE = 120_000  # ms; the first visitor waits for torch and the network
MIRROR, GUIDE = "Mirror", "Lines to draw over"
RED, BLUE = [229, 72, 77], [63, 143, 224]


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
        expect(picture(page)).not_to_have_attribute("src", other_than, timeout=PATIENCE)
    src = picture(page).get_attribute("src")
    assert src is not None
    return src


def settled(page: Page) -> str:
    """The full picture of the drawing as it is now."""
    expect(page.locator(".frame")).to_have_attribute("aria-busy", "false", timeout=PATIENCE)
    expect(picture(page)).to_have_attribute("data-pass", "full", timeout=PATIENCE)
    return painted(page)


def choose_world(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name, exact=True).click()


def pixel(page: Page, x: int, y: int) -> list[int]:
    """Red, green, blue and opacity of one pixel of the sheet, 0 to 255."""
    seen: list[int] = sheet(page).evaluate(f"c => [...c.getContext('2d').getImageData({x}, {y}, 1, 1).data]")
    return seen


def test_a_stroke_becomes_a_picture(visit: Callable[..., Page]):
    page = visit()
    expect(page.get_by_text(say("trace", "en"))).to_be_visible()
    draw(page, OUTLINE)
    first = settled(page)
    assert first.startswith("data:image/png;base64,")
    for part in (sheet(page), picture(page), page.get_by_role("toolbar"), page.locator(".actions").first):
        box = part.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 800  # all of it is seen without scrolling
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
    seen = [""]
    for x, y in ((80, 340), (400, 340), (400, 250), (200, 110)):
        page.mouse.move(box["x"] + x, box["y"] + y, steps=5)
        if y == 340:
            seen.append(painted(page, other_than=seen[-1]))  # although the pen is still on the sheet
            expect(picture(page)).to_have_attribute("data-pass", "quick")
    assert all(one.startswith("data:image/jpeg;base64,") for one in seen[1:])
    page.mouse.up()
    assert settled(page).startswith("data:image/png;base64,")


def test_worlds_repaint_the_same_drawing(visit: Callable[..., Page]):
    page = visit()
    draw(page, OUTLINE)
    before, last = drawing(page), settled(page)
    expect(page.get_by_role("radiogroup", name=say("worlds", "en")).get_by_role("radio")).to_have_count(8)
    for name in ("Bags", "Space"):
        choose_world(page, name)
        expect(page.get_by_role("radio", name=name, exact=True)).to_have_attribute("aria-checked", "true")
        painted(page, other_than=last)
        last = settled(page)
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("radio", name="Gems", exact=True)).to_be_focused()
    painted(page, other_than=last)
    assert drawing(page) == before


def test_colours_and_crayon(visit: Callable[..., Page]):
    page = visit()
    press(page, CRAYON)
    draw(page, OUTLINE)
    expect(page.get_by_role("alert").filter(has_text=say("crayon_alone", "en"))).to_be_visible()
    expect(picture(page)).to_be_hidden()
    press(page, UNDO)
    press(page, PEN)
    choose_world(page, "Red")
    draw(page, OUTLINE)
    assert pixel(page, 300, 370) == [*RED, 255]
    press(page, CRAYON)
    choose_world(page, "Blue")
    without = settled(page)
    draw(page, [(100, 330), (400, 330), (100, 335), (400, 340), (60, 340)])  # over itself, and over the line
    assert pixel(page, 200, 335)[3] in (127, 128)
    assert pixel(page, 300, 370) == [*RED, 255]
    draw(page, [(100, 330), (400, 330)])  # and over another stroke
    assert pixel(page, 200, 335)[3] in (127, 128)
    assert max(abs(a - b) for a, b in zip(pixel(page, 200, 335)[:3], BLUE, strict=True)) <= 2
    assert settled(page) != without
    press(page, ERASER)
    draw(page, [(200, 300), (200, 400)])
    assert pixel(page, 200, 335)[3] == pixel(page, 200, 370)[3] == 0


def test_mirror(visit: Callable[..., Page]):
    page = visit()
    mirror = page.get_by_role("button", name=MIRROR, exact=True)
    expect(mirror).to_be_hidden()  # a shoe has no two equal halves
    choose_world(page, "Faces")
    press(page, MIRROR)
    expect(mirror).to_have_attribute("aria-pressed", "true")
    draw(page, [(100, 200), (200, 400)])
    assert pixel(page, 150, 300)[3] == pixel(page, 512 - 150, 300)[3] == 255
    both = drawing(page)
    press(page, MIRROR)
    draw(page, [(200, 100), (220, 100)])
    assert pixel(page, 512 - 210, 100)[3] == 0
    press(page, UNDO)
    assert drawing(page) == both


def test_guides_are_never_part_of_the_drawing(visit: Callable[..., Page]):
    page = visit()
    blank = drawing(page)
    guide = page.locator(".guide path")
    draw(page, [(60, 60), (450, 60)])
    expect(guide).to_be_hidden()  # the first one makes way for who draws something else,
    press(page, UNDO)
    draw(page, [(68, 330), (220, 348), (455, 343)])
    expect(guide).to_be_visible()  # and stays for who traces it, here the sole of a shoe
    press(page, UNDO)
    button = page.get_by_role("button", name=GUIDE, exact=True)
    seen = set()
    for _ in range(4):
        expect(button).to_have_attribute("aria-pressed", "true")
        seen.add(guide.get_attribute("d"))
        button.click()
    assert len(seen) == 4
    expect(button).to_have_attribute("aria-pressed", "false")  # after the last one: none
    expect(guide).to_be_hidden()
    assert drawing(page) == blank
    button.click()
    draw(page, OUTLINE)
    expect(guide).to_be_visible()  # it was asked for, so it stays while the child draws
    assert sorted(set(pixel(page, 330, 200))) == [0]  # where the guide has a line, and the drawing none


def test_a_stylus_presses_the_line_wider(visit: Callable[..., Page]):
    page = visit()
    sheet(page).evaluate(
        """canvas => {
          const box = canvas.getBoundingClientRect();
          canvas.setPointerCapture = () => {}; // this pointer is made up
          const send = (type, x, pressure) => canvas.dispatchEvent(new PointerEvent(type, {
            pointerId: 7, pointerType: "pen", pressure, clientX: box.x + x * box.width / 512,
            clientY: box.y + box.height / 2, bubbles: true,
          }));
          send("pointerdown", 60, 0.1);
          for (let x = 60; x <= 450; x += 5) send("pointermove", x, x < 255 ? 0.1 : 0.9);
          send("pointerup", 450, 0);
        }"""
    )
    high = [sum(pixel(page, x, 256 + y)[3] > 128 for y in range(-12, 13)) for x in (120, 200, 300, 420)]
    assert high[0] == high[1] < high[2] <= high[3]


def test_what_the_game_hears_and_may_ask(visit: Callable[..., Page]):
    page = visit()
    page.evaluate(
        """() => {
          window.heard = [];
          for (const name of ["drawn", "painted"]) {
            document.querySelector(".desk").addEventListener(`five-doors-${name}`, ({ detail }) =>
              window.heard.push([name, detail]));
          }
        }"""
    )
    press(page, CRAYON)
    draw(page, [(100, 330), (400, 330)])
    press(page, PEN)
    draw(page, OUTLINE)
    shown, before = settled(page), drawing(page)
    heard = page.evaluate("window.heard")
    assert [detail for name, detail in heard if name == "drawn"][-1] == {"strokes": 2, "blank": False}
    told = [detail for name, detail in heard if name == "painted"][-1]
    assert (told["world"], told["seed"], told["picture"]) == ("shoes", 1, shown)
    assert told["drawing"] == before.decode()
    assert told["guess"].keys() == {"world", "share"}
    # The drawing comes back as it was: pen and crayon lie in layers again.
    press(page, NEW_PAGE)
    page.evaluate(
        """drawing => {
          const desk = document.querySelector(".desk");
          desk.dispatchEvent(new CustomEvent("five-doors-world", { detail: { world: "cars" } }));
          desk.dispatchEvent(new CustomEvent("five-doors-load", { detail: { drawing } }));
        }""",
        told["drawing"],
    )
    expect(page.get_by_role("radio", name="Cars", exact=True)).to_have_attribute("aria-checked", "true")
    settled(page)
    assert pixel(page, 300, 370)[3] == 255
    press(page, CRAYON)
    draw(page, [(100, 330), (400, 330)])
    assert pixel(page, 200, 330)[3] in (127, 128)


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
    """Number of drawn pixels on the sheet."""
    count: int = sheet(page).evaluate(
        "c => c.getContext('2d').getImageData(0, 0, 512, 512).data.filter((v, i) => i % 4 === 3 && v > 128).length"
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


def test_another_one_and_back_by_its_number(visit: Callable[..., Page]):
    page = visit()
    draw(page, OUTLINE)
    first = settled(page)
    press(page, "Another one")
    painted(page, other_than=first)
    press(page, "More settings")
    number = page.get_by_role("spinbutton", name="Picture number")
    expect(number).to_have_value("2")
    number.fill("1")
    number.press("Enter")
    press(page, "Close")
    expect(picture(page)).to_have_attribute("src", first, timeout=PATIENCE)
    expect(page.get_by_role("radiogroup", name="Painter")).to_be_hidden()  # the house has one painter


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
    expect(about).to_contain_text("Nothing you draw or show is kept.")
    expect(about).to_contain_text("non-commercial demonstrations")
    press(page, "Close")
    expect(about).to_be_hidden()


def png(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def choose(page: Page, name: str, content: bytes) -> None:
    press(page, "Photo of my drawing")
    with page.expect_file_chooser() as waiting:
        press(page, "Choose a picture")
    waiting.value.set_files(FilePayload(name=name, mimeType="image/png", buffer=content))


def test_an_uploaded_drawing_is_painted_and_can_be_undone(visit: Callable[..., Page]):
    page = visit()
    blank = drawing(page)
    press(page, "Photo of my drawing")
    press(page, "Take a photo")  # there is no camera here
    expect(page.get_by_role("alert").filter(has_text=say("camera_none", "en"))).to_be_visible()
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
    settled(page)
    choose_world(page, "Space")  # at the end of a row that scrolls sideways
    assert page.evaluate("scrollY") == 0
    sheet_box, tools_box = sheet(page).bounding_box(), page.get_by_role("toolbar").bounding_box()
    assert sheet_box is not None
    assert tools_box is not None
    assert sheet_box["width"] > 320
    assert sheet_box["y"] + sheet_box["height"] <= tools_box["y"] <= tools_box["y"] + tools_box["height"] <= 740
    picture_box = picture(page).bounding_box()
    assert picture_box is not None
    assert picture_box["width"] > 90
    assert picture_box["y"] + picture_box["height"] <= sheet_box["y"]


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
