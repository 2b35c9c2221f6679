"""A short clip of a dog becomes the same clip with its moving skeleton.

Frames are read, looked at, drawn and written one at a time. OpenCV is loaded with the first clip.
"""

import math
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from engines.dogs.drawing import draw_points
from engines.dogs.smoothing import PointFilter
from engines.models.skeletons import Keypoints
from engines.runtime import InputError

if TYPE_CHECKING:
    import cv2

MOST_SECONDS = 20.5  # twenty, and a little more, for no camera stops on the second
MOST_FRAMES = 5000  # 240 a second, as the quickest phones film
MOST_BYTES = 80_000_000
MOST_PIXELS = 1920 * 1920  # of a frame
LONGEST = 640  # pixels of the longer side of what is looked at and written
RATE = 12.5  # frames a second, at most, that are looked at and written

# What the files begin with, after so many bytes. A playlist, which FFmpeg would read too, could name any file here.
KINDS = ((4, b"ftyp"), (4, b"moov"), (4, b"mdat"), (4, b"wide"), (0, b"\x1aE\xdf\xa3"), (0, b"GIF8"))

# OpenCV's wheels bring no encoder for H.264. Of what browsers play they write VP8 six times as fast as VP9.
CODEC, SUFFIX = "VP80", ".webm"

Look = Callable[[Image.Image], Keypoints | None]


@dataclass(frozen=True)
class Step:
    """`done` of `total` frames, the last of them as `preview`; `path` of the finished clip in the last step alone."""

    done: int
    total: int
    preview: Image.Image
    path: Path | None = None


@dataclass(frozen=True)
class Plan:
    """How a clip is shown again: `rate` frames a second, and how often `each` of its own frames is written."""

    rate: float
    each: tuple[int, ...]

    @property
    def total(self) -> int:
        """Frames that are looked at."""
        return sum(often > 0 for often in self.each)


def moving_skeleton(clip: Path, look: Look, folder: Path, threshold: float = 0.3) -> Iterator[Step]:
    """Draw a dog's points on every frame of a clip. Closing the generator stops the work and leaves no file.

    Args:
        clip: an MP4, MOV, WebM or GIF file, told by its content.
        look: from a frame, RGB, to the dog's points in its pixels, or None where there is no dog.
        folder: where the new clip (VP8 in WebM, without sound) is left for the caller.
        threshold: points with a lower score are drawn hollow.

    Raises:
        InputError: `clip_too_heavy`, `clip_unreadable`, `clip_too_large`, `clip_too_long`, `clip_no_dog`.

    Example:
        for step in moving_skeleton(Path("run.mp4"), engine.keypoints, folder):
            print(step.done, step.total)
    """
    plan = plan_clip(clip)
    handle, name = tempfile.mkstemp(SUFFIX, "skeleton-", folder)
    os.close(handle)
    path, finished, seen = Path(name), False, False
    smooth = PointFilter(plan.rate)
    try:
        with _writer(path, plan.rate) as write:
            for done, (frame, often) in enumerate(_frames(clip, plan), 1):
                points = look(frame)
                seen = seen or points is not None
                steady = smooth(points, threshold)
                drawn = frame if steady is None else draw_points(frame, steady, threshold)
                for _ in range(often):
                    write(drawn)
                yield Step(done, plan.total, drawn)
        if not seen:
            raise InputError(
                "clip_no_dog", "I can't find a dog in this clip. Film one whose whole body is in the picture."
            )
        finished = True
        yield Step(plan.total, plan.total, drawn, path)
    finally:
        if not finished:
            path.unlink()


def plan_clip(clip: Path) -> Plan:
    """Look through a clip once, without its pictures.

    Raises:
        InputError: `clip_too_heavy`, `clip_unreadable`, `clip_too_large`, `clip_too_long`.
    """
    import cv2

    if clip.stat().st_size > MOST_BYTES:
        raise InputError("clip_too_heavy", "This clip is too heavy. Choose a shorter or smaller one.")
    with clip.open("rb") as file:
        head = file.read(12)
    if not any(head[start:].startswith(mark) for start, mark in KINDS):
        raise _unreadable()
    times: list[float] = []
    with _reader(clip) as capture:
        if capture.get(cv2.CAP_PROP_FRAME_WIDTH) * capture.get(cv2.CAP_PROP_FRAME_HEIGHT) > MOST_PIXELS:
            raise InputError(
                "clip_too_large", "The pictures of this clip are too large. Save it in Full HD or smaller."
            )
        while capture.grab():
            times.append(capture.get(cv2.CAP_PROP_POS_MSEC) / 1000)
            if times[-1] - times[0] > MOST_SECONDS or len(times) > MOST_FRAMES:
                raise InputError("clip_too_long", "This clip is too long. Cut it to 20 seconds.")
    if not times:
        raise _unreadable()
    shown = np.array(times) - times[0]
    rate = min(RATE, (len(shown) - 1) / shown[-1]) if shown[-1] > 0 else RATE
    # The tick at which each frame begins, the nearest one; not quite 0.5, which would jump to and fro at 25 a second.
    ticks = np.floor(np.maximum.accumulate(shown) * rate + 0.45).astype(int)
    return Plan(float(rate), tuple(np.diff(ticks, append=ticks[-1] + 1).tolist()))


def _frames(clip: Path, plan: Plan) -> Iterator[tuple[Image.Image, int]]:
    """The frames that are due, RGB, at most LONGEST pixels a side, and how often each is."""
    import cv2

    with _reader(clip) as capture:
        for often in plan.each:
            if not capture.grab():
                break
            if often:
                _, pixels = capture.retrieve()
                H, W = pixels.shape[:2]
                scale = min(1, LONGEST / max(H, W))
                size = 2 * math.ceil(W * scale / 2), 2 * math.ceil(H * scale / 2)  # encoders want even sides
                small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
                yield Image.fromarray(cv2.cvtColor(small, cv2.COLOR_BGR2RGB)), often


@contextmanager
def _reader(clip: Path) -> Iterator["cv2.VideoCapture"]:
    import cv2

    capture = cv2.VideoCapture(str(clip), cv2.CAP_FFMPEG)
    try:
        if not capture.isOpened():
            raise _unreadable()
        yield capture
    finally:
        capture.release()


@contextmanager
def _writer(path: Path, rate: float) -> Iterator[Callable[[Image.Image], Any]]:
    """A function that adds a picture to the clip at `path`; all have the first one's size."""
    import cv2

    writer = cv2.VideoWriter()

    def write(picture: Image.Image) -> None:
        if not writer.isOpened() and not writer.open(
            str(path), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*CODEC), rate, picture.size
        ):
            raise RuntimeError(f"OpenCV cannot write {CODEC} to {path}.")
        writer.write(cv2.cvtColor(np.asarray(picture), cv2.COLOR_RGB2BGR))

    try:
        yield write
    finally:
        writer.release()


def _unreadable() -> InputError:
    return InputError("clip_unreadable", "This clip can't be read. Choose an MP4, WebM, MOV or GIF file.")
