"""When which foot goes where, and when the body leaves the floor, over all parts of a dance."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engines.drawn.dances.feet import Timed
from engines.drawn.dances.moves import Jump, Move, Step

Array = NDArray[np.floating]
Stance = tuple[Step, Step]

GRAVITY = 9.81
FPS = 20
CROUCH = 9.0  # frames before take-off and after landing in which the knees give
SHORTEST = 3.0  # frames of a step
OTHER = {"L": "R", "R": "L"}


@dataclass(frozen=True)
class Cue:
    """A move of the legs from one frame to another."""

    move: Move
    mirrored: bool
    start: float
    end: float


def flights(cues: list[Cue], beat: float, size: float, frames: int) -> tuple[Array, Array]:
    """Return (T,) twice, in metres: how high jumps lift the body, by gravity; how the knees give before and after."""
    at = np.arange(frames, dtype=float)
    flight, crouch = np.zeros(frames), np.zeros(frames)
    for cue in cues:
        for jump, top in _jumps(cue, beat):
            half, height = _half(jump, size)
            flight = np.maximum(flight, height * (1 - ((at - top) / half) ** 2))
            speed = 2 * height / half  # metres a frame, on leaving
            room = min(CROUCH, max(beat - half, 4.0))
            for away in (top - half - at, at - top - half):
                x = np.clip(-away / room, -1, 0)
                crouch += np.where(away > 0, speed * room * x * (1 + x) ** 2, 0)
    return flight, crouch


def footwork(cues: list[Cue], beat: float, size: float) -> tuple[list[Timed], Stance]:
    """Return all steps in time, and where the feet stand at first."""
    stance = _stance(cues[0])
    timed: list[Timed] = []
    for index, cue in enumerate(cues):
        if index:
            timed += _gather(_stance(cue), cues[index - 1].end, cue.start)
        timed += _steps(cue, beat, size)
    ready = {"L": -np.inf, "R": -np.inf}
    kept = []
    for one in sorted(timed, key=lambda one: one.start):
        start = max(one.start, ready[one.step.foot])
        end = max(one.end, start + SHORTEST)
        ready[one.step.foot] = end
        kept.append(Timed(one.step, start, end))
    return kept, stance


def _jumps(cue: Cue, beat: float) -> list[tuple[Jump, float]]:
    """Return the jumps of all cycles, each with the frame of its highest point."""
    found = []
    for begin in np.arange(cue.start, cue.end - 0.5 * beat, cue.move.beats * beat):
        for jump in cue.move.jumps:
            top = begin + jump.beat * beat
            if top + 0.3 * beat < cue.end:
                found.append((jump, float(top)))
    return found


def _half(jump: Jump, size: float) -> tuple[float, float]:
    """Return half the frames of a flight, and its height in metres."""
    height = jump.height * min(size, 1.15)
    return FPS * float(np.sqrt(2 * height / GRAVITY)), height


def _stance(cue: Cue) -> Stance:
    lx, lz, rx, rz = cue.move.stance
    if cue.mirrored:
        lx, lz, rx, rz = -rx, rz, -lx, lz
    return Step("L", 0, 0, lx, lz, 0.06, cue.move.open), Step("R", 0, 0, rx, rz, 0.06, cue.move.open)


def _gather(stance: Stance, start: float, end: float) -> list[Timed]:
    span = end - start
    left, right = stance
    return [Timed(left, start + 0.04 * span, start + 0.48 * span), Timed(right, start + 0.52 * span, end - 0.04 * span)]


def _steps(cue: Cue, beat: float, size: float) -> list[Timed]:
    move = cue.move
    timed = []
    at = {"L": move.stance[:2], "R": move.stance[2:]}
    home = dict(at)
    for begin in np.arange(cue.start, cue.end - 0.5 * beat, move.beats * beat):
        events: list[tuple[float, float, Step | Jump]] = [
            (begin + step.start * beat, begin + step.end * beat, step) for step in move.steps
        ]
        for jump in move.jumps:
            half, _ = _half(jump, size)
            events.append((begin + jump.beat * beat - half, begin + jump.beat * beat + half, jump))
        for start, end, event in sorted(events, key=lambda event: event[0]):
            if end > cue.end + 0.1 * beat:
                continue
            if isinstance(event, Jump):
                for foot in event.feet:
                    step = _leap(event, foot, at[foot])
                    at[foot] = (step.x, step.z)
                    timed.append(Timed(step, start, end))
            else:
                step = _sized(event, home[event.foot], size)
                at[event.foot] = (step.x, step.z)
                timed.append(Timed(step, start, end))
    return [Timed(_mirrored(one.step), one.start, one.end) for one in timed] if cue.mirrored else timed


def _leap(jump: Jump, foot: str, at: tuple[float, ...]) -> Step:
    out = 1.0 if foot == "L" else -1.0
    x, z = at
    if jump.land:
        x, z = jump.land[:2] if foot == "L" else jump.land[2:]
    pointed = 0.7 - out * 1.4 * jump.split  # the leg behind shows its sole
    via = (0.5, (x + at[0]) / 2 + out * jump.apart, jump.tuck, (z + at[1]) / 2 + out * jump.split, pointed)
    return Step(foot, 0, 0, x, z, via=(via,), air=1.0, pitch=0.0)  # type: ignore[arg-type]


def _sized(step: Step, home: tuple[float, ...], size: float) -> Step:
    """Return the step, larger or smaller about where the foot stands at first."""
    grow, lift = min(size, 1.2), 0.5 + 0.5 * min(size, 1.0)
    via = tuple((u, home[0] + (x - home[0]) * grow, y * lift, z * lift, pitch) for u, x, y, z, pitch in step.via)
    x, z = home[0] + (step.x - home[0]) * grow, home[1] + (step.z - home[1]) * grow
    return replace(step, x=x, z=z, lift=step.lift * lift, via=via)


def _mirrored(step: Step) -> Step:
    via = tuple((u, -x, y, z, pitch) for u, x, y, z, pitch in step.via)
    return replace(step, foot=OTHER[step.foot], x=-step.x, via=via)  # type: ignore[arg-type]
