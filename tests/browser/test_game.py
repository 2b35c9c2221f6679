"""The game around the drawing in a real browser: on a small desk that speaks its events, and once on the real page."""

import base64
import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from engines.sketch.worlds import WORLDS
from tabs.game import challenges
from tabs.theme import page_head, style
from tabs.words import say
from tests.browser.conftest import Visit
from tests.browser.test_sketch import OUTLINE, draw, press, settled, touch

pytestmark = pytest.mark.browser

ADDRESS = "http://127.0.0.1:1/"  # never asked: the browser gets the small desk from this file
SIDE = 512  # px of the sheet
INK, RED, GREEN, HALF = "#2B2A33", "#E5484D", "#3FA796", (229, 72, 77, 128)
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}

SAVED = """kept => new Promise((resolve) => {
  const opening = indexedDB.open("five-doors", 1);
  opening.onsuccess = () => {
    const reading = opening.result.transaction("shelf").objectStore("shelf").get("sheet");
    reading.onsuccess = () => resolve(Boolean(reading.result) === kept);
  };
})"""
CLOSED = "Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('no', 'SecurityError'); } });"
FULL = "IDBObjectStore.prototype.add = () => { throw new DOMException('full', 'QuotaExceededError'); };"


def small_desk() -> str:
    """What the game needs of the drawing room: its worlds, a sheet, a frame and the slot. It notes what it hears."""
    chips = "".join(
        f'<button role="radio" class="world" data-world="{world.id}" aria-checked="{"false" if number else "true"}">'
        f'<span data-name-en="{world.name("en")}" data-name-ko="{world.name("ko")}"></span></button>'
        for number, world in enumerate(WORLDS)
    )
    return f"""<!doctype html><html><head><meta charset="utf-8"><style>{style()}</style>{page_head()}</head><body>
        <section class="desk"><div class="worlds">{chips}</div><div class="sheet"><canvas width="512" height="512">
        </canvas></div><div class="frame"></div><div class="game" data-slot></div></section>
        <script>
          const desk = document.querySelector(".desk");
          const heard = [];
          const tell = (name, detail) => desk.dispatchEvent(new CustomEvent(`five-doors-${{name}}`, {{ detail }}));
          const choose = (world) => {{
            for (const one of desk.querySelectorAll(".world")) one.ariaChecked = String(one.dataset.world === world);
          }};
          desk.addEventListener("five-doors-world", (event) => choose(event.detail.world));
          desk.addEventListener("five-doors-load", (event) => heard.push(event.detail.drawing));
          window.fiveDoors.translate(desk);
          desk.dataset.tool = "pen";
        </script></body></html>"""


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 800})
    context.route(ADDRESS, lambda route: route.fulfill(body=small_desk(), content_type="text/html"))
    yield context
    context.close()


@pytest.fixture
def desk(context: BrowserContext) -> Iterator[Callable[..., Page]]:
    visits: list[Visit] = []

    def open_desk(first: str = "") -> Page:
        """The small desk; the script `first` runs before everything on the page."""
        visit = Visit(context.new_page())
        visits.append(visit)
        visit.page.on("console", visit.hear)
        visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        if first:
            visit.page.add_init_script(first)
        visit.page.goto(ADDRESS)
        expect(visit.page.locator(".quest b")).not_to_be_empty()
        return visit.page

    yield open_desk
    assert [visit.complaints for visit in visits] == [[]] * len(visits)


def drawn(*rings: tuple[int, int, int, int], colour: Any = INK, sheet: Image.Image | None = None) -> Image.Image:
    """Rings on a transparent sheet, each as (left, top, right, bottom) px."""
    sheet = sheet or Image.new("RGBA", (SIDE, SIDE))
    for ring in rings:
        ImageDraw.Draw(sheet).ellipse(ring, outline=colour, width=8)
    return sheet


def url(picture: Image.Image) -> str:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def paint(page: Page, drawing: Image.Image, colour: str = "red", strokes: int = 3, **more: Any) -> None:
    """What the desk tells after a stroke: a picture in one colour has been painted."""
    guess = more.pop("guess", {"world": "shoes", "share": 0.5})
    world = page.locator(".world[aria-checked=true]").get_attribute("data-world")
    picture = url(Image.new("RGB", (64, 64), colour))
    detail = {"world": world, "seed": 1, "drawing": url(drawing), "picture": picture, "guess": guess}
    page.evaluate(
        """async ([strokes, detail]) => {
          const paper = document.querySelector(".sheet canvas").getContext("2d");
          const image = Object.assign(new Image(), { src: detail.drawing });
          await image.decode();
          paper.clearRect(0, 0, 512, 512);
          paper.drawImage(image, 0, 0);
          tell("drawn", { strokes, blank: false });
          tell("painted", detail);
        }""",
        [strokes, detail],
    )


def keep(page: Page) -> None:
    page.evaluate('tell("keep")')


def star(page: Page) -> Locator:
    return page.get_by_role("button", name=say("quest_done", "en"))


def skip_to(page: Page, world: str, challenge: str) -> None:
    sentence = next(row["en"] for row in challenges()[world]["challenges"] if row["id"] == challenge)
    page.evaluate("world => choose(world)", world)
    for _ in range(6):
        if page.locator(".quest b").inner_text() == sentence:
            return
        press(page, say("quest_skip", "en"))
    raise AssertionError(f"no way to the challenge {sentence!r}")


def open_album(page: Page) -> Locator:
    page.get_by_role("button", name=re.compile("My album|내 앨범")).click()
    return page.get_by_role("dialog", name=re.compile("My album|내 앨범"))


BIG, LEFT, RIGHT = (60, 60, 450, 450), (40, 150, 240, 350), (280, 150, 480, 350)
MEASURED: list[tuple[str, Image.Image, dict[str, float]]] = [
    ("blank", drawn(), {"enough": 0, "closed": 0, "things": 0, "colours": 0}),
    ("dot", drawn((250, 250, 262, 262)), {"enough": 0}),
    ("ring", drawn(BIG), {"enough": 1, "closed": 1, "things": 1, "mirror": 1, "shape": 1, "colours": 0}),
    ("two apart", drawn(LEFT, RIGHT), {"closed": 2, "things": 2, "mirror": 1}),
    ("an eye is a part", drawn(BIG, (150, 150, 210, 210)), {"closed": 2, "things": 1}),
    ("colours", drawn(RIGHT, colour=GREEN, sheet=drawn(LEFT, colour=RED)), {"colours": 2, "things": 2}),
    ("crayon is no line", drawn(BIG, colour=HALF), {"enough": 0, "closed": 0, "colours": 1}),
]


def test_what_is_measured(desk: Callable[..., Page]):
    page = desk()
    for name, drawing, expected in MEASURED:
        facts = page.evaluate("drawing => window.fiveDoorsGame.measure(drawing)", url(drawing))
        for key, value in expected.items():
            assert facts[key] == pytest.approx(value, abs=0.03), (name, key)
    facts = page.evaluate("drawing => window.fiveDoorsGame.measure(drawing)", url(drawn((40, 200, 470, 300))))
    assert facts["shape"] == pytest.approx(4.3, abs=0.2)
    assert facts["size"] == pytest.approx(0.84, abs=0.02)


def test_a_star_is_for_exactly_what_is_measured_and_three_make_a_sticker(desk: Callable[..., Page]):
    page = desk()
    skip_to(page, "gemstones", "three")
    paint(page, drawn(LEFT, RIGHT))
    expect(star(page)).to_have_attribute("aria-pressed", "false")
    paint(page, drawn(LEFT, RIGHT, (200, 380, 300, 480)))
    expect(star(page)).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".quest")).to_contain_text(say("quest_star", "en"))
    skip_to(page, "gemstones", "heart")  # nothing measures a heart: the child says that it is done
    expect(star(page)).to_be_disabled()
    paint(page, drawn(BIG))
    expect(star(page)).to_have_attribute("aria-pressed", "false")
    star(page).click()
    expect(star(page)).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".prize .shadow")).to_be_visible()
    skip_to(page, "gemstones", "line")
    paint(page, drawn(BIG), strokes=2)
    expect(star(page)).to_have_attribute("aria-pressed", "false")
    paint(page, drawn(BIG), strokes=1)
    expect(page.locator(".quest")).to_contain_text(say("quest_sticker", "en"))
    page.reload()
    page.evaluate('choose("gemstones")')
    expect(page.locator(".small-star.won")).to_have_count(3)
    expect(page.locator(".prize .shadow")).to_have_count(0)
    album = open_album(page)
    expect(album.get_by_role("listitem").filter(has_text="Gems")).to_have_class("won")
    expect(album.locator(".won")).to_have_count(1)


def test_the_bubble_says_what_it_believes_and_shows_the_way(desk: Callable[..., Page]):
    page = desk()
    bubble = page.locator(".belief")
    paint(page, drawn(BIG), guess={"world": "shoes", "share": 0.7})
    expect(bubble).to_contain_text("I see a shoe!")
    expect(bubble.get_by_role("button")).to_be_hidden()
    paint(page, drawn(BIG), guess={"world": "panda", "share": 0.5})
    expect(bubble).to_be_hidden()
    paint(page, drawn(BIG), guess={"world": "panda", "share": 0.9})
    expect(bubble).to_contain_text("I think it is a panda.")
    press(page, say("belief_there", "en"))
    expect(page.locator("[data-world=panda]")).to_have_attribute("aria-checked", "true")
    expect(bubble).to_be_hidden()
    paint(page, drawn((250, 250, 262, 262)), guess={"world": "cars", "share": 0.9})  # a dot is nothing yet
    page.wait_for_timeout(200)
    expect(bubble).to_be_hidden()


def test_the_album_outlives_a_reload_and_forgets_what_is_deleted(desk: Callable[..., Page]):
    page = desk()
    for colour in ("red", "blue"):
        paint(page, drawn(BIG), colour)
        keep(page)
        expect(page.get_by_text(say("album_kept", "en"))).to_be_visible()
    keep(page)  # the same picture once more
    page.reload()
    expect(page.locator(".count")).to_have_text("2")
    album = open_album(page)
    pictures = album.get_by_role("button", name=re.compile("^Shoes, "))
    expect(pictures).to_have_count(2)
    blue = url(Image.new("RGB", (64, 64), "blue"))
    expect(pictures.first.locator(".picture")).to_have_attribute("src", blue)  # the newest first
    pictures.first.click()
    press(page, say("album_delete", "en"))
    expect(pictures).to_have_count(0)  # it asks first
    press(page, say("album_delete_sure", "en"))
    expect(pictures).to_have_count(1)
    page.reload()
    expect(page.locator(".count")).to_have_text("1")


def test_the_sixty_first_picture_takes_the_place_of_the_oldest(desk: Callable[..., Page]):
    page = desk()
    pictures = [url(Image.new("RGB", (8, 8), f"#0000{number:02x}")) for number in range(61)]
    page.evaluate(
        """([drawing, pictures]) => {
          for (const picture of pictures) {
            tell("painted", { world: "shoes", seed: 1, drawing, picture });
            tell("keep");
          }
        }""",
        [url(drawn()), pictures],
    )
    expect(page.locator(".count")).to_have_text("60")
    thumbs = open_album(page).locator(".thumb")
    expect(thumbs).to_have_count(60)
    expect(thumbs.first.locator(".picture")).to_have_attribute("src", pictures[60])
    expect(thumbs.last.locator(".picture")).to_have_attribute("src", pictures[1])


def test_a_card_is_a_picture_of_both(desk: Callable[..., Page]):
    page = desk()
    paint(page, drawn(BIG, colour=GREEN), "blue")
    keep(page)
    open_album(page).locator(".thumb").click()
    with page.expect_download() as waiting:
        press(page, say("album_card", "en"))
    assert waiting.value.suggested_filename == "five-doors-shoes.png"
    with Image.open(waiting.value.path()) as card:
        assert (card.format, card.size) == ("PNG", (1200, 800))
        pixels = card.convert("RGB")
    assert pixels.getpixel((874, 326)) == (0, 0, 255)  # the middle of the picture
    assert pixels.getpixel((326, 326)) == (255, 255, 255)  # the middle of the drawing's ring
    colours = {colour for _, colour in pixels.crop((100, 100, 560, 560)).getcolors(1 << 20) or []}
    assert (63, 167, 150) in colours


def test_the_sheet_comes_back(desk: Callable[..., Page]):
    page = desk()
    page.evaluate('choose("panda")')
    paint(page, drawn(BIG, colour=RED))
    page.wait_for_function(SAVED, arg=True)
    page.reload()
    page.wait_for_function("heard.length === 1")
    assert page.evaluate("heard[0]").startswith("data:image/png")
    facts = page.evaluate("window.fiveDoorsGame.measure(heard[0])")
    assert (facts["closed"], facts["colours"]) == (1, 1)
    expect(page.locator("[data-world=panda]")).to_have_attribute("aria-checked", "true")
    page.evaluate('tell("drawn", { strokes: 0, blank: true })')
    page.wait_for_function(SAVED, arg=False)
    page.reload()
    expect(page.locator(".quest b")).not_to_be_empty()
    page.wait_for_timeout(300)
    assert page.evaluate("heard") == []


def test_closed_storage_breaks_nothing_and_says_so(desk: Callable[..., Page]):
    page = desk(first=CLOSED)
    paint(page, drawn(BIG))
    star(page).click()
    expect(star(page)).to_have_attribute("aria-pressed", "true")
    keep(page)
    expect(page.locator(".count")).to_have_text("1")
    album = open_album(page)
    expect(album).to_contain_text(say("album_closed", "en"))
    album.locator(".thumb").click()
    press(page, say("album_go_on", "en"))
    page.wait_for_function("heard.length === 1")
    page.reload()
    expect(page.locator(".quest b")).not_to_be_empty()
    expect(page.locator(".count")).to_be_empty()


def test_a_full_disk_is_one_sentence(desk: Callable[..., Page]):
    page = desk(first=FULL)
    paint(page, drawn(BIG))
    keep(page)
    expect(page.get_by_text(say("album_full", "en"))).to_be_visible()
    expect(page.locator(".count")).to_be_empty()


@pytest.mark.parametrize("phone", [False, True], ids=["1280x800", "360x740"])
def test_the_real_page_finds_album_and_sheet_again(visit: Callable[..., Page], phone: bool):
    page = visit(**PHONE) if phone else visit()
    (touch if phone else draw)(page, OUTLINE)
    settled(page)
    press(page, say("keep", "en"))
    expect(page.locator(".count")).to_have_text("1")
    page.wait_for_function(SAVED, arg=True)
    page.reload()
    page.locator(".desk[data-tool]:not(.blank)").wait_for()
    expect(page.locator(".count")).to_have_text("1")
    assert page.evaluate("document.documentElement.scrollWidth") <= (360 if phone else 1280)
    open_album(page).locator(".thumb").click()
    press(page, say("album_go_on", "en"))
    settled(page)
