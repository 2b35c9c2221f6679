"""The Dance room is put together from its parts: words, script, icons, tunes, the opening dance, the API's names."""

import json
import re

import gradio as gr
import numpy as np
import pytest

import settings
from engines.dance.engine import DanceEngine
from engines.dance.pictures.looks import LOOKS
from engines.models.humanml import PARENTS
from tabs import dance
from tabs.dance import ICONS, PROMPTS, SCRIPTS, THREE, markup, script
from tabs.dance_calls import Figure, Format, motion_of
from tabs.stage import LOOPS, tunes
from tabs.theme import ASSETS, style
from tabs.words import WORDS

KEYS = re.compile(r'data-word(?:-label)?="([\w-]+)"|data-prompt="(\w+)"')
KEYS_IN_SCRIPT = re.compile(
    r'(?:word|label): "(\w+)"|(?:say|complain|tell|noteLine)\("(\w+)"|(?:busy|failed): "(\w+)"|\["(dance_\w+)",'
)
OPENING = json.loads((ASSETS / "dance" / "opening.json").read_text("utf-8"))


def found(pattern: re.Pattern[str], text: str) -> set[str]:
    return {key for keys in pattern.findall(text) for key in keys if key}


def test_every_word_is_there():
    keys = found(KEYS, markup(5)) | found(KEYS_IN_SCRIPT, script())
    assert {"dance_headline", "dance_prompt_spin", "dance_busy", "dance_unknown", "dance_fact_made"} <= keys
    assert keys <= WORDS.keys()


def test_no_visible_word_stands_in_the_page_itself():
    assert re.sub(r"<[^>]*>", "", markup(5)).split() == []
    assert 'data-upload-bytes="5"' in markup(5)
    assert 'maxlength="300"' in markup(5)


def test_nothing_in_the_page_is_taken_for_a_template():
    """Gradio reads the HTML as Handlebars and as a template string."""
    assert not re.search(r"`|\$\{|\{\{", markup(5))


def test_every_file_of_the_script_is_in_it():
    assert {file.stem for file in (ASSETS / "dance").glob("*.js")} == set(SCRIPTS)
    assert all((ASSETS / "dance" / f"{name}.js").read_text("utf-8") in script() for name in SCRIPTS)


def test_every_picture_is_shown():
    shown = {*PROMPTS, *(f"look-{one}" for one in Figure), *(f"file-{one}" for one in Format), "tune"}
    assert {file.stem for file in ICONS.glob("*.svg")} == shown


def test_the_look_is_in_the_stylesheet():
    assert ".hall-stage" in style()


def test_page_and_films_know_the_same_figures():
    assert {*Figure} == LOOKS.keys()
    text = (ASSETS / "dance" / "looks.js").read_text("utf-8")
    assert re.findall(r'name: "(\w+)"', text) == [*Figure]


def test_the_opening_dance_is_one():
    joints = motion_of(OPENING).joints
    assert 80 <= len(joints) <= 240
    bones = np.linalg.norm(joints[:, 1:] - joints[:, PARENTS[1:]], axis=-1)
    assert np.ptp(bones, axis=0).max() < 0.02  # metres; millimetres were rounded
    assert joints[..., 1].min() > -0.05
    assert np.abs(np.diff(joints, axis=0)).max() > 0.01
    assert sorted(OPENING["beats"]) == OPENING["beats"]
    assert (ASSETS / "dance" / "opening.json").stat().st_size < 60_000


def test_tunes_are_there_with_their_beats():
    assert len(tunes()) == 3
    for tune in tunes():
        assert (LOOPS / tune["file"]).stat().st_size < 1_000_000
        assert tune["beats"] == sorted(tune["beats"])
        assert tune["beats"][0] >= 0
        assert tune["beats"][-1] < tune["seconds"]
        assert f"dance_tune_{tune['id']}" in WORDS


def test_three_comes_with_its_licence():
    assert 100_000 < THREE.stat().st_size < 600_000
    assert "MIT License" in THREE.with_name("LICENSE").read_text("utf-8")


@pytest.fixture(scope="module")
def page() -> gr.Blocks:
    with gr.Blocks(analytics_enabled=False) as page:
        dance.build(DanceEngine(), settings.Settings())
    return page


def test_names_of_the_api(page: gr.Blocks):
    public = {event.api_name for event in page.fns.values() if event.api_visibility == "public"}
    assert public == {"dance", "dance_file", "dance_styles", "dance_beats"}
