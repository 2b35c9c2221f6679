"""The moves that a host teaches the dancer: read from files, or a made-up style drawn by program."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from engines.dance.data import Sample
from engines.dance.files.clips import MOST_BYTES, Clip, ClipsRead
from engines.dance.files.reading import read_files
from engines.dance.skeleton import features_of
from engines.drawn.dances import draw_dance
from engines.runtime import InputError

KINDS: Final = (".json", ".npz", ".npy", ".bvh", ".amc", ".asf")
NO_BEATS: Final = np.zeros(0, np.float32)
STYLE: Final = "my dance"  # of the moves that are drawn
MOVES: Final = ("talchum_hop", "lasso")  # that it is made of
DRAWN, SECONDS = 24, 5.5  # of them, and how long each is
HELD_BACK: Final = 8  # one of so many is not learnt, but measured


def read_data(path: Path) -> ClipsRead:
    """Return the motions of a file, or of all files of a folder.

    Raises:
        InputError: `training_data_missing`.
    """
    if not path.exists():
        raise InputError("training_data_missing", "These data are not there any more: please choose others.")
    files = sorted(file for file in path.rglob("*") if file.suffix.lower() in KINDS) if path.is_dir() else [path]
    root = path if path.is_dir() else path.parent
    return read_files({str(file.relative_to(root)): _beginning(file) for file in files})


def _beginning(path: Path) -> bytes:
    """The bytes of a file; of one that is too heavy, enough to see that."""
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def own_samples(read: ClipsRead) -> list[Sample]:
    """Return what was read as something to learn from.

    Raises:
        InputError: `dance_no_clips`, nothing of it can be used.
    """
    if not read.accepted:
        raise InputError("dance_no_clips", "None of these motions can be used. The list says why.")
    return [sample_of(clip) for clip in read.accepted]


def sample_of(clip: Clip) -> Sample:
    """Return a clip as something to learn from: its text, with and without its style, and the style alone."""
    texts = [clip.text, f"{clip.text}, {clip.style}", clip.style] if clip.style else [clip.text]
    said = tuple(dict.fromkeys(text for text in texts if text)) or ("my dance",)
    return Sample(features_of(clip.joints), said, NO_BEATS, clip.style or said[0], True)


def drawn_samples(seed: int) -> list[Sample]:
    """Return a few dances of one made-up style."""
    rng = np.random.default_rng(seed)
    dances = [draw_dance(rng, seconds=SECONDS, moves=MOVES, mood="neutral", pace="fast") for _ in range(DRAWN)]
    return [Sample(features_of(one.joints), (STYLE,), NO_BEATS, STYLE, True) for one in dances]


def parted(samples: Sequence[Sample]) -> tuple[list[Sample], list[Sample]]:
    """Return those to learn from and those to be measured on; where there are few, all of them are both."""
    if len(samples) < HELD_BACK:
        return list(samples), list(samples)
    held = samples[::HELD_BACK]
    return [sample for number, sample in enumerate(samples) if number % HELD_BACK], list(held)


def table(read: ClipsRead) -> str:
    """Return what was read as lines: accepted clips with what was found out, refused ones with the reason."""
    lines = [
        f"yes  {clip.source}: {clip.text or '(no text)'} [{clip.style or 'no style'}], {len(clip.joints) / 20:.1f} s; "
        + " ".join(remark.sentence for remark in clip.remarks)
        for clip in read.accepted
    ]
    return "\n".join([*lines, *(f"no   {refused.which}: {refused.reason}" for refused in read.refused)])
