"""How long six seconds of dance take, until the first frames and until the last, beside the published MDM's network.

    uv run python -m tests.benchmarks.bench_dance [--count 5] [--json FILE]

The peer in the same run is MDM as it was published (8 layers of 512, 50 steps of DDIM, with guidance), with random
weights, for time does not depend on them; CLIP, which reads its sentence, is left out. All take turns, so that a busy
machine slows each of them.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
import psutil
import torch

from engines.dance.engine import DanceEngine
from engines.dance.footlock import lock_feet
from engines.dance.music import hear
from engines.dance.music.loops import HERE
from engines.dance.physics import measure
from engines.dance.results import Part, Wish
from engines.models.humanml import FEATURES
from engines.models.mdm import MDM
from engines.models.predictors.mdm import MdmPredictor
from tests.benchmarks.measure import arguments, report, seconds_of

SECONDS = 6.0
TEXTS = ("spin then jump, arms up", "슬프게 천천히 빙글 돌아요", "salsa steps, happy", "moonwalk and kick", "부채춤")
WARM = 1  # rounds before the first one that counts


def main() -> None:
    chosen = arguments(__doc__ or "", count=(5, "measured dances"))
    before = memory()
    engine = DanceEngine()
    loading = seconds_of(lambda: engine.generate(TEXTS[0], SECONDS))
    motion = engine.generate(TEXTS[0], SECONDS)
    music = (HERE / "pop.mp3").read_bytes()
    hearing = seconds_of(lambda: hear(music))
    times: dict[str, list[float]] = {}

    def note(name: str, call: Callable[[], object]) -> None:
        times.setdefault(name, []).append(seconds_of(call))

    with tempfile.TemporaryDirectory() as folder:
        film = Path(folder, "dance.mp4")
        engine.save_mp4(motion, film)  # loads the encoder
        after = memory()
        peer = published()
        for number in range(WARM + chosen.count):
            wish = Wish(TEXTS[number % len(TEXTS)], SECONDS, seed=number)
            first, whole = parts(engine, wish)
            times.setdefault("first", []).append(first)
            times.setdefault("whole", []).append(whole)
            note("film", lambda: engine.save_mp4(motion, film))
            note("lock", lambda: lock_feet(motion))
            note("measure", lambda: measure(motion))
            note("hear", lambda: hear(music))
            note("mdm", lambda: peer(np.zeros(512, np.float32), SECONDS))
    mid = {name: median(seconds[WARM:]) for name, seconds in times.items()}
    figures = {
        "first dance, loading included, s": loading,
        f"first frames of {SECONDS:g} s, median of {chosen.count}, s": mid["first"],
        f"{SECONDS:g} s of dance, s": mid["whole"],
        "foot lock of it, s": mid["lock"],
        "measuring it, s": mid["measure"],
        f"MP4 of {SECONDS:g} s, s": mid["film"],
        "beats of 16 s of music, the first time, s": hearing,
        "the same again, s": mid["hear"],
        f"published MDM, {SECONDS:g} s in 50 steps with guidance, s": mid["mdm"],
        "ratio dance / published MDM": mid["whole"] / mid["mdm"],
        "memory with everything but the peer, MB": after,
        "of it the dance, MB": after - before,
        "torch threads": torch.get_num_threads(),
    }
    report(figures, chosen.json)


def parts(engine: DanceEngine, wish: Wish) -> tuple[float, float]:
    """Seconds until the first frames of a dance are there, and until it is finished."""
    start, first = time.perf_counter(), 0.0
    for part in engine.parts(wish):
        if isinstance(part, Part) and not first:
            first = time.perf_counter() - start
    return first, time.perf_counter() - start


def published() -> MdmPredictor:
    """MDM for HumanML3D as it was published, 1,000 steps trained and 50 taken, with random weights."""
    torch.manual_seed(0)
    statistics = np.zeros(FEATURES), np.ones(FEATURES)
    return MdmPredictor(MDM().eval(), *statistics, diffusion_steps=1000, ddim_steps=50)


def memory() -> float:
    """Megabytes that this process holds."""
    return float(psutil.Process().memory_info().rss / 1e6)


if __name__ == "__main__":
    main()
