"""U²-Net beyond the published numbers: sizes, arguments told from shapes, and building without memory."""

import random
from collections.abc import Mapping

import pytest
import torch

from engines.models.catalogue.entry import Architecture
from engines.models.catalogue.shapes import Shape, Shapes
from engines.models.catalogue.u2net import U2NET, U2NETP
from engines.models.u2net import U2Net, U2NetP

ENTRIES = {U2Net: U2NET, U2NetP: U2NETP}


def shapes_of(network: type[U2Net] | type[U2NetP], **config: int) -> dict[str, Shape]:
    with torch.device("meta"):
        return {key: tuple(tensor.shape) for key, tensor in network(**config).state_dict().items()}


def without_a_twentieth(shapes: Mapping[str, Shape], seed: int) -> Shapes:
    dropped = random.Random(seed).sample(list(shapes), len(shapes) // 20)
    return Shapes({key: shape for key, shape in shapes.items() if key not in dropped})


@pytest.mark.parametrize("network", ENTRIES)
@pytest.mark.parametrize("config", [{"in_ch": 3, "out_ch": 1}, {"in_ch": 1, "out_ch": 1}, {"in_ch": 3, "out_ch": 4}])
def test_shapes_tell_the_arguments(network: type[U2Net] | type[U2NetP], config: dict[str, int]) -> None:
    shapes = shapes_of(network, **config)
    assert ENTRIES[network].infer(Shapes(shapes)) == config
    if config["in_ch"] == 3:  # one key alone tells another number
        for seed in range(5):
            assert ENTRIES[network].infer(without_a_twentieth(shapes, seed)) == config


@pytest.mark.parametrize(
    ("entry", "shapes"),
    [
        (U2NET, shapes_of(U2NetP)),  # the same keys, other widths
        (U2NETP, shapes_of(U2Net)),
        (U2NET, {}),
        (U2NETP, {"stage1.rebnconvin.conv_s1.weight": (64, 3, 3, 3), "side1.weight": (1, 64, 3, 3)}),
        (U2NETP, {"stage5.rebnconv1.conv_s1.weight": (), "outconv.weight": (1 << 40,)}),  # damaged
    ],
)
def test_other_shapes_are_not_taken_for_it(entry: Architecture, shapes: dict[str, Shape]) -> None:
    assert entry.infer(Shapes(shapes)) is None


@torch.inference_mode()
def test_it_can_be_built_without_memory() -> None:
    plain = U2NetP().eval()
    with torch.device("meta"):
        light = U2NetP()
    light.load_state_dict(plain.state_dict(), assign=True)
    picture = torch.rand(1, 3, 48, 40)
    for one, other in zip(plain(picture), light.eval()(picture), strict=True):
        assert torch.equal(one, other)


@pytest.mark.parametrize(("height", "width"), [(33, 65), (1, 40), (2, 2)])
@torch.inference_mode()
def test_any_size_will_do(height: int, width: int) -> None:
    maps = U2NetP(1, 2).eval()(torch.rand(2, 1, height, width))
    assert [tuple(one.shape) for one in maps] == [(2, 2, height, width)] * 7
    assert all(0 <= one.min() <= one.max() <= 1 for one in maps)


def test_pools_round_sizes_up() -> None:
    network = U2NetP().eval()
    sizes: list[tuple[int, ...]] = []
    for level in range(1, 7):
        network.get_submodule(f"stage{level}").register_forward_hook(
            lambda _layer, _x, out: sizes.append(tuple(out.shape[2:]))
        )
    with torch.inference_mode():
        network(torch.rand(1, 3, 33, 65))
    assert sizes == [(33, 65), (17, 33), (9, 17), (5, 9), (3, 5), (2, 3)]


def test_it_runs_in_half_precision() -> None:
    with torch.inference_mode():
        maps = U2NetP().eval().to(torch.bfloat16)(torch.rand(1, 3, 32, 32, dtype=torch.bfloat16))
    assert maps[0].dtype == torch.bfloat16
