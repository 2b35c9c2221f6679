"""Restoring, aligning and pasting back, with a tiny network of random weights."""

import cv2
import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image

from engines.models.predictors.gfpgan import BORDER, TEMPLATE, GfpganPredictor, align, paste_back
from engines.runtime import InputError
from tests.engines.models.test_gfpgan import build

RANDOM = np.random.default_rng(0)


def picture(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """Smooth, so that resampling it twice changes little."""
    coarse = Image.fromarray(RANDOM.integers(0, 256, (6, 6, 3), np.uint8))
    return coarse.resize((width, height), Image.Resampling.BICUBIC).convert(mode)


def turned(degrees: float, scale: float, x: float, y: float) -> NDArray[np.float64]:
    """Where a face's points lie in a picture: the template turned, scaled and moved."""
    cos, sin = scale * np.cos(np.radians(degrees)), scale * np.sin(np.radians(degrees))
    moved: NDArray[np.float64] = TEMPLATE @ np.array([[cos, sin], [-sin, cos]]) + (x, y)
    return moved


@pytest.mark.parametrize("size", [(32, 32), (64, 64), (1, 40), (30, 90)])
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L"])
def test_faces_become_faces(size: tuple[int, int], mode: str) -> None:
    restored = GfpganPredictor(build())(picture(*size, mode))
    assert (restored.size, restored.mode) == ((32, 32), "RGB")


@pytest.mark.parametrize("scale", [0.2, 20.0])  # within and beyond what a pixel holds
def test_numbers_are_the_published_ones(scale: float) -> None:
    network, face = build(), picture(32, 32)
    with torch.no_grad():
        for bias in (network.stylegan_decoder.to_rgb1.bias, network.stylegan_decoder.to_rgb1.modulated_conv.weight):
            bias.mul_(scale)
    x = torch.from_numpy(np.asarray(face, np.float32) / 127.5 - 1).permute(2, 0, 1)[None]
    with torch.inference_mode():
        image, _ = network(x, randomize_noise=False)
    want = np.rint((image[0].double().numpy().clip(-1, 1) + 1) * 127.5).transpose(1, 2, 0)
    got = np.asarray(GfpganPredictor(network)(face), np.float64)
    assert np.abs(got - want).max() <= 1  # a number half way may be rounded either way
    assert (got == want).mean() > 0.99


@pytest.mark.parametrize(("randomize_noise", "same"), [(False, True), (True, False)])
def test_noise_is_the_stored_one_unless_asked_for(randomize_noise: bool, same: bool) -> None:
    predict, face = GfpganPredictor(build(), randomize_noise), picture(32, 32)
    assert np.array_equal(np.asarray(predict(face)), np.asarray(predict(face))) is same


@pytest.mark.parametrize(
    ("degrees", "scale", "x", "y"), [(0, 1, 0, 0), (0, 0.5, 40, 30), (30, 0.6, 100, 20), (-90, 1.5, 0, 700)]
)
@pytest.mark.parametrize("size", [512, 128])
def test_points_come_to_lie_on_the_template(degrees: float, scale: float, x: float, y: float, size: int) -> None:
    points = turned(degrees, scale, x, y)
    face = align(picture(600, 500), points, size)
    assert face.picture.size == (size, size)
    np.testing.assert_allclose(points @ face.matrix[:, :2].T + face.matrix[:, 2], TEMPLATE * size / 512, atol=1e-3)


def test_a_single_wrong_point_does_not_matter() -> None:
    points = turned(10, 0.7, 50, 60)
    right = align(picture(600, 500), points).matrix
    points[4] += (90, -60)
    np.testing.assert_allclose(align(picture(600, 500), points).matrix, right, atol=1e-2)


def test_beyond_the_picture_is_the_published_grey() -> None:
    face = align(Image.new("RGB", (100, 100), "red"), turned(0, 1, -300, -300))
    assert face.picture.getpixel((0, 0)) == BORDER


@pytest.mark.parametrize("points", [[(1, 2)] * 5, [(1, 2)] * 4, [(np.nan, 1)] * 5, TEMPLATE[:4], TEMPLATE[:, :1]])
def test_points_that_are_no_face_are_refused(points: list[tuple[float, float]]) -> None:
    with pytest.raises(InputError) as caught:
        align(picture(50, 50), points)
    assert caught.value.key == "face_points"


def test_a_face_goes_back_to_where_it_was() -> None:
    whole = picture(700, 600)
    face = align(whole, turned(15, 0.8, 150, 60))
    same = paste_back(whole, face.picture, face.matrix)
    difference = np.abs(np.asarray(same, int) - np.asarray(whole, int))
    assert same.size == whole.size
    assert difference.max() <= 4


def test_only_the_face_changes_and_the_seam_is_soft() -> None:
    whole = Image.new("RGB", (700, 600), (0, 0, 0))
    face = align(whole, turned(0, 0.5, 200, 100))  # x from 200 to 456, y from 100 to 356
    pasted = np.asarray(paste_back(whole, Image.new("RGB", (512, 512), (200, 200, 200)), face.matrix))[..., 0]
    outside = np.ones(pasted.shape, bool)
    outside[100:357, 200:457] = False
    assert pasted[outside].max() == 0
    assert pasted[228, 328] in (199, 200)
    steps = np.abs(np.diff(pasted[228].astype(int)))
    assert steps.max() < 40
    assert len(np.unique(pasted[228])) > 10


def test_a_face_of_a_few_pixels_can_be_pasted() -> None:
    whole = picture(20, 20)
    face = align(whole, turned(0, 0.02, 4, 4))
    assert paste_back(whole, face.picture, face.matrix).size == (20, 20)


def test_aligning_is_the_inverse_of_drawing() -> None:
    """A face drawn upright, put into a picture by OpenCV, comes out as it was drawn."""
    drawn = np.asarray(picture(512, 512))
    points = turned(20, 0.9, 250, 30)
    matrix = cv2.getAffineTransform(TEMPLATE[:3].astype(np.float32), points[:3].astype(np.float32))
    whole = Image.fromarray(cv2.warpAffine(drawn, matrix, (900, 800)))
    got = np.asarray(align(whole, points).picture, int)
    assert np.abs(got - drawn)[20:-20, 20:-20].max() <= 5
