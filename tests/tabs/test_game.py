"""The game's challenges and stickers are whole, in both languages, and ask only for what is measured."""

import re
from xml.etree import ElementTree

import pytest

from engines.sketch.worlds import WORLDS as WORLDS_TO_PAINT
from tabs.game import ANY, ASSETS, SCRIPTS, challenges, game_head, stickers
from tabs.words import WORDS

HANGUL = re.compile("[가-힣]")
OWN_FACTS = {"strokes", "seen"}  # the room adds these to what assets/game/look.js measures


def measured() -> set[str]:
    """The names of what `measure` finds on a drawing."""
    script = (ASSETS / "game" / "look.js").read_text("utf-8")
    body = script[script.index("async function measure") : script.index("\n}\n")]
    return set(re.findall(r"^\s+(\w+)[:,]", body, re.MULTILINE)) | OWN_FACTS | {"colours"}


def test_every_world_has_challenges_and_a_sticker():
    worlds = {world.id for world in WORLDS_TO_PAINT} | {ANY}
    assert challenges().keys() == worlds
    assert stickers().keys() == worlds


@pytest.mark.parametrize("world", challenges())
def test_challenges(world: str):
    entry = challenges()[world]
    rows = entry["challenges"]
    assert 5 <= len(rows) <= 6
    assert len({row["id"] for row in rows}) == len(rows)
    sentences = rows if world == ANY else [*rows, entry["see"], entry["think"]]
    for sentence in sentences:
        assert not HANGUL.search(sentence["en"])
        assert HANGUL.search(sentence["ko"])
    for row in rows:
        if check := row.get("check"):
            assert check["measure"] in measured()
            assert {"least", "most"} & check.keys()
            assert f"quest_by_{check['measure']}" in WORDS


@pytest.mark.parametrize("world", stickers())
def test_a_sticker_is_one_small_drawing_that_fetches_nothing(world: str):
    text = stickers()[world]
    assert ElementTree.fromstring(text).attrib["viewBox"] == "0 0 96 96"
    assert not re.search(r"https?:|href|url\(|<script", text)


def test_every_word_is_there():
    texts = [(ASSETS / "game.html").read_text("utf-8")]
    texts += [(ASSETS / "game" / f"{name}.js").read_text("utf-8") for name in SCRIPTS]
    asked = re.compile(r'data-word(?:-label)?="(\w+)"|"((?:quest|album|belief)_\w+)"')
    keys = {key for text in texts for pair in asked.findall(text) for key in pair if key}
    assert {"quest_done", "album_full"} <= keys
    assert keys <= WORDS.keys()


def test_the_page_itself_holds_no_word():
    text = re.sub(r"<[^>]*>", "", (ASSETS / "game.html").read_text("utf-8"))
    assert text.split() == []


def test_head_is_one_script():
    head = game_head()
    assert head.startswith("<script>")
    assert head.endswith("</script>")
    assert head.count("</script") == 1
