"""HED from picture to edges, on random weights: sizes, channel order and range."""

import numpy as np
import pytest
import torch
from PIL import Image

from engines.models.hed import HED
from engines.models.predictors.hed import HedPredictor


@pytest.fixture(scope="module")
def predict() -> HedPredictor:
    torch.manual_seed(0)
    return HedPredictor(HED().eval())


def noise(width: int, height: int, mode: str = "RGB") -> Image.Image:
    pixels = np.random.default_rng(0).integers(0, 256, (height, width, 4), np.uint8)
    return Image.fromarray(pixels).convert(mode)


@pytest.mark.parametrize(
    ("width", "height", "mode"),
    [
        (48, 32, "RGB"),
        (21, 50, "RGB"),  # portrait, odd
        (1, 40, "RGB"),  # a strip
        (1, 1, "RGB"),
        (32, 32, "RGBA"),
        (32, 32, "L"),
    ],
)
def test_edges_have_the_picture_s_size(width: int, height: int, mode: str, predict: HedPredictor) -> None:
    values = predict(noise(width, height, mode)).values
    assert values.shape == (height, width)
    assert values.dtype == np.float32
    assert 0 <= values.min() <= values.max() <= 1


def test_network_sees_blue_first(predict: HedPredictor) -> None:
    picture = noise(32, 24)
    bgr = torch.from_numpy(np.asarray(picture)[..., ::-1].astype(np.float32) / 255).permute(2, 0, 1)[None]
    with torch.inference_mode():
        want = predict.network(bgr)[0, 0].numpy()
        other = predict.network(bgr.flip(1))[0, 0].numpy()
    values = predict(picture).values
    np.testing.assert_allclose(values, want, atol=1e-5)
    assert np.abs(values - other).max() > 1e-3
