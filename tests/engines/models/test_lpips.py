"""LPIPS beyond the published numbers: its three classifiers, the files it is put together from, and its arguments."""

import random
from typing import Any

import pytest
import torch
import torchvision
from torch import nn

from engines.models.catalogue.entry import Architecture
from engines.models.catalogue.lpips import LPIPS_ALEX, LPIPS_SQUEEZE, LPIPS_VGG
from engines.models.catalogue.shapes import Shape, Shapes
from engines.models.lpips import LPIPS, Trunk

ENTRIES = {"alex": LPIPS_ALEX, "vgg": LPIPS_VGG, "squeeze": LPIPS_SQUEEZE}
CLASSIFIERS = {
    "alex": torchvision.models.alexnet,
    "vgg": torchvision.models.vgg16,
    "squeeze": torchvision.models.squeezenet1_1,
}


def shapes_of(network: nn.Module) -> dict[str, Shape]:
    return {key: tuple(tensor.shape) for key, tensor in network.state_dict().items()}


def layout(net: Trunk, **config: Any) -> dict[str, Shape]:
    with torch.device("meta"):
        return shapes_of(LPIPS(net, **config))


def classifier_keys(net: str) -> dict[str, Shape]:
    """What torchvision's file holds."""
    with torch.device("meta"):
        return shapes_of(CLASSIFIERS[net]())


@pytest.mark.parametrize("use_dropout", [True, False])
@pytest.mark.parametrize("net", ENTRIES)
def test_shapes_tell_the_arguments(net: Trunk, use_dropout: bool) -> None:
    shapes, want = layout(net, use_dropout=use_dropout), {**ENTRIES[net].config, "use_dropout": use_dropout}
    assert ENTRIES[net].infer(Shapes(shapes)) == want
    for seed in range(5):
        dropped = random.Random(seed).sample(list(shapes), 2)
        assert ENTRIES[net].infer(Shapes({key: shape for key, shape in shapes.items() if key not in dropped})) == want


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=list(ENTRIES))
@pytest.mark.parametrize("net", [*ENTRIES, None])
def test_other_shapes_are_not_taken_for_it(net: Trunk | None, entry: Architecture) -> None:
    given = entry.infer(Shapes(layout(net) if net else {}))
    assert (given is not None) is (net is not None and ENTRIES[net] is entry)


@pytest.mark.parametrize("net", ENTRIES)
def test_the_classifier_comes_from_torchvision(net: Trunk) -> None:
    """Every convolution of ours is one of its `features`; all else in its file is the classifier proper."""
    entry, theirs, ours = ENTRIES[net], classifier_keys(net), layout(net)
    translated = {name: shape for name, shape, _, _ in entry.key_map("torchvision").translate(theirs)}
    trunk = {key: shape for key, shape in ours.items() if key.startswith("net.")}
    assert {key: shape for key, shape in translated.items() if not key.startswith("classifier.")} == trunk
    assert entry.infer(Shapes(translated)) == entry.config
    assert {entry.key_map("torchvision").published(key)[0] for key in trunk} <= set(theirs)


@pytest.mark.parametrize("net", ENTRIES)
def test_the_package_file_holds_the_learned_weights(net: Trunk) -> None:
    learned = {key: shape for key, shape in layout(net).items() if key.startswith("lin")}
    assert ENTRIES[net].infer(Shapes(learned)) == ENTRIES[net].config
    assert len(learned) / len(ENTRIES[net].fingerprint) >= 0.4  # enough to be looked at


@pytest.mark.parametrize("net", ["alex", "squeeze"])
@torch.inference_mode()
def test_features_are_those_of_the_classifier(net: Trunk) -> None:
    network = LPIPS(net).eval()
    classifier = CLASSIFIERS[net]().features.eval()
    rules = ENTRIES[net].key_map("torchvision")
    theirs = {f"features.{key}": tensor for key, tensor in classifier.state_dict().items()}
    ours = {name: tensor for name, tensor, _, _ in rules.translate(theirs)}
    network.load_state_dict(ours, strict=False)
    picture = torch.rand(1, 3, 64, 48)
    layers = sum(len(list(part.children())) for part in network.net.children())
    torch.testing.assert_close(network.net(picture)[-1], classifier[:layers](picture))


@pytest.mark.parametrize(
    ("config", "shape"),
    [
        ({}, (2, 1, 1, 1)),
        ({"lpips": False}, (2, 1, 1, 1)),
        ({"spatial": True}, (2, 1, 40, 64)),
    ],
)
@torch.inference_mode()
def test_distances(config: dict[str, bool], shape: Shape) -> None:
    plain = LPIPS("alex", **config).eval()  # type: ignore[arg-type]
    with torch.device("meta"):
        light = LPIPS("alex", **config)  # type: ignore[arg-type]
    light.load_state_dict(plain.state_dict(), assign=True)
    a, b = torch.rand(2, 2, 3, 40, 64) * 2 - 1
    distance = plain(a, b)
    assert distance.shape == shape
    assert torch.equal(light.eval()(a, b), distance)
    assert torch.equal(plain(a, a), torch.zeros(shape))
    assert torch.equal(plain(b, a), distance)
    whole, parts = plain(a, b, retPerLayer=True)
    assert len(parts) == 5
    torch.testing.assert_close(sum(parts), whole)


def test_pictures_must_have_one_shape() -> None:
    with pytest.raises(ValueError, match=r"one shape, but have \[1, 3, 64, 64\] and \[1, 3, 64, 32\]"):
        LPIPS()(torch.zeros(1, 3, 64, 64), torch.zeros(1, 3, 64, 32))
