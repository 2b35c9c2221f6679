"""The desk checks what strangers send and answers with a picture or the key of a sentence."""

import base64
import io
import logging
from typing import Any

import pytest
from PIL import Image, ImageDraw

from engines.runtime import InputError
from engines.sketch import WORLDS, SketchEngine
from settings import Settings
from tabs.desk import SIDE, Desk, picture_url

VISITOR = "visitor-1"


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(SketchEngine(), Settings())


def shoe() -> Image.Image:
    sheet = Image.new("RGB", (SIDE, SIDE), "white")
    ImageDraw.Draw(sheet).line([(80, 380), (80, 180), (180, 180), (430, 320), (430, 380), (80, 380)], "black", 7)
    return sheet


def opened(answer: dict[str, Any], kind: str = "png") -> Image.Image:
    head, _, data = answer["picture"].partition(",")
    assert head == f"data:image/{kind};base64"
    return Image.open(io.BytesIO(base64.b64decode(data)))


def test_paints(desk: Desk):
    call = {"visitor": VISITOR, "world": "shoes"}
    assert desk.open_room(call) == {"painters": ["house"]}
    answer = desk.paint(call | {"seed": 3, "drawing": picture_url(shoe())})
    picture = opened(answer)
    assert (picture.size, picture.mode) == ((256, 256), "RGB")
    assert answer["guess"]["world"] in {world.id for world in WORLDS}
    assert 0 < answer["guess"]["share"] <= 1


def test_a_quick_picture_is_small_and_nothing_is_guessed(desk: Desk):
    call = {"visitor": VISITOR, "world": "cars", "drawing": picture_url(shoe())}
    answer = desk.paint(call | {"quick": True})
    assert opened(answer, "jpeg").size == (128, 128)
    assert answer.keys() == {"picture"}
    assert len(answer["picture"]) < len(desk.paint(call)["picture"])


@pytest.mark.parametrize(
    ("parts", "key"),
    [
        ({}, "picture_unreadable"),
        ({"drawing": picture_url(Image.new("RGB", (SIDE, SIDE), "white"))}, "drawing_empty"),
        ({"drawing": "data:image/png;base64,"}, "picture_none"),
        ({"drawing": "data:image/png;base64,aGVsbG8="}, "picture_unreadable"),
        ({"drawing": "data:image/png;base64," + "A" * 3_000_000}, "drawing_too_heavy"),
        ({"drawing": picture_url(Image.new("L", (2000, 2000)))}, "picture_too_many_pixels"),
        ({"drawing": ["a", "list"]}, "picture_unreadable"),
        ({"drawing": picture_url(shoe()), "world": "nowhere"}, "world_unknown"),
        ({"drawing": picture_url(shoe()), "world": ["shoes"]}, "world_unknown"),
        ({"drawing": picture_url(shoe()), "seed": -1}, "seed_out_of_range"),
        ({"drawing": picture_url(shoe()), "seed": 2**40}, "seed_out_of_range"),
        ({"drawing": picture_url(shoe()), "seed": "one"}, "seed_out_of_range"),
        ({"drawing": picture_url(shoe()), "by": "nobody"}, "painter_unknown"),
        ({"drawing": picture_url(shoe()), "by": 3}, "painter_unknown"),
        ({"drawing": picture_url(shoe()), "visitor": ""}, "failed"),
        ({"drawing": picture_url(shoe()), "visitor": "x" * 10_000}, "failed"),
        ({"drawing": picture_url(shoe()), "visitor": 7}, "failed"),
    ],
)
def test_bad_call_is_one_key_and_one_log_line(desk: Desk, caplog: pytest.LogCaptureFixture, parts: dict, key: str):
    with caplog.at_level(logging.INFO, logger="five_doors"):
        answer = desk.paint({"visitor": VISITOR, "world": "shoes", "seed": 0} | parts)
    assert answer == {"error": key}
    assert [(record.getMessage(), record.exc_info) for record in caplog.records] == [(f"not painted: {key}", None)]


@pytest.mark.parametrize("call", [None, 7, "paint", [], {"visitor": None}])
def test_call_of_another_kind(desk: Desk, call: object):
    assert desk.paint(call) == desk.read_picture(call) == desk.open_room(call) == {"error": "failed"}


def test_unknown_world_is_not_loaded(desk: Desk):
    assert desk.open_room({"visitor": VISITOR, "world": "nowhere"}) == {"error": "world_unknown"}


def test_upload_comes_back_as_lines_without_paper(desk: Desk):
    sheet = opened(desk.read_picture({"visitor": VISITOR, "picture": picture_url(shoe())}))
    assert (sheet.size, sheet.mode) == ((SIDE, SIDE), "RGBA")
    opacity = sheet.getchannel("A").histogram()
    assert opacity[0] > 0.8 * SIDE**2
    assert opacity[255] > 0.01 * SIDE**2


@pytest.mark.parametrize(
    ("photo", "key"),
    [
        ("data:image/png;base64," + base64.b64encode(b"I am a text named .png").decode(), "picture_unreadable"),
        (picture_url(Image.new("RGB", (SIDE, SIDE), "white")), "paper_empty"),
        (picture_url(Image.new("RGB", (SIDE, SIDE), "black")), "paper_black"),
    ],
)
def test_bad_upload(desk: Desk, photo: str, key: str):
    assert desk.read_picture({"visitor": VISITOR, "picture": photo}) == {"error": key}


def test_file_of_the_api(desk: Desk):
    file = io.BytesIO()
    shoe().save(file, "JPEG")
    assert desk.paint_file(file.getvalue(), "shoes", 0, "someone").width >= 256
    with pytest.raises(InputError):
        desk.paint_file(b"", "shoes", 0, "someone")
