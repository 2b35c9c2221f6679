"""A person made of rectangles, with exact labels and points, standing, sitting, lying or seen from behind."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engines.models.results import LabelMap, Mask
from engines.models.skeletons import OPENPOSE_18, Keypoints
from engines.tryon.results import HEIGHT, LIP, WIDTH, Frame, GarmentSeen, Kind, PersonSeen, Sleeve

# Left, top, right, bottom in a body one high and centred on 0, in the order in which they are painted.
PARTS = {
    "left_leg": (0.01, 0.5, 0.09, 0.96),
    "right_leg": (-0.09, 0.5, -0.01, 0.96),
    "pants": (-0.1, 0.48, 0.1, 0.75),
    "left_arm": (0.12, 0.2, 0.17, 0.52),
    "right_arm": (-0.17, 0.2, -0.12, 0.52),
    "upper_clothes": (-0.12, 0.17, 0.12, 0.52),
    "hair": (-0.05, 0.0, 0.05, 0.08),
    "face": (-0.04, 0.04, 0.04, 0.16),
}
POINTS = {
    "nose": (0, 0.1),
    "neck": (0, 0.18),
    "right_shoulder": (-0.11, 0.2),
    "right_elbow": (-0.145, 0.35),
    "right_wrist": (-0.145, 0.5),
    "left_shoulder": (0.11, 0.2),
    "left_elbow": (0.145, 0.35),
    "left_wrist": (0.145, 0.5),
    "right_hip": (-0.06, 0.5),
    "right_knee": (-0.06, 0.73),
    "right_ankle": (-0.06, 0.94),
    "left_hip": (0.06, 0.5),
    "left_knee": (0.06, 0.73),
    "left_ankle": (0.06, 0.94),
    "right_eye": (-0.015, 0.08),
    "left_eye": (0.015, 0.08),
    "right_ear": (-0.03, 0.09),
    "left_ear": (0.03, 0.09),
}
COLOURS = {"upper_clothes": (200, 60, 50), "pants": (40, 60, 120), "hair": (60, 40, 30), "background": (180, 190, 170)}
SKIN = (225, 180, 150)


@dataclass(frozen=True)
class Figure:
    """Labels (h, w) and points of everybody in a picture."""

    labels: NDArray[np.uint8]
    pose: Keypoints

    @property
    def parts(self) -> LabelMap:
        return LabelMap(self.labels, LIP)

    def without(self, *names: str) -> "Figure":
        """The points that are named are not found."""
        keep = np.array([not any(name in point for name in names) for point in self.pose.names])
        return replace(self, pose=OPENPOSE_18.keypoints(self.pose.xy, self.pose.score * keep))

    def fainter(self, share: float) -> "Figure":
        """Every point has a smaller share of its score."""
        return replace(self, pose=OPENPOSE_18.keypoints(self.pose.xy, self.pose.score * share))

    def moved(self, **points: tuple[float, float]) -> "Figure":
        """Points that lie elsewhere, by their name, in pixels; "knee" means both."""
        xy = self.pose.xy.copy()
        for name, place in points.items():
            rows = [row for row, point in enumerate(self.pose.names) if point.endswith(name)]
            xy[rows] = place
        return replace(self, pose=OPENPOSE_18.keypoints(xy, self.pose.score))

    def relabelled(self, **labels: str) -> "Figure":
        """Every pixel of one label has another one."""
        changed = self.labels.copy()
        for old, new in labels.items():
            changed[self.labels == LIP.index(old)] = LIP.index(new)
        return replace(self, labels=changed)

    def photo(self) -> Image.Image:
        """Plain colours, with the ground's own fine pattern."""
        table = np.array([COLOURS.get(name, SKIN) for name in LIP], np.uint8)
        grain = np.random.default_rng(0).integers(-9, 10, (*self.labels.shape, 1))
        return Image.fromarray((table[self.labels].astype(int) + grain).clip(0, 255).astype(np.uint8))

    def turned(self) -> "Figure":
        """Lying: a quarter turn."""
        h, _ = self.labels.shape
        xy = np.stack([h - 1 - self.pose.xy[:, 1], self.pose.xy[:, 0]], 1)
        return Figure(np.rot90(self.labels, -1).copy(), OPENPOSE_18.keypoints(xy, self.pose.score))


def figure(x: float = 96, top: float = 12, height: float = 232, size: tuple[int, int] = (WIDTH, HEIGHT)) -> Figure:
    """Somebody `height` pixels high, from `top` on, around `x`, in a picture of `size`."""
    labels = np.zeros(size[::-1], np.uint8)
    for name, (left, upper, right, lower) in PARTS.items():
        first, last = ((round(x + a * height), round(top + b * height)) for a, b in ((left, upper), (right, lower)))
        cv2.rectangle(labels, first, last, LIP.index(name), cv2.FILLED)
    xy = np.array([(x + a * height, top + b * height) for a, b in (POINTS[name] for name in OPENPOSE_18.names)])
    inside = (xy >= 0).all(1) & (xy < size).all(1)
    return Figure(labels, OPENPOSE_18.keypoints(xy, np.where(inside, 0.9, 0)))


def seen(one: Figure) -> PersonSeen:
    """The person as the networks would see it; the figure fills a photo of the frame's size."""
    return PersonSeen(one.photo(), Frame(0, 0, WIDTH, HEIGHT), one.parts, one.pose)


def garment(kind: Kind = Kind.TOP, sleeve: Sleeve = Sleeve.SHORT) -> GarmentSeen:
    """A striped rectangle in the middle of its frame."""
    pixels = np.full((HEIGHT, WIDTH, 3), 250, np.uint8)
    mask = np.zeros((HEIGHT, WIDTH), np.float32)
    mask[40:216, 40:152] = 1
    pixels[40:216, 40:152] = (30, 90, 200)
    for row in range(48, 216, 16):
        pixels[row : row + 4, 40:152] = (240, 220, 60)
    return GarmentSeen(Image.fromarray(pixels), Frame(0, 0, WIDTH, HEIGHT), Mask(mask), kind, sleeve, 0.95)


def grid_to(box: tuple[float, float, float, float]) -> NDArray[np.float32]:
    """The grid that lays `garment()` over a box (left, top, right, bottom) of the person's frame, pixels."""
    left, top, right, bottom = box
    x = (np.arange(WIDTH) + 0.5 - left) / (right - left) * 112 + 40
    y = (np.arange(HEIGHT) + 0.5 - top) / (bottom - top) * 176 + 40
    return np.stack(np.meshgrid(x / WIDTH * 2 - 1, y / HEIGHT * 2 - 1), -1).astype(np.float32)
