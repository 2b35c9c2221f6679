"""The engine of the Try-on tab: this person in that garment. Importing this imports no torch."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engines.checkpoints import Weights
from engines.checkpoints.lending import Networks
from engines.models.skeletons import Keypoints
from engines.runtime import InputError, ModelCache, Timings
from engines.tryon.choices import BODY, DRESSER, GARMENT, WARP, Choices
from engines.tryon.results import GarmentSeen, Kind, Nudge, PersonSeen, Sleeve, Step, TryOnResult
from engines.tryon.searching import WardrobeSearch
from engines.tryon.wardrobe import WardrobeGarment, read_wardrobe

if TYPE_CHECKING:
    from engines.tryon.chain import Chain, Stop, Wish
    from engines.tryon.readers import Clicks

CACHE_BYTES = 1_000_000_000


class TryOnEngine:
    """Dresses people. Networks are loaded on first use and shared between visitors; no photo is written to disk.

    Args:
        cache: of models.
        device: "auto", "cpu", "cuda" or "cuda:1".
        weights: says which weight a network has; asked every time, so a change needs no new start.
        choices: which network does each step.
        big: folder of the host's pipelines; "inpaint" is the one in its folder of that name.

    Example:
        engine = TryOnEngine()
        engine.try_on(Image.open("me.jpg"), Image.open("shirt.jpg")).image.save("me-in-it.png")
    """

    def __init__(
        self,
        cache: ModelCache | None = None,
        device: str = "auto",
        weights: Weights | None = None,
        choices: Choices | None = None,
        big: Path | None = None,
    ) -> None:
        self.timings = Timings()
        self._networks = Networks(cache or ModelCache(CACHE_BYTES), device, weights or Weights())
        self._choices, self._big = choices or Choices(), big

    def ready(self) -> bool:
        """Whether the house's networks are in memory, so that an answer takes no loading first."""
        return self._networks.ready((BODY, GARMENT, WARP, DRESSER))

    def warm_up(self) -> None:
        """Load the house's networks now; takes seconds the first time."""
        for name in (BODY, GARMENT, WARP, DRESSER):
            with self._networks.use(name):
                continue

    def parse(self, photo: Image.Image) -> NDArray[np.uint8]:
        """Return LIP's label of each pixel of a photo, (H, W). Raises as `see_person`."""
        from engines.tryon.framing import labels_of_photo

        person = self.see_person(photo)
        return labels_of_photo(person.parts.labels, person.frame, photo.size)

    def pose(self, photo: Image.Image) -> Keypoints:
        """Return OpenPose's 18 points in pixels of the photo; `.to_coco17()` are COCO's. Raises as `see_person`."""
        from engines.tryon.chain import pose_of_photo

        return pose_of_photo(self.see_person(photo))

    def garment_mask(self, photo: Image.Image, clicks: "Clicks" = ()) -> NDArray[np.bool_]:
        """Return which pixels of a photo are garment, (H, W). Raises as `see_garment`."""
        from engines.tryon.framing import mask_of_photo

        garment = self.see_garment(photo, clicks=clicks)
        return mask_of_photo(garment.mask.values, garment.frame, photo.size)

    def see_person(self, photo: Image.Image, kind: Kind | None = None) -> PersonSeen:
        """Return the person of a photo, in the frame that suits a garment of this kind.

        Raises:
            InputError: `tryon_nobody`, `tryon_several`, `tryon_back`, `tryon_lying`, `tryon_sitting`, `tryon_cropped`,
                `tryon_tiny`, `tryon_strip`, `tryon_black`, `tryon_plain`.
        """
        return self._chain.seeing.person(on_white(photo), kind).person

    def see_garment(
        self, photo: Image.Image, kind: Kind | None = None, sleeve: Sleeve | None = None, clicks: "Clicks" = ()
    ) -> GarmentSeen:
        """Return the garment of a photo; somebody may wear it there.

        Args:
            photo: of a garment.
            kind, sleeve: what the visitor says it is; None: what it is seen to be.
            clicks: x and y in pixels of the photo and whether it is garment there; MobileSAM then finds the mask.

        Raises:
            InputError: `garment_none`, `garment_unwearable`, `garment_face`, or what is wrong with the picture.
        """
        return self._chain.seeing.garment(on_white(photo), kind, sleeve, clicks).garment

    def steps(
        self,
        person: Image.Image,
        garment: Image.Image,
        kind: Kind | None = None,
        sleeve: Sleeve | None = None,
        nudge: Nudge | None = None,
        stop: "Stop | None" = None,
        clicks: "Clicks" = (),
    ) -> Iterator[Step | TryOnResult]:
        """Put the garment on the person: every step as it is done, the result at last.

        Args:
            person, garment: photos.
            kind, sleeve, clicks: see `see_garment`.
            nudge: how the visitor moves the garment.
            stop: asked between the steps; once it says True, nothing more comes.

        Raises:
            InputError: as `see_person` and `see_garment`; `tryon_legs`, `network_missing`.
        """
        wish = self._wish(garment, kind, sleeve, clicks)
        yield from self._chain.steps(on_white(person), wish, nudge or Nudge(), stop or never)

    def try_on(
        self,
        person: Image.Image,
        garment: Image.Image,
        kind: Kind | None = None,
        sleeve: Sleeve | None = None,
        nudge: Nudge | None = None,
    ) -> TryOnResult:
        """Return the person in the garment. Raises as `steps`."""
        *_, result = self.steps(person, garment, kind, sleeve, nudge)
        assert isinstance(result, TryOnResult)  # for the type checker: the last one is
        return result

    def several(
        self, person: Image.Image, garments: Sequence[Image.Image], kinds: Sequence[Kind | None] = ()
    ) -> Iterator[tuple[int, TryOnResult | InputError]]:
        """Put each of many garments on the same person: the number of the garment and what came of it, one at a time.

        One that cannot be put on does not stop the others.
        """
        for number, garment in enumerate(garments):
            try:
                yield number, self.try_on(person, garment, kinds[number] if kinds else None)
            except InputError as problem:
                yield number, problem

    def outfit(
        self,
        person: Image.Image,
        *garments: Image.Image,
        kinds: Sequence[Kind | None] = (),
        sleeves: Sequence[Sleeve | None] = (),
    ) -> TryOnResult:
        """Return the person in several garments, such as a top and trousers, put on in this order.

        kinds, sleeves: what the visitor says of each; empty: what they are seen to be.

        Raises:
            InputError: as `steps`.
        """
        nothing = [None] * len(garments)
        told = zip(garments, kinds or nothing, sleeves or nothing, strict=True)
        return self._chain.outfit(on_white(person), [self._wish(*one) for one in told])

    def wardrobe(self) -> tuple[WardrobeGarment, ...]:
        """Return the garments that come with the program."""
        return read_wardrobe()

    def search_wardrobe(self, text: str) -> list[WardrobeGarment]:
        """Return the garments of the wardrobe for a text, the best first: see `searching.WardrobeSearch`."""
        return self._search.find(text)

    @cached_property
    def _search(self) -> WardrobeSearch:
        return WardrobeSearch(self._networks, self.wardrobe())

    @cached_property
    def _chain(self) -> "Chain":
        from engines.tryon.chain import Chain  # here, because it imports torch

        return Chain(self._networks, self._choices, self.timings, self._big and self._big / "inpaint")

    def _wish(self, photo: Image.Image, kind: Kind | None, sleeve: Sleeve | None, clicks: "Clicks" = ()) -> "Wish":
        from engines.tryon.chain import Wish

        return Wish(on_white(photo), kind, sleeve, clicks)


def on_white(photo: Image.Image) -> Image.Image:
    """Return a photo as RGB, white where it is clear."""
    if not photo.has_transparency_data:
        return photo.convert("RGB")
    clear = photo.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear).convert("RGB")


def never() -> bool:
    """Nobody stops it."""
    return False
