"""Both languages say everything, and every key that something asks for is there."""

import json
import re
from pathlib import Path

import pytest

from tabs.words import LANGUAGES, WORDS, as_json, error, say

ROOT = Path(__file__).resolve().parents[2]
RAISED = re.compile(r"""InputError\(\s*["'](\w+)["']""")
ASKED_IN_HTML = re.compile(r'data-word(?:-label)?="(\w+)"')
ASKED_IN_SCRIPT = re.compile(r'\b(?:say|complain|tell)\("(\w+)"\)|error: "(\w+)"')
HANGUL = re.compile("[가-힣]")


@pytest.mark.parametrize("key", WORDS)
def test_both_languages(key: str):
    english, korean = (say(key, language) for language in LANGUAGES)
    assert english.strip() == english != ""
    assert korean.strip() == korean != ""
    if key not in {"subtitle", "switch_language", "switch_language_label"}:  # these show the other language
        assert not HANGUL.search(english)
        assert HANGUL.search(korean)


def test_every_error_of_the_engines_has_its_sentence():
    raised = {key for file in (ROOT / "engines").rglob("*.py") for key in RAISED.findall(file.read_text("utf-8"))}
    assert {"drawing_empty", "picture_unreadable"} <= raised
    assert raised <= WORDS.keys()


def test_every_error_of_the_tabs_has_its_sentence():
    asked = re.compile(r'\berror\("(\w+)"\)|"(\w+_too_heavy)"')
    keys = {
        key for file in (ROOT / "tabs").glob("*.py") for pair in asked.findall(file.read_text("utf-8")) for key in pair
    }
    assert {"busy", "failed", "drawing_too_heavy"} <= keys
    assert keys - {""} <= WORDS.keys()


@pytest.mark.parametrize(
    "file",
    ["header.html", "home.html", "sketch.html", "models.html", "page.js", "sketch/painter.js", "sketch/photo.js"],
)
def test_every_word_of_the_page_is_there(file: str):
    text = (ROOT / "assets" / file).read_text("utf-8")
    keys = {*ASKED_IN_HTML.findall(text), *(key for pair in ASKED_IN_SCRIPT.findall(text) for key in pair if key)}
    assert keys
    assert keys <= WORDS.keys()


def test_no_visible_word_stands_in_the_page_itself():
    for file in ("header.html", "home.html", "sketch.html", "models.html"):
        text = re.sub(r"<!--.*?-->|<[^>]*>|[A-Z_]{5,}", "", (ROOT / "assets" / file).read_text("utf-8"))
        assert text.split() in ([], ["?"])


def test_json_for_a_script():
    assert "</" not in as_json()
    assert json.loads(as_json())["ko"]["pen"] == "펜"


def test_error_speaks_english():
    assert (error("busy").key, str(error("busy"))) == ("busy", say("busy", "en"))
