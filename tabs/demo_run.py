"""A finished training to look at, for a house where nothing was trained yet. It comes with the program."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from engines.training.job import Status, TrainingJob
from tabs.theme import ASSETS

DEMO: Final = "demo"  # its job id
FOLDER: Final = ASSETS / "training" / "demo"
NOT_FIGURES: Final = ("time", "event", "step", "epoch")


@cache
def events() -> tuple[dict[str, Any], ...]:
    """What it told, line by line."""
    return tuple(json.loads(line) for line in (FOLDER / "events.jsonl").read_text(encoding="utf-8").splitlines())


def log() -> str:
    """What it printed."""
    return (FOLDER / "log.txt").read_text(encoding="utf-8")


def sample(file: str) -> Path | None:
    """One of its pictures; None where there is none of this name."""
    path = FOLDER / "samples" / file
    return path if path.is_file() else None


@cache
def job() -> TrainingJob:
    """It, as if it stood in the list of trainings."""
    told = json.loads((FOLDER / "config.json").read_text(encoding="utf-8"))
    first, last = events()[0], events()[-1]
    bare = TrainingJob(DEMO, told["model_type"], Status.COMPLETED, first["time"], FOLDER, config=told["config"])
    figures: dict[str, float] = {}
    for event in events():
        if event["event"] == "metrics":
            figures |= {name: value for name, value in event.items() if name not in NOT_FIGURES}
    return replace(
        bare,
        progress=100.0,
        current_epoch=first["epochs"],
        total_epochs=first["epochs"],
        metrics=figures,
        started_at=first["time"],
        completed_at=last["time"],
    )
