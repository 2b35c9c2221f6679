"""How long a try-on takes: the first one, the next garment on the same person, a nudge; and the memory of it all.

    uv run python -m tests.benchmarks.bench_tryon [--count 10] [--json FILE]

The peers in the same run are forwards of the published networks that read a body, with random weights, for time does
not depend on them: OpenPose at 368 pixels of height, HRNet-W32 at 256, Graphonomy at 512. Everybody is drawn.
"""

from __future__ import annotations

import io
from statistics import median

import numpy as np
import psutil
import torch
from PIL import Image

from engines.drawn.people import draw_person, wear
from engines.models.catalogue import CATALOGUE
from engines.tryon.engine import TryOnEngine
from engines.tryon.results import Nudge
from tests.benchmarks.measure import arguments, report, seconds_of

PEERS = {"openpose_body": (1, 3, 368, 276), "hrnet": (1, 3, 256, 192), "graphonomy": (1, 3, 512, 384)}
LOOKS = 3  # forwards of each peer; the first does not count


def main() -> None:
    chosen = arguments(__doc__ or "", count=(10, "people"))
    engine = TryOnEngine()
    garments = [Image.open(item.path) for item in engine.wardrobe()[:4]]
    kinds = [(item.kind, item.sleeve) for item in engine.wardrobe()[:4]]
    people = [person(number) for number in range(chosen.count)]
    loading = seconds_of(lambda: engine.try_on(person(99), garments[0], *kinds[0]))
    times: dict[str, list[float]] = {"first": [], "next": [], "nudge": []}
    for photo in people:
        times["first"].append(seconds_of(lambda: engine.try_on(photo, garments[0], *kinds[0])))  # noqa: B023
        for garment, kind in zip(garments[1:], kinds[1:], strict=True):
            times["next"].append(seconds_of(lambda: engine.try_on(photo, garment, *kind)))  # noqa: B023
        moved = Nudge(right=0.02, scale=1.05)
        times["nudge"].append(seconds_of(lambda: engine.try_on(photo, garments[-1], *kinds[-1], moved)))  # noqa: B023
    memory = psutil.Process().memory_info().rss / 1e6
    mid = {name: median(seconds) for name, seconds in times.items() if seconds}
    peers = {name: forward(name, shape) for name, shape in PEERS.items()}
    report(
        {
            "first answer, loading included, s": loading,
            "first try-on of a person, s": mid["first"],
            "next garment on the same person, s": mid["next"],
            "nudge, s": mid["nudge"],
            "memory before the peers, MB": memory,
            **{f"{name} forward, s": seconds for name, seconds in peers.items()},
            "ratio first try-on / the three peers": mid["first"] / sum(peers.values()),
            "torch threads": torch.get_num_threads(),
        },
        chosen.json,
    )


def person(number: int) -> Image.Image:
    """A drawn person, 768 pixels high, as a JPEG would hold them."""
    rng = np.random.default_rng(number)
    drawn = Image.fromarray(wear(draw_person(rng, "upper"), [], scale=3).picture)
    file = io.BytesIO()
    drawn.save(file, "JPEG", quality=92)
    return Image.open(file).convert("RGB")


def forward(name: str, shape: tuple[int, ...]) -> float:
    """Seconds of one forward, the median of some."""
    network = CATALOGUE[name].build().eval()
    x = torch.zeros(shape)
    with torch.inference_mode():
        return median([seconds_of(lambda: network(x)) for _ in range(LOOKS)][1:])


if __name__ == "__main__":
    main()
