"""The whole way of a published file: written as its authors wrote it, recognised, loaded, and the published numbers.

The other parity tests build each network by hand; here only the file is given.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

from engines.checkpoints import inspect, load, save
from tests.parity.cases import TOLERANCE, Case, read_case
from tests.parity.fill import fill

pytestmark = pytest.mark.parity

State = dict[str, Tensor]


def filled(case: Case) -> State:
    return {at.key: torch.from_numpy(np.array(fill(at.key, at.shape, at.dtype))) for at in case.layout}


def as_it_is(state: State, path: Path) -> None:
    torch.save(state, path)


def before_2020(state: State, path: Path) -> None:
    torch.save(state, path, _use_new_zipfile_serialization=False)


def as_safetensors(state: State, path: Path) -> None:
    save_file(state, path)


def with_caffe_names(state: State, path: Path) -> None:
    """As the body model of pytorch-openpose lies in its file: without the block in front of the layer."""
    torch.save({key.split(".", 1)[1]: tensor for key, tensor in state.items()}, path)


def with_module_names(state: State, path: Path) -> None:
    """As pytorch-hed's file names its layers."""
    torch.save({key.replace("net", "module", 1): tensor for key, tensor in state.items()}, path)


def as_mmpose_0(state: State, path: Path) -> None:
    """As MMPose before 1.0 wrote the file of AP-10K, beside its notes."""
    old = {key.replace("head.", "keypoint_head."): tensor for key, tensor in state.items()}
    torch.save({"meta": {"epoch": 210, "mmpose_version": "0.18.0"}, "state_dict": old}, path)


def in_a_training_state(state: State, path: Path) -> None:
    """As DeepLabV3Plus-Pytorch saves: weights beside the optimizer's state and a score."""
    torch.save({"cur_itrs": 30_000, "model_state": state, "optimizer_state": {"lr": 0.1}, "best_score": 0.7}, path)


def first(output: Any) -> Tensor:
    picked: Tensor = output[0]
    return picked


def whole(output: Any) -> Tensor:
    picked: Tensor = output
    return picked


CASES: dict[str, tuple[Callable[[State, Path], None], str, str, Callable[[Any], Tensor]]] = {
    # how the file is written, which input goes in, which output is compared, and where it stands in what comes out
    "pix2pix_patchgan70": (before_2020, "input", "eval", whole),
    "u2netp": (as_it_is, "x", "d0", first),
    "hed": (with_module_names, "tenInput", "out", whole),
    "deeplabv3plus_mobilenet": (in_a_training_state, "x", "out", whole),
    "hrnet_w32_ap10k": (as_mmpose_0, "x", "heatmaps", whole),
    "vit_tiny_patch16": (as_safetensors, "x", "logits", whole),
    "openpose_body": (with_caffe_names, "x", "paf", first),
}


KEY_MAPS = {"hed": "sniklaus", "hrnet_w32_ap10k": "mmpose-0.x", "openpose_body": "caffe"}


@pytest.mark.parametrize("name", CASES)
def test_a_published_file_gives_the_published_numbers_and_can_be_written_again(name: str, tmp_path: Path) -> None:
    write, argument, output, pick = CASES[name]
    case = read_case(name)
    path = tmp_path / ("weights.safetensors" if write is as_safetensors else "weights.pth")
    write(filled(case), path)
    report = inspect(path, values=True)
    assert report.complete
    assert report.parameters == case.parameters
    assert report.not_finite == ()
    assert report.key_map == KEY_MAPS.get(name, "own")
    network = load(path)
    with torch.inference_mode():
        got = pick(network(case.inputs()[argument]))
    assert case.difference(output, got) <= TOLERANCE

    if name in KEY_MAPS:
        save(network, tmp_path / "again.pth", report.architecture, KEY_MAPS[name])
        published = torch.load(path, weights_only=True)
        again = torch.load(tmp_path / "again.pth", weights_only=True)
        published = published.get("state_dict", published)
        assert set(again) == set(published)
        assert all(torch.equal(again[key], published[key]) for key in published)
