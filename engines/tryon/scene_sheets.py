"""What the warp and the dresser are about to learn from, as a sheet; and the few people of their exams on the way."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, zip_longest
from pathlib import Path
from typing import Final

import torch
from PIL import Image

from engines.runtime.preview import Preview
from engines.tryon import sheets
from engines.tryon.data import load_garments, load_parsed
from engines.tryon.drawn import EXAMINED, DrawnConfig, draw_scenes, load_scenes, scenes_of
from engines.tryon.scenes import Scenes

QUICK: Final = 16  # people of the exams on the way


def quick(scenes: Scenes) -> Scenes:
    """Return scenes that name a few people alone, of every kind and sleeve in turn."""
    turns = zip_longest(*(index.tolist() for index in scenes.groups.values()))
    chosen = set(islice((number for turn in turns for number in turn if number is not None), QUICK))
    groups = {
        group: torch.tensor([number for number in index.tolist() if number in chosen])
        for group, index in scenes.groups.items()
    }
    return replace(scenes, groups={group: index for group, index in groups.items() if len(index)})


def preview_of(data: Path, drawn: Path, people: int, seed: int) -> Preview:
    """Return people before and after they put a garment on, and that garment.

    Args:
        data: folder of the packs; empty: there are none.
        drawn: folder of drawn people that are learnt from beside the packs.
        people: that a run without packs draws.
        seed: of them.
    """
    if data == Path():
        scenes = scenes_of(draw_scenes(DrawnConfig(sheets.COLUMNS, seed)))
        return Preview(sheets.sheet(list(_changed(scenes))), {"drawn": people, "examined": -(-people // EXAMINED)})
    parsed, garments = load_parsed(data, "train"), load_garments(data, "train")
    counts = {"people": len(parsed.labels), "garments": len(garments.rows)}
    counts["examined"] = len(load_parsed(data, "val").labels)
    few = range(min(sheets.COLUMNS, len(parsed.labels)))
    rows = [
        ("people", [sheets.photo(parsed.pictures[n]) for n in few]),
        ("their clothes", [sheets.parts(parsed.labels[n]) for n in few]),
    ]
    masked = (garments.masks.amax((1, 2)) == 1).nonzero()[: sheets.COLUMNS, 0]
    rows.append(("garments", [sheets.on_paper(garments.pictures[n], garments.masks[n]) for n in masked]))
    more = load_scenes(drawn)
    if more:
        counts["drawn"] = len(more.worn)
        rows += _changed(more)
    return Preview(sheets.sheet(rows), counts)


def _changed(scenes: Scenes) -> Iterator[tuple[str, list[Image.Image]]]:
    """Rows of a sheet: drawn people who change clothes."""
    few = range(min(sheets.COLUMNS, len(scenes.worn)))
    yield "drawn people", [sheets.photo(scenes.before[n]) for n in few]
    yield "garments", [sheets.on_paper(scenes.flat[n, :3], scenes.flat[n, 3] / 255) for n in few]
    yield "put on", [sheets.photo(scenes.after[n]) for n in few]
