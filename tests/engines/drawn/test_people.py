"""Drawn people: labels, joints and the way of every thread agree with the picture."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image
from torch.nn.functional import grid_sample

from engines.drawn.garments import Cloth, Cut, Design, DrawnGarment, draw_garment
from engines.drawn.people import CROPS, DrawnPerson, Worn, draw_person, wear
from engines.models.skeletons import OPENPOSE_18

PEOPLE = Path(__file__).parents[3] / "assets/tryon/people"
SEEDS = range(3)
UPPER, DRESS, COAT, PANTS, SKIRT, FACE, LEFT_ARM, RIGHT_ARM, LEFT_SHOE, RIGHT_SHOE = 5, 6, 7, 9, 12, 13, 14, 15, 18, 19


def outfit(seed: int, sleeve: str = "short") -> list[DrawnGarment]:
    rng = np.random.default_rng(seed)
    return [draw_garment(rng, "top", sleeve), draw_garment(rng, "trousers")]


def person(seed: int, crop: str = "upper") -> DrawnPerson:
    drawn = draw_person(np.random.default_rng(seed), crop)
    return replace(drawn, look=replace(drawn.look, bag=None, hat=None))


def around(labels: NDArray[np.uint8], x: float, y: float, reach: int = 3) -> set[int]:
    row, column = int(y), int(x)
    near = labels[max(row - reach, 0) : row + reach + 1, max(column - reach, 0) : column + reach + 1]
    return set(near.ravel().tolist())


@pytest.mark.parametrize("crop", CROPS)
@pytest.mark.parametrize("seed", SEEDS)
def test_joints_lie_where_their_parts_are(seed: int, crop: str) -> None:
    worn = wear(person(seed, crop), outfit(seed))
    names = dict(zip(OPENPOSE_18.names, zip(worn.pose, worn.visible, strict=True), strict=True))
    wanted = {
        "right_wrist": {RIGHT_ARM, LEFT_ARM},
        "left_wrist": {RIGHT_ARM, LEFT_ARM},
        "nose": {FACE, RIGHT_ARM, LEFT_ARM},
        "right_shoulder": {UPPER, COAT},
        "left_shoulder": {UPPER, COAT},
    }
    for name, labels in wanted.items():
        (x, y), visible = names[name]
        if visible:
            assert around(worn.labels, x, y) & labels, name
    assert names["right_shoulder"][0][0] < names["left_shoulder"][0][0]
    assert names["right_knee"][1] == (crop == "full")


@pytest.mark.parametrize("crop", CROPS)
def test_whoever_changes_clothes_stays_the_same(crop: str) -> None:
    who = person(3, crop)
    first, second = wear(who, outfit(1, "long")), wear(who, outfit(2, "none"))
    assert (first.pose == second.pose).all()
    face = (first.labels == second.labels) & np.isin(first.labels, [0, 2])
    same = (np.abs(first.picture.astype(int) - second.picture).max(-1) <= 2)[face]
    assert same.mean() > 0.97
    bare = [np.isin(worn.labels, [LEFT_ARM, RIGHT_ARM]).sum() for worn in (first, second)]
    assert bare[1] > 1.5 * bare[0]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_flow_pulls_the_flat_garment_onto_the_worn_one(seed: int) -> None:
    garments = outfit(seed)
    worn = wear(person(seed), garments)
    for number, garment in enumerate(garments):
        if number not in worn.flow:
            continue
        places = worn.flow[number]
        shows = np.isfinite(places[..., 0])
        assert (worn.owner[shows] == number).all()
        assert np.abs(places[shows]).max() <= 1
        flat = torch.from_numpy(garment.colours).permute(2, 0, 1)[None]
        grid = torch.from_numpy(np.nan_to_num(places))[None]
        pulled = grid_sample(flat, grid, align_corners=False)[0].permute(1, 2, 0).numpy()[shows]
        seen = worn.picture[shows] / 255
        light = seen.sum() / pulled.sum()  # shading darkens, but keeps the pattern
        assert 0.4 < light < 1.2
        assert np.abs(pulled * light - seen).mean() < 0.1
        lies = grid_sample(torch.from_numpy(garment.alpha)[None, None], grid, align_corners=False)[0, 0].numpy()[shows]
        assert (lies > 0.5).mean() > 0.93


def test_labels_follow_the_kind_of_garment() -> None:
    rng = np.random.default_rng(8)
    who = replace(person(8, "full"), opening=0.4)
    dress, skirt = draw_garment(rng, "dress"), draw_garment(rng, "skirt")
    top = draw_garment(rng, "top", "short")
    coat = draw_garment(rng, "top", "long")
    cut = replace(coat.design.cut, coat=True, front="zip", neck="round", last=1.2)
    coat = draw_garment(rng, design=replace(coat.design, cut=cut))
    assert DRESS in labels(wear(who, [dress]))
    assert {UPPER, SKIRT} <= labels(wear(who, [top, skirt]))
    assert {UPPER, COAT, SKIRT} <= labels(wear(who, [top, coat, skirt]))


def labels(worn: Worn) -> set[int]:
    return set(np.unique(worn.labels).tolist())


def test_boots_stay_below_the_knees() -> None:
    who = person(7, "full")
    short = draw_garment(np.random.default_rng(7), design=Design(Cut("skirt", first=0.62, last=1.3), Cloth()))
    worn = wear(replace(who, look=replace(who.look, boots=0.7)), [outfit(7)[0], short])
    rows = np.nonzero(np.isin(worn.labels, [LEFT_SHOE, RIGHT_SHOE]))[0]
    knees, ankles = worn.pose[[9, 12], 1].min(), worn.pose[[10, 13], 1].max()
    assert knees < rows.min() < ankles - 5
    assert rows.max() > ankles


@pytest.mark.parametrize("style", ["long", "curls", "bald"])
def test_every_hair_style_can_be_drawn(style: str) -> None:
    who = person(5)
    worn = wear(replace(who, look=replace(who.look, style=style)), outfit(5))
    assert ((worn.labels == 2).sum() > 60) == (style != "bald")


def test_the_same_seed_draws_the_same() -> None:
    first, second = (wear(draw_person(np.random.default_rng(9)), outfit(9)) for _ in range(2))
    assert (first.picture == second.picture).all()
    assert (first.labels == second.labels).all()


def test_alpha_is_where_the_labels_are() -> None:
    worn = wear(person(4), outfit(4))
    assert (worn.alpha[worn.labels > 0] > 0.45).all()
    assert (worn.alpha[worn.labels == 0] <= 0.8).all()


def test_a_larger_scale_draws_the_same_person() -> None:
    garments = outfit(6)
    small, large = wear(person(6), garments), wear(person(6), garments, scale=2.0)
    assert large.picture.shape == (512, 384, 3)
    assert np.allclose(large.pose, 2 * small.pose)
    assert (large.labels[::2, ::2] == small.labels).mean() > 0.97


def test_the_example_people_match_their_list() -> None:
    rows = json.loads((PEOPLE / "people.json").read_text(encoding="utf-8"))
    assert len(rows) == 6
    assert {row["file"] for row in rows} == {path.name for path in PEOPLE.glob("*.webp")}
    for row in rows:
        assert Image.open(PEOPLE / row["file"]).size == (480, 640)
        assert row["en"]
        assert row["ko"]
