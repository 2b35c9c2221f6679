"""CP-VTON from pictures to picture, with weights of chance: sizes, and what the networks are given."""

import numpy as np
import pytest
import torch
from PIL import Image

from engines.models.cpvton import GMM, TOM
from engines.models.predictors.cpvton import CpVtonPredictor, blend, body_shape, describe, pose_maps
from engines.models.predictors.tryon import Garment, Person, to_picture
from engines.models.results import LabelMap, Mask
from engines.models.skeletons import Keypoints

NAMES = tuple(str(label) for label in range(20))
SIZE = (192, 256)


def make_person(size: tuple[int, int], points: int = 18, mode: str = "RGB") -> Person:
    """Return a person in colours of chance: head above, garment below, a column of points in the middle."""
    width, height = size
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (height, width, 3), np.uint8)
    labels = np.zeros((height, width), np.uint8)
    labels[: height // 3] = 13
    labels[height // 3 :] = 5
    labels[:, : width // 4] = 0
    xy = np.stack([np.full(points, width / 2), np.linspace(0, height - 1, points)], 1).astype(np.float32)
    score = np.ones(points, np.float32)
    score[-1] = 0
    return Person(
        Image.fromarray(pixels).convert(mode),
        LabelMap(labels, NAMES),
        Keypoints(xy, score, tuple(str(point) for point in range(points))),
    )


def make_garment(size: tuple[int, int], mode: str = "RGB") -> Garment:
    width, height = size
    mask = np.zeros((height, width), np.float32)
    mask[:, width // 3 :] = 1
    return Garment(Image.new("RGB", size, (200, 30, 30)).convert(mode), Mask(mask))


@pytest.fixture(scope="module")
def predictor() -> CpVtonPredictor:
    torch.manual_seed(0)
    return CpVtonPredictor(GMM().eval(), TOM(ngf=2).eval())


@pytest.mark.parametrize(
    ("person", "garment", "mode"),
    [
        (SIZE, SIZE, "RGB"),  # as published
        ((1, 300), (300, 1), "RGB"),  # strips
        ((333, 111), (97, 201), "RGBA"),
    ],
)
def test_a_picture_of_any_size_gives_one_of_the_published_size(
    predictor: CpVtonPredictor, person: tuple[int, int], garment: tuple[int, int], mode: str
) -> None:
    result = predictor(make_person(person, mode=mode), make_garment(garment, mode))
    assert result.picture.size == result.garment.size == SIZE
    assert result.picture.mode == "RGB"
    for mask in (result.garment_mask, result.share):
        assert mask.values.shape == (256, 192)
        assert 0 <= mask.values.min() <= mask.values.max() <= 1


def test_the_networks_are_given_what_the_person_says() -> None:
    person = make_person(SIZE)
    described = describe(person)
    assert described.shape == (22, 256, 192)
    assert described.dtype == np.float32
    pixels = np.asarray(person.picture) / 255.0
    head = np.asarray(person.parts.labels) == 13
    np.testing.assert_allclose(described[1:4][:, head], (pixels[head].T - 0.5) / 0.5, atol=1e-6)
    assert (described[1:4][:, ~head] == -1).all()
    np.testing.assert_array_equal(described[:1], body_shape(np.asarray(person.parts.labels) > 0))
    np.testing.assert_array_equal(described[4:], pose_maps(person.points(), SIZE))


@pytest.mark.parametrize(
    ("point", "rows", "columns"),
    [
        ((50, 100), (95, 106), (45, 56)),  # a square of 11 pixels
        ((2, 2), (0, 8), (0, 8)),  # cut off by the border
        ((1, 100), (0, 0), (0, 0)),  # too near to the border to be believed
        ((np.nan, np.nan), (0, 0), (0, 0)),  # not found
    ],
)
def test_a_point_becomes_a_square(point: tuple[float, float], rows: tuple[int, int], columns: tuple[int, int]) -> None:
    points = np.full((18, 2), np.nan)
    points[7] = point
    want = np.full((18, 256, 192), -1, np.float32)
    want[7, slice(*rows), slice(*columns)] = 1
    np.testing.assert_array_equal(pose_maps(points, SIZE), want)


def test_a_pose_of_25_points_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\(18, 2\)"):
        describe(make_person(SIZE, points=25))


@pytest.mark.parametrize("body", [False, True])
def test_the_shape_of_nobody_and_of_a_body_everywhere(body: bool) -> None:
    shape = body_shape(np.full((256, 192), body))
    assert (shape == (1 if body else -1)).all()


def test_the_shape_of_a_body_is_blurred_over_sixteen_pixels() -> None:
    """By hand: an edge at 96 makes an eighth of the cell around 88 and seven eighths of the one around 104."""
    half = np.zeros((256, 192), bool)
    half[:, 96:] = True
    row = body_shape(half)[0, 128]
    want = np.interp(np.arange(192) + 0.5, [72, 88, 104, 120], [-1, -0.75, 0.75, 1])
    np.testing.assert_allclose(row, want, atol=2 / 127.5)  # each of two resizings rounds to whole numbers


@pytest.mark.parametrize(("share", "want"), [(0.0, 0.5), (1.0, -0.5), (0.25, 0.25)])
def test_the_share_decides_between_garment_and_rendered(share: float, want: float) -> None:
    assert blend(torch.tensor(-0.5), torch.tensor(0.5), torch.tensor(share)) == want


def test_a_garment_becomes_numbers() -> None:
    values = np.array([[127 / 255, 128 / 255]], np.float32)
    garment = Garment(Image.fromarray(np.array([[[0, 255, 51], [102, 0, 255]]], np.uint8)), Mask(values))
    picture, mask = garment.inputs((1, 2), torch.nn.Linear(1, 1))
    assert mask.tolist() == [[[[0, 1]]]]
    torch.testing.assert_close(picture[0, :, 0], torch.tensor([[-1, -0.2], [1, -1], [-0.6, 1]]))


def test_numbers_become_a_picture_by_cutting() -> None:
    picture = to_picture(torch.tensor([-2, 0.0, 3]).view(1, 3, 1, 1))
    assert picture.getpixel((0, 0)) == (0, 127, 255)


def test_a_person_is_resized_with_all_that_is_known_of_it() -> None:
    person = make_person((10, 20)).resized((60, 30))
    assert person.picture.size == (30, 60)
    assert person.parts.labels.shape == (60, 30)
    assert person.points()[0].tolist() == pytest.approx([3 * 5.5 - 0.5, 3 * 0.5 - 0.5])
    assert np.isnan(person.points()[-1]).all()
    same = make_person(SIZE)
    np.testing.assert_array_equal(same.resized((256, 192)).picture, same.picture)
    np.testing.assert_array_equal(same.resized((256, 192)).pose.xy, same.pose.xy)


def test_parts_of_another_size_and_poses_of_another_kind_are_refused() -> None:
    person = make_person((4, 6))
    with pytest.raises(ValueError, match="`parts`"):
        Person(Image.new("RGB", (6, 4)), person.parts, person.pose)
    with pytest.raises(ValueError, match="`pose`"):
        Person(person.picture, person.parts, make_person((4, 6), points=17).pose)
