"""The coats and builds of drawn dogs: what a trait says can be seen in the picture."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from engines.drawn.dogs import BREEDS_DRAWN, SIZES, Coat, DogPose, DogTraits, DrawnDog, draw_dog, traits_like
from engines.drawn.dogs.bodies import flesh
from engines.drawn.dogs.breeds import BREEDS, PALETTE
from engines.drawn.dogs.gallery import write_gallery
from engines.drawn.dogs.heads import _EARS
from engines.drawn.dogs.markings import MARKINGS
from engines.drawn.dogs.skeleton import _TAILS, skeleton
from engines.drawn.dogs.traits import EARS, TAILS, TEXTURES
from engines.models.skeletons import AP_10K

SIDE = 96
PLAIN = DogTraits("", "large", Coat("white", PALETTE["white"]))


def middle_colour(traits: DogTraits) -> np.ndarray:
    """RGB of the dog's body, 0 to 1."""
    dog = draw_dog(np.random.default_rng(0), SIDE, traits, DogPose(azimuth=90))
    return np.median(dog.picture[dog.mask > 0.95], 0) / 255


@pytest.mark.parametrize("name", ["black", "white", "golden", "red", "grey"])
def test_the_colour_of_a_coat_shows(name) -> None:
    base = np.array(PALETTE[{"golden": "gold"}.get(name, name)])
    shown = middle_colour(replace(PLAIN, coat=Coat(name, tuple(base))))
    assert np.abs(shown - base).max() < 0.2
    if name in ("golden", "red"):
        assert shown[0] > shown[1] > shown[2]


def seen_from_both_ends(traits: DogTraits) -> list[DrawnDog]:
    return [draw_dog(np.random.default_rng(0), SIDE, traits, DogPose(azimuth=azimuth)) for azimuth in (40, 140)]


@pytest.fixture(scope="module")
def unmarked() -> list[DrawnDog]:
    return seen_from_both_ends(replace(PLAIN, mark=5))


@pytest.mark.parametrize("marking", sorted(MARKINGS))
def test_every_marking_shows_from_some_side(marking, unmarked) -> None:
    coat = Coat("mixed", PALETTE["white"], ((marking, (0.9, 0.0, 0.0)),))
    shown = 0
    for plain, red in zip(unmarked, seen_from_both_ends(replace(PLAIN, mark=5, coat=coat)), strict=True):
        assert np.array_equal(plain.xy, red.xy)
        shown += int((np.abs(plain.picture.astype(int) - red.picture).max(2) > 60).sum())
    assert shown > 3


def test_a_marking_stays_in_place_when_the_dog_moves() -> None:
    socks = replace(PLAIN, coat=Coat("black", PALETTE["black"], (("socks", (1.0, 1.0, 1.0)),)))
    for pose in (DogPose(azimuth=70), DogPose(azimuth=290, elevation=15, front=((-10, 40, 30), (-38, 1, 10)))):
        dog = draw_dog(np.random.default_rng(0), SIDE, socks, pose)
        for name in ("left_front_paw", "right_front_paw"):
            i = AP_10K.names.index(name)
            x, y = dog.xy[i].round().astype(int)
            if dog.visible[i]:
                assert dog.picture[y - 1 : y + 2, x - 1 : x + 2].mean() > 130


@pytest.mark.parametrize(
    ("field", "values"),
    [("ears", EARS), ("tail", TAILS), ("texture", TEXTURES)],
)
def test_every_kind_of_ear_tail_and_fur_looks_different(field, values) -> None:
    traits = replace(PLAIN, fur=0.03)
    masks = [
        draw_dog(np.random.default_rng(0), SIDE, replace(traits, **{field: value}), DogPose(azimuth=70)).picture
        for value in values
    ]
    for i, first in enumerate(masks):
        for second in masks[i + 1 :]:
            assert (np.abs(first.astype(int) - second).max(2) > 25).sum() > 8


def test_kinds_are_complete() -> None:
    assert set(_EARS) == set(EARS)
    assert set(_TAILS) == set(TAILS)


@pytest.mark.parametrize(
    ("long", "short", "a", "b"),
    [
        ({"leg": 0.58}, {"leg": 0.35}, "left_shoulder", "left_front_paw"),
        ({"length": 1.2}, {"length": 0.7}, "neck", "root_of_tail"),
        ({"muzzle": 1.4}, {"muzzle": 0.2}, "left_eye", "nose"),
    ],
)
def test_proportions_show(long, short, a, b) -> None:
    def share(changes: dict[str, Any]) -> float:
        dog = draw_dog(np.random.default_rng(0), SIDE, replace(PLAIN, **changes), DogPose(azimuth=90))
        first, second = (dog.xy[AP_10K.names.index(name)] for name in (a, b))
        return float(np.linalg.norm(first - second) / max(dog.box[2:]))

    assert share(long) > 1.15 * share(short)


@pytest.mark.parametrize("breed", BREEDS)
def test_every_breed_can_be_built(breed) -> None:
    traits = traits_like(breed, np.random.default_rng(2))
    assert traits.breed == breed
    assert traits.size in SIZES
    assert traits.ears in EARS
    assert traits.tail in TAILS
    assert traits.texture in TEXTURES
    assert {name for name, _ in traits.coat.layers} <= set(MARKINGS)
    body = flesh(skeleton(traits))
    assert np.isfinite(body.places).all()
    assert body.radii.min() > 0


def test_the_flesh_is_the_same_in_every_pose() -> None:
    traits = traits_like("collie", np.random.default_rng(1))
    still, moved = (flesh(skeleton(traits, pose)) for pose in (DogPose(), DogPose("run", front=((30, 60, -20),) * 2)))
    assert np.array_equal(still.parts, moved.parts)
    assert np.allclose(still.radii, moved.radii)


def test_the_gallery_is_written_with_its_labels(tmp_path) -> None:
    write_gallery(tmp_path, 4, seed=3)
    rows = json.loads((tmp_path / "dogs.json").read_text(encoding="utf-8"))
    assert [row["file"] for row in rows] == ["000.webp", "001.webp", "002.webp", "003.webp"]
    assert rows[1]["animal"] == rows[2]["animal"]
    assert rows[1]["breed"] == rows[2]["breed"]
    for row in rows:
        assert Image.open(tmp_path / row["file"]).size == (256, 256)
        assert row["breed"] in (*BREEDS_DRAWN, "")
        assert len(row["xy"]) == len(row["visible"]) == 17
        assert sum(row["visible"]) >= 5
