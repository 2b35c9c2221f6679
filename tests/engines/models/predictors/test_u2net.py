"""U²-Net from picture to mask, on random weights: sizes, and the published way to prepare a picture."""

import numpy as np
import pytest
import torch
from PIL import Image

from engines.models.predictors.u2net import U2NetPredictor, prepare, resize
from engines.models.u2net import U2NetP

MEAN, STD = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])


@pytest.fixture(scope="module")
def predict() -> U2NetPredictor:
    torch.manual_seed(0)
    return U2NetPredictor(U2NetP().eval(), size=64)


def noise(width: int, height: int, mode: str = "RGB") -> Image.Image:
    pixels = np.random.default_rng(0).integers(0, 200, (height, width, 4), np.uint8)
    return Image.fromarray(pixels).convert(mode)


@pytest.mark.parametrize(
    ("width", "height", "mode"),
    [
        (64, 64, "RGB"),
        (31, 90, "RGB"),  # portrait
        (1, 50, "RGB"),  # a strip
        (40, 30, "RGBA"),
        (40, 30, "L"),
        (40, 30, "1"),
    ],
)
def test_mask_has_the_picture_s_size(width: int, height: int, mode: str, predict: U2NetPredictor) -> None:
    values = predict(noise(width, height, mode)).values
    assert values.shape == (height, width)
    assert values.dtype == np.float32
    assert 0 <= values.min() < values.max() <= 1


def test_mask_reaches_from_0_to_1(predict: U2NetPredictor) -> None:
    values = predict(noise(64, 64)).values  # the network's own size: nothing is stretched
    assert (values.min(), values.max()) == (0, 1)


def test_a_black_picture_has_a_mask(predict: U2NetPredictor) -> None:
    assert np.isfinite(predict(Image.new("RGB", (9, 9))).values).all()


def test_a_network_that_sees_nothing_gives_an_empty_mask() -> None:
    network = U2NetP().eval()
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.zero_()
    assert not U2NetPredictor(network, size=32)(noise(20, 10)).values.any()


@pytest.mark.parametrize(("in_ch", "out_ch"), [(3, 4), (1, 1)])
def test_network_must_make_one_mask_of_a_colour_picture(in_ch: int, out_ch: int) -> None:
    with torch.device("meta"):
        network = U2NetP(in_ch, out_ch)
    with pytest.raises(ValueError, match=f"1 map from 3 channels, but makes {out_ch} from {in_ch}"):
        U2NetPredictor(network)


def test_prepared_picture_is_divided_by_its_largest_value() -> None:
    picture = noise(8, 8)
    pixels = np.asarray(picture, np.float64)
    want = (pixels / pixels.max() - MEAN) / STD
    np.testing.assert_allclose(prepare(picture, 8), want.transpose(2, 0, 1), atol=1e-5)


def test_prepared_grey_picture_has_three_equal_channels() -> None:
    x = prepare(noise(8, 8, "L"), 8)
    assert (x == x[0]).all()
    assert x.max() == pytest.approx((1 - MEAN[0]) / STD[0])


@pytest.mark.parametrize(
    ("row", "size", "want"),
    [
        # what scikit-image 0.25 gives for `transform.resize(..., mode="constant")`
        ([0, 51, 102, 153, 204, 255], 2, [[0.15948845, 0.54659393]] * 2),
        (
            [0, 255, 51],
            4,
            [
                [0, 0.390625, 0.4375, 0.109375],
                [0, 0.546875, 0.6125, 0.153125],
                [0, 0.546875, 0.6125, 0.153125],
                [0, 0.390625, 0.4375, 0.109375],
            ],
        ),
    ],
)
def test_resizing_is_scikit_image_s(row: list[int], size: int, want: list[list[float]]) -> None:
    pixels = np.divide([row], 255, dtype=np.float32)[..., None]  # (1, W, 1)
    assert np.abs(resize(pixels, size)[..., 0] - np.array(want)).max() < 1e-6
