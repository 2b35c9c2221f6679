"""What comes out of a file of motions: the clips that can be used, and the others with the reason."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

MOST_BYTES: Final = 40_000_000  # of a file
MOST_UNPACKED: Final = 160_000_000  # bytes of the arrays in it
MOST_CLIPS: Final = 5000  # in one file
MOST_JOINTS: Final = 300  # of a rig
LONGEST: Final = 180.0  # seconds
SHORTEST: Final = 0.5  # seconds
LONGEST_TEXT: Final = 300  # characters


@dataclass(frozen=True)
class Remark:
    """Something that a file does not say and that was found out.

    Args:
        key: of the page's words, which hold `{value}` where the value stands.
        value: a number or a name, empty where there is none.
        sentence: in English, whole.
    """

    key: str
    value: str
    sentence: str


@dataclass(frozen=True)
class Clip:
    """A motion that can be used.

    Args:
        joints: (T, 22, 3) float32, metres, Y up, 20 frames a second, from the origin, facing Z+, feet on the floor; the
            joints of `humanml.NAMES`, the bones as long as they came.
        text: what is danced; empty where the file does not say.
        style: its name; empty where the file does not say.
        source: the file, and which of its clips.
        remarks: units, upright axis, frame rate and rig, as they were found.
    """

    joints: NDArray[np.float32]
    text: str
    style: str
    source: str
    remarks: tuple[Remark, ...]


@dataclass(frozen=True)
class Refused:
    """A motion that cannot be used: `which` in its file, the `key` of the page's words, and why in English."""

    which: str
    key: str
    reason: str


@dataclass(frozen=True)
class ClipsRead:
    accepted: tuple[Clip, ...]
    refused: tuple[Refused, ...]
