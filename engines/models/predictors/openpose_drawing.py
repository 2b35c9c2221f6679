"""The coloured figure that OpenPose draws, which try-on and pose-guided networks take as a picture of a pose."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from engines.models.skeletons import Keypoints

Bytes = NDArray[np.uint8]

RADIUS = 4  # of a joint, and half the width of a limb; pixels
OPAQUE = 0.6  # a limb covers so much of what is under it

# One for each joint and, up to the 17th, for each limb. The numbers stand in the order of the canvas's channels: the
# published program draws on BGR (the nose is blue), programs after it often on RGB (the nose is red).
COLOURS = (
    *((255, 0, 0), (255, 85, 0), (255, 170, 0), (255, 255, 0), (170, 255, 0), (85, 255, 0)),
    *((0, 255, 0), (0, 255, 85), (0, 255, 170), (0, 255, 255), (0, 170, 255), (0, 85, 255)),
    *((0, 0, 255), (85, 0, 255), (170, 0, 255), (255, 0, 255), (255, 0, 170), (255, 0, 85)),
)


def draw_people(canvas: Bytes, people: Sequence[Keypoints]) -> Bytes:
    """Return the canvas (H, W, 3) uint8 with people of OpenPose's 18 joints drawn on it.

    Example:
        figure = draw_people(np.zeros((1024, 768, 3), np.uint8), predictor(picture))
    """
    canvas = canvas.copy()
    points = [person.xy.astype(np.float64) for person in people]
    for joint, colour in enumerate(COLOURS):
        for person, xy in zip(people, points, strict=True):
            if person.score[joint] > 0:
                x, y = xy[joint].astype(int).tolist()
                cv2.circle(canvas, (x, y), RADIUS, colour, thickness=-1)
    if not people:
        return canvas
    for edge, colour in zip(people[0].skeleton, COLOURS, strict=False):
        for person, xy in zip(people, points, strict=True):
            if (person.score[list(edge)] > 0).all():
                canvas = _draw_limb(canvas, xy[list(edge)], colour)
    return canvas


def _draw_limb(canvas: Bytes, ends: NDArray[np.float64], colour: tuple[int, int, int]) -> Bytes:
    x, y = ends.mean(0).astype(int).tolist()
    along_x, along_y = ends[0] - ends[1]
    half, angle = int(np.hypot(along_x, along_y) / 2), int(np.degrees(np.arctan2(along_y, along_x)))
    outline = np.array(cv2.ellipse2Poly((x, y), (half, RADIUS), angle, 0, 360, 1))
    with_limb = canvas.copy()
    cv2.fillConvexPoly(with_limb, outline, colour)
    blended = cv2.addWeighted(canvas, 1 - OPAQUE, with_limb, OPAQUE, 0)
    return np.asarray(blended, np.uint8)
