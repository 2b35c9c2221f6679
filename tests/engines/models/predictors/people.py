"""People drawn as OpenPose's maps, for tests and benchmarks of what links their joints."""

import numpy as np
from numpy.typing import NDArray

from engines.models.predictors.openpose_linking import LIMB_MAPS, LIMBS

Floats = NDArray[np.float32]

STANDING = np.array(  # 18 joints of somebody who stands, x and y in 0..1
    [
        *((0.5, 0.1), (0.5, 0.22), (0.35, 0.22), (0.3, 0.38), (0.28, 0.52), (0.65, 0.22), (0.7, 0.38), (0.72, 0.52)),
        *((0.42, 0.52), (0.41, 0.72), (0.4, 0.92), (0.58, 0.52), (0.59, 0.72), (0.6, 0.92)),
        *((0.46, 0.07), (0.54, 0.07), (0.42, 0.1), (0.58, 0.1)),
    ]
)


def person(left: float, top: float, width: float, height: float) -> NDArray[np.float64]:
    """Eighteen joints, (18, 2) pixels of the network's input."""
    return STANDING * (width, height) + (left, top)


def maps_of(people: list[tuple[NDArray[np.float64], tuple[int, ...]]], h: int, w: int) -> tuple[Floats, Floats]:
    """Return limb directions (38, h, w) and heat maps (19, h, w) as a network would draw the joints that show."""
    rows, columns = np.mgrid[:h, :w] * 8 + 3.5  # centres of the cells, in pixels of the input
    limbs, heat = np.zeros((38, h, w), np.float32), np.zeros((19, h, w), np.float32)
    for joints, shown in people:
        for joint in shown:
            x, y = joints[joint]
            heat[joint] = np.maximum(heat[joint], np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / (2 * 8**2)))
        for (start, end), first in zip(LIMBS, LIMB_MAPS, strict=True):
            if start in shown and end in shown:
                way = joints[end] - joints[start]
                length = np.linalg.norm(way)
                along, aside = (
                    ((columns - joints[start][0]) * dx + (rows - joints[start][1]) * dy) / length
                    for dx, dy in (way, (-way[1], way[0]))
                )
                on = (np.abs(aside) < 8) & (along > -8) & (along < length + 8)
                limbs[first][on], limbs[first + 1][on] = way / length
    return limbs, heat


TWO = [(person(10, 20, 90, 150), tuple(range(18))), (person(120, 15.3, 100, 160), tuple(range(18)))]
