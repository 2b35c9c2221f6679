"""Judging painted pictures: the distance of two heaps of pictures, and what they look like."""

import numpy as np
import pytest
import torch
from scipy.linalg import sqrtm

from engines.models.world_classifier import WorldClassifier
from engines.sketch.data import Pack, load_photos
from engines.sketch.judge import features, frechet, load_judge, recognised
from engines.sketch.worlds import WORLDS


@pytest.mark.parametrize(
    ("shift", "scale", "expected"),
    [
        (0.0, 1.0, 0.0),  # the same
        (2.0, 1.0, 12.0),  # three coordinates, two apart
        (0.0, 3.0, 4 * 3.0),  # three variances of one become nine: (3 - 1) squared each
    ],
)
def test_frechet_of_gaussians(shift: float, scale: float, expected: float) -> None:
    points = np.random.default_rng(0).normal(size=(300, 3))
    assert frechet(points, points * scale + shift) == pytest.approx(expected, rel=0.2, abs=1e-6)


@pytest.mark.parametrize("count", [200, 9])  # more points than coordinates, and fewer
def test_frechet_is_the_published_formula(count: int) -> None:
    rng = np.random.default_rng(1)
    a, b = (rng.normal(size=(count, 12)) @ rng.normal(size=(12, 12)) for _ in range(2))
    covariances = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    root = sqrtm(covariances[0] @ covariances[1] + 1e-12 * np.eye(12))
    published = ((a.mean(0) - b.mean(0)) ** 2).sum() + np.trace(covariances[0] + covariances[1] - 2 * root.real)
    assert frechet(a, b) == pytest.approx(published, rel=1e-3)
    assert frechet(a, b) == pytest.approx(frechet(b, a))


def test_one_picture_is_no_heap() -> None:
    with pytest.raises(ValueError, match="Two pictures or more"):
        frechet(np.zeros((1, 4)), np.zeros((5, 4)))


def test_pictures_of_any_side_are_looked_at() -> None:
    torch.manual_seed(0)
    judge = WorldClassifier(3, len(WORLDS), (8, 16)).eval()
    rng = np.random.default_rng(0)
    pictures = [rng.integers(0, 256, (side, side, 3), dtype=np.uint8) for side in (96, 128, 256)]
    assert features(pictures, judge).shape == (3, 16)
    assert set(recognised(pictures, judge)) <= {world.id for world in WORLDS}


@pytest.mark.data
def test_the_shipped_judge_knows_real_pictures(pack) -> None:
    things, judge = Pack(pack("sketch-things")), load_judge()
    photos = {world: load_photos(things, world, "val") for world in ("shoes", "cars", "handbags", "panda")}
    for world, pictures in photos.items():
        assert np.mean([said == world for said in recognised(pictures, judge)]) > 0.9, world
    shoes, cars = (features(photos[world], judge) for world in ("shoes", "cars"))
    assert frechet(shoes[::2], shoes[1::2]) < 0.5 * frechet(shoes, cars)
