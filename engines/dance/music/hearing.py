"""A clip of music, and when it beats."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from engines.dance.music.sound import Sound


@dataclass(frozen=True)
class Music:
    """What was heard.

    Args:
        seconds: how long it lasts.
        tempo: beats a minute; 0 where nothing beats.
        beats: seconds of each, rising; empty where nothing beats.
        sound: what a video of the dance carries.
    """

    seconds: float
    tempo: float
    beats: tuple[float, ...]
    sound: "Sound"


def hear(data: bytes) -> Music:
    """Return tempo and beats of a sound file of at most a minute: WAV, MP3, OGG, M4A, FLAC, or the sound of a video.

    Raises:
        InputError: `dance_sound_none`, `dance_sound_heavy`, `dance_sound_long`, `dance_sound_short` or
            `dance_sound_unreadable`.
    """
    from engines.dance.music.beats import find_beats
    from engines.dance.music.sound import read_sound

    sound = read_sound(data)
    tempo, beats = find_beats(sound.samples.mean(1, dtype=np.float32), sound.rate)
    return Music(sound.seconds, tempo, tuple(float(beat) for beat in beats), sound)
