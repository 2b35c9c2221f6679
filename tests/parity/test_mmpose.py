"""The same weights through MMPose's own program and through ours: the same points."""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from engines.checkpoints import load, save
from engines.dogs.mmpose_bridge import AP_10K_CONFIG, MMPosePredictor, published_configs
from engines.models.hrnet import HRNet
from engines.models.predictors.hrnet import Box, HRNetPredictor
from engines.models.skeletons import AP_10K
from engines.runtime import InputError

pytestmark = pytest.mark.parity

WIDTHS = (4, 8, 16, 32)
TINY: dict[str, Any] = {
    **{f"stage{stage}": WIDTHS[:stage] for stage in (2, 3, 4)},
    "modules": (1, 1, 1),
    "blocks": 1,
}


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> HRNet:
    """Random weights, on their way through a file with MMPose's names."""
    torch.manual_seed(0)
    network = HRNet(**TINY).eval()
    for layer in network.modules():
        if isinstance(layer, torch.nn.BatchNorm2d):
            layer.running_mean.uniform_(-0.1, 0.1)  # type: ignore[union-attr]
            layer.running_var.uniform_(0.5, 1.5)  # type: ignore[union-attr]
    path = tmp_path_factory.mktemp("weights") / "tiny.pth"
    save(network, path, "hrnet", "mmpose-1.x")
    assert "backbone.conv1.weight" in torch.load(path, weights_only=True)
    loaded = load(path, "hrnet")
    assert isinstance(loaded, HRNet)
    return loaded


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """MMPose's own configuration for AP-10K with fewer channels."""
    stages = ", ".join(
        f"stage{stage}=dict(num_modules=1, num_blocks={(1,) * stage}, num_channels={WIDTHS[:stage]})"
        for stage in (2, 3, 4)
    )
    path = tmp_path_factory.mktemp("config") / "tiny.py"
    path.write_text(
        f"_base_ = [{str(published_configs() / AP_10K_CONFIG)!r}]\n"
        f"model = dict(backbone=dict(extra=dict({stages})), head=dict(in_channels={WIDTHS[0]}))\n"
    )
    return path


@pytest.fixture(scope="module")
def picture() -> Image.Image:
    """Soft coloured blobs, so that the heat maps have clear tops."""
    small = np.random.default_rng(0).integers(0, 256, (7, 10, 3), np.uint8)
    return Image.fromarray(small).resize((320, 220), Image.Resampling.BICUBIC)


@pytest.fixture(scope="module")
def mmpose(network: HRNet, config: Path) -> MMPosePredictor:
    return MMPosePredictor(network, config)


@pytest.mark.parametrize("box", [None, (40.0, 30.0, 200.0, 150.0), (-20.0, 100.0, 90.0, 160.0)])
def test_the_same_points(box: Box | None, network: HRNet, mmpose: MMPosePredictor, picture: Image.Image) -> None:
    theirs = mmpose(picture, box)
    ours = HRNetPredictor(network, AP_10K, decoding="mmpose-1.x")(picture, box)
    assert theirs.names == ours.names
    assert theirs.skeleton == ours.skeleton
    assert np.ptp(theirs.xy, axis=0).min() > 50  # not all in one place
    assert np.abs(theirs.xy - ours.xy).max() < 0.5
    np.testing.assert_allclose(theirs.score, ours.score, atol=1e-4)


def test_their_config_must_fit_the_weights(network: HRNet) -> None:
    with pytest.raises(InputError) as caught:
        MMPosePredictor(network)  # the published configuration is eight times as wide
    assert caught.value.key == "mmpose_other_network"


def test_without_mmpose(network: HRNet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mmpose", None)  # Python's own way to say that a module is not there
    with pytest.raises(InputError) as caught:
        MMPosePredictor(network)
    assert caught.value.key == "packages_missing"
