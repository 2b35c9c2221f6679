"""HRNet against the published ones, for people and for animals: keys, heat maps, and the joints read from them."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from engines.models.catalogue.hrnet import MMPOSE_0, MMPOSE_1
from engines.models.catalogue.keymap import IDENTITY, KeyMap
from engines.models.hrnet import HRNet
from engines.models.predictors.hrnet import Crop, Decoding, average_with_mirrored, decode
from engines.models.skeletons import AP_10K, COCO_17, Skeleton
from tests.parity.cases import FIXTURES, TOLERANCE, Case, Layout, read_case, state_layout
from tests.parity.fill import fill

pytestmark = pytest.mark.parity

COCO, ANIMALS = "hrnet_w32_coco", "hrnet_w32_ap10k"
NAMING: dict[str, KeyMap] = {COCO: IDENTITY, ANIMALS: MMPOSE_1}
SKELETONS: dict[str, Skeleton] = {COCO: COCO_17, ANIMALS: AP_10K}
SIZES = {COCO: (256, 192), ANIMALS: (256, 256)}
INNER = {"stage2": ("stage2_1", 1), "stage3": ("stage3_2", 2), "stage4": ("stage4_0", 0)}
PIXELS = 1e-3

Maps = dict[str, NDArray[Any]]


@pytest.fixture(scope="module", params=NAMING)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def case(name: str) -> Case:
    return read_case(name)


def build(case: Case) -> HRNet:
    """Return the network filled by the names that the fixture knows its weights by."""
    network = HRNet(**case.args)
    weights = {at.key: torch.from_numpy(fill(at.key, at.shape, at.dtype)) for at in case.layout}
    network.load_state_dict({ours: tensor for ours, tensor, _, _ in NAMING[case.name].translate(weights)})
    return network.eval()


def run(network: HRNet, case: Case) -> Tensor:
    with torch.inference_mode():
        maps: Tensor = network(case.inputs()["x"])
    return maps


@pytest.fixture(scope="module")
def outputs(name: str, case: Case) -> dict[str, Tensor]:
    network = build(case)
    found: dict[str, Tensor] = {}
    hooks = [network.layer1.register_forward_hook(lambda _layers, _x, out: found.update(layer1=out.clone()))]
    hooks += [
        network.get_submodule(stage).register_forward_hook(
            lambda _layers, _x, out, name=name, branch=branch: found.update({name: out[branch].clone()})
        )
        for stage, (name, branch) in INNER.items()
    ]
    found["heatmaps"] = run(network, case)
    for hook in hooks:
        hook.remove()
    with torch.inference_mode():
        mirrored = network(case.inputs()["x"].flip(3))
    found["flip_averaged"] = average_with_mirrored(found["heatmaps"], mirrored, SKELETONS[name])
    return found


@pytest.fixture(scope="module")
def stored(case: Case) -> Maps:
    with np.load(case.folder / "decode.npz") as file:
        return dict(file)


def published_layout(network: HRNet, key_map: KeyMap) -> list[Layout]:
    return [Layout(key_map.published(at.key)[0], at.shape, at.dtype) for at in state_layout(network)]


def test_keys_shapes_and_order_are_the_published_ones(name: str, case: Case) -> None:
    with torch.device("meta"):
        network = HRNet(**case.args)
    assert published_layout(network, NAMING[name]) == case.layout
    assert sum(parameter.numel() for parameter in network.parameters()) == case.parameters


def test_old_and_new_mmpose_files_differ_in_the_heads_name(case: Case) -> None:
    for at in case.layout:
        new = at.key if at.key.startswith(("backbone.", "head.")) else MMPOSE_1.published(at.key)[0]
        old = new.replace("head.", "keypoint_head.") if new.startswith("head.") else new
        assert MMPOSE_0.ours(old) == MMPOSE_1.ours(new)
        assert MMPOSE_0.published(MMPOSE_0.ours(old)[0]) == (old, 0, 1)


@pytest.mark.parametrize("output", ["heatmaps", "flip_averaged", "layer1", *(name for name, _ in INNER.values())])
def test_outputs_are_the_published_ones(output: str, outputs: dict[str, Tensor], case: Case) -> None:
    assert case.difference(output, outputs[output]) <= TOLERANCE


def test_left_and_right_are_exchanged_as_published(name: str) -> None:
    pairs = json.loads((FIXTURES / name / "case.json").read_text())["flip_pairs"]
    skeleton = SKELETONS[name]
    expected = dict(enumerate(range(len(skeleton.names)))) | {a: b for pair in pairs for a, b in (pair, pair[::-1])}
    assert skeleton.mirrored == tuple(expected.values())


def raise_norm_eps(network: HRNet) -> None:
    for layer in network.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.eps = 1e-3


def enlarge_bilinearly(network: HRNet) -> None:
    for layer in network.modules():
        if isinstance(layer, nn.Upsample):
            layer.mode = "bilinear"


@pytest.mark.parametrize("change", [raise_norm_eps, enlarge_bilinearly])
def test_a_small_mistake_is_noticed(change: Callable[[nn.Module], None]) -> None:
    case = read_case(COCO)
    network = build(case)
    change(network)
    assert case.difference("heatmaps", run(network, case)) > TOLERANCE


def test_the_crop_is_the_published_one(name: str, stored: Maps) -> None:
    for box, centre, scale, affine in zip(
        *(stored[key] for key in ("boxes_xywh", "center", "scale", "affine")), strict=True
    ):
        crop = Crop.around(tuple(box.tolist()), SIZES[name])
        np.testing.assert_allclose(crop.centre, centre)
        np.testing.assert_allclose(crop.sides, 200 * scale, rtol=1e-6)  # the published unit is 200 pixels
        np.testing.assert_allclose(crop.matrix(SIZES[name]), affine, atol=1e-4)


def joints(
    maps: NDArray[np.float32], decoding: Decoding, name: str, stored: Maps
) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    """Return points in the picture (N, K, 2) and scores (N, K) for heat maps (N, K, h, w)."""
    crops = [Crop.around(tuple(box.tolist()), SIZES[name]) for box in stored["boxes_xywh"]]
    decoded = [decode(one, decoding) for one in maps]
    points = [crop.to_picture(points, maps.shape[2:]) for crop, (points, _) in zip(crops, decoded, strict=True)]
    return np.stack(points), np.stack([score for _, score in decoded])


def averaged(name: str, stored: Maps) -> NDArray[np.float32]:
    maps, mirrored = (torch.from_numpy(stored[key].astype(np.float32)) for key in ("heatmaps", "heatmaps_flipped_net"))
    return average_with_mirrored(maps, mirrored, SKELETONS[name]).numpy()


def test_maps_are_averaged_as_published(name: str, stored: Maps) -> None:
    np.testing.assert_allclose(averaged(name, stored)[..., ::4, ::4], stored["averaged_stride4"], atol=1e-6)


@pytest.mark.parametrize("flipped", [True, False])
def test_joints_are_the_published_ones(flipped: bool, name: str, stored: Maps) -> None:
    maps = averaged(name, stored) if flipped else stored["heatmaps"].astype(np.float32)
    points, score = joints(maps, "official", name, stored)
    ending = "" if flipped else "_noflip"
    np.testing.assert_allclose(points, stored[f"pred{ending}"], atol=PIXELS)
    np.testing.assert_allclose(score, stored[f"maxval{ending}"][..., 0], atol=1e-6)


def test_joints_are_mmposes() -> None:
    with np.load(FIXTURES / ANIMALS / "decode.npz") as file:
        stored = dict(file)
    maps = averaged(ANIMALS, stored)
    points, score = joints(maps, "mmpose-1.x", ANIMALS, stored)
    np.testing.assert_allclose(points, stored["mmpose_pred"], atol=PIXELS)
    np.testing.assert_allclose(score, stored["mmpose_score"], atol=1e-6)
    others: tuple[Decoding, ...] = ("official", "mmpose-0.x")
    for other in others:
        points, _ = joints(maps, other, ANIMALS, stored)
        assert np.abs(points - stored["mmpose_pred"]).max() > 1


def test_old_mmpose_differs_from_the_official_one_where_nothing_was_found(name: str, stored: Maps) -> None:
    maps = averaged(name, stored)
    official, score = joints(maps, "official", name, stored)
    old, _ = joints(maps, "mmpose-0.x", name, stored)
    found = score > 0
    np.testing.assert_array_equal(old[found], official[found])
    assert (~found).any()
    assert (old[~found] < official[~found]).all()  # (-1, -1) in the map, not (0, 0)
