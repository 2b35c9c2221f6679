"""The gallery itself: the database's records, and the index that finds among them."""

import threading
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engines.dogs.gallery.database import Database, in_sentences
from engines.dogs.gallery.looks import Found, NewDog
from engines.dogs.index import VectorIndex
from engines.dogs.results import DogRecord
from engines.dogs.segments import Kind
from engines.runtime import InputError

DATABASE, INDEX = "gallery.db", "gallery.index"
SPARE: Final = 4  # times more rows than dogs are asked for: a dog has several views, a photo may be gone


class Gallery:
    """Dogs in a folder; safe to share between threads and between processes.

    FOLDER/gallery.db       the truth: records and rows of numbers, see `Database`
    FOLDER/gallery.index    the index, kept only to start sooner

    An index that is missing, cut short or out of step is brought into step from the database by the next search: only
    what differs is read. While one thread does that the others search what is there.

    Args:
        folder: created when missing; photos below it are kept by relative paths, so that it can be moved.
        embedder: name of the network that makes the rows; a gallery sees only its own network's dogs.
        dimension: D, numbers a row.
        kind: of the index, see `VectorIndex`.

    Example:
        gallery = Gallery(folder)
        gallery.add([NewDog(path, sha256, look)])
        for found in gallery.search(look.vectors, k=12, sizes=["small", "toy"]):
            print(found.record.breed, found.similarity)
    """

    def __init__(self, folder: Path, embedder: str = "house", dimension: int = 128, kind: Kind | None = None) -> None:
        self.folder = folder.resolve()
        self._dimension = dimension
        self._kind = kind
        self._database = Database(self.folder / DATABASE, embedder, dimension)
        self._stepping = threading.RLock()
        self._index: VectorIndex | None = None
        self._seen = -1  # the database's number of changes that the index has

    @property
    def dimension(self) -> int:
        """D, numbers a row."""
        return self._dimension

    def records(self) -> list[DogRecord]:
        """All records in the order in which they came."""
        return self._database.records()

    def count(self) -> int:
        """How many records there are."""
        return self._database.count()

    def get(self, record: int) -> DogRecord:
        """Return the record with this id.

        Raises:
            InputError: `dog_unknown`.
        """
        found = self._database.get(record)
        if found is None:
            raise InputError("dog_unknown", "This dog is not in the gallery any more: please search again.")
        return found

    def path(self, record: DogRecord) -> Path:
        """Where the record's photo lies."""
        return self.folder / record.path

    def has(self, sha256: str) -> bool:
        """Whether a photo with this content is in the gallery and lies where the record says."""
        record = self._database.find(sha256)
        return record is not None and self.path(record).is_file()

    def missing_photos(self) -> list[DogRecord]:
        """The records whose photo is gone; no search shows them."""
        return [record for record in self.records() if not self.path(record).is_file()]

    def add(self, dogs: Sequence[NewDog]) -> list[int]:
        """Put in photos, all or none, and return the ids of their records; a photo that is there is told anew.

        Raises:
            ValueError: a row is not (D,) or not of length 1.
        """
        for dog in dogs:
            lengths = np.linalg.norm(dog.look.vectors, axis=1)
            if dog.look.vectors.shape[1] != self._dimension or not np.allclose(lengths, 1, atol=1e-3):
                raise ValueError(
                    f"`vectors` must be (V, {self._dimension}) and of length 1, but those of {dog.path.name} are "
                    f"{dog.look.vectors.shape} and of length {lengths.round(3)}."
                )
        return self._database.add([(self._kept_path(dog.path), dog) for dog in dogs])

    def remove(self, records: Iterable[int]) -> int:
        """Take out records by their ids and return how many were there; the photos stay where they are."""
        return self._database.remove(records)

    def search(
        self,
        vectors: NDArray[np.float32],
        k: int = 12,
        breeds: Collection[str] | None = None,
        sizes: Collection[str] | None = None,
        colours: Collection[str] | None = None,
    ) -> list[Found]:
        """Find the animals that are most like one dog.

        Args:
            vectors: (D,) or (V, D), one or several views of the dog; the best pair of views counts.
            k: how many at most.
            breeds: ids that may be found; None for all. `sizes` and `colours` likewise.

        Returns:
            One view of each animal, best first; those whose photo is gone are left out.

        Raises:
            InputError: `search_count` for a `k` below 1, `gallery_empty`.
        """
        if k < 1:
            raise InputError("search_count", "Nothing was asked for: please ask for one dog or more.")
        index = self._in_step()
        if len(index) == 0:
            raise InputError("gallery_empty", "The gallery has no dogs yet: please add some photos first.")
        filtered = any(values is not None for values in (breeds, sizes, colours))
        allowed = self._database.vector_ids(breed=breeds, size=sizes, colour=colours) if filtered else None
        rows = len(index) if allowed is None else len(allowed)
        views = np.atleast_2d(vectors)
        asked = SPARE * k
        while rows:
            found = self._shown(views, index.search(views, min(asked, rows), allowed)[0])
            if len(found) >= k or asked >= rows:
                return found[:k]
            asked *= SPARE
        return []

    def rebuild(self) -> None:
        """Build the index anew from the database and keep it; searches use the old one meanwhile."""
        with self._stepping:
            changes = self._database.changes()
            index = self._index or VectorIndex(self._dimension, self._kind)
            index.rebuild(*self._database.vectors(self._database.vector_ids()))
            self._index, self._seen = index, changes
            self._save(index)

    def save(self) -> None:
        """Bring the index into step and keep it."""
        with self._stepping:
            self._save(self._in_step())

    def _in_step(self) -> VectorIndex:
        """The index, with what any thread or process changed since; or as it is while another thread sees to it."""
        ready = self._index
        if not self._stepping.acquire(blocking=ready is None):
            assert ready is not None  # for the type checker: without an index the line above waits
            return ready
        try:
            changes = self._database.changes()
            index = self._index or self._load()
            if changes != self._seen:
                there = self._database.vector_ids()
                index.remove(np.setdiff1d(index.ids, there))
                index.add(*self._database.vectors(np.setdiff1d(there, index.ids)))
                self._index, self._seen = index, changes
            return index
        finally:
            self._stepping.release()

    def _load(self) -> VectorIndex:
        with suppress(OSError, ValueError):
            return VectorIndex.load(self.folder / INDEX, self._dimension, self._kind)
        return VectorIndex(self._dimension, self._kind)

    def _save(self, index: VectorIndex) -> None:
        with in_sentences(self.folder / INDEX):
            if len(index):
                index.save(self.folder / INDEX)
            else:
                (self.folder / INDEX).unlink(missing_ok=True)

    def _shown(self, vectors: NDArray[np.float32], ids: NDArray[np.int64]) -> list[Found]:
        """The best view of each animal among the rows that an index found for (V, D) views, best first."""
        shown = [
            # Not what the index says: one that keeps rows in few bytes says it roughly.
            Found(record, float((vectors @ vector).max()), self.path(record), vector)
            for record, vector in self._database.shown(np.unique(ids))
        ]
        best: dict[str, Found] = {}
        for found in sorted(shown, key=lambda found: -found.similarity):
            if found.record.animal not in best and found.path.is_file():
                best[found.record.animal] = found
        return list(best.values())

    def _kept_path(self, path: Path) -> str:
        resolved = path.resolve()
        return resolved.relative_to(self.folder).as_posix() if resolved.is_relative_to(self.folder) else str(resolved)
