"""Train one of the networks of the try-on.

    python -m engines.tryon.train --part body --data ../shared/data --out runs/body
    python -m engines.tryon.train --part body --data ../shared/data --out runs/body      # goes on

Parts: `body` reads a person's parts and points (`parse` and `pose` mean the same network), `garment` a garment's mask
and kind, `warp` bends the garment, `tryon` paints what the garment uncovers. Each has its own settings: `--help` after
the part lists them. The run folder gets `state.pt`, the averaged weights as PART.safetensors and `figures.json`.
"""

import argparse
from importlib import import_module

from engines.runtime.apprentice import read_settings
from engines.runtime.course import report

PARTS = {
    "body": ("train_body", "BodyConfig"),
    "parse": ("train_body", "BodyConfig"),
    "pose": ("train_body", "BodyConfig"),
    "garment": ("train_garment", "GarmentConfig"),
    "warp": ("train_warp", "WarpConfig"),
    "tryon": ("train_dresser", "DresserConfig"),
}


def main() -> None:
    """Train the part that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, add_help=False, allow_abbrev=False)
    parser.add_argument("--part", choices=PARTS, required=True)
    chosen, rest = parser.parse_known_args()
    module, config = PARTS[chosen.part]
    program = import_module(f"engines.tryon.{module}")
    report(program.train, program.preview, read_settings(getattr(program, config), program.__doc__, rest))


if __name__ == "__main__":
    main()
