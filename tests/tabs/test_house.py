"""A door is one entry: its room, its colour and its place in the row come from it."""

import gradio as gr
import pytest

from settings import Settings
from tabs.doors import DOORS, HOST_DOORS
from tabs.house import HOME, Door, build_house, header, home
from tabs.shared import Shared, open_shared
from tabs.words import WORDS


def empty_room(shared: Shared) -> None:
    gr.Markdown("a room")


BLUE = Door("blue", "#6C7BE8", '<path d="M0 0h9"/>', empty_room)
GREEN = Door("green", "#3FA796", '<path d="M0 0h9"/>', empty_room)


def test_every_door_has_its_words_and_colour():
    for door in (*DOORS, *HOST_DOORS):
        assert {f"{door.id}_door", f"{door.id}_headline"} <= WORDS.keys()
        assert len(door.colour) == 7


def test_one_door_needs_no_row():
    assert "tablist" not in header([BLUE])


def test_two_doors_stand_in_a_row():
    text = header([BLUE, GREEN])
    assert text.count('role="tab"') == 2
    assert 'data-word="green_door"' in text
    assert 'body[data-room="blue"] .room:not(#room-blue)' in text


def test_the_start_page_has_a_way_into_each_room():
    text = home([BLUE, GREEN])
    assert text.count('class="home-door"') == 2
    assert 'href="#green"' in text
    assert 'data-word="green_headline"' in text
    assert "--doors:2" in text


def test_each_door_has_a_room():
    page = build_house([BLUE, GREEN], open_shared(Settings()))
    assert {"room-blue", "room-green", f"room-{HOME}"} <= {block.elem_id for block in page.blocks.values()}
    assert not page.analytics_enabled


def test_no_door():
    with pytest.raises(ValueError, match="at least one door"):
        build_house([], open_shared(Settings()))
