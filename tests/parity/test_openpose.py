"""OpenPose against the published one: keys, maps, the people found in them, and the figure drawn of them."""

from collections.abc import Callable
from typing import Any, cast

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn

from engines.models.catalogue.openpose import CAFFE
from engines.models.openpose import OpenPoseBody
from engines.models.predictors import openpose_linking
from engines.models.predictors.openpose import prepare, to_keypoints
from engines.models.predictors.openpose_drawing import draw_people
from engines.models.predictors.openpose_linking import People, link
from tests.parity.cases import TOLERANCE, Case, load_filled, read_case, state_layout
from tests.parity.fill import image

pytestmark = pytest.mark.parity

INNER = {"model0": "features_128", "model1_1": "stage1_paf", "model1_2": "stage1_heat", "model3_2": "stage3_heat"}

Maps = dict[str, NDArray[Any]]


@pytest.fixture(scope="module")
def case() -> Case:
    return read_case("openpose_body")


@pytest.fixture(scope="module")
def network(case: Case) -> OpenPoseBody:
    network = OpenPoseBody()
    load_filled(network, case)
    return network


@pytest.fixture(scope="module")
def outputs(network: OpenPoseBody, case: Case) -> dict[str, Tensor]:
    found: dict[str, Tensor] = {}
    inputs = case.inputs()
    with torch.inference_mode():
        found["paf_real"], found["heat_real"] = network(inputs["x_real"])
        hooks = [
            network.get_submodule(module).register_forward_hook(
                lambda _layers, _x, out, name=name: found.update({name: out.clone()})
            )
            for module, name in INNER.items()
        ]
        hooks.append(network.get_submodule("model6_2").register_forward_pre_hook(lambda _, x: found.update(known=x[0])))
        found["paf"], found["heat"] = network(inputs["x"])
    for hook in hooks:
        hook.remove()
    return found


@pytest.fixture(scope="module")
def stored(case: Case) -> Maps:
    with np.load(case.folder / "decode.npz") as file:
        return dict(file)


def find(stored: Maps) -> People:
    seen, original = (tuple(stored[name].tolist()) for name in ("test_hw", "original_hw"))
    return link(stored["paf"], stored["heat"], seen, original)


@pytest.fixture(scope="module")
def people(stored: Maps) -> People:
    return find(stored)


@pytest.fixture(scope="module")
def picture(stored: Maps) -> NDArray[np.uint8]:
    """The picture of the decoding fixture, (H, W, 3) BGR."""
    H, W = stored["original_hw"].tolist()
    return image("openpose_img_decode_a", (1, 3, H, W), 0, 255)[0].transpose(1, 2, 0).round().astype(np.uint8)


def test_keys_shapes_and_order_are_the_published_ones(case: Case) -> None:
    with torch.device("meta"):
        network = OpenPoseBody()
    assert state_layout(network) == case.layout
    assert sum(parameter.numel() for parameter in network.parameters()) == case.parameters


def test_the_published_file_names_a_layer_without_its_block(case: Case) -> None:
    for at in case.layout:
        published = at.key.partition(".")[2]
        assert CAFFE.ours(published) == (at.key,)
        assert CAFFE.published(at.key) == (published, 0, 1)


@pytest.mark.parametrize("output", ["paf", "heat", "paf_real", "heat_real", *INNER.values()])
def test_outputs_are_the_published_ones(output: str, outputs: dict[str, Tensor], case: Case) -> None:
    assert case.difference(output, outputs[output]) <= TOLERANCE


def pool_by_averages(layers: nn.Sequential) -> nn.Sequential:
    return nn.Sequential(*(nn.AvgPool2d(2) if isinstance(layer, nn.MaxPool2d) else layer for layer in layers))


def drop_the_last_relu(layers: nn.Sequential) -> nn.Sequential:
    return cast("nn.Sequential", layers[:-1])


def leave_as_it_is(layers: nn.Sequential) -> nn.Sequential:
    """The control of the control."""
    return layers


@pytest.mark.parametrize(
    ("block", "output", "change", "noticed"),
    [
        ("model0", "features_128", leave_as_it_is, False),
        ("model0", "features_128", pool_by_averages, True),
        ("model6_2", "heat", leave_as_it_is, False),
        ("model6_2", "heat", drop_the_last_relu, True),
    ],
)
def test_a_small_mistake_is_noticed(
    block: str,
    output: str,
    change: Callable[[nn.Sequential], nn.Sequential],
    noticed: bool,
    network: OpenPoseBody,
    outputs: dict[str, Tensor],
    case: Case,
) -> None:
    """In one block, given what it got in the whole network."""
    given = case.inputs()["x"] if block == "model0" else outputs["known"]
    with torch.inference_mode():
        found = change(cast("nn.Sequential", network.get_submodule(block)))(given)
    assert (case.difference(output, found) > TOLERANCE) is noticed


def test_the_picture_is_prepared_as_published(picture: NDArray[np.uint8], stored: Maps) -> None:
    x, seen = prepare(Image.fromarray(picture[..., ::-1]))
    assert seen == tuple(stored["test_hw"])
    np.testing.assert_array_equal(x[None, :, ::8, ::8], stored["net_input_stride8"])


def test_the_people_are_the_published_ones(people: People, stored: Maps) -> None:
    np.testing.assert_array_equal(people.joints[:, :2], stored["candidate"][:, :2])
    np.testing.assert_allclose(people.joints[:, 2], stored["candidate"][:, 2], atol=1e-6)
    np.testing.assert_array_equal(people.parts, stored["subset"][:, :18])
    np.testing.assert_allclose(people.score, stored["subset"][:, 18], atol=1e-5)
    np.testing.assert_array_equal(people.count, stored["subset"][:, 19])


@pytest.mark.parametrize(("constant", "value"), [("SIGMA", 0.5), ("STRIDE", 4), ("PEAK", 0.8), ("SAMPLES", 11)])
def test_another_constant_finds_other_people(
    constant: str, value: float, stored: Maps, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openpose_linking, constant, value)
    found = find(stored)
    same = found.joints.shape == stored["candidate"][:, :3].shape and (
        np.allclose(found.joints, stored["candidate"][:, :3], atol=1e-6)
        and np.allclose(found.score, stored["subset"][:, 18], atol=1e-5)
    )
    assert not same


def test_the_figure_is_the_published_one(picture: NDArray[np.uint8], people: People, stored: Maps) -> None:
    drawn = draw_people(picture, to_keypoints(people))
    np.testing.assert_array_equal(drawn[::4, ::4], stored["canvas_stride4"])
