"""pix2pix from picture to picture, on random weights: sizes, repeatability, and the published arithmetic around it."""

import numpy as np
import pytest
import torch
from PIL import Image

from engines.models.pix2pix import UNetGenerator
from engines.models.predictors.pix2pix import Pix2PixPredictor


@pytest.fixture(scope="module")
def network() -> UNetGenerator:
    torch.manual_seed(0)
    return UNetGenerator(num_downs=8, ngf=2, norm="batch", use_dropout=True).eval()


def noise(width: int, height: int, mode: str = "RGB") -> Image.Image:
    pixels = np.random.default_rng(0).integers(0, 256, (height, width, 4), np.uint8)
    return Image.fromarray(pixels).convert(mode)


@pytest.mark.parametrize(
    ("width", "height", "mode"),
    [
        (256, 256, "RGB"),
        (64, 200, "RGB"),  # portrait
        (1, 300, "RGB"),  # a strip
        (90, 60, "RGBA"),
        (90, 60, "L"),
    ],
)
def test_any_picture_becomes_one_of_256_pixels(width: int, height: int, mode: str, network: UNetGenerator) -> None:
    painted = Pix2PixPredictor(network)(noise(width, height, mode))
    assert (painted.size, painted.mode) == ((256, 256), "RGB")
    assert np.asarray(painted).std() > 0


def test_the_same_picture_gives_the_same_answer(network: UNetGenerator) -> None:
    predict = Pix2PixPredictor(network)
    first, again = predict(noise(80, 80)), predict(noise(80, 80))
    assert first.tobytes() == again.tobytes()
    assert first.tobytes() != predict(noise(80, 81)).tobytes()


def test_arithmetic_is_the_published_one(network: UNetGenerator) -> None:
    picture = noise(256, 256)
    painted = np.asarray(Pix2PixPredictor(network)(picture))
    x = torch.from_numpy(np.array(picture)).permute(2, 0, 1)[None].float() / 255
    with torch.inference_mode():
        y = network((x - 0.5) / 0.5)[0].numpy()
    expected = (np.transpose(y, (1, 2, 0)) + 1) / 2.0 * 255.0
    assert np.abs(painted - expected.astype(np.uint8).astype(float)).max() <= 1  # one where rounding falls on a whole
    assert (painted == expected.astype(np.uint8)).mean() > 0.99
    assert np.floor(expected - painted).max() <= 0  # cut, never rounded up


def test_a_deeper_network_gets_a_larger_picture() -> None:
    torch.manual_seed(0)
    deep = UNetGenerator(num_downs=9, ngf=1, norm="batch").eval()
    assert Pix2PixPredictor(deep)(noise(40, 40)).size == (512, 512)
