"""The wardrobe searched by words: by what garments are called, and where the host brought CLIP by how they look.

CLIP: Radford et al., "Learning Transferable Visual Models From Natural Language Supervision", ICML 2021. It reads
English.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engines.checkpoints.lending import Networks
from engines.tryon.wardrobe import WardrobeGarment

if TYPE_CHECKING:
    from engines.models.clip import CLIP

CLIP_NAME = "clip"
SENTENCE = "a photo of {}, a garment on a white ground"


class WardrobeSearch:
    """Finds garments; their pictures are looked at once, with the first question."""

    def __init__(self, networks: Networks, garments: Sequence[WardrobeGarment]) -> None:
        self._networks, self._garments = networks, tuple(garments)
        self._looks: tuple[str, NDArray[np.float32]] | None = None  # by the network that looked; (N, D)

    def find(self, text: str) -> list[WardrobeGarment]:
        """Return the garments for a text: first those called so, then, with CLIP, the others by their looks."""
        called = [garment for garment in self._garments if is_called(garment, text)]
        if not text.strip() or not self._networks.has(CLIP_NAME):
            return called
        likeness = self._likeness(text)
        order = sorted(range(len(self._garments)), key=lambda number: -likeness[number])
        return called + [garment for number in order if (garment := self._garments[number]) not in called]

    def _likeness(self, text: str) -> NDArray[np.float32]:
        """How much each garment looks like the text, (N,)."""
        from engines.models.predictors.clip import ClipPredictor

        with self._networks.use(CLIP_NAME) as network:
            see = ClipPredictor(cast("CLIP", network))
            version = self._networks.version(CLIP_NAME)
            if self._looks is None or self._looks[0] != version:
                rows = [see.picture(Image.open(garment.path)).values for garment in self._garments]
                self._looks = version, np.stack(rows)
            likeness: NDArray[np.float32] = self._looks[1] @ see.text([SENTENCE.format(text)])[0].values
            return likeness


def is_called(garment: WardrobeGarment, text: str) -> bool:
    """Whether every word of the text is in the garment's name, in any language, or in what it is.

    Example:
        is_called(striped_shirt, "Stripes top")    # True
    """
    known = " ".join([*garment.words.values(), garment.kind, garment.id]).casefold()
    words = text.casefold().split()
    return bool(words) and all(word in known for word in words)
