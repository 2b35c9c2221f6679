"""The feet's way: from place to place in the world, and quite still in between."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.drawn.dances.curves import smooth, through
from engines.drawn.dances.moves import Step
from engines.drawn.dances.rig import Feet, level

Array = NDArray[np.floating]
Home = Callable[[Array], tuple[Array, Array]]  # frames (N,) -> X and Z (N, 2), heading (N,)

HEEL = 6.0  # radians for each metre of a step's lift: how far its heel comes up
BALL = 0.09  # metres from the middle of a foot's place forwards to its ball
OUTWARDS = (1.0, -1.0)
FORGETS = 1e9  # frames: after the last step a foot stands for ever


@dataclass(frozen=True)
class Timed:
    """A step whose start and end are frames."""

    step: Step
    start: float
    end: float


@dataclass
class _Foot:
    """Where a foot stands, and what has been drawn of it."""

    ball: Array
    yaw: float
    pitch: float
    load: float


def walk(steps: list[Timed], stance: tuple[Step, Step], home: Home, rise: Array) -> Feet:
    """Return both feet over all frames.

    Args:
        steps: those of one foot must not overlap.
        stance: where the feet are in frame 0.
        home: the dancer's own place and heading.
        rise: (T,), how high a jump has lifted the body; a lifted foot rises with it.
    """
    T = len(rise)
    feet = Feet(np.zeros((T, 2, 3)), np.zeros((T, 2)), np.zeros((T, 2)), np.ones((T, 2), bool), np.ones((T, 2)))
    for index, foot in enumerate("LR"):
        own = sorted((timed for timed in steps if timed.step.foot == foot), key=lambda timed: timed.start)
        first = own[0].start if own else FORGETS
        stand = _standing(stance[index], 0.0, min(first, 20.0), home, index)
        _stay(feet, index, stand, 0)
        for timed, after in zip(own, [*own[1:], None], strict=False):
            until = min(after.start if after else timed.end + 20, timed.end + 40)
            landed = _standing(timed.step, timed.end, until, home, index)
            if timed.step.pivot:
                landed.ball = stand.ball
            _swing(feet, index, stand, landed, timed, home, rise)
            _stay(feet, index, landed, timed.end)
            stand = landed
    return feet


def _standing(step: Step, start: float, end: float, home: Home, index: int) -> _Foot:
    """Return where a step lands, as seen from the dancer in the middle of the time for which the foot then stands."""
    place, yaw = home(np.array([(start + end) / 2]))
    yaw_foot = float(yaw[0] + step.yaw * OUTWARDS[index])
    ground = place[0] + level(yaw, np.array([step.x]), np.array([step.z]))[0]
    ground = ground + level(np.array([yaw_foot]), np.zeros(1), np.full(1, BALL))[0]
    return _Foot(np.array([ground[0], 0.0, ground[1]]), yaw_foot, step.pitch, step.load)


def _stay(feet: Feet, index: int, foot: _Foot, start: float) -> None:
    begin = max(0, int(np.ceil(start)))
    feet.balls[begin:, index] = foot.ball
    feet.yaw[begin:, index] = foot.yaw
    feet.pitch[begin:, index] = foot.pitch
    feet.load[begin:, index] = foot.load
    feet.stands[begin:, index] = True


def _swing(feet: Feet, index: int, stand: _Foot, landed: _Foot, timed: Timed, home: Home, rise: Array) -> None:
    """Draw the frames strictly between leaving and landing."""
    step = timed.step
    frames = np.arange(max(0, int(np.floor(timed.start)) + 1), min(len(rise), int(np.ceil(timed.end))))
    if not len(frames):
        return
    u = (frames - timed.start) / (timed.end - timed.start)
    heading = home(np.array([timed.start, timed.end, *frames]))[1]
    before, after = stand.yaw - heading[0], landed.yaw - heading[1]
    feet.yaw[frames, index] = heading[2:] + before + (after - before) * smooth(u)
    if step.pivot:
        up = np.minimum(smooth(u * 4), smooth((1 - u) * 4))
        feet.pitch[frames, index] = stand.pitch + (landed.pitch - stand.pitch) * smooth(u) + HEEL * step.lift * up
        return
    times = np.array([0.0, *(via[0] for via in step.via), 1.0])
    middles = [stand.ball, *(_aloft(via, timed, home) for via in step.via), landed.ball]
    balls = through(times, np.array(middles), u)
    pitch = through(times, np.array([stand.pitch, *(via[4] for via in step.via), landed.pitch])[:, None], u)[:, 0]
    slides = step.lift == 0 and not step.via
    if slides:
        pitch = stand.pitch * (1 - smooth(u * 4)) + landed.pitch * smooth(u * 4 - 3)
    elif not step.via:
        balls[:, 1] += step.lift * 16 * (u * (1 - u)) ** 2
        pitch = pitch + HEEL * step.lift * np.sin(np.pi * np.clip(u * 1.4, 0, 1)) ** 2
    balls[:, 1] += rise[frames]
    feet.balls[frames, index] = balls
    feet.pitch[frames, index] = pitch
    feet.stands[frames, index] = slides
    feet.load[frames, index] = step.air


def _aloft(via: tuple[float, float, float, float, float], timed: Timed, home: Home) -> Array:
    share, x, height, z, _ = via
    place, yaw = home(np.array([timed.start + share * (timed.end - timed.start)]))
    ground = place[0] + level(yaw, np.array([x]), np.array([z + BALL]))[0]
    return np.array([ground[0], height, ground[1]])
