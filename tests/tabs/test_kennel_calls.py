"""What the page sends of a dog comes back as it went, and nothing else is believed."""

import copy
import json
from typing import Any

import numpy as np
import pytest

from engines.dogs.gallery import Look
from engines.dogs.results import Box
from engines.dogs.taste import TRAITS, Taste, Vote
from engines.runtime import InputError
from tabs import kennel_calls as calls

D = 8


def row(seed: int) -> np.ndarray:
    numbers = np.random.default_rng(seed).standard_normal(D).astype(np.float32)
    return numbers / np.linalg.norm(numbers)


LOOK = Look(np.stack([row(0), row(1)]), "pug", 0.75, "small", "cream", (0.4, 0.5, 0.6, 0.3))
VOTE = Vote(7, True, np.linspace(-0.5, 0.5, len(TRAITS)), row(2))
SEEN = calls.look_to_json(LOOK)
VOTES = calls.taste_to_json(Taste((VOTE,)))


def test_a_look_comes_back():
    look = calls.look_of({"seen": json.loads(json.dumps(SEEN))}, D)
    assert np.abs(look.vectors - LOOK.vectors).max() < 1e-3
    assert np.allclose(np.linalg.norm(look.vectors, axis=1), 1, atol=1e-6)
    assert (look.breed, look.certainty, look.size, look.colour) == ("pug", 0.75, "small", "cream")
    assert look.proportions == LOOK.proportions
    bare = Look(LOOK.vectors)
    assert calls.look_of({"seen": calls.look_to_json(bare)}, D).proportions is None


def test_thumbs_come_back_and_only_the_newest_are_kept():
    (vote,) = calls.taste_of({"votes": json.loads(json.dumps(VOTES))}, D).votes
    assert (vote.record, vote.liked) == (7, True)
    assert np.allclose(vote.traits, VOTE.traits, atol=1e-3)
    assert np.allclose(vote.vector, VOTE.vector, atol=1e-3)
    many = Taste(tuple(Vote(number, False, VOTE.traits, VOTE.vector) for number in range(calls.MOST_VOTES + 5)))
    assert [vote["record"] for vote in calls.taste_to_json(many)] == [*range(5, calls.MOST_VOTES + 5)]
    assert calls.taste_of({}, D).votes == ()


@pytest.mark.parametrize(
    "change",
    [
        {"rows": None},
        {"rows": []},
        {"rows": [[1.0]]},
        {"rows": SEEN["rows"] * 3},
        {"rows": [[0.0] * D]},
        {"rows": [[1.0] * D]},
        {"rows": [[float("nan")] * D]},
        {"rows": [[10**400, *[0.0] * (D - 1)]]},
        {"rows": [[True, *[0.0] * (D - 1)]]},
        {"rows": [["1", *[0.0] * (D - 1)]]},
        {"breed": "cat"},
        {"breed": ["pug"]},
        {"size": "vast"},
        {"colour": 3},
        {"certainty": 2},
        {"certainty": None},
        {"certainty": float("inf")},
        {"proportions": [1, 1, 1]},
        {"proportions": [0, 1, 1, 1]},
        {"proportions": "1111"},
    ],
)
def test_a_look_that_was_tampered_with(change: dict[str, Any]):
    with pytest.raises(InputError) as caught:
        calls.look_of({"seen": SEEN | change}, D)
    assert caught.value.key == "dog_lost"


@pytest.mark.parametrize("seen", [None, [], "look", 7])
def test_no_look(seen: object):
    with pytest.raises(InputError):
        calls.look_of({"seen": seen}, D)


@pytest.mark.parametrize(
    "change",
    [
        {"record": -1},
        {"record": 1.5},
        {"record": True},
        {"record": 10**30},
        {"traits": [0.0] * 4},
        {"traits": [9.0] * len(TRAITS)},
        {"row": [0.5] * D},
        {"row": None},
    ],
)
def test_a_thumb_that_was_tampered_with(change: dict[str, Any]):
    with pytest.raises(InputError):
        calls.taste_of({"votes": [copy.deepcopy(VOTES[0]) | change]}, D)


@pytest.mark.parametrize("votes", ["votes", [7], VOTES * (calls.MOST_VOTES + 1)])
def test_votes_of_another_kind(votes: object):
    with pytest.raises(InputError):
        calls.taste_of({"votes": votes}, D)


def test_filters():
    parts = {"breeds": ["pug"], "sizes": [], "colours": None}
    assert calls.filters_of(parts) == calls.Filters(("pug",), None, None)
    for wrong in ({"breeds": ["cat"]}, {"sizes": "small"}, {"colours": [""]}, {"sizes": ["small"] * 9}):
        with pytest.raises(InputError):
            calls.filters_of(wrong)


def test_box():
    assert calls.box_of({}, (100, 50)) is None
    assert calls.box_of({"box": [1, 2, 30, 20.5]}, (100, 50)) == Box(1, 2, 30, 20.5)
    wrongs: list[Any] = [[1, 2, 30], [0, 0, 0, 5], [0, 60, 5, 5], [-1, 0, 5, 5], {}, [0, 0, float("nan"), 5]]
    for wrong in wrongs:
        with pytest.raises(InputError):
            calls.box_of({"box": wrong}, (100, 50))


def test_thumb_and_numbers():
    assert calls.thumb_of({}) is None
    assert calls.thumb_of({"thumb": {"record": 3, "liked": True}}) == (3, True)
    assert calls.thumb_of({"thumb": {"record": 3}}) == (3, False)
    assert calls.skip_of({"skip": 12}, 20) == 12
    wrongs: list[Any] = [{"thumb": 3}, {"thumb": {}}]
    for wrong in wrongs:
        with pytest.raises(InputError):
            calls.thumb_of(wrong)
    with pytest.raises(InputError):
        calls.skip_of({"skip": 21}, 20)
