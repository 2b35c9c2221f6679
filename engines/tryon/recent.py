"""What was seen lately, in memory alone: few things, and none for long, for they come from visitors' photos."""

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

from PIL import Image

T = TypeVar("T")

MOST = 24
LONGEST = 600.0  # seconds


class Recent(Generic[T]):
    """The last `most` things by key, each for at most `longest` seconds; safe to share between threads.

    Example:
        seen = recent.get(key) or recent.put(key, look(photo))
    """

    def __init__(self, most: int = MOST, longest: float = LONGEST) -> None:
        self._most, self._longest = most, longest
        self._guard = threading.Lock()
        self._things: OrderedDict[Hashable, tuple[float, T]] = OrderedDict()  # least recently put first

    def get(self, key: Hashable) -> T | None:
        """Return the thing, None where it is not there any more."""
        with self._guard:
            self._forget()
            found = self._things.get(key)
            return None if found is None else found[1]

    def put(self, key: Hashable, thing: T) -> T:
        """Keep a thing and return it."""
        with self._guard:
            self._things[key] = time.monotonic(), thing
            self._things.move_to_end(key)
            self._forget()
        return thing

    def __len__(self) -> int:
        with self._guard:
            self._forget()
            return len(self._things)

    def _forget(self) -> None:
        while self._things:
            since, _ = next(iter(self._things.values()))
            if len(self._things) <= self._most and time.monotonic() - since < self._longest:
                return
            self._things.popitem(last=False)


def fingerprint(picture: Image.Image) -> str:
    """Return the sha256 of a picture's pixels and size."""
    sha256 = hashlib.sha256(repr((picture.mode, picture.size)).encode())
    sha256.update(picture.tobytes())
    return sha256.hexdigest()
