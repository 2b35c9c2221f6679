"""Makes the README's pictures: `python -m docs.make_pictures` starts the page and photographs the house and its rooms.

It wants the development packages and Debian's package `chromium`, as the tests in a browser do.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.browser.server import free_port, running

PICTURES: Final = Path(__file__).parent / "pictures"
WIDE, HIGH = 1280, 800  # px of the window
QUALITY: Final = 82  # of the WebP files
PATIENCE: Final = 180_000  # ms; each room's networks are loaded by its first visitor
# What is there when a room has something alive in it.
READY: Final = {
    "home": ".home-door",
    "sketch": ".picture[data-pass=full]",
    "dogs": ".kennel-card[data-record]",
    "tryon": ".fitting-over[aria-busy=false]",
    "dance": ".hall-stage canvas",
    "training": ".shop-run[aria-busy=false]",
}
STROKES: Final = """
() => {
  const guide = document.querySelector(".guide path");
  const box = guide.ownerSVGElement.getBoundingClientRect();
  const scale = box.width / 400;
  return guide.getAttribute("d").split(/(?=M)/).map((part) => {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", part);
    const length = path.getTotalLength();
    const steps = Math.max(2, Math.ceil(length / 12));
    const points = Array.from({ length: steps + 1 }, (_, step) => path.getPointAtLength((length * step) / steps));
    return points.map(({ x, y }) => [box.left + x * scale, box.top + y * scale]);
  });
}
"""


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        jobs = str(Path(folder) / "jobs")
        with running(Path(folder), port=free_port(), FIVE_DOORS_JOBS=jobs) as server:
            page = browser.new_page(locale="en-US", viewport={"width": WIDE, "height": HIGH})
            page.set_default_timeout(PATIENCE)
            page.goto(server.url)
            page.locator("[data-awake]").wait_for(state="attached")
            for room in READY:
                photograph(page, room)
        browser.close()


def photograph(page: Page, room: str) -> None:
    """Open a room, wait until it is alive, and save what the window shows."""
    if room != "home":
        page.locator(f'[href="#{room}"], [data-door="{room}"]').locator("visible=true").first.click()
    if room == "sketch":
        draw_over_the_lines(page)
    page.locator(READY[room]).first.wait_for()
    page.mouse.move(0, 0)
    page.wait_for_timeout(1500)  # pictures fade in, and the dancer is in mid-step
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.save(PICTURES / f"{room}.webp", quality=QUALITY, method=6)


def draw_over_the_lines(page: Page) -> None:
    page.locator(".frame[aria-busy=false]").wait_for()
    for points in page.evaluate(STROKES):
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points[1:]:
            page.mouse.move(*point)
        page.mouse.up()


if __name__ == "__main__":
    main()
