"""VITON-HD: its arguments read from shapes, its noise, its spectral norm, its sizes."""

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from engines.models.catalogue import Architecture
from engines.models.catalogue.cpvton import CPVTON_GMM
from engines.models.catalogue.vitonhd import VITONHD_ALIAS, VITONHD_GMM, VITONHD_SEG, likely_size
from engines.models.vitonhd import SegGenerator
from engines.models.vitonhd_alias import ALIASGenerator, MaskNorm, SpectralConv2d, random_noise
from tests.engines.models.test_cpvton import shapes_of, without_a_twentieth

TINY = {**VITONHD_ALIAS.config, "semantic_nc": 5, "input_nc": 6, "ngf": 2}


@pytest.mark.parametrize(
    ("entry", "change", "witnesses"),
    [
        (VITONHD_SEG, {}, ()),
        (VITONHD_SEG, {"input_nc": 28, "output_nc": 20}, ()),
        (VITONHD_SEG, {"input_nc": 5, "norm_layer": "BatchNorm2d"}, ("conv1.0.weight",)),
        (VITONHD_GMM, {}, ()),
        (VITONHD_GMM, {"load_height": 512, "load_width": 512, "grid_size": 3}, ()),
        (VITONHD_GMM, {"load_height": 768, "load_width": 512}, ()),
        (VITONHD_GMM, {"inputA_nc": 9, "inputB_nc": 1}, ("extractionA.model.0.weight", "extractionB.model.0.weight")),
        (VITONHD_ALIAS, {}, ()),
        (VITONHD_ALIAS, TINY, ()),
        (VITONHD_ALIAS, {**TINY, "num_upsampling_layers": "more"}, ()),
        (VITONHD_ALIAS, {**TINY, "norm_G": "aliasbatch"}, ()),
        (VITONHD_ALIAS, {**TINY, "norm_G": "spectralaliasbatch"}, ()),
        (VITONHD_ALIAS, {**TINY, "norm_G": "aliasinstance"}, ()),
    ],
)
def test_the_arguments_are_read(entry: Architecture, change: dict[str, Any], witnesses: tuple[str, ...]) -> None:
    config = {**entry.config, **change}
    shapes = shapes_of(lambda: entry.build(config))
    assert entry.infer(shapes) == config
    for seed in range(20):
        assert entry.infer(without_a_twentieth(shapes, seed, witnesses)) == config, seed


@pytest.mark.parametrize(
    ("entry", "other"),
    [
        (VITONHD_GMM, CPVTON_GMM),  # the same keys
        (VITONHD_GMM, VITONHD_SEG),
        (VITONHD_SEG, VITONHD_GMM),
        (VITONHD_SEG, VITONHD_ALIAS),
        (VITONHD_ALIAS, VITONHD_SEG),
    ],
)
def test_another_network_is_not_taken_for_it(entry: Architecture, other: Architecture) -> None:
    assert entry.infer(shapes_of(other.build)) is None


@pytest.mark.parametrize(
    ("places", "size"),
    [
        (192, (1024, 768)),  # published
        (64, (512, 512)),
        (16, (256, 256)),
        (96, (768, 512)),
        (128, (1024, 512)),
        (16 * 17, None),  # a side of 4352 pixels
        (20, None),  # of no size that can be halved often enough
        (1, None),
        (1 << 20, None),
    ],
)
def test_the_size_nearest_to_the_published_aspect_is_taken(places: int, size: tuple[int, int] | None) -> None:
    assert likely_size(places) == size


@pytest.mark.parametrize("entry", [VITONHD_SEG, VITONHD_GMM, VITONHD_ALIAS])
def test_the_fingerprint_is_in_the_network(entry: Architecture) -> None:
    assert set(entry.fingerprint) <= set(shapes_of(entry.build))


def painter_inputs(height: int, width: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(1, 6, height, width, generator=generator)
    seg = torch.eye(5)[torch.randint(5, (1, height, width), generator=generator)].permute(0, 3, 1, 2)
    mask = (torch.rand(1, 1, height, width, generator=generator) > 0.5).float()
    return x, seg, torch.cat([seg, mask], 1), mask


@pytest.fixture(scope="module")
def painter() -> ALIASGenerator:
    torch.manual_seed(0)
    network = ALIASGenerator(**TINY).eval()
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            if name.endswith("noise_scale"):
                parameter.fill_(1.0)
    return network


@torch.inference_mode()
def test_noise_is_the_callers_choice(painter: ALIASGenerator) -> None:
    inputs = painter_inputs(128, 256)
    quiet = painter(*inputs)
    first, again, other = (painter(*inputs, random_noise(torch.Generator().manual_seed(seed))) for seed in (1, 1, 2))
    assert torch.equal(quiet, painter(*inputs))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert not torch.equal(first, quiet)
    assert torch.equal(quiet, painter(*inputs, lambda x: torch.zeros_like(x[:, :1])))


@torch.inference_mode()
def test_weights_given_to_a_network_without_memory_give_the_same_picture(painter: ALIASGenerator) -> None:
    with torch.device("meta"):
        network = ALIASGenerator(**TINY)
    network.load_state_dict(painter.state_dict(), assign=True)
    inputs = painter_inputs(128, 256)
    assert torch.equal(network.eval()(*inputs), painter(*inputs))


@pytest.mark.parametrize(
    ("layers", "size"), [("normal", (32, 64)), ("more", (64, 128)), ("most", (256, 128)), ("most", (128, 384))]
)
def test_the_picture_has_the_size_of_the_input(layers: str, size: tuple[int, int]) -> None:
    network = ALIASGenerator(**TINY | {"num_upsampling_layers": layers}).eval()
    assert network(*painter_inputs(*size)).shape == (1, 3, *size)


def test_two_regions_are_normalised_each_for_itself() -> None:
    torch.manual_seed(0)
    x = torch.randn(1, 2, 8, 8)
    mask = torch.zeros(1, 1, 8, 8)
    mask[..., :3] = 1
    x = torch.where(mask > 0, 5 + 3 * x, x)
    got = MaskNorm()(x, mask)
    for region in (mask[0, 0] > 0, mask[0, 0] == 0):
        values = got[0, :, region]
        torch.testing.assert_close(values.mean(1), torch.zeros(2), atol=1e-4, rtol=0)
        torch.testing.assert_close(values.std(1, correction=0), torch.ones(2), atol=1e-3, rtol=0)


def test_an_empty_region_is_no_division_by_zero() -> None:
    assert MaskNorm()(torch.randn(1, 2, 4, 4), torch.zeros(1, 1, 4, 4)).isfinite().all()


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize(("kernel", "bias"), [(3, True), (1, False)])
def test_spectral_norm_is_that_of_torch(training: bool, kernel: int, bias: bool) -> None:
    theirs = torch.nn.utils.spectral_norm(nn.Conv2d(5, 7, kernel, padding=kernel // 2, bias=bias)).train(training)
    ours = SpectralConv2d(5, 7, kernel, padding=kernel // 2, bias=bias).train(training)
    assert list(ours.state_dict()) == list(theirs.state_dict())
    ours.load_state_dict(theirs.state_dict())
    x = torch.randn(2, 5, 6, 4)
    torch.testing.assert_close(ours(x), theirs(x))
    torch.testing.assert_close(ours.state_dict(), theirs.state_dict())


@pytest.mark.parametrize("norm", ["instance", "aliasmask", "spectralspade"])
def test_an_unknown_norm_is_refused(norm: str) -> None:
    with pytest.raises(ValueError, match="`norm_G`"):
        ALIASGenerator(norm_G=norm)


def test_segmentation_keeps_the_size() -> None:
    assert SegGenerator()(torch.zeros(2, 21, 32, 48)).shape == (2, 13, 32, 48)
