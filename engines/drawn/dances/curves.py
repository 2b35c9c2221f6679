"""Values that keyframes name, in between: cubic, never beyond the keys, with holds for accents.

The slopes are those of PCHIP (Fritsch and Butland, 1984): level at every turning point, so that a dancer arrives at a
pose on the beat and does not swing past it.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]


def cycle(keys: Array, phase: Array, hold: float = 0.0) -> Array:
    """Return the values (T, ...) of a cycle of evenly spaced keys, the first of which is met at every whole phase.

    Args:
        keys: (K, ...).
        phase: (T,) in cycles, any real numbers.
        hold: 0 to under 1, the share of the way to the next key in which the last one is still held.
    """
    K = len(keys)
    place = phase * K
    index = np.floor(place).astype(int)
    step = np.roll(keys, -1, 0) - keys
    return _hermite(keys, step, _slopes(np.roll(step, 1, 0), step), index % K, (index + 1) % K, place - index, hold)


def path(keys: Array, phase: Array) -> Array:
    """Return the values (T, ...) of a way that goes on: each whole phase adds what lies between first and last key.

    Args:
        keys: (K + 1, ...), evenly spaced over one phase.
        phase: (T,).
    """
    K = len(keys) - 1
    place = phase * K
    index = np.floor(place).astype(int)
    step = np.diff(keys, axis=0)
    slopes = _slopes(np.roll(step, 1, 0), step)
    once = _hermite(keys[:-1], step, slopes, index % K, (index + 1) % K, place - index, 0.0)
    return once + _column(index // K, keys) * (keys[-1] - keys[0])


def through(times: Array, values: Array, at: Array) -> Array:
    """Return values (T, ...) at times `at` of a way through keys (K, ...) at rising `times`, resting at its ends."""
    step = np.diff(values, axis=0)
    spans = np.diff(times)
    rates = step / _column(spans, values)
    slopes = np.zeros_like(values)
    slopes[1:-1] = _slopes(rates[:-1], rates[1:])
    index = np.clip(np.searchsorted(times, at, side="right") - 1, 0, len(times) - 2)
    u = _column(np.clip((at - times[index]) / spans[index], 0, 1), values)
    span = _column(spans[index], values)
    return (
        values[index]
        + step[index] * (u * u * (3 - 2 * u))
        + span * (slopes[index] * (u * (1 - u) ** 2) - slopes[index + 1] * (u * u * (1 - u)))
    )


def smooth(u: Array) -> Array:
    """Return 0 to 1 for 0 to 1, at rest at both ends, without a jump in acceleration."""
    u = np.clip(u, 0, 1)
    return u**3 * (10 - 15 * u + 6 * u * u)


def _hermite(
    keys: Array, step: Array, slopes: Array, here: NDArray[np.intp], there: NDArray[np.intp], u: Array, hold: float
) -> Array:
    u = _column(np.clip((u - hold) / (1 - hold), 0, 1), keys)
    slopes = slopes * max(0.0, 1 - 4 * hold)
    return (
        keys[here]
        + step[here] * (u * u * (3 - 2 * u))
        + slopes[here] * (u * (1 - u) ** 2)
        - slopes[there] * (u * u * (1 - u))
    )


def _slopes(before: Array, after: Array) -> Array:
    """Return the harmonic mean of two rates of the same sign, else 0."""
    product = before * after
    total = before + after
    return np.where(product > 0, 2 * product / np.where(product > 0, total, 1), 0)


def _column(u: Array, like: Array) -> Array:
    return u.reshape(-1, *[1] * (like.ndim - 1))
