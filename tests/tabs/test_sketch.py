"""The drawing room is put together from its parts: a chip for each world, a guide to draw over, the script."""

import re

import pytest
from fontTools.pens.boundsPen import BoundsPen
from fontTools.svgLib.path import parse_path

from engines.sketch import WORLDS, World
from tabs.sketch import COLOURS, SCRIPTS, guides, markup, script
from tabs.theme import ASSETS
from tabs.words import WORDS

OWN = World("kites", {"en": "Kites & <b>co", "ko": "연"}, "sky", "#123456", True, "own/kites", 0)


def test_every_world_has_its_chip():
    text = markup(list(WORLDS), 5)
    assert re.findall(r'data-world="(\w+)"', text) == [world.id for world in WORLDS]
    assert text.count('class="world"') == text.count("</svg><span data-name-en") == len(WORLDS)
    assert text.count("data-symmetric") == sum(world.symmetric for world in WORLDS)
    assert 'data-upload-bytes="5"' in text


def test_a_world_of_the_host_has_its_colour_and_first_letter():
    text = markup([*WORLDS, OWN], 5)
    assert '<i style="background:#123456" aria-hidden="true">K</i>' in text
    assert 'data-name-en="Kites &amp; &lt;b&gt;co"' in text


def test_one_world_and_one_colour_are_chosen():
    text = markup(list(WORLDS), 5)
    for row in ("world", "colour"):
        assert len(re.findall(rf'class="{row}"[^>]*aria-checked="true" tabindex="0"', text)) == 1


def test_colours_have_names_and_are_told_apart():
    assert {f"colour_{name}" for name in COLOURS} <= WORDS.keys()
    parts = [[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in COLOURS.values()]
    distances = [sum(abs(a - b) for a, b in zip(one, other, strict=True)) for one in parts for other in parts]
    assert sorted(distances)[len(parts)] > 60  # the smallest one between two of them


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.id)
def test_guides_are_paths_on_the_page(world: World):
    paths = guides()[world.id]
    assert 3 <= len(set(paths)) == len(paths)
    for path in paths:
        pen = BoundsPen(None)
        parse_path(path, pen)
        left, top, right, bottom = pen.bounds
        assert 20 <= left < right <= 380
        assert 10 <= top < bottom <= 390
        assert max(right - left, bottom - top) > 240  # large enough for a child's hand


def test_every_file_of_the_script_is_in_it():
    assert {file.stem for file in (ASSETS / "sketch").glob("*.js")} == set(SCRIPTS)
    assert all((ASSETS / "sketch" / f"{name}.js").read_text("utf-8") in script() for name in SCRIPTS)


def test_first_colours_of_the_tools_are_on_the_palette():
    first = re.search(r'colours = {pen: "(#\w+)", crayon: "(#\w+)"', script().replace("{ ", "{"))
    assert first is not None
    assert set(first.groups()) <= set(COLOURS.values())
