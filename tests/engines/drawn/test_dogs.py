"""Drawn dogs: their points are where the picture shows them, in every pose, view and coat."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engines.drawn.dogs import (
    BREEDS_DRAWN,
    COAT_COLOURS,
    POSES,
    SIZES,
    DogPose,
    DrawnDog,
    any_pose,
    any_traits,
    draw_dog,
    traits_like,
)
from engines.models.skeletons import AP_10K

SIDE = 96
NAMES = AP_10K.names
LEFT = [i for i, name in enumerate(NAMES) if name.startswith("left_")]
LEGS = [i for i, name in enumerate(NAMES) if any(word in name for word in ("shoulder", "elbow", "paw", "hip", "knee"))]


def point(dog: DrawnDog, name: str) -> np.ndarray:
    return dog.xy[NAMES.index(name)]


def seen(dog: DrawnDog, name: str) -> bool:
    return bool(dog.visible[NAMES.index(name)])


def drawn(breed: str = "labrador-retriever", seed: int = 1, side: int = SIDE, **pose: Any) -> DrawnDog:
    rng = np.random.default_rng(seed)
    return draw_dog(rng, side, replace(traits_like(breed, rng), collar=None), DogPose(**pose))


@pytest.fixture(scope="module")
def dogs() -> list[DrawnDog]:
    made = []
    for seed in range(18):
        rng = np.random.default_rng(seed)
        made.append(draw_dog(rng, SIDE, pose=any_pose(rng, POSES[seed % len(POSES)])))
    return made


def test_the_same_numbers_make_the_same_dog(dogs) -> None:
    rng = np.random.default_rng(4)
    again = draw_dog(rng, SIDE, pose=any_pose(rng, POSES[4]))
    assert np.array_equal(dogs[4].picture, again.picture)
    assert np.array_equal(dogs[4].xy, again.xy)
    assert again.traits == dogs[4].traits


def test_a_dog_comes_with_all_its_labels(dogs) -> None:
    for dog in dogs:
        assert dog.picture.shape == (SIDE, SIDE, 3)
        assert dog.picture.dtype == np.uint8
        assert dog.mask.shape == (SIDE, SIDE)
        assert dog.mask.dtype == np.float32
        assert 0.02 < dog.mask.mean() < 0.95
        assert dog.xy.shape == (17, 2)
        assert dog.xy.dtype == np.float32
        assert dog.visible.shape == (17,)


def test_visible_points_lie_on_the_dog(dogs) -> None:
    for dog in dogs:
        x, y, w, h = dog.box
        for px, py in dog.xy[dog.visible]:
            assert x - 2 <= px <= x + w + 1
            assert y - 2 <= py <= y + h + 1
            near = dog.mask[max(0, round(py) - 2) : round(py) + 3, max(0, round(px) - 2) : round(px) + 3]
            assert near.max() > 0.5


def test_the_box_is_that_of_the_mask(dogs) -> None:
    for dog in dogs:
        rows, columns = np.nonzero(dog.mask > 0.5)
        assert dog.box == (columns.min(), rows.min(), np.ptp(columns) + 1, np.ptp(rows) + 1)


def test_points_are_hidden_outside_the_picture() -> None:
    dog = drawn(closeness=2.2)
    outside = ((dog.xy < -0.5) | (dog.xy > SIDE - 0.5)).any(1)
    assert outside.any()
    assert not dog.visible[outside].any()


@pytest.mark.parametrize(("azimuth", "head_is_left"), [(90, True), (270, False)])
def test_from_its_left_a_dog_looks_to_the_left(azimuth, head_is_left) -> None:
    dog = drawn(azimuth=azimuth)
    assert (point(dog, "nose")[0] < point(dog, "root_of_tail")[0]) == head_is_left


@pytest.mark.parametrize(("azimuth", "left_is_right"), [(0, True), (180, False)])
def test_from_the_front_its_left_is_on_our_right(azimuth, left_is_right) -> None:
    dog = drawn(azimuth=azimuth)
    for i in LEFT:
        assert (dog.xy[i, 0] > dog.xy[AP_10K.mirrored[i], 0]) == left_is_right


def test_from_the_side_the_far_side_is_hidden() -> None:
    side = drawn(azimuth=90, elevation=0)
    assert seen(side, "left_eye")
    assert seen(side, "nose")
    assert seen(side, "left_front_paw")
    for name in ("right_eye", "right_elbow", "right_knee", "right_front_paw"):
        assert not seen(side, name)
    other = drawn(azimuth=270, elevation=0)
    assert seen(other, "right_eye")
    assert not seen(other, "left_eye")


def test_from_behind_the_face_is_hidden() -> None:
    dog = drawn(azimuth=180)
    assert not any(seen(dog, name) for name in ("nose", "left_eye", "right_eye"))
    assert seen(dog, "root_of_tail")


def test_legs_are_in_order_from_the_body_down() -> None:
    dog = drawn(azimuth=60)
    for side in ("left", "right"):
        for chain in (("shoulder", "elbow", "front_paw"), ("hip", "knee", "back_paw")):
            heights = [point(dog, f"{side}_{name}")[1] for name in chain]
            assert heights == sorted(heights)
    assert point(dog, "neck")[1] < point(dog, "left_shoulder")[1]


def test_a_sitting_dog_has_its_tail_below_its_neck() -> None:
    rng = np.random.default_rng(3)
    sitting = draw_dog(rng, SIDE, traits_like("beagle", rng), any_pose(rng, "sit"))
    bowing = draw_dog(rng, SIDE, traits_like("beagle", rng), any_pose(rng, "bow"))
    assert point(sitting, "root_of_tail")[1] > point(sitting, "neck")[1] + 0.15 * SIDE
    assert point(bowing, "root_of_tail")[1] < point(bowing, "neck")[1]


def test_a_face_fills_the_picture() -> None:
    rng = np.random.default_rng(0)
    pose = replace(any_pose(rng, "face"), azimuth=0, head=(0, 0, 0))
    dog = draw_dog(rng, SIDE, traits_like("pug", rng), pose)
    eyes = np.linalg.norm(point(dog, "left_eye") - point(dog, "right_eye"))
    standing = drawn("pug", azimuth=0)
    assert eyes > 1.4 * np.linalg.norm(point(standing, "left_eye") - point(standing, "right_eye"))
    assert seen(dog, "left_eye")
    assert seen(dog, "right_eye")
    assert seen(dog, "nose")


@pytest.mark.parametrize("kind", POSES)
def test_every_pose_is_drawn(kind, dogs) -> None:
    assert any(dog.pose.kind == kind and dog.visible.sum() >= 4 for dog in dogs)


def test_a_larger_picture_shows_the_same_dog() -> None:
    small, large = drawn(azimuth=40), drawn(azimuth=40, side=2 * SIDE)
    assert np.allclose(small.xy + 0.5, (large.xy + 0.5) / 2, atol=0.6)
    shrunk = large.mask.reshape(SIDE, 2, SIDE, 2).mean((1, 3))
    assert np.abs(small.mask - shrunk).mean() < 0.02


def test_dogs_of_all_sizes_and_colours_are_drawn() -> None:
    dogs = [any_traits(np.random.default_rng(seed)) for seed in range(200)]
    assert {dog.size for dog in dogs} == set(SIZES)
    assert {dog.coat.colour for dog in dogs} == set(COAT_COLOURS)
    assert any(dog.breed == "" for dog in dogs)
    assert len(BREEDS_DRAWN) >= 60
