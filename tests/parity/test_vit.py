"""timm's ViT-Ti/16 and the SimCLR pair against their fixtures."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engines.models.catalogue.vit import SIMCLR_VIT, VIT
from engines.models.simclr import nt_xent
from tests.parity.cases import TOLERANCE, Case, load_filled, read_case, state_layout

pytestmark = pytest.mark.parity

ENTRIES = {"vit_tiny_patch16": VIT, "simclr_vit_tiny": SIMCLR_VIT}
VIT_CASE, SIMCLR_CASE = (read_case(name) for name in ENTRIES)
WATCHED = {
    "patch_embed": "patch_embed",
    "block0": "blocks.0",
    "block5": "blocks.5",
    "features": "norm",
    "cls": "fc_norm",
}
GRADIENT_TOLERANCE = 1e-3


def build(case: Case) -> nn.Module:
    """Built on the meta device as `load` does it: no tensor may stay there."""
    with torch.device("meta"):
        network = ENTRIES[case.name].build()
    network.load_state_dict({key: torch.empty(entry.shape) for key, entry in network.state_dict().items()}, assign=True)
    load_filled(network, case)
    return network


@pytest.mark.parametrize("case", [VIT_CASE, SIMCLR_CASE], ids=lambda case: case.name)
def test_keys_shapes_and_order_are_the_published_ones(case: Case) -> None:
    with torch.device("meta"):
        network = ENTRIES[case.name].build()
    assert state_layout(network) == case.layout
    assert sum(parameter.numel() for parameter in network.parameters()) == case.parameters
    assert not list(network.buffers())  # a buffer outside the state dict would stay on the meta device


@pytest.fixture(scope="module")
def vit() -> nn.Module:
    return build(VIT_CASE)


@pytest.fixture(scope="module")
def vit_outputs(vit: nn.Module) -> dict[str, Tensor]:
    got = dict[str, Tensor]()

    def keep(name: str) -> Callable[[nn.Module, object, Tensor], None]:
        return lambda _module, _inputs, output: got.__setitem__(name, output)

    hooks = [vit.get_submodule(path).register_forward_hook(keep(name)) for name, path in WATCHED.items()]
    with torch.inference_mode():
        got["logits"] = vit(VIT_CASE.inputs()["x"])
    for hook in hooks:
        hook.remove()
    return got


@pytest.mark.parametrize("name", VIT_CASE.output_specs)
def test_vit_outputs_are_the_published_ones(name: str, vit_outputs: dict[str, Tensor]) -> None:
    assert VIT_CASE.difference(name, vit_outputs[name]) <= TOLERANCE


def raise_norm_eps(network: nn.Module) -> None:
    for module in network.modules():
        if isinstance(module, nn.LayerNorm):
            module.eps = 1e-3


def soften_gelu(network: nn.Module) -> None:
    for module in network.modules():
        if isinstance(module, nn.GELU):
            module.approximate = "tanh"


def leave_as_it_is(network: nn.Module) -> None:
    """The control of the control."""


@pytest.mark.parametrize(("change", "noticed"), [(leave_as_it_is, False), (raise_norm_eps, True), (soften_gelu, True)])
def test_a_small_mistake_in_vit_is_noticed(change: Callable[[nn.Module], None], noticed: bool) -> None:
    network = build(VIT_CASE)
    change(network)
    with torch.inference_mode():
        logits = network(VIT_CASE.inputs()["x"])
    assert (VIT_CASE.difference("logits", logits) > TOLERANCE) is noticed


@pytest.fixture(scope="module")
def simclr_outputs() -> dict[str, Tensor]:
    network = build(SIMCLR_CASE)
    inputs = SIMCLR_CASE.inputs()
    encoded: list[Tensor] = []
    hook = network.get_submodule("encoder").register_forward_hook(lambda _, __, output: encoded.append(output))
    got = {"z1": network(inputs["a"]), "z2": network(0.8 * inputs["a"] + 0.2 * inputs["b"])}
    hook.remove()
    got["encoder_1"] = encoded[0]
    z = F.normalize(torch.cat([got["z1"], got["z2"]]), dim=1)
    got["similarity"] = z @ z.T
    loss = nt_xent(got["z1"], got["z2"])
    loss.backward()
    got["loss"] = loss.reshape(1)
    got["grad_norm"] = _norm(network.parameters())
    got["grad_norm_projector"] = _norm(network.get_submodule("projector").parameters())
    got["grad_projector_2_weight"] = _gradient(network, "projector.2.weight")
    got["grad_patch_embed_bias"] = _gradient(network, "encoder.patch_embed.proj.bias")
    zi, zj = _seeded()
    seeded = nt_xent(zi, zj)
    seeded.backward()
    assert zi.grad is not None
    return got | {"loss_seeded": seeded.reshape(1), "grad_seeded": zi.grad}


@pytest.mark.parametrize("name", SIMCLR_CASE.output_specs)
def test_simclr_outputs_and_gradients_are_the_published_ones(name: str, simclr_outputs: dict[str, Tensor]) -> None:
    tolerance = GRADIENT_TOLERANCE if name.startswith("grad") else TOLERANCE
    assert SIMCLR_CASE.difference(name, simclr_outputs[name]) <= tolerance


def without_the_diagonal_left_out(zi: Tensor, zj: Tensor) -> Tensor:
    z = F.normalize(torch.cat([zi, zj]), dim=1)
    return F.cross_entropy(z @ z.T / 0.07, torch.arange(len(z)).roll(len(zi)))


@pytest.mark.parametrize(
    ("loss", "noticed"),
    [
        (nt_xent, False),
        (lambda zi, zj: nt_xent(zi, zj, temperature=0.0701), True),
        (without_the_diagonal_left_out, True),
    ],
    ids=["as it is", "temperature", "diagonal"],
)
def test_a_small_mistake_in_the_loss_is_noticed(loss: Callable[[Tensor, Tensor], Tensor], noticed: bool) -> None:
    assert (SIMCLR_CASE.difference("loss_seeded", loss(*_seeded()).reshape(1)) > TOLERANCE) is noticed


def _seeded() -> tuple[Tensor, Tensor]:
    zi, shift = (np.random.default_rng(seed).standard_normal((16, 128)).astype(np.float32) for seed in (81, 91))
    return torch.from_numpy(zi).requires_grad_(), torch.from_numpy(zi + np.float32(3) * shift)


def _norm(parameters: Iterator[nn.Parameter]) -> Tensor:
    squares = [parameter.grad.double().square().sum() for parameter in parameters if parameter.grad is not None]
    return torch.stack(squares).sum().sqrt().reshape(1)


def _gradient(network: nn.Module, key: str) -> Tensor:
    gradient = network.get_parameter(key).grad
    assert gradient is not None
    return gradient
