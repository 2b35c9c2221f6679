"""VITON-HD from pictures to picture, with weights of chance: sizes, and what the networks are given."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image
from scipy.signal import convolve2d

from engines.models.predictors.tryon import Person
from engines.models.predictors.vitonhd import (
    PARTS,
    REGIONS,
    VitonHdPredictor,
    blur,
    hide_upper_body,
    hide_upper_labels,
    misalign,
    one_hot_parts,
    sparse_noise,
    to_regions,
)
from engines.models.results import LabelMap
from engines.models.skeletons import Keypoints
from engines.models.vitonhd import GMM, SegGenerator
from engines.models.vitonhd_alias import ALIASGenerator
from engines.runtime import InputError
from tests.engines.models.predictors.test_cpvton import NAMES, make_garment

# Neck, then right shoulder, elbow, wrist, then left; then the hips, in a picture of 768x1024.
UPRIGHT = [(384, 200), (284, 200), (250, 350), (240, 500), (484, 200), (518, 350), (528, 500)]
HIPS = [(324, 600), (444, 600)]


def make_person(size: tuple[int, int] = (768, 1024), points: int = 25, missing: tuple[int, ...] = ()) -> Person:
    """Return a white person with a black face, an upper garment in its middle and trousers below."""
    width, height = size
    scale = np.array(size) / (768, 1024)
    rows, columns = (np.arange(n) / n for n in (height, width))
    labels = np.full((height, width), 5, np.uint8)
    labels[rows < 0.15] = 13
    labels[rows > 0.6] = 9
    labels[:, columns < 0.35] = 15
    labels[:, columns > 0.65] = 14
    pixels = np.full((height, width, 3), 255, np.uint8)
    pixels[labels == 13] = 0
    found = dict(enumerate(UPRIGHT, start=1)) | dict(zip((8, 11) if points == 18 else (9, 12), HIPS, strict=True))
    xy = np.array([found.get(point, (0, 0)) for point in range(points)] * scale, np.float32)
    score = np.array([point in found and point not in missing for point in range(points)], np.float32)
    pose = Keypoints(xy, score, tuple(str(point) for point in range(points)))
    return Person(Image.fromarray(pixels), LabelMap(labels, NAMES), pose)


@pytest.fixture(scope="module")
def predictor() -> VitonHdPredictor:
    torch.manual_seed(0)
    alias = ALIASGenerator(256, 256, ngf=2)
    return VitonHdPredictor(SegGenerator().eval(), GMM(256, 256).eval(), alias.eval())


@pytest.mark.parametrize(
    ("person", "points", "garment"),
    [((192, 256), 25, (192, 256)), ((401, 111), 18, (1, 300)), ((3, 500), 25, (300, 1))],
)
def test_a_picture_of_any_size_gives_one_of_the_networks_size(
    predictor: VitonHdPredictor, person: tuple[int, int], points: int, garment: tuple[int, int]
) -> None:
    pose = Image.new("RGB", person)
    result = predictor(make_person(person, points), pose, make_garment(garment, "RGBA"))
    assert result.picture.size == result.garment.size == (256, 256)
    assert result.regions.labels.shape == result.misaligned.values.shape == (256, 256)
    assert result.regions.names == ("background", "paste", "upper", "hair", "left_arm", "right_arm", "noise")
    wanted = result.regions.mask("upper") - result.garment_mask.values
    np.testing.assert_allclose(result.misaligned.values, np.maximum(wanted, 0), atol=1e-6)


def test_the_same_seed_makes_the_same_picture(predictor: VitonHdPredictor) -> None:
    person, garment, pose = make_person((192, 256)), make_garment((192, 256)), Image.new("RGB", (192, 256))
    first, again = (np.asarray(predictor(person, pose, garment, seed=3).picture) for _ in range(2))
    np.testing.assert_array_equal(first, again)


@pytest.mark.parametrize("points", [18, 25])
def test_the_upper_body_is_hidden_and_the_rest_is_kept(points: int) -> None:
    person = make_person(points=points)
    hidden = np.asarray(hide_upper_body(person))
    for x, y in [*UPRIGHT[:3], (384, 400), (384, 540), (284 - 99, 200), (384 - 130, 200 + 130)]:
        assert hidden[y, x].tolist() == [128, 128, 128], (x, y)
    for x, y in [(10, 1000), (60, 200), (384, 1000)]:
        assert hidden[y, x].tolist() == [255, 255, 255], (x, y)
    face = person.is_part(13)
    assert (hidden[face] == 0).all()  # although the neck's square lies over it
    assert (hidden[person.is_part(9)] == 255).all()  # although the hips' discs lie over them


def test_lines_and_discs_grow_with_the_picture() -> None:
    """A half of the published size hides a half of what the whole hides."""
    small, large = (np.asarray(hide_upper_body(make_person(size))) for size in ((384, 512), (768, 1024)))
    differing = (small != large[::2, ::2]).any(-1).mean()
    assert differing < 0.01


def test_a_missing_arm_hides_less() -> None:
    whole, armless = (
        (np.asarray(hide_upper_body(make_person(missing=missing))) == 128).sum() for missing in ((), (3, 4))
    )
    assert armless < whole


@pytest.mark.parametrize("missing", [1, 2, 5, 9, 12])
def test_a_pose_without_neck_shoulders_or_hips_is_refused_in_a_sentence(missing: int) -> None:
    with pytest.raises(InputError) as error:
        hide_upper_body(make_person(missing=(missing,)))
    assert error.value.key == "pose_incomplete"


def test_garment_torso_and_arms_are_no_longer_in_the_labels() -> None:
    person = make_person()
    labels = hide_upper_labels(person)
    assert not np.isin(labels, (5, 6, 7, 10)).any()
    for x, y in [(250, 350), (518, 350), (240, 500), (528, 500)]:  # elbows and wrists
        assert labels[y, x] == 0, (x, y)
    for x, y in [(5, 1000), (760, 1000)]:  # far from every bone
        assert labels[y, x] == person.parts.labels[y, x], (x, y)
    for kept in (13, 9):
        np.testing.assert_array_equal(labels == kept, person.is_part(kept))
    assert person.is_part(5).any()  # the person itself is as it was


@pytest.mark.parametrize(("missing", "kept"), [((2,), True), ((5, 6), False), ((), False)])
def test_an_arm_is_looked_for_from_the_far_shoulder(missing: tuple[int, ...], kept: bool) -> None:
    """Label 14 runs along the points 2, 5, 6, 7; without 2 it begins nowhere, without others it goes straight on."""
    labels = hide_upper_labels(make_person(missing=missing))
    assert bool(labels[500, 528] == 14) is kept


def test_every_label_is_one_part() -> None:
    labels = np.arange(20, dtype=np.uint8).reshape(4, 5)
    maps = one_hot_parts(labels)
    assert maps.shape == (13, 4, 5)
    assert (maps.sum(0) == 1).all()
    want = [0, 1, 1, 12, 2, 3, 3, 3, 11, 4, 0, 12, 4, 2, 5, 6, 7, 8, 9, 10]
    assert maps.argmax(0).ravel().tolist() == want


def test_every_part_is_one_region() -> None:
    want = [0, 3, 1, 2, 1, 4, 5, 1, 1, 1, 1, 1, 6]
    for part, region in enumerate(want):
        parts = torch.zeros(1, len(PARTS), 8, 6)
        parts[:, part] = 1
        regions = to_regions(parts, (32, 24))
        assert regions.shape == (1, len(REGIONS), 32, 24)
        assert regions[0, region].min() == 1
        assert regions.sum() == 32 * 24


def test_the_likeliest_part_is_told_after_the_blur() -> None:
    """A single pixel of another part is lost in its surroundings."""
    parts = torch.zeros(1, len(PARTS), 40, 40)
    parts[:, 3] = 1
    parts[:, :, 20, 20] = 0
    parts[:, 1, 20, 20] = 1
    assert to_regions(parts, (40, 40))[0, 2].min() == 1


def test_the_blur_is_a_gaussian_of_fifteen_pixels_and_deviation_three() -> None:
    picture = np.random.default_rng(0).random((20, 17)).astype(np.float32)
    distance = np.arange(15) - 7.0
    weights = np.exp(-np.add.outer(distance**2, distance**2) / 18)
    want: NDArray[np.float64] = convolve2d(picture, weights / weights.sum(), mode="same")
    both = torch.from_numpy(np.stack([picture, 2 * picture]))[None]
    np.testing.assert_allclose(blur(both)[0], np.stack([want, 2 * want]), rtol=1e-5, atol=1e-6)


def test_the_misaligned_is_what_the_garment_leaves_open() -> None:
    regions = torch.zeros(1, 7, 1, 4)
    regions[0, 2, 0] = torch.tensor([1, 1, 1, 0])
    before = regions.clone()
    misaligned, divided = misalign(regions, torch.tensor([0, 1, 0.25, 1]).view(1, 1, 1, 4))
    assert misaligned.flatten().tolist() == [1, 0, 0.75, 0]
    assert divided[0, 7].tolist() == [[1, 0, 0.75, 0]]
    assert divided[0, 2].tolist() == [[0, 1, 0.25, 0]]
    assert torch.equal(regions, before)


def test_noise_is_one_in_a_sixth_of_the_pixels() -> None:
    noise = sparse_noise((256, 192), seed=0)
    assert set(np.unique(noise)) == {0, 1}
    assert noise.mean() == pytest.approx(0.159, abs=0.01)  # beyond one deviation, on one side
    assert (noise != sparse_noise((256, 192), seed=1)).any()


def test_a_person_given_in_another_mode_is_hidden_alike() -> None:
    person = make_person((192, 256))
    see_through = replace(person, picture=person.picture.convert("RGBA"))
    np.testing.assert_array_equal(hide_upper_body(see_through), hide_upper_body(person))
