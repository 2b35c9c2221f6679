"""Networks in memory: each loaded once, the least recently used given up when memory runs short."""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar, cast

from engines.runtime.errors import InputError
from engines.runtime.monitor import Monitor

if TYPE_CHECKING:
    from torch import nn

MEMORY_WORDS = ("out of memory", "can't allocate memory", "Cannot allocate memory")  # of torch and of the system

M = TypeVar("M", bound="nn.Module")
T = TypeVar("T")

log = logging.getLogger("five_doors.models")


@dataclass
class Entry:
    """A network in memory. `size` is the bytes of its parameters and buffers, `users` who holds it now."""

    name: str
    model: "nn.Module"
    size: int
    users: int = 0
    # Re-entrant, so that an engine's method may call another one that uses the same network.
    lock: threading.RLock = field(default_factory=threading.RLock)


class ModelCache:
    """Keeps networks by name, up to a number of bytes; safe to share between threads.

    The network that was asked for last stays even if it alone is over the limit: giving it up would mean
    loading it for every picture. The peak is therefore the limit and the largest network together.

    The monitor is told what loading took, what is in memory, and every `use` as a call: how long the network was
    lent (a wait for it is not counted) and whether the block raised.

    Example:
        with cache.use("shoes", load_shoes) as painter:
            picture = painter(drawing)
    """

    def __init__(self, limit_bytes: int, monitor: Monitor | None = None) -> None:
        if limit_bytes < 1:
            raise ValueError(f"`limit_bytes` must be at least 1, but is {limit_bytes}.")
        self._limit = limit_bytes
        self._monitor = monitor or Monitor()
        self._guard = threading.Lock()  # held for moments only, never while a network is built or used
        self._entries: OrderedDict[str, Entry] = OrderedDict()  # least recently used first
        self._building: dict[str, Future[None]] = {}

    def get(self, name: str, build: "Callable[[], nn.Module]") -> Entry:
        """Return the network called `name`, loading it with `build` if it is not in memory.

        Many threads may ask at once: one builds, the others wait for it. If building fails, all of them get
        that error, and the next call tries again.

        Raises:
            InputError: `network_broken`, `memory_low`, or what `build` raises of this kind.
        """
        entry = self._hold(name, build)
        self._release(entry)
        return entry

    def loaded(self, name: str) -> bool:
        """Return whether the network is in memory now."""
        with self._guard:
            return name in self._entries

    @contextmanager
    def use(self, name: str, build: Callable[[], M]) -> Iterator[M]:
        """Lend the network to one thread at a time; while it is lent it stays in memory. Raises as `get`.

        The block ends in the thread in which it began: a generator takes `steps` instead.
        """
        entry = self._hold(name, build)
        try:
            with entry.lock, self._monitor.call(name):
                yield cast("M", entry.model)
        except (MemoryError, RuntimeError) as error:
            if not is_of_memory(error):
                raise
            raise _told(name, error) from error
        finally:
            self._release(entry)

    def steps(self, name: str, build: Callable[[], M], work: Callable[[M], Iterator[T]]) -> Iterator[T]:
        """Yield what `work` yields, the network lent anew for each step. Raises as `get`.

        Between two steps others may use it, and each step may be asked for in another thread, or never: a lock that
        was held from one to the next would stay locked.
        """
        begun: Iterator[T] | None = None
        while True:
            with self.use(name, build) as model:
                begun = begun or work(model)
                try:
                    step = next(begun)
                except StopIteration:
                    return
            yield step

    def size(self) -> int:
        """Return the bytes of all networks in memory."""
        with self._guard:
            return self._size()

    def _hold(self, name: str, build: "Callable[[], nn.Module]") -> Entry:
        """Return the entry with one more user, so that it cannot go before `_release`."""
        while True:
            with self._guard:
                entry = self._entries.get(name)
                if entry is not None:
                    entry.users += 1
                    self._entries.move_to_end(name)
                    return entry
                pending = self._building.get(name)
                if pending is None:
                    pending = self._building[name] = Future()
                    break
            pending.result()  # raises what the builder raised; else the entry is there on the next turn
        start = time.perf_counter()
        try:
            model = build()
        except BaseException as error:
            self._monitor.failed(name, error)
            told = _told(name, error)
            with self._guard:
                del self._building[name]
            pending.set_exception(told)
            if told is error:
                raise
            raise told from error
        seconds = time.perf_counter() - start
        entry = Entry(name, model, model_bytes(model), users=1)
        with self._guard:
            del self._building[name]
            self._entries[name] = entry
            self._monitor.loaded(name, seconds, entry.size)
            self._evict()
        pending.set_result(None)
        return entry

    def _release(self, entry: Entry) -> None:
        with self._guard:
            entry.users -= 1
            self._evict()

    def _evict(self) -> None:
        for name, entry in list(self._entries.items())[:-1]:
            if self._size() <= self._limit:
                return
            if entry.users == 0:
                del self._entries[name]
                self._monitor.unloaded(name)

    def _size(self) -> int:
        return sum(entry.size for entry in self._entries.values())


def is_of_memory(error: BaseException) -> bool:
    """Return whether there was not enough memory."""
    return isinstance(error, MemoryError) or any(words in str(error) for words in MEMORY_WORDS)


def _told(name: str, error: BaseException) -> BaseException:
    """Return the error that a visitor may see; the reason is for the host, and goes into the log."""
    if isinstance(error, InputError) or not isinstance(error, Exception):
        return error
    log.error("%s cannot be used: %s", name, error)
    if is_of_memory(error):
        return InputError("memory_low", "There is too little memory for this right now: please try again in a moment.")
    return InputError("network_broken", "This is broken right now: please tell who runs this page, try other doors.")


def model_bytes(model: "nn.Module") -> int:
    """Return the bytes of a network's parameters and buffers; a shared tensor counts once."""
    return sum(tensor.nbytes for tensors in (model.parameters(), model.buffers()) for tensor in tensors)
