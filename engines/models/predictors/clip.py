"""Pictures and sentences -> points that can be compared, by CLIP."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from engines.models.catalogue.clip import PREPROCESSING
from engines.models.clip import CLIP
from engines.models.clip_tokenizer import VOCABULARY, Tokenizer
from engines.models.predictors.middle import resize_to_middle
from engines.models.predictors.preprocess import to_input
from engines.models.results import Embedding


@dataclass(frozen=True)
class ClipPredictor:
    """Sees and reads.

    Example:
        predict = ClipPredictor(network)
        predict.picture(photo).similarity(predict.text(["a dog"])[0])    # about 0.25 where it is one

    Args:
        network: in eval mode, with the published vocabulary.
    """

    network: CLIP
    tokenizer: Tokenizer = field(default_factory=Tokenizer)

    def __post_init__(self) -> None:
        if self.network.vocab_size != VOCABULARY:
            raise ValueError(f"`network` must know {VOCABULARY} ids, but knows {self.network.vocab_size}.")

    @torch.inference_mode()
    def picture(self, picture: Image.Image) -> Embedding:
        """Return the point of a picture's middle square."""
        middle = resize_to_middle(picture, self.network.image_resolution)
        features = self.network.encode_image(to_input(middle, PREPROCESSING, self.network))
        return Embedding(_normalised(features)[0])

    def text(self, sentences: Sequence[str]) -> list[Embedding]:
        """Return the point of each sentence; what does not fit into 75 ids is left out."""
        return [Embedding(row) for row in _normalised(self._encode(sentences, None))]

    def text_features(self, sentences: Sequence[str], longest: int | None = None) -> NDArray[np.float32]:
        """Return (N, embed_dim), not of length 1: what other networks are conditioned on.

        Args:
            sentences: N texts.
            longest: ids with start and end that a text may have; 22 for MDM.
        """
        return self._encode(sentences, longest).float().cpu().numpy()

    @torch.inference_mode()
    def _encode(self, sentences: Sequence[str], longest: int | None) -> Tensor:
        ids = torch.from_numpy(self.tokenizer.tokenize(sentences, self.network.context_length, longest))
        return self.network.encode_text(ids.to(self.network.logit_scale.device))


def _normalised(features: Tensor) -> NDArray[np.float32]:
    return torch.nn.functional.normalize(features.float(), dim=-1).cpu().numpy()
