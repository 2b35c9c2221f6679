"""pix2pix beyond the published numbers: sizes, training, and what changes between the modes."""

import pytest
import torch
from torch import nn

from engines.models.pix2pix import Norm, PatchDiscriminator, UNetGenerator, use_picture_statistics


def tiny(norm: Norm = "batch", use_dropout: bool = False, num_downs: int = 5) -> UNetGenerator:
    torch.manual_seed(0)
    return UNetGenerator(num_downs=num_downs, ngf=2, norm=norm, use_dropout=use_dropout)


@pytest.mark.parametrize(
    ("width", "height"),
    [
        (32, 32),  # the bottom is one pixel
        (64, 32),  # not square
    ],
)
def test_generator_keeps_the_size_and_the_range(width: int, height: int) -> None:
    picture = tiny().eval()(torch.randn(2, 3, height, width))
    assert picture.shape == (2, 3, height, width)
    assert picture.abs().max() <= 1


@pytest.mark.parametrize(("width", "height"), [(33, 32), (32, 48), (16, 16)])
def test_generator_says_which_sizes_it_takes(width: int, height: int) -> None:
    with pytest.raises(ValueError, match=f"multiples of 32, but is {width} x {height}"):
        tiny()(torch.zeros(1, 3, height, width))


def test_generator_needs_five_halvings() -> None:
    with pytest.raises(ValueError, match="`num_downs` must be at least 5, but is 4"):
        UNetGenerator(num_downs=4)


@pytest.mark.parametrize(
    ("n_layers", "size", "side"),
    [
        (1, 64, 30),  # patches of 16 pixels
        (3, 64, 6),  # patches of 70 pixels
        (5, 128, 2),  # without the limit it would be 32 times as wide
    ],
)
def test_discriminator_judges_patches(n_layers: int, size: int, side: int) -> None:
    critic = PatchDiscriminator(ndf=2, n_layers=n_layers, norm="instance")
    assert critic(torch.zeros(1, 6, size, size)).shape == (1, 1, side, side)
    assert max(layer.out_channels for layer in critic.modules() if isinstance(layer, nn.Conv2d)) <= 16


@pytest.mark.parametrize("norm", ["batch", "instance"])
def test_both_learn(norm: Norm) -> None:
    """Ten steps of each lower its loss, so no in-place layer breaks a gradient."""
    generator, critic = tiny(norm), PatchDiscriminator(ndf=2, n_layers=1, norm=norm)
    drawing, photo = torch.rand(2, 1, 3, 64, 64) * 2 - 1
    for network, loss in (
        (generator, lambda: (generator(drawing) - photo).abs().mean()),
        (critic, lambda: critic(torch.cat([drawing, photo], 1)).sigmoid().mean()),
    ):
        losses = []
        for _ in range(10):
            network.zero_grad()
            value = loss()
            value.backward()
            losses.append(value.item())
            with torch.no_grad():  # by hand: torch.optim takes ten seconds to import
                for parameter in network.parameters():
                    assert parameter.grad is not None
                    parameter.sub_(0.05 * parameter.grad)
        assert losses[-1] < losses[0]


def test_dropout_is_live_in_training_alone() -> None:
    generator = tiny("instance", use_dropout=True, num_downs=6)
    drawing = torch.randn(1, 3, 64, 64)
    assert not torch.equal(generator(drawing), generator(drawing))
    generator.eval()
    assert torch.equal(generator(drawing), generator(drawing))


def test_picture_statistics_change_nothing_for_good() -> None:
    generator = tiny(use_dropout=True, num_downs=6)
    drawing = torch.randn(1, 3, 64, 64)
    generator.eval()
    before = {key: tensor.clone() for key, tensor in generator.state_dict().items()}
    with_running = generator(drawing)

    use_picture_statistics(generator)
    first, second = generator(drawing), generator(drawing)

    assert torch.equal(first, second)  # no dropout
    assert not torch.equal(first, with_running)
    assert all(torch.equal(before[key], tensor) for key, tensor in generator.state_dict().items())
    assert torch.equal(generator.eval()(drawing), with_running)


@pytest.mark.parametrize("norm", ["batch", "instance"])
@pytest.mark.parametrize("use_dropout", [False, True])
def test_layers_follow_the_arguments(norm: Norm, use_dropout: bool) -> None:
    kinds = {type(layer) for layer in tiny(norm, use_dropout, num_downs=6).modules()}
    assert (nn.Dropout in kinds) is use_dropout
    assert (nn.BatchNorm2d in kinds) is (norm == "batch")
    assert (nn.InstanceNorm2d in kinds) is (norm == "instance")
