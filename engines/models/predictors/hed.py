"""Picture -> edges and object borders, by HED."""

from dataclasses import dataclass

import torch
from PIL import Image
from torch.nn.functional import pad

from engines.models.catalogue.hed import PREPROCESSING
from engines.models.hed import HED
from engines.models.predictors.preprocess import to_input
from engines.models.results import Mask

SMALLEST = 16  # pixels a side: the network halves four times


@dataclass(frozen=True)
class HedPredictor:
    """Finds edges in the picture's own size. `network` is in eval mode."""

    network: HED

    @torch.inference_mode()
    def __call__(self, picture: Image.Image) -> Mask:
        """Return edges, 1 for a sure one. The border of a picture below 16 pixels is repeated."""
        W, H = picture.size
        x = to_input(picture, PREPROCESSING, self.network)
        x = pad(x, [0, max(0, SMALLEST - W), 0, max(0, SMALLEST - H)], mode="replicate")
        edges = self.network(x)[0, 0, :H, :W].float().clamp(0, 1)
        return Mask(edges.cpu().numpy())
