"""From a photo to the 3:4 frame that the networks see, and back.

The frames are those of the training pictures: a person from a little above the head to the middle of the thighs
("upper", for garments that end at the hips) or to the feet ("full"), a garment in the middle. A frame may reach over
the photo's border; there the border's pixels go on.
"""

from enum import StrEnum
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engines.models.results import LabelMap
from engines.models.skeletons import Keypoints
from engines.tryon.posture import trunk
from engines.tryon.results import HEIGHT, WIDTH, Frame

Pixels = NDArray[np.uint8]
Size = tuple[int, int]  # width, height
P = TypeVar("P", np.uint8, np.float32)

ABOVE_HEAD = 0.08  # of the frame's height; the same below the feet would make people needlessly small
BELOW_FEET = 0.04
BESIDE = 0.03  # of the frame's width, on both sides of a person
AROUND_GARMENT = 0.04  # of the frame's sides
THIGH = 0.45  # of the trunk's length, from the hips to the middle of the thighs
LEGS_SEEN = 1.1  # of the trunk's length: legs that go on so far below the hips are worth a full frame
SAME = 0.85  # overlap (IoU) of two frames from which on a second look would show nothing new
SPARE = 2  # pixels of a photo to one of its frame's picture, at least, where it is averaged first
STEP = 4  # pixels: a frame whose height is a multiple of it has a whole width, and is cut without resampling


class View(StrEnum):
    """How much of a person a frame shows."""

    UPPER = "upper"
    FULL = "full"


def glances(size: Size) -> list[Frame]:
    """Return the frames of a first look: all of the photo, and where it is wide also its left, middle and right, so
    that somebody in it is not seen too small."""
    width, height = size
    if width <= height:
        return [whole(size)]
    half = height * WIDTH / HEIGHT / 2
    return [whole(size), *(_frame(x, height / 2, height) for x in (half, width / 2, width - half))]


def whole(size: Size) -> Frame:
    """Return the smallest frame that holds all of a photo of `size`, the photo in its middle."""
    width, height = size
    return _frame(width / 2, height / 2, max(height, width * HEIGHT / WIDTH))


def person_frame(parts: LabelMap, pose: Keypoints, look: Frame, size: Size, view: View) -> Frame:
    """Return the frame around a person.

    Args:
        parts, pose: of a first look at the photo, in pixels of `look`'s picture.
        look: what the first look saw.
        size: of the photo.
        view: `FULL` needs the whole body in the photo; `UPPER` ends with the photo where that ends earlier.
    """
    left, top, right, bottom = _box(largest_piece(parts.labels > 0))
    (left, top), (right, bottom) = to_photo(np.array([(left, top), (right, bottom)]), look)
    if view is View.UPPER:
        body = trunk(pose)
        if body is not None:
            thigh = to_photo(body.hips[None] + (0, THIGH * body.length), look)[0, 1]
            bottom = min(bottom, thigh)
        bottom, below = min(bottom, size[1]), 0.0
    else:
        below = BELOW_FEET
    height = (bottom - top) / (1 - ABOVE_HEAD - below)
    height = max(height, (right - left) / (1 - 2 * BESIDE) * HEIGHT / WIDTH if view is View.FULL else height)
    upper_edge = top - ABOVE_HEAD * height
    return _frame((left + right) / 2, upper_edge + height / 2, height)


def legs_seen(parts: LabelMap, pose: Keypoints) -> bool:
    """Whether so much of the legs is in the picture that a frame of the full person shows more than one that ends at
    the thighs."""
    body = trunk(pose)
    lowest = _box(largest_piece(parts.labels > 0))[3]
    return body is not None and lowest > float(body.hips[1]) + LEGS_SEEN * body.length


def garment_frame(mask: NDArray[np.bool_], look: Frame) -> Frame:
    """Return the frame around a garment from its mask (H, W), not empty, in pixels of `look`'s picture."""
    left, top, right, bottom = _box(mask)
    (left, top), (right, bottom) = to_photo(np.array([(left, top), (right, bottom)]), look, mask.shape)
    height = max(bottom - top, (right - left) * HEIGHT / WIDTH) / (1 - 2 * AROUND_GARMENT)
    return _frame((left + right) / 2, (top + bottom) / 2, height)


def overlap(one: Frame, other: Frame) -> float:
    """Return the IoU of two frames."""
    across = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    down = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    shared = max(across, 0) * max(down, 0)
    return shared / (one.width * one.height + other.width * other.height - shared)


def cut(photo: Image.Image, frame: Frame, size: Size = (WIDTH, HEIGHT)) -> Image.Image:
    """Return what the frame shows of an RGB photo, drawn `size` large."""
    coarse = max(1, int(frame.height / size[1] / SPARE))  # averaged first: a frame may be far larger than the photo
    inner = (
        max(frame.left, 0),
        max(frame.top, 0),
        min(frame.left + frame.width, photo.width),
        min(frame.top + frame.height, photo.height),
    )
    seen = photo.crop((int(inner[0]), int(inner[1]), int(np.ceil(inner[2])), int(np.ceil(inner[3])))).reduce(coarse)
    left, top = (frame.left - int(inner[0])) / coarse, (frame.top - int(inner[1])) / coarse
    right, bottom = left + frame.width / coarse, top + frame.height / coarse
    above, below, before, after = (
        max(0, int(np.ceil(side))) for side in (-top, bottom - seen.height, -left, right - seen.width)
    )
    padded = cv2.copyMakeBorder(np.asarray(seen), above, below, before, after, cv2.BORDER_REPLICATE)
    picture = Image.fromarray(padded.astype(np.uint8))
    box = (left + before, top + above, right + before, bottom + above)
    return picture.resize(size, Image.Resampling.BICUBIC, box)  # the pixels themselves, where nothing is scaled


def to_photo(
    points: NDArray[np.floating], frame: Frame, shape: tuple[int, ...] = (HEIGHT, WIDTH)
) -> NDArray[np.float64]:
    """Return points (K, 2) of the frame's picture, whose `shape` is (height, width), as points of the photo.

    (0, 0) is the centre of the top left pixel, in both.
    """
    scale = np.array([frame.width / shape[1], frame.height / shape[0]])
    moved: NDArray[np.float64] = (points + 0.5) * scale - 0.5 + (frame.left, frame.top)
    return moved


def to_frame(
    points: NDArray[np.floating], frame: Frame, shape: tuple[int, ...] = (HEIGHT, WIDTH)
) -> NDArray[np.float64]:
    """Return points (K, 2) of the photo as points of the frame's picture; the other way of `to_photo`."""
    scale = np.array([frame.width / shape[1], frame.height / shape[0]])
    moved: NDArray[np.float64] = (points + 0.5 - (frame.left, frame.top)) / scale - 0.5
    return moved


def moved_pose(pose: Keypoints, xy: NDArray[np.floating]) -> Keypoints:
    """Return the pose with other places."""
    return Keypoints(xy.astype(np.float32), pose.score, pose.names, pose.skeleton)


def labels_of_photo(labels: Pixels, frame: Frame, size: Size) -> Pixels:
    """Return the labels (H, W) of a whole photo from those of its frame; beyond the frame is background."""
    return np.asarray(seen_from(labels, frame, Frame(0, 0, *size), size, cv2.INTER_NEAREST), np.uint8)


def mask_of_photo(mask: NDArray[np.float32], frame: Frame, size: Size) -> NDArray[np.bool_]:
    """Return a mask (H, W) of a whole photo from the values 0..1 of its frame, smooth where it is enlarged."""
    return seen_from(mask, frame, Frame(0, 0, *size), size) > 0.5


def seen_from(
    values: NDArray[P], frame: Frame, other: Frame, size: Size = (WIDTH, HEIGHT), how: int = cv2.INTER_LINEAR
) -> NDArray[P]:
    """Return labels or values (h, w) of one frame as another frame of `size` shows them, 0 beyond the first."""
    across = frame.width / values.shape[1] * size[0] / other.width
    down = frame.height / values.shape[0] * size[1] / other.height
    right = (frame.left - other.left) * size[0] / other.width
    below = (frame.top - other.top) * size[1] / other.height
    # The centres of pixels lie half a pixel inside, in both.
    matrix = np.array([[across, 0, right + (across - 1) / 2], [0, down, below + (down - 1) / 2]])
    return np.asarray(cv2.warpAffine(values, matrix, size, flags=how), values.dtype)


def largest_piece(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the largest of the pieces of a mask (H, W) that hang together."""
    count, labels, statistics, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    if count < 2:
        return mask
    return np.asarray(labels == 1 + statistics[1:, cv2.CC_STAT_AREA].argmax())


def _box(mask: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of a mask that is not empty."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return int(columns[0]), int(rows[0]), int(columns[-1]), int(rows[-1])


def snapped(frame: Frame) -> Frame:
    """Return the frame on whole pixels of the photo, so that it is cut without resampling."""
    return _frame(frame.left + frame.width / 2, frame.top + frame.height / 2, frame.height)


def _frame(x: float, y: float, height: float) -> Frame:
    """The frame around a centre, on whole pixels."""
    tall = max(STEP, STEP * round(height / STEP))
    wide = tall * WIDTH // HEIGHT
    return Frame(round(x - wide / 2), round(y - tall / 2), wide, tall)
