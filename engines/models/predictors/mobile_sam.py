"""Picture and points or a box -> what is there, by MobileSAM."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from PIL import Image
from torch import Tensor

from engines.models.mobile_sam import MobileSam
from engines.models.results import Mask

RESAMPLING = Image.Resampling.BILINEAR


@dataclass(frozen=True)
class ScoredMask:
    """`mask`: its values are above 0.5 inside. `score`: the overlap (IoU) with the truth that the network expects."""

    mask: Mask
    score: float


class MobileSamPredictor:
    """Answers questions about a picture, which is encoded once.

    Args:
        network: in eval mode.

    Example:
        predictor = MobileSamPredictor(network)
        predictor.set_picture(picture)
        best = predictor.mask([(500, 375)], [1])[0]    # what is at x = 500, y = 375
        best.mask.binary()                             # (H, W) bool
    """

    def __init__(self, network: MobileSam) -> None:
        self.network = network
        self._embedding: Tensor | None = None
        self._size = self._scaled_size = (0, 0)  # width, height

    @torch.inference_mode()
    def set_picture(self, picture: Image.Image) -> None:
        """Encode a picture, which takes seconds. The questions that follow are about it."""
        scaled = picture.convert("RGB").resize(scaled_size(picture.size, self.network.img_size), RESAMPLING)
        pixels = torch.from_numpy(np.array(scaled, np.float32).transpose(2, 0, 1))  # (3, H, W)
        device = self.network.mask_decoder.iou_token.weight.device
        self._embedding = self.network.image_encoder(self.network.preprocess(pixels.to(device)))
        self._size, self._scaled_size = picture.size, scaled.size

    @torch.inference_mode()
    def mask(
        self, points: ArrayLike = (), labels: Sequence[int] = (), box: ArrayLike | None = None, multimask: bool = True
    ) -> list[ScoredMask]:
        """Return the masks that answer one question, the best first.

        Args:
            points: (N, 2), x and y in pixels of the picture.
            labels: N, 1 where the point lies inside, 0 outside.
            box: x and y of its upper left and its lower right corner, pixels of the picture.
            multimask: return the three readings of an ambiguous question (a button, a shirt, a person), or one mask.

        Raises:
            ValueError: no picture was set, neither points nor a box are given, or they have other shapes.
        """
        xy = np.asarray(points, np.float32).reshape(-1, 2)
        if self._embedding is None:
            raise ValueError("`set_picture` must be called before `mask`.")
        if len(xy) != len(labels):
            raise ValueError(f"`labels` must be one a point, {len(xy)}, but are {len(labels)}.")
        if not len(xy) and box is None:
            raise ValueError("`points` or `box` must be given.")
        device = self._embedding.device
        prompt = None
        if len(xy):
            prompt = self._scale(xy)[None].to(device), torch.tensor(labels, device=device)[None]
        corners = None if box is None else self._scale(np.asarray(box, np.float32).reshape(2, 2)).view(1, 4).to(device)
        sparse, dense = self.network.encode_prompts(prompt, corners)
        logits, scores = self.network.decode_masks(self._embedding, sparse, dense, multimask)
        logits = self.network.postprocess_masks(logits.float(), self._scaled_size[::-1], self._size[::-1])[0]
        values: NDArray[np.float32] = logits.sigmoid().cpu().numpy()
        answers = [ScoredMask(Mask(value), float(score)) for value, score in zip(values, scores[0], strict=True)]
        return sorted(answers, key=lambda answer: answer.score, reverse=True)

    def _scale(self, xy: NDArray[np.float32]) -> Tensor:
        """Return points in pixels of the scaled picture."""
        factors = np.divide(self._scaled_size, self._size)
        return torch.from_numpy((xy * factors).astype(np.float32))


def scaled_size(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """Return width and height with the longest side scaled to `longest`, each at least one pixel."""
    factor = longest / max(size)
    width, height = (max(1, int(side * factor + 0.5)) for side in size)
    return width, height
