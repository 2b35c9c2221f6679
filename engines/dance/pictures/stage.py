"""What the figure dances on: a round floor, and its soft shadow there."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from engines.dance.pictures.camera import Array, Camera
from engines.models.humanml import PARENTS

Picture = NDArray[np.uint8]

SKY, PAPER = (236, 237, 251), (255, 249, 239)  # above, and below
FLOOR, EDGE, RING = (221, 225, 250), (190, 198, 243), (203, 209, 246)
RINGS: Final = (1.0, 0.975, 0.72, 0.46, 0.2)  # of the floor's reach: its edge, the floor itself, and rings on it
SPOKES: Final = 12
SMALLEST, AROUND = 1.7, 1.15  # m: reach of the smallest floor, and of floor around the way
CORNERS: Final = 60  # of a ring
FINE: Final = 4  # bits of a pixel's fraction
COARSE: Final = 6  # the shadow's pixels are so many times larger
DARKEST: Final = 0.38
THICK: Final = 0.17  # m of a limb's shadow


class Stage:
    """The floor below a motion's joints (T, 22, 3), seen by a camera."""

    def __init__(self, joints: Array, size: tuple[int, int]) -> None:
        ground = joints[:, 0, [0, 2]]
        low, high = ground.min(0), ground.max(0)
        middle = np.insert((low + high) / 2, 1, 0.0)
        reach = max(SMALLEST, float(np.linalg.norm(high - low)) / 2 + AROUND)
        angles = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
        circle = reach * np.stack([np.cos(angles), np.zeros(CORNERS), np.sin(angles)], -1)
        self.rings = middle + np.array(RINGS)[:, None, None] * circle
        self.spokes = middle + np.array(RINGS)[[-1, 1]][:, None] * circle[:: CORNERS // SPOKES, None]
        share = np.linspace(0, 1, size[1])[:, None, None] ** 0.8
        wall = (1 - share) * np.array(SKY) + share * np.array(PAPER)
        self.wall = np.tile(wall.astype(np.uint8), (1, size[0], 1))

    def paint(self, camera: Camera, joints: Array) -> Picture:
        """Return a picture of the empty floor with the shadow of joints (22, 3); `camera` of that frame alone."""
        picture = self.wall.copy()
        rings, spokes = self._seen(camera, self.rings), self._seen(camera, self.spokes)
        cv2.fillConvexPoly(picture, rings[0], EDGE, cv2.LINE_AA, FINE)
        cv2.fillConvexPoly(picture, rings[1], FLOOR, cv2.LINE_AA, FINE)
        cv2.polylines(picture, list(rings[2:]), True, RING, 2, cv2.LINE_AA, FINE)
        cv2.polylines(picture, list(spokes), False, RING, 1, cv2.LINE_AA, FINE)
        return self._shade(picture, camera, joints)

    def _seen(self, camera: Camera, points: Array) -> NDArray[np.int32]:
        pixels, _ = camera.project(points[None])
        return np.round(np.clip(pixels[0], -4000, 4000) * 2**FINE).astype(np.int32)

    def _shade(self, picture: Picture, camera: Camera, joints: Array) -> Picture:
        """Multiply the soft shadow in: the nearer a limb to the floor, the darker."""
        H, W = picture.shape[:2]
        flat = joints * np.array([1, 0, 1]) + np.array([1, 0, 1]) * np.array([-0.06, 0, -0.06]) * joints[:, 1:2]
        pixels, distance = camera.project(flat[None])
        spots = np.round(pixels[0] / COARSE * 2**FINE).astype(np.int32)
        width = max(1, round(THICK * camera.focal / float(distance.mean()) / COARSE))
        bones = list(enumerate(PARENTS))[1:]
        heights = [(joints[joint, 1] + joints[parent, 1]) / 2 for joint, parent in bones]
        mask = np.zeros((H // COARSE, W // COARSE), np.uint8)
        for number in np.argsort(heights)[::-1]:
            joint, parent = bones[number]
            dark = 255 * max(0.35, 1 - 0.75 * heights[number])
            cv2.line(mask, tuple(spots[joint].tolist()), tuple(spots[parent].tolist()), dark, width, cv2.LINE_8, FINE)
        soft = cv2.GaussianBlur(mask, (0, 0), 0.06 * camera.focal / camera.far / COARSE)
        light = cv2.resize(255 - (DARKEST * soft).astype(np.uint8), (W, H), interpolation=cv2.INTER_LINEAR)
        return np.asarray(cv2.multiply(picture, cv2.merge([light, light, light]), scale=1 / 255), np.uint8)
