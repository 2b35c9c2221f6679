"""A dance brought to the beat: its own beats are moved onto those of the music by making it a little faster or slower.

A dance beats where its joints are slowest, between two moves: Li, Yang, Ross, Kanazawa: "AI Choreographer: Music
Conditioned 3D Dance Generation with AIST++", ICCV 2021, whose measure of alignment stands here too.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline
from scipy.ndimage import gaussian_filter1d
from scipy.signal import find_peaks

from engines.models.humanml import Motion

Array = NDArray[np.floating]

SMOOTHING: Final = 0.083  # seconds: 5 of AIST++'s frames, 60 a second
DEEP: Final = 0.05  # of the mean speed, how far a slowest moment must lie below those around it
TOLERANCE: Final = 0.05  # seconds: 3 of those frames
SLOWEST, FASTEST = 0.75, 1.35  # how much slower or faster a dance may become
RESTLESS: Final = 0.3  # price of a change of speed by as much as the speed itself, in matched beats
EASE: Final = 0.1  # seconds, the deviation of the Gaussian over changes of speed


def motion_beats(motion: Motion) -> Array:
    """Return the seconds (N,) at which a motion beats: where its joints are slowest."""
    speed = np.linalg.norm(np.diff(motion.joints, axis=0), axis=-1).mean(1)
    smooth = gaussian_filter1d(speed, SMOOTHING * motion.fps)
    return np.asarray((find_peaks(-smooth, prominence=DEEP * smooth.mean())[0] + 0.5) / motion.fps)


def alignment(motion: Motion, beats: Sequence[float] | Array) -> float:
    """Return how well a motion keeps to the beats, 0 to 1: AIST++'s beat alignment score.

    The mean over the motion's beats of exp(-d^2 / 2 s^2), d seconds to the nearest beat of the music, s = 0.05.
    0 for a motion that does not beat.
    """
    own, music = motion_beats(motion), np.asarray(beats)
    if not len(own) or not len(music):
        return 0.0
    away = np.abs(own[:, None] - music).min(1)
    return float(np.exp(-0.5 * (away / TOLERANCE) ** 2).mean())


def to_the_beat(motion: Motion, beats: Sequence[float]) -> Motion:
    """Return the motion, as long as it was, with its beats on those of the music where its speed allows.

    Start and end stay where they are. Without beats it comes back as it is.

    Args:
        motion: to be danced.
        beats: seconds, rising.
    """
    seconds = (len(motion.joints) - 1) / motion.fps
    music, own = _matched(motion_beats(motion), np.array([beat for beat in beats if 0 < beat < seconds]), seconds).T
    if len(music) == 2:
        return motion
    # Half a second more at both ends, at its own speed, so that the smoothing finds the speed there. Smoothing a line
    # of allowed slopes leaves them allowed, which no spline through the pairs does.
    more = int(motion.fps / 2)
    at = np.arange(-more, len(motion.joints) + more) / motion.fps
    when = np.interp(at, [-1.0, *music, seconds + 1], [-1.0, *own, seconds + 1])
    when = gaussian_filter1d(when, EASE * motion.fps)[more:-more].clip(0, seconds)
    own_times = np.arange(len(motion.joints)) / motion.fps
    return Motion(CubicSpline(own_times, motion.joints)(when).astype(np.float32), motion.fps)


def _matched(own: Array, music: Array, seconds: float) -> Array:
    """Return (N, 2), times in the music and in the dance that belong together, both ends among them.

    The most pairs (beat of the music, own beat), rising in both, such that the speed between neighbours is allowed and
    changes little: dynamic programming over all pairs.
    """
    inner = [(beat, step) for beat in music for step in own]
    pairs = np.array([(0.0, 0.0), *inner, (seconds, seconds)])
    score, speed, before = np.full(len(pairs), -np.inf), np.ones(len(pairs)), np.zeros(len(pairs), int)
    score[0] = 0.0
    for pair in range(1, len(pairs)):
        gap = pairs[pair] - pairs[:pair]
        rate = np.divide(gap[:, 1], gap[:, 0], out=np.zeros(pair), where=gap[:, 0] > 0)
        change = np.abs(np.log(rate / speed[:pair], out=np.zeros(pair), where=rate > 0))
        allowed = (rate >= SLOWEST) & (rate <= FASTEST)
        gains = np.where(allowed, score[:pair] + 1 - RESTLESS * change, -np.inf)
        best = int(np.argmax(gains))
        if np.isfinite(gains[best]):
            score[pair], before[pair], speed[pair] = gains[best], best, rate[best]
    path = [len(pairs) - 1]
    while path[-1]:
        path.append(int(before[path[-1]]))
    return pairs[path[::-1]]
