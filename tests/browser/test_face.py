"""The face of the house: a tour through every room in both languages, light and dark, on a desk and on a phone.

Each tour walks once and notes at every stop what axe-core, a ruler and a reader of words find; the tests read that.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tabs.doors import DOORS
from tabs.house import HOME
from tabs.words import say
from tests.browser.conftest import Visit
from tests.browser.server import Server

pytestmark = pytest.mark.browser

AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
TOURS: dict[str, dict[str, Any]] = {
    "en": {"locale": "en-US", "color_scheme": "light", "viewport": {"width": 1280, "height": 800}},
    "ko": {
        "locale": "ko-KR",
        "color_scheme": "dark",
        "viewport": {"width": 360, "height": 740},
        "has_touch": True,
        "reduced_motion": "reduce",
    },
}
SETTLED = {
    "home": ".home-door",
    "sketch": ".frame[aria-busy=false]",
    "dogs": ".kennel-card[data-record]",
    "tryon": ".fitting-over[aria-busy=false]",
    "dance": ".hall-stage canvas",
    "training": ".shop-run[aria-busy=false]",
}
LOADING = 120_000  # ms; each room's networks are loaded by its first visitor
FINGER = 43.5  # px; 44 and the rounding of a browser
PHONE = 720  # px; a narrower window is not halved once more
MOST_SHIFT = 0.05  # cumulative layout shift of a room
# Left as they are in Korean: names, formats, units, keys; what stands in <code> is the name of a network.
NAMES = re.compile(
    r"QMUL Shoe V2|edges2shoes|UT Zappos50K|Fashion Product Images|MIT|Quick, Draw!|CC BY 4\.0|Stanford Dogs|"
    r"Animal-Pose|StanfordExtra|SIL|API|English|Five Doors|Show in English|"
    r"MP4|GIF|WebP|BVH|GLB|NPZ|Ctrl\+[YZ]|GPU|CPU|cpu|[KMG]B|ms|px"
)
OTHER = {"en": re.compile("[가-힣]+"), "ko": re.compile("[A-Za-z]{2,}")}

SHIFTS = """
window.shifts = 0;
new PerformanceObserver((list) => {
  for (const shift of list.getEntries()) if (!shift.hadRecentInput) window.shifts += shift.value;
}).observe({ type: "layout-shift", buffered: true });
"""
FAULTS = """
async (place) => {
  const rules = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };
  const { violations } = await axe.run(place, { resultTypes: ["violations"], runOnly: rules });
  return violations
    .filter(({ impact }) => ["serious", "critical"].includes(impact))
    .flatMap(({ id, nodes }) => nodes.map(({ html, any }) => `${id}: ${html.slice(0, 120)} ${any[0]?.message}`));
}
"""
# Every word of our own, shown or waiting in a box, and of Gradio's what can be seen.
WORDS = """
() => {
  const found = [];
  const names = ["aria-label", "title", "placeholder", "alt"];
  for (const one of document.querySelectorAll("body *")) {
    if (one.matches("script, style, template, noscript, code, .shop-facts dd")) continue;
    if (!one.closest(".html-container") && !one.checkVisibility()) continue;
    if (one.matches("[class*=svelte] > svg, .empty")) continue; // Gradio's mirror, English alone until dressed
    for (const node of one.childNodes) if (node.nodeType === Node.TEXT_NODE) found.push(node.data.trim());
    found.push(...names.map((name) => one.getAttribute(name) ?? ""));
  }
  return [...new Set([document.title, ...found])].filter(Boolean);
}
"""
SMALL = """
(finger) => [...document.querySelectorAll("a, button, input, select, textarea, summary")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
  .map((one) => [one, (one.closest("label") ?? one).getBoundingClientRect()])
  .filter(([, { width, height }]) => width > 1 && (width < finger || height < finger))
  .map(([one, { width, height }]) => `${one.outerHTML.slice(0, 120)} ${width} x ${height}`)
"""
MOVING = "() => document.getAnimations().filter((one) => one.playState === 'running').map((one) => one.animationName)"


@dataclass(frozen=True)
class Stop:
    """What was found in one room."""

    room: str
    faults: list[str]  # of axe-core, serious or critical, in the room and its boxes
    words: list[str]
    small: list[str]  # what a finger would miss
    wide: int  # px that the page reaches out of the window
    wide_at_double_size: int
    shift: float
    moving: list[str]


@dataclass(frozen=True)
class Tour:
    language: str
    spoken: str  # the page's own word of its language
    stops: list[Stop]
    complaints: list[str]


@pytest.fixture(scope="module", params=TOURS)
def tour(request: pytest.FixtureRequest, browser: Browser, server: Server) -> Tour:
    options = TOURS[request.param]
    context = browser.new_context(**options)
    context.set_default_timeout(LOADING)
    visit = Visit(context.new_page())
    page = visit.page
    page.on("console", visit.hear)
    page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    page.on("request", visit.watch)
    page.add_init_script(SHIFTS)
    page.goto(server.url)
    page.locator("[data-awake]").wait_for(state="attached")
    page.evaluate(AXE)
    stops = [stop_at(page, room, options["viewport"]) for room in (HOME, *(door.id for door in DOORS))]
    spoken = page.evaluate("document.documentElement.lang")
    context.close()
    return Tour(request.param, spoken, stops, visit.complaints)


def stop_at(page: Page, room: str, viewport: dict[str, int]) -> Stop:
    """Open a room, wait until it has settled, and note what is there."""
    page.evaluate("room => { location.hash = room; }", room)
    page.locator(SETTLED[room]).first.wait_for()
    shift = page.evaluate("() => { const sum = window.shifts; window.shifts = 0; return sum; }")
    wide = reaching_out(page)
    wide_at_double_size = 0
    if viewport["width"] > PHONE:
        page.set_viewport_size({"width": viewport["width"] // 2, "height": viewport["height"] // 2})
        wide_at_double_size = reaching_out(page)
        page.set_viewport_size({"width": viewport["width"], "height": viewport["height"]})
    small = page.evaluate(SMALL, FINGER)
    page.evaluate("window.shifts = 0")
    faults, boxes = page.evaluate(FAULTS, f"#room-{room}"), f"#room-{room} dialog"
    if room == HOME:
        faults += page.evaluate(FAULTS, "header.house")
        boxes = "header.house dialog"
    # Once is enough for the boxes: they take their colours from the rooms.
    for box in page.locator(boxes).all() if viewport["width"] > PHONE else ():
        box.evaluate("box => box.showModal()")
        faults += page.evaluate(FAULTS, "dialog[open]")
        box.evaluate("box => box.close()")
    return Stop(
        room, faults, page.evaluate(WORDS), small, wide, wide_at_double_size, shift, page.evaluate(MOVING)
    )  # fmt: skip


def reaching_out(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def found(tour: Tour, what: Callable[[Stop], Any]) -> dict[str, Any]:
    """Room to what was found there, of the rooms where it was."""
    return {stop.room: what(stop) for stop in tour.stops if what(stop)}


def test_no_serious_or_critical_fault(tour: Tour):
    assert found(tour, lambda stop: stop.faults) == {}


def test_no_word_of_the_other_language(tour: Tour):
    other = OTHER[tour.language]
    own = {say("subtitle", "en"), say("switch_language", "en"), say("switch_language_label", "en")}
    assert tour.spoken == tour.language
    assert found(tour, lambda stop: [w for w in stop.words if w not in own and other.search(NAMES.sub("", w))]) == {}


def test_large_enough_for_a_finger(tour: Tour):
    assert found(tour, lambda stop: stop.small) == {}


def test_nothing_reaches_out_of_the_window(tour: Tour):
    assert found(tour, lambda stop: stop.wide) == {}
    assert found(tour, lambda stop: stop.wide_at_double_size) == {}


def test_nothing_jumps_while_it_loads(tour: Tour):
    assert found(tour, lambda stop: stop.shift if stop.shift >= MOST_SHIFT else 0) == {}


def test_nothing_moves_for_who_wants_it_calm(tour: Tour):
    if "reduced_motion" in TOURS[tour.language]:
        assert found(tour, lambda stop: stop.moving) == {}


def test_nothing_went_wrong(tour: Tour):
    assert tour.complaints == []


def test_the_house_by_keyboard(visit: Callable[..., Page]):
    page = visit()
    page.evaluate("room => { location.hash = room; }", HOME)
    door = page.get_by_role("link", name=say("dance_door", "en"))
    door.focus()
    page.keyboard.press("Enter")
    tab = page.get_by_role("tab", name=say("dance_door", "en"))
    expect(tab).to_be_focused()
    expect(tab).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name=say("training_door", "en"))).to_be_focused()
    page.keyboard.press("Home")
    expect(page.locator("#room-sketch")).to_be_visible()
    gear = page.get_by_role("button", name=say("gear", "en"), exact=True)
    gear.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(gear).to_be_focused()
    assert gear.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    page.go_back()
    page.go_back()
    page.go_back()
    expect(page.get_by_role("heading", name=say("home_headline", "en"))).to_be_visible()
