"""How long one drawing takes to paint, warm, while the pen moves and when it lifts, beside two peers in the same run.

    uv run python -m tests.benchmarks.bench_sketch [--count 20] [--json FILE]

All take turns, so that a busy machine slows each of them. The first peer is the published U-Net-256 with random weights
(time does not depend on them) in plain float32; only its forward pass is measured, while `paint` counts everything from
the drawing to the finished picture. The second is the same painter in plain float32 without `channels_last`.
"""

from __future__ import annotations

from statistics import median

import torch

from engines.models.pix2pix import UNetGenerator
from engines.sketch import WORLDS, SketchEngine
from tests.benchmarks.measure import arguments, report, seconds_of, shoe_drawing

WORLD = "shoes"
WARM = 3  # rounds before the first one that counts


def main() -> None:
    chosen = arguments(__doc__ or "", count=(20, "measured paintings"))
    drawing = shoe_drawing()
    engine, plain = SketchEngine(), PlainEngine()
    first = seconds_of(lambda: engine.paint(drawing, WORLD))
    unet = UNetGenerator(norm="batch", use_dropout=True).eval()
    x = torch.zeros(1, 3, 256, 256)
    calls = {
        "full": lambda: engine.paint(drawing, WORLD),
        "quick": lambda: engine.paint(drawing, WORLD, quick=True),
        "plain full": lambda: plain.paint(drawing, WORLD),
        "plain quick": lambda: plain.paint(drawing, WORLD, quick=True),
        "other world": lambda: engine.paint(drawing, WORLDS[-1].id),
        "guess": lambda: engine.guess(drawing),
        "unet": lambda: unet(x),
    }
    times: dict[str, list[float]] = {name: [] for name in calls}
    with torch.inference_mode():
        for _ in range(WARM + chosen.count):
            for name, call in calls.items():
                times[name].append(seconds_of(call))
    mid = {name: median(seconds[WARM:]) for name, seconds in times.items()}
    figures = {
        "first painting, loading included, s": first,
        f"full painting 256 x 256, median of {chosen.count}, s": mid["full"],
        "quick painting 128 x 128, s": mid["quick"],
        "the same in another world, s": mid["other world"],
        "a guess, s": mid["guess"],
        "published U-Net-256 forward, s": mid["unet"],
        "ratio full / U-Net-256": mid["full"] / mid["unet"],
        "ratio full / plain float32": mid["full"] / mid["plain full"],
        "ratio quick / plain float32": mid["quick"] / mid["plain quick"],
        "torch threads": torch.get_num_threads(),
    }
    report(figures, chosen.json)


class PlainEngine(SketchEngine):
    """The engine with its painter as PyTorch builds it: float32, channels first."""

    def _settled(self, network: torch.nn.Module) -> torch.nn.Module:
        return network.float()


if __name__ == "__main__":
    main()
