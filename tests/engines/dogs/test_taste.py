"""Thumbs up and down: the order before any, what they move, and that they are taken back whole."""

from pathlib import Path

import numpy as np
import pytest

from engines.dogs.gallery import Found, Look
from engines.dogs.results import DogRecord
from engines.dogs.taste import ALIKE_BODY, BEFOREHAND, TRAITS, Taste, shared
from tests.engines.dogs.looks import near, row

BODY = (0.5, 1.0, 1.1, 0.4)
ASKED = Look(row(0)[None], "pug", 0.9, "small", "black", BODY)


def dog(
    number: int,
    similarity: float,
    breed: str = "boxer",
    size: str = "large",
    colour: str = "red",
    body: tuple[float, ...] | None = None,
) -> Found:
    record = DogRecord(number, f"{number}.png", breed, 1.0, size, colour, str(number), body)
    return Found(record, similarity, Path(f"{number}.png"), row(number))


def order(taste: Taste, pool: list[Found], asked: Look = ASKED) -> list[int]:
    return [match.record.id for match in taste.ranked(asked, pool)]


def test_without_thumbs_the_most_alike_come_first() -> None:
    pool = [dog(1, 0.5), dog(2, 0.9, breed="pug"), dog(3, 0.7, colour="black")]
    matches = Taste().ranked(ASKED, pool)
    assert [match.record.id for match in matches] == [2, 3, 1]
    assert [match.similarity for match in matches] == [0.9, 0.7, 0.5]
    assert [match.why for match in matches] == [("same_breed",), ("same_colour",), ()]
    assert matches[0].path == Path("2.png")
    assert list(Taste().weights().values()) == pytest.approx(BEFOREHAND)
    assert Taste().ranked(ASKED, []) == []


def test_a_like_body_is_a_small_bonus() -> None:
    """It decides between dogs that are about as alike, and never between others."""
    twice = tuple(2 * number for number in BODY)
    assert order(Taste(), [dog(1, 0.80, body=twice), dog(2, 0.78, body=BODY)]) == [2, 1]
    assert order(Taste(), [dog(1, 0.90, body=twice), dog(2, 0.78, body=BODY)]) == [1, 2]
    # a body that could not be measured is neither for nor against
    assert order(Taste(), [dog(1, 0.79), dog(2, 0.80, body=twice), dog(3, 0.78, body=BODY)]) == [3, 1, 2]


@pytest.mark.parametrize(
    ("told", "asked", "why"),
    [
        # nothing and all
        ({}, ASKED, ()),
        ({"breed": "pug", "size": "small", "colour": "black", "body": BODY}, ASKED, TRAITS[1:]),
        ({"size": "small"}, ASKED, ("same_size",)),
        # just alike enough, and not
        ({"body": tuple(n * (ALIKE_BODY + 0.01) for n in BODY)}, ASKED, ("alike_body",)),
        ({"body": tuple(n * (ALIKE_BODY - 0.01) for n in BODY)}, ASKED, ()),
        # what is unknown of both is not shared
        ({"breed": "", "size": "", "colour": ""}, Look(row(0)[None]), ()),
        ({"body": BODY}, Look(row(0)[None]), ()),
    ],
)
def test_what_is_shared(told: dict[str, object], asked: Look, why: tuple[str, ...]) -> None:
    assert shared(asked, dog(1, 0.5, **told)) == why  # type: ignore[arg-type]


@pytest.mark.parametrize(("place", "trait"), [(1, "same_breed"), (2, "same_size"), (3, "same_colour")])
def test_thumbs_find_the_trait_that_was_meant(place: int, trait: str) -> None:
    """A visitor who likes every second dog for one trait gets those first, with other dogs too."""
    kinds = [("boxer", "large", "red"), ("pug", "small", "black")]
    generator = np.random.default_rng(place)

    def pool(start: int) -> list[Found]:
        drawn = generator.integers(0, 2, (40, 3))
        names = [[kinds[k][i] for i, k in enumerate(row_)] for row_ in drawn]
        similarity = generator.uniform(0.4, 0.8, 40)
        return [dog(start + i, float(similarity[i]), *names[i]) for i in range(40)]

    taste, first = Taste(), pool(0)
    for found in first[:10]:
        taste = taste.voted(ASKED, first, found.record.id, liked=trait in shared(ASKED, found))
    weights = taste.weights()
    assert weights[trait] == max(weight for name, weight in weights.items() if name != "similarity")
    assert weights[trait] > 0.1
    later = pool(1000)
    before = [trait in match.why for match in Taste().ranked(ASKED, later)[:12]]
    after = [trait in match.why for match in taste.ranked(ASKED, later)[:12]]
    assert sum(after) > sum(before)


def test_one_thumb_moves_a_little_and_many_move_more() -> None:
    pool = [dog(i, 0.6, colour="black" if i % 2 else "red") for i in range(20)]
    taste, moved = Taste(), []
    for number in (1, 3, 5, 7):
        taste = taste.voted(ASKED, pool, number, liked=True)
        moved.append(taste.weights()["same_colour"])
    assert moved == sorted(moved)
    assert 0 < moved[0] < 0.2 < moved[-1] < 0.6


def test_dogs_like_a_liked_one_rise_and_like_a_disliked_one_sink() -> None:
    """Of dogs that share no named trait, the rows decide."""
    plain = [dog(i, 0.6) for i in range(6)]
    twin = Found(dog(50, 0.59).record, 0.59, Path("50.png"), near(3))
    pool = [*plain, twin]
    assert order(Taste(), pool)[-1] == 50
    assert order(Taste().voted(ASKED, pool, 3, liked=True), pool)[:2] == [3, 50]
    assert order(Taste().voted(ASKED, pool, 3, liked=False), pool)[-2:] == [3, 50]


def test_a_thumb_is_changed_and_taken_back() -> None:
    pool = [dog(1, 0.6, colour="black"), dog(2, 0.6)]
    up = Taste().voted(ASKED, pool, 1, liked=True)
    down = up.voted(ASKED, pool, 1, liked=False)
    assert [vote.liked for vote in down.votes] == [False]
    assert down.weights()["same_colour"] == pytest.approx(-up.weights()["same_colour"])
    assert down.voted(ASKED, pool, 1, liked=None).votes == ()
    assert [vote.liked for vote in up.votes] == [True]  # a taste never changes
    with pytest.raises(ValueError, match="but 9 is not"):
        up.voted(ASKED, pool, 9, liked=True)


def test_weights_stay_finite_after_many_thumbs() -> None:
    pool = [dog(i, i / 100, breed="pug", colour="black") for i in range(100)] + [dog(100, 0.0)]
    taste = Taste()
    for i in range(100):
        taste = taste.voted(ASKED, pool, i, liked=True)
    assert all(np.isfinite(list(taste.weights().values())))
    assert np.isfinite(taste.weights()["similarity"])
