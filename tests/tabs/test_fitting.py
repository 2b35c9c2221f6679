"""The fitting room checks what strangers send and answers with steps and a result, or the key of a sentence."""

import base64
import io
import logging
from typing import Any

import numpy as np
import pytest
from PIL import Image

from engines.runtime import InputError
from engines.tryon.engine import TryOnEngine
from engines.tryon.results import LIP, Kind, Sleeve
from settings import Settings
from tabs.fitting import FittingRoom, people
from tabs.parts import picture_address
from tabs.tryon_calls import Piece
from tabs.words import WORDS

VISITOR = "visitor-1"
PLAIN = picture_address(Image.new("RGB", (96, 128), "#2288cc"))


@pytest.fixture(scope="module")
def fitting() -> FittingRoom:
    return FittingRoom(TryOnEngine(), Settings())


@pytest.fixture(scope="module")
def person() -> str:
    """A photo of a person from head to feet, as the page sends it."""
    return next(str(one["picture"]) for one in people() if one["id"] == "leo")


@pytest.fixture(scope="module")
def garments(fitting: FittingRoom) -> dict[str, list[dict[str, Any]]]:
    """What hangs in the wardrobe, by kind."""
    hung = fitting.open_room({"visitor": VISITOR})["garments"]
    return {kind: [one for one in hung if one["kind"] == kind] for kind in Kind}


def opened(url: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2])))


def data_of(url: str) -> bytes:
    return base64.b64decode(url.partition(",")[2])


def wear(
    fitting: FittingRoom, person: str, *pieces: dict[str, Any], parts: dict[str, Any] | None = None
) -> list[dict[str, Any]]:
    """All answers to a wish, some of its parts others."""
    call = {"visitor": VISITOR, "number": 5, "person": person, "pieces": list(pieces)}
    return [*fitting.wear(call | (parts or {}))]


def test_the_room_opens(fitting: FittingRoom, garments: dict[str, list[dict[str, Any]]]):
    assert sum(map(len, garments.values())) >= 48
    assert all(len(some) >= 6 for some in garments.values())
    for one in (some[0] for some in garments.values()):
        assert one["sleeve"] in Sleeve
        assert all(one["names"])
        assert opened(one["picture"]).height <= 256
    assert len(fitting.open_room({"visitor": VISITOR})["people"]) >= 4


def test_every_step_is_shown_and_the_result_at_last(
    fitting: FittingRoom, person: str, garments: dict[str, list[dict[str, Any]]]
):
    *steps, result = [one for one in wear(fitting, person, garments["top"][0]) if "warming" not in one]
    assert [step["step"] for step in steps] == ["mask", "parse", "pose", "warp", "result"]
    assert all(opened(step["picture"]).height <= 256 and step["network"] and step["seconds"] >= 0 for step in steps)
    assert {one["number"] for one in (*steps, result)} == {5}
    assert opened(result["picture"]).size == opened(person).size
    assert result["seconds"].keys() == result["networks"].keys() == {step["step"] for step in steps}
    assert 0 <= result["confidence"] <= 1
    assert set(result["remarks"]) <= WORDS.keys()


def test_a_nudge_moves_the_garment(fitting: FittingRoom, person: str, garments: dict[str, list[dict[str, Any]]]):
    before, after = (
        np.asarray(opened(wear(fitting, person, garments["top"][0], parts={"nudge": nudge})[-1]["picture"]), np.int16)
        for nudge in ({}, {"down": 0.06})
    )
    assert (np.abs(before - after) > 40).mean() > 0.003


def test_an_outfit(fitting: FittingRoom, person: str, garments: dict[str, list[dict[str, Any]]]):
    result = wear(fitting, person, garments["skirt"][0], garments["top"][0])[-1]
    assert opened(result["picture"]).size == opened(person).size


def test_an_own_garment_is_seen_and_what_is_said_counts(
    fitting: FittingRoom, garments: dict[str, list[dict[str, Any]]]
):
    picture = garments["top"][0]["picture"]
    seen = fitting.see_garment({"visitor": VISITOR, "piece": {"picture": picture}})
    assert (seen["kind"] in Kind, seen["sleeve"] in Sleeve, 0 <= seen["certainty"] <= 1) == (True, True, True)
    assert opened(seen["picture"]).mode == "RGBA"
    said = fitting.see_garment({"visitor": VISITOR, "piece": {"picture": picture, "kind": "dress", "sleeve": "long"}})
    assert (said["kind"], said["sleeve"]) == ("dress", "long")


@pytest.mark.parametrize(
    ("parts", "key"),
    [
        ({"person": None}, "picture_unreadable"),
        ({"person": "data:image/png;base64,aGVsbG8="}, "picture_unreadable"),
        ({"person": "data:image/png;base64," + "A" * 30_000_000}, "picture_too_heavy"),
        ({"person": PLAIN}, "tryon_plain"),
        ({"pieces": []}, "garment_lost"),
        ({"pieces": [{"id": "../secret"}]}, "garment_lost"),
        ({"pieces": [{"picture": "nothing"}]}, "picture_unreadable"),
        ({"nudge": {"scale": 99}}, "garment_lost"),
        ({"visitor": "me"}, "failed"),
    ],
)
def test_a_bad_wish_is_one_key_and_one_log_line(
    fitting: FittingRoom,
    person: str,
    garments: dict[str, list[dict[str, Any]]],
    caplog: pytest.LogCaptureFixture,
    parts: dict[str, Any],
    key: str,
):
    with caplog.at_level(logging.INFO, logger="five_doors"):
        answers = wear(fitting, person, garments["top"][0], parts=parts)
    assert answers[-1] == {"number": 5, "error": key}
    assert [record.getMessage() for record in caplog.records] == [f"not tried on: {key}"]
    assert key in WORDS


@pytest.mark.parametrize("call", [None, 7, "wear", [], {"visitor": None}])
def test_a_call_of_another_kind(fitting: FittingRoom, call: Any):
    assert [*fitting.wear(call)] == [{"number": 0, "error": "failed"}]
    assert fitting.open_room(call) == fitting.see_garment(call) == {"error": "failed"}


def test_files_of_the_api(fitting: FittingRoom, person: str, garments: dict[str, list[dict[str, Any]]]):
    data, size = data_of(person), opened(person).size
    labels = np.asarray(fitting.parse_file(data, "someone"))
    assert labels.shape == (size[1], size[0])
    assert labels.dtype == np.uint8
    assert LIP.index("face") in labels
    pose = fitting.pose_file(data, "someone")
    assert (len(pose), len(pose["nose"])) == (18, 3)
    shirt = data_of(garments["top"][0]["picture"])
    assert 0.1 < np.asarray(fitting.mask_file(shirt, "someone")).mean() < 0.9
    result = fitting.try_on_files(data, [Piece("", shirt, Kind.TOP, None)], "someone")
    assert result.image.size == size
    with pytest.raises(InputError):
        fitting.mask_file(b"", "someone")
