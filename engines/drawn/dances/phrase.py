"""A phrase: one to three parts, one after the other, each some moves danced together; and how it is performed."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from engines.drawn.dances import hands, rig
from engines.drawn.dances.curves import cycle, path, smooth
from engines.drawn.dances.feet import BALL, walk
from engines.drawn.dances.moods import Mood
from engines.drawn.dances.moves import Move, Role
from engines.drawn.dances.schedule import Cue, flights, footwork

Array = NDArray[np.floating]

FPS = 20
MARGIN = 60  # frames before and after the dance for which the way is known too: feet land after its end
FINE = 4  # places of the way a frame
QUICKEST = 0.2  # seconds, the least time from one pose to the next
STRIDE = 0.24  # metres a beat, when a part travels
CURVE = np.pi / 7  # radians a beat, when it turns
GATHER = 1.0  # beats from one part to the next
DIRECTIONS = {
    "": (0.0, 0.0, 0.0),
    "forwards": (0.0, STRIDE, 0.0),
    "backwards": (0.0, -STRIDE * 0.8, 0.0),
    "left": (STRIDE, 0.0, 0.0),
    "right": (-STRIDE, 0.0, 0.0),
    "turning_left": (0.0, 0.0, CURVE),
    "turning_right": (0.0, 0.0, -CURVE),
}
GROOVE_ARMS = (("run_fore run_aft", "<>"), ("guard guard_low", "<>"), ("loose swing", "<>"), ("guard_low guard", "="))


@dataclass(frozen=True)
class Part:
    """Moves danced together.

    Args:
        legs: of the legs or the whole body.
        arms: over it, or None.
        mirrored: whether it begins to the right.
        direction: one of `DIRECTIONS`.
        start: beat.
        end: beat.
    """

    legs: Move
    arms: Move | None
    mirrored: bool
    direction: str
    start: float
    end: float


@dataclass(frozen=True)
class Phrase:
    """Parts, and how they are danced: `first` is the frame of beat 0, `size` scales all amplitudes."""

    parts: tuple[Part, ...]
    mood: Mood
    bpm: float
    size: float
    first: float
    frames: int


def perform(phrase: Phrase, rng: np.random.Generator) -> Array:
    """Return the joints (T, 22, 3), starting at the origin and facing Z+."""
    T, beat = phrase.frames, 60 * FPS / phrase.bpm
    beats = (np.arange(T) - phrase.first) / beat
    size = phrase.size * phrase.mood.size
    cues = [
        Cue(part.legs, part.mirrored, phrase.first + part.start * beat, phrase.first + part.end * beat)
        for part in phrase.parts
    ]
    grid, ground, heading = _way(phrase, beat, size)

    def home(frames: Array) -> tuple[Array, Array]:
        place = np.stack([np.interp(frames, grid, ground[:, axis]) for axis in (0, 1)], -1)
        return place, np.interp(frames, grid, heading)

    flight, crouch = flights(cues, beat, size, T)
    steps, stance = footwork(cues, beat, size)
    feet = walk(steps, stance, home, flight)
    yaw = home(np.arange(T, dtype=float))[1]
    middle = _middle(feet, beat)
    channels = _channels(phrase, beats, rng)
    joints = rig.solve(channels, yaw, middle, flight + crouch, feet)
    joints[..., [0, 2]] -= joints[0, 0, [0, 2]]
    return joints


def _way(phrase: Phrase, beat: float, size: float) -> tuple[Array, Array, Array]:
    """Return frames (N,), the dancer's own place then (N, 2), and heading (N,)."""
    grid = np.arange(-MARGIN, phrase.frames + MARGIN, 1 / FINE)
    beats = (grid - phrase.first) / beat
    heading, sideways, ahead = np.zeros_like(grid), np.zeros_like(grid), np.zeros_like(grid)
    for part in phrase.parts:
        sign = -1.0 if part.mirrored else 1.0
        done = np.clip(beats, part.start, part.end) - part.start
        left, forth, turning = DIRECTIONS[part.direction]
        cycles = done / part.legs.beats
        heading += turning * done
        sideways += left * size * done
        ahead += forth * size * done
        if part.legs.turn:
            heading += sign * path(np.array(part.legs.turn), cycles)
        if part.legs.leftwards:
            sideways += sign * size * path(np.array(part.legs.leftwards), cycles)
        if part.legs.forwards:
            ahead += size * path(np.array(part.legs.forwards), cycles)
    heading, sideways, ahead = (gaussian_filter1d(track, 1.5 * FINE) for track in (heading, sideways, ahead))
    steps = rig.level(heading[1:], np.diff(sideways), np.diff(ahead))
    ground = np.concatenate([np.zeros((1, 2)), np.cumsum(steps, 0)])
    return grid, ground, heading - np.interp(0.0, grid, heading)


def _middle(feet: rig.Feet, beat: float) -> Array:
    """Return (T, 2): the point over which the hips are, between the feet by how they are loaded."""
    behind = np.stack([np.sin(feet.yaw), np.cos(feet.yaw)], -1) * BALL
    places = feet.balls[..., [0, 2]] - behind
    wide = max(1.6, 0.2 * beat)
    share = gaussian_filter1d(feet.load[:, 0] / feet.load.sum(1), wide, mode="nearest")[:, None]
    places = gaussian_filter1d(places, 1.0, axis=0, mode="nearest")
    return gaussian_filter1d(places[:, 0] * share + places[:, 1] * (1 - share), 0.7, axis=0, mode="nearest")


def _channels(phrase: Phrase, beats: Array, rng: np.random.Generator) -> Array:
    """Return (T, C): all parts, each blended into the next while the feet gather."""
    total = np.zeros((len(beats), len(rig.CHANNELS)))
    for index, part in enumerate(phrase.parts):
        share: Array = np.ones(len(beats))
        if index:
            share = smooth((beats - part.start + GATHER) / GATHER)
        if index + 1 < len(phrase.parts):
            share = share * (1 - smooth((beats - part.end) / GATHER))
        total += share[:, None] * _part(phrase, part, beats, rng)
    _add_posture(total, phrase.mood)
    _add_life(total, rng)
    return total


def _part(phrase: Phrase, part: Part, beats: Array, rng: np.random.Generator) -> Array:
    """Return (T, C): one part over all frames, as if it never ended."""
    mood, seconds = phrase.mood, 60 / phrase.bpm
    local = beats - part.start
    size = phrase.size * mood.size
    channels = np.zeros((len(beats), len(rig.CHANNELS)))
    moves = [part.legs] + ([part.arms] if part.arms else [])
    groove = min(move.groove for move in moves)
    _add_groove(channels, local, mood, groove)
    _hands(channels, local, *GROOVE_ARMS[int(rng.integers(len(GROOVE_ARMS)))], 2, 0.0, size, mood.low)
    for move in moves:
        own = size * rng.uniform(0.92, 1.08)
        phase = (local + rng.uniform(-0.03, 0.03)) / move.beats
        for name, keys in move.curves.items():
            values = np.array(keys)
            hold = _hold(move, mood, move.beats / len(values) * seconds)
            channels[:, rig.INDEX[name]] += own * cycle(values, phase, hold)
        if move.left:
            hold = _hold(move, mood, move.beats / len(move.left.split()) * seconds)
            low = mood.low if move.role is Role.LEGS else 0.0  # only arms that are told of keep their height
            _hands(channels, phase * move.beats, move.left, move.right, move.beats, hold, own, low)
    return rig.mirror(channels) if part.mirrored else channels


def _hold(move: Move, mood: Mood, seconds: float) -> float:
    """Return for which share of `seconds` between two keys a pose is held: the way there must not be too quick."""
    return float(np.clip(min(move.snap + mood.snap, 1 - QUICKEST / seconds), 0, 0.7))


def _hands(
    channels: Array, local: Array, left: str, right: str, beats: int, hold: float, size: float, low: float
) -> None:
    first = rig.INDEX["out_left"]
    later = beats / 2 if right == "<>" else 0.0
    names = left if right in ("=", "<>") else right
    for start, line, late in ((first, left, 0.0), (first + len(rig.HAND), names, later)):
        keys = hands.keys(line, size)
        keys = keys + low * (hands.keys("hang", 1.0) - keys)
        channels[:, start : start + len(rig.HAND)] = cycle(keys, (local + late) / beats, hold)


def _add_groove(channels: Array, local: Array, mood: Mood, groove: float) -> None:
    """Add what every dancer does: sink on the beat, sway over two, let chest and head follow."""
    wave, slow = np.cos(2 * np.pi * local), np.sin(np.pi * local)
    late = np.sin(np.pi * (local - 0.2))
    for name, values in (
        ("drop", mood.bounce * 0.018 * (1 + wave)),
        ("bend", mood.bounce * 0.025 * wave),
        ("nod", mood.bounce * 0.05 * np.cos(2 * np.pi * (local - 0.12))),
        ("shrug_left", mood.bounce * 0.04 * wave),
        ("shrug_right", mood.bounce * 0.04 * wave),
        ("sway", mood.sway * 0.022 * slow),
        ("hip_roll", mood.sway * 0.045 * slow),
        ("hip_yaw", mood.sway * 0.05 * late),
        ("twist", mood.sway * -0.06 * late),
        ("side", mood.sway * -0.03 * slow),
        ("tilt", mood.sway * 0.05 * late),
    ):
        channels[:, rig.INDEX[name]] += groove * values


def _add_posture(channels: Array, mood: Mood) -> None:
    for name in ("bend", "nod", "drop", "tilt", "pop"):
        channels[:, rig.INDEX[name]] += getattr(mood, name)
    for side in ("left", "right"):
        channels[:, rig.INDEX[f"shrug_{side}"]] += mood.shrug
        up, reach = rig.INDEX[f"up_{side}"], rig.INDEX[f"reach_{side}"]
        channels[:, up] -= mood.low * 0.45 * np.clip(channels[:, up] + 0.3, 0, 1)
        first = rig.INDEX[f"out_{side}"]
        away = np.linalg.norm(channels[:, first : first + 3], axis=1)
        channels[:, reach] = np.minimum(channels[:, reach], away + 0.3)


def _add_life(channels: Array, rng: np.random.Generator) -> None:
    """Add a little of what no two dancers share: a posture of one's own and slow drift."""
    T = len(channels)
    noise = gaussian_filter1d(rng.normal(size=(T + 40, len(rig.CHANNELS))), 9.0, axis=0)[20 : T + 20]
    sizes = np.full(len(rig.CHANNELS), 0.06)
    sizes[[rig.INDEX[name] for name in ("sway", "forth", "drop")]] = 0.012
    sizes[[rig.INDEX[f"reach_{side}"] for side in ("left", "right")]] = 0.0
    channels += noise * sizes + rng.normal(size=len(rig.CHANNELS)) * sizes * 0.4
