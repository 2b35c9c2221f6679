"""Judge a dancer: does it dance what is said, like people dance, with its feet on the floor?

    python -m engines.dance.evaluate --dancer weights/dancer.safetensors --drawn runs/drawn-dances \
        --real-judge runs/judge-real/judge.safetensors --drawn-judge runs/judge-drawn/judge.safetensors

Figures, for the real clips of validation and test, and for drawn dances of combinations that no training saw:
R-precision (the right text is among the three nearest of 32), FID and diversity in the judge's space (Guo et al., CVPR
2022), foot skating and PFC. Beside the dancer the same is measured on the motions themselves and on the training motion
whose text is nearest. One judge knows real clips only; the other, for the drawn dances, drawn ones only. What has no
judge is left out. `--sheet` paints strips of frames for twenty wishes, to be looked at.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from scipy.linalg import sqrtm

from engines.checkpoints import load
from engines.dance.choreographer import choreograph, finished, read_card
from engines.dance.data import Features, Sample, load_drawn, load_real
from engines.dance.drawn import draw_samples
from engines.dance.language import spelt
from engines.dance.physics import measure
from engines.dance.recipes import PAGE
from engines.dance.results import Wish
from engines.dance.sampling import Recipe, Score
from engines.dance.skeleton import features_of
from engines.dance.train_judge import padded
from engines.models.dancer import Dancer
from engines.models.humanml import FPS, Motion, recover_from_ric
from engines.models.motion_judge import MotionJudge

POOL = 32  # texts that a motion is told from
NEAREST = 3
AT_ONCE = 256  # texts that the judge hears
PAIRS = 300  # of motions, for the diversity
HELD_BACK_SEED = 90_210
STRIP, STRIP_FRAMES = (128, 160), 12  # pixels of a frame of the sheet, and how many a wish
WISHES = (
    *("spin then jump", "moonwalk", "slow, sad two-step", "a person dances salsa", "kick, then clap"),
    *("robot dance", "happy star jump", "a person does a plie and then a pirouette", "wave hello, then bow"),
    *("zombie, then dab", "빙글빙글 돌고 점프", "문워크", "탈춤", "부채춤", "신나게 박수 치면서 행진"),
    *("슬프게 걷기", "로봇 춤", "어깨춤", "손가락 하트", "발차기 하고 인사"),
)
Array = NDArray[np.floating]


@dataclass(frozen=True)
class Figures:
    """What is measured of a set of motions.

    Args:
        r_precision: share of the motions whose own text is among the `NEAREST` of `POOL`.
        fid: Fréchet distance to the motions that the texts were written for.
        diversity: mean distance of two motions.
        skating, contact: see `results.Physics`, means.
    """

    r_precision: float
    fid: float
    diversity: float
    skating: float
    contact: float


def judge(
    network: MotionJudge, motions: Sequence[Features], texts: Sequence[str], wanted: Sequence[Features]
) -> Figures:
    """Return the figures of motions that were made for texts, of which `wanted` are the true ones."""
    seen, true = embed(network, motions), embed(network, wanted)
    said = hear(network, texts)
    physics = [measure(Motion(recover_from_ric(motion).astype(np.float32))) for motion in motions]
    return Figures(
        r_precision(seen, said),
        frechet(seen, true),
        diversity(seen),
        float(np.mean([one.skating for one in physics])),
        float(np.mean([one.contact for one in physics])),
    )


def r_precision(seen: Array, said: Array) -> float:
    """Return the share of rows of `seen` (N, D) whose own row of `said` is among the nearest, in random pools."""
    rng = np.random.default_rng(0)
    N = len(seen)
    hits = []
    for row in np.tile(np.arange(N), 8):
        others = rng.choice(np.delete(np.arange(N), row), min(POOL, N) - 1, replace=False)
        near = said[others] @ seen[row]
        hits.append((near > said[row] @ seen[row]).sum() < NEAREST)
    return float(np.mean(hits))


def frechet(a: Array, b: Array) -> float:
    """Return the Fréchet distance of two sets of points (N, D), taken for Gaussian (Heusel et al., NeurIPS 2017)."""
    one, other = np.cov(a.T), np.cov(b.T)
    root = np.real(sqrtm(one @ other))
    return float(((a.mean(0) - b.mean(0)) ** 2).sum() + np.trace(one + other - 2 * root))


def diversity(seen: Array) -> float:
    """Return the mean distance of two rows (N, D)."""
    rng = np.random.default_rng(0)
    one, other = rng.integers(len(seen), size=(2, PAIRS))
    return float(np.linalg.norm(seen[one] - seen[other], axis=1).mean())


@torch.inference_mode()
def embed(network: MotionJudge, motions: Sequence[Features]) -> Array:
    """Return (N, D): where the judge sees the motions."""
    return network.see(*padded(motions)).numpy()


@torch.inference_mode()
def hear(network: MotionJudge, texts: Sequence[str]) -> Array:
    """Return (N, D): where the judge hears the texts."""
    parts = [texts[start : start + AT_ONCE] for start in range(0, len(texts), AT_ONCE)]
    return np.concatenate([network.hear(torch.from_numpy(spelt(part))).numpy() for part in parts])


def nearest(network: MotionJudge, texts: Sequence[str], train: Sequence[Sample]) -> list[Features]:
    """Return, for each text, the training motion one of whose texts is nearest: what a table would answer."""
    known = [(text, sample) for sample in train for text in sample.texts]
    near = hear(network, texts) @ hear(network, [text for text, _ in known]).T
    return [known[number][1].features for number in near.argmax(1)]


def danced(network: Dancer, recipe: Recipe) -> Callable[[str, int, int], Features]:
    """Return what makes the features of (text, frames, seed), finished as the page does."""
    lexicon, _ = read_card(network)

    def dance(text: str, frames: int, seed: int) -> Features:
        wish = Wish(text, frames / FPS, seed=seed)
        score = Score(lexicon.read(text)[0], None, np.zeros(0, np.float32))
        parts = [part.joints for part in choreograph(network, wish, score, recipe)]
        motion = finished(np.concatenate(parts), True)
        return features_of(motion.joints)

    return dance


def compare(
    network: MotionJudge,
    dance: Callable[[str, int, int], Features],
    asked: Sequence[tuple[str, Sample]],
    train: Sequence[Sample],
) -> dict[str, Figures]:
    """Return the figures of the true motions, of the nearest training motions and of the dancer."""
    texts = [text for text, _ in asked]
    wanted = [sample.features for _, sample in asked]
    made = [dance(text, len(sample.features), number) for number, (text, sample) in enumerate(asked)]
    answers = {"themselves": wanted, "nearest": nearest(network, texts, train), "dancer": made}
    return {name: judge(network, motions, texts, wanted) for name, motions in answers.items()}


def load_judge(path: Path) -> MotionJudge:
    """Return the judge that `train_judge` saved."""
    network = MotionJudge()
    network.load_state_dict(load_file(path))
    return network.eval()


def told_apart(samples: Sequence[Sample], text_of: Callable[[Sample], str]) -> list[tuple[str, Sample]]:
    """Return each text with one sample of it."""
    return list({text_of(sample): sample for sample in samples}.items())


def paint_sheet(dance: Callable[[str, int, int], Features], path: Path) -> None:
    """Paint a strip of frames for each of `WISHES`."""
    from PIL import Image, ImageDraw

    from engines.dance.pictures.looks import LOOKS
    from engines.dance.pictures.painter import FigurePainter

    (width, height), frames = STRIP, round(6 * FPS)
    sheet = Image.new("RGB", (width * STRIP_FRAMES, height * len(WISHES)), "white")
    for row, text in enumerate(WISHES):
        motion = Motion(recover_from_ric(dance(text, frames, 0)).astype(np.float32))
        painted = list(FigurePainter(LOOKS["kid"], STRIP).frames(motion))
        for column, number in enumerate(np.linspace(0, len(painted) - 1, STRIP_FRAMES).astype(int)):
            sheet.paste(Image.fromarray(painted[number]), (column * width, row * height))
        ImageDraw.Draw(sheet).text((4, row * height + 2), f"{row + 1}", fill="black")
    sheet.save(path)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dancer", type=Path, required=True)
    parser.add_argument("--real-judge", type=Path)
    parser.add_argument("--drawn-judge", type=Path)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--drawn", type=Path)
    parser.add_argument("--count", type=int, default=128, help="drawn dances that are asked for")
    parser.add_argument("--steps", type=int, default=PAGE.steps)
    parser.add_argument("--solver", choices=("ddim", "dpm"), default=PAGE.solver)
    parser.add_argument("--guidance", type=float, default=PAGE.guidance)
    parser.add_argument("--figures", type=Path)
    parser.add_argument("--sheet", type=Path)
    options = parser.parse_args()
    network = cast("Dancer", load(options.dancer, "dancer"))
    dance = danced(network, Recipe(options.steps, options.solver, options.guidance))
    if options.sheet:
        paint_sheet(dance, options.sheet)
    found: dict[str, dict[str, Figures]] = {}
    if options.real_judge:
        real = [sample for split in ("val", "test") for sample in load_real(options.data, split)]
        asked = told_apart(real, lambda sample: sample.texts[0])
        found["real"] = compare(load_judge(options.real_judge), dance, asked, load_real(options.data, "train"))
    if options.drawn_judge:
        held = draw_samples(options.count, HELD_BACK_SEED, held_back=True)
        asked = told_apart(held, lambda sample: sample.texts[0])
        found["held_back"] = compare(load_judge(options.drawn_judge), dance, asked, load_drawn(options.drawn))
    told = {part: {name: asdict(figures) for name, figures in rows.items()} for part, rows in found.items()}
    print(json.dumps(told, indent=2))
    if options.figures:
        options.figures.write_text(json.dumps(told, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
