"""How the program is doing: what each network's calls took, what the machine has left, and what is wrong with it."""

import threading
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from engines.runtime.errors import InputError
from engines.runtime.machine import Machine, Meter
from engines.runtime.pulse import Pulse
from engines.runtime.timings import Timings

RELIEF = 0.9  # an alarm ends below this part of its threshold, so that it does not flicker around it


@dataclass(frozen=True)
class Thresholds:
    """When to raise an alarm.

    Args:
        late_seconds: the 95th percentile of a network's last calls.
        memory_share: of the container's or machine's memory, 0 to 1.
        error_share: of a network's last calls, 0 to 1.
        fewest_calls: no judgement on a network with fewer.
    """

    late_seconds: float = 10.0
    memory_share: float = 0.9
    error_share: float = 0.2
    fewest_calls: int = 5


@dataclass(frozen=True)
class ModelFigures:
    """One network. Seconds of a call are None before the first one that succeeded.

    `calls` (failed ones are among them), `errors`, `loads` and `seconds` (of all calls that succeeded) are since the
    start; `median`, `p95` and `error_share` are of the last calls. `bytes` is its memory, 0 when it is not loaded.
    """

    calls: int
    errors: int
    error_share: float
    seconds: float
    median: float | None
    p95: float | None
    loads: int
    load_seconds: float | None
    bytes: int


@dataclass(frozen=True)
class Alarm:
    """Something that a host should look at. `since` is UTC in ISO 8601; `model` is None for the whole machine.

    `key` (`alarm_late`, `alarm_errors` or `alarm_memory`) names the sentence in the page's word list.
    """

    key: str
    model: str | None
    sentence: str
    since: str


@dataclass(frozen=True)
class Snapshot:
    """Everything at one moment, `taken` (UTC, ISO 8601).

    `held_up` is for how many seconds the page's event loop stood still at the longest, in the last minute.
    """

    taken: str
    models: dict[str, ModelFigures]
    machine: Machine
    alarms: tuple[Alarm, ...]
    held_up: float


@dataclass
class Tally:
    """What is counted of one network; `failed` holds whether each of the last calls did."""

    failed: deque[bool]
    calls: int = 0
    errors: int = 0
    seconds: float = 0.0
    loads: int = 0
    load_seconds: float | None = None
    bytes: int = 0


class Monitor:
    """Counts and times calls by the name of their network; safe to share between threads.

    A call counts as an error if it raises, unless it raises `InputError`: what a visitor can mend is not the
    network's fault, and such a call does not count at all. Nor does one that was broken off (KeyboardInterrupt).
    An alarm begins and ends when somebody looks: `alarms`, `snapshot` or the metrics.

    Example:
        with monitor.call("shoes"):
            picture = painter(drawing)
        monitor.snapshot().models["shoes"].p95
    """

    def __init__(self, thresholds: Thresholds | None = None, window: int = 100, meter: Meter | None = None) -> None:
        self.pulse = Pulse()  # of the page, which lets it beat
        self._thresholds = thresholds or Thresholds()
        self._meter = meter or Meter()
        self._guard = threading.Lock()
        self._timings = Timings(window)
        self._tallies: defaultdict[str, Tally] = defaultdict(lambda: Tally(deque(maxlen=window)))
        self._alarms: dict[tuple[str, str | None], Alarm] = {}

    @contextmanager
    def call(self, name: str) -> Iterator[None]:
        """Time and count the block as one call of a network."""
        start = time.perf_counter()
        try:
            yield
        except BaseException as error:
            self.failed(name, error)
            raise
        self.done(name, time.perf_counter() - start)

    def done(self, name: str, seconds: float) -> None:
        """Count a call that succeeded."""
        with self._guard:
            tally = self._tallies[name]
            tally.calls += 1
            tally.seconds += seconds
            tally.failed.append(False)
            self._timings.add(name, seconds)

    def failed(self, name: str, error: BaseException) -> None:
        """Count a call that raised, if the network is to blame."""
        if isinstance(error, InputError) or not isinstance(error, Exception):
            return
        with self._guard:
            tally = self._tallies[name]
            tally.calls += 1
            tally.errors += 1
            tally.failed.append(True)

    def loaded(self, name: str, seconds: float, bytes: int) -> None:
        """Note that a network was loaded into memory."""
        with self._guard:
            tally = self._tallies[name]
            tally.loads += 1
            tally.load_seconds, tally.bytes = seconds, bytes

    def unloaded(self, name: str) -> None:
        """Note that a network left the memory."""
        with self._guard:
            self._tallies[name].bytes = 0

    def snapshot(self) -> Snapshot:
        machine = self._meter.read()
        with self._guard:
            models = self._figures()
            return Snapshot(_now(), models, machine, self._judge(models, machine), self.pulse.longest())

    def alarms(self) -> tuple[Alarm, ...]:
        """Return what is wrong now, the oldest first."""
        return self.snapshot().alarms

    def _figures(self) -> dict[str, ModelFigures]:
        summaries = self._timings.summary()
        figures = {}
        for name, tally in self._tallies.items():
            summary = summaries.get(name)
            figures[name] = ModelFigures(
                calls=tally.calls,
                errors=tally.errors,
                error_share=sum(tally.failed) / len(tally.failed) if tally.failed else 0.0,
                seconds=tally.seconds,
                median=None if summary is None else summary.median,
                p95=None if summary is None else summary.p95,
                loads=tally.loads,
                load_seconds=tally.load_seconds,
                bytes=tally.bytes,
            )
        return figures

    def _judge(self, models: dict[str, ModelFigures], machine: Machine) -> tuple[Alarm, ...]:
        limits = self._thresholds
        used, limit = machine.used_bytes / 1e9, machine.limit_bytes / 1e9
        sentence = f"{used:.1f} of {limit:.1f} GB of memory are in use: unload a model, or lower the limit for models."
        self._set("alarm_memory", None, machine.memory_share, limits.memory_share, sentence)
        for name, model in models.items():
            if len(self._tallies[name].failed) < limits.fewest_calls:
                continue
            late = model.p95 or 0.0
            sentence = f"One call in twenty of {name} takes longer than {late:.1f} s: the machine may be too small."
            self._set("alarm_late", name, late, limits.late_seconds, sentence)
            sentence = f"{model.error_share:.0%} of the last calls of {name} failed: look into the log for the reason."
            self._set("alarm_errors", name, model.error_share, limits.error_share, sentence)
        return tuple(self._alarms.values())

    def _set(self, key: str, model: str | None, value: float, threshold: float, sentence: str) -> None:
        """Begin, renew or end an alarm."""
        old = self._alarms.get((key, model))
        if value > (threshold if old is None else RELIEF * threshold):
            self._alarms[key, model] = Alarm(key, model, sentence, _now() if old is None else old.since)
        elif old is not None:
            del self._alarms[key, model]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
