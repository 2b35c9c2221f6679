"""How long a dog takes, warm: found, its points, its row of numbers, and the whole answer; and a folder of photos.

    uv run python -m tests.benchmarks.bench_dogs [--count 20] [--gallery 10000] [--json FILE]

The peer in the same run is timm's ResNet-50 in plain float32 on one picture of 224 x 224 (random weights; time does not
depend on them). The gallery holds rows of a random walk, as many as asked for; photos are a drawn dog of 640 pixels.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np
import psutil
import timm
import torch
from PIL import Image

from engines.dogs import DogEngine
from engines.dogs.breeds import BREEDS, SIZES
from engines.dogs.drawn_gallery import FOLDER as DRAWN
from engines.dogs.gallery import Gallery, Look, NewDog
from engines.dogs.results import COAT_COLOURS
from tests.benchmarks.measure import arguments, report, seconds_of

EXAMPLES = DRAWN.parent / "examples"
WARM = 3  # rounds before the first one that counts
FOLDER = 96  # photos that are put into a gallery


def main() -> None:
    chosen = arguments(__doc__ or "", count=(20, "measured answers"), gallery=(10_000, "dogs that are searched"))
    photo = Image.open(next(EXAMPLES.glob("1-*"))).convert("RGB").resize((640, 640))
    with tempfile.TemporaryDirectory() as place:
        engine = DogEngine(gallery=Path(place))
        first = seconds_of(lambda: engine.search(photo))
        seen = engine.see(photo)
        fill(engine._own(), chosen.gallery, seen.look.vectors[0])
        engine.search(photo)
        peer = timm.create_model("resnet50", num_classes=0).eval()
        x = torch.zeros(1, 3, 224, 224)
        calls = {
            "find": lambda: engine.find(photo),
            "points": lambda: engine.keypoints(photo, seen.box),
            "embed": lambda: engine.embed([photo]),
            "answer": lambda: engine.search(photo),
            "search": lambda: engine.search(None, look=seen.look),
            "peer": lambda: peer(x),
        }
        times: dict[str, list[float]] = {name: [] for name in calls}
        with torch.inference_mode():
            for _ in range(WARM + chosen.count):
                for name, call in calls.items():
                    times[name].append(seconds_of(call))
        mid = {name: median(seconds[WARM:]) for name, seconds in times.items()}
        pace = folder_pace(engine, photo)
    figures = {
        "first answer, loading included, s": first,
        "dog found, s": mid["find"],
        "points, s": mid["points"],
        "row of numbers, dog found first, s": mid["embed"],
        f"whole answer among {chosen.gallery} dogs, s": mid["answer"],
        "search alone, s": mid["search"],
        "ResNet-50 forward, s": mid["peer"],
        "ratio whole answer / ResNet-50": mid["answer"] / mid["peer"],
        "photos a second into a gallery": pace,
        "memory, MB": psutil.Process().memory_info().rss / 1e6,
        "torch threads": torch.get_num_threads(),
    }
    report(figures, chosen.json)


def fill(gallery: Gallery, count: int, start: np.ndarray) -> None:
    """Put in rows of a random walk; all name the same small file."""
    rng = np.random.default_rng(2)
    path = gallery.folder / "dog.png"
    Image.new("RGB", (8, 8)).save(path)
    rows = start + np.cumsum(rng.normal(0, 0.02, (count, len(start))), axis=0)
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    colours = tuple(COAT_COLOURS)
    gallery.add(
        [
            NewDog(path, f"{i:064x}", Look(row[None], BREEDS[i % 120].id, 1.0, SIZES[i % 5], colours[i % 8]))
            for i, row in enumerate(rows)
        ]
    )


def folder_pace(engine: DogEngine, photo: Image.Image) -> float:
    """Photos a second, reading and decoding included."""
    with tempfile.TemporaryDirectory() as place:
        for number in range(FOLDER):
            photo.rotate(number % 9 - 4).save(Path(place, f"{number}.jpg"), quality=90 - number // 9)  # no two alike
        begin = time.perf_counter()
        for _ in engine.add(Path(place)):
            pass
        return FOLDER / (time.perf_counter() - begin)


if __name__ == "__main__":
    main()
