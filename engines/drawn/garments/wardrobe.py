"""The garments that come with the page.

    python -m engines.drawn.garments.wardrobe --out assets/tryon/wardrobe

writes ID.webp and wardrobe.json: for each garment its id, file, kind, sleeve, and name in English and Korean. A picture
is RGBA: the colours show the garment on a light ground, alpha is its mask.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from PIL import Image

from engines.drawn.garments.collection import COLLECTION
from engines.drawn.garments.designs import Cut, Design
from engines.drawn.garments.garments import draw_garment

SCALE = 2.0
QUALITY = 80
LONG_LEG = 0.7  # trousers that go down so much of the leg are long


def reach_of(cut: Cut) -> str:
    """How far the sleeves reach or, of trousers, the legs: "none", "short" or "long"."""
    if cut.kind == "trousers":
        return "long" if cut.leg > LONG_LEG else "short"
    return cut.sleeve


def picture_of(design: Design, seed: int) -> Image.Image:
    """RGBA of 384 x 512."""
    drawn = draw_garment(np.random.default_rng(seed), design=design, scale=SCALE)
    alpha = (drawn.alpha * 255).round().astype(np.uint8)
    return Image.fromarray(np.dstack([drawn.picture, alpha]))


def write_wardrobe(folder: Path) -> None:
    """Write all of the collection and wardrobe.json."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for seed, piece in enumerate(COLLECTION):
        file = f"{piece.id}.webp"
        picture_of(piece.design, seed).save(folder / file, quality=QUALITY, method=4, exact=True)
        cut = piece.design.cut
        rows.append(
            {"id": piece.id, "file": file, "kind": cut.kind, "sleeve": reach_of(cut), "en": piece.en, "ko": piece.ko}
        )
    text = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (folder / "wardrobe.json").write_text(f"[\n{text}\n]\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description="Draw the wardrobe.")
    parser.add_argument("--out", type=Path, required=True)
    write_wardrobe(parser.parse_args().out)


if __name__ == "__main__":
    main()
