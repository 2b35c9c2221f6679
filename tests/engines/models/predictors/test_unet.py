"""U-Net from picture to mask or labels, on random weights: sizes, scales, and the published way back to full size."""

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor

from engines.models.predictors.unet import UNetPredictor
from engines.models.results import LabelMap, Mask
from engines.models.unet import UNet


def build(n_channels: int, n_classes: int) -> UNet:
    torch.manual_seed(0)
    return UNet(n_channels, n_classes, bilinear=True).eval()


@pytest.fixture(scope="module")
def mask_network() -> UNet:
    return build(3, 1)


@pytest.fixture(scope="module")
def label_network() -> UNet:
    return build(1, 3)


def noise(width: int, height: int, mode: str = "RGB") -> Image.Image:
    pixels = np.random.default_rng(0).integers(0, 256, (height, width, 4), np.uint8)
    return Image.fromarray(pixels).convert(mode)


SIZES = [
    (32, 32, "RGB", 1.0),
    (21, 50, "RGB", 0.5),  # portrait, odd
    (1, 40, "RGB", 0.5),  # a strip, none of whose pixels remains at half size
    (40, 24, "RGBA", 1.0),
    (40, 24, "L", 1.0),
]


@pytest.mark.parametrize(("width", "height", "mode", "scale"), SIZES)
def test_one_class_gives_a_mask(width: int, height: int, mode: str, scale: float, mask_network: UNet) -> None:
    mask = UNetPredictor(mask_network, scale)(noise(width, height, mode))
    assert isinstance(mask, Mask)
    assert mask.values.shape == (height, width)
    assert 0 <= mask.values.min() <= mask.values.max() <= 1


@pytest.mark.parametrize(("width", "height", "mode", "scale"), SIZES)
def test_several_classes_give_labels(width: int, height: int, mode: str, scale: float, label_network: UNet) -> None:
    labels = UNetPredictor(label_network, scale)(noise(width, height, mode))
    assert isinstance(labels, LabelMap)
    assert labels.labels.shape == (height, width)
    assert labels.names == ("0", "1", "2")
    assert set(np.unique(labels.labels)) <= {0, 1, 2}


def published(network: UNet, picture: Image.Image, size: tuple[int, int]) -> Tensor:
    """Logits in full size, step by step."""
    W, H = picture.size
    pixels = np.asarray(picture.resize(size, Image.Resampling.BICUBIC), np.float32) / 255
    x = torch.from_numpy(pixels).reshape(size[1], size[0], -1).permute(2, 0, 1)[None]
    with torch.inference_mode():
        return torch.nn.functional.interpolate(network(x), (H, W), mode="bilinear")[0]


def test_mask_is_the_published_one(mask_network: UNet) -> None:
    picture = noise(50, 41)
    mask = UNetPredictor(mask_network, 0.5)(picture)
    want = published(mask_network, picture, (25, 20)).sigmoid()[0]
    assert isinstance(mask, Mask)
    np.testing.assert_allclose(mask.values, want.numpy(), atol=1e-5)


def test_labels_are_the_published_ones(label_network: UNet) -> None:
    picture = noise(40, 33, "L")
    labels = UNetPredictor(label_network, names=("ground", "car", "sky"))(picture)
    assert isinstance(labels, LabelMap)
    assert (labels.labels == published(label_network, picture, (40, 33)).argmax(0).numpy()).mean() > 0.999  # ties
    assert labels.mask("ground", "car", "sky").all()


def test_names_must_be_as_many_as_classes(label_network: UNet) -> None:
    with pytest.raises(ValueError, match="`names` must be 3 names, but are 1"):
        UNetPredictor(label_network, names=("car",))


def test_network_must_take_a_picture() -> None:
    with torch.device("meta"):
        network = UNet(4, 1)
    with pytest.raises(ValueError, match="1 or 3 channels, but takes 4"):
        UNetPredictor(network)
