"""The Dogs room is put together from its parts: words, the script with what is known of dogs, examples."""

import re

import pytest
from PIL import Image

from engines.dogs.breeds import SIZES
from engines.dogs.results import COAT_COLOURS
from engines.dogs.taste import TRAITS
from engines.models.skeletons import AP_10K
from tabs.dogs import EXAMPLES, SCRIPTS, examples, markup, script
from tabs.theme import ASSETS, style
from tabs.words import WORDS

KEYS = re.compile(r'data-word(?:-label)?="(\w+)"')
KEYS_IN_SCRIPT = re.compile(r'(?:word|label): "(\w+)"|(?:say|complain|tell)\("(\w+)"\)|(?:busy|failed): "(\w+)"')


def test_every_word_is_there():
    keys = {*KEYS.findall(markup(5)), *("".join(found) for found in KEYS_IN_SCRIPT.findall(script()))}
    assert {"dog_names", "dog_looks_like", "dog_busy"} <= keys
    assert keys <= WORDS.keys()


@pytest.mark.parametrize(
    ("prefix", "names"),
    [("dog_size_", SIZES), ("dog_colour_", COAT_COLOURS), ("dog_why_", TRAITS[1:]), ("point_", AP_10K.names)],
)
def test_every_name_has_its_word(prefix: str, names: tuple[str, ...]):
    assert {prefix + name for name in names} <= WORDS.keys()


def test_no_visible_word_stands_in_the_page_itself():
    assert re.sub(r"<[^>]*>", "", markup(5)).split() == []
    assert 'data-upload-bytes="5"' in markup(5)


def test_every_file_of_the_script_is_in_it():
    assert {file.stem for file in (ASSETS / "dogs").glob("*.js")} == set(SCRIPTS)
    assert all((ASSETS / "dogs" / f"{name}.js").read_text("utf-8") in script() for name in SCRIPTS)
    assert 'const SIZES = ["toy"' in script()
    assert '"beagle": ["Beagle", "비글"]' in script()
    assert re.search(r'"black": "#[0-9a-f]{6}"', script())


def test_the_look_is_in_the_stylesheet():
    assert ".kennel-card" in style()


def test_examples_are_small_drawn_pictures():
    files = [*EXAMPLES.glob("*.webp")]
    assert 4 <= len(files) == len(examples()) <= 6
    assert sum(file.stat().st_size for file in files) < 400_000
    for file in files:
        assert min(Image.open(file).size) >= 384
