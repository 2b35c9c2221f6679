"""HRNet's points through MMPose itself (OpenMMLab, Apache-2.0), for hosts that trust its own program most.

MMPose 1.3 asks for compiled operators and for packages that plain wheels no longer bring, though a top-down heat-map
model uses none of them. `mmpose_apis` puts stand-ins where they are missing, those that the import needs and no others.
The import takes up to half a minute, so it waits until a predictor is built.
"""

import sys
from importlib import import_module
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from PIL import Image
from torch import Tensor

from engines.models.catalogue.hrnet import MMPOSE_1
from engines.models.hrnet import HRNet
from engines.models.predictors.hrnet import Box
from engines.models.skeletons import AP_10K, Keypoints
from engines.runtime import InputError

AP_10K_CONFIG = Path("animal_2d_keypoint/topdown_heatmap/ap10k/td-hm_hrnet-w32_8xb64-210e_ap10k-256x256.py")


class MMPosePredictor:
    """Finds the points of one dog by MMPose's program: those of `HRNetPredictor` with its decoding "mmpose-1.x".

    Args:
        network: HRNet for AP-10K's 17 points; its weights are copied into MMPose's network.
        config: a configuration of MMPose, by default the published one for HRNet-W32 on AP-10K.
        device: where it runs, in torch's words.

    Raises:
        InputError: `packages_missing`; `mmpose_other_network`, the configuration describes a network of other layers.

    Example:
        predict = MMPosePredictor(load("hrnet_w32_ap10k_256x256-18aac840_20211029.pth", "hrnet"))
    """

    def __init__(self, network: HRNet, config: Path | None = None, device: str = "cpu") -> None:
        self._apis = mmpose_apis()
        self._model = self._apis.init_model(config or published_configs() / AP_10K_CONFIG, device=device)
        weights = {MMPOSE_1.published(key)[0]: tensor for key, tensor in network.state_dict().items()}
        try:
            self._model.load_state_dict(weights)
        except RuntimeError as error:
            raise InputError(
                "mmpose_other_network",
                "MMPose's configuration describes another network than these weights. Choose the one they came with.",
            ) from error

    def __call__(self, picture: Image.Image, box: Box | None = None) -> Keypoints:
        """Return the points of the dog in the box (left, top, width, height), by default the whole picture."""
        pixels = np.asarray(picture.convert("RGB"))[..., ::-1]  # MMPose reads as OpenCV does, blue first
        boxes = np.array([box or (0, 0, *picture.size)], np.float32)
        found = self._apis.inference_topdown(self._model, pixels, boxes, bbox_format="xywh")[0].pred_instances
        return AP_10K.keypoints(found.keypoints[0], np.maximum(found.keypoint_scores[0], 0))


def mmpose_apis() -> Any:
    """Import `mmpose.apis`, with stand-ins for what it asks for and does not use.

    Raises:
        InputError: `packages_missing`, MMPose is not installed.
    """
    if find_spec("mmpose") is None:
        raise InputError("packages_missing", "MMPose is not installed here. Install it, or choose another network.")
    if find_spec("mmcv._ext") is None:
        sys.modules["mmcv._ext"] = _Operators("mmcv._ext")
    if find_spec("mmdet") is None:
        sys.modules["mmdet"] = _StandIn("mmdet")
        names = {"ConfigType": dict, "OptConfigType": dict | None, "reduce_mean": _mean_of_all_processes}
        sys.modules["mmdet.utils"] = _StandIn("mmdet.utils", **names)
    if find_spec("xtcocotools") is None:  # a fork of pycocotools, with the same functions
        for part in ("", ".coco", ".cocoeval", ".mask"):
            sys.modules[f"xtcocotools{part}"] = import_module(f"pycocotools{part}")
    return import_module("mmpose.apis")


def published_configs() -> Path:
    """The folder of configurations that MMPose brings with it."""
    return Path(import_module("mmpose").__path__[0]) / ".mim" / "configs"


class _StandIn(ModuleType):
    """A module of these names alone. Its specification has no loader, so whoever looks for the real one finds none."""

    def __init__(self, name: str, **names: object) -> None:
        super().__init__(name)
        self.__spec__ = ModuleSpec(name, None)
        vars(self).update(names)


class _Operators(_StandIn):
    """mmcv's compiled operators, of each of which mmcv asks only whether it is there."""

    def __getattr__(self, name: str) -> None:
        if name.startswith("__"):
            raise AttributeError(name)


def _mean_of_all_processes(tensor: Tensor) -> Tensor:
    return tensor  # there is but one
