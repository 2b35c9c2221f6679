"""The Workshop in a real browser, by role and label: a real training is started, left alone, found again and used."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tabs.words import say
from tests.browser.server import Server, free_port, running

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
LONGEST = 900_000  # milliseconds that a busy machine may take to teach a tiny world
WORLD = "Tiny jewels"


@pytest.fixture(scope="module")
def server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    jobs, lessons = str(folder / "jobs"), str(folder / "lessons")
    with running(folder, port=free_port(), FIVE_DOORS_JOBS=jobs, FIVE_DOORS_LESSONS=lessons) as server:
        yield server
        for job in httpx.get(f"{server.url}/api/training/list").json():
            if job["status"] in ("pending", "running"):
                httpx.post(f"{server.url}/api/training/{job['job_id']}/cancel")


def enter(visit: Visit, **options: Any) -> Page:
    """The room with a training in sight."""
    page = visit(**options)
    page.get_by_role("tab", name=say("training_door", "en")).or_(
        page.get_by_role("tab", name=say("training_door", "ko"))
    ).click()
    expect(page.locator(".shop-run")).to_have_attribute("aria-busy", "false", timeout=60_000)
    return page


def button(page: Page, key: str, language: str = "en") -> Locator:
    return page.get_by_role("button", name=say(key, language), exact=True)


def field(page: Page, name: str) -> Locator:
    return page.get_by_label(say(f"training_set_{name}", "en"), exact=True)


def run_of(page: Page) -> Locator:
    return page.get_by_role("region", name=say("training_run", "en"))


def test_it_opens_with_a_run_to_look_at(visit: Visit):
    page = enter(visit)
    run = run_of(page)
    expect(run.get_by_text(say("training_demo", "en"))).to_be_visible()
    expect(run.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "100")
    picture = run.get_by_role("img").and_(page.locator("img"))
    expect(picture).to_be_visible()
    last = picture.get_attribute("src")
    slider = run.get_by_role("slider", name=say("training_pictures", "en"))
    slider.press("Home")
    expect(run.get_by_text(say("training_at_start", "en"), exact=True)).to_be_visible()
    expect(picture).not_to_have_attribute("src", last or "")
    button(page, "training_play").click()
    expect(picture).to_have_attribute("src", last or "")


def test_curves_tell_their_values_and_zoom(visit: Visit):
    page = enter(visit)
    chart = page.locator(".shop-run .shop-chart svg")
    whole = button(page, "training_whole").first
    expect(whole).to_be_disabled()
    box = chart.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 3, box["y"] + 40)
    tip = page.locator(".shop-run .shop-tip")
    expect(tip).to_be_visible()
    first = tip.inner_text()
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 60, steps=4)
    page.mouse.up()
    expect(whole).to_be_enabled()
    expect(tip).not_to_have_text(first)
    chart.dblclick()
    expect(whole).to_be_disabled()
    chart.press("ArrowLeft")
    expect(tip).to_be_visible()
    loss = page.locator(".shop-run").get_by_role("button", name=say("training_figure_loss", "en"), exact=True)
    loss.click()
    expect(loss).to_have_attribute("aria-pressed", "true")


def test_a_world_is_taught_while_nobody_looks_and_put_to_use(visit: Visit, server: Server):
    page = enter(visit)
    button(page, "training_teach").click()
    button(page, "training_model_sketch_world").click()
    field(page, "epochs").fill("-2")
    button(page, "training_start").click()
    assert httpx.get(f"{server.url}/api/training/list").json() == []  # the form does not let it pass
    field(page, "epochs").fill("1")
    field(page, "batch").fill("1")
    page.locator(".shop-more summary").click()
    field(page, "world").fill(WORLD)
    field(page, "drawn").fill("24")
    page.get_by_label(say("training_own_name", "en")).fill("<b>First</b>")
    expect(page.locator(".shop-takes b")).to_have_text(re.compile(r"\d+ (s|min)"))
    button(page, "training_start").click()
    run = run_of(page)
    expect(run.get_by_role("heading", name="<b>First</b>")).to_be_visible()
    expect(run.get_by_text(say("training_status_running", "en"), exact=True)).to_be_visible()
    expect(button(page, "training_use")).to_be_hidden()
    page.close()

    page = enter(visit)
    run = run_of(page)
    expect(run.get_by_role("heading", name="<b>First</b>")).to_be_visible()
    expect(run.get_by_text(say("training_status_completed", "en"), exact=True)).to_be_visible(timeout=LONGEST)
    expect(run.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "100")
    expect(run.locator("img")).to_be_visible()
    run.get_by_text(say("training_log", "en"), exact=True).click()
    expect(run.get_by_role("log")).to_contain_text("step")
    with page.expect_download() as waiting:
        button(page, "training_take").click()
    assert "'step'" in waiting.value.path().read_text("utf-8")
    button(page, "training_use").click()
    expect(page.get_by_role("status").filter(has_text="in use now")).to_be_visible(timeout=60_000)
    page.close()

    page = visit()
    expect(page.get_by_role("radio", name=WORLD)).to_be_visible(timeout=60_000)


def test_the_list_is_kept_in_order(visit: Visit, server: Server):
    for name in ("one", "two"):
        httpx.post(f"{server.url}/api/training/start?model_type=skinmodel&name={name}", json={"epochs": 2})
    page = enter(visit)
    names = page.locator(".shop-open b")
    runs = page.get_by_role("region", name=say("training_runs", "en"))
    expect(names.filter(has_text="one")).to_be_visible()
    runs.get_by_role("button", name=say("training_name", "en")).click()
    assert names.all_inner_texts() == sorted(names.all_inner_texts(), key=str.lower)
    runs.get_by_role("searchbox").fill("two")
    expect(names).to_have_count(1)
    runs.get_by_role("searchbox").fill("")
    for number in (0, 1):
        runs.get_by_role("checkbox").nth(number).check()
    button(page, "training_compare").click()
    box = page.get_by_role("dialog", name=say("training_compare", "en"))
    expect(box.get_by_role("row", name=re.compile(say("training_set_epochs", "en")))).to_be_visible()
    page.keyboard.press("Escape")
    names.filter(has_text="one").click()
    expect(run_of(page).get_by_role("heading", name="one")).to_be_visible()
    expect(button(page, "training_remove")).to_be_enabled(timeout=120_000)
    button(page, "training_rename").click()
    box = page.get_by_role("dialog", name=say("training_rename", "en"))
    box.get_by_label(say("training_note", "en")).fill("<img src=x onerror=alert(1)>")
    button(page, "training_keep").click()
    expect(run_of(page).get_by_text("<img src=x")).to_be_visible()
    button(page, "training_remove").click()
    page.get_by_role("dialog", name=say("training_remove", "en")).get_by_role(
        "button", name=say("training_remove", "en")
    ).click()
    expect(names.filter(has_text="one")).to_have_count(0)


def test_phone(visit: Visit):
    page = enter(visit, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, locale="ko-KR")
    button(page, "training_teach", "ko").click()
    button(page, "training_model_simclr", "ko").click()
    for back in (False, True):
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        for one in page.locator(".shop").get_by_role("button").all():
            if (box := one.bounding_box()) is not None:
                assert min(box["width"], box["height"]) >= 43.9, one.inner_text()
        if not back:
            button(page, "training_back", "ko").click()
            button(page, "training_back", "ko").click()


def test_a_visitor_without_the_word_only_looks(browser: Browser, tmp_path: Path):
    jobs, port = str(tmp_path / "jobs"), free_port()
    with running(
        tmp_path, "--tab", "training", port=port, FIVE_DOORS_ADMIN_TOKEN="sesame", FIVE_DOORS_JOBS=jobs
    ) as server:
        page = browser.new_page(locale="en-US")
        page.goto(server.url)
        expect(page.locator(".shop-run")).to_have_attribute("aria-busy", "false", timeout=60_000)
        button(page, "training_teach").click()
        button(page, "training_model_sketch_world").click()
        expect(button(page, "training_start")).to_be_disabled()
        expect(page.get_by_text(say("training_guest", "en"))).to_be_visible()
        for word, opens in (("wrong", False), ("sesame", True)):
            button(page, "training_lock").click()
            page.get_by_label(say("training_word", "en")).fill(word)
            page.keyboard.press("Enter")
            if not opens:
                expect(page.get_by_text(say("training_wrong_word", "en"))).to_be_visible()
                page.keyboard.press("Escape")
        expect(button(page, "training_start")).to_be_enabled()
        page.close()
