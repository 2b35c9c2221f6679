"""The desk checks what strangers send and answers with a picture or the key of a sentence."""

import base64
import io
import logging

import pytest
from PIL import Image, ImageDraw

from engines.runtime import InputError
from engines.sketch import SketchEngine
from settings import Settings
from tabs.desk import SIDE, Desk, on_sheet, picture_url

VISITOR = "visitor-1"


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(SketchEngine(), Settings())


def shoe() -> Image.Image:
    sheet = Image.new("RGB", (SIDE, SIDE), "white")
    ImageDraw.Draw(sheet).line([(80, 380), (80, 180), (180, 180), (430, 320), (430, 380), (80, 380)], "black", 7)
    return sheet


def opened(answer: dict[str, str]) -> Image.Image:
    head, _, data = answer["picture"].partition(",")
    assert head == "data:image/png;base64"
    return Image.open(io.BytesIO(base64.b64decode(data)))


def test_paints(desk: Desk):
    call = {"visitor": VISITOR, "world": "shoes"}
    assert desk.open_room(call) == {}
    picture = opened(desk.paint(call | {"seed": 3, "drawing": picture_url(shoe())}))
    assert picture.width == picture.height >= 256
    assert picture.mode == "RGB"


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


def test_upload_comes_back_on_a_sheet(desk: Desk):
    photo = picture_url(Image.new("RGB", (300, 100), "red"))
    sheet = opened(desk.read_picture({"visitor": VISITOR, "picture": photo}))
    assert sheet.size == (SIDE, SIDE)
    assert (sheet.getpixel((256, 256)), sheet.getpixel((256, 10))) == ((255, 0, 0), (255, 255, 255))


def test_bad_upload(desk: Desk):
    text = "data:image/png;base64," + base64.b64encode(b"I am a text named .png").decode()
    assert desk.read_picture({"visitor": VISITOR, "picture": text}) == {"error": "picture_unreadable"}


@pytest.mark.parametrize(
    ("size", "where", "colour"),
    [
        ((1024, 512), (256, 100), (255, 255, 255)),  # wide: white above
        ((512, 1024), (100, 256), (255, 255, 255)),  # high: white at the side
        ((100, 100), (256, 256), (0, 0, 0)),  # small: not enlarged, in the middle
        ((4000, 4000), (5, 5), (0, 0, 0)),  # large: fills the sheet
    ],
)
def test_on_sheet(size: tuple[int, int], where: tuple[int, int], colour: tuple[int, int, int]):
    sheet = on_sheet(Image.new("RGB", size, "black"))
    assert (sheet.size, sheet.mode) == ((SIDE, SIDE), "RGB")
    assert sheet.getpixel(where) == colour


def test_transparency_is_paper():
    assert on_sheet(Image.new("RGBA", (SIDE, SIDE), (0, 0, 0, 0))).getpixel((9, 9)) == (255, 255, 255)


def test_file_of_the_api(desk: Desk):
    file = io.BytesIO()
    shoe().save(file, "JPEG")
    assert desk.paint_file(file.getvalue(), "shoes", 0, "someone").width >= 256
    with pytest.raises(InputError):
        desk.paint_file(b"", "shoes", 0, "someone")
