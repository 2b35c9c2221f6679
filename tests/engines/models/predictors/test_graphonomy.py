"""The predictor with a network of random weights."""

from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn

from engines.models.bodyparts import CIHP
from engines.models.graphonomy import Graphonomy
from engines.models.predictors.graphonomy import CIHP_PALETTE, PUBLISHED_SCALES, SWAPPED, GraphonomyPredictor

TINY: dict[str, Any] = {"input_channels": 8, "hidden_layers": 4, "out_channels": 8}


@pytest.fixture(scope="module")
def network() -> Graphonomy:
    """Its norms have the statistics of a random batch and nothing comes from the graph, so that many parts occur."""
    torch.manual_seed(0)
    network = Graphonomy(**TINY).train()
    for layer in network.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.momentum = 1.0
    with torch.no_grad():
        network(torch.randn(4, 3, 33, 33))
        network.target_graph_2_fea.weight.zero_()
        network.semantic.weight.normal_()
    return network.eval()


def picture(size: tuple[int, int], mode: str = "RGB") -> Image.Image:
    W, H = size
    channels = np.random.default_rng(0).integers(0, 256, (H, W, 4), np.uint8)
    return Image.fromarray(channels, "RGBA").convert(mode)


@pytest.mark.parametrize(
    ("size", "mode"),
    [
        ((48, 64), "RGB"),
        ((71, 33), "RGB"),  # landscape, no multiple of anything
        ((1, 40), "RGB"),  # a strip
        ((40, 1), "RGB"),
        ((40, 40), "RGBA"),
        ((40, 40), "L"),
    ],
)
@pytest.mark.parametrize(("scales", "longest"), [((1.0,), None), ((1.0, 0.5), 32)])
def test_labels_have_the_pictures_size(
    size: tuple[int, int], mode: str, scales: tuple[float, ...], longest: int | None, network: Graphonomy
) -> None:
    labels = GraphonomyPredictor(network, scales, longest)(picture(size, mode))
    assert labels.labels.shape == (size[1], size[0])
    assert labels.labels.max() < len(labels.names)
    assert labels.names == CIHP


@pytest.mark.parametrize("scales", [(1.0,), PUBLISHED_SCALES])
def test_network_sees_and_says_as_published(scales: tuple[float, ...], network: Graphonomy) -> None:
    """BGR in [-1, 1] at each scale, and mirrored; half the sum of both, with the sides exchanged; added up."""
    seen: list[torch.Tensor] = []
    hook = network.register_forward_pre_hook(lambda _network, given: seen.append(given[0]))
    photo = picture((23, 30))
    got = GraphonomyPredictor(network, scales)(photo)
    hook.remove()
    total = np.zeros((20, 30, 23), np.float32)
    for scale, x in zip(scales, seen, strict=True):
        resized = photo.resize((int(23 * scale), int(30 * scale)), Image.Resampling.BILINEAR)
        want = (np.asarray(resized, np.float32) * 2 / 255 - 1)[..., [2, 1, 0]]
        np.testing.assert_allclose(x[0].permute(1, 2, 0).numpy(), want, atol=1e-5)
        np.testing.assert_allclose(x[1].permute(1, 2, 0).numpy(), want[:, ::-1], atol=1e-5)
        with torch.inference_mode():
            plain, mirrored = network(x)
        mirrored = mirrored.flip(-1).clone()
        for left, right in ((14, 15), (16, 17), (18, 19)):
            mirrored[[left, right]] = mirrored[[right, left]]
        whole = F.interpolate((plain + mirrored)[None] / 2, size=(30, 23), mode="bilinear", align_corners=True)
        total += whole[0].numpy()
    # Two parts may be equally likely but for rounding.
    assert (got.labels != total.argmax(0)).mean() < 0.01
    assert len(np.unique(got.labels)) > 1


def test_a_mirrored_picture_has_mirrored_parts_and_the_other_sides(network: Graphonomy) -> None:
    photo = picture((40, 40))
    predict = GraphonomyPredictor(network)
    plain, mirrored = predict(photo), predict(photo.transpose(Image.Transpose.FLIP_LEFT_RIGHT))
    assert (np.array(SWAPPED)[plain.labels[:, ::-1]] != mirrored.labels).mean() < 0.01


def test_sides_are_exchanged_by_name() -> None:
    for part, other in enumerate(SWAPPED):
        exchanged = {"Left": "Right", "Right": "Left"}
        side, _, rest = CIHP[part].partition("-")
        assert CIHP[other] == (f"{exchanged[side]}-{rest}" if side in exchanged else CIHP[part])


@pytest.mark.parametrize("scales", [(), (0.0,), (1.0, -0.5)])
def test_scales_must_be_sizes(scales: tuple[float, ...], network: Graphonomy) -> None:
    with pytest.raises(ValueError, match="`scales` must be"):
        GraphonomyPredictor(network, scales)


def test_networks_of_other_parts_are_refused() -> None:
    with torch.device("meta"):
        network = Graphonomy(n_classes=7, source_classes=20)
    with pytest.raises(ValueError, match="must know 20 parts, but knows 7"):
        GraphonomyPredictor(network)


@pytest.mark.parametrize(
    ("part", "colour"),
    [
        ("Background", (0, 0, 0)),
        ("UpperClothes", (255, 85, 0)),
        ("Scarf", (52, 86, 128)),
        ("Right-shoe", (255, 170, 0)),
    ],
)
def test_palette_is_the_published_one(part: str, colour: tuple[int, int, int]) -> None:
    assert CIHP_PALETTE.shape == (len(CIHP), 3)
    assert tuple(CIHP_PALETTE[CIHP.index(part)]) == colour
    assert len({tuple(one) for one in CIHP_PALETTE}) == len(CIHP)
