"""The kennel checks what strangers send and answers with a dog, its friends, or the key of a sentence."""

import base64
import io
import logging
from typing import Any

import numpy as np
import pytest
from PIL import Image

from engines.dogs.breeds import BY_ID
from engines.dogs.engine import DogEngine
from engines.runtime import InputError
from settings import Settings
from tabs.dogs import examples
from tabs.kennel import PAGE, Kennel
from tabs.parts import picture_address
from tabs.words import WORDS

VISITOR = "visitor-1"
BLANK = picture_address(Image.new("RGB", (64, 64), "#2288cc"))


@pytest.fixture(scope="module")
def kennel(tmp_path_factory: pytest.TempPathFactory) -> Kennel:
    return Kennel(DogEngine(gallery=tmp_path_factory.mktemp("dogs")), Settings())


@pytest.fixture(scope="module")
def dog() -> str:
    """A photo of a dog as the page sends it."""
    return examples()[0]


@pytest.fixture(scope="module")
def look(kennel: Kennel, dog: str) -> dict[str, Any]:
    return kennel.look({"visitor": VISITOR, "picture": dog})


def search(kennel: Kennel, look: dict[str, Any], **parts: Any) -> dict[str, Any]:
    return kennel.search({"visitor": VISITOR, "seen": look["seen"]} | parts)


def opened(url: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2])))


def test_the_room_opens(kennel: Kennel):
    answer = kennel.open_room({"visitor": VISITOR})
    assert answer["dogs"] >= 100
    assert set(answer["breeds"]) <= BY_ID.keys()


def test_a_dog_is_seen(kennel: Kennel, dog: str, look: dict[str, Any]):
    width, height = opened(dog).size
    x, y, w, h = look["boxes"][0]
    assert 0 <= x < x + w <= width + 1
    assert 0 <= y < y + h <= height + 1
    assert len(look["points"]) == 17
    assert all(0 <= score <= 1 for *_, score in look["points"])
    facts = look["facts"]
    assert [len(facts["breeds"]), facts["breeds"][0][0] in BY_ID] == [3, True]
    assert {facts["pose"], f"dog_size_{facts['size']}", f"dog_colour_{facts['colour']}"} <= WORDS.keys()
    tapped = kennel.look({"visitor": VISITOR, "picture": dog, "box": look["boxes"][0]})
    assert "boxes" not in tapped
    assert np.allclose(tapped["points"], look["points"], atol=2)


def test_friends_are_found_page_by_page(kennel: Kennel, look: dict[str, Any]):
    answer = search(kennel, look)
    first = answer["matches"]
    assert len({match["id"] for match in first}) == PAGE
    assert opened(first[0]["picture"]).width <= 288
    assert all(0 <= match["alike"] <= 1 and match["breed"] in {*BY_ID, ""} for match in first)
    assert answer["votes"] == []
    more = search(kennel, look, skip=PAGE)["matches"]
    assert {match["id"] for match in more}.isdisjoint(match["id"] for match in first)


def test_filters_are_part_of_the_search(kennel: Kennel, look: dict[str, Any]):
    found = search(kennel, look, sizes=["small", "toy"])["matches"]
    assert {match["size"] for match in found} <= {"small", "toy"}
    assert found
    assert search(kennel, look, breeds=["dhole"], sizes=["giant"])["matches"] == []


def test_a_thumb_down_moves_a_dog_back(kennel: Kennel, look: dict[str, Any]):
    best = search(kennel, look)["matches"][0]["id"]
    answer = search(kennel, look, thumb={"record": best, "liked": False})
    assert [(vote["record"], vote["liked"]) for vote in answer["votes"]] == [(best, False)]
    assert answer["matches"][0]["id"] != best
    again = search(kennel, look, votes=answer["votes"])
    assert [match["id"] for match in again["matches"]] == [match["id"] for match in answer["matches"]]


def test_two_dogs_side_by_side(kennel: Kennel, dog: str, look: dict[str, Any]):
    record = search(kennel, look)["matches"][0]["id"]
    answer = kennel.compare({"visitor": VISITOR, "picture": dog, "box": look["boxes"][0], "record": record})
    picture = opened(answer["picture"])
    assert (picture.mode, picture.width > picture.height) == ("RGBA", True)
    assert {word for row in answer["rows"] for word in (row["word"], row["measure"])} <= WORDS.keys()


@pytest.mark.parametrize(
    ("act", "parts", "key"),
    [
        ("look", {}, "picture_unreadable"),
        ("look", {"picture": "data:image/png;base64,aGVsbG8="}, "picture_unreadable"),
        ("look", {"picture": "data:image/png;base64," + "A" * 30_000_000}, "picture_too_heavy"),
        ("look", {"picture": BLANK}, "dog_none"),
        ("look", {"picture": BLANK, "box": [0, 0, -5, 5]}, "dog_lost"),
        ("look", {"picture": BLANK, "visitor": "me"}, "failed"),
        ("search", {}, "dog_lost"),
        ("search", {"seen": {"rows": [[1.0]]}}, "dog_lost"),
        ("search", {"skip": 10**9}, "dog_lost"),
        ("search", {"breeds": ["cat"]}, "dog_lost"),
        ("compare", {"picture": BLANK, "box": [0, 0, 60, 60], "record": 10**6}, "dog_unknown"),
        ("compare", {"picture": BLANK, "record": "one"}, "dog_lost"),
    ],
)
def test_a_bad_call_is_one_key_and_one_log_line(
    kennel: Kennel, caplog: pytest.LogCaptureFixture, act: str, parts: dict[str, Any], key: str
):
    with caplog.at_level(logging.INFO, logger="five_doors"):
        answer = getattr(kennel, act)({"visitor": VISITOR} | parts)
    assert answer == {"error": key}
    assert [record.getMessage() for record in caplog.records] == [f"not answered: {key}"]
    assert key in WORDS


def test_a_thumb_on_a_dog_that_is_not_there(kennel: Kennel, look: dict[str, Any]):
    assert search(kennel, look, thumb={"record": 10**6, "liked": True}) == {"error": "dog_unknown"}


@pytest.mark.parametrize("call", [None, 7, "look", [], {"visitor": None}])
def test_a_call_of_another_kind(kennel: Kennel, call: object):
    assert kennel.look(call) == kennel.search(call) == kennel.compare(call) == {"error": "failed"}


def test_files_of_the_api(kennel: Kennel, dog: str):
    data = base64.b64decode(dog.partition(",")[2])
    told = kennel.points_of_file(data, "someone")
    assert len(told["dogs"][0]["points"]) == 17
    found = kennel.search_file(data, 5, "someone")
    assert [len(found), found[0].keys() >= {"breed", "alike", "why"}] == [5, True]
    with pytest.raises(InputError):
        kennel.search_file(b"", 5, "someone")
