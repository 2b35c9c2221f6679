"""Draw dances to learn from, once, so that a training does not wait for them.

    python -m engines.dance.drawn --count 6000 --seed 1 --out runs/drawn-dances

Writes SEED.npz (features as float16, lengths, beats) and SEED.json (texts and moves), for `data.load_drawn`.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from engines.dance.data import Sample
from engines.dance.skeleton import features_of
from engines.drawn.dances import draw_dance

SECONDS = (3.5, 6.4)  # of a dance: `batches.MOST_FRAMES` at most
TOLD_EVERY = 500


def draw_samples(count: int, seed: int, held_back: bool = False) -> list[Sample]:
    """Return `count` drawn dances; `held_back`: of those combinations that no training sees."""
    rng = np.random.default_rng(seed)
    samples = []
    for number in range(count):
        dance = draw_dance(rng, held_back=held_back, seconds=float(rng.uniform(*SECONDS)))
        kind = ", ".join((*dance.moves, dance.mood, dance.pace))
        texts = (*dance.text_en, *dance.text_ko)
        samples.append(Sample(features_of(dance.joints), texts, dance.beats.astype(np.float32), kind, False))
        if (number + 1) % TOLD_EVERY == 0:
            print(f"{number + 1} of {count}", flush=True)
    return samples


def keep_samples(samples: Sequence[Sample], folder: Path, name: str) -> None:
    """Write NAME.npz and NAME.json into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = [{"texts": sample.texts, "kind": sample.kind} for sample in samples]
    (folder / f"{name}.json").write_text(json.dumps(texts, ensure_ascii=False), encoding="utf-8")
    part = folder / f"{name}.part"  # the motions come last, and whole: without them there is nothing
    with part.open("wb") as file:
        np.savez(
            file,
            features=np.concatenate([sample.features for sample in samples]).astype(np.float16),
            lengths=np.array([len(sample.features) for sample in samples]),
            beats=np.concatenate([sample.beats for sample in samples]),
            beat_counts=np.array([len(sample.beats) for sample in samples]),
        )
    part.replace(folder / f"{name}.npz")


def main() -> None:
    """Draw and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    keep_samples(draw_samples(options.count, options.seed), options.out, str(options.seed))


if __name__ == "__main__":
    main()
