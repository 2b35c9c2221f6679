"""The predictor with a network of random weights."""

from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from engines.models.deeplabv3plus import DeepLabV3Plus
from engines.models.predictors.deeplabv3plus import CITYSCAPES_NAMES, VOC_NAMES, DeepLabPredictor, voc_palette


def last_layer(network: DeepLabV3Plus) -> nn.Conv2d:
    last = network.classifier.classifier[-1]
    assert isinstance(last, nn.Conv2d)
    return last


@pytest.fixture(scope="module")
def network() -> DeepLabV3Plus:
    """Its last layer has large weights and no offset, so that many classes occur."""
    torch.manual_seed(0)
    network = DeepLabV3Plus().eval()
    nn.init.normal_(last_layer(network).weight)
    nn.init.zeros_(last_layer(network).bias)  # type: ignore[arg-type]
    return network


def picture(size: tuple[int, int], mode: str = "RGB") -> Image.Image:
    W, H = size
    channels = np.random.default_rng(0).integers(0, 256, (H, W, 4), np.uint8)
    return Image.fromarray(channels, "RGBA").convert(mode)


@pytest.mark.parametrize(
    ("size", "mode"),
    [
        ((64, 48), "RGB"),
        ((33, 71), "RGB"),  # portrait, no multiple of anything
        ((1, 80), "RGB"),  # a strip
        ((80, 1), "RGB"),
        ((1, 1), "RGB"),
        ((40, 40), "RGBA"),
        ((40, 40), "L"),
        ((40, 40), "P"),
    ],
)
@pytest.mark.parametrize("longest", [None, 32])
def test_labels_have_the_pictures_size(
    size: tuple[int, int], mode: str, longest: int | None, network: DeepLabV3Plus
) -> None:
    labels = DeepLabPredictor(network, longest=longest)(picture(size, mode))
    assert labels.labels.shape == (size[1], size[0])
    assert labels.labels.max() < len(labels.names)
    assert labels.names == VOC_NAMES


def test_network_sees_the_picture_as_published(network: DeepLabV3Plus) -> None:
    """RGB in 0..1, less the mean, over the deviation, in its own size."""
    seen: list[torch.Tensor] = []
    hook = network.register_forward_pre_hook(lambda _network, given: seen.append(given[0]))
    photo = picture((37, 29))
    labels = DeepLabPredictor(network)(photo)
    hook.remove()
    want = (np.asarray(photo) / 255 - (0.485, 0.456, 0.406)) / (0.229, 0.224, 0.225)
    np.testing.assert_allclose(seen[0][0].permute(1, 2, 0).numpy(), want, atol=1e-5)
    with torch.inference_mode():
        np.testing.assert_array_equal(labels.labels, network(seen[0])[0].argmax(0).numpy())


def test_large_pictures_are_shrunk_if_asked(network: DeepLabV3Plus) -> None:
    seen: list[torch.Size] = []
    hook = network.register_forward_pre_hook(lambda _network, given: seen.append(given[0].shape))
    for size in ((200, 100), (100, 200), (60, 30)):
        DeepLabPredictor(network, longest=60)(picture(size))
    hook.remove()
    assert [tuple(shape[2:]) for shape in seen] == [(30, 60), (60, 30), (30, 60)]


@pytest.mark.parametrize("name", ["dog", "background"])
def test_mask_of_a_name_is_where_its_label_is(name: str, network: DeepLabV3Plus) -> None:
    labels = DeepLabPredictor(network)(picture((60, 60)))
    np.testing.assert_array_equal(labels.mask(name), labels.labels == VOC_NAMES.index(name))
    certain = DeepLabV3Plus().eval()
    with torch.no_grad():
        certain.get_parameter("classifier.classifier.3.bias")[VOC_NAMES.index(name)] = 1e6
    assert DeepLabPredictor(certain)(picture((20, 20))).mask(name).all()


@pytest.mark.parametrize(("names", "count"), [((), 19), (VOC_NAMES, 19), (CITYSCAPES_NAMES, 21)])
def test_names_must_be_as_many_as_the_classes(names: tuple[str, ...], count: int) -> None:
    with torch.device("meta"):
        network = DeepLabV3Plus(num_classes=count)
    with pytest.raises(ValueError, match=f"`names` must be {count}"):
        DeepLabPredictor(network, names)


@pytest.mark.parametrize(("names", "count"), [(VOC_NAMES, 21), (CITYSCAPES_NAMES, 19)])
def test_names_fit_the_published_files(names: tuple[str, ...], count: int) -> None:
    arguments: dict[str, Any] = {"num_classes": count}
    with torch.device("meta"):
        assert DeepLabPredictor(DeepLabV3Plus(**arguments), names).names == names
    assert len(set(names)) == count


@pytest.mark.parametrize(
    ("name", "colour"),
    [
        ("background", (0, 0, 0)),
        ("aeroplane", (128, 0, 0)),
        ("bicycle", (0, 128, 0)),
        ("boat", (0, 0, 128)),
        ("cat", (64, 0, 0)),
        ("dog", (64, 0, 128)),
        ("person", (192, 128, 128)),
        ("tvmonitor", (0, 64, 128)),
    ],
)
def test_palette_is_vocs(name: str, colour: tuple[int, int, int]) -> None:
    assert tuple(voc_palette()[VOC_NAMES.index(name)]) == colour


def test_palette_of_all_labels_has_no_colour_twice_and_ends_with_the_border() -> None:
    colours = voc_palette(256)
    assert len({tuple(colour) for colour in colours}) == 256
    assert tuple(colours[255]) == (224, 224, 192)
