"""How long it takes to find the people in one picture: their joints (OpenPose), one body's joints (HRNet), their parts.

    uv run python -m tests.benchmarks.bench_people [--count 5] [--height 512] [--width 384] [--json FILE]

Each is measured from the picture to the typed result, beside the same network's bare forward pass on an input of the
same size, run as torch runs it by default (HRNet and Graphonomy: twice, for the picture and its mirror image). The two
alternate, so that a busy machine slows both. Weights are random: time does not depend on them, but for the linking of
joints, which has nothing to link then; it is measured on its own, on maps that show two people.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import cast

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn

from engines.models.catalogue import CATALOGUE
from engines.models.catalogue.graphonomy import PREPROCESSING
from engines.models.graphonomy import Graphonomy
from engines.models.hrnet import HRNet
from engines.models.openpose import OpenPoseBody
from engines.models.predictors.graphonomy import GraphonomyPredictor
from engines.models.predictors.hrnet import SIZES, HRNetPredictor
from engines.models.predictors.openpose import OpenPosePredictor, prepare
from engines.models.predictors.openpose_linking import link
from engines.models.predictors.preprocess import to_input
from engines.models.skeletons import COCO_17
from tests.benchmarks.measure import arguments, report, seconds_of
from tests.engines.models.predictors.people import TWO, maps_of

MARKS = {"OpenPose": 0.8, "HRNet": 1.2, "Graphonomy": 1.5}  # seconds that a picture may take on two cores
WARM = 1  # rounds before the first one that counts


@dataclass(frozen=True)
class Taken:
    """Median seconds of a call: by the clock, and of work on all cores together.

    The seconds of work say more than the clock where other programs share the cores.
    """

    clock: float
    work: float


def alternate(calls: dict[str, Callable[[], object]], count: int) -> dict[str, Taken]:
    """Return what each call takes, in the median; they take turns."""
    clock: dict[str, list[float]] = {name: [] for name in calls}
    work: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(WARM + count):
        for name, call in calls.items():
            start = time.process_time()
            clock[name].append(seconds_of(call))
            work[name].append(time.process_time() - start)
    return {name: Taken(median(clock[name][WARM:]), median(work[name][WARM:])) for name in calls}


def build(name: str) -> nn.Module:
    torch.manual_seed(0)
    return CATALOGUE[name].build().eval()


def twice(network: nn.Module, x: Tensor) -> None:
    for _ in range(2):
        network(x)


def main() -> None:
    chosen = arguments(
        __doc__ or "", count=(5, "measured rounds"), height=(512, "of the picture"), width=(384, "of the picture")
    )
    random = np.random.default_rng(0)
    picture = Image.fromarray(random.integers(0, 256, (chosen.height, chosen.width, 3), np.uint8))
    openpose, hrnet, graphonomy = (build(name) for name in ("openpose_body", "hrnet", "graphonomy"))
    # The predictors change the memory layout of their own.
    plain_hrnet, plain_graphonomy = build("hrnet"), build("graphonomy")
    inputs = {
        "OpenPose": torch.from_numpy(prepare(picture)[0])[None],
        "HRNet": torch.rand(1, 3, *SIZES[COCO_17]),
        "Graphonomy": to_input(picture, PREPROCESSING, plain_graphonomy),
    }
    find_everybody = OpenPosePredictor(cast("OpenPoseBody", openpose))
    find_body = HRNetPredictor(cast("HRNet", hrnet))
    find_parts = GraphonomyPredictor(cast("Graphonomy", graphonomy))
    pairs: dict[str, dict[str, Callable[[], object]]] = {
        "OpenPose": {"ours": lambda: find_everybody(picture), "peer": lambda: openpose(inputs["OpenPose"])},
        "HRNet": {"ours": lambda: find_body(picture), "peer": lambda: twice(plain_hrnet, inputs["HRNet"])},
        "Graphonomy": {
            "ours": lambda: find_parts(picture),
            "peer": lambda: twice(plain_graphonomy, inputs["Graphonomy"]),
        },
    }
    figures: dict[str, float] = {}
    for name, pair in pairs.items():
        with torch.inference_mode():
            taken = alternate(pair, chosen.count)
        figures[f"{name}, median of {chosen.count}, s"] = taken["ours"].clock
        figures[f"{name}, mark, s"] = MARKS[name]
        figures[f"{name}, work on all cores, s"] = taken["ours"].work
        figures[f"{name}, bare forward passes, s"] = taken["peer"].clock
        figures[f"{name}, ratio"] = taken["ours"].clock / taken["peer"].clock
        figures[f"{name}, ratio of work"] = taken["ours"].work / taken["peer"].work
    limbs, heat = maps_of(TWO, 23, 30)
    linking = alternate({"link": lambda: link(limbs, heat, (184, 240), picture.size[::-1])}, chosen.count)
    figures["linking of two people, s"] = linking["link"].clock
    figures["torch threads"] = torch.get_num_threads()
    report(figures, chosen.json)


if __name__ == "__main__":
    main()
