"""A motion as a file holds it: any rig, any unit, any upright axis."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.dance.files.clips import LONGEST, SHORTEST
from engines.runtime import InputError

Array = NDArray[np.floating]


@dataclass(frozen=True)
class Take:
    """Named joints that move.

    Args:
        names: of the J joints.
        positions: (T, J, 3), in the file's unit and axes.
        fps: frames a second.
        rig: what kind of skeleton it is, for the remark.
        tells_rate: whether the file says how many frames are a second; else `fps` is what such files mostly have.
    """

    names: tuple[str, ...]
    positions: Array
    fps: float
    rig: str
    tells_rate: bool = True


def check_length(frames: int, fps: float) -> None:
    """Check how long a motion is, before its frames are read.

    Raises:
        InputError: `dance_clip_rate`, `dance_clip_short`, `dance_clip_long`.
    """
    if not 1 <= fps <= 1000:
        raise InputError(
            "dance_clip_rate", f"{fps:g} frames a second can't be right: save the motion with 1 to 1,000 a second."
        )
    if (frames - 1) / fps < SHORTEST:
        raise InputError(
            "dance_clip_short",
            f"This motion has {frames} frame{'s' * (frames != 1)}: half a second of movement is the least.",
        )
    if frames / fps > LONGEST + 1 / fps:
        raise InputError(
            "dance_clip_long", f"This motion lasts {frames / fps / 60:.0f} minutes: cut it to three minutes at most."
        )
