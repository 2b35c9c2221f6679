"""What the tests of all training programs ask of their runs."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from engines.runtime.course import HISTORY


def history(out: Path) -> list[dict[str, float]]:
    """The rows of a run."""
    rows: list[dict[str, float]] = json.loads((out / HISTORY).read_text())
    return rows


def losses(train: Callable[[Any], Path], config: Any, out: Path) -> list[float]:
    """The losses of an unbroken run."""
    train(replace(config, out=out))
    return [row["loss"] for row in history(out)[1:]]


def broken_losses(train: Callable[[Any], Path], config: Any, out: Path) -> list[float]:
    """The losses of a run that is broken off after every step and begun anew from what it saved."""
    for _ in range(config.steps):
        train(replace(config, out=out, seconds=0))
    return [row["loss"] for row in history(out)[1:]]
