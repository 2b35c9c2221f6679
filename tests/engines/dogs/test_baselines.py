"""What needs no learning, measured on small packs and on dogs whose answer is known."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from engines.dogs import train_finder, train_points
from engines.dogs.baselines import colour_rows, distances, mean_places, pixel_rows, whole_photo
from engines.dogs.data import Labelled, load_labelled, load_photos, photos_of
from engines.dogs.finder import find_dogs
from tests.engines.dogs.packs import write_dogs, write_keypoints, write_others


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packs")
    write_dogs(folder)
    write_keypoints(folder)
    write_others(folder)
    return folder


def test_rows_of_the_same_photo_are_alike_and_of_others_less(packs: Path) -> None:
    photos = load_photos(packs / "dogs.zip", "train")
    for rows in (pixel_rows(photos), colour_rows(photos)):
        alike = rows @ rows.T
        assert torch.allclose(alike.diagonal(), torch.ones(len(photos)), atol=1e-5)
        assert (alike.fill_diagonal_(-1) < 0.9999).all()


def test_the_whole_photo_is_found_whatever_its_shape(packs: Path) -> None:
    finder = whole_photo()
    for photo in photos_of(load_photos(packs / "dogs.zip", "train"))[:3]:
        (box,) = find_dogs(finder, photo)
        assert (box.x, box.y) == (0, 0)
        assert (box.w, box.h) == pytest.approx(photo.size, rel=1e-5)
    figures = train_finder.examine(finder, packs)
    assert figures["found"] == figures["alarms"] == 1


def test_points_at_their_mean_place_are_right_where_all_dogs_are_alike(packs: Path) -> None:
    learnt = load_labelled(packs / "dogs-keypoints.zip", "train")
    same = Labelled(learnt.photos.some(torch.zeros(4).long()), *(part[[0] * 4] for part in (learnt.xy, learnt.weight)))
    known = same.weight.numpy() > 0
    places = mean_places(same)
    assert distances(places, same)[known].max() < 1e-3
    moved = replace(same, photos=replace(same.photos, boxes=same.photos.boxes + torch.tensor([7.0, 0, 0, 0])))
    assert distances(places, moved)[known] == pytest.approx(7, abs=1e-3)
    assert train_points.figures_of(np.where(known, 0.0, 1e9), same) == dict.fromkeys(
        ("pck10", "pck20", "oks", "ap50", "ap75"), 1.0
    )
