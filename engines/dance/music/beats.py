"""Where music beats, by dynamic programming over the onsets (Ellis: "Beat Tracking by Dynamic Programming", Journal of
New Music Research 2007).

Onsets are jumps of loudness, in 40 mel bands; the tempo is the lag at which they are most like themselves,
weighed towards 120 beats a minute; the beats are the path through the onsets that is loudest and steadiest.
"""

from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

Array = NDArray[np.floating]

DOWN: Final = 4  # 44,100 to 11,025 samples a second: beats need no more
WINDOW, HOP = 512, 64  # samples: 46 ms, and 172 frames a second
BANDS: Final = 40
LOW_BANDS: Final = 7  # of them, up to 400 Hz, counted once more: a bass or a drum carries the beat more than a cymbal
LOUDNESS_RANGE: Final = 80.0  # decibels under the loudest that count as silence
SMOOTHING: Final = 0.02  # seconds
EARLY: Final = 0.011  # seconds by which onsets are seen before they are heard, for windows look ahead
USUAL, SPREAD = 120.0, 0.9  # beats a minute, octaves
SLOWEST, FASTEST = 50.0, 210.0  # beats a minute
TIGHTNESS: Final = 100.0  # how dear a beat off the tempo is
# Share of the onsets' energy that must come back after a beat or two, times the root of the seconds: the shorter a
# clip, the steadier noise seems. Of 62 clips of noise none reached it, of music some of three seconds did not.
STEADY: Final = 0.75
QUIET: Final = 0.25  # of the usual onset: weaker beats at both ends are not counted


def find_beats(samples: Array, rate: int) -> tuple[float, Array]:
    """Return the tempo in beats a minute, and the beats in seconds; 0 and none where nothing beats.

    Args:
        samples: (N,), mono, any scale.
        rate: samples a second.
    """
    fps = rate / DOWN / HOP
    strength = onsets(samples, rate)
    if not strength.any():
        return 0.0, np.zeros(0)
    lag, steadiness = _tempo(strength, fps)
    if steadiness < STEADY / np.sqrt(len(strength) / fps):
        return 0.0, np.zeros(0)
    frames = _trimmed(_track(strength, lag), strength)
    beats = frames / fps + EARLY
    if len(beats) < 2:
        return 0.0, np.zeros(0)
    return 60 / float(np.median(np.diff(beats))), beats


def onsets(samples: Array, rate: int) -> Array:
    """Return (frames,), how much louder it gets, with mean 0 and deviation 1; all 0 for silence."""
    # A mean of four is filter enough here, and loading SciPy's takes longer than all the rest.
    low = samples[: len(samples) // DOWN * DOWN].astype(np.float32).reshape(-1, DOWN).mean(1)
    pieces = sliding_window_view(np.pad(low, WINDOW // 2), WINDOW)[::HOP] * np.hanning(WINDOW).astype(np.float32)
    bands = _mel(rate // DOWN) @ (np.abs(np.fft.rfft(pieces)) ** 2).T  # (BANDS, frames)
    loudness = 10 * np.log10(np.maximum(bands, bands.max() * 10 ** (-LOUDNESS_RANGE / 10) + 1e-20))
    rise = np.maximum(0, np.diff(loudness, axis=1, prepend=loudness[:, :1]))
    smooth = gaussian_filter1d(rise.mean(0) + rise[:LOW_BANDS].mean(0), SMOOTHING * rate / DOWN / HOP)
    deviation = smooth.std()
    return np.asarray((smooth - smooth.mean()) / deviation if deviation > 1e-6 else np.zeros_like(smooth), np.float64)


def _mel(rate: int) -> Array:
    """(BANDS, WINDOW / 2 + 1), triangles evenly spaced in mel from 30 Hz to the highest frequency."""
    lowest, highest = (2595 * np.log10(1 + frequency / 700) for frequency in (30.0, rate / 2))
    edges = 700 * (10 ** (np.linspace(lowest, highest, BANDS + 2) / 2595) - 1)
    frequencies = np.linspace(0, rate / 2, WINDOW // 2 + 1)
    left, middle, right = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    return np.maximum(0, np.minimum((frequencies - left) / (middle - left), (right - frequencies) / (right - middle)))


def _tempo(strength: Array, fps: float) -> tuple[float, float]:
    """Return the frames of a beat, and how steady the beat is: 0 noise to 1."""
    size = len(strength)
    spectrum = np.fft.rfft(strength, 2 * size)
    same = np.fft.irfft(np.abs(spectrum) ** 2)[:size]
    same = same / same[0] * (size / np.maximum(size - np.arange(size), size / 2))
    lags = np.arange(int(60 * fps / FASTEST), min(int(60 * fps / SLOWEST), size // 2))
    if not len(lags):
        return 0.0, 0.0
    # A beat is also there after two of it: that tells it from its half, and from a syncopation.
    after_two = np.maximum(same[2 * lags - 1], np.maximum(same[2 * lags], same[np.minimum(2 * lags + 1, size - 1)]))
    weight = np.exp(-0.5 * (np.log2(60 * fps / lags / USUAL) / SPREAD) ** 2)
    best = int(np.argmax(weight * (same[lags] + 0.5 * after_two)))
    return float(lags[best]), float(max(same[lags[best]], after_two[best]))


def _track(strength: Array, lag: float) -> NDArray[np.intp]:
    """Return the frames of the beats: the best path whose steps are about `lag` frames long."""
    local = gaussian_filter1d(strength, lag / 32)
    back = np.arange(-int(2 * lag), -int(lag / 2))
    price = -TIGHTNESS * np.log(-back / lag) ** 2
    score = local.copy()
    before = np.full(len(local), -1)
    for frame in range(-back[-1], len(local)):
        reached = back[max(0, -back[0] - frame) :] + frame
        gains = score[reached] + price[-len(reached) :]
        best = int(np.argmax(gains))
        if gains[best] > 0:
            score[frame] += gains[best]
            before[frame] = reached[best]
    # The last beat is within the last step; the path with the highest score leads to it.
    tail = len(local) - int(lag) - 1
    frames = [max(0, tail) + int(np.argmax(score[max(0, tail) :]))]
    while before[frames[-1]] >= 0:
        frames.append(int(before[frames[-1]]))
    return np.array(frames[::-1])


def _trimmed(frames: NDArray[np.intp], strength: Array) -> NDArray[np.intp]:
    """Leave out beats before and after the music, where nothing sounds."""
    above = strength - strength.min()
    loud = np.flatnonzero(above[frames] > QUIET * np.median(above[frames]))
    return frames[loud[0] : loud[-1] + 1]
