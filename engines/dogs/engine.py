"""The engine of the Dogs tab: a photo gives the points of the body, and the dogs that look most like it."""

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engines.checkpoints import Weights
from engines.dogs import sights
from engines.dogs.breeds import BREEDS, BY_ID, SIZES, Breed
from engines.dogs.coats import coat_colour
from engines.dogs.drawn_gallery import keep, open_drawn, read_dogs, see_all
from engines.dogs.gallery import Gallery, Look, Progress, add_folder
from engines.dogs.measures import Comparison, Measures, compare, measure, proportions
from engines.dogs.pair import draw_pair
from engines.dogs.results import Box, Match
from engines.dogs.sights import EMBEDDER, FINDER, POINTS, Networks, Pointer, Sight
from engines.dogs.taste import Taste
from engines.dogs.video import Step, moving_skeleton
from engines.models.skeletons import Keypoints
from engines.runtime import InputError, ModelCache
from engines.runtime.folders import data_folder

CACHE_BYTES = 1_000_000_000
POOL = 60  # dogs that are found for each twelve that are shown, to be put in a visitor's order
GUESSES = 3
SURE_POINT = 0.3  # score from which a point counts in measures


@dataclass(frozen=True)
class Guess:
    """A breed that a dog looks like, by its id, and how likely, 0 to 1."""

    breed: str
    share: float


@dataclass(frozen=True, eq=False)
class Seen:
    """What the engine sees of one dog.

    Args:
        box: around it.
        keypoints: in pixels of the photo.
        measures: of the body.
        look: what the search compares: rows, best breed, size, colour, proportions.
        breeds: the likeliest first.
    """

    box: Box
    keypoints: Keypoints
    measures: Measures
    look: Look
    breeds: tuple[Guess, ...]


class DogEngine:
    """Finds dogs, their points, and who is alike. Networks are loaded on first use and shared between visitors.

    Args:
        cache: of models.
        device: "auto", "cpu", "cuda" or "cuda:1".
        weights: says which weight a network has; asked every time, so a change needs no new start.
        gallery: folder of the host's own gallery; while it has no dogs, the drawn ones are shown.
        sight: who says how alike dogs look; "simclr_vit", "vit" and "clip" are networks that the host brought.
        pointer: who finds the points; "hrnet" is the published network, "mmpose" the same through MMPose.

    Example:
        engine = DogEngine()
        for match in engine.search(Image.open("dog.jpg")):
            print(match.breed, match.similarity)
    """

    def __init__(
        self,
        cache: ModelCache | None = None,
        device: str = "auto",
        weights: Weights | None = None,
        gallery: Path | None = None,
        sight: Sight = "house",
        pointer: Pointer = "house",
    ) -> None:
        sights.checked("sight", sight, Sight)
        sights.checked("pointer", pointer, Pointer)
        self._networks = Networks(cache or ModelCache(CACHE_BYTES), device, weights or Weights())
        self._folder = gallery or data_folder() / "dogs"
        self._sight, self._pointer = sight, pointer
        self._galleries: dict[tuple[Path, str], Gallery] = {}
        self._opening = threading.RLock()

    def ready(self) -> bool:
        """Whether all networks are in memory, so that an answer takes no loading first."""
        return self._networks.ready((FINDER, POINTS, EMBEDDER))

    def warm_up(self) -> None:
        """Load the networks and the gallery now; takes seconds the first time."""
        photo = Image.new("RGB", (64, 64))
        sights.find(self._networks, photo)
        self._looks([photo], [_all(photo)])
        self.gallery.count()

    def find(self, photo: Image.Image) -> list[Box]:
        """The dogs of a photo, the surest first.

        Raises:
            InputError: `dog_none`.
        """
        boxes = sights.find(self._networks, photo)
        if not boxes:
            raise InputError("dog_none", "I can't find a dog here. Try a photo where its whole head can be seen.")
        return boxes

    def keypoints(self, photo: Image.Image, box: Box | None = None) -> Keypoints:
        """The 17 points of AP-10K of the dog in the box, by default the surest one. Raises as `find`."""
        box = box or self.find(photo)[0]
        return sights.points(self._networks, self._pointer, [photo], [box], twice=True)[0]

    def embed(self, photos: Sequence[Image.Image]) -> NDArray[np.float32]:
        """(N, D) rows of length 1, of the surest dog of each photo, or of the whole photo where none is found."""
        boxes = [(sights.find(self._networks, photo) or [_all(photo)])[0] for photo in photos]
        return sights.embed(self._networks, self._sight, list(photos), boxes, twice=True)

    def see(self, photo: Image.Image, box: Box | None = None) -> Seen:
        """Everything about the dog in the box, by default the surest one. Raises as `find`."""
        box = box or self.find(photo)[0]
        return self._see([photo], [box], twice=True)[0]

    def look(self, photos: Sequence[Image.Image]) -> list[Look | None]:
        """What a gallery keeps of each photo: of its surest dog, None where there is none."""
        found = [sights.find(self._networks, photo)[:1] for photo in photos]
        with_dog = [(photo, boxes[0]) for photo, boxes in zip(photos, found, strict=True) if boxes]
        looks = iter(self._looks([photo for photo, _ in with_dog], [box for _, box in with_dog]))
        return [next(looks) if boxes else None for boxes in found]

    def _looks(self, photos: list[Image.Image], boxes: list[Box]) -> list[Look]:
        return [seen.look for seen in self._see(photos, boxes, twice=False)] if photos else []

    def keep_drawn(self) -> None:
        """Look at the drawn dogs and keep what the present network sees of them with the program."""
        keep(self._key(), see_all(read_dogs(), self._looks))

    def _see(self, photos: list[Image.Image], boxes: list[Box], twice: bool) -> list[Seen]:
        rows = sights.embed(self._networks, self._sight, photos, boxes, twice)
        known = rows if self._sight == "house" else sights.embed(self._networks, "house", photos, boxes, twice)
        shares = sights.breeds_of(self._networks, known)
        points = sights.points(self._networks, self._pointer, photos, boxes, twice)
        told = []
        for photo, box, row, share, dots in zip(photos, boxes, rows, shares, points, strict=True):
            best = np.argsort(-share)[:GUESSES]
            guesses = tuple(Guess(BREEDS[i].id, float(share[i])) for i in best)
            look = Look(
                row[None],
                guesses[0].breed,
                guesses[0].share,
                _size(share),
                coat_colour(photo, box),
                proportions(dots, SURE_POINT),
            )
            told.append(Seen(box, dots, measure(dots, box, SURE_POINT), look, guesses))
        return told

    @property
    def gallery(self) -> Gallery:
        """The dogs that are searched: the host's, or the drawn ones while the host has none."""
        own = self._own()
        if own.count():
            return own
        return self._opened(Path("drawn"), lambda: open_drawn(self._key(), self._looks))

    def _own(self) -> Gallery:
        return self._opened(self._folder, lambda: Gallery(self._folder, self._key(), self._dimension()))

    def _opened(self, place: Path, build: Callable[[], Gallery]) -> Gallery:
        """A gallery of what the present network sees, opened once."""
        with self._opening:
            return self._galleries.get((place, self._key())) or self._galleries.setdefault(
                (place, self._key()), build()
            )

    def search(
        self,
        photo: Image.Image | None,
        k: int = 12,
        breeds: Collection[str] | None = None,
        sizes: Collection[str] | None = None,
        colours: Collection[str] | None = None,
        *,
        look: Look | None = None,
        taste: Taste | None = None,
        skip: int = 0,
    ) -> list[Match]:
        """The dogs of the gallery that look most like the one on the photo, in this visitor's order.

        breeds, sizes, colours: what may be found; None for all. look: of a dog that was seen before, instead of a
        photo. taste: of the visitor. skip: leave out the first so many.

        Raises:
            InputError: `dog_none`, `gallery_empty`, `search_count`.
        """
        if look is None:
            if photo is None:
                raise InputError("picture_none", "There is no picture yet: please choose one.")
            look = self.see(photo).look
        pool = self.gallery.search(look.vectors, max(POOL, 2 * (k + skip)) if k > 0 else k, breeds, sizes, colours)
        return (taste or Taste()).ranked(look, pool)[skip : skip + k]

    def picture(self, record: int) -> Image.Image:
        """The photo of a dog of the gallery, RGB. Raises `InputError` `dog_unknown`."""
        gallery = self.gallery
        path = gallery.path(gallery.get(record))
        try:
            with Image.open(path) as photo:
                return photo.convert("RGB")
        except OSError as error:
            raise InputError("dog_unknown", "This dog is not in the gallery any more: please search again.") from error

    def compare(self, photo: Image.Image, box: Box | None, record: int) -> tuple[Image.Image, Comparison]:
        """Two dogs side by side with lines between their points, and their measures. Raises as `find`, `picture`."""
        other = self.picture(record)
        first = self.keypoints(photo, box)
        found = sights.find(self._networks, other) or [_all(other)]
        second = self.keypoints(other, found[0])
        return draw_pair((photo, first), (other, second), SURE_POINT), compare(first, second, SURE_POINT)

    def moving_skeleton(self, clip: Path, folder: Path) -> Iterator[Step]:
        """A clip with the dog's points on every frame; see `video.moving_skeleton`."""
        return moving_skeleton(clip, self._points_or_none, folder, SURE_POINT)

    def _points_or_none(self, frame: Image.Image) -> Keypoints | None:
        found = sights.find(self._networks, frame)
        return sights.points(self._networks, self._pointer, [frame], found[:1], twice=False)[0] if found else None

    def add(self, folder: Path) -> Iterator[Progress]:
        """Put a folder of photos into the host's gallery; see `gallery.add_folder`."""
        return add_folder(self._own(), folder, self.look)

    def gallery_size(self) -> int:
        """How many dogs can be found."""
        return self.gallery.count()

    def breeds(self) -> list[Breed]:
        """The breeds that the gallery has, by name."""
        return [BY_ID[breed] for breed in sorted({record.breed for record in self.gallery.records()}) if breed in BY_ID]

    def _key(self) -> str:
        return self._networks.key(EMBEDDER if self._sight == "house" else self._sight)

    def _dimension(self) -> int:
        """Numbers of a row."""
        grey = Image.new("RGB", (64, 64))
        return sights.embed(self._networks, self._sight, [grey], [_all(grey)], twice=False).shape[1]


def _all(photo: Image.Image) -> Box:
    return Box(0, 0, *photo.size)


def _size(shares: NDArray[np.float32]) -> str:
    """The size that is likeliest for (breeds,) shares."""
    totals = {
        size: sum(share for breed, share in zip(BREEDS, shares, strict=True) if breed.size == size) for size in SIZES
    }
    return max(totals, key=totals.__getitem__)
