"""Where a posed dog is seen from: metres of its world become pixels of the picture."""

from dataclasses import dataclass
from math import cos, radians, sin

import numpy as np

from engines.drawn.dogs.flesh import Flesh, Floats, Part
from engines.drawn.dogs.poses import DogPose
from engines.drawn.dogs.skeleton import Vec

SEEN_OF_FACE = 1.25  # how much more than the head a picture of the face shows


@dataclass(frozen=True)
class Camera:
    """A pinhole that looks at a place.

    view: (3, 3) rows right, down and towards the camera; target: (3,) what it looks at; distance: metres to that;
    scale: pixels a metre there; centre: (2,) pixels where it is seen.
    """

    view: Floats
    target: Vec
    distance: float
    scale: float
    centre: tuple[float, float]

    def project(self, points: Floats) -> tuple[Floats, Floats]:
        """(N, 3) pixels right, pixels down, nearness in pixels; (N,) pixels a metre there."""
        seen = (points - self.target) @ self.view.T
        near = self.scale * self.distance / (self.distance - seen[:, 2])
        x, y = self.centre
        return np.stack([x + near * seen[:, 0], y + near * seen[:, 1], self.scale * seen[:, 2]], 1), near


def camera_at(body: Flesh, pose: DogPose, height: float, side: int) -> Camera:
    """A camera whose picture of `side` pixels the dog, or its head, fills as the pose says."""
    head = np.isin(body.parts, (Part.HEAD, Part.MUZZLE, Part.EAR, Part.NOSE))
    wanted = head if pose.kind == "face" else np.ones(len(head), bool)
    target = body.places[wanted].mean(0)
    reach = float(np.linalg.norm(body.places[wanted] - target, axis=1).max())
    distance = max(pose.distance * height * (0.8 if pose.kind == "face" else 1), 2.2 * reach)
    first = Camera(view_of(pose), target, distance, 1.0, (0.0, 0.0))
    spots, near = first.project(body.places[wanted])
    round_ = (body.radii[wanted].mean(1) * near)[:, None]
    low, high = (spots[:, :2] - round_).min(0), (spots[:, :2] + round_).max(0)
    size = (high - low) * (SEEN_OF_FACE if pose.kind == "face" else 1)
    scale = pose.closeness * side / float(size.max())
    room = np.maximum(side - scale * size, 0) / 2
    x, y = side / 2 - scale * (low + high) / 2 + room * pose.shift * 0.7
    return Camera(first.view, target, distance, scale, (float(x), float(y)))


def view_of(pose: DogPose) -> Floats:
    """(3, 3) rows right, down, towards the camera."""
    around, up, tip = radians(pose.azimuth), radians(pose.elevation), radians(pose.roll)
    towards = np.array([cos(up) * cos(around), cos(up) * sin(around), sin(up)])
    right = np.array([-sin(around), cos(around), 0])
    down = -np.cross(towards, right)
    return np.stack([cos(tip) * right + sin(tip) * down, cos(tip) * down - sin(tip) * right, towards])
