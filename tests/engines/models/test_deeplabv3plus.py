"""DeepLabV3+ without published weights: what its shapes tell, what strides do, what building without memory leaves."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from engines.models.catalogue.deeplabv3plus import DEEPLABV3PLUS
from engines.models.catalogue.shapes import Shapes
from engines.models.deeplabv3plus import DeepLabV3Plus


def build(**arguments: Any) -> DeepLabV3Plus:
    torch.manual_seed(0)
    return DeepLabV3Plus(**arguments).eval()


def shapes_of(**arguments: Any) -> dict[str, tuple[int, ...]]:
    with torch.device("meta"):
        network = build(**arguments)
    return {key: tuple(tensor.shape) for key, tensor in network.state_dict().items()}


@pytest.mark.parametrize("backbone", ["mobilenet", "resnet50", "resnet101"])
@pytest.mark.parametrize("num_classes", [21, 2])
def test_shapes_tell_the_arguments(backbone: str, num_classes: int) -> None:
    config = {"backbone": backbone, "num_classes": num_classes, "output_stride": 16}
    shapes = shapes_of(**config)
    assert DEEPLABV3PLUS.infer(Shapes(shapes)) == config
    keys = [key for key in shapes if not key.startswith("classifier.classifier.3.")]
    for seed in range(5):  # without a twentieth of the keys, and with foreign ones
        lost = set(np.random.default_rng(seed).choice(keys, len(keys) // 20, replace=False).tolist())
        rest = {key: shape for key, shape in shapes.items() if key not in lost}
        assert DEEPLABV3PLUS.infer(Shapes(rest | {"cur_itrs": (), "fc.weight": (1000, 2048)})) == config, lost


@pytest.mark.parametrize("key", ["classifier.classifier.3.weight", "classifier.classifier.3.bias"])
def test_either_tensor_of_the_last_layer_tells_the_classes(key: str) -> None:
    shapes = shapes_of(num_classes=7)
    del shapes[key]
    config = DEEPLABV3PLUS.infer(Shapes(shapes))
    assert config is not None
    assert config["num_classes"] == 7


def test_entry_describes_the_published_network() -> None:
    shapes = shapes_of(**DEEPLABV3PLUS.config)
    assert DEEPLABV3PLUS.infer(Shapes(shapes)) == DEEPLABV3PLUS.config
    assert set(DEEPLABV3PLUS.fingerprint) <= shapes.keys()
    for published in DEEPLABV3PLUS.published:
        assert DEEPLABV3PLUS.infer(Shapes(shapes_of(**published.config))) == published.config


@pytest.mark.parametrize("backbone", ["resnet50", "resnet101"])
def test_enough_of_the_fingerprint_is_in_every_network(backbone: str) -> None:
    shapes = shapes_of(backbone=backbone)
    assert sum(key in shapes for key in DEEPLABV3PLUS.fingerprint) / len(DEEPLABV3PLUS.fingerprint) >= 0.7


ShapesByKey = dict[str, tuple[int, ...]]


def without_decoder(shapes: ShapesByKey) -> ShapesByKey:
    """DeepLabV3, of the same repository."""
    return {
        key.replace("classifier.aspp.", "classifier.classifier.0."): shape
        for key, shape in shapes.items()
        if not key.startswith("classifier.project.")
    }


def widen(shapes: ShapesByKey) -> ShapesByKey:
    """A wide ResNet."""
    return {
        key: (128, *shape[1:]) if ".layer1." in key and shape[:1] == (64,) else shape for key, shape in shapes.items()
    }


@pytest.mark.parametrize(
    ("backbone", "change"),
    [
        ("mobilenet", lambda shapes: {}),
        ("mobilenet", lambda shapes: {"inc.double_conv.0.weight": (64, 3, 3, 3)}),  # a U-Net
        ("mobilenet", lambda shapes: {key: shapes[key] for key in shapes if key.startswith("backbone.")}),
        ("mobilenet", lambda shapes: {key: shapes[key] for key in shapes if key.startswith("classifier.")}),
        ("mobilenet", without_decoder),
        ("resnet50", without_decoder),
        ("resnet50", widen),
        ("resnet50", lambda shapes: shapes | {"classifier.project.0.weight": (48, 64, 1, 1)}),  # ResNet-18's width
        ("resnet50", lambda shapes: shapes | {"backbone.layer3.6.bn1.weight": (256,)}),  # another depth
        ("mobilenet", lambda shapes: shapes | {"classifier.classifier.3.weight": (1 << 19, 256, 1, 1)}),  # damaged
    ],
)
def test_other_shapes_are_not_taken_for_it(backbone: str, change: Callable[[ShapesByKey], ShapesByKey]) -> None:
    assert DEEPLABV3PLUS.infer(Shapes(change(shapes_of(backbone=backbone)))) is None


@pytest.mark.parametrize(
    ("backbone", "output_stride", "low_level", "out"),
    [("mobilenet", 16, 16, 4), ("mobilenet", 8, 16, 8), ("resnet50", 16, 17, 5), ("resnet50", 8, 17, 9)],
)
def test_output_stride_makes_the_coarse_features_finer(
    backbone: str, output_stride: int, low_level: int, out: int
) -> None:
    network = build(backbone=backbone, output_stride=output_stride, num_classes=3)
    x = torch.randn(1, 3, 65, 65)
    with torch.inference_mode():
        features = network.backbone(x)
        assert network(x).shape == (1, 3, 65, 65)
    assert features["low_level"].shape[2:] == (low_level, low_level)
    assert features["out"].shape[2:] == (out, out)


def test_output_stride_changes_no_weight() -> None:
    assert shapes_of(output_stride=8) == shapes_of(output_stride=16)


@pytest.mark.parametrize("output_stride", [4, 32])
def test_other_strides_are_refused(output_stride: int) -> None:
    with pytest.raises(ValueError, match="`output_stride` must be 8 or 16"):
        build(output_stride=output_stride)


@pytest.mark.parametrize("backbone", ["mobilenet", "resnet50"])
def test_network_built_without_memory_is_the_same(backbone: str) -> None:
    plain = build(backbone=backbone)
    with torch.device("meta"):
        network = DeepLabV3Plus(backbone=backbone)  # type: ignore[arg-type]
    network.load_state_dict(plain.state_dict(), assign=True)
    x = torch.randn(1, 3, 32, 40)
    with torch.inference_mode():
        assert torch.equal(network.eval()(x), plain(x))
