"""DeepLabV3+ against the published networks: every key, shape and number, and proof that the numbers can tell."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engines.models.deeplabv3plus import Backbone, DeepLabV3Plus, InvertedResidual
from tests.parity.cases import TOLERANCE, Case, load_filled, read_case, state_layout
from tests.parity.fill import fill

pytestmark = pytest.mark.parity

BACKBONES: dict[str, Backbone] = {"deeplabv3plus_mobilenet": "mobilenet", "deeplabv3plus_resnet101": "resnet101"}
FLIPPED = 1e-3  # of the pixels may have another class: two logits lie closer together than floats can tell


def build(case: Case) -> DeepLabV3Plus:
    arguments = {name: value for name, value in case.args.items() if name != "pretrained_backbone"}
    return DeepLabV3Plus(BACKBONES[case.name], **arguments)


@dataclass(frozen=True)
class Run:
    """A network with the fixture's weights, and what it returned."""

    case: Case
    network: DeepLabV3Plus
    outputs: dict[str, Tensor]


@pytest.fixture(scope="module", params=BACKBONES)
def run(request: pytest.FixtureRequest) -> Run:
    case = read_case(request.param)
    network = build(case)
    load_filled(network, case)
    outputs: dict[str, Tensor] = {}
    hooks = [
        network.backbone.register_forward_hook(
            lambda _layer, _x, out: outputs.update(low_level=out["low_level"], backbone_out=out["out"])
        ),
        network.classifier.aspp.register_forward_hook(lambda _layer, _x, out: outputs.update(aspp=out)),
    ]
    with torch.inference_mode():
        outputs["out"] = network(case.inputs()["x"])
    for hook in hooks:
        hook.remove()
    return Run(case, network, outputs)


@pytest.mark.parametrize("name", BACKBONES)
def test_keys_shapes_and_order_are_the_published_ones(name: str) -> None:
    case = read_case(name)
    with torch.device("meta"):
        network = build(case)
    assert state_layout(network) == case.layout
    assert sum(parameter.numel() for parameter in network.parameters()) == case.parameters


@pytest.mark.parametrize("name", ["low_level", "backbone_out", "aspp", "out"])
def test_outputs_are_the_published_ones(name: str, run: Run) -> None:
    assert run.case.difference(name, run.outputs[name]) <= TOLERANCE


def test_classes_are_the_published_ones(run: Run) -> None:
    with np.load(run.case.folder / "out.npz") as stored:
        want = stored["argmax"]
    step = run.case.output_specs["argmax"]["stride"]
    got = run.outputs["out"].argmax(1, keepdim=True).numpy()[..., ::step, ::step]
    assert (got != want).mean() <= FLIPPED


def raise_norm_eps(network: DeepLabV3Plus) -> None:
    for layer in network.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.eps = 1e-3  # the default of another framework


def dilate_as_for_stride_8(network: DeepLabV3Plus) -> None:
    for layer in network.classifier.aspp.modules():
        if isinstance(layer, nn.Conv2d) and layer.dilation != (1, 1):
            layer.padding = layer.dilation = (2 * layer.dilation[0], 2 * layer.dilation[1])


def pad_after_the_first_convolution(network: DeepLabV3Plus) -> None:
    """As torchvision's MobileNetV2 does: same sizes, another border."""
    for block in network.backbone.modules():
        if isinstance(block, InvertedResidual):
            block.padding = 0
            for layer in block.modules():
                if isinstance(layer, nn.Conv2d) and layer.groups > 1:
                    layer.padding = layer.dilation


def leave_as_it_is(network: DeepLabV3Plus) -> None:
    """The control of the control."""


@pytest.mark.parametrize(
    ("change", "noticed"),
    [
        (leave_as_it_is, False),
        (raise_norm_eps, True),
        (dilate_as_for_stride_8, True),
        (pad_after_the_first_convolution, True),
    ],
)
def test_a_small_mistake_is_noticed(change: Callable[[DeepLabV3Plus], None], noticed: bool) -> None:
    case = read_case("deeplabv3plus_mobilenet")
    with torch.device("meta"):  # and a network that was built without memory gives the same
        network = build(case)
    filled = {at.key: torch.from_numpy(fill(at.key, at.shape, at.dtype)) for at in case.layout}
    network.load_state_dict(filled, assign=True)
    change(network.eval())
    with torch.inference_mode():
        assert (case.difference("out", network(case.inputs()["x"])) > TOLERANCE) is noticed


def test_aligned_corners_would_be_noticed(run: Run) -> None:
    with torch.inference_mode():
        logits = run.network.classifier({"low_level": run.outputs["low_level"], "out": run.outputs["backbone_out"]})
    wrong = F.interpolate(logits, size=run.outputs["out"].shape[2:], mode="bilinear", align_corners=True)
    assert run.case.difference("out", wrong) > TOLERANCE
