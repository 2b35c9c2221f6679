"""The Workshop is put together from its parts: words, script, icons, forms for every recipe."""

import re
from pathlib import Path

import gradio as gr
import pytest

from engines.training.catalogue import RECIPES
from engines.training.manager import LONGEST_NAME, TrainingManager
from engines.training.recipe import Data, Recipe, Room, default_of
from tabs import training
from tabs.demo_run import events, job
from tabs.demo_run import sample as demo_sample
from tabs.rights import Rights
from tabs.theme import style
from tabs.training import FOLDER, ICONS, SCRIPTS, markup, script
from tabs.words import WORDS
from tabs.workshop import TASTES, recipe_to_json

KEYS = re.compile(r'data-word(?:-label)?="(\w+)"')
KEYS_IN_SCRIPT = re.compile(r'(?:word|label): "(\w+)"|(?:say|fill)\("(\w+)"|(?:busy|failed): "(\w+)"|"(training_\w+)"')
ACTS = re.compile(r'data-act="(\w+)"')
# What the script puts together: its beginning, and all that may stand behind.
MADE = {
    "training_status": ("pending", "running", "completed", "failed", "cancelled", "interrupted"),
    "training_ended": ("completed", "failed", "cancelled", "interrupted"),
    "training_needs": tuple(Data),
    "training_model": tuple(RECIPES),
    "training_figure": ("loss", *(one.figure for one in RECIPES.values())),
}


def found(pattern: re.Pattern[str], text: str) -> set[str]:
    return {key for keys in pattern.findall(text) for key in ([keys] if isinstance(keys, str) else keys) if key}


def test_every_word_is_there():
    keys = found(KEYS, markup()) | {key for key in found(KEYS_IN_SCRIPT, script()) if not key.endswith("_")}
    assert {"training_headline", "training_guest", "training_taste", "training_no_answer", "training_left"} <= keys
    made = {f"{begin}_{end}" for begin, ends in MADE.items() for end in ends}
    assert (keys | made) <= WORDS.keys()


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=list(RECIPES))
def test_every_form_has_its_words(recipe: Recipe):
    told = recipe_to_json(recipe)
    assert {field["name"] for field in told["fields"]} >= {"data", "epochs", "batch", "learning_rate", "seed"}
    for field in told["fields"]:
        assert f"training_set_{field['name']}" in WORDS
        assert {f"training_set_{field['name']}_{one}" for one in field["only"]} <= WORDS.keys()
    config = {field["name"]: field["default"] for field in told["fields"]}
    assert recipe.read(config) == recipe.settings()


def test_every_model_has_its_icon_and_every_icon_its_model():
    assert {file.stem for file in ICONS.glob("*.svg")} == {"workshop", *RECIPES}
    for file in ICONS.glob("*.svg"):
        text = file.read_text("utf-8")
        assert text.startswith("<svg viewBox=")
        assert not re.search(r"<script|\son\w+=|href", text)


def test_every_room_can_be_taught():
    assert {recipe.room for recipe in RECIPES.values()} == {*Room}
    assert set(TASTES) <= RECIPES.keys()


def test_no_visible_word_stands_in_the_page_itself():
    assert re.sub(r"<[^>]*>", "", markup()).split() == []
    assert f'maxlength="{LONGEST_NAME}"' in markup()


def test_nothing_in_the_page_is_taken_for_a_template():
    """Gradio reads the HTML as Handlebars and as a template string."""
    assert not re.search(r"`|\$\{|\{\{", markup())


def test_every_file_of_the_script_is_in_it():
    assert {file.stem for file in FOLDER.glob("*.js")} == set(SCRIPTS)
    assert all((FOLDER / f"{name}.js").read_text("utf-8") in script() for name in SCRIPTS)


def test_every_button_does_something():
    room = (FOLDER / "room.js").read_text("utf-8")
    acts = room[room.index("const ACTS") : room.index("element.addEventListener")]
    assert all(re.search(rf"\b{name}\b", acts) for name in found(ACTS, markup()) - {"close"})


def test_what_others_wrote_never_becomes_html():
    written = [
        line for name in SCRIPTS for line in (FOLDER / f"{name}.js").read_text("utf-8").splitlines() if "HTML" in line
    ]
    assert [line.strip() for line in written] == [
        "box.innerHTML = ICONS[model] ?? ICONS.workshop; // both come with the program"
    ]


def test_the_look_is_in_the_stylesheet():
    assert ".shop-frame" in style()


def test_the_demo_is_a_whole_run_that_got_better():
    told = events()
    recipe = RECIPES[job().model_type]
    figures = [event[recipe.figure] for event in told if recipe.figure in event]
    assert len(figures) > 3
    assert (figures[-1] > figures[0]) is recipe.higher
    files = [event["file"] for event in told if event["event"] == "sample"]
    assert len(files) > 3
    assert all(demo_sample(file) for file in files)
    assert sum(path.stat().st_size for path in (FOLDER / "demo").rglob("*") if path.is_file()) < 3_000_000
    assert set(job().config) == {one.name for one in recipe.settings.__dataclass_fields__.values()}
    assert default_of(recipe.settings.__dataclass_fields__["epochs"]) == job().total_epochs


def test_the_room_can_be_built(tmp_path: Path):
    with gr.Blocks(analytics_enabled=False) as page:
        training.build(TrainingManager(tmp_path / "jobs", tmp_path / "data"), lambda request, token: Rights.GUEST)
    room = next(block for block in page.blocks.values() if isinstance(block, gr.HTML))
    assert {function.__name__ for function in room.server_fns} == {
        "open_room", "look", "news", "sample", "folders", "preview", "estimate", "start", "act",
    }  # fmt: skip
    assert not list(tmp_path.iterdir())
