"""A file that grows, read once however many follow it."""

import threading
import time
from pathlib import Path
from typing import Final

KEPT: Final = 4_000_000  # bytes of the end that stay in memory
FRESH: Final = 0.1  # seconds for which a look at the file holds for everybody


class Tail:
    """The end of a growing file, shared by all who follow it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._kept = b""
        self._end = 0  # where in the file `_kept` ends
        self._looked = 0.0

    def read(self, after: int, most: int = KEPT) -> tuple[bytes, int]:
        """Return the bytes after an offset, at most `most`, and the offset that comes next.

        An offset beyond the end is answered from the start: the file was begun anew.
        """
        with self._lock:
            if time.monotonic() - self._looked > FRESH:
                self._look()
            after = after if 0 <= after <= self._end else 0
            begin = self._end - len(self._kept)
            if after >= begin:
                found = self._kept[after - begin : after - begin + most]
                return found, after + len(found)
        with self._path.open("rb") as file:
            file.seek(after)
            found = file.read(min(most, self._end - after))
        return found, after + len(found)

    def lines(self, after: int, most: int = KEPT) -> tuple[list[bytes], int]:
        """Return the whole lines after an offset, and the offset that comes next."""
        found, following = self.read(after, most)
        whole, end, _ = found.rpartition(b"\n")
        return (whole.split(b"\n") if end else []), following - len(found) + len(whole) + len(end)

    def _look(self) -> None:
        self._looked = time.monotonic()
        size = self._path.stat().st_size if self._path.is_file() else 0
        if size < self._end:
            self._kept, self._end = b"", 0
        if size > self._end:
            begin = max(self._end, size - KEPT)
            with self._path.open("rb") as file:
                file.seek(begin)
                grown = file.read(size - begin)
            kept = self._kept if begin == self._end else b""
            self._kept, self._end = (kept + grown)[-KEPT:], begin + len(grown)
