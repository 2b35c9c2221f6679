"""What may be wished for, and which motions can be worked on: checked before anything is computed."""

from collections.abc import Sequence
from itertools import pairwise
from math import isfinite

import numpy as np

from engines.dance.language import words_of
from engines.dance.results import LONGEST, LONGEST_TEXT, SHORTEST, Style, Wish
from engines.models.humanml import FPS, Motion
from engines.runtime import InputError

MOST_BEATS = 400  # of the longest dance's music
FEWEST_FRAMES = 8  # of a motion that is worked on
FARTHEST = 100.0  # metres from the middle of the stage


def check_wish(wish: Wish, styles: Sequence[Style]) -> None:
    """Raise what is wrong with a wish.

    Raises:
        InputError: `dance_text_empty`, `dance_text_long`, `dance_seconds`, `dance_energy`, `dance_style`,
            `dance_beats`.
    """
    if len(wish.text) > LONGEST_TEXT:
        raise InputError(
            "dance_text_long",
            f"That is a lot of words. Tell me the dance in at most {LONGEST_TEXT} letters.",
        )
    if not words_of(wish.text):
        raise InputError("dance_text_empty", "Tell me with a few words what to dance, for example: spin then jump.")
    if not SHORTEST <= wish.seconds <= LONGEST:
        raise InputError("dance_seconds", f"A dance takes {SHORTEST:.0f} to {LONGEST:.0f} seconds.")
    if wish.energy is not None and not 0 <= wish.energy <= 1:
        raise InputError("dance_energy", "The energy of a dance is a number from 0, calm, to 1, wild.")
    if wish.style is not None and wish.style not in {style.id for style in styles}:
        raise InputError("dance_style", "I don't know this style. Choose one of the list.")
    beats = wish.beats
    if (
        len(beats) > MOST_BEATS
        or not all(map(isfinite, beats))
        or any(late <= early for early, late in pairwise(beats))
    ):
        raise InputError("dance_beats", f"Beats are rising seconds, at most {MOST_BEATS} of them.")


def check_motion(motion: Motion) -> None:
    """Raise if a motion is too short, too long, or nowhere.

    Raises:
        InputError: `dance_motion_wrong`.
    """
    longest = 2 * LONGEST * FPS
    if not FEWEST_FRAMES <= len(motion.joints) <= longest or not bool(np.abs(motion.joints).max() < FARTHEST):
        raise InputError("dance_motion_wrong", "I can't go on from this dance. Make a new one first.")
