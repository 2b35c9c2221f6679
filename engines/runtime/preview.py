"""What a training is about to learn from, to be looked at before it starts.

A training program that finds a folder's name in the environment writes its preview there, and trains nothing.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image

PREVIEW: Final = "FIVE_DOORS_PREVIEW"  # names the folder
SHEET, COUNTS = "preview.png", "counts.json"


@dataclass(frozen=True)
class Preview:
    """A sheet of what is learnt from, at most 960 px wide, and how many of each sort there are."""

    picture: Image.Image
    counts: Mapping[str, int]

    def write(self, folder: Path) -> None:
        """Write both into a folder, the sheet last."""
        (folder / COUNTS).write_text(json.dumps(dict(self.counts)), encoding="utf-8")
        self.picture.save(folder / f"{SHEET}.part", "png")
        (folder / f"{SHEET}.part").replace(folder / SHEET)
