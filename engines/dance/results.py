"""What the steps of a dance hand on: what is wished for, the frames as they come, and the whole dance."""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from engines.models.humanml import Motion

SHORTEST, LONGEST = 2.0, 30.0  # seconds of a dance
LONGEST_TEXT = 300  # characters


@dataclass(frozen=True)
class Wish:
    """What a visitor asks for.

    Args:
        text: in English or Korean.
        seconds: `SHORTEST` to `LONGEST`.
        style: one of the engine's styles, or None.
        seed: the same wish with another seed is another dance.
        energy: 0 (small and calm) to 1 (large and wild); None leaves it to the words.
        beats: seconds at which the music beats, rising; empty without music.
        foot_lock: whether standing feet are held to the floor afterwards.
    """

    text: str
    seconds: float = 6.0
    style: str | None = None
    seed: int = 0
    energy: float | None = None
    beats: tuple[float, ...] = ()
    foot_lock: bool = True


class Reading(StrEnum):
    """What became of a word of the text."""

    CORRECTED = "corrected"  # it was not known, the nearest known word was taken
    UNKNOWN = "unknown"  # nothing like it is known, so it was left out


@dataclass(frozen=True)
class Note:
    """What the program says about a word of the text: `word` as it was written, `taken` what was read instead."""

    reading: Reading
    word: str
    taken: str = ""


@dataclass(frozen=True)
class Part:
    """Frames that are ready to be shown while the rest is made.

    Args:
        joints: (N, 22, 3) float32, metres, Y up.
        first: index of its first frame in the whole dance.
        total: frames of the whole dance, 20 a second.
    """

    joints: NDArray[np.float32]
    first: int
    total: int


@dataclass(frozen=True)
class Physics:
    """How well a motion keeps to the laws of nature.

    Args:
        skating: share of the frames in which a foot slides on the floor (Karunratanakul et al., "GMD", ICCV 2023).
        sunk: metres, how deep the lowest joint is under the floor at the worst.
        bent: share of knees and elbows, over all frames, that bend the wrong way.
        jerk: m/s^3, mean over joints and frames.
        contact: PFC, the lower the more plausible (Tseng et al., "EDGE", CVPR 2023).
    """

    skating: float
    sunk: float
    bent: float
    jerk: float
    contact: float


@dataclass(frozen=True)
class Dance:
    """A finished dance.

    Args:
        motion: feet on the floor, starting at the origin, facing Z+.
        wish: what was asked for.
        notes: on words that were not known.
        beats: seconds at which the dance beats; empty where nobody knows.
        physics: of the motion.
        network: the name of the weights that made it.
        seconds: what each step took.
    """

    motion: Motion
    wish: Wish
    notes: tuple[Note, ...]
    beats: tuple[float, ...]
    physics: Physics
    network: str
    seconds: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Style:
    """A style of dancing: its id, and how it is called in English and in Korean."""

    id: str
    en: str
    ko: str
