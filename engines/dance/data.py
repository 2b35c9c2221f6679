"""The motions a dancer learns from: real clips and dances drawn by program, as features with their texts."""

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from engines.dance.skeleton import features_of
from engines.models.humanml import FEATURES, FPS, NAMES

Features = NDArray[np.float32]
SHARDS = ("clips_cmu.npz", "clips_misc.npz")
TEMPI = (1.0, 0.85, 1.18)  # each real clip is also slowed down and sped up
FASTEST = 2.5  # m/s of hands and feet, on average: the energy 1

SIDES = {"left": "right", "right": "left", "왼": "오른", "오른": "왼"}
MOVING = [NAMES.index(f"{side}_{part}") for side in ("left", "right") for part in ("wrist", "foot")]

KOREAN = {  # how a person asks for the real clips' genres
    "salsa": ("살사를 춰요", "살사 댄스", "라틴 살사 춤"),
    "martial-arts": ("무술 걸음", "무술 동작을 해요"),
    "modern-ballet": ("발레를 해요", "현대 발레를 춰요", "우아한 발레"),
    "michael-jackson-style": ("마이클 잭슨처럼 춤춰요", "마이클 잭슨 팝 댄스"),
    "pantomime": ("팬터마임을 해요", "마임 연기"),
    "macarena": ("마카레나를 춰요", "마카레나 댄스"),
    "squat-kick": ("쪼그려 앉아 차는 춤", "코사크 춤을 춰요"),
    "walk": ("걸어요", "사람이 걷고 있어요"),
    "chicken-dance": ("닭춤을 춰요", "치킨 댄스"),
    "breakdance": ("브레이크댄스를 춰요", "비보잉"),
    "whirl-dance": ("빙글빙글 도는 춤", "계속 돌며 춤춰요"),
    "acrobatics": ("곡예를 해요", "옆돌기를 해요"),
    "contemporary": ("현대 무용을 해요", "컨템퍼러리 댄스"),
}


@dataclass(frozen=True)
class Sample:
    """A motion to learn from.

    Args:
        features: (T, 263) float32, HumanML3D's, not normalised.
        texts: what may be said of it.
        beats: frames at which it beats, rising; empty where nobody knows.
        kind: the genre of a real clip, the moves of a drawn one.
        real: whether a person danced it.
    """

    features: Features
    texts: tuple[str, ...]
    beats: NDArray[np.float32]
    kind: str
    real: bool

    @property
    def energy(self) -> float:
        """Return how lively it is, 0..1."""
        return energy_of(self.features)


def energy_of(features: Features) -> float:
    """Return the speed of hands and feet, on average, as a share of `FASTEST`, at most 1."""
    start = 4 + 9 * (len(NAMES) - 1)  # after root, places and rotations
    moved = features[:, start : start + 3 * len(NAMES)].reshape(-1, len(NAMES), 3)[:, MOVING]
    return float(min(1.0, np.linalg.norm(moved, axis=-1).mean() * FPS / FASTEST))


def load_real(folder: Path, split: str, tempi: Sequence[float] = (1.0,)) -> list[Sample]:
    """Return the clips of a part of the motion pack, each at some tempi."""
    shards = [np.load(folder / "motion" / shard, allow_pickle=False) for shard in SHARDS]
    joints = {name: shard[name] for shard in shards for name in shard.files}
    with (folder / "motion" / "clips.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["split"] == split]
    samples = []
    for row in rows:
        said = dict.fromkeys([row["text_measured"], row["text"], *row["texts_all"].split("|"), row["label"]])
        texts = (*(text for text in said if text), *KOREAN[row["genre"]])
        for tempo in tempi:
            features = features_of(retimed(joints[row["id"]], tempo))
            samples.append(Sample(features, texts, np.zeros(0, np.float32), row["genre"], True))
    return samples


def load_drawn(folder: Path) -> list[Sample]:
    """Return the dances that `python -m engines.dance.drawn` left in a folder."""
    samples = []
    for path in sorted(folder.glob("*.npz")):
        shard = np.load(path, allow_pickle=False)
        texts = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        ends, beat_ends = np.cumsum(shard["lengths"])[:-1], np.cumsum(shard["beat_counts"])[:-1]
        motions = np.split(shard["features"], ends)
        beats = np.split(shard["beats"], beat_ends)
        for motion, beat, said in zip(motions, beats, texts, strict=True):
            samples.append(Sample(motion.astype(np.float32), tuple(said["texts"]), beat, said["kind"], False))
    return samples


def retimed(joints: NDArray[np.float32], tempo: float) -> NDArray[np.float32]:
    """Return joints (T', 22, 3), `tempo` times as fast."""
    if tempo == 1:
        return joints
    T = len(joints)
    at = np.arange(0, T - 1, tempo)
    return CubicSpline(np.arange(T), joints)(at).astype(np.float32)


def mirrored(sample: Sample) -> Sample:
    """Return the sample as a mirror shows it, texts included."""
    texts = tuple(mirrored_text(text) for text in sample.texts)
    return replace(sample, features=mirrored_features(sample.features), texts=texts)


def mirrored_text(text: str) -> str:
    """Return the text with left and right exchanged, in English and Korean."""
    parts = []
    for word in text.split(" "):
        side = next((side for side in SIDES if word.startswith(side)), None)
        parts.append(word if side is None else SIDES[side] + word[len(side) :])
    return " ".join(parts)


def mirrored_features(features: Features) -> Features:
    """Return the features (T, 263) of the mirrored motion: X changes its sign, left and right change places."""
    return (features[:, MIRROR] * SIGNS).astype(np.float32)


def _mirror() -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """Return where each feature of a mirrored motion comes from, and its sign."""
    swap = [NAMES.index(_other(name)) for name in NAMES]
    J = len(NAMES)
    signs = [-1, -1, 1, 1]  # turn, velocity along X and Z, height
    source = [0, 1, 2, 3]
    blocks = (  # width, signs, first joint: places, rotations (two columns of M R M), velocities
        (3, (-1, 1, 1), 1),
        (6, (1, -1, -1, -1, 1, 1), 1),
        (3, (-1, 1, 1), 0),
    )
    for width, sign, first in blocks:
        start = len(source)
        for joint in range(first, J):
            source += [start + width * (swap[joint] - first) + number for number in range(width)]
            signs += sign
    feet = len(source)
    return np.array([*source, feet + 2, feet + 3, feet, feet + 1]), np.array([*signs, 1, 1, 1, 1], np.float32)


def _other(name: str) -> str:
    side, _, part = name.partition("_")
    return f"{SIDES[side]}_{part}" if side in SIDES else name


MIRROR, SIGNS = _mirror()


def statistics(samples: Iterable[Sample]) -> tuple[Features, Features]:
    """Return mean and std (263,) of all frames; a group of features shares its std, as in HumanML3D."""
    frames = np.concatenate([sample.features for sample in samples])
    std = frames.std(0)
    J = len(NAMES)
    edges = (0, 1, 3, 4, 4 + 3 * (J - 1), 4 + 9 * (J - 1), FEATURES - 4, FEATURES)
    for start, end in pairwise(edges):
        std[start:end] = std[start:end].mean()
    return frames.mean(0), std
