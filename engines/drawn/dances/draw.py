"""Dances by chance, each with the words for it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.drawn.dances import texts
from engines.drawn.dances.catalogue import MOVES
from engines.drawn.dances.combinations import held_back as is_held_back
from engines.drawn.dances.moods import MOODS, PACES, SIZES
from engines.drawn.dances.moves import Move, Role
from engines.drawn.dances.phrase import DIRECTIONS, FPS, GATHER, Part, Phrase, perform

Array = NDArray[np.floating]

SECONDS = (5.0, 6.5)
SHORTEST, LONGEST = 2.0, 9.8  # seconds
PARTS = (0.34, 0.42, 0.24)  # how often a dance has one, two, three
BOTH = 0.4  # how often the arms do something over the legs' move
THROUGHOUT = 0.12  # how often the arms hold one pose from beginning to end
HELD = ("arms_up", "arms_out", "hands_on_hips", "arms_crossed")
TRAVELS = 0.45  # how often a move that can travel does
PLAIN = "groove"  # what the legs do under a move of the arms alone; not told
PLACES = {"hip": (1, 2), "shoulder": (16, 17)}  # left and right


@dataclass(frozen=True)
class DrawnDance:
    """A dance and its words.

    Args:
        joints: (T, 22, 3) float32, metres, 20 frames a second, starting at the origin and facing Z+.
        beats: (N,) float32, frames.
        moves: in order; a part's move of the legs stands before that of the arms.
        mood: of `moods.MOODS`.
        pace: of `moods.PACES`.
        size: of `moods.SIZES`.
        bpm: beats a minute.
        text_en: descriptions.
        text_ko: descriptions.
    """

    joints: NDArray[np.float32]
    beats: NDArray[np.float32]
    moves: tuple[str, ...]
    mood: str
    pace: str
    size: str
    bpm: float
    text_en: tuple[str, ...]
    text_ko: tuple[str, ...]


def draw_dance(
    rng: np.random.Generator,
    held_back: bool = False,
    seconds: float | None = None,
    moves: tuple[str, ...] | None = None,
    mood: str | None = None,
    pace: str | None = None,
) -> DrawnDance:
    """Return a dance; what is None is drawn.

    Args:
        rng: decides all that is open.
        held_back: whether its combination of moves and mood is one of those kept from training, or none of them; asked
            only of what is drawn, not of `moves` that are given.
        seconds: 2 to 9.8.
        moves: names in order; a move of the arms joins the move of the legs before it.
        mood: of `moods.MOODS`.
        pace: of `moods.PACES`.
    """
    seconds = float(np.clip(seconds or _seconds(rng), SHORTEST, LONGEST))
    while True:
        tempo = pace or _one(rng, ("normal", "normal", "slow", "fast"))
        feeling = mood or _one(rng, ("neutral", *MOODS))
        pairs = _paired(moves) if moves else _drawn_pairs(rng, seconds * sum(PACES[tempo]) / 120, tempo)
        names = tuple(move.name for pair in pairs for move in pair if move)
        told = tuple(name for name in names if name != PLAIN) or (PLAIN,)
        if moves or is_held_back(told, feeling) == held_back:
            break
    size = _one(rng, ("normal", "normal", "normal", "small", "big"))
    bpm = float(rng.uniform(*PACES[tempo]))
    phrase, words = _phrase(rng, pairs, seconds, bpm, feeling, size)
    joints = _placed(perform(phrase, rng)).astype(np.float32)
    beat = 60 * FPS / bpm
    beats = np.arange(phrase.first % beat, phrase.frames, beat)
    manner = texts.Whole(feeling, tempo, size)
    return DrawnDance(
        joints,
        beats.astype(np.float32),
        told,
        feeling,
        tempo,
        size,
        bpm,
        texts.english(words, manner, rng),
        texts.korean(words, manner, rng),
    )


def _seconds(rng: np.random.Generator) -> float:
    return float(rng.uniform(*SECONDS) if rng.random() < 0.85 else rng.uniform(SHORTEST, LONGEST))


def _one(rng: np.random.Generator, names: tuple[str, ...]) -> str:
    return names[int(rng.integers(len(names)))]


def _drawn_pairs(rng: np.random.Generator, beats: float, pace: str) -> list[tuple[Move, Move | None]]:
    """Return moves of the legs, and of the arms over them, as many as `beats` have room for."""
    room = max(1, int((beats + GATHER) // (3 + GATHER)))
    count = min(int(rng.choice(3, p=PARTS)) + 1, room)
    suitable = [move for move in MOVES.values() if not (move.calm and pace == "fast")]
    legs = [move for move in suitable if move.role is Role.LEGS]
    arms = [move for move in suitable if move.role is Role.ARMS]
    pairs: list[tuple[Move, Move | None]] = []
    while len(pairs) < count:
        main = suitable[int(rng.integers(len(suitable)))]
        if main.role is Role.WHOLE:
            pair: tuple[Move, Move | None] = (main, None)
        elif main.role is Role.LEGS:
            pair = (main, arms[int(rng.integers(len(arms)))] if rng.random() < BOTH else None)
        else:
            pair = (legs[int(rng.integers(len(legs)))] if rng.random() < BOTH else MOVES[PLAIN], main)
        if not pairs or not set(pair) & set(pairs[-1]) - {None}:
            pairs.append(pair)
    if all(main.role is Role.LEGS for main, _ in pairs) and rng.random() < THROUGHOUT:
        held = MOVES[_one(rng, HELD)]
        return [(main, held) for main, _ in pairs]
    return pairs


def _paired(names: tuple[str, ...]) -> list[tuple[Move, Move | None]]:
    pairs: list[tuple[Move, Move | None]] = []
    for name in names:
        move = MOVES[name]
        if move.role is not Role.ARMS:
            pairs.append((move, None))
        elif pairs and pairs[-1][1] is None and pairs[-1][0].role is Role.LEGS:
            pairs[-1] = (pairs[-1][0], move)
        else:
            pairs.append((MOVES[PLAIN], move))
    return pairs


def _phrase(
    rng: np.random.Generator, pairs: list[tuple[Move, Move | None]], seconds: float, bpm: float, mood: str, size: str
) -> tuple[Phrase, tuple[texts.Told, ...]]:
    frames, beat = round(seconds * FPS), 60 * FPS / bpm
    first = float(rng.uniform(0, 0.9) * beat)
    lengths = np.array([max(move.beats for move in pair if move) for pair in pairs], float)
    room = (frames - first) / beat - GATHER * (len(pairs) - 1)
    lengths = np.maximum(np.round(lengths * room / lengths.sum()), 1.0)
    parts: list[Part] = []
    told: list[texts.Told] = []
    start = 0.0
    for (legs, arms), length in zip(pairs, lengths, strict=True):
        end = start + length
        if len(parts) + 1 == len(pairs):
            end = max(end, np.ceil((frames - first) / beat) + 1)  # the dance stops in the middle of it
        mirrored = bool(rng.random() < 0.5)
        direction = _one(rng, tuple(DIRECTIONS)[1:]) if legs.mobile and rng.random() < TRAVELS else ""
        side = ("right" if mirrored else "left") if legs.sided else ""
        parts.append(Part(legs, arms, mirrored, direction, start, float(end)))
        names = [move.name for move in (legs, arms) if move and not (arms and legs.name == PLAIN and move is legs)]
        told.append(texts.Told(names[0], names[1] if len(names) == 2 else "", direction, side))
        start = float(end) + GATHER
    scale = float(rng.uniform(*SIZES[size]))
    return Phrase(tuple(parts), MOODS[mood], bpm, scale, first, frames), tuple(told)


def _placed(joints: Array) -> Array:
    """Return the joints turned about the start so that hips and shoulders of frame 0 face Z+."""
    across = sum(joints[0, right] - joints[0, left] for left, right in PLACES.values())
    angle = np.arctan2(-across[2], -across[0])
    turn = np.array([[np.cos(angle), 0, np.sin(angle)], [0, 1, 0], [-np.sin(angle), 0, np.cos(angle)]])
    return joints @ turn.T
