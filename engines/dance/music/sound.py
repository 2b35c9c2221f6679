"""Bytes from a stranger into sound: any common kind of file, any kind of damage. PyAV is loaded with the first file."""

import io
import wave
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engines.runtime import InputError

RATE: Final = 44_100  # samples a second of all sound here, and of the videos that carry it
MOST_SECONDS: Final = 60.5  # a minute, and a little more, for encoders add some silence
LEAST_SECONDS: Final = 1.0
MOST_BYTES: Final = 15_000_000  # a minute of stereo WAV, and a half more

# Named, because FFmpeg knows hundreds more, and some of them (playlists) name other files.
KINDS: Final = ("wav", "mp3", "ogg", "mov,mp4,m4a,3gp,3g2,mj2", "flac", "aac", "matroska,webm", "aiff")


@dataclass(frozen=True)
class Sound:
    """Sound as it is heard.

    Args:
        samples: (N, 2) int16, left and right.
        rate: samples a second.
    """

    samples: NDArray[np.int16]
    rate: int = RATE

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate

    def save(self, path: Path) -> None:
        """Write it as WAV, which a video's maker reads."""
        with wave.open(str(path), "wb") as file:
            file.setnchannels(2)
            file.setsampwidth(2)
            file.setframerate(self.rate)
            file.writeframes(self.samples.astype("<i2").tobytes())


def read_sound(data: bytes) -> Sound:
    """Return the sound in a file's bytes, its kind told by its content alone; of a video, its first sound.

    Raises:
        InputError: `dance_sound_none`, `dance_sound_heavy`, `dance_sound_long`, `dance_sound_short` or
            `dance_sound_unreadable`.
    """
    if not data:
        raise InputError("dance_sound_none", "There is no music yet: please choose a file.")
    if len(data) > MOST_BYTES:
        raise InputError(
            "dance_sound_heavy", f"This file has more than {MOST_BYTES / 1e6:g} MB: please choose a smaller one."
        )
    # The decoders meet hostile bytes here, and what they raise is not documented, so whatever it is, the file cannot be
    # read.
    try:
        sound = _decoded(data)
    except InputError:
        raise
    except Exception as error:
        raise _unreadable() from error
    if sound.seconds < LEAST_SECONDS:
        raise InputError("dance_sound_short", "This sound is shorter than a second: please choose a longer one.")
    return sound


def _decoded(data: bytes) -> Sound:
    import av

    parts: list[NDArray[np.int16]] = []
    length = 0
    with av.open(io.BytesIO(data), "r", metadata_errors="ignore") as container:
        if container.format.name not in KINDS or not container.streams.audio:
            raise _unreadable()
        stream = container.streams.audio[0]
        if stream.duration and stream.time_base and stream.duration * stream.time_base > MOST_SECONDS:
            raise _long()
        resampler = av.AudioResampler("s16", "stereo", RATE)
        for frame in chain(container.decode(stream), [None]):
            for piece in resampler.resample(frame):
                parts.append(np.asarray(piece.to_ndarray(), np.int16).reshape(-1, 2))
                length += len(parts[-1])
            if length > MOST_SECONDS * RATE:  # what a header says need not be so
                raise _long()
    return Sound(np.concatenate(parts))


def _long() -> InputError:
    return InputError("dance_sound_long", "This music is longer than a minute: please choose a shorter clip.")


def _unreadable() -> InputError:
    return InputError(
        "dance_sound_unreadable", "I can't hear music in this file: please choose a WAV, MP3, OGG or M4A file."
    )
