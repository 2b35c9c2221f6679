"""HRNet from picture to joints, on random weights: crops, the published preparation, and how maps are read."""

from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from engines.models.hrnet import HRNet
from engines.models.predictors.hrnet import Box, Crop, Decoding, HRNetPredictor, decode, prepare
from engines.models.skeletons import AP_10K, COCO_17, OPENPOSE_18

MEAN, STD = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])
TINY: dict[str, Any] = {
    "stage2": (2, 4),
    "stage3": (2, 4, 8),
    "stage4": (2, 4, 8, 16),
    "modules": (1, 1, 1),
    "blocks": 1,
}


@pytest.fixture(scope="module")
def predict() -> HRNetPredictor:
    torch.manual_seed(0)
    return HRNetPredictor(HRNet(**TINY).eval())


def noise(width: int, height: int, mode: str = "RGB") -> Image.Image:
    pixels = np.random.default_rng(0).integers(0, 256, (height, width, 4), np.uint8)
    return Image.fromarray(pixels).convert(mode)


@pytest.mark.parametrize(
    ("width", "height", "mode"),
    [
        (192, 256, "RGB"),
        (300, 90, "RGB"),  # landscape
        (1, 50, "RGB"),  # strips
        (50, 1, "RGB"),
        (1, 1, "L"),
        (40, 30, "RGBA"),
    ],
)
def test_joints_lie_in_the_crop(width: int, height: int, mode: str, predict: HRNetPredictor) -> None:
    points = predict(noise(width, height, mode))
    assert points.names == COCO_17.names
    crop = Crop.around((0, 0, width, height), (256, 192))
    assert (np.abs(points.xy - crop.centre) <= crop.sides / 2 * (1 + 1e-6)).all()
    assert (points.score >= 0).all()


def test_no_box_means_the_whole_picture(predict: HRNetPredictor) -> None:
    picture = noise(70, 90)
    whole, box, other = (predict(picture, box) for box in (None, (0, 0, 70, 90), (10, 20, 30, 50)))
    np.testing.assert_array_equal(whole.xy, box.xy)
    assert not np.array_equal(whole.xy, other.xy)


def test_a_box_far_outside_sees_black(predict: HRNetPredictor) -> None:
    outside = predict(noise(20, 20), (1000, 1000, 30, 40))
    black = predict(Image.new("RGB", (20, 20)), (1000, 1000, 30, 40))
    np.testing.assert_array_equal(outside.xy, black.xy)


def test_a_map_without_positive_values_finds_nothing() -> None:
    network = HRNet(**TINY).eval()
    with torch.no_grad():
        for parameter in network.final_layer.parameters():
            parameter.zero_()
    assert not HRNetPredictor(network)(noise(20, 10)).score.any()


def test_animals_are_seen_in_a_square() -> None:
    predictor = HRNetPredictor(HRNet(**TINY).eval(), AP_10K)
    assert predictor.size == (256, 256)
    assert predictor(noise(30, 20)).names == AP_10K.names


def test_skeleton_must_fit_the_network() -> None:
    with torch.device("meta"):
        network = HRNet(**TINY)
    with pytest.raises(ValueError, match="17 points, but OpenPose-18 has 18"):
        HRNetPredictor(network, OPENPOSE_18)


def test_a_crop_of_the_input_s_size_is_only_normalised() -> None:
    picture = noise(192, 256)
    crop = Crop(np.array([96.0, 128.0]), np.array([192.0, 256.0]))
    want = (np.asarray(picture) / 255 - MEAN) / STD
    np.testing.assert_allclose(prepare(picture, crop, (256, 192)), want.transpose(2, 0, 1), atol=1e-5)


@pytest.mark.parametrize(
    ("box", "size", "sides"),
    [
        ((0, 0, 192, 256), (256, 192), (240, 320)),  # the input's shape: a quarter more
        ((0, 0, 100, 40), (256, 192), (125, 166.6667)),  # too wide: higher
        ((0, 0, 30, 80), (256, 192), (75, 100)),  # too high: wider
        ((5, 5, 10, 20), (256, 256), (25, 25)),
    ],
)
def test_a_crop_has_the_input_s_shape(box: Box, size: tuple[int, int], sides: tuple[float, float]) -> None:
    crop = Crop.around(box, size)
    np.testing.assert_allclose(crop.sides, sides, rtol=1e-6)
    corners = np.array([[0.0, 0], size[::-1]])
    np.testing.assert_allclose(crop.to_picture(corners, size), crop.centre + np.outer([-0.5, 0.5], crop.sides))
    for point in crop.to_picture(corners, size):  # there and back
        assert np.abs(crop.matrix(size) @ [*point, 1] - corners).min() < 1e-9


@pytest.mark.parametrize(
    ("x", "y", "official", "mmpose"),
    [
        # the largest value of an 8 x 6 map, whose neighbours to the right and below are larger than the others
        (3, 4, (3.25, 4.25), (3.25, 4.25)),
        (1, 4, (1, 4), (1, 4.25)),  # too near to the left border: published programs do not agree on y
        (0, 4, (0, 4), (0, 4)),
        (4, 6, (4.25, 6.25), (4.25, 6.25)),
        (5, 4, (5, 4), (5, 4.25)),
        (3, 1, (3, 1), (3.25, 1)),
        (3, 0, (3, 0), (3, 0)),
        (3, 7, (3, 7), (3.25, 7)),
    ],
)
def test_a_quarter_of_a_pixel_is_added(
    x: int, y: int, official: tuple[float, float], mmpose: tuple[float, float]
) -> None:
    rows, columns = np.mgrid[:8, :6]
    heat = (1 - 0.1 * np.hypot(columns - x - 0.2, rows - y - 0.2))[None].astype(np.float32)
    ways: tuple[tuple[Decoding, tuple[float, float]], ...] = (
        ("official", official),
        ("mmpose-0.x", official),
        ("mmpose-1.x", mmpose),
    )
    for decoding, want in ways:
        points, score = decode(heat, decoding)
        assert tuple(points[0]) == want
        assert score[0] == heat.max()


@pytest.mark.parametrize(("decoding", "nowhere"), [("official", 0), ("mmpose-0.x", -1), ("mmpose-1.x", -1)])
def test_nothing_found(decoding: Decoding, nowhere: int) -> None:
    points, score = decode(np.full((2, 8, 6), -0.5, np.float32), decoding)
    assert points.tolist() == [[nowhere, nowhere]] * 2
    assert score.tolist() == [-0.5, -0.5]
