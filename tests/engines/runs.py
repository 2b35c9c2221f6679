"""What the tests of all training programs ask of their runs."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from engines.runtime.course import HISTORY


def history(out: Path) -> list[dict[str, float]]:
    """The rows of a run."""
    rows: list[dict[str, float]] = json.loads((out / HISTORY).read_text())
    return rows


def goes_on_as_unbroken(train: Callable[[Any], Path], config: Any, folder: Path) -> bool:
    """Whether a run that is broken off after every step, and goes on from what it saved, has the losses of one that is
    not. The runs are `folder/whole` and `folder/broken`; what the first one drew is not drawn again."""
    whole, broken = folder / "whole", folder / "broken"
    train(replace(config, out=whole))
    for drawn in (*whole.glob("drawn*"), *whole.glob("studies")):
        copy = shutil.copytree if drawn.is_dir() else shutil.copy
        broken.mkdir(exist_ok=True)
        copy(drawn, broken / drawn.name)
    for _ in range(config.steps):
        train(replace(config, out=broken, seconds=0))
    unbroken, pieced = ([row["loss"] for row in history(out)[1:]] for out in (whole, broken))
    assert len(unbroken) == config.steps
    return bool(np.allclose(unbroken, pieced, atol=1e-3, rtol=0))
