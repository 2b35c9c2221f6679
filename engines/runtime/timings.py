"""How long things took lately: a rolling window of durations by name."""

import math
import statistics
import threading
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True)
class Summary:
    """Durations in seconds over the last `count` measurements; `p95` is the nearest-rank 95th percentile."""

    count: int
    median: float
    p95: float


class Timings:
    """Remembers the last `window` durations of each name; safe to share between threads.

    Example:
        with timings.measure("paint"):
            picture = engine.paint(drawing, "shoes")
        timings.summary()["paint"].median
    """

    def __init__(self, window: int = 200) -> None:
        if window < 1:
            raise ValueError(f"`window` must be at least 1, but is {window}.")
        self._guard = threading.Lock()
        self._seconds: defaultdict[str, deque[float]] = defaultdict(lambda: deque(maxlen=window))

    def add(self, name: str, seconds: float) -> None:
        """Remember one duration in seconds."""
        with self._guard:
            self._seconds[name].append(seconds)

    @contextmanager
    def measure(self, name: str) -> Iterator[None]:
        """Remember how long the block took; one that raises is not counted, for it did not do the work."""
        start = time.perf_counter()
        yield
        self.add(name, time.perf_counter() - start)

    def summary(self) -> dict[str, Summary]:
        """Return median and 95th percentile of every name measured so far."""
        with self._guard:
            seconds = {name: sorted(values) for name, values in self._seconds.items()}
        return {name: _summarise(values) for name, values in seconds.items()}


def _summarise(ordered: list[float]) -> Summary:
    rank = math.ceil(0.95 * len(ordered))
    return Summary(len(ordered), statistics.median(ordered), ordered[rank - 1])
