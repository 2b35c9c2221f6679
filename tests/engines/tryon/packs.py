"""Small packs in the layout of the real ones, of people and garments drawn by program."""

import csv
import io
import json
from pathlib import Path
from zipfile import ZipFile

import numpy as np
from PIL import Image

from engines.drawn.garments import draw_garment
from engines.drawn.people import draw_person, wear
from engines.models.skeletons import COCO_17, OPENPOSE_18

PEOPLE, GARMENTS = 3, 6  # of each split


def write_packs(folder: Path) -> None:
    """Write `tryon-people.zip`, `tryon-garments.zip` and `tryon-pose.zip`."""
    rng = np.random.default_rng(0)
    with (
        ZipFile(folder / "tryon-people.zip", "w") as people,
        ZipFile(folder / "tryon-pose.zip", "w") as posed,
        ZipFile(folder / "tryon-garments.zip", "w") as garments,
    ):
        rows, poses, flat = [], {}, []
        for number in range(2 * PEOPLE):
            split, name = ("train", "val")[number % 2], f"p{number}"
            top, bottom = draw_garment(rng, "top", "short"), draw_garment(rng, "trousers")
            worn = wear(draw_person(rng, "full"), [top, bottom])
            people.writestr(f"people/{name}.webp", encoded(worn.picture, "WEBP"))
            people.writestr(f"parse/{name}.png", encoded(worn.labels))
            people.writestr(f"studio_mask/{name}.png", encoded((worn.labels > 0).astype(np.uint8) * 255))
            common = {"file": f"people/{name}.webp", "split": split, "parse": "", "fg_mask": ""}
            rows.append(common | {"parse": f"parse/{name}.png"})
            rows.append(common | {"fg_mask": f"studio_mask/{name}.png"})
            posed.writestr(f"images/{name}.webp", encoded(worn.picture, "WEBP"))
            points = np.column_stack([worn.pose, 2 * worn.visible]).tolist()
            by_name = dict(zip(OPENPOSE_18.names, points, strict=True))
            poses[f"images/{name}.webp"] = {
                "split": split,
                "keypoints": [by_name[point] for point in COCO_17.names],
                "neck": by_name["neck"],
            }
        for number in range(2 * GARMENTS):
            kind = ("t-shirt", "pants", "hat")[number // 2 % 3]
            drawn = draw_garment(rng, "top" if kind == "t-shirt" else "trousers", "short")
            garments.writestr(f"garments/g{number}.webp", encoded(drawn.picture, "WEBP"))
            garments.writestr(f"mask/g{number}.png", encoded(drawn.mask.astype(np.uint8) * 255))
            flat.append(
                {
                    "file": f"garments/g{number}.webp",
                    "class": kind,
                    "split": ("train", "val")[number % 2],
                    "sleeve": "short" if kind == "t-shirt" else "",
                    "mask_file": f"mask/g{number}.png" if number < GARMENTS + 2 else "",
                    "child_size": "0",
                }
            )
        people.writestr("meta.csv", table(rows))
        garments.writestr("meta.csv", table(flat))
        posed.writestr("pose.json", json.dumps({"images": poses}))


def encoded(pixels: np.ndarray, form: str = "PNG") -> bytes:
    """A picture's file."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, form)
    return file.getvalue()


def table(rows: list[dict[str, str]]) -> str:
    """Rows as CSV."""
    file = io.StringIO()
    writer = csv.DictWriter(file, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()
