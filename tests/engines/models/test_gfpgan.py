"""GFPGAN at tiny sizes: what its shapes tell, what it does with noise, styles and steering."""

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from engines.models.catalogue.gfpgan import GFPGAN
from engines.models.catalogue.shapes import Shapes
from engines.models.gfpgan import Gfpgan, StyleConv, channels

TINY: dict[str, Any] = {
    "out_size": 32,
    "num_style_feat": 6,
    "channel_multiplier": 2,
    "num_mlp": 3,
    "input_is_latent": True,
    "different_w": True,
    "narrow": 1 / 16,
    "sft_half": True,
}


def build(**arguments: Any) -> Gfpgan:
    """A network of random weights, the strength of noise too, which is zero at first."""
    torch.manual_seed(0)
    network = Gfpgan(**(TINY | arguments)).eval()
    for layer in network.modules():
        if isinstance(layer, StyleConv):
            torch.nn.init.ones_(layer.weight)
    return network


def shapes_of(network: torch.nn.Module) -> dict[str, tuple[int, ...]]:
    return {key: tuple(tensor.shape) for key, tensor in network.state_dict().items()}


def face(size: int = 32, B: int = 1) -> Tensor:
    return torch.rand(B, 3, size, size, generator=torch.Generator().manual_seed(1)) * 2 - 1


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"out_size": 8},
        {"out_size": 64, "channel_multiplier": 1},
        {"out_size": 256, "channel_multiplier": 1, "num_mlp": 8},
        {"out_size": 1024, "narrow": 1 / 8},
        {"out_size": 128, "channel_multiplier": 0.5, "narrow": 0.25},
        {"sft_half": False},
        {"different_w": False},
        {"narrow": 1, "num_style_feat": 512},
    ],
)
def test_shapes_tell_the_arguments(changed: dict[str, Any]) -> None:
    config = TINY | changed
    with torch.device("meta"):
        shapes = shapes_of(Gfpgan(**config))
    assert GFPGAN.infer(Shapes(shapes)) == config
    keys = list(shapes)
    for seed in range(10):  # without a twentieth of the keys, and with foreign ones
        lost = set(np.random.default_rng(seed).choice(keys, len(keys) // 20, replace=False).tolist())
        rest = {key: shape for key, shape in shapes.items() if key not in lost}
        assert GFPGAN.infer(Shapes(rest | {"optimizer.step": (), "clip.proj": (768, 512)})) == config, lost


def test_a_lost_layer_of_the_style_is_counted() -> None:
    shapes = shapes_of(build(num_mlp=8))
    del shapes["stylegan_decoder.style_mlp.5.weight"], shapes["stylegan_decoder.style_mlp.5.bias"]
    assert GFPGAN.infer(Shapes(shapes)) == TINY | {"num_mlp": 8}


def test_entry_describes_the_published_network() -> None:
    with torch.device("meta"):
        shapes = shapes_of(GFPGAN.build())
    assert GFPGAN.infer(Shapes(shapes)) == GFPGAN.config
    assert set(GFPGAN.fingerprint) <= shapes.keys()


@pytest.mark.parametrize(
    "shapes",
    [
        {},
        {  # GFPGAN 1.0: compiled operators, biases elsewhere
            "conv_body_first.0.weight": (32, 3, 1, 1),
            "conv_body_down.0.skip.1.weight": (64, 32, 1, 1),
            "stylegan_decoder.constant_input.weight": (1, 512, 4, 4),
            "stylegan_decoder.style_convs.0.activate.bias": (512,),
            "stylegan_decoder.style_convs.0.modulated_conv.modulation.weight": (512, 512),
            "stylegan_decoder.to_rgbs.0.bias": (1, 3, 1, 1),
        },
        {key.removeprefix("stylegan_decoder."): shape for key, shape in shapes_of(build()).items()},  # StyleGAN2 alone
        shapes_of(build()) | {f"conv_body_down.{n}.skip.weight": (1, 1, 1, 1) for n in range(5000)},  # damaged
    ],
)
def test_other_shapes_are_not_taken_for_it(shapes: dict[str, tuple[int, ...]]) -> None:
    assert GFPGAN.infer(Shapes(shapes)) is None


@pytest.mark.parametrize(
    "changed", [{}, {"sft_half": False}, {"different_w": False}, {"input_is_latent": False, "different_w": False}]
)
def test_faces_of_every_kind_of_network(changed: dict[str, Any]) -> None:
    network, x = build(**changed), face(B=2)
    with torch.inference_mode():
        image, pictures = network(x, randomize_noise=False)
        alone, none = network(x[1:], return_rgb=False, randomize_noise=False)
    assert image.shape == (2, 3, 32, 32)
    assert [tuple(picture.shape) for picture in pictures] == [(2, 3, size, size) for size in (8, 16, 32)]
    assert none == []
    torch.testing.assert_close(image[1:], alone)  # faces of one batch do not mix
    assert (image[0] - image[1]).abs().max() > 1e-4


@pytest.mark.parametrize(("randomize_noise", "same"), [(False, True), (True, False)])
def test_stored_noise_makes_it_repeatable(randomize_noise: bool, same: bool) -> None:
    network = build()
    with torch.inference_mode():
        one, other = (network(face(), randomize_noise=randomize_noise)[0] for _ in range(2))
    assert torch.equal(one, other) is same


def test_network_built_without_memory_is_the_same() -> None:
    with torch.device("meta"):
        network = Gfpgan(**TINY).eval()
    network.load_state_dict(build().state_dict(), assign=True)
    with torch.inference_mode():
        got, want = (one(face(), randomize_noise=False)[0] for one in (network, build()))
    torch.testing.assert_close(got, want)


@pytest.mark.parametrize(
    ("out_size", "multiplier", "narrow", "widths"),
    [
        (512, 2, 1, [512, 512, 512, 512, 512, 256, 128, 64]),
        (512, 2, 0.5, [256, 256, 256, 256, 256, 128, 64, 32]),
        (1024, 2, 1, [512, 512, 512, 512, 512, 256, 128, 64, 32]),
        (256, 1, 1, [512, 512, 512, 512, 256, 128, 64]),
        (8, 1, 0.1, [51, 51]),
    ],
)
def test_widths(out_size: int, multiplier: float, narrow: float, widths: list[int]) -> None:
    assert channels(out_size, multiplier, narrow) == widths


@pytest.mark.parametrize("out_size", [4, 100, 2048])
def test_sizes_that_do_not_exist_are_refused(out_size: int) -> None:
    with pytest.raises(ValueError, match="`out_size` must be one of"):
        Gfpgan(out_size=out_size)


def test_pictures_of_another_size_are_refused() -> None:
    with pytest.raises(ValueError, match=r"`x` must be \(B, 3, 32, 32\), but is \(1, 3, 64, 64\)"):
        build()(face(64))
