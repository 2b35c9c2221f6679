"""The exam of those who say how alike two dogs look."""

from collections.abc import Mapping
from typing import Any, Final

import torch
from PIL import Image
from torch import Tensor

from engines.dogs.augment import MARGIN
from engines.dogs.crops import square
from engines.dogs.data import Photos, photos_of
from engines.dogs.results import Box
from engines.dogs.retrieval import embed_photos, retrieval
from engines.dogs.sheets import PLAIN, RIGHT, WRONG, sheet
from engines.models.simclr import SimCLR
from engines.runtime.apprentice import Apprentice

ASKED, ANSWERS = 6, 5  # dogs on a sheet, and of each the photos found for it
TILE: Final = 150  # pixels


class Inquiry:
    """The validation photos, looked up among a part of the training photos.

    Args:
        apprentice: learns an embedder.
        learnt: the training photos, on its device.
        asked: the validation photos.
        most: training photos of a breed that are looked among.
    """

    def __init__(self, apprentice: Apprentice[Any], learnt: Photos, asked: Photos, most: int) -> None:
        self.apprentice, self.learnt, self.asked = apprentice, learnt, asked.to(apprentice.device.name)
        self.gallery = torch.cat([(learnt.breeds == one).nonzero()[:most, 0] for one in learnt.breeds.unique()])

    def figures(self, side: int) -> Mapping[str, float]:
        """hit1, hit5, map10 and knn of the search, and `named`, the share of breeds named right; of crops of `side`."""
        asked, gallery = self._embedded(side)
        found = retrieval(asked, self.asked.breeds, gallery, self.learnt.breeds[self.gallery])
        network = self.apprentice.master
        if isinstance(network, SimCLR):
            return found
        with torch.inference_mode():
            named = (network.cosines(asked).argmax(1) == self.asked.breeds).float().mean().item()
        return {**found, "named": round(named, 4)}

    def picture(self, side: int) -> Image.Image:
        """Some dogs, each before the photos that are most like it: green ones show its breed."""
        asked, gallery = self._embedded(side)
        some = torch.linspace(0, len(asked) - 1, ASKED, device=asked.device).long()
        near = (asked[some] @ gallery.T).topk(ANSWERS, dim=1).indices
        pictures, frames = [], []
        for number, found in zip(some, near, strict=True):
            breed = self.asked.breeds[number]
            pictures += [*self._tiles(self.asked, number[None]), *self._tiles(self.learnt, self.gallery[found])]
            right = (self.learnt.breeds[self.gallery[found]] == breed).tolist()
            frames += [PLAIN, *(RIGHT if one else WRONG for one in right)]
        return sheet(pictures, 1 + ANSWERS, frames=frames)

    def _embedded(self, side: int) -> tuple[Tensor, Tensor]:
        master = self.apprentice.master
        return embed_photos(master, self.asked, side), embed_photos(master, self.learnt, side, self.gallery)

    def _tiles(self, photos: Photos, index: Tensor) -> list[Image.Image]:
        some = photos.some(index)
        boxes = [Box(*box) for box in some.boxes.tolist()]
        return [square(photo, box, MARGIN, TILE) for photo, box in zip(photos_of(some), boxes, strict=True)]
