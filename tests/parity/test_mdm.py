"""MDM and its diffusion against the published ones: keys, shapes, numbers, and proof that the numbers can tell."""

import json
from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
import torch
from torch import Tensor

from engines.models.diffusion import GaussianDiffusion
from engines.models.mdm import MDM, denoise_guided
from tests.parity.cases import FIXTURES, TOLERANCE, Case, read_case, state_layout
from tests.parity.fill import fill

pytestmark = pytest.mark.parity

GUIDANCE = 2.5
STEPS = 50
TABLES = (
    "betas",
    "alphas_cumprod",
    "posterior_mean_coef1",
    "posterior_mean_coef2",
    "posterior_variance",
    "posterior_log_variance_clipped",
)


@pytest.fixture(scope="module")
def case() -> Case:
    return read_case("mdm")


def load_weights(network: MDM, case: Case) -> MDM:
    """As published files are loaded: everything but `pe`, which they need not hold."""
    filled = {
        at.key: torch.from_numpy(fill(at.key, at.shape, at.dtype)) for at in case.layout if not at.key.endswith(".pe")
    }
    network.load_state_dict(filled, strict=False, assign=True)
    return network.eval()


@pytest.fixture(scope="module")
def network(case: Case) -> MDM:
    with torch.device("meta"):
        network = MDM(**case.args)
    return load_weights(network, case)


def condition(case: Case) -> dict[str, Tensor]:
    inputs = case.inputs()
    T = inputs["x"].shape[-1]
    return {
        "text_embed": inputs["text_embed"],
        "mask": (torch.arange(T) < inputs["lengths"][:, None])[:, None, None],
    }


@torch.inference_mode()
def denoise(network: MDM, case: Case, **further: bool) -> Tensor:
    inputs = case.inputs()
    result: Tensor = network(inputs["x"], inputs["timesteps"], {**condition(case), **further})
    return result


@pytest.fixture(scope="module")
def outputs(network: MDM, case: Case) -> dict[str, Tensor]:
    """Every output but the chains', from one or two passes each."""
    layer0: list[Tensor] = []
    hook = network.seqTransEncoder.layers[0].register_forward_hook(lambda _layer, _x, out: layer0.append(out))
    got = {"denoise": denoise(network, case), "layer0": layer0[0]}
    hook.remove()
    got["denoise_uncond"] = denoise(network, case, uncond=True)
    inputs, y = case.inputs(), condition(case)
    with torch.inference_mode():
        got["denoise_cfg"] = denoise_guided(network, inputs["x"], inputs["timesteps"], y, GUIDANCE)
        got["time_emb"] = network.embed_timestep(inputs["timesteps"])
        got["emb"] = network.embed_condition(inputs["timesteps"], y)
    network.mask_frames = True
    got["denoise_mask_frames"] = denoise(network, case) * y["mask"]
    network.mask_frames = False
    return got


def no_noise(x: Tensor, t: int) -> Tensor:
    return torch.zeros_like(x)


def stored_noise(x: Tensor, t: int) -> Tensor:
    return torch.from_numpy(np.random.default_rng(1000 + t).standard_normal(tuple(x.shape)).astype(np.float32))


@torch.inference_mode()
def run_chain(network: MDM, case: Case, noise: Callable[[Tensor, int], Tensor]) -> dict[str, Tensor]:
    inputs = case.inputs()
    x = inputs["chain_x_T"]
    y = {"text_embed": inputs["text_embed"][:, :1]}
    passed: list[Tensor] = []
    predicted: list[Tensor] = []

    def predict(x: Tensor, timesteps: Tensor) -> Tensor:
        passed.append(x)
        predicted.append(denoise_guided(network, x, timesteps, y, GUIDANCE))
        return predicted[-1]

    final = GaussianDiffusion(STEPS).sample(predict, x, partial(noise, x))
    return {"step1": passed[1], "pred_xstart_step1": predicted[0], "step3": passed[3], "final": final}


def test_keys_shapes_and_order_are_the_published_ones(case: Case) -> None:
    with torch.device("meta"):
        network = MDM(**case.args)
    assert state_layout(network) == case.layout
    assert sum(parameter.numel() for parameter in network.parameters()) == case.parameters


@pytest.mark.parametrize(
    "name", ["time_emb", "emb", "layer0", "denoise", "denoise_uncond", "denoise_cfg", "denoise_mask_frames"]
)
def test_outputs_are_the_published_ones(name: str, outputs: dict[str, Tensor], case: Case) -> None:
    assert case.difference(name, outputs[name]) <= TOLERANCE


@pytest.mark.parametrize(("name", "noise"), [("chain_zero", no_noise), ("chain_noise", stored_noise)])
def test_motions_after_one_step_three_and_all_are_the_published_ones(
    name: str, noise: Callable[[Tensor, int], Tensor], network: MDM, case: Case
) -> None:
    got = run_chain(network, case, noise)
    for stage in ("step1", "step3", "final"):
        assert case.difference(f"{name}_{stage}", got[stage]) <= TOLERANCE, stage
    assert case.difference("chain_pred_xstart_step1", got["pred_xstart_step1"]) <= TOLERANCE


@pytest.mark.parametrize("steps", [50, 1000])
@pytest.mark.parametrize("table", TABLES)
def test_schedule_is_the_published_one(table: str, steps: int) -> None:
    with np.load(FIXTURES / "mdm" / "schedule.npz") as stored:
        want = stored[f"{table}_{steps}"]
    got = getattr(GaussianDiffusion(steps), table)
    assert got.dtype == np.float64
    np.testing.assert_allclose(got, want, rtol=1e-10, atol=0)


def test_case_was_made_with_the_settings_that_these_tests_use() -> None:
    case = json.loads((FIXTURES / "mdm" / "case.json").read_text())
    assert (case["guidance"], case["diffusion_steps"]) == (GUIDANCE, STEPS)
    assert case["chain_t"] == list(reversed(range(STEPS)))


def round_gelu(network: MDM) -> None:
    for layer in network.seqTransEncoder.layers:
        layer.activation = partial(torch.nn.functional.gelu, approximate="tanh")
        layer.activation_relu_or_gelu = 0  # or inference takes the fused layer, which knows the exact GELU alone


def raise_norm_eps(network: MDM) -> None:
    for layer in network.seqTransEncoder.layers:
        layer.norm1.eps = layer.norm2.eps = 1e-3


def shift_positions(network: MDM) -> None:
    """Frames one place later: what a positional encoding without the condition's token would give."""
    encoder = network.sequence_pos_encoder
    encoder.pe = encoder.pe.roll(1, 0)


def leave_as_it_is(network: MDM) -> None:
    """The control of the control."""


@pytest.mark.parametrize(
    ("change", "noticed"),
    [(leave_as_it_is, False), (round_gelu, True), (raise_norm_eps, True), (shift_positions, True)],
)
def test_a_small_mistake_is_noticed(change: Callable[[MDM], None], noticed: bool, case: Case) -> None:
    network = load_weights(MDM(**case.args), case)  # and a network that was not built on "meta" gives the same
    change(network)
    assert (case.difference("denoise", denoise(network, case)) > TOLERANCE) is noticed
