"""A folder of photos into a gallery: with progress, and to be stopped and gone on with at any moment."""

import hashlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from PIL import Image

from engines.dogs.breeds import Breed, find_breed
from engines.dogs.gallery.gallery import Gallery
from engines.dogs.gallery.looks import Look, NewDog
from engines.runtime import InputError, read_picture

# Kinds that cannot be read are here too, so that they are listed as broken rather than passed over in silence.
ENDINGS: Final = frozenset(
    {".jpg", ".jpeg", ".jfif", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".heic", ".heif", ".avif"}
)
BATCH: Final = 32  # photos that are looked at together, and kept together
READERS: Final = 2  # threads that read and decode
HEAVIEST: Final = 40_000_000  # bytes of a file
SMALLEST_SIDE: Final = 48  # pixels: on less a dog cannot be told from another
LARGEST_SIDE: Final = 1024  # pixels handed on: a batch of photos in full size would fill the memory
STEADINESS: Final = 0.8  # of the pace that the time left is reckoned by

Looker = Callable[[list[Image.Image]], Sequence[Look | None]]


@dataclass(frozen=True)
class Broken:
    """A file that was left out, by its path below the folder, and the sentence that says why."""

    file: str
    problem: InputError


@dataclass(frozen=True)
class Progress:
    """How far it is: `done` of `total` files, of which some were `added`, `known` or `broken`."""

    done: int
    total: int
    added: int = 0
    known: int = 0
    broken: tuple[Broken, ...] = ()
    seconds_left: float | None = None


@dataclass(frozen=True, eq=False)
class Photo:
    """A file as it was read: its picture, RGB and at most 1024 pixels on a side; None where the gallery has it."""

    path: Path
    sha256: str
    picture: Image.Image | None


def add_folder(gallery: Gallery, folder: Path, look: Looker, one_dog_a_folder: bool = False) -> Iterator[Progress]:
    """Put the photos in a folder and its sub-folders into a gallery, a batch at a time.

    What a batch brought is kept before the next one starts, so after any interruption the same call goes on where it
    was: photos that are there already, by their content, are passed over. Links are not followed.

    A folder called by a breed (`Chihuahua`, `n02085620-Chihuahua`) says what the dogs in it are; the breeds of others
    are what `look` guesses.

    Args:
        gallery: where they go.
        folder: is searched to any depth.
        look: tells what it sees on each of several pictures, None where there is no dog.
        one_dog_a_folder: the photos that lie in one sub-folder are views of one dog.

    Yields:
        The progress: at the start, and after each batch.

    Raises:
        InputError: `folder_missing`, `folder_empty`, or as `Gallery.add`.
    """
    files = list(photos_below(folder))
    if not files:
        raise InputError("folder_empty", "There are no photos in this folder: please choose another.")
    yield Progress(0, len(files))
    batches = [files[start : start + BATCH] for start in range(0, len(files), BATCH)]
    done, added, pace = 0, 0, 0.0  # pace: seconds a photo
    broken: list[Broken] = []
    readers = ThreadPoolExecutor(READERS, "photos")
    try:
        coming = [readers.submit(read_photo, gallery, path) for path in batches[0]]
        for batch, following in zip(batches, [*batches[1:], []], strict=True):
            start = time.perf_counter()
            photos = []
            for path, reading in zip(batch, coming, strict=True):
                try:
                    photos.append(reading.result())
                except InputError as problem:
                    broken.append(Broken(str(path.relative_to(folder)), problem))
            # The next ones are decoded while the network looks at these.
            coming = [readers.submit(read_photo, gallery, path) for path in following]
            dogs, dogless = _looked_at(gallery, folder, photos, look, one_dog_a_folder)
            gallery.add(dogs)
            added += len(dogs)
            broken += dogless
            spent = (time.perf_counter() - start) / len(batch)
            pace = STEADINESS * pace + (1 - STEADINESS) * spent if done else spent
            done += len(batch)
            known = done - added - len(broken)
            yield Progress(done, len(files), added, known, tuple(broken), pace * (len(files) - done))
    finally:
        readers.shutdown(cancel_futures=True)
    gallery.save()


def photos_below(folder: Path) -> Iterator[Path]:
    """The photos in a folder and its sub-folders, in the order of their names; no link is followed.

    Raises:
        InputError: `folder_missing`.
    """
    if not folder.is_dir():
        raise InputError("folder_missing", f"There is no folder {folder.name!r}: please check its name.")
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(place, name)
            if path.suffix.lower() in ENDINGS and not path.is_symlink():
                yield path


def breed_of(path: Path, folder: Path) -> Breed | None:
    """The breed after which the nearest of a file's folders is called, up to `folder` itself."""
    for parent in path.parents:
        breed = find_breed(parent.name)
        if breed is not None or parent == folder:
            return breed
    return None


def read_photo(gallery: Gallery, path: Path) -> Photo:
    """Read a file, and decode it unless the gallery has it.

    Raises:
        InputError: `photo_name`, `photo_closed`, `photo_small`, or as `read_picture`.
    """
    try:
        str(path).encode()
        with path.open("rb") as file:
            data = file.read(HEAVIEST + 1)
    except UnicodeEncodeError as error:
        raise InputError("photo_name", "The name of this file cannot be read: please rename it.") from error
    except OSError as error:
        raise InputError(
            "photo_closed",
            f"This file cannot be opened ({error.strerror}): please give the program the right to read it.",
        ) from error
    sha256 = hashlib.sha256(data).hexdigest()
    if gallery.has(sha256):
        return Photo(path, sha256, None)
    picture = read_picture(data, max_bytes=HEAVIEST)
    if min(picture.size) < SMALLEST_SIDE:
        raise InputError(
            "photo_small",
            f"This photo has only {picture.width} x {picture.height} pixels: please take one of at least "
            f"{SMALLEST_SIDE} x {SMALLEST_SIDE}.",
        )
    picture.thumbnail((LARGEST_SIDE, LARGEST_SIDE), reducing_gap=2)
    return Photo(path, sha256, _on_white(picture))


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode == "RGB":
        return picture
    page = Image.new("RGB", picture.size, "white")
    page.paste(picture, mask=picture.getchannel("A"))
    return page


def _looked_at(
    gallery: Gallery, folder: Path, photos: list[Photo], look: Looker, one_dog_a_folder: bool
) -> tuple[list[NewDog], list[Broken]]:
    """The dogs on photos that are new, and the photos without a dog."""
    # By content: a photo may lie in the batch twice, or have come with the batch before after it was read.
    new = {photo.sha256: photo for photo in photos if photo.picture is not None and not gallery.has(photo.sha256)}
    looks = look([photo.picture for photo in new.values() if photo.picture is not None]) if new else []
    dogs, dogless = [], []
    for photo, seen in zip(new.values(), looks, strict=True):
        if seen is None:
            problem = InputError("photo_no_dog", "There is no dog to be seen on this photo: please choose another.")
            dogless.append(Broken(str(photo.path.relative_to(folder)), problem))
            continue
        breed = breed_of(photo.path, folder)
        told = seen if breed is None else replace(seen, breed=breed.id, certainty=1.0, size=breed.size)
        own_folder = one_dog_a_folder and photo.path.parent != folder
        dogs.append(NewDog(photo.path, photo.sha256, told, str(photo.path.parent.resolve()) if own_folder else ""))
    return dogs, dogless
