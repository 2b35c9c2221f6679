"""Which moves and moods never meet in training, so that a network can be asked for what it has never seen."""

from itertools import pairwise
from zlib import crc32

SHARE = 12  # in a hundred pairs


def held_back(moves: tuple[str, ...], mood: str) -> bool:
    """Return whether any move followed by the next, or any move in that mood, is kept from training."""
    pairs = [*pairwise(moves), *((move, mood) for move in moves)]
    return any(_kept(*pair) for pair in pairs)


def _kept(first: str, second: str) -> bool:
    # Everything may be danced plainly, or over the plain groove: only what combines is held back.
    return second != "neutral" and crc32(f"{first} {second}".encode()) % 100 < SHARE
