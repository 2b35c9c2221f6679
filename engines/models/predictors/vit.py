"""A picture as a point or as scores of classes, by a vision transformer."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from timm.models.vision_transformer import VisionTransformer
from torch import Tensor
from torch.nn import functional as F

from engines.models.catalogue.entry import Preprocessing
from engines.models.catalogue.vit import PREPROCESSING
from engines.models.predictors.middle import resize_to_middle
from engines.models.predictors.preprocess import to_input
from engines.models.results import Embedding
from engines.models.simclr import SimCLR

CROP = 0.9  # of the AugReg weights for 224 pixels


@dataclass(frozen=True)
class VitPredictor:
    """Shows a ViT the middle of a picture.

    Args:
        network: timm's, in eval mode.
        preprocessing: mean and std of its weights.
        crop_pct: share of the resized shorter side that the network sees.
    """

    network: VisionTransformer
    preprocessing: Preprocessing = PREPROCESSING
    crop_pct: float = CROP

    @torch.inference_mode()
    def embedding(self, picture: Image.Image) -> Embedding:
        """Return the point of the pooled features in front of the head, embed_dim numbers."""
        features = self.network.forward_features(self._input(picture))
        return _embedding(self.network.forward_head(features, pre_logits=True))

    @torch.inference_mode()
    def scores(self, picture: Image.Image) -> NDArray[np.float32]:
        """Return the probability of each class, (num_classes,).

        Raises:
            ValueError: the network has no head.
        """
        if self.network.num_classes == 0:
            raise ValueError("`network` must have a head to tell classes, but has none.")
        return self.network(self._input(picture))[0].float().softmax(-1).cpu().numpy()

    def _input(self, picture: Image.Image) -> Tensor:
        return _see(picture, self.network, self.preprocessing, self.crop_pct)


@dataclass(frozen=True)
class SimclrPredictor:
    """Shows a SimCLR pair the middle of a picture; arguments as in `VitPredictor`."""

    network: SimCLR
    preprocessing: Preprocessing = PREPROCESSING
    crop_pct: float = CROP

    @torch.inference_mode()
    def __call__(self, picture: Image.Image) -> Embedding:
        """Return the point behind the projector, where the loss compared pictures: `out` numbers."""
        x = _see(picture, self.network.encoder, self.preprocessing, self.crop_pct)
        return _embedding(self.network(x))


def _see(picture: Image.Image, encoder: VisionTransformer, preprocessing: Preprocessing, crop_pct: float) -> Tensor:
    side, _ = encoder.patch_embed.img_size
    return to_input(resize_to_middle(picture, side, crop_pct), preprocessing, encoder)


def _embedding(features: Tensor) -> Embedding:
    return Embedding(F.normalize(features[0].float(), dim=0).cpu().numpy())
