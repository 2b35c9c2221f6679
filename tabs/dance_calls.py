"""What the page of the Dance room sends, checked part by part: nothing that comes over the network is believed.

The server keeps nothing of a visitor. The dance on the stage lies in the page and comes back with what is wished of it.
"""

from __future__ import annotations

import base64
import binascii
from enum import StrEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from engines.dance.results import LONGEST, LONGEST_TEXT, Wish
from engines.models.humanml import FPS, NAMES, Motion
from tabs.manners import require_kind
from tabs.words import error

MOST_SEED: Final = 1_000_000
MOST_BEATS: Final = 400
MOST_FRAMES: Final = int(2 * LONGEST * FPS)  # a dance, and one that goes on from it
MILLIMETRE: Final = 0.001
FARTHEST: Final = 32_767  # millimetres, what 16 bits hold

Parts = dict[Any, Any]


class Kind(StrEnum):
    """What is wished for: a new dance, or what becomes of the one on the stage."""

    DANCE = "dance"
    ON = "on"  # it goes on
    ARMS = "arms"  # other arms
    BETWEEN = "between"  # from its first pose to its last one on another way


class Format(StrEnum):
    """The files that a dance can become."""

    MP4 = "mp4"
    GIF = "gif"
    WEBP = "webp"
    BVH = "bvh"
    GLB = "glb"
    NPZ = "npz"


class Figure(StrEnum):
    """Who dances, on the page and in the pictures."""

    KID = "kid"
    HANBOK = "hanbok"
    ROBOT = "robot"


def wish_of(parts: Parts) -> Wish:
    """What the visitor wants to see. What the words, the style and the length may be, the engine knows."""
    text, style, energy = parts.get("text"), parts.get("style"), parts.get("energy")
    if not isinstance(text, str) or not text.strip():
        raise error("dance_text_empty")
    if len(text) > LONGEST_TEXT:
        raise error("dance_text_long")
    require_kind(text)
    if style is not None and not isinstance(style, str):
        raise error("dance_style")
    seed = parts.get("seed", 0)
    if type(seed) is not int or not 0 <= seed <= MOST_SEED:
        raise error("seed_out_of_range")
    return Wish(
        text,
        number(parts.get("seconds", 6.0), "dance_seconds"),
        style or None,
        seed,
        None if energy is None else number(energy, "dance_energy"),
        beats_of(parts),
        parts.get("lock", True) is not False,
    )


def kind_of(parts: Parts) -> Kind:
    """What is to be done."""
    told = parts.get("kind", Kind.DANCE)
    if not isinstance(told, str) or told not in [*Kind]:
        raise error("failed")
    return Kind(told)


def beats_of(parts: Parts) -> tuple[float, ...]:
    """Seconds at which the music beats."""
    told = parts.get("beats", [])
    if not isinstance(told, list) or len(told) > MOST_BEATS:
        raise error("dance_beats")
    return tuple(number(beat, "dance_beats") for beat in told)


def motion_of(parts: Parts) -> Motion:
    """The dance on the stage: `joints` as `joints_to_text` writes them. Raises `dance_motion_wrong`."""
    told = parts.get("joints")
    frame = 2 * 3 * len(NAMES)  # bytes
    if not isinstance(told, str) or len(told) > MOST_FRAMES * frame * 4 / 3 + 4:
        raise error("dance_motion_wrong")
    try:
        data = base64.b64decode(told, validate=True)
    except (binascii.Error, ValueError) as problem:
        raise error("dance_motion_wrong") from problem
    if not data or len(data) % frame:
        raise error("dance_motion_wrong")
    joints = np.frombuffer(data, "<i2").reshape(-1, len(NAMES), 3).astype(np.float32)
    return Motion(joints * np.float32(MILLIMETRE))


def joints_to_text(joints: NDArray[np.float32]) -> str:
    """Joints (T, 22, 3) in metres as millimetres: 16-bit numbers, the low byte first, in base64."""
    millimetres = np.clip(np.round(joints / MILLIMETRE), -FARTHEST, FARTHEST).astype("<i2")
    return base64.b64encode(millimetres.tobytes()).decode("ascii")


def sound_of(parts: Parts, max_bytes: int) -> bytes:
    """The sound file in `music`, base64. Raises `dance_sound_heavy` before decoding too much."""
    told = parts.get("music")
    if not isinstance(told, str) or not told:
        raise error("dance_sound_none")
    if len(told) * 3 // 4 > max_bytes + 2:  # base64 pads by up to two bytes
        raise error("dance_sound_heavy")
    try:
        return base64.b64decode(told, validate=True)
    except (binascii.Error, ValueError) as problem:
        raise error("dance_sound_unreadable") from problem


def format_of(told: object) -> Format:
    """A kind of file by its ending."""
    if not isinstance(told, str) or told not in [*Format]:
        raise error("dance_file_kind")
    return Format(told)


def figure_of(told: object) -> Figure:
    """Who is seen in the pictures; the first one where nothing is said."""
    if not isinstance(told, str) or told not in ["", *Figure]:
        raise error("dance_figure")
    return Figure(told or Figure.KID)


def number(told: object, key: str) -> float:
    """A number that is finite; `key` is raised for anything else."""
    # By type, because True and False count as whole numbers in Python. Not a number is not between the ends.
    if type(told) not in (int, float) or not -1e6 < told < 1e6:  # type: ignore[operator]
        raise error(key)
    return float(told)  # type: ignore[arg-type]
