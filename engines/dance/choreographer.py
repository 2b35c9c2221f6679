"""The bundled dancer at work: a wish in words becomes parts of a motion, then the whole one, standing on its feet."""

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.signal import savgol_filter

from engines.dance.data import Features
from engines.dance.footlock import lock_feet, steady
from engines.dance.language import Lexicon
from engines.dance.results import Note, Part, Wish
from engines.dance.sampling import OVERLAP, Given, Recipe, Score, dance, frames_of
from engines.dance.skeleton import features_of
from engines.models import quaternions
from engines.models.humanml import (
    FEATURES,
    FPS,
    LEFT_HIP,
    LEVEL,
    NAMES,
    RIGHT_HIP,
    Motion,
    recover_from_ric,
)
from engines.runtime import InputError

if TYPE_CHECKING:
    from engines.models.dancer import Dancer

LEGS = [NAMES.index(f"{side}_{part}") for side in ("left", "right") for part in ("hip", "knee", "ankle", "foot")]
CALMED, ORDER = 7, 3  # frames that are smoothed together, by a polynomial of this order
HELD = 3  # frames for which a given pose is held at either end
PLACES = slice(4, 4 + 3 * (len(NAMES) - 1))  # of the joints, among the features


def read_card(network: "Dancer") -> tuple[Lexicon, list[str]]:
    """Return the words and the styles that a network knows."""
    return _card(bytes(network.card.cpu().numpy()))


@lru_cache(maxsize=4)
def _card(text: bytes) -> tuple[Lexicon, list[str]]:
    card = json.loads(text)
    return Lexicon(frozenset(card["words"])), card["styles"]


def read_wish(network: "Dancer", wish: Wish) -> tuple[Score, tuple[Note, ...]]:
    """Return what is to be danced, and what became of words that are not known.

    Raises:
        InputError: `dance_words_unknown`.
    """
    lexicon, _ = read_card(network)
    text, notes = lexicon.read(wish.text)
    if not text:
        raise InputError(
            "dance_words_unknown", "I don't know these words yet. Try a move such as spin, jump or moonwalk."
        )
    style = f", {wish.style}" if wish.style else ""
    beats = np.array(wish.beats, np.float32) * FPS
    return Score(text + style, wish.energy, beats), notes


def choreograph(
    network: "Dancer", wish: Wish, score: Score, recipe: Recipe, given: Given | None = None
) -> Iterator[Part]:
    """Yield a motion of the wished length part by part; their frames together are the motion that `finished` takes.

    Args:
        network: in eval mode.
        wish: its length and seed.
        score: what to dance.
        recipe: how to sample.
        given: frames that are fixed.
    """
    total = frames_of(wish.seconds) if given is None else len(given.features)
    done = np.zeros((0, FEATURES), np.float32)
    for features in dance(network, score, total, wish.seed, recipe, given):
        first, done = len(done), np.concatenate([done, features])
        joints = recover_from_ric(done).astype(np.float32)
        yield Part(joints[first:], first, total)


def finished(joints: NDArray[np.float32], foot_lock: bool) -> Motion:
    """Return joints (T, 22, 3) as a motion with constant bones, its feet held to the floor if that is wished.

    What trembles faster than people dance is smoothed away (Savitzky, Golay: "Smoothing and Differentiation of Data by
    Simplified Least Squares Procedures", 1964).
    """
    calm = savgol_filter(joints, CALMED, ORDER, axis=0).astype(np.float32)
    motion = steady(Motion(calm))
    return lock_feet(motion) if foot_lock else motion


def goes_on(motion: Motion, seconds: float) -> Given:
    """Return a motion's end as the beginning of a new one that is so much longer than this end."""
    begun = features_of_end(motion.joints)
    frames = len(begun) + frames_of(seconds)
    features, known = np.zeros((frames, FEATURES), np.float32), np.zeros((frames, FEATURES), bool)
    features[: len(begun)], known[: len(begun)] = begun, True
    return Given(features, known)


def appended(motion: Motion, new: Motion) -> Motion:
    """Return a motion and the one that `goes_on` began with its end, as one.

    The new one is turned and moved to where the old one ends.
    """
    begun = min(OVERLAP, len(motion.joints) - 1)
    here, there = new.joints[begun - 1], motion.joints[-2]
    turn = quaternions.between(_across(here), _across(there))
    moved = quaternions.rotate(turn, (new.joints[begun:] - here[0] * LEVEL).astype(np.float64)) + there[0] * LEVEL
    return Motion(np.concatenate([motion.joints[:-1], moved.astype(np.float32)]), motion.fps)


def features_of_end(joints: NDArray[np.float32]) -> Features:
    """Return the features of the last `OVERLAP` frames, or of all there are, but for the very last."""
    return features_of(joints, None)[-OVERLAP:]


def goes_between(first: NDArray[np.float32], last: NDArray[np.float32], seconds: float) -> Given:
    """Return two poses (22, 3) as the beginning and the end of a motion."""
    frames = frames_of(seconds)
    features, known = np.zeros((frames, FEATURES), np.float32), np.zeros((frames, FEATURES), bool)
    for pose, held in ((first, slice(0, HELD)), (last, slice(frames - HELD, frames))):
        still = features_of(np.repeat(pose[None], 2, 0), None)[0]
        features[held, 3 : PLACES.stop] = still[3 : PLACES.stop]  # height and places; how fast it comes there is free
        known[held, 3 : PLACES.stop] = True
    return Given(features, known)


def keeps_legs(motion: Motion) -> Given:
    """Return a motion's way and legs; the rest of the body is free."""
    features = features_of(motion.joints, None)
    known = np.zeros_like(features, dtype=bool)
    known[:, :4] = known[:, -4:] = True
    rotations, velocities = PLACES.stop, PLACES.stop + 6 * (len(NAMES) - 1)
    for joint in LEGS:
        known[:, 4 + 3 * (joint - 1) :][:, :3] = True
        known[:, rotations + 6 * (joint - 1) :][:, :6] = True
        known[:, velocities + 3 * joint :][:, :3] = True
    known[:, velocities : velocities + 3] = True
    return Given(features, known)


def _across(pose: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return (3,): from the right hip to the left one, level."""
    return (pose[LEFT_HIP] - pose[RIGHT_HIP]) * LEVEL


def warm_up(network: "Dancer") -> None:
    """Make the smallest motion, so that the first visitor does not wait for what happens once."""
    with torch.inference_mode():
        list(dance(network, Score("", None, np.zeros(0, np.float32)), network.patch, 0, Recipe(2)))
