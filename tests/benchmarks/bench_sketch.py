"""How long one 256x256 drawing takes to paint, warm, beside the published U-Net-256 in the same run.

    uv run python -m tests.benchmarks.bench_sketch [--count 20] [--json FILE]

The two alternate, so that a busy machine slows both. The U-Net carries random weights (time does not depend on
them), runs in float32 and with the same number of threads; only its forward pass is measured, while `paint` counts
everything from the drawing to the finished picture.
"""

from __future__ import annotations

from statistics import median

import torch

from engines.models.pix2pix import UNetGenerator
from engines.sketch import SketchEngine
from tests.benchmarks.measure import arguments, report, seconds_of, shoe_drawing

WORLD = "shoes"
WARM = 3  # rounds before the first one that counts


def main() -> None:
    chosen = arguments(__doc__ or "", count=(20, "measured paintings"))
    drawing = shoe_drawing()
    engine = SketchEngine()
    first = seconds_of(lambda: engine.paint(drawing, WORLD))

    unet = UNetGenerator(norm="batch", use_dropout=True).eval()
    x = torch.zeros(1, 3, 256, 256)
    paints: list[float] = []
    forwards: list[float] = []
    with torch.inference_mode():
        for _ in range(WARM + chosen.count):
            paints.append(seconds_of(lambda: engine.paint(drawing, WORLD)))
            forwards.append(seconds_of(lambda: unet(x)))
    paint, forward = median(paints[WARM:]), median(forwards[WARM:])
    figures = {
        "first painting, loading included, s": first,
        f"painting, median of {chosen.count}, s": paint,
        "published U-Net-256 forward, median, s": forward,
        "ratio painting / U-Net-256": paint / forward,
        "torch threads": torch.get_num_threads(),
    }
    report(figures, chosen.json)


if __name__ == "__main__":
    main()
