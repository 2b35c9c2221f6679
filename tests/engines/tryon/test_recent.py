"""What is remembered, and for how long."""

import time

import pytest
from PIL import Image

from engines.tryon.recent import Recent, fingerprint


def test_the_last_few_things_are_remembered() -> None:
    things: Recent[str] = Recent(most=2)
    assert things.get("a") is None
    for name in "abc":
        assert things.put(name, name.upper()) == name.upper()
    assert [things.get(name) for name in "abc"] == [None, "B", "C"]
    assert len(things) == 2


def test_nothing_is_remembered_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    things: Recent[str] = Recent(longest=60)
    things.put("old", "O")
    now += 40
    things.put("new", "N")
    now += 30
    assert (things.get("old"), things.get("new")) == (None, "N")
    now += 60
    assert len(things) == 0


def test_a_picture_is_known_by_its_pixels() -> None:
    picture = Image.new("RGB", (4, 6), "red")
    assert fingerprint(picture) == fingerprint(picture.copy())
    other = picture.copy()
    other.putpixel((0, 0), (254, 0, 0))
    assert len({fingerprint(one) for one in (picture, other, picture.resize((6, 4)), picture.convert("RGBA"))}) == 4
