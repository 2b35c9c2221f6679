"""Picture -> what stands at each pixel, by DeepLabV3+."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from engines.models.catalogue.deeplabv3plus import PREPROCESSING
from engines.models.deeplabv3plus import DeepLabV3Plus
from engines.models.predictors.pictures import enlarge_labels, fit
from engines.models.predictors.preprocess import to_input
from engines.models.results import LabelMap

VOC_NAMES = (
    *("background", "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow"),
    *("diningtable", "dog", "horse", "motorbike", "person", "pottedplant", "sheep", "sofa", "train", "tvmonitor"),
)
CITYSCAPES_NAMES = (
    *("road", "sidewalk", "building", "wall", "fence", "pole", "traffic light", "traffic sign", "vegetation"),
    *("terrain", "sky", "person", "rider", "car", "truck", "bus", "train", "motorcycle", "bicycle"),
)
SHORTEST = 3  # pixels: the MobileNet's first convolution is not padded


def voc_palette(count: int = len(VOC_NAMES)) -> NDArray[np.uint8]:
    """Return PASCAL VOC's colours, (count, 3) RGB, of at most 256 labels.

    The bits of a label are dealt to the channels in turn, the lowest bits to the highest ones.

    Example:
        voc_palette()[labels.labels]  # (H, W, 3), a picture of a LabelMap
    """
    labels = np.arange(count)
    colours = np.zeros((count, 3), np.uint8)
    for bit in range(8):
        for channel in range(3):
            colours[:, channel] |= ((labels >> (3 * bit + channel) & 1) << (7 - bit)).astype(np.uint8)
    return colours


@dataclass(frozen=True)
class DeepLabPredictor:
    """Names what stands at each pixel, as the published `predict.py` does: in the picture's own size.

    Args:
        network: in eval mode.
        names: of its classes; `CITYSCAPES_NAMES` for the files of that data set.
        longest: larger pictures are shrunk for the network to so many pixels on the longer side, and the labels
            enlarged again; None: as published. Work and memory grow with the number of pixels.
    """

    network: DeepLabV3Plus
    names: tuple[str, ...] = VOC_NAMES
    longest: int | None = None

    def __post_init__(self) -> None:
        classes = self.network.num_classes
        if len(self.names) != classes:
            raise ValueError(f"`names` must be {classes}, one a class, but are {len(self.names)}.")

    @torch.inference_mode()
    def __call__(self, picture: Image.Image) -> LabelMap:
        """Return the labels of a picture of any size and mode, in its size."""
        logits = self.network(to_input(fit(picture, self.longest, SHORTEST), PREPROCESSING, self.network))
        labels = logits[0].argmax(0).to(torch.uint8).cpu().numpy()
        return LabelMap(enlarge_labels(labels, picture.size), self.names)
