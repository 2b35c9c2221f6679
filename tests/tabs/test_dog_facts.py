"""Measures become words that are in the list."""

from dataclasses import replace

import numpy as np
import pytest

from engines.dogs.measures import Comparison, Measures
from engines.models.skeletons import AP_10K
from tabs.dog_facts import COMPARED, comparison_to_json, legs_of, points_to_json
from tabs.words import WORDS

PLAIN = Measures(0.5, 0.5, 0.5, None, None, "stand", 0.9)


@pytest.mark.parametrize(
    ("foreleg", "hindleg", "word"),
    [(0.3, 0.4, "dog_legs_short"), (0.5, 0.6, None), (0.8, None, "dog_legs_long"), (None, None, None)],
)
def test_legs(foreleg: float | None, hindleg: float | None, word: str | None):
    assert legs_of(replace(PLAIN, foreleg_to_body=foreleg, hindleg_to_body=hindleg)) == word
    assert word is None or word in WORDS


def test_comparison_says_how_the_second_dog_differs():
    other = replace(PLAIN, head_to_body=0.7, foreleg_to_body=0.52, hindleg_to_body=0.3)
    told = comparison_to_json(Comparison(PLAIN, other, 0.8))
    assert [row["word"] for row in told["rows"]] == ["dog_head_more", "dog_foreleg_same", "dog_hindleg_less"]
    assert (told["alike"], told["rows"][0]["first"], told["rows"][0]["second"]) == (0.8, 0.5, 0.7)
    assert {row["measure"] for row in told["rows"]} <= WORDS.keys()
    blind = replace(PLAIN, head_to_body=None)
    assert len(comparison_to_json(Comparison(PLAIN, blind, None))["rows"]) == 2


def test_every_comparison_has_its_word():
    assert {f"dog_{part}_{way}" for part in COMPARED for way in ("more", "same", "less")} <= WORDS.keys()


def test_points():
    points = AP_10K.keypoints(np.full((17, 2), 1.26), np.full(17, 0.98765))
    assert points_to_json(points) == [[1.3, 1.3, 0.988]] * 17
