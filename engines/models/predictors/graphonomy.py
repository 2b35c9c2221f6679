"""Picture -> the parts of a dressed body, by Graphonomy."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor

from engines.models.bodyparts import CIHP
from engines.models.catalogue.graphonomy import PREPROCESSING
from engines.models.graphonomy import Graphonomy
from engines.models.predictors.pictures import enlarge_labels, fit
from engines.models.predictors.preprocess import to_input
from engines.models.results import LabelMap

PUBLISHED_SCALES = (1.0, 0.5, 0.75, 1.25, 1.5, 1.75)
PAIRS = {14: 15, 16: 17, 18: 19}  # left part: right part
SWAPPED = [{**PAIRS, **{right: left for left, right in PAIRS.items()}}.get(part, part) for part in range(len(CIHP))]

# (20, 3) RGB, by label: CIHP_PALETTE[labels.labels] is a picture of a LabelMap.
CIHP_PALETTE = np.array(
    [
        *((0, 0, 0), (128, 0, 0), (255, 0, 0), (0, 85, 0), (170, 0, 51), (255, 85, 0), (0, 0, 85)),
        *((0, 119, 221), (85, 85, 0), (0, 85, 85), (85, 51, 0), (52, 86, 128), (0, 128, 0), (0, 0, 255)),
        *((51, 170, 221), (0, 255, 255), (85, 255, 170), (170, 255, 85), (255, 255, 0), (255, 170, 0)),
    ],
    np.uint8,
)


@dataclass(frozen=True)
class GraphonomyPredictor:
    """Finds the 20 parts of CIHP, as the published `inference.py` does.

    Args:
        network: in eval mode; it is given the memory layout in which it takes two thirds of the time on a CPU.
        scales: the picture is looked at in each of these sizes, and mirrored; the logits are added up. Published:
            `PUBLISHED_SCALES`, eight times the work of the one size that is the default here.
        longest: larger pictures are shrunk to so many pixels on the longer side first, and the labels enlarged
            again; None: as published. Work and memory grow with the number of pixels.
    """

    network: Graphonomy
    scales: Sequence[float] = (1.0,)
    longest: int | None = None

    def __post_init__(self) -> None:
        if self.network.n_classes != len(CIHP):
            raise ValueError(f"`network` must know {len(CIHP)} parts, but knows {self.network.n_classes}.")
        if not self.scales or min(self.scales) <= 0:
            raise ValueError(f"`scales` must be one number above 0 or more, but is {self.scales}.")
        self.network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's types lack it

    @torch.inference_mode()
    def __call__(self, picture: Image.Image) -> LabelMap:
        """Return the labels of a picture of any size and mode, in its size."""
        fitted = fit(picture, self.longest)
        total = sum((self._look(fitted, scale) for scale in self.scales), torch.zeros(()))
        labels = total.argmax(0).to(torch.uint8).cpu().numpy()
        return LabelMap(enlarge_labels(labels, picture.size), CIHP)

    def _look(self, picture: Image.Image, scale: float) -> Tensor:
        """Return logits (20, H, W) in the picture's size, of the picture and its mirror image, seen at `scale`."""
        W, H = picture.size
        scaled = picture.resize((max(1, int(W * scale)), max(1, int(H * scale))), Image.Resampling.BILINEAR)
        x = to_input(scaled, PREPROCESSING, self.network)
        pair = torch.cat([x, x.flip(-1)]).contiguous(memory_format=torch.channels_last)
        plain, mirrored = self.network(pair)
        both = (plain + mirrored[SWAPPED].flip(-1)) / 2
        return F.interpolate(both[None], size=(H, W), mode="bilinear", align_corners=True)[0]
