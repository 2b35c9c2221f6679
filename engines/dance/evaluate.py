"""Judge a dancer: does it dance what is said, like people dance, with its feet on the floor?

    python -m engines.dance.evaluate --file runs/dance/dancer.safetensors --drawn runs/drawn-dances

Figures, for the real clips of validation and test (`real_`), and for drawn dances of combinations that no training saw
(`held_back_`): R-precision (`_r`: the right text is among the three nearest of 32), FID and diversity in the judge's
space (Guo et al., CVPR 2022), foot skating and PFC (`_contact`). Prints JSON: those of the dancer (`val`), of the
training motion whose text is nearest (`trivial`) and of the motions themselves (`themselves`), and those of the dancer
for texts of the training part (`train`; drawn dances then are of combinations that it knows). One judge knows real
clips only; the other, for the drawn dances, drawn ones only. `--sheet` paints strips of frames for twenty wishes, to be
looked at.
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

from engines.checkpoints import Weights, load
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

DANCER = "dancer"  # the shipped weights
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
SHORT = {"r_precision": "r"}  # names of figures, where they are not those of `Figures`
REAL = "python -m engines.dance.train_judge --steps 350 --out runs/judge-real"
DRAWN = "python -m engines.dance.train_judge --steps 700 --drawn runs/drawn-dances --out runs/judge-drawn"
DANCES = "python -m engines.dance.drawn --count 6000 --seed 1 --out runs/drawn-dances"
Array = NDArray[np.floating]
Asked = list[tuple[str, Sample]]
Dance = Callable[[str, int, int], Features]  # from text, frames and seed


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


def danced(network: Dancer, recipe: Recipe) -> Dance:
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
    dance: Dance,
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


def told_apart(samples: Sequence[Sample], text_of: Callable[[Sample], str]) -> Asked:
    """Return each text with one sample of it."""
    return list({text_of(sample): sample for sample in samples}.items())


def paint_sheet(dance: Dance, path: Path) -> None:
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


def measured(
    dancer: Dance, network: MotionJudge, prefix: str, asked: Asked, known: Sequence[Sample], learnt: Asked
) -> dict[str, dict[str, float]]:
    """Return, by part, the figures of one sort of motions, named `prefix`_r for the R-precision, and so on.

    Args:
        dancer: makes the motions.
        network: judges them.
        prefix: of the figures' names.
        asked: texts of no training, with their motions.
        known: motions of the training, among whose texts the nearest is looked for.
        learnt: texts of the training, with their motions.
    """
    told = compare(network, dancer, asked, known)
    texts, wanted = [text for text, _ in learnt], [sample.features for _, sample in learnt]
    made = [dancer(text, len(motion), number) for number, (text, motion) in enumerate(zip(texts, wanted, strict=True))]
    parts = {
        "val": told["dancer"],
        "trivial": told["nearest"],
        "themselves": told["themselves"],
        "train": judge(network, made, texts, wanted),
    }
    return {
        part: {f"{prefix}_{SHORT.get(name, name)}": round(value, 4) for name, value in asdict(figures).items()}
        for part, figures in parts.items()
    }


def some_of(samples: Sequence[Sample], count: int) -> Asked:
    """Return so many texts of motions, from first to last, each with its motion."""
    chosen = np.linspace(0, len(samples) - 1, min(count, len(samples))).astype(int)
    return told_apart([samples[number] for number in chosen], lambda sample: sample.texts[0])


def main() -> None:
    """Measure and print, or paint the sheet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=[DANCER], default=DANCER, help="there is one network")
    parser.add_argument("--file", type=Path, help="of a run; without it the shipped one")
    parser.add_argument("--real-judge", type=Path, default=Path("runs/judge-real/judge.safetensors"))
    parser.add_argument("--drawn-judge", type=Path, default=Path("runs/judge-drawn/judge.safetensors"))
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--drawn", type=Path, default=Path("runs/drawn-dances"), help="dances that it learnt from")
    parser.add_argument("--count", type=int, default=128, help="dances of each sort that are asked for")
    parser.add_argument("--steps", type=int, default=PAGE.steps)
    parser.add_argument("--solver", choices=("ddim", "dpm"), default=PAGE.solver)
    parser.add_argument("--guidance", type=float, default=PAGE.guidance)
    parser.add_argument("--sheet", type=Path, help="paint twenty wishes into this file, instead of measuring")
    options = parser.parse_args()
    shipped = Weights()
    network = load(options.file, "dancer") if options.file else shipped.network(shipped.choose(DANCER))
    dance = danced(cast("Dancer", network), Recipe(options.steps, options.solver, options.guidance))
    if options.sheet:
        paint_sheet(dance, options.sheet)
        return
    for path, made_by in ((options.real_judge, REAL), (options.drawn_judge, DRAWN), (options.drawn, DANCES)):
        if not path.exists():
            parser.error(f"there is no {path}: `{made_by}` makes it.")
    real = [sample for split in ("val", "test") for sample in load_real(options.data, split)]
    train, drawn = load_real(options.data, "train"), load_drawn(options.drawn)
    held = draw_samples(options.count, HELD_BACK_SEED, held_back=True)
    sorts = (
        (options.drawn_judge, "held_back", some_of(held, options.count), drawn),
        (options.real_judge, "real", some_of(real, options.count), train),
    )
    told: dict[str, dict[str, float]] = {}
    for path, prefix, asked, known in sorts:
        learnt = some_of(known, options.count)
        for part, figures in measured(dance, load_judge(path), prefix, asked, known, learnt).items():
            told.setdefault(part, {}).update(figures)
    print(json.dumps({DANCER: told}, indent=1))


if __name__ == "__main__":
    main()
