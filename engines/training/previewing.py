"""A look at what a training would learn from, by the training's own program in a process of its own."""

import json
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Final

from PIL import Image

from engines.runtime.errors import InputError
from engines.runtime.preview import COUNTS, PREVIEW, SHEET, Preview
from engines.runtime.telling import EVENTS
from engines.training.backends import PROGRAM
from engines.training.recipe import Recipe, Settings

LONGEST: Final = 90.0  # seconds
ONE_AT_A_TIME: Final = threading.Lock()


def preview(recipe: Recipe, settings: Settings, data: Path | None) -> Preview:
    """Return the sheet and the counts that the program of a recipe gives.

    Raises:
        InputError: what the program says of the data; `training_preview`, it says nothing in time.
    """
    if not ONE_AT_A_TIME.acquire(blocking=False):
        raise InputError("training_preview_busy", "Somebody else is looking right now: please try again in a moment.")
    try:
        with tempfile.TemporaryDirectory() as folder:
            return _preview(recipe.arguments(settings, Path(folder) / "out", data), Path(folder))
    finally:
        ONE_AT_A_TIME.release()


def _preview(arguments: list[str], folder: Path) -> Preview:
    told = folder / "events.jsonl"
    environment = os.environ | {PREVIEW: str(folder), EVENTS: str(told), "PYTHONPATH": str(PROGRAM)}
    command = [sys.executable, "-m", *arguments]
    try:
        subprocess.run(
            command, cwd=PROGRAM, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=LONGEST,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as problem:
        raise _silent() from problem
    if (folder / SHEET).is_file():
        with Image.open(folder / SHEET) as sheet:
            return Preview(sheet.convert("RGB"), json.loads((folder / COUNTS).read_text(encoding="utf-8")))
    events = [json.loads(line) for line in told.read_text(encoding="utf-8").splitlines()] if told.is_file() else []
    for event in events:
        if event["event"] == "problem":
            raise InputError(event["key"], event["sentence"])
    raise _silent()


def _silent() -> InputError:
    return InputError("training_preview", "These data could not be shown in time: please try fewer of them.")
