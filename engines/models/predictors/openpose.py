"""Picture -> the joints of all people in it, by OpenPose."""

from dataclasses import dataclass

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from engines.models.openpose import OpenPoseBody
from engines.models.predictors.openpose_linking import STRIDE, People, link
from engines.models.skeletons import OPENPOSE_18, Keypoints

HEIGHT = 184  # pixels that the picture's height is made: half of the 368 of the network's training
WIDEST = 8 * HEIGHT  # a wider picture is made smaller than published, or a strip would need gigabytes
FILL = 128  # grey beyond the picture


@dataclass(frozen=True)
class OpenPosePredictor:
    """Finds the joints of everybody, as the published `body.py` does. `network` is in eval mode."""

    network: OpenPoseBody

    @torch.inference_mode()
    def __call__(self, picture: Image.Image) -> list[Keypoints]:
        """Return the 18 joints of each person in the picture; those not found have score 0."""
        x, seen = prepare(picture)
        parameter = next(self.network.parameters())
        limbs, heat = (maps[0].float().cpu().numpy() for maps in self.network(torch.from_numpy(x)[None].to(parameter)))
        return to_keypoints(link(limbs, heat, seen, picture.size[::-1]))


def prepare(picture: Image.Image) -> tuple[NDArray[np.float32], tuple[int, int]]:
    """Return the network's input (3, H, W), and how much of its height and width the picture fills."""
    pixels = np.asarray(picture.convert("RGB"))[..., ::-1]  # (H, W, 3) BGR
    H, W, _ = pixels.shape
    scale = max(min(HEIGHT / H, WIDEST / W), 1 / min(H, W))  # at least a pixel must be left
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    seen = small.shape[0], small.shape[1]
    below, beside = (-side % STRIDE for side in seen)
    filled = np.pad(small, ((0, below), (0, beside), (0, 0)), constant_values=FILL)
    x = np.ascontiguousarray(filled.transpose(2, 0, 1), np.float32)
    return np.subtract(x / 256, 0.5, dtype=np.float32), seen


def to_keypoints(people: People) -> list[Keypoints]:
    """Return one person's joints each."""
    rows = np.concatenate([people.joints, np.zeros((1, 3))])[people.parts]  # (P, 18, 3); -1 is the last row, zeros
    return [OPENPOSE_18.keypoints(person[:, :2], person[:, 2]) for person in rows]
