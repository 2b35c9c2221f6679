"""What the page of the Wardrobe sends is read part by part, and nothing else is believed."""

from typing import Any

import pytest

from engines.runtime import InputError
from engines.tryon.results import Kind, Nudge, Sleeve
from tabs import tryon_calls as calls
from tabs.parts import number_of
from tabs.tryon_calls import Piece

PICTURE = "data:image/png;base64,aGVsbG8="
BYTES = 100


def test_pieces():
    parts = {"pieces": [{"id": "skirt-red"}, {"picture": PICTURE, "kind": "top", "sleeve": "long"}]}
    assert calls.pieces_of(parts, BYTES) == [
        Piece("skirt-red", b"", None, None),
        Piece("", b"hello", Kind.TOP, Sleeve.LONG),
    ]
    assert calls.piece_of({"picture": PICTURE, "kind": "", "sleeve": None}, BYTES) == Piece("", b"hello", None, None)


@pytest.mark.parametrize(
    "pieces",
    [
        None,
        [],
        "top",
        [{"id": "a"}] * 3,
        [["a"]],
        [{"id": 7}],
        [{"picture": PICTURE, "kind": "hat"}],
        [{"picture": PICTURE, "kind": ["top"]}],
        [{"picture": PICTURE, "sleeve": "longest"}],
    ],
)
def test_pieces_of_another_kind(pieces: object):
    with pytest.raises(InputError) as caught:
        calls.pieces_of({"pieces": pieces}, BYTES)
    assert caught.value.key == "garment_lost"


@pytest.mark.parametrize(
    ("picture", "key"),
    [
        (None, "picture_unreadable"),
        ("file:///etc/passwd", "picture_unreadable"),
        ("data:image/png;base64," + "A" * 1000, "picture_too_heavy"),
    ],
)
def test_own_pictures_are_checked(picture: object, key: str):
    with pytest.raises(InputError) as caught:
        calls.piece_of({"picture": picture}, BYTES)
    assert caught.value.key == key


def test_nudge():
    assert calls.nudge_of({}) == Nudge()
    assert calls.nudge_of({"nudge": {"right": 0.1, "down": -0.2, "scale": 1.2, "sleeve": 1}}) == Nudge(
        0.1, -0.2, 1.2, 1
    )


@pytest.mark.parametrize(
    "nudge",
    [7, {"right": 1}, {"down": float("nan")}, {"scale": 0}, {"scale": True}, {"sleeve": "1"}, {"down": 10**400}],
)
def test_nudge_that_was_tampered_with(nudge: Any):
    with pytest.raises(InputError):
        calls.nudge_of({"nudge": nudge})


def test_number():
    assert [number_of({"number": one}) for one in (7, True, -1, "7", None, 2**60)] == [7, 0, 0, 0, 0, 0]
