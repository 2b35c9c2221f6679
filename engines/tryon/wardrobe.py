"""The garments that come with the program, drawn by it."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from engines.tryon.results import Kind, Sleeve

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "tryon" / "wardrobe"
LIST = "wardrobe.json"


@dataclass(frozen=True)
class WardrobeGarment:
    """One garment. `words`: its name by language, "en" and "ko"."""

    id: str
    path: Path
    kind: Kind
    sleeve: Sleeve
    words: dict[str, str]


@cache
def read_wardrobe(folder: Path = FOLDER) -> tuple[WardrobeGarment, ...]:
    """Return the garments of a folder in the order of its `wardrobe.json`."""
    entries = json.loads((folder / LIST).read_text(encoding="utf-8"))
    return tuple(
        WardrobeGarment(
            entry["id"],
            folder / entry["file"],
            Kind(entry["kind"]),
            Sleeve(entry["sleeve"]),
            {"en": entry["en"], "ko": entry["ko"]},
        )
        for entry in entries
    )


def download_name(garments: tuple[WardrobeGarment, ...] | list[WardrobeGarment] = ()) -> str:
    """Return the name of the file that a visitor takes home.

    Example:
        download_name([striped_shirt])    # "five-doors-striped-shirt.png"
    """
    names = "-and-".join(garment.id for garment in garments) or "try-on"
    return f"five-doors-{names}.png"
