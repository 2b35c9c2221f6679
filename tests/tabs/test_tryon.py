"""The Wardrobe is put together from its parts: words, script, icons, people, and the API's names."""

import json
import re
from dataclasses import fields
from typing import get_args, get_type_hints

import gradio as gr
import pytest
from PIL import Image

import settings
from engines.tryon.choices import Choices
from engines.tryon.engine import TryOnEngine
from engines.tryon.results import Kind, Sleeve
from engines.tryon.wardrobe import read_wardrobe
from tabs import tryon
from tabs.fitting import PEOPLE, people
from tabs.parts import room_script
from tabs.theme import ASSETS, style
from tabs.tryon import SCRIPTS, markup
from tabs.words import WORDS

KEYS = re.compile(r'data-word(?:-label)?="(\w+)"')
KEYS_IN_SCRIPT = re.compile(r'(?:word|label): "(\w+)"|(?:say|complain|tell)\("(\w+)"\)|(?:busy|failed): "(\w+)"')
SCRIPT = room_script("tryon", SCRIPTS)


def test_every_word_is_there():
    keys = {*KEYS.findall(markup(5)), *("".join(found) for found in KEYS_IN_SCRIPT.findall(SCRIPT))}
    assert {"tryon_headline", "tryon_own", "tryon_busy", "tryon_kind_skirt"} <= keys
    assert keys <= WORDS.keys()


def test_every_step_and_name_has_its_word():
    (found,) = re.findall(r"const STEPS = (\[.*?\]);", SCRIPT)
    steps = json.loads(found)
    assert sorted(steps) == ["mask", "parse", "pose", "result", "warp"]
    assert {f"tryon_step_{step}" for step in steps} <= WORDS.keys()
    assert {*(f"tryon_kind_{kind}" for kind in Kind), *(f"tryon_sleeve_{one}" for one in Sleeve)} <= WORDS.keys()


def test_the_opening_look_is_there():
    ((person, upper),) = re.findall(r'OPENING = \{ person: "(.+?)", upper: "(.+?)" \}', SCRIPT)
    assert person in {one["id"] for one in people()}
    assert upper in {one.id for one in read_wardrobe() if one.kind == "top"}


def test_no_visible_word_stands_in_the_page_itself():
    assert re.sub(r"<[^>]*>", "", markup(5)).split() == ["@children"]
    assert 'data-upload-bytes="5"' in markup(5)


def test_nothing_in_the_page_is_taken_for_a_template():
    """Gradio reads the HTML as Handlebars and as a template string."""
    assert not re.search(r"`|\$\{|\{\{", markup(5))


def test_every_file_of_the_script_is_in_it():
    assert {file.stem for file in (ASSETS / "tryon").glob("*.js")} == set(SCRIPTS)
    assert all((ASSETS / "tryon" / f"{name}.js").read_text("utf-8") in SCRIPT for name in SCRIPTS)


def test_the_look_is_in_the_stylesheet():
    assert ".fitting-hanger" in style()


def test_people_are_drawn_pictures_that_stand_upright():
    listed = people()
    assert 4 <= len(listed) == len([*PEOPLE.glob("*.webp")])
    assert all(all(one["names"]) for one in listed)
    for file in PEOPLE.glob("*.webp"):
        width, height = Image.open(file).size
        assert min(width, height) >= 384
        assert width < height


@pytest.fixture(scope="module")
def page() -> gr.Blocks:
    with gr.Blocks(analytics_enabled=False) as page:
        tryon.build(TryOnEngine(), settings.Settings())
    return page


def test_names_of_the_api(page: gr.Blocks):
    public = {event.api_name for event in page.fns.values() if event.api_visibility == "public"}
    assert public == {"try_on", "try_on_outfit", "try_on_parse", "try_on_pose", "try_on_mask"}


def test_the_mirror_is_filled_in_the_browser_alone(page: gr.Blocks):
    """No event of the server has the pictures' component as its output, so no photo becomes a file."""
    (mirror,) = [block for block in page.blocks.values() if isinstance(block, gr.ImageSlider)]
    filling = [event for event in page.fns.values() if mirror in event.outputs]
    assert len(filling) == 2
    assert all(event.fn is None and event.js for event in filling)


def test_settings_know_every_choice_of_networks():
    known = {name: get_args(hint) for name, hint in get_type_hints(Choices).items()}
    asked = {one.name: one.metadata["only"] for one in fields(settings.Settings)}
    assert {name: asked[f"tryon_{name}"] for name in known} == known
