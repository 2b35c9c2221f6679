"""What a training says of itself while it runs, one JSON object a line, for whoever follows it.

The file is named by the environment; a training that nobody follows writes nothing. Lines are appended whole by one
call of the system each, so that a reader sees a line or does not, also after a crash.
"""

import json
import math
import os
import time
from functools import cache
from pathlib import Path

EVENTS = "FIVE_DOORS_EVENTS"  # names the file
SAMPLES = "samples"  # folder of a run with the pictures that it tells of


def tell(event: str, **facts: object) -> None:
    """Append one event with its time.

    The events of the house: `begin` (step, steps, epochs), `metrics` (step, epoch, and numbers by name), `sample`
    (step, file below `SAMPLES`, caption), `saved` (step), `note` (text), `problem` (key, sentence), `result` (file).
    """
    file = _opened(os.environ.get(EVENTS, ""))
    if file is None:
        return
    plain = {name: _plain(fact) for name, fact in facts.items()}
    line = json.dumps({"time": round(time.time(), 3), "event": event, **plain}, ensure_ascii=False)
    os.write(file, line.encode() + b"\n")


def is_followed() -> bool:
    """Return whether anybody reads what is told."""
    return bool(os.environ.get(EVENTS))


def _plain(fact: object) -> object:
    """JSON knows no NaN: it becomes null."""
    if isinstance(fact, float):
        return fact if math.isfinite(fact) else None
    return str(fact) if isinstance(fact, Path) else fact


@cache
def _opened(path: str) -> int | None:
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600) if path else None
